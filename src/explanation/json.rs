//! The form for tools. Keys stand in a fixed order, so the same explanation gives the same bytes.

use serde::ser::SerializeSeq;
use serde::{Serialize, Serializer};

use super::{Candidate, ChannelTried, Derivation, Evaluation, Explanation, Fate, Part, Selection};
use crate::account::{CaseChange, Denial, Held, Refusal, Step};
use crate::value::{Name, Value};

pub(super) fn text(explanation: &Explanation) -> String {
    let personal = explanation.shows_personal;
    let decision = &explanation.decision;
    let root = Root {
        outcome: decision.outcome.code(),
        reason: decision.outcome.reason(),
        denial: decision.denial.as_ref().map(Denied::from),
        refusals: decision.refusals.iter().map(Fault::from).collect(),
        cases: decision.cases.iter().map(Change::from).collect(),
        steps: decision.steps.iter().map(Sent::from).collect(),
        held: decision.held.iter().map(Waits::from).collect(),
        withdrawn: decision.withdrawn.iter().map(ToString::to_string).collect(),
        unhandled: &decision.unhandled,
        selections: Each(&explanation.selections, |selection| Choice::new(selection, personal)),
        cut: explanation.is_cut,
    };
    // Plain structs of text and numbers always serialise.
    serde_json::to_string(&root).unwrap_or_default()
}

#[derive(Serialize)]
struct Root<'a, S: Serialize> {
    outcome: &'static str,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    denial: Option<Denied<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    refusals: Vec<Fault<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cases: Vec<Change<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    steps: Vec<Sent<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    held: Vec<Waits<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    withdrawn: Vec<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unhandled: &'a [Name],
    selections: S,
    #[serde(skip_serializing_if = "is_false")]
    cut: bool,
}

#[derive(Serialize)]
struct Denied<'a> {
    code: &'static str,
    reason: &'a str,
}

#[derive(Serialize)]
struct Waits<'a> {
    id: String,
    case: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
    needs: u32,
    approved_by: &'a [Name],
    #[serde(skip_serializing_if = "Option::is_none")]
    requested_by: Option<&'a str>,
    state: &'static str,
}

#[derive(Serialize)]
struct Fault<'a> {
    playbook: &'a Name,
    fact: &'a Name,
    code: &'static str,
    expected: &'a str,
}

#[derive(Serialize)]
struct Change<'a> {
    case: &'a Name,
    playbook: &'a Name,
    #[serde(skip_serializing_if = "is_false")]
    opened: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    halted: Option<&'a Name>,
    configuration: &'a [Name],
    taken: &'a [Name],
}

#[derive(Serialize)]
struct Sent<'a> {
    id: String,
    case: &'a Name,
    name: &'a Name,
    kind: &'static str,
}

#[derive(Serialize)]
struct Choice<'a, C: Serialize> {
    playbook: &'a Name,
    #[serde(skip_serializing_if = "Option::is_none")]
    case: Option<&'a Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a Name>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    configuration: &'a [Name],
    #[serde(skip_serializing_if = "Option::is_none")]
    barred: Option<Became>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    accepts: &'a [Name],
    candidates: C,
}

#[derive(Serialize)]
struct Became {
    fate: &'static str,
    reason: String,
}

#[derive(Serialize)]
struct Considered<'a> {
    kind: &'static str,
    name: &'a Name,
    #[serde(flatten)]
    became: Became,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<Evaluated<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Evaluated<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    channels: Vec<Way<'a>>,
}

#[derive(Serialize)]
struct Way<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<&'a Name>,
    reason: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_before: Option<String>,
    #[serde(skip_serializing_if = "is_false")]
    chosen: bool,
    #[serde(skip_serializing_if = "is_false")]
    personal: bool,
}

#[derive(Serialize)]
struct Evaluated<'a> {
    text: &'a str,
    #[serde(flatten)]
    value: Came<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<Piece<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    derived: Vec<Derived<'a>>,
}

#[derive(Serialize)]
struct Piece<'a> {
    text: &'a str,
    #[serde(flatten)]
    value: Came<'a>,
}

#[derive(Serialize)]
struct Derived<'a> {
    name: &'a Name,
    #[serde(flatten)]
    value: Came<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tried: Vec<Evaluated<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<Box<Evaluated<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    is: Option<Box<Evaluated<'a>>>,
}

/// What something came to: a value, or why there is none, or that it was not needed.
#[derive(Serialize)]
struct Came<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Shown<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    not_needed: bool,
    #[serde(skip_serializing_if = "is_false")]
    personal: bool,
}

/// Truth values and whole numbers as JSON has them, all else as text.
struct Shown<'a>(&'a Value);

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            value => serializer.collect_str(value),
        }
    }
}

/// A list whose members are made one at a time.
struct Each<'a, T, F>(&'a [T], F);

impl<'a, T, U: Serialize, F: Fn(&'a T) -> U> Serialize for Each<'a, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.0.len()))?;
        for item in self.0 {
            list.serialize_element(&(self.1)(item))?;
        }
        list.end()
    }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl<'a> From<&'a Denial> for Denied<'a> {
    fn from(denial: &'a Denial) -> Self {
        Self { code: denial.code, reason: &denial.reason }
    }
}

impl<'a> From<&'a Held> for Waits<'a> {
    fn from(held: &'a Held) -> Self {
        Self {
            id: held.step().to_string(),
            case: held.case(),
            name: held.name(),
            role: held.role(),
            needs: held.needs(),
            approved_by: held.approvers(),
            requested_by: held.requester(),
            state: held.state().as_str(),
        }
    }
}

impl<'a> From<&'a Refusal> for Fault<'a> {
    fn from(refusal: &'a Refusal) -> Self {
        let Refusal { playbook, fact, code, expected } = refusal;
        Self { playbook, fact, code, expected }
    }
}

impl<'a> From<&'a CaseChange> for Change<'a> {
    fn from(change: &'a CaseChange) -> Self {
        Self {
            case: &change.case,
            playbook: &change.playbook,
            opened: change.opened,
            ended: change.ended.as_ref(),
            halted: change.halted.as_ref(),
            configuration: &change.configuration,
            taken: &change.taken,
        }
    }
}

impl<'a> From<&'a Step> for Sent<'a> {
    fn from(step: &'a Step) -> Self {
        Self { id: step.id.to_string(), case: &step.case, name: &step.name, kind: step.kind.as_str() }
    }
}

impl<'a> Choice<'a, Vec<Considered<'a>>> {
    fn new(selection: &'a Selection, personal: bool) -> Self {
        Self {
            playbook: &selection.playbook,
            case: selection.case.as_ref(),
            event: selection.event.as_ref(),
            configuration: &selection.configuration,
            barred: selection.barred.as_ref().map(Became::from),
            accepts: &selection.accepts,
            candidates: selection.candidates.iter().map(|candidate| Considered::new(candidate, personal)).collect(),
        }
    }
}

impl From<&Fate> for Became {
    fn from(fate: &Fate) -> Self {
        Self { fate: fate.code(), reason: fate.to_string() }
    }
}

impl<'a> Considered<'a> {
    fn new(candidate: &'a Candidate, personal: bool) -> Self {
        Self {
            kind: candidate.kind.code(),
            name: &candidate.name,
            became: Became::from(&candidate.fate),
            when: candidate.when.as_ref().map(|when| Evaluated::new(when, personal)),
            amount: candidate.amount.as_ref().map(|amount| Evaluated::new(amount, personal)),
            channels: candidate.channels.iter().map(|tried| Way::new(tried, personal)).collect(),
        }
    }
}

impl<'a> Way<'a> {
    fn new(tried: &'a ChannelTried, personal: bool) -> Self {
        let held_back = tried.not_before.filter(|_| tried.is_held_back && (personal || !tried.is_time_personal));
        Self {
            channel: tried.channel.as_ref().filter(|_| personal || !tried.is_personal),
            reason: tried.reason.as_str(),
            not_before: held_back.map(|time| time.to_string()),
            chosen: tried.is_chosen,
            personal: tried.is_personal || tried.is_time_personal,
        }
    }
}

impl<'a> Evaluated<'a> {
    fn new(evaluation: &'a Evaluation, personal: bool) -> Self {
        let piece = |part: &'a Part| Piece {
            text: evaluation.text_of(part),
            value: Came::new(part.value.as_ref(), part.is_personal, personal),
        };
        Self {
            text: &evaluation.text,
            value: Came::new(Some(&evaluation.value), evaluation.is_personal, personal),
            parts: evaluation.parts.iter().map(piece).collect(),
            derived: evaluation.derived.iter().map(|derived| Derived::new(derived, personal)).collect(),
        }
    }
}

impl<'a> Derived<'a> {
    fn new(derivation: &'a Derivation, personal: bool) -> Self {
        let evaluated = |evaluation: &'a Evaluation| Evaluated::new(evaluation, personal);
        Self {
            name: &derivation.name,
            value: Came::new(Some(&derivation.value), derivation.is_personal, personal),
            row: derivation.row,
            tried: derivation.tried.iter().map(evaluated).collect(),
            date: derivation.date.as_ref().map(|date| Box::new(evaluated(date))),
            is: derivation.is.as_ref().map(|is| Box::new(evaluated(is))),
        }
    }
}

impl<'a> Came<'a> {
    fn new(came: Option<&'a Result<Value, String>>, is_personal: bool, shows: bool) -> Self {
        let value = came.and_then(|came| came.as_ref().ok()).filter(|_| shows || !is_personal);
        Self {
            value: value.map(Shown),
            error: came.and_then(|came| came.as_ref().err()).map(String::as_str),
            not_needed: came.is_none(),
            personal: is_personal,
        }
    }
}
