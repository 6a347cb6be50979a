//! The end of an input: what it changed, as one value that is written without fail.

use crate::account::{
    Account, Apology, Case, CaseChange, CaseStep, Contact, Count, Decision, Ended, Made, Outcome, Payment, Promise,
    Refusal, Status, TakenBack, push_snug,
};
use crate::canon::Id;
use crate::ids::{Cause, StepId};
use crate::input::Input;
use crate::pool::{Ask, Key};
use crate::value::{Name, Time};

use super::Engine;
use super::turn::Turn;
use crate::engine::machine::running::Running;
use crate::engine::record::record::Written;

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

    /// What the host is told, before anything came of it.
    fn into_decision(self) -> Decision {
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
            unhandled: Vec::new(),
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
    /// All but `wake_at`, which the changed account says.
    decision: Decision,
    changes: Option<Box<Changes>>,
}

impl Decided {
    /// Nothing changes.
    pub(super) fn nothing(said: Said) -> Self {
        Self { decision: said.into_decision(), changes: None }
    }

    /// Writes the changes to the account. Nothing here can fail.
    pub(super) fn apply(self, account: &mut Account) -> Decision {
        let mut decision = self.decision;
        if let Some(changes) = self.changes {
            changes.apply(account);
        }
        if let Some(record) = &decision.record {
            (account.seq, account.last) = (record.seq(), Some(record.hash()));
        }
        decision.wake_at = account.wake_at();
        decision
    }
}

/// Everything that an input changes of an account, owned.
struct Changes {
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
}

impl<'e> Turn<'e> {
    /// Writes the record and gathers the changes.
    pub(super) fn finish(mut self, engine: &Engine, input: &Input, said: Said) -> Decided {
        let mut cases = std::mem::take(&mut self.cases);
        cases.retain(|case| case.log.is_change());
        cases.sort_by_key(|case| case.place.unwrap_or(usize::MAX));
        cases.iter_mut().for_each(|case| case.halt_overfull());
        let Written { record, personal } = self.write_record(engine, &cases, input);
        let mut decision = Decision {
            denial: self.commanded.and_then(|commanded| commanded.denial),
            steps: self.steps,
            withdrawn: self.withdrawn,
            promises: self.promises_of_ended,
            personal,
            asks: self.asks,
            limits: self.limits,
            record: Some(record),
            ..said.into_decision()
        };
        let mut outstanding = self.outstanding;
        let mut receipts = self.settled;
        let mut ended = Vec::new();
        let mut changed = Vec::new();
        for mut case in cases {
            decision.held.append(&mut case.log.held);
            decision.promises.append(&mut case.log.promises);
            decision.unhandled.append(&mut case.log.unhandled);
            push_snug(&mut decision.cases, case.change());
            let place = case.place;
            if case.ended.is_none() {
                receipts.extend(case.forget_settled());
                push_snug(&mut changed, (place, Some(case.store())));
                continue;
            }
            ended.push(Ended { case: case.id.clone(), key: case.key.clone(), playbook: case.playbook.name.clone() });
            for step in case.steps {
                match step.status {
                    Status::Out | Status::Asked => outstanding.to_mut().push((case.id.clone(), step)),
                    Status::Done => receipts.push((step.id, "done")),
                    Status::Failed if step.attempt > 0 => receipts.push((step.id, "failed")),
                    // Its receipt may still come, unless it came already.
                    Status::Skipped | Status::Withdrawn if step.attempt > 0 => {
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
        let changes = Changes {
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
        };
        Decided { decision, changes: Some(Box::new(changes)) }
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
    fn apply(self, account: &mut Account) {
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
        if self.erases {
            account.erase();
        }
    }
}

impl Running<'_> {
    /// What the host is told of the case.
    fn change(&mut self) -> CaseChange {
        CaseChange {
            case: self.id.clone(),
            playbook: self.playbook.reference.clone(),
            opened: self.log.opened,
            ended: self.ended.clone(),
            halted: self.halted.clone(),
            configuration: self.configuration(),
            taken: std::mem::take(&mut self.log.taken),
        }
    }

    pub(super) fn configuration(&self) -> Vec<Name> {
        self.leaves().map(|state| self.playbook.state(state).name.clone()).collect()
    }
}
