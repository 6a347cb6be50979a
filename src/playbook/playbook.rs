//! A compiled playbook.

use std::sync::Arc;

use crate::canon::Hash;
use crate::expression::{Derived, Expression};
use crate::value::{Date, Name, Rounding, Value, Zone};
use crate::words::Locale;

use super::{
    Action, CalendarId, EventDecl, FactDecl, Message, On, OwnRules, Pattern, Period, PlaybookGraph, ROOT, State,
    StateId, StepPlan, TimerRule, Transition, TransitionId, Way,
};

/// A playbook that has passed all checks.
///
/// Only [`compile`](crate::compile()) makes one. It never changes; a case stays on the one it began with, known by its
/// [`reference`](Self::reference).
///
/// ```
/// # let text = "playbook: p\nversion: 1\ntitle: A parcel arrives late\nowner: care\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
/// use amends::Playbook;
/// let playbook: &Playbook = &house.playbooks()[0];
/// assert_eq!((playbook.name(), playbook.version(), playbook.owner()), ("p", 1, Some("care")));
/// assert_eq!(playbook.title(), Some("A parcel arrives late"));
/// assert_eq!(playbook.reference(), format!("p@1:{}", playbook.digest()));
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug)]
pub struct Playbook {
    pub(crate) name: Name,
    pub(crate) version: u32,
    pub(crate) digest: Hash,
    pub(crate) reference: Name,
    pub(crate) title: Option<String>,
    pub(crate) owner: Option<Name>,
    pub(crate) zone: Zone,
    /// Whether it names that zone itself.
    pub(crate) has_zone: bool,
    /// The calendars that its deadlines and windows are counted by, by what policies call them; none stands for the one that
    /// counts where a policy names none. An engine finds them in the policy that it has.
    pub(crate) calendars: Vec<Option<Name>>,
    /// Which of these its expressions count by, if any does.
    pub(crate) usual_calendar: Option<CalendarId>,
    pub(crate) rounding: Rounding,
    pub(crate) effective: Effective,
    pub(crate) key: Key,
    pub(crate) facts: Vec<FactDecl>,
    /// The names of the facts, which cases share.
    pub(crate) fact_names: Arc<[Name]>,
    pub(crate) events: Vec<EventDecl>,
    pub(crate) derived: Vec<(Name, Derived)>,
    /// Which derived values rest on personal facts.
    pub(crate) personal_derived: Vec<bool>,
    pub(crate) triggers: Vec<Trigger>,
    /// In document order; the first is the root.
    pub(crate) states: Vec<State>,
    /// All but the root, in order of their names.
    pub(crate) states_by_name: Vec<StateId>,
    pub(crate) transitions: Vec<Transition>,
    pub(crate) messages: Vec<Message>,
    /// Every locale of its messages, and its `language`.
    pub(crate) locales: Box<[Locale]>,
    /// Its `language`, by its place among the locales.
    pub(crate) language: Option<u16>,
    pub(crate) customer: CustomerFacts,
    /// Where it has any.
    pub(crate) own_rules: Option<Box<OwnRules>>,
    /// What `seen` asks for anywhere in it.
    pub(crate) seen: Vec<Pattern>,
    /// States whose days in pause are asked for.
    pub(crate) paused_days: Vec<StateId>,
    /// States with eventless transitions, in document order.
    pub(crate) choosing: Vec<StateId>,
    /// Whether any state pauses clocks.
    pub(crate) has_clocks: bool,
    /// Of each transition, where it leads whatever the case has been through.
    pub(crate) ways: Vec<Option<Way>>,
    /// The same of a case that opens at the first state.
    pub(crate) start: Option<Way>,
    pub(crate) graph: PlaybookGraph,
}

/// The facts that say how to reach the customer, by slot.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CustomerFacts {
    pub(crate) locale: Option<u16>,
    /// Their time zone, by its IANA name.
    pub(crate) zone: Option<u16>,
    /// The channel that they prefer.
    pub(crate) channel: Option<u16>,
}

/// What tells the cases of an account apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// One open case an account.
    Account,
    /// One for each combination of these facts, by slot.
    Facts(Vec<u16>),
    /// One for every event that a trigger takes.
    EachEvent,
}

/// From when until when new cases open on this version.
#[derive(Debug, Clone, Default)]
pub(crate) struct Effective {
    /// Included.
    pub(crate) from: Option<Date>,
    /// Not included.
    pub(crate) until: Option<Date>,
    pub(crate) by: EffectiveBy,
}

/// Which date counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum EffectiveBy {
    /// The local date of the opening event's time.
    #[default]
    Event,
    /// A fact, by slot.
    Fact(u16),
}

impl Effective {
    pub(crate) fn holds(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date < until)
    }
}

#[derive(Debug)]
pub(crate) struct Trigger {
    pub(crate) name: Name,
    pub(crate) upon: Pattern,
    pub(crate) when: Option<Expression>,
    pub(crate) count: Option<CountRule>,
    pub(crate) go: Vec<StateId>,
    pub(crate) set: Vec<(u16, Expression)>,
}

/// `count: 3, in: 30d`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CountRule {
    pub(crate) at_least: u32,
    pub(crate) window: Period,
    pub(crate) per_key: bool,
}

impl Playbook {
    /// The playbook as lowering left it, with what is known of it as a whole.
    pub(crate) fn completed(mut self) -> Self {
        self.reference = Name::from(format!("{}@{}:{}", self.name, self.version, self.digest));
        self.fact_names = self.facts.iter().map(|fact| fact.name.clone()).collect();
        self.graph = super::graph::graph(&self.states, &self.transitions);
        let (mut seen, mut states) = (Vec::new(), Vec::new());
        for expression in self.expressions() {
            seen.extend(expression.seen().iter().map(|(pattern, _)| Pattern::new(pattern)));
            states.extend(expression.paused_states().map(StateId));
        }
        seen.sort_by(|a, b| a.text().cmp(b.text()));
        seen.dedup();
        states.sort_unstable();
        states.dedup();
        (self.seen, self.paused_days) = (seen, states);
        // It stays for as long as its engine, and nothing is added any more.
        self.facts.shrink_to_fit();
        self.events.shrink_to_fit();
        self.derived.shrink_to_fit();
        self.triggers.shrink_to_fit();
        self.states.shrink_to_fit();
        self.transitions.shrink_to_fit();
        self.messages.shrink_to_fit();
        (self.ways, self.start) = self.fixed_ways();
        let eventless = self.transitions.iter().filter(|transition| transition.on == On::Eventless);
        self.choosing = eventless.map(|transition| transition.source).collect();
        self.choosing.sort_unstable();
        self.choosing.dedup();
        self.has_clocks = self.states.iter().any(|state| state.clock.is_some());
        let mut by_name: Vec<StateId> =
            (1..self.states.len()).filter_map(|at| Some(StateId(at.try_into().ok()?))).collect();
        by_name.sort_by(|a, b| self.state(*a).name.cmp(&self.state(*b).name));
        self.states_by_name = by_name;
        self
    }

    /// Every expression in it.
    pub(crate) fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let of_derived = self.derived.iter().flat_map(|(_, derived)| derived.expressions());
        let of_triggers = self.triggers.iter().flat_map(|t| t.when.iter().chain(t.set.iter().map(|(_, value)| value)));
        let of_transitions = self.transitions.iter().flat_map(|t| &t.when);
        let of_timers = self.states.iter().flat_map(|state| &state.timers).filter_map(TimerRule::expression);
        let of_actions = self.actions().flat_map(|(_, action)| action.expressions());
        of_derived.chain(of_triggers).chain(of_transitions).chain(of_timers).chain(of_actions)
    }

    /// Whether an expression rests on personal facts.
    pub(crate) fn reads_personal(&self, expression: &Expression) -> bool {
        let fact = |slot: u16| self.fact(slot).is_some_and(|fact| fact.personal);
        let derived = |at: &u16| self.personal_derived.get(usize::from(*at)).copied().unwrap_or(false);
        expression.reads().iter().any(|read| fact(read.slot)) || expression.needs().iter().any(derived)
    }

    /// Whether an expression, or a derived value that it needs, asks the calendar.
    pub(crate) fn counts_business_time(&self, expression: &Expression) -> bool {
        let derived = expression.needs().iter().filter_map(|at| self.derived.get(usize::from(*at)));
        let mut all = derived.flat_map(|(_, derived)| derived.expressions()).chain([expression]);
        self.usual_calendar.is_some() && all.any(|expression| expression.counts_business_time())
    }

    /// The same of what may not be there.
    pub(crate) fn is_personal(&self, expression: Option<&Expression>) -> bool {
        expression.is_some_and(|expression| self.reads_personal(expression))
    }

    /// The name, the value of its key `playbook`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version; a changed playbook needs a new one.
    pub fn version(&self) -> u32 {
        self.version
    }

    /// `name@version:digest`, with its [`digest`](Self::digest): what cases and records call it.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// SHA-256 of its document's canonical form: layout and comments don't count, order does where it has meaning.
    pub fn digest(&self) -> Hash {
        self.digest
    }

    /// What the playbook is for, in its author's words; its key `title`.
    pub fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// Who answers for it; its key `owner`.
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// The state machine as a graph: a node a state, an edge for everything that could happen.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nfacts: {}\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
    /// let graph = house.playbooks()[0].graph();
    /// let names: Vec<_> = graph.node_weights().map(|node| node.name()).collect();
    /// assert_eq!(names, ["p", "a", "z"]);
    /// # Ok::<(), amends::Report>(())
    /// ```
    pub fn graph(&self) -> &PlaybookGraph {
        &self.graph
    }

    pub(crate) fn state(&self, id: StateId) -> &State {
        let found = self.states.get(usize::from(id.0)).or(self.states.first());
        #[expect(clippy::expect_used, reason = "ids are made only by the compiler, and there is always a root")]
        found.expect("a compiled playbook has a root state")
    }

    pub(crate) fn transition(&self, id: TransitionId) -> &Transition {
        #[expect(clippy::expect_used, reason = "ids are made only by the compiler, for transitions that it adds")]
        self.transitions.get(usize::from(id.0)).expect("a compiled playbook has every transition that it names")
    }

    pub(crate) fn state_named(&self, name: &str) -> Option<StateId> {
        let at = self.states_by_name.binary_search_by(|id| self.state(*id).name.as_str().cmp(name)).ok()?;
        self.states_by_name.get(at).copied()
    }

    /// What policies call a calendar of its own; nothing for the one that counts where they name none.
    pub(crate) fn calendar_name(&self, id: CalendarId) -> Option<&Name> {
        self.calendars.get(usize::from(id.0))?.as_ref()
    }

    pub(crate) fn slot(&self, fact: &str) -> Option<u16> {
        u16::try_from(self.facts.iter().position(|f| f.name == *fact)?).ok()
    }

    pub(crate) fn fact(&self, slot: u16) -> Option<&FactDecl> {
        self.facts.get(usize::from(slot))
    }

    /// Whether `inner` lies inside `outer`, at any depth; no state lies inside itself.
    pub(crate) fn is_inside(&self, inner: StateId, outer: StateId) -> bool {
        inner > outer && inner <= self.state(outer).last
    }

    /// Whether two states lie in different regions of one `together`: whether both can be active at a time.
    pub(crate) fn are_in_other_regions(&self, a: StateId, b: StateId) -> bool {
        // A history stands for whatever was active in the state around it.
        let stands_for = |id: StateId| if self.state(id).is_history() { self.state(id).parent } else { id };
        let (a, b) = (stands_for(a), stands_for(b));
        let common = self.around(a).find(|outer| *outer == b || self.is_inside(b, *outer));
        let apart = a != b && !self.is_inside(a, b) && !self.is_inside(b, a);
        apart && common.is_some_and(|outer| self.state(outer).kind == super::Kind::Together)
    }

    /// The states around one, from the nearest to the root.
    pub(crate) fn around(&self, id: StateId) -> impl Iterator<Item = StateId> {
        std::iter::successors((id != ROOT).then(|| self.state(id).parent), |at| {
            (*at != ROOT).then(|| self.state(*at).parent)
        })
    }

    /// Every list of actions, with the state that holds it.
    pub(crate) fn actions(&self) -> impl Iterator<Item = (StateId, &Action)> {
        let of_states = self.states.iter().enumerate().flat_map(|(at, state)| {
            let id = StateId(u16::try_from(at).unwrap_or(0));
            state.on_entry.iter().chain(&state.on_exit).map(move |action| (id, action))
        });
        let of_transitions =
            self.transitions.iter().flat_map(|t| t.actions.iter().map(move |action| (t.source, action)));
        of_states.chain(of_transitions)
    }

    /// The plans of all steps, each with the state that holds it and its name.
    pub(crate) fn plans(&self) -> impl Iterator<Item = ((StateId, &str), &StepPlan)> {
        self.actions().filter_map(|(holder, action)| match action {
            Action::Step(plan) => Some(((holder, plan.name.as_str()), &**plan)),
            _ => None,
        })
    }

    /// The plan of a step by its name and the state that holds it.
    pub(crate) fn plan(&self, state: StateId, name: &str) -> Option<&StepPlan> {
        self.plans().find_map(|((holder, known), plan)| (holder == state && known == name).then_some(plan))
    }

    /// What a new case knows before its event.
    pub(crate) fn blank_facts(&self) -> Vec<Option<Value>> {
        self.facts.iter().map(|fact| fact.default.clone()).collect()
    }
}
