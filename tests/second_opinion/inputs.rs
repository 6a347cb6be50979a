//! What an input does to the account: to a copy of it, which takes its place if anything changed.

use std::collections::BTreeSet;

use super::account::{Account, Case, Happening, Heard, View, case_id, hidden};
use super::chart::Chart;
use super::condition::{Condition, Value};
use super::house::House;
use super::input::{Answer, Datum, Given, Outside};
use super::machine::Interpreter;
use super::playbook::*;

/// What a new case knows.
const DEFAULTS: [Option<Value>; 6] = [None, Some(0), Some(1), Some(0), None, Some(300)];

pub struct Model<'p> {
    pub world: &'p [Playbook],
    pub house: Option<&'p House>,
    pub account: Account,
}

impl<'p> Model<'p> {
    pub fn new(world: &'p [Playbook], house: Option<&'p House>) -> Self {
        Self { world, house, account: Account { now: i64::MIN, ..Account::default() } }
    }

    /// Hands an input in; what comes of it.
    pub fn handle(&mut self, given: &Given, now: i64) -> Answer {
        let mut interpreter = Interpreter {
            world: self.world,
            house: self.house,
            account: self.account.clone(),
            is_firing: false,
            requester: None,
            is_ordered: false,
            is_breach: false,
            is_over_limit: false,
        };
        let answer = interpreter.handle(given, now);
        if matches!(answer.outcome, "applied" | "counted" | "denied") {
            self.account = interpreter.account;
            return answer;
        }
        Answer { outcome: answer.outcome, ..Answer::default() }
    }
}

type Data = Vec<(usize, Option<Value>)>;

impl Interpreter<'_> {
    fn handle(&mut self, given: &Given, now: i64) -> Answer {
        self.account.answer = Answer::default();
        self.account.now = self.account.now.max(now);
        self.account.timers.iter_mut().for_each(|timer| timer.fresh = false);
        if let Given::Event(event) = given {
            if let Some(heard) = self.account.heard.iter().find(|heard| heard.event.id == event.id) {
                let outcome = if heard.event == *event { "duplicate" } else { "conflict" };
                return Answer { outcome, ..Answer::default() };
            }
        }
        if let Given::Command(order) = given {
            if let Some(same) = self.account.ordered(order) {
                return Answer { outcome: if same { "duplicate" } else { "conflict" }, ..Answer::default() };
            }
        }
        if let Given::Answer { ask, .. } = given {
            // It has it, or wants it no more.
            if self.waits_for(*ask).is_none() {
                return Answer { outcome: "duplicate", ..Answer::default() };
            }
        }
        let fired = self.fire_due(matches!(given, Given::Wake));
        let outcome = match given {
            Given::Event(event) => self.event(event),
            Given::Receipt(step, done) => self.receipt(*step, *done),
            Given::Answer { ask, fits, .. } => self.answered(*ask, *fits),
            Given::Command(order) => self.command(order),
            Given::Wake if fired => "applied",
            Given::Wake => "nothing_due",
        };
        self.release();
        Answer { outcome, ..std::mem::take(&mut self.account.answer) }
    }

    /// Those that were armed before this call, in order of deadline, then arming.
    fn fire_due(&mut self, is_wake: bool) -> bool {
        let mut fired = false;
        let now = self.account.now;
        loop {
            let due = self.account.timers.iter().enumerate();
            let due = due.filter(|(_, timer)| !timer.fresh && (timer.due < now || is_wake && timer.due == now));
            let Some(first) = due.min_by_key(|(at, timer)| (timer.due, *at)).map(|(at, _)| at) else { return fired };
            let timer = self.account.timers.remove(first);
            fired = true;
            self.fire(timer);
        }
    }

    fn event(&mut self, event: &Outside) -> &'static str {
        let declaring: Vec<(usize, Option<Data>)> = (0..self.world.len())
            .filter_map(|at| {
                let declared = self.world[at].declared.iter().find(|declared| EVENTS[declared.event] == event.event)?;
                Some((at, read(declared, event)))
            })
            .collect();
        if declaring.is_empty() {
            return "unknown_event";
        }
        let seeing: Vec<(usize, Data)> = declaring.into_iter().filter_map(|(at, data)| Some((at, data?))).collect();
        if seeing.is_empty() {
            return "rejected";
        }
        self.account.present = Some(event.clone());
        let mut heard = Heard { event: event.clone(), counted: Vec::new(), opened: Vec::new(), orders: Vec::new() };
        let (mut reached, mut taken) = (false, false);
        // Playbook by playbook, in order of their names.
        for (at, data) in &seeing {
            heard.orders.push((*at, order_of(data)));
            self.count(*at, data, event, &mut heard);
            let opening = self.opening(*at, data, event, &heard);
            let is_used_up = self.world[*at].key == Key::EachEvent && opening.is_some();
            for case in 0..self.account.cases.len() {
                let found = &self.account.cases[case];
                if found.playbook == *at && found.is_open() && self.agrees(case, data) && !is_used_up {
                    reached = true;
                    taken |= self.offer(case, event, data, &heard);
                }
            }
            if let Some(trigger) = opening {
                heard.opened.push((*at, trigger));
                self.open(*at, data, trigger, event);
                taken = true;
            }
        }
        let is_remembered = !heard.counted.is_empty()
            || self.world.iter().any(|playbook| playbook.seen.contains(&event.event.as_str()));
        self.account.present = None;
        if taken || is_remembered {
            self.account.heard.push(heard);
        }
        match () {
            () if taken => "applied",
            () if is_remembered => "counted",
            () if reached => "not_accepted",
            () if self.is_of_ended(&seeing, event) => "case_ended",
            () => "no_trigger",
        }
    }

    /// The trigger that opens a case; none where one with this key is open.
    fn opening(&self, at: usize, data: &Data, event: &Outside, heard: &Heard) -> Option<usize> {
        let id = case_id(&self.world[at], order_of(data), &event.id);
        let is_open = self.account.cases.iter().any(|case| case.playbook == at && case.is_open() && case.id == id);
        self.first_trigger(at, data, event, heard).filter(|_| !is_open)
    }

    /// Whether a case has every key fact that the event carries.
    fn agrees(&self, case: usize, data: &Data) -> bool {
        let (case, order) = (&self.account.cases[case], order_of(data));
        self.world[case.playbook].key != Key::Order || order.is_none() || case.order == order
    }

    /// Offers an event to an open case and, if nothing takes it, as the first trigger that holds.
    fn offer(&mut self, case: usize, event: &Outside, data: &Data, heard: &Heard) -> bool {
        let happening = self.outside(event, event.event.clone(), data);
        if self.run(case, &happening) {
            return true;
        }
        let of = self.account.cases[case].playbook;
        if self.account.cases[case].id != case_id(&self.world[of], order_of(data), &event.id) {
            return false;
        }
        let Some(trigger) = self.first_trigger(of, data, event, heard) else { return false };
        let name = format!("trigger.{}", self.world[of].triggers[trigger].name);
        let happening = self.outside(event, name, data);
        self.run(case, &happening)
    }

    /// Whether an event that no trigger listens to is for a case that has ended.
    fn is_of_ended(&self, seeing: &[(usize, Data)], event: &Outside) -> bool {
        let listens = |at: usize| self.world[at].triggers.iter().any(|trigger| trigger.upon == event.event);
        let is_ended = |(case, found): (usize, &Case), at: usize, data: &Data| {
            found.playbook == at && !found.is_open() && self.agrees(case, data)
        };
        let cases = || self.account.cases.iter().enumerate();
        seeing.iter().any(|(at, data)| !listens(*at) && cases().any(|case| is_ended(case, *at, data)))
    }

    fn outside(&self, event: &Outside, name: String, data: &Data) -> Happening {
        Happening { name, data: data.clone(), time: event.time, from: Some(event.id.clone()), ..Happening::default() }
    }

    fn holds(&self, condition: &Option<Condition>, data: &Data, happening: &Happening) -> bool {
        let view = View { account: &self.account, facts: hidden(DEFAULTS, data), active: &[], happening };
        condition.as_ref().is_none_or(|condition| condition.holds(&view))
    }

    /// Notes for which triggers the event counts.
    fn count(&self, at: usize, data: &Data, event: &Outside, heard: &mut Heard) {
        let happening = self.outside(event, event.event.clone(), data);
        for (place, trigger) in self.world[at].triggers.iter().enumerate() {
            let matches = trigger.upon == event.event && self.holds(&trigger.when, data, &happening);
            if trigger.count.is_some() && matches {
                heard.counted.push((at, place));
            }
        }
    }

    fn first_trigger(&self, at: usize, data: &Data, event: &Outside, present: &Heard) -> Option<usize> {
        let happening = self.outside(event, event.event.clone(), data);
        let holds = |(place, trigger): &(usize, &Trigger)| {
            let matches = trigger.upon == event.event && self.holds(&trigger.when, data, &happening);
            matches && trigger.count.is_none_or(|count| self.counted(at, *place, count, event, order_of(data), present))
        };
        self.world[at].triggers.iter().enumerate().find(holds).map(|(place, _)| place)
    }

    fn counted(
        &self,
        at: usize,
        place: usize,
        (least, hours, per_key): (usize, i64, bool),
        event: &Outside,
        order: Option<i64>,
        present: &Heard,
    ) -> bool {
        let same_key = |heard: &Heard| !per_key || heard.orders.contains(&(at, order));
        let opened = |heard: &Heard| heard.opened.contains(&(at, place)) && same_key(heard);
        let since = self.account.heard.iter().rposition(opened).map_or(0, |last| last + 1);
        let before = self.account.heard[since..].iter().chain([present]);
        let mut times: Vec<i64> = Vec::new();
        for heard in before.filter(|heard| heard.counted.contains(&(at, place)) && same_key(heard)) {
            // Only as many as are asked for are kept, the latest ones.
            times.push(heard.event.time);
            times.sort();
            times.drain(..times.len().saturating_sub(least));
        }
        times.retain(|time| event.time - hours * 60 < *time && *time <= event.time);
        times.len() >= least
    }

    fn open(&mut self, at: usize, data: &Data, trigger: usize, event: &Outside) {
        let (playbook, order) = (&self.world[at], order_of(data));
        let case = self.account.cases.len();
        let id = case_id(playbook, order, &event.id);
        let facts = hidden(DEFAULTS, data);
        self.account.answer.opened.push(id.clone());
        self.account.cases.push(Case {
            playbook: at,
            id,
            opened_by: event.id.clone(),
            opened: self.account.now,
            incident: event.incident,
            order,
            facts,
            active: Vec::new(),
            history: Vec::new(),
            entries: Vec::new(),
            completed: Vec::new(),
            taken: Vec::new(),
            queue: Vec::new(),
            last: event.id.clone(),
            ended: None,
            halted: false,
            overridden: false,
        });
        let happening = self.outside(event, event.event.clone(), &Vec::new());
        let start = playbook.start.unwrap_or_else(|| playbook.children(ROOT)[0]);
        let target = playbook.triggers[trigger].go.unwrap_or(start);
        let mut to_enter = BTreeSet::new();
        Chart { playbook }.compute_entry_set(&self.account.cases[case], &[target], ROOT, &mut to_enter);
        let (before, mut microsteps) = (self.account.clone(), 1);
        self.enter(case, &to_enter, &happening);
        self.settle(case, &happening, &mut microsteps);
        self.undo_if_halted(case, before);
        self.fire_past(case);
    }
}

fn order_of(data: &Data) -> Option<i64> {
    data.iter().find(|(fact, _)| *fact == ORDER).and_then(|(_, order)| *order)
}

/// The facts that the event gives a playbook; none where its data break the declaration.
fn read(declared: &Declared, event: &Outside) -> Option<Data> {
    let given = |fact: usize| event.data.iter().find(|(known, _)| *known == fact).map(|(_, datum)| *datum);
    let mut data = Data::new();
    let may_carry = declared.may_carry.iter().map(|(fact, left_out)| (*fact, Some(*left_out)));
    for (fact, left_out) in declared.carries.iter().map(|fact| (*fact, None)).chain(may_carry) {
        match (given(fact), left_out) {
            (Some(Datum::Is(value)), _) if fact != DAYS || (0..=9).contains(&value) => data.push((fact, Some(value))),
            (Some(Datum::Is(_) | Datum::Wrong), _) => return None,
            (Some(Datum::Null) | None, None) => return None,
            (_, Some(LeftOut::AsItWas)) => {}
            (_, Some(LeftOut::Forgotten)) => data.push((fact, None)),
            (_, Some(LeftOut::Is(value))) => data.push((fact, Some(value))),
        }
    }
    Some(data)
}
