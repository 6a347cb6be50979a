//! The form for people: what happened, then what was considered, a line each.

use std::borrow::Cow;
use std::fmt;

use super::fate::words;
use super::{Candidate, CandidateKind, ChannelTried, Derivation, Evaluation, Explanation, Fate, Part, Selection};
use crate::account::{CaseChange, Decision, HeldState};
use crate::step::ChannelReason;
use crate::value::{Duration, Name, Value};

/// What a type of event of the engine's own says, around the name that it ends in.
const SPOKEN: [(&str, &str, &str); 18] = [
    ("step.done.", "step `", "` is done"),
    ("step.failed.", "step `", "` failed"),
    ("step.overdue.", "step `", "` is overdue"),
    ("promise.kept.", "promise `", "` is kept"),
    ("promise.broken.", "promise `", "` is broken"),
    ("approval.granted.", "payment `", "` is approved"),
    ("approval.refused.", "payment `", "` is refused"),
    ("approval.expired.", "nobody approved payment `", "` in time"),
    ("command.", "somebody's command `", "`"),
    ("follow_up.", "the time for `", "` has come"),
    ("complete.", "state `", "` is complete"),
    ("after.", "time is up in state `", "`"),
    ("at.", "the moment of state `", "` has come"),
    ("trigger.", "the event, as trigger `", "`"),
    ("error.set.", "the new value of `", "` can't be worked out"),
    ("error.after.", "a time of state `", "` can't be worked out"),
    ("error.at.", "a moment of state `", "` can't be worked out"),
    ("error.", "an error: `", "`"),
];

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Text { shows_personal: self.shows_personal, hides: false, lines: Vec::new() };
        text.decision(&self.decision, &self.selections);
        let taken = |candidate: &Candidate| candidate.fate == Fate::Taken;
        let candidates = || self.selections.iter().flat_map(|selection| &selection.candidates);
        if !self.decision.outcome.is_change() && candidates().any(taken) {
            text.line(0, "what was due before it is shown below; it is kept for the next wake");
        }
        for selection in &self.selections {
            text.selection(selection, &self.decision);
        }
        if self.is_cut {
            text.line(0, "… and more: this explanation was cut");
        }
        if text.hides {
            text.line(0, "personal values are hidden");
        }
        f.write_str(&text.lines.join("\n"))
    }
}

struct Text {
    shows_personal: bool,
    /// Whether a value was left out.
    hides: bool,
    lines: Vec<String>,
}

impl Text {
    fn line(&mut self, indent: usize, text: &str) {
        self.lines.push(format!("{:indent$}{text}", ""));
    }

    fn decision(&mut self, decision: &Decision, selections: &[Selection]) {
        let candidates = || selections.iter().flat_map(|selection| &selection.candidates);
        let outcome = decision.outcome;
        if let Some(denial) = &decision.denial {
            self.line(0, &format!("denied: {} ({})", plain(&denial.reason), denial.code));
        } else if !outcome.is_change() {
            self.line(0, &format!("nothing happened: {} ({})", outcome.reason(), outcome.code()));
        } else if decision.cases.is_empty() {
            self.line(0, &format!("{} ({})", outcome.reason(), outcome.code()));
        }
        for change in &decision.cases {
            self.line(0, &changed(change));
        }
        for step in &decision.steps {
            let due = step.due.map(|due| format!(", due {due}")).unwrap_or_default();
            let amount = match step.amount {
                None => String::new(),
                Some(amount) => {
                    let amount = Ok(Value::Money(amount));
                    let mut of_it = candidates().filter(|candidate| candidate.name == step.name).peekable();
                    // Where the explanation was cut nobody knows.
                    let is_personal = of_it.peek().is_none()
                        || of_it.filter_map(|candidate| candidate.amount.as_ref()).any(|amount| amount.is_personal)
                        || decision.held.iter().any(|held| held.step == step.id && held.personal);
                    format!(" with {}", self.came(Some(&amount), is_personal))
                }
            };
            let chosen = candidates().filter(|candidate| candidate.name == step.name);
            let chosen = chosen.flat_map(|candidate| &candidate.channels).find(|tried| tried.is_chosen);
            let later = match (step.not_before, chosen) {
                (Some(time), Some(tried)) => {
                    format!(", not before {}", self.came(Some(&Ok(Value::Time(time))), tried.is_time_personal))
                }
                _ => String::new(),
            };
            self.line(2, &format!("{} `{}` goes out{amount}{later}{due}", step.kind, step.name));
        }
        for held in &decision.held {
            let waits = match (held.state(), held.role()) {
                (HeldState::Waiting, Some(role)) => format!("waits for approval by `{role}`"),
                (HeldState::Waiting, None) => "waits for approval, and no role may give it".to_owned(),
                (state, _) => format!("was held and is {state}"),
            };
            let people = match (held.state(), held.needs(), held.approvers().len()) {
                (HeldState::Waiting, 2.., given) => format!(", {given} of {} people gave it", held.needs()),
                _ => String::new(),
            };
            let amount = self.came(Some(&Ok(Value::Money(held.amount))), held.personal);
            self.line(2, &format!("payment `{}` with {amount} {waits}{people}", held.name));
        }
        if !decision.withdrawn.is_empty() {
            let steps = if decision.withdrawn.len() == 1 { "step is" } else { "steps are" };
            self.line(2, &format!("{} {steps} withdrawn", decision.withdrawn.len()));
        }
        for kind in &decision.unhandled {
            self.line(2, &format!("nothing handles this: {}", spoken_event(kind)));
        }
    }

    fn selection(&mut self, selection: &Selection, decision: &Decision) {
        self.lines.push(String::new());
        let playbook = selection.playbook.rsplit_once(':').map_or(&*selection.playbook, |(name, _)| name);
        let place = match &selection.case {
            None => format!("playbook {playbook}"),
            Some(case) if selection.configuration.is_empty() => format!("case `{}`", plain(case)),
            Some(case) => format!("case `{}` in {}", plain(case), listed(&selection.configuration)),
        };
        let event =
            selection.event.as_ref().map_or_else(|| "at once, without an event".to_owned(), |kind| spoken_event(kind));
        match &selection.barred {
            Some(fate) => self.line(0, &format!("{place}: {event}: {fate}")),
            None => self.line(0, &format!("{place}: {event}")),
        }
        if selection.barred == Some(Fate::Rejected) {
            for refusal in decision.refusals.iter().filter(|refusal| refusal.playbook == selection.playbook) {
                let code = refusal.code.replace('_', " ");
                self.line(2, &format!("`{}`: {code}, expected {}", refusal.fact, refusal.expected));
            }
        }
        let (others, considered): (Vec<_>, Vec<_>) =
            selection.candidates.iter().partition(|candidate| candidate.fate == Fate::OtherEvent);
        for candidate in considered {
            self.candidate(candidate);
        }
        if !others.is_empty() {
            let names: Vec<Name> = others.iter().map(|other| other.name.clone()).collect();
            self.line(2, &format!("for other events: {}", listed(&names)));
        }
        if !selection.accepts.is_empty() {
            let accepts: Vec<_> = selection.accepts.iter().map(|kind| format!("`{kind}`")).collect();
            self.line(2, &format!("it waits for: {}", accepts.join(", ")));
        }
    }

    fn candidate(&mut self, candidate: &Candidate) {
        let fate = match (&candidate.fate, candidate.kind) {
            (Fate::Taken, CandidateKind::Trigger) => Cow::Borrowed("opens a case"),
            (Fate::Taken, CandidateKind::Step) => Cow::Borrowed("goes out"),
            (Fate::Taken, CandidateKind::Command) => Cow::Borrowed("obeyed"),
            (fate, _) => Cow::Owned(fate.to_string()),
        };
        self.line(2, &format!("{} `{}`: {fate}", candidate.kind.code(), candidate.name));
        if let Some(when) = &candidate.when {
            self.evaluation(6, "when ", when);
        }
        if let Some(amount) = &candidate.amount {
            self.evaluation(6, "amount ", amount);
        }
        for channel in &candidate.channels {
            self.channel(channel);
        }
    }

    /// A channel, why it comes into question or what holds the message back, and whether it is the one.
    fn channel(&mut self, tried: &ChannelTried) {
        let name = match &tried.channel {
            _ if tried.is_personal && !self.shows_personal => {
                self.hides = true;
                "channel hidden".to_owned()
            }
            Some(name) => format!("channel `{}`", plain(name)),
            None if matches!(tried.reason, ChannelReason::Unknown | ChannelReason::Unlisted) => {
                "the customer's own channel".to_owned()
            }
            None => "any channel".to_owned(),
        };
        let until = match tried.not_before.filter(|_| tried.is_held_back) {
            Some(time) => format!(" until {}", self.came(Some(&Ok(Value::Time(time))), tried.is_time_personal)),
            None => String::new(),
        };
        let why = match tried.reason {
            ChannelReason::Named => "named by the step",
            ChannelReason::Preferred => "preferred by the customer",
            ChannelReason::Open => "open",
            ChannelReason::Closed => "closed",
            ChannelReason::Quiet => "quiet hours",
            ChannelReason::Cap => "as many messages as may be",
            ChannelReason::Unknown => "not known",
            ChannelReason::Unlisted => "no channel of the house",
        };
        let chosen = if tried.is_chosen { ", and chosen" } else { "" };
        self.line(6, &format!("{name}: {why}{until}{chosen}"));
    }

    fn evaluation(&mut self, indent: usize, lead: &str, evaluation: &Evaluation) {
        let text = one_line(&evaluation.text);
        let joined = evaluation.joined();
        match joined.as_slice() {
            [(part, inner)] if part.range.len() == evaluation.text.trim().len() => {
                let line = self.part(evaluation, part, inner);
                self.line(indent, &format!("{lead}{line}"));
            }
            _ => {
                let value = self.came(Some(&evaluation.value), evaluation.is_personal);
                self.line(indent, &format!("{lead}{text}: {value}"));
                for (part, inner) in joined {
                    let line = self.part(evaluation, part, &inner);
                    self.line(indent + 2, &line);
                }
            }
        }
        for derivation in &evaluation.derived {
            self.derivation(indent + 2, derivation);
        }
    }

    /// A part with its value, and in brackets the values that it was worked out from.
    fn part(&mut self, evaluation: &Evaluation, part: &Part, inner: &[&Part]) -> String {
        let text = one_line(evaluation.text_of(part));
        let value = self.came(part.value.as_ref(), part.is_personal);
        let mut from: Vec<String> = Vec::new();
        for inner in inner {
            if let Some(known @ Ok(_)) = &inner.value {
                let value = self.came(Some(known), inner.is_personal);
                let said = format!("{} is {value}", one_line(evaluation.text_of(inner)));
                if !from.contains(&said) {
                    from.push(said);
                }
            }
        }
        let from = if from.is_empty() { String::new() } else { format!(" ({})", from.join(", ")) };
        let absorbed = matches!((&part.value, &evaluation.value), (Some(Err(_)), Ok(_)));
        let absorbed = if absorbed { ", which did not matter" } else { "" };
        format!("{text}: {value}{from}{absorbed}")
    }

    fn derivation(&mut self, indent: usize, derivation: &Derivation) {
        let value = self.came(Some(&derivation.value), derivation.is_personal);
        let name = &derivation.name;
        match (derivation.row, &derivation.value) {
            (_, Err(_)) => self.line(indent, &format!("{name} has no value: {value}")),
            (Some(row), _) => self.line(indent, &format!("{name} is {value}, by row {} of its table", row + 1)),
            (None, _) => self.line(indent, &format!("{name} is {value}")),
        }
        for (row, tried) in derivation.tried.iter().enumerate() {
            self.evaluation(indent + 2, &format!("row {}, ", row + 1), tried);
        }
        if let Some(date) = &derivation.date {
            self.evaluation(indent + 2, "for the date ", date);
        }
        if let Some(is) = derivation.is.as_ref().filter(|is| !is.parts.is_empty()) {
            self.evaluation(indent + 2, "", is);
        }
    }

    /// What something came to, in words.
    fn came(&mut self, came: Option<&Result<Value, String>>, is_personal: bool) -> String {
        match came {
            None => "not needed".to_owned(),
            Some(Err(why)) => words(why).to_owned(),
            Some(Ok(_)) if is_personal && !self.shows_personal => {
                self.hides = true;
                "hidden".to_owned()
            }
            Some(Ok(value)) => spoken(value),
        }
    }
}

fn changed(change: &CaseChange) -> String {
    let case = plain(&change.case);
    let begins = if change.opened { format!("case `{case}` is opened") } else { format!("case `{case}` goes on") };
    match (&change.ended, &change.halted) {
        (Some(outcome), _) => format!("{begins} and ends: {outcome}"),
        (None, Some(why)) => format!("{begins} and stands still: {why}"),
        (None, None) => format!("{begins}; it is in {}", listed(&change.configuration)),
    }
}

fn listed(names: &[Name]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// An event in words, or its type.
fn spoken_event(kind: &str) -> String {
    let spoken = SPOKEN.iter().find_map(|(prefix, before, after)| Some((before, kind.strip_prefix(prefix)?, after)));
    spoken.map_or_else(|| format!("`{}`", plain(kind)), |(before, name, after)| format!("{before}{name}{after}"))
}

/// A value in words.
fn spoken(value: &Value) -> String {
    match value {
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Duration(duration) => spoken_duration(*duration),
        Value::Text(text) if text.is_empty() => "''".to_owned(),
        Value::Text(text) => plain(text),
        value => value.to_string(),
    }
}

/// As a playbook writes it, `3h20m`, if it is whole seconds.
fn spoken_duration(duration: Duration) -> String {
    let seconds = duration.whole_seconds();
    if Duration::seconds(seconds) != Some(duration) || seconds == 0 {
        return duration.to_string();
    }
    let mut text = if seconds < 0 { "-".to_owned() } else { String::new() };
    let mut rest = seconds.unsigned_abs();
    for (unit, size) in [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] {
        if rest >= size {
            text.push_str(&format!("{}{unit}", rest / size));
            rest %= size;
        }
    }
    text
}

/// The text without line breaks and runs of spaces.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A customer's text on one line, with what a terminal would obey or hide written as escapes.
fn plain(text: &str) -> String {
    let escape = |c: char| match c {
        '\'' | '"' | '\\' => c.to_string(),
        c => c.escape_debug().to_string(),
    };
    text.chars().map(escape).collect()
}
