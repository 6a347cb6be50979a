//! What a run came to, counted and in a table.

use std::collections::BTreeMap;
use std::time::Duration;

use amends::{Currency, Decision, HeldState, Outcome, PromiseState, StepKind};
use serde_json::Value as Json;

use crate::ledger::Totals;
use crate::money;
use crate::table::Table;
use crate::text::{counted, escaped, escaped_json, thousands};

/// How many reasons are listed.
const MAX_LISTED: usize = 10;
/// How many names of ignored data are counted one by one.
const MAX_IGNORED: usize = 1_000;

/// Counts of a run. It grows with what can happen, not with how often it does.
#[derive(Debug, Default)]
pub struct Summary {
    /// By outcome.
    pub events: Tally,
    /// Those of the file, by outcome.
    pub receipts: Tally,
    /// Those of the file, by outcome; denied ones by why.
    pub commands: Tally,
    /// Goodwill that waited for approval, by what became of it.
    approvals: Tally,
    /// By what is wrong.
    pub bad_lines: Tally,
    /// What playbooks refused in data.
    pub faults: Tally,
    /// Members of data that no playbook declares, with the event's type.
    ignored: Tally,
    pub wakes: u64,
    /// Steps that the program itself did.
    pub done: u64,
    opened: u64,
    ended: Tally,
    halted: u64,
    withdrawn: u64,
    steps: BTreeMap<StepKind, u64>,
    /// Failures that no transition took.
    unhandled: Tally,
    /// Promises by what became of them, or that they were made.
    promises: BTreeMap<PromiseState, u64>,
    /// Messages by the channel that was chosen.
    channels: Tally,
    /// Messages that were not to go out at once.
    held_back: u64,
}

/// How often each of some words came.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<String, (u64, &'static str)>);

impl Tally {
    pub fn add(&mut self, word: &str) {
        self.add_noted(word, "");
    }

    pub fn add_outcome(&mut self, outcome: Outcome) {
        self.add_noted(outcome.code(), outcome.reason());
    }

    fn add_noted(&mut self, word: &str, note: &'static str) {
        match self.0.get_mut(word) {
            Some((count, _)) => *count += 1,
            None => drop(self.0.insert(word.to_owned(), (1, note))),
        }
    }

    pub fn total(&self) -> u64 {
        self.0.values().map(|(count, _)| count).sum()
    }

    /// A line each, number first, the most frequent first and only so many, of which `others` says what they are: for
    /// words that are long.
    fn list(&self, others: &str) -> String {
        let ranked = self.ranked();
        let width = ranked.first().map_or(0, |(_, count, _)| thousands(*count).len());
        let mut text = String::new();
        for (word, count, _) in ranked.iter().take(MAX_LISTED) {
            text.push_str(&format!("  {:>width$}  {}\n", thousands(*count), escaped(word)));
        }
        if ranked.len() > MAX_LISTED {
            text.push_str(&format!("  … and {} more {others}\n", thousands((ranked.len() - MAX_LISTED) as u64)));
        }
        text
    }

    /// The most frequent first.
    pub fn ranked(&self) -> Vec<(&str, u64, &'static str)> {
        let mut all: Vec<_> = self.0.iter().map(|(word, (count, note))| (word.as_str(), *count, *note)).collect();
        all.sort_by_key(|(_, count, _)| std::cmp::Reverse(*count));
        all
    }
}

impl Summary {
    /// A member of an event's data that no playbook declares. Names are the sender's, so that there may be any number.
    pub fn ignored(&mut self, kind: &str, member: &str) {
        let name = format!("{kind}: {member}");
        let is_new = !self.ignored.0.contains_key(&name);
        self.ignored.add(if is_new && self.ignored.0.len() >= MAX_IGNORED { "others" } else { &name });
    }

    pub fn decided(&mut self, decision: &Decision) {
        for case in &decision.cases {
            self.opened += u64::from(case.opened);
            if let Some(outcome) = &case.ended {
                self.ended.add(outcome);
            } else if case.halted.is_some() {
                self.halted += 1;
            }
        }
        for step in &decision.steps {
            *self.steps.entry(step.kind).or_default() += 1;
            if step.chosen.is_some() {
                self.channels.add(step.channel.as_deref().unwrap_or("any"));
            }
            self.held_back += u64::from(step.not_before.is_some());
        }
        for name in &decision.unhandled {
            self.unhandled.add(name);
        }
        for promise in &decision.promises {
            *self.promises.entry(promise.state()).or_default() += 1;
        }
        for held in &decision.held {
            // One that is approved by one of several still waits.
            if held.state() != HeldState::Waiting || held.approvers().is_empty() {
                self.approvals.add(held.state().as_str());
            }
        }
        self.withdrawn += decision.withdrawn.len() as u64;
    }

    /// Everything that was counted.
    fn counts(&self) -> Table {
        let mut table = Table::default();
        table.always("events", self.events.total());
        table.rows(&self.events);
        table.tally("lines refused", &self.bad_lines);
        table.tally("receipts in the file", &self.receipts);
        table.tally("commands", &self.commands);
        table.count("steps done at once", self.done);
        table.count("timers woken", self.wakes);
        table.space();
        table.always("cases opened", self.opened);
        table.tally("cases ended", &self.ended);
        table.count("cases still open", self.opened.saturating_sub(self.ended.total()));
        table.count("cases halted", self.halted);
        table.space();
        table.always("steps", self.steps.values().sum());
        self.steps.iter().for_each(|(kind, count)| table.row(kind.as_str(), *count, ""));
        table.count("steps withdrawn", self.withdrawn);
        table.tally("approvals of payments", &self.approvals);
        table.tally("not handled by any transition", &self.unhandled);
        self.promises(&mut table);
        if self.channels.total() > 0 {
            table.space();
            table.tally("messages by channel", &self.channels);
            table.count("messages held back", self.held_back);
        }
        table
    }

    /// Promises that were made, and what became of them.
    fn promises(&self, table: &mut Table) {
        let count = |state: PromiseState| self.promises.get(&state).copied().unwrap_or_default();
        let made = count(PromiseState::Open);
        if made == 0 {
            return;
        }
        let ends = [PromiseState::Kept, PromiseState::Broken, PromiseState::Waived];
        let settled: u64 = ends.into_iter().map(count).sum();
        table.space();
        table.always("promises made", made);
        ends.into_iter().for_each(|state| table.row(state.as_str(), count(state), ""));
        table.row("open", made.saturating_sub(settled), "");
    }

    /// The same for tools.
    pub fn json(&self, money: &BTreeMap<(Currency, bool), Totals>) -> String {
        let mut all = self.counts().json();
        all.insert("money".to_owned(), money::json(money));
        escaped_json(&Json::Object(all).to_string()).into_owned() + "\n"
    }

    /// The table that a run ends with.
    pub fn table(&self, money: &BTreeMap<(Currency, bool), Totals>, elapsed: Duration) -> String {
        let mut text = self.counts().finish();
        if !money.is_empty() {
            text.push('\n');
            text.push_str(&money::table(money));
        }
        if self.faults.total() > 0 {
            text.push_str("\nwhy data were refused\n");
            text.push_str(&self.faults.list("reasons"));
        }
        if self.ignored.total() > 0 {
            text.push_str("\ndata that no playbook declares, which were ignored\n");
            text.push_str(&self.ignored.list("names"));
        }
        text.push('\n');
        text.push_str(&speed(self.events.total(), elapsed));
        text
    }
}

fn speed(events: u64, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    let events_text = counted(events, "event", "events");
    if seconds < 0.001 {
        return format!("{events_text} in less than a millisecond\n");
    }
    format!("{events_text} in {seconds:.2} s: {} a second\n", thousands((events as f64 / seconds) as u64))
}
