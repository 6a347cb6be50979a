//! The machine judged by a literal transcription of W3C's "Algorithm for SCXML Interpretation" on random charts: which
//! states are active, and in which order states are left, transitions run and states are entered.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use amends::{Account, Event, Input, Time};

const CHARTS: u64 = 225;
/// No step gets a receipt here, and a case with more than 1,024 that wait is halted.
const EVENTS_A_CHART: u32 = 20;
const KINDS: usize = 4;

#[derive(Clone, PartialEq)]
enum Kind {
    Atomic,
    Compound,
    Parallel,
    History { deep: bool, default: usize },
}

struct State {
    parent: usize,
    kind: Kind,
    children: Vec<usize>,
    /// By event.
    transitions: BTreeMap<usize, Transition>,
}

#[derive(Clone)]
struct Transition {
    source: usize,
    event: usize,
    targets: Vec<usize>,
    internal: bool,
}

/// A chart in document order; 0 is the root.
struct Chart(Vec<State>);

/// A small generator that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        ((self.0 >> 33) as usize) % n
    }
}

impl Chart {
    fn random(dice: &mut Dice) -> Self {
        let mut chart =
            Self(vec![State { parent: 0, kind: Kind::Compound, children: vec![], transitions: BTreeMap::new() }]);
        for _ in 0..2 + dice.below(2) {
            chart.grow(0, 0, dice);
        }
        for id in 1..chart.0.len() {
            if let Kind::History { deep, .. } = chart.0[id].kind {
                let parent = chart.0[id].parent;
                let fits = |s: &usize| {
                    !chart.is_history(*s)
                        && if deep { chart.is_descendant(*s, parent) } else { chart.0[*s].parent == parent }
                };
                let candidates: Vec<usize> = (1..chart.0.len()).filter(fits).collect();
                let default = candidates[dice.below(candidates.len())];
                chart.0[id].kind = Kind::History { deep, default };
            } else {
                for event in 0..KINDS {
                    if dice.below(3) > 0 {
                        continue;
                    }
                    let transition = chart.random_transition(id, event, dice);
                    chart.0[id].transitions.insert(event, transition);
                }
            }
        }
        chart
    }

    fn grow(&mut self, parent: usize, depth: usize, dice: &mut Dice) {
        let id = self.0.len();
        let kind = match dice.below(if depth < 3 { 5 } else { 1 }) {
            0 | 1 => Kind::Atomic,
            2 | 3 => Kind::Compound,
            _ => Kind::Parallel,
        };
        self.0.push(State { parent, kind: kind.clone(), children: vec![], transitions: BTreeMap::new() });
        self.0[parent].children.push(id);
        if kind == Kind::Atomic {
            return;
        }
        for _ in 0..2 + dice.below(2) {
            self.grow(id, depth + 1, dice);
        }
        if dice.below(2) == 0 {
            let history = self.0.len();
            let kind = Kind::History { deep: dice.below(2) == 0, default: 0 };
            self.0.push(State { parent: id, kind, children: vec![], transitions: BTreeMap::new() });
            self.0[id].children.push(history);
        }
    }

    fn random_transition(&self, source: usize, event: usize, dice: &mut Dice) -> Transition {
        let n = self.0.len();
        let mut targets = vec![1 + dice.below(n - 1)];
        let other = 1 + dice.below(n - 1);
        match dice.below(4) {
            0 => targets.clear(),
            1 if self.are_in_other_regions(targets[0], other) => targets.push(other),
            _ => {}
        }
        let inside = !targets.is_empty() && targets.iter().all(|t| self.is_descendant(*t, source));
        let internal = inside && self.0[source].kind == Kind::Compound && dice.below(2) == 0;
        Transition { source, event, targets, internal }
    }

    fn are_in_other_regions(&self, a: usize, b: usize) -> bool {
        // A history stands for whatever was active in the state around it.
        let stands_for = |s: usize| if self.is_history(s) { self.0[s].parent } else { s };
        let (a, b) = (stands_for(a), stands_for(b));
        let apart = a != b && !self.is_descendant(a, b) && !self.is_descendant(b, a);
        let common = self.ancestors(a, None).into_iter().find(|s| self.is_descendant(b, *s));
        apart && common.is_some_and(|s| self.0[s].kind == Kind::Parallel)
    }

    fn is_history(&self, s: usize) -> bool {
        matches!(self.0[s].kind, Kind::History { .. })
    }

    /// The playbook of the chart: every entry, exit and transition emits a step that tells of it.
    fn playbook(&self) -> String {
        let mut text = String::from("facts: { k: { type: int, default: 0 } }\nevents: { open: [k], finish: []");
        (0..KINDS).for_each(|e| write!(text, ", e{e}: []").unwrap());
        text.push_str(" }\ntriggers:\n");
        (1..self.0.len()).for_each(|s| writeln!(text, "  r{s}: {{ upon: open, when: k == {s}, go: s{s} }}").unwrap());
        text.push_str("states:\n");
        self.0[0].children.iter().for_each(|s| self.write(*s, 1, &mut text));
        text.push_str("  z: { end: over }\n");
        text
    }

    fn write(&self, s: usize, depth: usize, text: &mut String) {
        let state = &self.0[s];
        let pad = "  ".repeat(depth);
        writeln!(text, "{pad}s{s}:").unwrap();
        if let Kind::History { deep, default } = state.kind {
            writeln!(text, "{pad}  history: {}\n{pad}  go: s{default}", if deep { "deep" } else { "shallow" }).unwrap();
            return;
        }
        writeln!(text, "{pad}  do: [task: {{ as: in-{s}, action: x }}]").unwrap();
        writeln!(text, "{pad}  leave: [task: {{ as: out-{s}, action: x }}]").unwrap();
        writeln!(text, "{pad}  upon:\n{pad}    never: {{ stay: true }}").unwrap();
        if depth == 1 {
            writeln!(text, "{pad}    finish: z").unwrap();
        }
        for (event, transition) in &state.transitions {
            let targets: Vec<String> = transition.targets.iter().map(|t| format!("s{t}")).collect();
            let way = match (targets.is_empty(), transition.internal) {
                (true, _) => "stay: true".to_owned(),
                (_, true) => format!("internal: true, go: [{}]", targets.join(", ")),
                _ => format!("go: [{}]", targets.join(", ")),
            };
            writeln!(text, "{pad}    e{event}: {{ {way}, do: [task: {{ as: on-{s}-{event}, action: x }}] }}").unwrap();
        }
        match state.kind {
            Kind::Compound => writeln!(text, "{pad}  states:").unwrap(),
            Kind::Parallel => writeln!(text, "{pad}  together:").unwrap(),
            _ => return,
        }
        state.children.iter().for_each(|child| self.write(*child, depth + 2, text));
    }
}

// From here on, the names are those of the recommendation.

struct Interpreter<'c> {
    chart: &'c Chart,
    configuration: BTreeSet<usize>,
    history_value: BTreeMap<usize, Vec<usize>>,
    log: Vec<String>,
}

impl Chart {
    fn ancestors(&self, state: usize, until: Option<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = state;
        while at != 0 {
            at = self.0[at].parent;
            if Some(at) == until {
                break;
            }
            found.push(at);
        }
        found
    }

    fn is_descendant(&self, state: usize, of: usize) -> bool {
        state != of && self.ancestors(state, None).contains(&of)
    }

    fn child_states(&self, state: usize) -> Vec<usize> {
        self.0[state].children.iter().copied().filter(|s| !self.is_history(*s)).collect()
    }

    fn find_lcca(&self, states: &[usize]) -> usize {
        let compound = self.ancestors(states[0], None).into_iter().filter(|s| self.0[*s].kind == Kind::Compound);
        compound.into_iter().find(|anc| states[1..].iter().all(|s| self.is_descendant(*s, *anc))).unwrap()
    }
}

impl Interpreter<'_> {
    fn select_transitions(&self, event: usize) -> Vec<Transition> {
        let mut enabled: Vec<Transition> = Vec::new();
        for state in self.configuration.iter().filter(|s| self.chart.0[**s].kind == Kind::Atomic) {
            let chain = [*state].into_iter().chain(self.chart.ancestors(*state, None));
            let first = chain.into_iter().find_map(|s| self.chart.0[s].transitions.get(&event));
            if let Some(t) = first {
                if !enabled.iter().any(|known| known.source == t.source) {
                    enabled.push(t.clone());
                }
            }
        }
        self.remove_conflicting_transitions(enabled)
    }

    fn remove_conflicting_transitions(&self, enabled: Vec<Transition>) -> Vec<Transition> {
        let mut filtered: Vec<Transition> = Vec::new();
        for t1 in enabled {
            let mut preempted = false;
            let mut to_remove = Vec::new();
            for t2 in &filtered {
                let (a, b) =
                    (self.compute_exit_set(std::slice::from_ref(&t1)), self.compute_exit_set(std::slice::from_ref(t2)));
                if a.intersection(&b).next().is_some() {
                    if self.chart.is_descendant(t1.source, t2.source) {
                        to_remove.push(t2.source);
                    } else {
                        preempted = true;
                        break;
                    }
                }
            }
            if !preempted {
                filtered.retain(|t| !to_remove.contains(&t.source));
                filtered.push(t1);
            }
        }
        filtered
    }

    fn compute_exit_set(&self, transitions: &[Transition]) -> BTreeSet<usize> {
        let mut states = BTreeSet::new();
        for t in transitions.iter().filter(|t| !t.targets.is_empty()) {
            let domain = self.get_transition_domain(t);
            states.extend(self.configuration.iter().filter(|s| self.chart.is_descendant(**s, domain)));
        }
        states
    }

    fn get_transition_domain(&self, t: &Transition) -> usize {
        let states = self.get_effective_target_states(&t.targets);
        if t.internal && states.iter().all(|s| self.chart.is_descendant(*s, t.source)) {
            return t.source;
        }
        let all: Vec<usize> = [t.source].into_iter().chain(states).collect();
        self.chart.find_lcca(&all)
    }

    fn get_effective_target_states(&self, targets: &[usize]) -> Vec<usize> {
        let of = |s: &usize| match self.chart.0[*s].kind {
            Kind::History { default, .. } => self.history_value.get(s).cloned().unwrap_or_else(|| vec![default]),
            _ => vec![*s],
        };
        targets.iter().flat_map(of).collect()
    }

    fn microstep(&mut self, transitions: &[Transition]) {
        let to_exit = self.compute_exit_set(transitions);
        for s in &to_exit {
            for h in &self.chart.0[*s].children {
                let Kind::History { deep, .. } = self.chart.0[*h].kind else { continue };
                let kept = self.configuration.iter().copied().filter(|s0| {
                    if deep {
                        self.chart.0[*s0].kind == Kind::Atomic && self.chart.is_descendant(*s0, *s)
                    } else {
                        self.chart.0[*s0].parent == *s
                    }
                });
                self.history_value.insert(*h, kept.collect());
            }
        }
        for s in to_exit.iter().rev() {
            self.log.push(format!("out-{s}"));
            self.configuration.remove(s);
        }
        self.log.extend(transitions.iter().map(|t| format!("on-{}-{}", t.source, t.event)));
        let mut to_enter = BTreeSet::new();
        for t in transitions.iter().filter(|t| !t.targets.is_empty()) {
            let domain = self.get_transition_domain(t);
            self.compute_entry_set(&t.targets, domain, &mut to_enter);
        }
        self.enter_states(&to_enter);
    }

    fn enter_states(&mut self, to_enter: &BTreeSet<usize>) {
        // The one deliberate difference: taken by the letter, going from inside a state to that state's history enters
        // states anew that were not left.
        for s in to_enter.iter().filter(|s| !self.configuration.contains(s)).copied().collect::<Vec<_>>().iter() {
            self.log.push(format!("in-{s}"));
            self.configuration.insert(*s);
        }
    }

    fn compute_entry_set(&self, targets: &[usize], domain: usize, to_enter: &mut BTreeSet<usize>) {
        for s in targets {
            self.add_descendant_states_to_enter(*s, to_enter);
        }
        for s in self.get_effective_target_states(targets) {
            self.add_ancestor_states_to_enter(s, domain, to_enter);
        }
    }

    fn add_descendant_states_to_enter(&self, state: usize, to_enter: &mut BTreeSet<usize>) {
        match self.chart.0[state].kind {
            Kind::History { .. } => {
                let states = self.get_effective_target_states(&[state]);
                for s in &states {
                    self.add_descendant_states_to_enter(*s, to_enter);
                }
                for s in states {
                    self.add_ancestor_states_to_enter(s, self.chart.0[state].parent, to_enter);
                }
            }
            Kind::Atomic => {
                to_enter.insert(state);
            }
            Kind::Compound => {
                to_enter.insert(state);
                let initial = self.chart.child_states(state)[0];
                self.add_descendant_states_to_enter(initial, to_enter);
            }
            Kind::Parallel => {
                to_enter.insert(state);
                self.add_regions(state, to_enter);
            }
        }
    }

    fn add_regions(&self, parallel: usize, to_enter: &mut BTreeSet<usize>) {
        for child in self.chart.child_states(parallel) {
            if !to_enter.iter().any(|s| *s == child || self.chart.is_descendant(*s, child)) {
                self.add_descendant_states_to_enter(child, to_enter);
            }
        }
    }

    fn add_ancestor_states_to_enter(&self, state: usize, ancestor: usize, to_enter: &mut BTreeSet<usize>) {
        for anc in self.chart.ancestors(state, Some(ancestor)) {
            to_enter.insert(anc);
            if self.chart.0[anc].kind == Kind::Parallel {
                self.add_regions(anc, to_enter);
            }
        }
    }
}

#[test]
fn random_charts_run_as_the_recommendation_says() {
    let mut taken = 0;
    for seed in 0..CHARTS {
        let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(7));
        let chart = Chart::random(&mut dice);
        let playbook =
            chart.playbook().replace("    never: { stay: true }\n", "    open: { when: false, stay: true }\n");
        let engine = super::story::engine(&playbook);
        let mut account = Account::new("ana", [7; 32]);
        let now: Time = "2026-03-02T09:00:00Z".parse().unwrap();
        let mut number = 0;
        let mut send = |kind: &str, start: usize| {
            number += 1;
            let event = Event::new(number.to_string(), "s", kind, "ana", now).with("k", start as i64);
            engine.handle(&mut account, Input::Event(event), now.utc()).unwrap()
        };
        let start = 1 + dice.below(chart.0.len() - 1);
        let mut judge =
            Interpreter { chart: &chart, configuration: BTreeSet::new(), history_value: BTreeMap::new(), log: vec![] };
        let mut to_enter = BTreeSet::new();
        judge.compute_entry_set(&[start], 0, &mut to_enter);
        judge.enter_states(&to_enter);
        let mut decision = send("open", start);
        for round in 0..=EVENTS_A_CHART {
            let steps: Vec<&str> = decision.steps.iter().map(|step| step.name.as_str()).collect();
            assert_eq!(steps, judge.log, "chart {seed}, round {round}\n{playbook}");
            if let Some(change) = decision.cases.first() {
                let leaves = judge.configuration.iter().filter(|s| chart.0[**s].kind == Kind::Atomic);
                let leaves: Vec<String> = leaves.map(|s| format!("s{s}")).collect();
                let found: Vec<&str> = change.configuration.iter().map(|s| s.as_str()).collect();
                assert_eq!(found, leaves, "chart {seed}, round {round}\n{playbook}");
            }
            judge.log.clear();
            let event = dice.below(KINDS);
            let transitions = judge.select_transitions(event);
            taken += transitions.len();
            judge.microstep(&transitions);
            decision = send(&format!("e{event}"), 0);
            let code = if transitions.is_empty() { "not_accepted" } else { "applied" };
            assert_eq!(decision.outcome.code(), code, "chart {seed}, round {round}\n{playbook}");
        }
    }
    assert!(taken > 1000, "the charts do little: {taken}");
}
