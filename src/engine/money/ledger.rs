//! What the account was paid and is being paid, as an input changes it.

use crate::account::{MAX_PAYMENTS, Payment, PaymentState, TakenBack, push_snug};
use crate::ids::{PaysId, StepId};
use crate::value::{Currency, Decimal, Duration, Money};

use crate::engine::turn::Turn;

impl Turn<'_> {
    /// Whether the account keeps as many payments as it may, and this step has none among them.
    pub(in crate::engine) fn is_ledger_full(&self, step: StepId) -> bool {
        self.payments.len() >= MAX_PAYMENTS && self.payments.iter().all(|payment| payment.step != step)
    }

    /// Writes down a payment that goes out, in the place of what the step paid or was to pay before.
    pub(in crate::engine) fn enter_payment(&mut self, payment: Payment) {
        let payments = self.payments.to_mut();
        payments.retain(|known| known.step != payment.step);
        push_snug(payments, payment);
    }

    /// Writes down a payment that waits for leave to go out. What the step paid or was to pay before stays until then.
    pub(super) fn hold_payment(&mut self, payment: Payment) {
        push_snug(self.payments.to_mut(), payment);
    }

    /// Whether a payment of the step waits for leave to go out: its sum is reserved.
    pub(in crate::engine) fn is_held(&self, step: StepId) -> bool {
        self.payments.iter().any(|payment| payment.step == step && payment.state == PaymentState::Held)
    }

    /// A payment that waited goes out.
    pub(in crate::engine) fn let_out_payment(&mut self, step: StepId) {
        let payments = self.payments.to_mut();
        payments.retain(|known| known.step != step || known.state == PaymentState::Held);
        for payment in payments.iter_mut().filter(|payment| payment.step == step) {
            payment.state = PaymentState::Out;
        }
    }

    /// A payment that waited will not go out: it is as if it had never been decided.
    pub(super) fn drop_payment(&mut self, step: StepId) -> Option<Payment> {
        let is_it = |payment: &Payment| payment.step == step && payment.state == PaymentState::Held;
        let at = self.payments.iter().position(is_it)?;
        Some(self.payments.to_mut().remove(at))
    }

    /// Writes down whose payment the step takes back.
    pub(in crate::engine) fn enter_taken_back(&mut self, by: StepId, of: StepId) {
        let taken_back = self.taken_back.to_mut();
        match taken_back.binary_search_by_key(&by, |taken| taken.by) {
            Ok(at) => {
                if let Some(known) = taken_back.get_mut(at) {
                    known.of = of;
                }
            }
            Err(at) => taken_back.insert(at, TakenBack { by, of }),
        }
    }

    /// The step whose payment this one takes back, if it takes back.
    pub(super) fn takes_back(&self, step: StepId) -> Option<StepId> {
        let at = self.taken_back.binary_search_by_key(&step, |taken| taken.by).ok()?;
        self.taken_back.get(at).map(|taken| taken.of)
    }

    /// The payment of another step that stands for the same thing, if one is held, out or done: one that is done before one
    /// that may come to nothing, and a later one before an earlier.
    pub(in crate::engine) fn standing(&self, pays: PaysId, step: StepId) -> Option<&Payment> {
        let same = self.payments.iter().filter(|payment| payment.pays == pays && payment.step != step);
        same.filter(|payment| payment.state.is_standing()).max_by_key(|payment| payment.state == PaymentState::Done)
    }

    /// Under which attempt a thing is paid now: the next one only after a receipt *failed*. A payment that is sent again
    /// while it is out, or was withdrawn, may have gone through: under the same key a provider pays it once.
    pub(in crate::engine) fn attempt(&self, pays: PaysId) -> u32 {
        let same = self.payments.iter().filter(|payment| payment.pays == pays);
        let next = same.map(|payment| payment.attempt.saturating_add((payment.state == PaymentState::Failed).into()));
        next.max().unwrap_or(1).max(1)
    }

    /// What became of a payment that is out, or was. The pool of its playbook hears what that means for it.
    pub(in crate::engine) fn set_payment(&mut self, step: StepId, state: PaymentState) {
        let now = self.now;
        let is_it = |payment: &Payment| payment.step == step && payment.state != PaymentState::Held;
        let Some(at) = self.payments.iter().rposition(is_it) else { return };
        let Some(payment) = self.payments.to_mut().get_mut(at) else { return };
        let before = std::mem::replace(&mut payment.state, state);
        payment.paid = (state == PaymentState::Done).then_some(now);
        if !self.engine.has_pools {
            return;
        }
        let payment = payment.clone();
        match self.takes_back(step) {
            Some(of) => self.tell_taken_back(&payment, of, before == PaymentState::Done),
            None => self.tell_standing(&payment, before.is_standing()),
        }
    }

    /// What this account was paid in a currency, less what it gave back, by receipts later than `now − window`.
    pub(in crate::engine) fn paid(&self, currency: Currency, window: Duration) -> Option<Money> {
        let from = self.now.checked_sub(window);
        let mut sum = Decimal::ZERO;
        for payment in self.payments.iter() {
            let is_within = payment.paid.is_some_and(|paid| from.is_none_or(|from| paid > from));
            let amount = payment.amount.filter(|amount| is_within && amount.currency() == currency);
            let Some(amount) = amount.map(Money::amount) else { continue };
            let is_back = self.takes_back(payment.step).is_some();
            sum = if is_back { sum.checked_sub(amount) } else { sum.checked_add(amount) }.ok()?;
        }
        Some(Money::new(sum, currency))
    }
}
