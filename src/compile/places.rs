//! Where the parts of a lowered document stand. Of a document without errors, each list has an entry for each part.

use crate::document::{Action as Written, Derive, Duty, PlaybookDoc, Spanned, Text};
use crate::expression::Expression;
use crate::house::{ActionPlace, DerivedPlace, DutyPlace, Passage, Places, RowPlace, StatePlace, TriggerPlace};
use crate::playbook::{Action, Deadline, Playbook, State};
use crate::span::Span;
use crate::value::Name;

use super::survey::{Survey, Surveyed};

/// The places of a playbook but those of its transitions, which are known where they are lowered.
pub(super) fn places(doc: &PlaybookDoc, survey: &Survey<'_>, playbook: &Playbook) -> Places {
    let root = StatePlace { name: doc.playbook.span, ..StatePlace::default() };
    let states =
        survey.states.iter().zip(playbook.states.iter().skip(1)).map(|(written, state)| of_state(written, state));
    Places {
        name: doc.playbook.span,
        derived: playbook.derived.iter().filter_map(|(name, _)| of_derived(doc, name)).collect(),
        triggers: doc
            .triggers
            .iter()
            .map(|entry| TriggerPlace {
                name: entry.key.span,
                upon: entry.value.upon.span,
                when: entry.value.when.as_ref().map(passage),
                set: entry.value.set.iter().map(|entry| passage(&entry.value)).collect(),
            })
            .collect(),
        states: std::iter::once(root).chain(states).collect(),
        transitions: Vec::new(),
        duties: duty_places(&doc.duties),
    }
}

/// The places of duties, with what they say.
pub(super) fn duty_places(written: &[Duty]) -> Vec<DutyPlace> {
    let words = |duty: &Duty| {
        let parts = [("within", Some(&duty.within)), ("before", Some(&duty.before)), ("when", duty.when.as_ref())];
        let said = parts.into_iter().filter_map(|(key, text)| Some((key, text?.as_str())));
        let said = said.filter(|(_, text)| !text.is_empty()).map(|(key, text)| format!(" {key} {text}"));
        format!("{}{}", duty.kind.as_str(), said.collect::<String>())
    };
    written.iter().map(|duty| DutyPlace { span: duty.kind.span, words: words(duty) }).collect()
}

fn of_state(written: &Surveyed<'_>, state: &State) -> StatePlace {
    let doc = written.doc;
    StatePlace {
        name: written.name.span,
        on_entry: of_actions(&doc.r#do, &state.on_entry),
        on_exit: of_actions(&doc.leave, &state.on_exit),
        timers: doc.after.iter().chain(&doc.at).map(|entry| passage(&entry.key)).collect(),
    }
}

fn of_derived(doc: &PlaybookDoc, name: &Name) -> Option<DerivedPlace> {
    let entry = doc.derive.iter().find(|entry| entry.key == *name.as_str())?;
    let rows = match &entry.value {
        Derive::Expression(text) => vec![RowPlace { span: text.span, when: None }],
        Derive::Table(rows) => {
            rows.iter().map(|row| RowPlace { span: row.span, when: row.value.when.as_ref().map(passage) }).collect()
        }
        Derive::Dated(dated) => dated.rows.iter().map(|row| RowPlace { span: row.span, when: None }).collect(),
    };
    Some(DerivedPlace { name: entry.key.span, rows })
}

/// The places of a list of actions and of their expressions.
pub(super) fn of_actions(written: &[Spanned<Written>], actions: &[Action]) -> Vec<ActionPlace> {
    written.iter().zip(actions).map(|(written, action)| of_action(written, action)).collect()
}

fn of_action(written: &Spanned<Written>, action: &Action) -> ActionPlace {
    let expressions = action.expressions();
    match &written.value {
        Written::Step(step) => {
            let view = step.view();
            let disputed = view.disputed.map(|disputed| &disputed.amount);
            let with = view.with.into_iter().flat_map(|with| with.iter()).map(|entry| &entry.value);
            let planned = match action {
                Action::Step(plan) => [&plan.due, &plan.not_before, &plan.approve_within],
                _ => [&None, &None, &None],
            };
            // Of deadlines only those that compute a moment have an expression.
            let computes = |due: &Option<Deadline>| due.as_ref().is_some_and(|due| due.expression().is_some());
            let deadlines = [view.within.or(view.by), view.after, view.approve_within].into_iter().zip(planned);
            let deadlines = deadlines.filter(|(_, planned)| computes(planned)).filter_map(|(text, _)| text);
            let texts = view.when.into_iter().chain(view.amount).chain(disputed).chain(with).chain(deadlines);
            let expressions = texts.zip(&expressions).map(|(text, expression)| within(text, expression)).collect();
            ActionPlace { span: step.span(), expressions }
        }
        Written::Set(facts) => {
            let expressions = facts.iter().map(|entry| passage(&entry.value)).collect();
            let span = facts.iter().next().map_or(written.span, |entry| entry.key.span);
            ActionPlace { span, expressions }
        }
        _ => ActionPlace { span: written.span, expressions: Vec::new() },
    }
}

/// Where an expression stands that is the end of a text: `opened` in `8w from opened`.
fn within(text: &Text, expression: &Expression) -> Passage {
    let whole = passage(text);
    match text.as_str().rfind(expression.text()) {
        Some(start) if text.verbatim => {
            let span: Span = whole.part(&(start..start + expression.text().len()));
            Passage { span, verbatim: true }
        }
        _ => whole,
    }
}

/// Where a text stands.
pub(super) fn passage(text: &Text) -> Passage {
    Passage { span: text.span, verbatim: text.verbatim }
}
