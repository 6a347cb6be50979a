//! What a picture shows, before it is known where: boxes in boxes, and lines between boxes of one container.

use std::collections::BTreeMap;

use crate::playbook::{Clock, Kind, Playbook, ROOT, Reach, State, StateId, Transition};
use crate::value::Name;

use super::ink::{Ink, Row, Sign};
use super::words;

/// The box around all others.
pub(super) const PLAYBOOK: usize = 0;

/// What a box says beside its name where deadlines stand still.
pub(super) const PAUSED: &str = "clock paused";

/// How many states a line names before it says how many more there are.
const NAMED: usize = 3;

/// After how many characters a label is broken.
const LABEL_CHARACTERS: usize = 46;

#[derive(Debug)]
pub(super) struct Chart {
    /// The first is the playbook; a box comes after the one that holds it.
    pub(super) figures: Vec<Figure>,
    pub(super) lines: Vec<Line>,
}

#[derive(Debug)]
pub(super) struct Figure {
    pub(super) name: String,
    pub(super) parent: usize,
    pub(super) kind: FigureKind,
    pub(super) is_paused: bool,
    pub(super) rows: Vec<Row>,
}

impl Figure {
    /// What is written in it besides its name, line by line.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        let told = match &self.kind {
            FigureKind::End { outcome, .. } if *outcome != self.name => Some(outcome.clone()),
            FigureKind::History { deep: true } => Some("deep history".to_owned()),
            FigureKind::History { deep: false } => Some("history".to_owned()),
            _ => None,
        };
        let paused = self.is_paused.then(|| PAUSED.to_owned());
        told.into_iter().chain(paused).chain(self.rows.iter().map(Row::text))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FigureKind {
    /// A state, with others inside or not; the playbook is one.
    State,
    /// A state whose children are regions.
    Together,
    End {
        outcome: String,
        /// The number of the outcome among those of the playbook; none for an end inside a state.
        number: Option<usize>,
    },
    History {
        deep: bool,
    },
    Trigger,
    /// Leads to the first state.
    Start,
}

/// What leads from one box to another of the same container, or to itself.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: Vec<Row>,
}

pub(super) fn chart(playbook: &Playbook) -> Chart {
    let mut drawing = Drawing { playbook, figures: Vec::new(), ways: BTreeMap::new(), entered: BTreeMap::new() };
    drawing.states();
    drawing.triggers();
    drawing.starts();
    for transition in &playbook.transitions {
        drawing.transition(transition);
    }
    drawing.other_ways();
    drawing.finished()
}

struct Drawing<'a> {
    playbook: &'a Playbook,
    figures: Vec<Figure>,
    /// By the boxes that they lead from and to.
    ways: BTreeMap<(usize, usize), Vec<Way>>,
    /// States entered from afar, and from where.
    entered: BTreeMap<usize, Vec<String>>,
}

/// One transition as part of a line.
struct Way {
    row: Row,
    /// The states it comes from, where that is not the box at which the line begins.
    sources: Vec<String>,
}

/// How a transition from one box to another can be drawn.
enum Course {
    /// Between these two of one container.
    Line(usize, usize),
    /// One holds the other, or they are regions: nothing lies between them.
    Told,
}

impl Drawing<'_> {
    fn states(&mut self) {
        let mut outcomes: Vec<&Name> = Vec::new();
        for (at, state) in self.playbook.states.iter().enumerate() {
            let kind = match &state.kind {
                Kind::Atomic | Kind::Compound(_) => FigureKind::State,
                Kind::Together => FigureKind::Together,
                Kind::History { deep, .. } => FigureKind::History { deep: *deep },
                Kind::End(outcome) => {
                    let mut number = None;
                    if state.parent == ROOT {
                        let known = outcomes.iter().position(|known| *known == outcome);
                        number = known.or(Some(outcomes.len()));
                        outcomes.extend(known.is_none().then_some(outcome));
                    }
                    FigureKind::End { outcome: outcome.to_string(), number }
                }
            };
            let (name, rows) = if at == PLAYBOOK { self.heading() } else { (state.name.to_string(), self.rows(state)) };
            let is_paused = state.clock == Some(Clock::Paused);
            self.figures.push(Figure { name, parent: index(state.parent), kind, is_paused, rows });
        }
    }

    fn heading(&self) -> (String, Vec<Row>) {
        let playbook = self.playbook;
        let owner = playbook.owner().map(|owner| format!("owned by {owner}")).unwrap_or_default();
        let rows = [Row::new(Ink::Plain, playbook.title().unwrap_or_default()), Row::new(Ink::Quiet, owner)];
        let rows = rows.into_iter().filter(|row| !row.parts.is_empty()).collect();
        (format!("{}, version {}", playbook.name(), playbook.version()), rows)
    }

    fn rows(&self, state: &State) -> Vec<Row> {
        let mut rows: Vec<Row> =
            state.on_entry.iter().map(|action| words::action(self.playbook, state, action)).collect();
        rows.extend(state.on_exit.iter().map(|action| {
            let mut row = words::action(self.playbook, state, action);
            row.parts.insert(0, (Ink::Quiet, "on leaving:".to_owned()));
            row
        }));
        rows
    }

    fn triggers(&mut self) {
        for trigger in &self.playbook.triggers {
            let at = self.figures.len();
            let rows = words::trigger(self.playbook, trigger);
            self.figure(trigger.name.to_string(), PLAYBOOK, FigureKind::Trigger, rows);
            let start = match &self.playbook.state(ROOT).kind {
                Kind::Compound(start) => vec![*start],
                _ => Vec::new(),
            };
            let go = if trigger.go.is_empty() { &start } else { &trigger.go };
            self.way(at, go, &Row::default(), None);
        }
    }

    /// A dot in each state that has states inside, with a line to the first of them.
    fn starts(&mut self) {
        for (at, state) in self.playbook.states.iter().enumerate().skip(1) {
            if let Kind::Compound(first) = &state.kind {
                let dot = self.figures.len();
                self.figure(String::new(), at, FigureKind::Start, Vec::new());
                self.way(dot, &[*first], &Row::default(), None);
            }
        }
    }

    fn figure(&mut self, name: String, parent: usize, kind: FigureKind, rows: Vec<Row>) {
        self.figures.push(Figure { name, parent, kind, is_paused: false, rows });
    }

    fn transition(&mut self, transition: &Transition) {
        let row = words::transition(self.playbook, transition);
        let from = index(transition.source);
        if words::is_stay(transition) {
            self.say(from, row.signed(Sign::Stay));
        } else {
            self.way(from, &transition.targets, &row, Some(transition));
        }
    }

    /// Histories, and what follows when a state may not be entered any more.
    fn other_ways(&mut self) {
        for (at, state) in self.playbook.states.iter().enumerate() {
            if let Kind::History { otherwise, .. } = &state.kind {
                self.way(at, otherwise, &Row::new(Ink::Quiet, "the first time"), None);
            }
            if let Some((times, otherwise)) = &state.times {
                let row = Row::new(Ink::Plain, format!("entered {} at most", words::counted(*times)));
                self.say(at, row);
                let row = Row::new(Ink::Strong, format!("after {}", words::counted(*times)));
                self.way(at, otherwise, &row, None);
            }
        }
    }

    /// Draws a way from a box to states: a line for each box it leads to, or words where none can be drawn.
    fn way(&mut self, from: usize, targets: &[StateId], row: &Row, transition: Option<&Transition>) {
        let mut ends: BTreeMap<(usize, usize), Vec<StateId>> = BTreeMap::new();
        let mut told = Vec::new();
        for target in targets {
            match self.course(from, index(*target), transition) {
                Course::Line(a, b) => ends.entry((a, b)).or_default().push(*target),
                Course::Told => told.push(*target),
            }
        }
        let source = self.name(from);
        let mut leaves = !told.is_empty();
        for ((a, b), ends) in ends {
            let inner: Vec<StateId> = ends.into_iter().filter(|end| index(*end) != b).collect();
            for end in &inner {
                let entered = self.entered.entry(index(*end)).or_default();
                if !entered.contains(&source) {
                    entered.push(source.clone());
                }
            }
            leaves |= a != from;
            let names: Vec<&Name> = inner.iter().map(|end| &self.playbook.state(*end).name).collect();
            let row = words::leading_to(row.clone(), names);
            self.add(a, b, row, (a != from).then(|| source.clone()));
        }
        if leaves {
            let names: Vec<&Name> = targets.iter().map(|end| &self.playbook.state(*end).name).collect();
            self.say(from, words::leading_to(row.clone(), names).signed(Sign::Out));
        }
    }

    /// Adds a way to a line; ways that say the same share their words.
    fn add(&mut self, from: usize, to: usize, row: Row, source: Option<String>) {
        let ways = self.ways.entry((from, to)).or_default();
        match (ways.iter_mut().find(|way| way.row == row), source) {
            (Some(same), Some(source)) if !same.sources.is_empty() => same.sources.push(source),
            (_, source) => ways.push(Way { row, sources: source.into_iter().collect() }),
        }
    }

    fn course(&self, from: usize, to: usize, transition: Option<&Transition>) -> Course {
        if from == to && transition.is_none_or(|transition| transition.reach == Reach::External) {
            return Course::Line(from, to);
        }
        let (mut a, mut b) = (from, to);
        let (mut deep_a, mut deep_b) = (self.depth(a), self.depth(b));
        while self.parent(a) != self.parent(b) {
            let (climbs_a, climbs_b) = (deep_a >= deep_b, deep_b >= deep_a);
            if climbs_a {
                (a, deep_a) = (self.parent(a), deep_a.saturating_sub(1));
            }
            if climbs_b {
                (b, deep_b) = (self.parent(b), deep_b.saturating_sub(1));
            }
        }
        let within = self.figures.get(self.parent(a)).map(|figure| &figure.kind);
        if a == b || within == Some(&FigureKind::Together) { Course::Told } else { Course::Line(a, b) }
    }

    fn depth(&self, mut at: usize) -> usize {
        let mut depth = 0;
        while at != PLAYBOOK {
            at = self.parent(at);
            depth += 1;
        }
        depth
    }

    fn parent(&self, at: usize) -> usize {
        self.figures.get(at).map_or(PLAYBOOK, |figure| figure.parent)
    }

    fn name(&self, at: usize) -> String {
        self.figures.get(at).map(|figure| figure.name.clone()).unwrap_or_default()
    }

    fn say(&mut self, at: usize, row: Row) {
        if let Some(figure) = self.figures.get_mut(at) {
            figure.rows.push(row);
        }
    }

    fn finished(mut self) -> Chart {
        for (at, sources) in std::mem::take(&mut self.entered) {
            let row = Row::new(Ink::Quiet, format!("from {}", some(&sources))).telling(&words::listed(&sources, ", "));
            self.say(at, row.signed(Sign::In));
        }
        let lines = self.ways.into_iter().map(|((from, to), ways)| {
            let rows = ways.into_iter().map(Way::row).filter(|row| !row.parts.is_empty());
            let label = rows.flat_map(|row| row.broken(LABEL_CHARACTERS)).collect();
            Line { from, to, label }
        });
        Chart { lines: lines.collect(), figures: self.figures }
    }
}

impl Way {
    fn row(self) -> Row {
        if self.sources.is_empty() {
            return self.row;
        }
        let more = words::listed(&self.sources, ", ");
        let mut row = self.row.telling(&more);
        row.parts.insert(0, (Ink::Quiet, format!("{}:", some(&self.sources))));
        row
    }
}

/// The first few of these names.
fn some(names: &[String]) -> String {
    let first = words::listed(names.iter().take(NAMED), ", ");
    match names.len().checked_sub(NAMED + 1) {
        Some(rest) => format!("{first} and {} more", rest + 1),
        None => first,
    }
}

fn index(id: StateId) -> usize {
    usize::from(id.0)
}
