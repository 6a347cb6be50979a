//! Payments that take back what others paid.

use std::collections::BTreeMap;

use crate::account::{CaseStep, Payment, PaymentState, Reversed};
use crate::ids::PaysId;
use crate::value::{Decimal, Money, Name};

use crate::engine::machine::machine::Machine;

impl Machine<'_, '_> {
    /// The payment that a step takes back: of the last step of that name whose payment stands. It must be done, for what is
    /// on its way can't be taken back and can still be withdrawn.
    pub(in crate::engine) fn reversed(&self, name: &Name) -> Result<Reversed, String> {
        let steps = self.case.steps.iter().enumerate().filter(|(_, step)| step.name == *name);
        // Where several say that they pay the same, the last of them.
        let said: BTreeMap<PaysId, usize> = steps.filter_map(|(at, step)| Some((step.pays?, at))).collect();
        let standing = self.turn.payments.iter().filter(|payment| payment.state.is_standing());
        let paid = standing.filter(|payment| self.turn.takes_back(payment.step).is_none());
        match paid.filter(|payment| said.contains_key(&payment.pays)).max_by_key(|payment| said.get(&payment.pays)) {
            Some(Payment { state: PaymentState::Done, step, pays, attempt, .. }) => {
                Ok(Reversed { name: name.clone(), step: *step, pays: *pays, attempt: *attempt })
            }
            Some(_) => Err(format!("reverses: `{name}` is not done yet")),
            None => Err(format!("reverses: nothing was paid by `{name}`")),
        }
    }

    /// Why a step can't take back so much, if it can't: no more is taken back of a payment than it paid, whichever steps
    /// take back. What this step took back, or was to, is what it does now anew.
    pub(in crate::engine) fn more_than_paid(&self, of: &Reversed, step: &CaseStep, amount: Money) -> Option<String> {
        let paid = self.turn.payments.iter().find(|payment| payment.step == of.step)?;
        let left = paid.amount?;
        if left.currency() != amount.currency() {
            return Some(format!("reverses: `{}` was paid in {}", of.name, left.currency()));
        }
        let others = self.turn.payments.iter().filter(|payment| payment.step != step.id && payment.state.is_standing());
        let back = others.filter(|payment| self.turn.takes_back(payment.step) == Some(of.step));
        let left = back
            .filter_map(|payment| payment.amount)
            .fold(left.amount(), |left, back| left.checked_sub(back.amount()).unwrap_or(Decimal::ZERO));
        let is_told = !step.personal_amount && !paid.personal;
        (amount.amount() > left).then(|| match Money::new(left, amount.currency()) {
            left if is_told => format!("reverses: {amount} is more than the {left} left of `{}`", of.name),
            _ => format!("reverses: more than is left of `{}`", of.name),
        })
    }
}
