//! What an account keeps once its person is gone.

use super::{Account, CaseStep};

impl Account {
    /// Drops the secret, whatever is personal, and all that only further events would ask for. What is still out, what
    /// was paid and what became of steps stays.
    pub(crate) fn erase(&mut self) {
        self.secret = None;
        self.cases = Box::default();
        self.memory.erase();
        let erased = self.at;
        self.rare.change(|rare| {
            rare.erased = erased;
            (rare.apologies, rare.contacts, rare.counts) = (Vec::new(), Vec::new(), Vec::new());
            rare.outstanding.iter_mut().for_each(|(_, step)| step.erase());
            rare.promises.iter_mut().filter(|promise| promise.personal_due).for_each(|promise| promise.due = None);
        });
        for payment in self.payments.iter_mut().filter(|payment| payment.personal) {
            payment.amount = None;
        }
    }

    /// Why it can't be an account that was stored: one has a secret or was erased, and then has no open cases.
    pub(crate) fn erasure_fault(&self) -> Option<&'static str> {
        match (&self.secret, self.rare.erased) {
            (None, None) => Some("it has to have either `secret` or `erased`, and has none"),
            (Some(_), Some(_)) => Some("it has to have either `secret` or `erased`, and has both"),
            (None, Some(_)) if !self.cases.is_empty() => Some("it was erased and has open cases"),
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
