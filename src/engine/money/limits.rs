//! Limits on what is paid: what counts, and what is left.
//!
//! What counts is all that was decided and has neither failed nor been withdrawn, paid or not, owed or not; less what was
//! taken back, once that is done. It counts in the windows in which it was decided.

use crate::account::{CaseStep, LimitHit, PaymentState};
use crate::ids::StepId;
use crate::playbook::Playbook;
use crate::policy::{Limit, Payout};
use crate::value::{Currency, Decimal, Money, Name, Time};

use crate::engine::machine::machine::Machine;
use crate::engine::turn::Turn;

/// What bounds a case, and what has been decided against that.
pub(in crate::engine) struct Purse<'a> {
    pub(in crate::engine) turn: &'a Turn<'a>,
    pub(in crate::engine) playbook: &'a Playbook,
    /// Of the case; none before it opens.
    pub(in crate::engine) steps: &'a [CaseStep],
}

/// A payment that counts.
struct Counted {
    step: StepId,
    at: Time,
    amount: Decimal,
    personal: bool,
}

/// A limit in one currency, and how much of it is used.
struct Room<'a> {
    limit: &'a Limit,
    bound: Money,
    used: Money,
    /// Whether the sum rests on personal facts.
    personal: bool,
}

impl Room<'_> {
    /// What is left, zero at least.
    fn left(&self) -> Money {
        let left = self.bound.amount().checked_sub(self.used.amount()).unwrap_or(Decimal::ZERO);
        Money::new(left.max(Decimal::ZERO), self.bound.currency())
    }
}

impl<'a> Purse<'a> {
    /// What still fits every limit of the case and of the account; none where neither is bounded. What is left in a pool
    /// only the pool knows.
    pub(in crate::engine) fn left(&self, currency: Currency) -> Option<Money> {
        self.rooms(currency, None).iter().map(Room::left).min_by_key(|left| left.amount())
    }

    /// The limits of the case and the account, each with what counts, this step apart.
    fn rooms(&self, currency: Currency, but: Option<StepId>) -> Vec<Room<'a>> {
        let rules = self.turn.engine.rules(self.playbook);
        let limits = rules.into_iter().flat_map(|rules| &rules.limits).filter(|limit| limit.payout != Payout::Playbook);
        let limits: Vec<&Limit> = limits.collect();
        if limits.is_empty() {
            return Vec::new();
        }
        let counted = self.counted(currency, but);
        let mut own: Vec<StepId> = self.steps.iter().map(|step| step.id).collect();
        own.sort_unstable();
        let room = |limit: &'a Limit| {
            let from = self.turn.engine.window_start(limit, self.playbook, self.turn.now);
            let is_of_it = |payment: &&Counted| {
                from.is_none_or(|from| payment.at > from)
                    && (limit.payout == Payout::Account || own.binary_search(&payment.step).is_ok())
            };
            let of_it = counted.iter().filter(is_of_it);
            let personal = of_it.clone().any(|payment| payment.personal);
            // More than can be counted is more than any bound.
            let add = |used: Decimal, payment: &Counted| used.checked_add(payment.amount).unwrap_or(Decimal::MAX);
            let used = Money::new(of_it.fold(Decimal::ZERO, add), currency);
            Room { limit, bound: limit.bound(currency), used, personal }
        };
        limits.into_iter().map(room).collect()
    }

    /// Payments of the account that count, without what was taken back of each.
    fn counted(&self, currency: Currency, but: Option<StepId>) -> Vec<Counted> {
        let returned = self.turn.returned();
        let left_of = |step: StepId, amount: Decimal| {
            let at = returned.partition_point(|(known, _)| *known < step);
            let of_it = returned.iter().skip(at).take_while(|(known, _)| *known == step);
            of_it.fold(amount, |left, (_, back)| left.checked_sub(*back).unwrap_or(left)).max(Decimal::ZERO)
        };
        let standing = self.turn.payments.iter().filter(|payment| payment.state.is_standing());
        let paying =
            standing.filter(|payment| Some(payment.step) != but && self.turn.takes_back(payment.step).is_none());
        let counted = paying.filter_map(|payment| {
            let amount = payment.amount.filter(|amount| amount.currency() == currency)?.amount();
            let amount = left_of(payment.step, amount);
            Some(Counted { step: payment.step, at: payment.at, amount, personal: payment.personal })
        });
        counted.collect()
    }
}

impl Turn<'_> {
    /// What was taken back, by the step that had paid it, in order.
    fn returned(&self) -> Vec<(StepId, Decimal)> {
        if self.taken_back.is_empty() {
            return Vec::new();
        }
        let done = self.payments.iter().filter(|payment| payment.state == PaymentState::Done);
        let mut returned: Vec<(StepId, Decimal)> =
            done.filter_map(|payment| Some((self.takes_back(payment.step)?, payment.amount?.amount()))).collect();
        returned.sort_unstable();
        returned
    }
}

impl Machine<'_, '_> {
    /// Why goodwill of this amount does not fit the limits of its case and account, if it does not; a payment of the same
    /// step, which it takes the place of, apart.
    pub(in crate::engine) fn over_limit(&mut self, step: &CaseStep, amount: Money) -> Option<String> {
        let purse = Purse { turn: self.turn, playbook: self.case.playbook, steps: &self.case.steps };
        let rooms = purse.rooms(amount.currency(), Some(step.id));
        let exceeded = rooms.iter().filter(|room| amount.amount() > room.left().amount());
        let room = exceeded.min_by_key(|room| room.left().amount())?;
        // Records show it.
        let may_tell = !step.personal_amount && !room.personal;
        let why = room.limit.reason(amount.currency(), may_tell.then(|| (amount, room.used, room.left())));
        let limit = Name::from(room.limit.words(amount.currency()));
        self.turn.limits.push(LimitHit { case: self.case.id.clone(), step: step.name.clone(), limit });
        Some(why)
    }
}
