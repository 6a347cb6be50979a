//! A first walk over the document: which states, steps and raised events there are, before anything refers to them.

use std::collections::BTreeMap;

use crate::check::{bad_state, duplicate_name, misleading_step_name};
use crate::document::{Action, Entries, PlaybookDoc, State, Step, Text, Transition, Transitions};
use crate::report::Finding;
use crate::step::StepKind;
use crate::value::Name;

use super::spoiled::Spoiled;

/// A state of the document with its place in document order.
pub(super) struct Surveyed<'d> {
    pub(super) name: &'d Text,
    pub(super) doc: &'d State,
    pub(super) parent: u16,
    pub(super) children: Vec<u16>,
    /// The last state inside this one, or this one itself.
    pub(super) last: u16,
}

/// A step of the document.
pub(super) struct SurveyedStep<'d> {
    /// The state that holds it.
    pub(super) state: u16,
    pub(super) name: Name,
    pub(super) doc: &'d Step,
}

/// What the document names.
pub(super) struct Survey<'d> {
    /// In document order, from 1: 0 is the playbook itself.
    pub(super) states: Vec<Surveyed<'d>>,
    /// The kinds of steps by their names.
    pub(super) steps: BTreeMap<Name, StepKind>,
    pub(super) every_step: Vec<SurveyedStep<'d>>,
    pub(super) raised: Vec<&'d Text>,
    /// The states at top level.
    pub(super) top: Vec<u16>,
    /// Names of states that could not be read.
    pub(super) lost: Vec<&'d Text>,
}

impl<'d> Survey<'d> {
    pub(super) fn new(doc: &'d PlaybookDoc, spoiled: &Spoiled, findings: &mut Vec<Finding>) -> Self {
        let mut survey = Self {
            states: Vec::new(),
            steps: BTreeMap::new(),
            every_step: Vec::new(),
            raised: Vec::new(),
            top: Vec::new(),
            lost: Vec::new(),
        };
        survey.top = survey.add(&doc.states, 0);
        survey.check_ids(spoiled, findings);
        for at in 0..survey.states.len() {
            survey.survey_steps(at, findings);
        }
        survey
    }

    /// Adds states and what is inside them. The reader limits how deep documents nest.
    fn add(&mut self, entries: &'d Entries<State>, parent: u16) -> Vec<u16> {
        self.lost.extend(entries.lost());
        let mut ids = Vec::with_capacity(entries.len());
        for entry in entries {
            let Ok(id) = u16::try_from(self.states.len() + 1) else { break };
            ids.push(id);
            self.states.push(Surveyed { name: &entry.key, doc: &entry.value, parent, children: Vec::new(), last: id });
            let mut children = self.add(&entry.value.states, id);
            children.extend(self.add(&entry.value.together, id));
            let last = u16::try_from(self.states.len()).unwrap_or(u16::MAX);
            if let Some(state) = self.states.get_mut(usize::from(id) - 1) {
                state.children = children;
                state.last = last;
            }
        }
        ids
    }

    fn check_ids(&self, spoiled: &Spoiled, findings: &mut Vec<Finding>) {
        let mut first: BTreeMap<&str, &Text> = BTreeMap::new();
        for (at, state) in self.states.iter().enumerate() {
            match first.get(state.name.as_str()) {
                Some(known) => {
                    findings.push(duplicate_name(state.name.span, "states", state.name.as_str(), Some(known.span)));
                }
                None => {
                    first.insert(state.name.as_str(), state.name);
                }
            }
            let next = self.states.get(at + 1).map(|next| next.name.span);
            check_keys(state, spoiled.between(state.name.span, next), findings);
        }
    }

    fn survey_steps(&mut self, at: usize, findings: &mut Vec<Finding>) {
        let Some(state) = self.states.get(at) else { return };
        let (name, doc) = (state.name, state.doc);
        let Ok(id) = u16::try_from(at + 1) else { return };
        let mut actions: Vec<&'d Action> = Vec::new();
        actions.extend(doc.r#do.iter().chain(&doc.leave).map(|action| &action.value));
        let lists = doc.upon.iter().chain(&doc.after).chain(&doc.at).map(|entry| &entry.value);
        let mut waiting: Vec<&'d Transitions> = lists.chain([&doc.next]).collect();
        let choose = doc.choose.iter().map(|transition| &transition.value);
        let mut transitions: Vec<_> = choose.collect();
        while let Some(list) = waiting.pop() {
            transitions.extend(list.0.iter().map(|transition| &transition.value));
            waiting.extend(list.0.iter().filter_map(|transition| transition.value.r#else.as_deref()));
        }
        let mut elses: Vec<&'d Transitions> =
            doc.choose.iter().filter_map(|transition| transition.value.r#else.as_deref()).collect();
        while let Some(list) = elses.pop() {
            transitions.extend(list.0.iter().map(|transition| &transition.value));
            elses.extend(list.0.iter().filter_map(|transition| transition.value.r#else.as_deref()));
        }
        let of_transitions = transitions.iter().flat_map(|transition| &transition.r#do);
        actions.extend(of_transitions.map(|action| &action.value));
        let mut here: BTreeMap<Name, crate::span::Span> = BTreeMap::new();
        for action in actions {
            if let Action::Raise(event) = action {
                self.raised.push(event);
            }
            let Action::Step(written) = action else { continue };
            let (kind, view) = (written.kind.value, written.view());
            let span = view.r#as.map_or(written.span(), |given| given.span);
            let step = step_name(name.as_str(), kind, view.r#as);
            if let Some(given) = view.r#as {
                let is_state = self.states.iter().any(|state| state.name == given);
                if given.as_str().parse::<StepKind>().is_ok() {
                    findings.push(misleading_step_name(given.span, given.as_str(), "a kind of step"));
                } else if is_state {
                    findings.push(misleading_step_name(given.span, given.as_str(), "a state"));
                }
            }
            match here.get(&step) {
                Some(first) => {
                    let what = format!("steps in state `{}` named", name.as_str());
                    findings.push(
                        duplicate_name(span, &what, &step, Some(*first)).help("give one of them a name with `as`"),
                    );
                }
                None => {
                    here.insert(step.clone(), span);
                }
            }
            if !self.steps.contains_key(&step) {
                self.steps.insert(step.clone(), kind);
            }
            self.every_step.push(SurveyedStep { state: id, name: step, doc: written });
        }
    }

    /// The state of that id.
    pub(super) fn state(&self, id: u16) -> Option<&Surveyed<'d>> {
        self.states.get(usize::from(id).checked_sub(1)?)
    }
}

/// Keys that exclude or need each other; none is called missing where something could not be read.
fn check_keys(state: &Surveyed<'_>, spoiled: bool, findings: &mut Vec<Finding>) {
    let (name, doc) = (state.name, state.doc);
    let mut bad = |why: &str, help: &str| findings.push(bad_state(name.span, name.as_str(), why).help(help));
    let nested = !doc.states.is_empty();
    let regions = !doc.together.is_empty();
    let leads_out = !doc.upon.is_empty()
        || !doc.choose.is_empty()
        || !doc.after.is_empty()
        || !doc.at.is_empty()
        || !doc.next.0.is_empty();
    if nested && regions {
        bad("has both `states` and `together`", "put the nested states into one of the regions");
    }
    let more = nested || regions || leads_out || !doc.leave.is_empty() || doc.history.is_some();
    if doc.end.is_some() && (more || doc.clock.is_some() || doc.times.is_some()) {
        bad("is an `end`, which may have `do` and nothing else", "make the end a state of its own, and go there");
        return;
    }
    if doc.history.is_some() {
        if nested || regions || leads_out || !doc.leave.is_empty() || !doc.r#do.is_empty() || doc.clock.is_some() {
            bad("is a `history`, which only says where it goes the first time", "keep `history` and `go`");
        }
        if doc.go.is_none() && !spoiled {
            bad("is a `history` that does not say where it goes the first time", "add `go` with a state beside it");
        }
        if state.parent == 0 {
            bad("is a `history` at top level, where nothing can be left and come back to", "put it inside a state");
        }
    } else if doc.go.is_some() {
        bad("has `go`, which only transitions and histories have", "write `next` to go on when its steps are done");
    }
    if !doc.start.as_str().is_empty() && !nested && !spoiled {
        bad("has `start`, but no `states`", "delete `start`, or nest the states that it begins with");
    }
    if doc.times.is_some() && doc.r#else.0.is_empty() && !spoiled {
        bad("has `times`, but no `else`", "say with `else` where the entry after that goes");
    }
    if doc.times.is_none() && !doc.r#else.0.is_empty() && !spoiled {
        bad("has `else`, but no `times`", "say with `times` how often it may be entered before");
    }
    if doc.times.is_some_and(|times| times.value == 0) {
        bad("has `times: 0` and can never be entered", "let it be entered once at least, or delete it");
    }
    if doc.r#else.0.iter().any(|transition| !is_target(&transition.value)) {
        bad("has an `else` that is more than a target", "write the state to go to, such as `else: done`");
    }
    if !doc.next.0.is_empty() && !can_complete(doc, 0) && !spoiled {
        let why = if nested {
            "has `next`, but none of the states in it is an `end`, so that it is never complete"
        } else {
            "has `next`, but one of its regions is never complete: none of the states in it is an `end`"
        };
        bad(why, "add a state with `end` inside, and go there when it is finished");
    }
}

/// Whether a transition says where it goes and nothing else.
fn is_target(transition: &Transition) -> bool {
    let more = transition.when.is_some() || transition.stay.is_some() || transition.internal.is_some();
    let does = !transition.r#do.is_empty() || transition.times.is_some() || transition.r#else.is_some();
    transition.go.is_some() && !more && !does
}

/// Whether a state could ever be complete, whatever happens. Deeper than documents nest it is taken to be.
fn can_complete(doc: &State, depth: usize) -> bool {
    if depth > 64 || !doc.states.lost().is_empty() || !doc.together.lost().is_empty() {
        return true;
    }
    if !doc.together.is_empty() {
        return doc.together.iter().all(|region| can_complete(&region.value, depth + 1));
    }
    doc.states.is_empty() || doc.states.iter().any(|child| child.value.end.is_some())
}

/// `as`, else state and kind.
pub(super) fn step_name(state: &str, kind: StepKind, given: Option<&Text>) -> Name {
    given.map_or_else(|| Name::format(format_args!("{state}.{kind}")), |given| given.value.clone())
}
