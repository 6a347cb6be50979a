//! Payments as the host knows them: what was asked for, what was paid, what came back.

use std::collections::{BTreeMap, HashMap};

use amends::{Currency, Money, Name, PaysId, Step, StepId, StepKind};

/// Every payment, by what it pays for: one that failed and is asked for again counts once.
#[derive(Debug, Default)]
pub struct Ledger {
    /// Which payment a step is.
    steps: HashMap<StepId, Sent>,
    payments: HashMap<PaysId, Payment>,
    /// The payments of an account that are done, in the order in which they were.
    done: BTreeMap<Name, Vec<StepId>>,
}

#[derive(Debug)]
struct Sent {
    name: Name,
    pays: PaysId,
}

#[derive(Debug)]
struct Payment {
    amount: Money,
    /// It takes money back.
    is_reversal: bool,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Asked,
    Done,
    Failed,
}

/// Money of one currency; nothing where a sum has more digits than can be kept.
#[derive(Debug, Default)]
pub struct Totals {
    pub payments: u64,
    pub asked: Option<Money>,
    pub done: Option<Money>,
    pub failed: Option<Money>,
    pub open: Option<Money>,
}

impl Ledger {
    /// A step went out.
    pub fn asked(&mut self, step: &Step) {
        let (StepKind::Compensation, Some(pays), Some(amount)) = (step.kind, step.pays, step.amount) else { return };
        self.steps.insert(step.id, Sent { name: step.name.clone(), pays });
        self.payments.insert(pays, Payment { amount, is_reversal: step.reverses.is_some(), state: State::Asked });
    }

    /// A receipt that the engine took.
    pub fn settled(&mut self, account: &str, step: StepId, is_done: bool) {
        let Some(sent) = self.steps.get(&step) else { return };
        if let Some(payment) = self.payments.get_mut(&sent.pays) {
            payment.state = if is_done { State::Done } else { State::Failed };
        }
        let done = self.done.entry(account.into()).or_default();
        done.retain(|known| *known != step);
        if is_done {
            done.push(step);
        }
    }

    /// The latest payment of that name that is done: it may come back.
    pub fn latest_done(&self, account: &str, name: &str) -> Option<StepId> {
        let done = self.done.get(account)?;
        done.iter().rev().copied().find(|step| self.steps.get(step).is_some_and(|sent| sent.name == *name))
    }

    /// Sums by currency, money that is taken back apart.
    pub fn totals(&self) -> BTreeMap<(Currency, bool), Totals> {
        let mut all: BTreeMap<(Currency, bool), Totals> = BTreeMap::new();
        for payment in self.payments.values() {
            let totals = all.entry((payment.amount.currency(), payment.is_reversal)).or_insert_with(|| {
                let none = Money::new(0.into(), payment.amount.currency());
                Totals { payments: 0, asked: Some(none), done: Some(none), failed: Some(none), open: Some(none) }
            });
            totals.payments += 1;
            let add = |sum: &mut Option<Money>| {
                *sum = sum.and_then(|sum| sum.checked_add(payment.amount)?.ok());
            };
            add(&mut totals.asked);
            match payment.state {
                State::Asked => add(&mut totals.open),
                State::Done => add(&mut totals.done),
                State::Failed => add(&mut totals.failed),
            }
        }
        all
    }
}
