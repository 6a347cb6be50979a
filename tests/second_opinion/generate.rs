//! Random playbooks: first the tree of states, then what each state says, then what others say of it.

use super::condition::{Amount, Condition, Whole};
use super::house::House;
use super::playbook::*;
use super::tape::Tape;
use super::tidy::tidy;
use super::tree::tree;
use super::words::{LANGUAGES, SPOKEN};

/// What triggers may wait for; these events carry the key.
const OPENING: [&str; 2] = ["open", "e.a"];
const PATTERNS: [&str; 7] = ["e.a", "e.b", "e", "e.c", "f", "r.x", "r.y"];
const HOURS: [i64; 5] = [1, 2, 3, 5, 8];

/// The first tape says what there is, each further one what one state does.
pub fn playbook(name: &str, tapes: &[Vec<u16>], house: Option<&House>) -> Playbook {
    let (empty, channels) = (Vec::new(), house.map(House::names).unwrap_or_default());
    let tape = |at: usize| Tape::new(tapes.get(at).unwrap_or(&empty));
    let mut head = tape(0);
    let mut playbook = tree(name, &mut head);
    triggers(&mut playbook, &mut head);
    declare(&mut playbook, &mut head);
    speak(&mut playbook, &mut head);
    for state in 1..playbook.states.len() {
        let mut maker = Maker { playbook: &playbook, state, names: Vec::new(), channels: &channels, tape: tape(state) };
        let made = maker.state();
        playbook.states[state] = made;
    }
    if house.is_some_and(|house| !house.duties.is_empty()) {
        apologise_first(&mut playbook);
    }
    tidy(&mut playbook);
    // The text tells it as well as the conditions would.
    let text = super::print::yaml(&playbook);
    playbook.seen = EVENTS.into_iter().filter(|event| text.contains(&format!("seen('{event}'"))).collect();
    playbook
}

/// Keeps every duty: whatever a case does, it enters a state of the first rank before.
fn apologise_first(playbook: &mut Playbook) {
    for state in playbook.children(ROOT) {
        let first = Step { named: Some("first".to_owned()), ..Step::plain(StepKind::Apology) };
        playbook.states[state].enter.insert(0, Action::Step(first));
    }
}

fn triggers(playbook: &mut Playbook, tape: &mut Tape) {
    for state in 1..playbook.states.len() {
        let when = Condition::Compare(Whole::Fact(PLACE), "==", state as i64);
        playbook.triggers.push(Trigger {
            name: format!("to-{state}"),
            upon: "open",
            when: Some(when),
            count: None,
            go: Some(state),
        });
    }
    for at in 0..tape.below(3) {
        let when = tape.once_in(2).then(|| carried(tape));
        let count = (tape.once_in(2))
            .then(|| (2 + tape.below(2), tape.pick(&HOURS), playbook.key == Key::Order && tape.once_in(3)));
        let go = tape.once_in(2).then(|| 1 + tape.below(playbook.states.len() - 1));
        let trigger = Trigger { name: format!("t{at}"), upon: tape.pick(&OPENING), when, count, go };
        let place = tape.below(playbook.triggers.len() + 1);
        playbook.triggers.insert(place, trigger);
    }
}

/// A condition on what opening events always carry.
fn carried(tape: &mut Tape) -> Condition {
    match tape.below(3) {
        0 => Condition::Compare(Whole::Fact(DAYS), tape.pick(&[">=", "==", "<"]), tape.below(4) as i64),
        1 => Condition::Bad,
        _ => Condition::Seen(tape.pick(&["e.a", "e.b"]), tape.pick(&HOURS), 1 + tape.below(3)),
    }
}

fn declare(playbook: &mut Playbook, tape: &mut Tape) {
    for (event, name) in EVENTS.iter().enumerate() {
        let mut declared = Declared { event, carries: Vec::new(), may_carry: Vec::new() };
        if OPENING.contains(name) {
            declared.carries = vec![ORDER, DAYS, BAD];
        } else if !RAISED.contains(&event) && tape.once_in(2) {
            declared.carries.push(ORDER);
        }
        if *name == "open" {
            declared.carries.push(PLACE);
        }
        for fact in [ORDER, DAYS, BAD, EXTRA, TOTAL] {
            if declared.carries.contains(&fact) || RAISED.contains(&event) || !tape.once_in(3) {
                continue;
            }
            let left_out = match (fact, tape.below(4)) {
                (ORDER, _) | (_, 0 | 1) => LeftOut::AsItWas,
                (EXTRA, 2) => LeftOut::Forgotten,
                (BAD, _) => LeftOut::Is(tape.below(2) as i64),
                (TOTAL, _) => LeftOut::Is(100 * tape.below(9) as i64),
                _ => LeftOut::Is(tape.below(9) as i64),
            };
            declared.may_carry.push((fact, left_out));
        }
        playbook.declared.push(declared);
    }
}

fn speak(playbook: &mut Playbook, tape: &mut Tape) {
    playbook.language = tape.once_in(2).then(|| tape.pick(&LANGUAGES));
    let first = tape.pick(&SPOKEN);
    playbook.spoken.push(first);
    playbook.spoken.extend(SPOKEN.into_iter().filter(|locale| *locale != first && tape.once_in(2)));
}

struct Maker<'m> {
    playbook: &'m Playbook,
    state: StateId,
    /// Of the steps of this state, so far.
    names: Vec<String>,
    /// Those of the house.
    channels: &'m [&'static str],
    tape: Tape<'m>,
}

impl Maker<'_> {
    fn state(&mut self) -> State {
        let mut state = self.playbook.states[self.state].clone();
        if matches!(state.kind, Kind::History { .. }) {
            return state;
        }
        let is_end = matches!(state.kind, Kind::End(_));
        state.enter = self.actions(3, is_end);
        if is_end {
            return state;
        }
        if state.parent == ROOT {
            // Whatever happens, there is a way out.
            let way = Way::Go(vec![self.playbook.states.len() - 1]);
            state.upon.push(("f".to_owned(), vec![Transition { when: None, way, actions: vec![], times: None }]));
        }
        for _ in 0..self.tape.below(4) {
            let pattern = self.pattern();
            if !state.upon.iter().any(|(known, _)| *known == pattern) {
                let list = self.transitions(&pattern);
                state.upon.push((pattern, list));
            }
        }
        if self.tape.once_in(2) && self.can_complete(self.state) {
            state.next = self.transitions("next");
        }
        if self.tape.once_in(3) {
            state.leave = self.actions(2, true);
        }
        if self.tape.once_in(4) {
            // Never without a condition, which would be a loop without end now and then.
            let mut list = self.transitions("choose");
            list.iter_mut().for_each(|choice| {
                if choice.when.is_none() {
                    choice.when = Some(Condition::Compare(Whole::Fact(DAYS), "==", 3));
                }
            });
            state.choose = list;
        }
        for key in ["after", "at"] {
            if self.tape.once_in(3) {
                let hours = self.tape.pick(&HOURS);
                let list = self.transitions(key);
                if key == "after" {
                    state.after.push((hours, list));
                } else {
                    state.at.push((hours, list));
                }
            }
        }
        state
    }

    fn can_complete(&self, state: StateId) -> bool {
        let children = self.playbook.children(state);
        match self.playbook.states[state].kind {
            Kind::Compound => children.iter().any(|child| matches!(self.playbook.states[*child].kind, Kind::End(_))),
            Kind::Parallel => children.iter().all(|child| self.can_complete(*child)),
            _ => true,
        }
    }

    fn pattern(&mut self) -> String {
        match self.tape.below(11) {
            0..=3 => self.tape.pick(&PATTERNS).to_owned(),
            4 => self.tape.pick(&["step.failed", "step.done", "step.overdue"]).to_owned(),
            5 => {
                let happened = self.tape.pick(&["step.failed", "step.done", "step.overdue"]);
                format!("{happened}.{}", self.tape.pick(&["pay", "owe", "fix", "ask"]))
            }
            6 => format!("complete.s{}", 1 + self.tape.below(self.playbook.states.len() - 1)),
            7 => format!("trigger.{}", self.tape.pick(&self.playbook.triggers).name),
            8 => {
                let happened = self.tape.pick(&["promise.kept", "promise.broken"]);
                let named = self.tape.pick(&["", ".call", ".swear"]);
                format!("{happened}{named}")
            }
            9 => self.tape.pick(&["error.set.days", "error.set.total"]).to_owned(),
            _ => {
                let said = self.tape.pick(&["approval.refused", "approval.expired", "approval.granted", "approval"]);
                let named = self.tape.pick(&["", ".pay", ".owe"]);
                if said == "approval" { said.to_owned() } else { format!("{said}{named}") }
            }
        }
    }

    fn transitions(&mut self, upon: &str) -> Vec<Transition> {
        (0..1 + self.tape.below(2)).map(|_| self.transition(upon, 0)).collect()
    }

    fn transition(&mut self, upon: &str, depth: usize) -> Transition {
        let when = self.tape.once_in(3).then(|| self.condition(upon, 0));
        let way = self.way(upon);
        let actions = if self.tape.once_in(3) { self.actions(2, false) } else { Vec::new() };
        let times = (depth == 0 && self.tape.once_in(5)).then(|| {
            let otherwise = self.tape.once_in(2).then(|| Box::new(self.transition(upon, 1)));
            (1 + self.tape.below(2), otherwise)
        });
        let when = if depth > 0 { None } else { when };
        Transition { when, way, actions, times }
    }

    fn way(&mut self, upon: &str) -> Way {
        let n = self.playbook.states.len();
        let mut targets = vec![1 + self.tape.below(n - 1)];
        let other = 1 + self.tape.below(n - 1);
        let choice = self.tape.below(6);
        if choice == 1 && upon != "choose" {
            return Way::Stay;
        }
        if choice == 2 && self.are_in_other_regions(targets[0], other) {
            targets.push(other);
        }
        let inside = targets.iter().all(|target| self.playbook.is_descendant(*target, self.state));
        let is_compound = self.playbook.states[self.state].kind == Kind::Compound;
        if inside && is_compound && self.tape.once_in(2) { Way::Internal(targets) } else { Way::Go(targets) }
    }

    fn are_in_other_regions(&self, a: StateId, b: StateId) -> bool {
        let playbook = self.playbook;
        let stands_for =
            |state: StateId| if playbook.is_history(state) { playbook.states[state].parent } else { state };
        let (a, b) = (stands_for(a), stands_for(b));
        let apart = a != b && !playbook.is_descendant(a, b) && !playbook.is_descendant(b, a);
        let common = playbook.ancestors(a, None).into_iter().find(|state| playbook.is_descendant(b, *state));
        apart && common.is_some_and(|state| playbook.states[state].kind == Kind::Parallel)
    }

    fn condition(&mut self, upon: &str, depth: usize) -> Condition {
        let inner = |maker: &mut Self| Box::new(maker.condition(upon, depth + 1));
        match self.tape.below(if depth < 2 { 10 } else { 6 }) {
            0 => {
                let fact = Whole::Fact(self.tape.pick(&Whole::FACTS));
                Condition::Compare(fact, self.tape.pick(&[">=", "==", "<"]), self.tape.below(5) as i64)
            }
            1 => Condition::Bad,
            2 => Condition::Has(EXTRA),
            3 => Condition::In(1 + self.tape.below(self.playbook.states.len() - 1)),
            4 if upon == "next" && self.playbook.states[self.state].kind == Kind::Compound => {
                Condition::OutcomeIs(self.tape.pick(&["well", "badly"]))
            }
            4 if upon == "e" => Condition::EventIs(self.tape.pick(&["e.a", "e.b"])),
            5 => Condition::Seen(self.tape.pick(&["e.a", "e.b"]), self.tape.pick(&HOURS), 1 + self.tape.below(3)),
            4 => Condition::Paid(self.tape.pick(&HOURS), 1 + self.tape.below(9) as i64),
            6 => Condition::Not(inner(self)),
            7 => Condition::And(inner(self), inner(self)),
            8 => Condition::Or(inner(self), inner(self)),
            _ => Condition::Is(self.tape.once_in(2)),
        }
    }

    fn actions(&mut self, most: usize, only_steps: bool) -> Vec<Action> {
        let number = self.tape.below(most + 1);
        (0..number).filter_map(|_| self.action(only_steps)).collect()
    }

    fn action(&mut self, only_steps: bool) -> Option<Action> {
        let kind = if only_steps { 0 } else { self.tape.below(9) };
        Some(match kind {
            0..=4 => Action::Step(self.step()?),
            5 => Action::Set(match self.tape.below(4) {
                0 => Set::Days(self.whole()),
                1 => Set::Extra(self.whole()),
                2 => Set::Bad(self.condition("set", 1)),
                // A product could grow and grow.
                _ => Set::Total(Amount::Is(100 + 50 * self.tape.below(9) as i64)),
            }),
            6 => Action::Raise(EVENTS[RAISED.start + self.tape.below(2)]),
            7 => Action::Cancel(self.tape.pick(&["pay", "fix", "later", "call", "ask"]).to_owned()),
            8 => match self.tape.below(3) {
                0 => Action::Resend(self.tape.pick(&["pay", "fix", "ask"]).to_owned()),
                1 => Action::Keep(self.tape.pick(&["call", "swear"]).to_owned()),
                _ => Action::Waive(self.tape.pick(&["call", "swear"]).to_owned()),
            },
            _ => return None,
        })
    }

    fn whole(&mut self) -> Whole {
        match self.tape.below(3) {
            0 => Whole::Is(self.tape.below(5) as i64),
            1 => Whole::Fact(self.tape.pick(&Whole::FACTS)),
            _ => Whole::Plus(self.tape.pick(&Whole::FACTS), 1 + self.tape.below(3) as i64),
        }
    }

    fn amount(&mut self) -> Amount {
        match self.tape.below(3) {
            0 => Amount::Is(100 + 50 * self.tape.below(9) as i64),
            1 => Amount::Total,
            _ => Amount::TotalTimes(self.whole()),
        }
    }

    fn step(&mut self) -> Option<Step> {
        let when = self.tape.once_in(5).then(|| self.condition("step", 1));
        let (kind, names): (StepKind, [&str; 3]) = match self.tape.below(10) {
            0 => {
                let with = self.tape.once_in(3).then(|| self.amount());
                (StepKind::Task(with), ["fix", "", "mend"])
            }
            1 | 6 | 7 => (StepKind::Apology, ["ask", "", "sorry"]),
            2 | 3 | 8 | 9 => {
                let once = [
                    Once::Unsaid,
                    Once::Case,
                    Once::Event,
                    Once::Incident,
                    Once::Facts(&[ORDER]),
                    Once::Facts(&[DAYS, BAD]),
                ];
                let once = self.tape.pick(&once);
                let names = if self.tape.once_in(5) { ["back", "undo", "back"] } else { ["pay", "", "owe"] };
                (StepKind::Compensation { amount: self.amount(), once }, names)
            }
            4 => (StepKind::Promise { by: self.moment() }, ["call", "", "swear"]),
            _ => (StepKind::FollowUp { after: self.moment() }, ["later", "", "again"]),
        };
        let named = self.tape.pick(&names);
        let within = (!matches!(kind, StepKind::Promise { .. }) && self.tape.once_in(3)).then(|| self.moment());
        let may_wait = matches!(kind, StepKind::Promise { .. } | StepKind::FollowUp { .. });
        let waits = !(may_wait && self.tape.once_in(3));
        let once = !matches!(kind, StepKind::Compensation { .. }) && self.tape.once_in(5);
        let reverses = ["back", "undo"].contains(&named).then(|| self.tape.pick(&["pay", "owe"]).to_owned());
        let named = (!named.is_empty()).then(|| named.to_owned());
        let pays = matches!(kind, StepKind::Compensation { .. }) && reverses.is_none();
        let owed = pays && self.tape.once_in(6);
        let is_payment = pays && !owed;
        let approvals = if is_payment && self.tape.once_in(3) { 2 } else { 1 };
        let approve_within = (is_payment && self.tape.once_in(3)).then(|| self.moment());
        let names_channel = !self.channels.is_empty() && super::house::is_message(&kind) && self.tape.once_in(4);
        let channel = names_channel.then(|| self.tape.pick(self.channels));
        let step = Step { kind, named, when, within, once, waits, approvals, approve_within, owed, reverses, channel };
        let name = step.name(self.state);
        if self.names.contains(&name) {
            return None;
        }
        self.names.push(name);
        Some(step)
    }

    fn moment(&mut self) -> Moment {
        let since = self.tape.pick(&[Since::Now, Since::Now, Since::Opened, Since::Event]);
        let count = self.tape.pick(&HOURS);
        let business = self.tape.once_in(4);
        let unit = business.then(|| Unit { days: self.tape.once_in(2), by_night: self.tape.once_in(3) });
        Moment { count, unit, since }
    }
}

/// Lets two events open a case that pays at once.
pub fn opened_by_two_events(playbook: &mut Playbook) {
    for (name, upon) in [("first", OPENING[0]), ("second", OPENING[1])] {
        let trigger = Trigger { name: name.to_owned(), upon, when: None, count: None, go: Some(1) };
        playbook.triggers.insert(0, trigger);
    }
    let kind = StepKind::Compensation { amount: Amount::Is(500), once: Once::Unsaid };
    let named = Some("due".to_owned());
    let pays = Step { named, ..Step::plain(kind) };
    playbook.states[1].enter.insert(0, Action::Step(pays));
}
