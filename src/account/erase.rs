//! What an account keeps once its person is gone.

use super::{Account, CaseStep, Memory};

impl Account {
    /// Drops the secret, whatever is personal, and all that only further events would ask for. What is still out, what
    /// was paid and what became of steps stays.
    pub(crate) fn erase(&mut self) {
        self.erased = self.at;
        self.secret = None;
        self.cases.clear();
        self.counts.clear();
        self.memory = Memory::of_receipts(std::mem::take(&mut self.memory));
        self.outstanding.iter_mut().for_each(|(_, step)| step.erase());
        for payment in self.payments.iter_mut().filter(|payment| payment.personal) {
            payment.amount = None;
        }
    }

    /// Why it can't be an account that was stored: one has a secret or was erased, and then has no open cases.
    pub(crate) fn erasure_fault(&self) -> Option<&'static str> {
        match (&self.secret, self.erased) {
            (None, None) => Some("it has no secret and was not erased"),
            (Some(_), Some(_)) => Some("it was erased and has a secret"),
            (None, Some(_)) if !self.cases.is_empty() => Some("it was erased and has an open case"),
            _ => None,
        }
    }
}

impl CaseStep {
    fn erase(&mut self) {
        if self.personal_amount {
            self.amount = None;
        }
        if self.personal_due {
            (self.due, self.remaining) = (None, None);
        }
    }
}
