//! Ways to places where a fact is unknown, or where a case stays for ever, found by trying: the engine itself runs on what
//! could happen, breadth first.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use chrono::{DateTime, Utc};

use crate::account::{Account, Secret};
use crate::engine::Engine;
use crate::house::House;
use crate::input::{Datum, Event, Input, Receipt};
use crate::playbook::{Effective, Playbook};
use crate::value::{Duration, Time};

use super::choice::{Facts, Stuck};
use super::duty::{Broken, Owed, Sent, Turn};
use super::happening::Happening;
use super::known::{By, Claim};
use super::opening::unknown_in;
use super::values::{Data, Values};

/// What the events tried are said to come from.
pub(super) const SOURCE: &str = "lint";

/// How many inputs are tried for one playbook.
const MAX_INPUTS: usize = 3_000;

/// How many inputs may still be tried for the playbooks of a house.
pub(super) struct Tries(usize);

impl Default for Tries {
    fn default() -> Self {
        Self(8 * MAX_INPUTS)
    }
}

/// How many accounts that differ in nothing but the values of facts are gone on with.
const MAX_ALIKE: u32 = 32;

/// What was found, by the place in the list of what was looked for.
#[derive(Default)]
pub(super) struct Ways {
    /// To a read of a fact that is unknown there.
    pub(super) unknown: BTreeMap<usize, Vec<Happening>>,
    /// To a state that the case never leaves, with the facts that keep it there.
    pub(super) stuck: BTreeMap<usize, (Vec<Happening>, Facts)>,
    /// To where a duty is broken.
    pub(super) broken: BTreeMap<usize, (Vec<Happening>, Broken)>,
    /// Whether everything that was thought of was tried.
    pub(super) exhausted: bool,
}

/// What ways are looked for to: reads that are not proved, states that some facts may never leave, duties that may be
/// broken.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) reads: &'a [Claim],
    pub(super) stuck: &'a [Stuck],
    pub(super) owed: &'a [Owed],
}

/// Looks for ways; `alone` is a house of this playbook.
pub(super) fn ways(playbook: &Playbook, alone: House, wanted: Wanted<'_>, tries: &mut Tries) -> Ways {
    let Wanted { reads, stuck, owed } = wanted;
    let open = |by_trigger: bool| {
        let open = reads.iter().enumerate().filter(|(_, claim)| !claim.proved);
        open.filter(move |(_, claim)| matches!(claim.by, By::Trigger(_)) == by_trigger).map(|(at, _)| at)
    };
    let open_duties: Vec<usize> = (0..owed.len()).filter(|at| owed.get(*at).is_some_and(Owed::is_open)).collect();
    if stuck.is_empty() && open_duties.is_empty() && reads.iter().all(|claim| claim.proved) {
        return Ways { exhausted: true, ..Ways::default() };
    }
    let (Ok(engine), Some(start)) = (Engine::new(alone), start(playbook)) else { return Ways::default() };
    let leads: Vec<&Facts> = stuck.iter().flat_map(|stuck| &stuck.leads).collect();
    let values = Values::new(playbook, owed.iter().filter_map(|owed| owed.duty.when.as_ref()));
    let mut search = Search {
        engine: &engine,
        playbook,
        wanted,
        open: open(false).collect(),
        open_stuck: (0..stuck.len()).collect(),
        open_duties,
        events: playbook.events.iter().map(|event| values.events(event, &leads, start)).collect(),
        ways: Ways { exhausted: true, ..Ways::default() },
        left: tries.0.min(MAX_INPUTS),
        ids: 0,
    };
    for at in open(true) {
        search.of_trigger(at, start);
    }
    let before = search.left;
    if !search.is_done() {
        search.run(start);
    }
    tries.0 -= before - search.left;
    search.ways
}

struct Search<'a> {
    engine: &'a Engine,
    playbook: &'a Playbook,
    wanted: Wanted<'a>,
    /// Of what is wanted, that to which no way was found yet.
    open: Vec<usize>,
    open_stuck: Vec<usize>,
    open_duties: Vec<usize>,
    /// By event of the playbook: the data to try.
    events: Vec<Vec<Data>>,
    ways: Ways,
    left: usize,
    ids: u64,
}

/// An account on its way.
struct Node {
    account: Account,
    now: Time,
    way: Vec<Happening>,
    /// What went out, as far as duties ask.
    sent: Sent,
}

impl Search<'_> {
    fn is_done(&self) -> bool {
        self.open.is_empty() && self.open_stuck.is_empty() && self.open_duties.is_empty()
    }

    /// Events of the trigger that it can't judge.
    fn of_trigger(&mut self, at: usize, now: Time) {
        let Some(claim) = self.wanted.reads.get(at) else { return };
        let By::Trigger(trigger) = claim.by else { return };
        let heard = |name: &str| self.playbook.triggers.get(trigger).is_some_and(|trigger| trigger.upon.matches(name));
        for (event, variants) in self.playbook.events.iter().zip(&self.events).filter(|(event, _)| heard(&event.name)) {
            let shows = |data: &&Data| unknown_in(self.playbook, trigger, event, data, now) == Some(claim.slot);
            if let Some(data) = variants.iter().find(shows) {
                self.ways.unknown.insert(at, vec![self.happening(&event.name, data)]);
                return;
            }
        }
    }

    fn run(&mut self, start: Time) {
        let account = Account::new("lint", Secret::new([7; 32]));
        let mut waiting: VecDeque<Node> =
            VecDeque::from([Node { account, now: start, way: Vec::new(), sent: Sent::default() }]);
        let mut alike: BTreeMap<String, u32> = BTreeMap::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        while let Some(node) = waiting.pop_front() {
            for (input, happening, now) in self.inputs(&node) {
                if self.is_done() {
                    return;
                }
                if self.left == 0 {
                    self.ways.exhausted = false;
                    return;
                }
                self.left -= 1;
                if let Some(next) = self.tried(&node, input, happening, now) {
                    if !seen.insert(look(&next, true)) {
                        continue;
                    }
                    let times = alike.entry(look(&next, false)).or_insert(0);
                    *times += 1;
                    if *times <= MAX_ALIKE {
                        waiting.push_back(next);
                    } else {
                        // Others that look so were gone on with; this one might have gone elsewhere.
                        self.ways.exhausted = false;
                    }
                }
            }
        }
    }

    /// Tries one input: what errs on it, and the account after it, if it goes on.
    fn tried(&mut self, node: &Node, input: Input, happening: Happening, now: Time) -> Option<Node> {
        let mut way = node.way.clone();
        way.push(happening.clone());
        for (label, why) in self.engine.errors(&node.account, &input, now.utc()) {
            let shown = |at: &usize| {
                let Some(claim) = self.wanted.reads.get(*at) else { return false };
                let fact = self.playbook.fact(claim.slot);
                let unknown = fact.is_some_and(|fact| why.ends_with(&format!("`{}` is unknown", fact.name)));
                unknown && claim.by == By::Label(label.clone())
            };
            if let Some(at) = self.open.iter().copied().find(shown) {
                self.open.retain(|open| *open != at);
                self.ways.unknown.insert(at, way.clone());
            }
        }
        let mut account = node.account.clone();
        let decision = self.engine.handle(&mut account, input, now.utc()).ok()?;
        self.look_for_stuck(&account, &way);
        let mut sent = node.sent.clone();
        if !self.open_duties.is_empty() {
            let turn = Turn {
                playbook: self.playbook,
                policy: self.engine.policy(),
                before: &node.account,
                after: &account,
                decision: &decision,
                happening: &happening,
            };
            self.look_for_broken(&turn, &mut sent, &way);
        }
        let goes_on = decision.outcome.is_change() && !account.cases.is_empty();
        goes_on.then_some(Node { account, now, way, sent })
    }

    /// Duties that this input breaks, or waiting after it.
    fn look_for_broken(&mut self, turn: &Turn<'_>, sent: &mut Sent, way: &[Happening]) {
        let owed = self.wanted.owed;
        let at_once = sent.count(turn, owed, &self.open_duties).into_iter().map(|found| (found, false));
        let broken: Vec<_> = at_once.collect();
        let by_waiting = sent.wait(turn, owed, &self.open_duties).into_iter().map(|found| (found, true));
        for ((at, broken), waits) in broken.into_iter().chain(by_waiting) {
            if self.open_duties.contains(&at) {
                self.open_duties.retain(|open| *open != at);
                let passes = waits.then_some(Happening::TimePasses);
                self.ways.broken.insert(at, (way.iter().cloned().chain(passes).collect(), broken));
            }
        }
    }

    /// Cases that rest in a state which they can't leave.
    fn look_for_stuck(&mut self, account: &Account, way: &[Happening]) {
        for case in account.cases.iter().filter(|case| case.halted.is_none()) {
            let (ways, stuck) = (&mut self.ways.stuck, self.wanted.stuck);
            self.open_stuck.retain(|at| {
                let Some(stuck) = stuck.get(*at) else { return false };
                let rests = case.leaves().all(|leaf| *leaf == stuck.state);
                match stuck.kept_by(self.playbook, &case.facts).filter(|_| rests) {
                    Some(facts) => ways.insert(*at, (way.to_vec(), facts)).is_some(),
                    None => true,
                }
            });
        }
    }

    /// Everything that may happen next.
    fn inputs(&mut self, node: &Node) -> Vec<(Input, Happening, Time)> {
        let minute = Duration::nanoseconds(60_000_000_000);
        let soon = minute.and_then(|minute| node.now.checked_add(minute)).unwrap_or(node.now);
        let mut inputs: Vec<(Input, Happening, Time)> = Vec::new();
        for (event, variants) in self.playbook.events.iter().zip(&self.events) {
            for data in variants {
                self.ids += 1;
                let mut built = Event::new(self.ids.to_string(), SOURCE, event.name.as_str(), "lint", soon);
                for (slot, value) in data {
                    if let (Some(fact), Some(value)) = (self.playbook.fact(*slot), value) {
                        built = built.with(fact.name.clone(), Datum::from(value.clone()));
                    }
                }
                inputs.push((Input::Event(built), self.happening(&event.name, data), soon));
            }
        }
        for step in node.account.open_steps() {
            let name = crate::value::Name::from(step.name());
            inputs.push((Input::Receipt(Receipt::done(step.id())), Happening::Done(name.clone()), soon));
            inputs.push((Input::Receipt(Receipt::failed(step.id(), "lint")), Happening::Failed(name), soon));
        }
        if let Some(wake) = node.account.wake_at() {
            let at = Time::clamped(wake).max(soon);
            inputs.push((Input::Wake, Happening::TimePasses, at));
        }
        inputs
    }

    fn happening(&self, name: &crate::value::Name, data: &Data) -> Happening {
        let named = |slot: u16| self.playbook.fact(slot).map(|fact| fact.name.clone());
        let given = data.iter().filter_map(|(slot, value)| Some((named(*slot)?, value.clone()?)));
        let without = data.iter().filter(|(_, value)| value.is_none()).filter_map(|(slot, _)| named(*slot));
        Happening::Event { name: name.clone(), data: given.collect(), without: without.collect() }
    }
}

/// When the events come: on a day on which the version is effective.
fn start(playbook: &Playbook) -> Option<Time> {
    let Effective { from, until, .. } = &playbook.effective;
    let usual: DateTime<Utc> = DateTime::from_timestamp(1_772_442_000, 0)?;
    let usual = Time::clamped(usual);
    let date = playbook.zone.date(usual)?;
    if playbook.effective.holds(date) {
        return Some(usual);
    }
    let day = match (from, until) {
        (Some(from), _) => *from,
        (None, Some(until)) => until.plus_days(-1)?,
        (None, None) => date,
    };
    playbook.zone.start_of(day)
}

/// What decides how an account goes on: where its cases are, what they know (with the values or without), what is out.
fn look(node: &Node, with_values: bool) -> String {
    let mut look = node.sent.look();
    for case in &node.account.cases {
        for leaf in case.leaves() {
            look.push_str(leaf);
            look.push(' ');
        }
        look.push('|');
        for (fact, value) in case.facts.iter() {
            look.push_str(fact);
            if with_values {
                look.push_str(&format!("={value}"));
            }
            look.push(' ');
        }
        look.push('|');
        for (label, times) in &case.taken {
            look.push_str(&format!("{label}={times} "));
        }
        look.push('|');
        for step in case.steps.iter().filter(|step| step.is_out()) {
            look.push_str(&step.name);
            look.push(' ');
        }
        look.push('\n');
    }
    look
}
