//! The auditor: sees what a host sees (policy and playbooks as plain data, inputs, decisions, records, what an account shows)
//! and keeps books of its own, in the simplest way. It knows nothing of states or transitions.

use std::collections::BTreeMap;

use amends::chrono::{DateTime, Utc};
use amends::{Account, Decision, Event, Input, Outcome, StepId};
use serde_json::Value;

use super::authority::Authority;
use super::duties;
use super::house::{Book, House};
use super::money::Money;
use super::promises::Promises;

/// What is wrong, in words.
pub type Judged = Result<(), String>;

/// One input with all that a host sees of it.
pub struct Seen<'a> {
    pub house: &'a House,
    pub input: &'a Input,
    pub decision: &'a Decision,
    pub record: Value,
    pub before: &'a Account,
    pub after: &'a Account,
    /// The host had not woken the account when it asked for it.
    pub was_late: bool,
}

impl Seen<'_> {
    pub fn now(&self) -> DateTime<Utc> {
        self.after.time().unwrap()
    }

    /// Whether something that was due came first.
    pub fn fired(&self) -> bool {
        !self.record["fired"].is_null()
    }

    pub fn book(&self, case: &Case) -> &Book {
        &self.house.books[&case.playbook]
    }
}

/// A case, from one opening to its end.
#[derive(Debug, Clone)]
pub struct Case {
    pub id: String,
    pub playbook: String,
    pub opened: DateTime<Utc>,
    /// The number of the record that opened it.
    seq: u64,
    /// Whole numbers that the event said that opened it.
    pub known: BTreeMap<String, i64>,
    /// What went out, in order.
    pub sent: Vec<Sent>,
    pub ended: Option<String>,
    pub was_late: bool,
    /// It stands still.
    pub halted: bool,
    /// Somebody moved it, or skipped a step of it.
    pub overridden: bool,
}

#[derive(Debug, Clone)]
pub struct Sent {
    pub step: Option<StepId>,
    pub kind: String,
    /// Withdrawn or skipped.
    pub is_gone: bool,
}

/// The books of one account.
#[derive(Clone, Default)]
pub struct Books {
    pub cases: Vec<Case>,
    pub money: Money,
    pub authority: Authority,
    pub promises: Promises,
    /// Events that changed the account, by id.
    events: BTreeMap<String, Event>,
}

impl Books {
    /// Takes note of an input, and holds it to all that must be.
    pub fn take(&mut self, seen: &Seen<'_>) -> Judged {
        if !seen.decision.outcome.is_change() {
            return self.nothing_happened(seen);
        }
        if let Input::Event(event) = seen.input {
            let before = self.events.insert(event.id().to_owned(), event.clone());
            ensure(before.is_none(), || format!("the event {} had its effect before", event.id()))?;
        }
        // What the host knows to be in the record is what it was told.
        for case in each(&seen.record["cases"]) {
            self.note_case(seen, case);
        }
        self.money.take(seen, &self.cases)?;
        self.authority.take(seen, &self.cases)?;
        self.promises.take(seen, &self.cases)?;
        for case in each(&seen.record["cases"]) {
            let at = self.place(seen, case);
            duties::judge(seen, &mut self.cases[at], case)?;
        }
        duties::mind_time(seen, &self.cases)
    }

    /// The case that a record tells of: of one id there may be one that has ended and one that it opens.
    fn place(&self, seen: &Seen<'_>, told: &Value) -> usize {
        let is_it = |case: &Case| {
            told["case"] == case.id.as_str() && (seen.record["seq"] == case.seq) == (told["opened"] == true)
        };
        let place = self.cases.iter().rposition(is_it);
        place.unwrap_or_else(|| panic!("the record tells of a case that nobody knows: {told}"))
    }

    fn note_case(&mut self, seen: &Seen<'_>, told: &Value) {
        if told["opened"] == true {
            let playbook = text(&told["playbook"]).split('@').next().unwrap().to_owned();
            let mut known = seen.house.books[&playbook].defaults();
            if let Input::Event(event) = seen.input {
                let ints = event.data().filter_map(|(name, datum)| match datum {
                    amends::Datum::Number(text) => Some((name.to_owned(), text.parse().ok()?)),
                    _ => None,
                });
                known.extend(ints);
            }
            self.cases.push(Case {
                id: text(&told["case"]).to_owned(),
                playbook,
                opened: seen.now(),
                seq: seen.record["seq"].as_u64().unwrap(),
                known,
                sent: Vec::new(),
                ended: None,
                was_late: false,
                halted: false,
                overridden: false,
            });
        }
        let at = self.place(seen, told);
        let case = &mut self.cases[at];
        case.was_late |= seen.was_late;
        case.halted = !told["halted"].is_null();
        case.ended = told["ended"].as_str().map(str::to_owned);
    }

    /// Nothing changed: nothing is to be done or stored, and what had its effect before has none again.
    fn nothing_happened(&self, seen: &Seen<'_>) -> Judged {
        let Seen { decision, before, after, .. } = seen;
        ensure(seen.record.is_null() && is_silent(decision), || format!("something comes of nothing: {decision:?}"))?;
        ensure(before == after, || "an account changed without a record".to_owned())?;
        match seen.input {
            Input::Event(event) => {
                let expected = match self.events.get(event.id()) {
                    None => return Ok(()),
                    Some(known) if known == event => [Outcome::Duplicate, Outcome::TooOld, Outcome::Erased],
                    Some(_) => [Outcome::Conflict, Outcome::TooOld, Outcome::Erased],
                };
                let is_known = expected.contains(&decision.outcome);
                ensure(is_known, || format!("the event {} came again as {:?}", event.id(), decision.outcome))
            }
            Input::Command(command) => self.authority.repeated(command, decision.outcome),
            _ => Ok(()),
        }
    }

    /// All that could still happen has happened.
    pub fn close(&self, account: &Account) -> Judged {
        self.promises.all_settled(&self.cases, account)
    }
}

/// Whether a decision tells of nothing.
pub fn is_silent(decision: &Decision) -> bool {
    let Decision { steps, withdrawn, held, promises, personal, cases, unhandled, limits, asks, .. } = decision;
    let lists = [steps.len(), withdrawn.len(), held.len(), promises.len(), personal.len(), cases.len()];
    lists.iter().chain(&[unhandled.len(), limits.len()]).all(|len| *len == 0)
        // A pool's answer that nobody waits for any more is given back.
        && (asks.is_empty() || decision.outcome == Outcome::Duplicate)
}

pub fn ensure(holds: bool, why: impl FnOnce() -> String) -> Judged {
    if holds { Ok(()) } else { Err(why()) }
}

pub fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
