//! The end of an input: what it changed, as one value that is written without fail.

use crate::account::{
    Account, Apology, Case, CaseChange, CaseStep, Contact, Count, Decision, Denial, Ended, Held, LimitHit, Made,
    Outcome, Payment, Personal, Promise, Record, Refusal, Step, TakenBack, push_snug,
};
use crate::canon::Id;
use crate::ids::{Cause, StepId};
use crate::input::Input;
use crate::pool::{Ask, Key};
use crate::value::{Name, Time};

use super::Engine;
use super::record::Written;
use super::running::Running;
use super::turn::Turn;

/// What became of an input.
pub(super) struct Said {
    pub(super) outcome: Outcome,
    pub(super) refusals: Vec<Refusal>,
    /// What to ask of pools where nothing changes.
    pub(super) asks: Vec<Ask>,
}

impl Said {
    pub(super) fn only(outcome: Outcome) -> Self {
        Self { outcome, refusals: Vec::new(), asks: Vec::new() }
    }

    fn into_decision(self, changes: Option<&Changes>) -> Decision {
        let unhandled = changes.map(|changes| changes.unhandled.clone()).unwrap_or_default();
        Decision {
            outcome: self.outcome,
            denial: None,
            steps: Vec::new(),
            withdrawn: Vec::new(),
            held: Vec::new(),
            promises: Vec::new(),
            personal: Vec::new(),
            cases: Vec::new(),
            refusals: self.refusals,
            unhandled,
            asks: self.asks,
            limits: Vec::new(),
            record: None,
            answered: Vec::new(),
            wake_at: None,
        }
    }
}

/// What became of an input, and what it changes if it changes anything.
pub(super) struct Decided {
    pub(super) said: Said,
    pub(super) changes: Option<Changes>,
}

impl Decided {
    /// Writes the changes to the account. Nothing here can fail.
    pub(super) fn apply(self, account: &mut Account) -> Decision {
        let decision = self.said.into_decision(self.changes.as_ref());
        match self.changes {
            Some(changes) => changes.apply(account, decision),
            None => Decision { wake_at: account.wake_at(), ..decision },
        }
    }
}

/// Everything that an input changes, owned.
pub(super) struct Changes {
    at: Time,
    armed: u64,
    erases: bool,
    /// Place among the open cases (none for a new one), and what it is now (none for one that ended).
    cases: Vec<(Option<usize>, Option<Case>)>,
    ended: Vec<Ended>,
    outstanding: Option<Vec<(Name, CaseStep)>>,
    receipts: Vec<(StepId, &'static str)>,
    payments: Option<Vec<Payment>>,
    taken_back: Option<Vec<TakenBack>>,
    made: Option<Vec<Made>>,
    dropped: Vec<Key>,
    counts: Option<Vec<Count>>,
    contacts: Option<Vec<Contact>>,
    apologies: Option<Vec<Apology>>,
    promises: Option<Vec<Promise>>,
    remembered: Option<(Cause, Id, Time)>,
    remembered_command: Option<(Cause, Id)>,
    denial: Option<Denial>,
    case_changes: Vec<CaseChange>,
    unhandled: Vec<Name>,
    limits: Vec<LimitHit>,
    asks: Vec<Ask>,
    steps: Vec<Step>,
    withdrawn: Vec<StepId>,
    held: Vec<Held>,
    promise_changes: Vec<Promise>,
    personal: Vec<Personal>,
    record: Record,
}

impl<'e> Turn<'e> {
    /// Writes the record and gathers the changes.
    pub(super) fn finish(mut self, engine: &Engine, input: &Input) -> Changes {
        let mut cases = std::mem::take(&mut self.cases);
        cases.retain(|case| case.log.is_change());
        cases.sort_by_key(|case| case.place.unwrap_or(usize::MAX));
        cases.iter_mut().for_each(Running::halt_overfull);
        let Written { record, personal } = self.write_record(engine, &cases, input);
        let case_changes = cases.iter().map(Running::change).collect();
        let unhandled = cases.iter().flat_map(|case| case.log.unhandled.clone()).collect();
        let held = cases.iter_mut().flat_map(|case| std::mem::take(&mut case.log.held)).collect();
        let mut promise_changes = self.promises_of_ended;
        promise_changes.extend(cases.iter_mut().flat_map(|case| std::mem::take(&mut case.log.promises)));
        let mut outstanding = self.outstanding;
        let mut receipts = self.settled;
        let mut ended = Vec::new();
        let mut changed = Vec::new();
        for mut case in cases {
            let place = case.place;
            if case.ended.is_none() {
                receipts.extend(case.forget_settled());
                push_snug(&mut changed, (place, Some(case.store())));
                continue;
            }
            ended.push(Ended { case: case.id.clone(), key: case.key.clone(), playbook: case.playbook.name.clone() });
            for step in case.steps {
                match step.status {
                    crate::account::Status::Out | crate::account::Status::Asked => {
                        outstanding.to_mut().push((case.id.clone(), step))
                    }
                    crate::account::Status::Done => receipts.push((step.id, "done")),
                    crate::account::Status::Failed if step.attempt > 0 => receipts.push((step.id, "failed")),
                    // Its receipt may still come, unless it came already.
                    crate::account::Status::Skipped | crate::account::Status::Withdrawn if step.attempt > 0 => {
                        let is_known = |(known, _): &(StepId, &str)| *known == step.id;
                        if self.account.memory.receipt(step.id).is_none() && !receipts.iter().any(is_known) {
                            receipts.push((step.id, "withdrawn"));
                        }
                    }
                    _ => {}
                }
            }
            changed.push((place, None));
        }
        Changes {
            at: self.now,
            armed: self.armed,
            erases: self.erases,
            cases: changed,
            ended,
            outstanding: owned(outstanding),
            receipts,
            payments: owned(self.payments),
            taken_back: owned(self.taken_back),
            made: owned(self.made),
            dropped: self.dropped,
            counts: owned(self.counts),
            contacts: owned(self.contacts),
            apologies: owned(self.apologies),
            promises: owned(self.promises),
            remembered: self.remembered,
            remembered_command: match input {
                Input::Command(command) => Some((Cause::of_command(command.id()), command.content())),
                _ => None,
            },
            denial: self.commanded.and_then(|commanded| commanded.denial),
            case_changes,
            unhandled,
            limits: self.limits,
            asks: self.asks,
            steps: self.steps,
            withdrawn: self.withdrawn,
            held,
            promise_changes,
            personal,
            record,
        }
    }
}

/// What was changed, if anything was.
fn owned<T: Clone>(cow: std::borrow::Cow<'_, [T]>) -> Option<Vec<T>> {
    match cow {
        std::borrow::Cow::Owned(changed) => Some(changed),
        std::borrow::Cow::Borrowed(_) => None,
    }
}

impl Changes {
    fn apply(self, account: &mut Account, decision: Decision) -> Decision {
        account.at = Some(self.at);
        account.armed = self.armed;
        account.change_cases(self.cases);
        for ended in self.ended {
            account.memory.remember_ended(ended);
        }
        if let Some(outstanding) = self.outstanding {
            account.set_outstanding(outstanding);
        }
        for (step, word) in self.receipts {
            account.memory.remember_receipt(step, word);
        }
        if let Some(payments) = self.payments {
            account.payments = payments.into();
        }
        if let Some(taken_back) = self.taken_back {
            account.set_taken_back(taken_back);
        }
        if let Some(made) = self.made {
            account.set_made(made);
        }
        account.memory.remember_dropped(self.dropped);
        if let Some(counts) = self.counts {
            account.set_counts(counts);
        }
        if let Some(contacts) = self.contacts {
            account.set_contacts(contacts);
        }
        if let Some(apologies) = self.apologies {
            account.set_apologies(apologies);
        }
        if let Some(promises) = self.promises {
            account.set_promises(promises);
        }
        if let Some((cause, content, time)) = self.remembered {
            account.memory.remember(cause, content, time);
        }
        if let Some((cause, content)) = self.remembered_command {
            account.memory.remember_command(cause, content);
        }
        account.seq = self.record.seq();
        account.last = Some(self.record.hash());
        if self.erases {
            account.erase();
        }
        Decision {
            denial: self.denial,
            steps: self.steps,
            withdrawn: self.withdrawn,
            held: self.held,
            promises: self.promise_changes,
            personal: self.personal,
            cases: self.case_changes,
            limits: self.limits,
            asks: self.asks,
            record: Some(self.record),
            wake_at: account.wake_at(),
            ..decision
        }
    }
}

impl Running<'_> {
    fn change(&self) -> CaseChange {
        CaseChange {
            case: self.id.clone(),
            playbook: self.playbook.reference.clone(),
            opened: self.log.opened,
            ended: self.ended.clone(),
            halted: self.halted.clone(),
            configuration: self.configuration(),
            taken: self.log.taken.clone(),
        }
    }

    pub(super) fn configuration(&self) -> Vec<Name> {
        self.leaves().map(|state| self.playbook.state(state).name.clone()).collect()
    }
}
