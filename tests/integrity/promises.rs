//! Promises: each ends kept, broken or waived, once, and time breaks it at its deadline.

use std::collections::BTreeMap;

use amends::chrono::{DateTime, Utc};
use amends::{Account, Promise, PromiseState, StepId};

use super::auditor::{Case, Judged, Seen, ensure};

/// Every promise of an account, by its step and how many that step had made before.
#[derive(Clone, Default)]
pub struct Promises(BTreeMap<(StepId, usize), Told>);

#[derive(Clone)]
struct Told {
    promise: Promise,
    /// Until its deadline moves for a reason that can be seen.
    due: Option<DateTime<Utc>>,
    settled: usize,
}

impl Promises {
    pub fn take(&mut self, seen: &Seen<'_>, cases: &[Case]) -> Judged {
        for promise in &seen.decision.promises {
            let told = || format!("{promise:?}");
            let before = self.0.range((promise.step(), 0)..=(promise.step(), usize::MAX)).count();
            if promise.state() == PromiseState::Open {
                let last = before.checked_sub(1).and_then(|last| self.0.get(&(promise.step(), last)));
                ensure(last.is_none_or(|last| last.settled == 1), || format!("made twice: {}", told()))?;
                ensure(promise.made_at() == seen.now(), || format!("made at another time: {}", told()))?;
                let new = Told { promise: promise.clone(), due: promise.due(), settled: 0 };
                self.0.insert((promise.step(), before), new);
                continue;
            }
            let known = before.checked_sub(1).and_then(|last| self.0.get_mut(&(promise.step(), last)));
            let Some(known) = known else { return Err(format!("settled and never made: {}", told())) };
            known.settled += 1;
            ensure(known.settled == 1, || format!("settled twice: {}", told()))?;
            if promise.because() == Some("not kept in time") {
                let at = promise.settled_at();
                ensure(at == promise.due() && at <= Some(seen.now()), || {
                    format!("broken at another time: {}", told())
                })?;
                ensure(promise.state() == PromiseState::Broken, || format!("late and not broken: {}", told()))?;
            } else {
                ensure(promise.settled_at() == Some(seen.now()), || format!("settled at another time: {}", told()))?;
            }
            known.promise = promise.clone();
        }
        self.follow_deadlines(seen, cases)
    }

    /// The account's ledger is what was told; what is open there is not late.
    fn follow_deadlines(&mut self, seen: &Seen<'_>, cases: &[Case]) -> Judged {
        let mut counts: BTreeMap<StepId, usize> = BTreeMap::new();
        for promise in seen.after.promises() {
            let nth = counts.entry(promise.step()).or_default();
            let key = (promise.step(), *nth);
            *nth += 1;
            let Some(told) = self.0.get_mut(&key) else { return Err(format!("nobody told of {promise:?}")) };
            let is_as_told =
                (promise.state(), promise.settled_at()) == (told.promise.state(), told.promise.settled_at());
            let settled = usize::from(promise.state() != PromiseState::Open);
            ensure(is_as_told && told.settled == settled, || format!("the ledger says otherwise of {promise:?}"))?;
            let playbook = promise.playbook().split('@').next().unwrap_or_default();
            let is_sent_again = seen.decision.steps.iter().any(|step| step.id == promise.step());
            if seen.house.books[playbook].pauses || is_sent_again || seen.after.erased().is_some() {
                told.due = promise.due();
            }
            ensure(promise.due() == told.due, || format!("the deadline moved of {promise:?}"))?;
            let is_late = promise.state() == PromiseState::Open && promise.due().is_some_and(|due| due < seen.now());
            let stands_still = cases.iter().any(|case| case.halted && case.id == promise.case());
            ensure(!is_late || stands_still, || format!("still open at {}: {promise:?}", seen.now()))?;
        }
        ensure(counts.values().sum::<usize>() == self.0.len(), || "the ledger forgot a promise".to_owned())
    }

    /// Nothing is due any more: no promise is open.
    pub fn all_settled(&self, cases: &[Case], account: &Account) -> Judged {
        for Told { promise, settled, .. } in self.0.values() {
            let stands_still = cases.iter().any(|case| case.halted && case.id == promise.case());
            ensure(*settled == 1 || stands_still, || format!("open for ever on {}: {promise:?}", account.id()))?;
        }
        Ok(())
    }
}
