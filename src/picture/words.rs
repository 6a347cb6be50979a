//! What a box says of its steps and a line of its transition, in the words of the playbook.

use crate::playbook::{
    Action, Deadline, Hole, On, Once, Part, Period, Playbook, Reach, State, StepPlan, Template, TimerDue, Transition,
    Trigger,
};
use crate::step::StepKind;
use crate::value::{Duration, Name};

use super::ink::{Ink, Row, Sign};

/// A line about an action of a state.
pub(super) fn action(playbook: &Playbook, state: &State, action: &Action) -> Row {
    let row = |word: &str, rest: String| Row::new(Ink::Strong, word).with(Ink::Plain, rest);
    match action {
        Action::Step(plan) => step(playbook, state, plan),
        Action::Set(facts) => {
            let facts = facts.iter().map(|(slot, value)| {
                let name = playbook.fact(*slot).map_or("", |fact| fact.name.as_str());
                format!("{name} = {}", value.text())
            });
            row("set", listed(facts, ", "))
        }
        Action::Raise(event) => row("raise", event.to_string()),
        Action::Cancel(step) => row("cancel", step.to_string()),
        Action::Resend(step) => row("resend", step.to_string()),
        Action::Keep { promise, because } => row("keep", promise.to_string()).telling(&template(playbook, because)),
        Action::Waive { promise, because } => row("waive", promise.to_string()).telling(&template(playbook, because)),
    }
}

fn step(playbook: &Playbook, state: &State, plan: &StepPlan) -> Row {
    let mut said: Vec<String> = plan.action.iter().map(Name::to_string).collect();
    let message = plan.message.and_then(|at| playbook.messages.get(usize::from(at)));
    said.extend(message.map(|message| format!("“{}”", message.name)));
    said.extend(plan.not_before.iter().map(|after| format!("after {}", deadline(playbook, after))));
    let due = if plan.kind == StepKind::Promise { "by" } else { "within" };
    said.extend(plan.due.iter().map(|by| match by {
        Deadline::Moment(moment) => format!("by {}", moment.text()),
        by => format!("{due} {}", deadline(playbook, by)),
    }));
    said.extend(plan.to.iter().map(|to| format!("to {to}")));
    if !plan.asks.is_empty() {
        said.push(format!("asks {}", listed(&plan.asks, ", ")));
    }
    if plan.name != *format!("{}.{}", state.name, plan.kind) {
        said.push(format!("as {}", plan.name));
    }
    said.extend(plan.reverses.iter().map(|paid| format!("reverses {paid}")));
    said.extend(plan.channel.iter().map(|channel| format!("by {channel}")));
    if !plan.form.is_empty() {
        said.push(format!("in {}", listed(&plan.form, " or ")));
    }
    said.extend(plan.once.iter().filter(|once| **once != Once::Case).map(|once| once_for(playbook, once)));
    let condition = plan.when.as_ref().map(|when| format!("[{}]", when.text())).unwrap_or_default();
    let amount = plan.amount.as_ref().map(|amount| amount.text()).unwrap_or_default();
    let because = plan.because.as_ref().map(|because| template(playbook, because)).unwrap_or_default();
    Row::new(Ink::Strong, plan.kind.as_str())
        .with(Ink::Amount, amount)
        .with(Ink::Condition, condition)
        .with(Ink::Plain, said.join(", "))
        .telling(&because)
}

fn once_for(playbook: &Playbook, once: &Once) -> String {
    let facts = match once {
        Once::Case => "case".to_owned(),
        Once::Event => "event".to_owned(),
        Once::Incident => "incident".to_owned(),
        Once::Facts(slots) => listed(slots.iter().filter_map(|slot| playbook.fact(*slot)).map(|fact| &fact.name), ", "),
    };
    format!("once per {facts}")
}

/// What brings a transition about, under which condition, and what is done on the way.
pub(super) fn transition(playbook: &Playbook, transition: &Transition) -> Row {
    let state = playbook.state(transition.source);
    let row = match &transition.on {
        On::Event(pattern) => Row::new(Ink::Strong, if pattern.is_all() { "any event" } else { pattern.text() }),
        On::Eventless => Row::default(),
        On::Complete => Row::new(Ink::Strong, "done"),
        On::Timer(at) => match state.timers.get(usize::from(*at)) {
            Some(rule) => {
                let word = if matches!(rule.due, TimerDue::At(_)) { "at" } else { "after" };
                Row::new(Ink::Strong, format!("{word} {}", rule.key)).signed(Sign::Clock)
            }
            None => Row::default(),
        },
        On::Else => instead(playbook, transition),
    };
    let before = state.transitions.iter().map(|id| playbook.transition(*id));
    let mut before = before.take_while(|other| other.label != transition.label);
    let alone = transition.on == On::Else || !before.any(|other| other.on == transition.on);
    let condition = match &transition.when {
        Some(when) => format!("[{}]", when.text()),
        None if !alone => "otherwise".to_owned(),
        None if transition.on == On::Eventless => "at once".to_owned(),
        None => String::new(),
    };
    let times = transition.times.map(|times| format!("({} at most)", counted(times))).unwrap_or_default();
    let actions = transition.actions.iter().map(|done| action(playbook, state, done).text());
    let done = if transition.actions.is_empty() { String::new() } else { format!("/ {}", listed(actions, "; ")) };
    row.with(Ink::Condition, condition).with(Ink::Plain, times).with(Ink::Plain, done)
}

/// What is taken in place of another transition says after how often.
fn instead(playbook: &Playbook, transition: &Transition) -> Row {
    let of = playbook
        .transitions
        .iter()
        .find(|other| other.otherwise.iter().any(|id| playbook.transition(*id).label == transition.label));
    let Some(of) = of else { return Row::default() };
    let event = match &of.on {
        On::Event(pattern) => pattern.text().to_string(),
        On::Timer(at) => state_timer(playbook, of, *at),
        On::Complete => "done".to_owned(),
        On::Eventless | On::Else => String::new(),
    };
    let times = of.times.map(|times| format!("after {}", counted(times))).unwrap_or_default();
    Row::new(Ink::Strong, event).with(Ink::Plain, times)
}

fn state_timer(playbook: &Playbook, transition: &Transition, at: u16) -> String {
    let timers = &playbook.state(transition.source).timers;
    timers.get(usize::from(at)).map(|rule| rule.key.to_string()).unwrap_or_default()
}

/// The row with the states to which it leads.
pub(super) fn leading_to<'a>(row: Row, names: impl IntoIterator<Item = &'a Name>) -> Row {
    let signs = std::iter::once("→").chain(std::iter::repeat("+"));
    names.into_iter().zip(signs).fold(row, |row, (name, sign)| row.with(Ink::Quiet, format!("{sign} {name}")))
}

/// The lines of a trigger: its event, condition and count.
pub(super) fn trigger(playbook: &Playbook, trigger: &Trigger) -> Vec<Row> {
    let mut rows = vec![Row::new(Ink::Strong, if trigger.upon.is_all() { "any event" } else { trigger.upon.text() })];
    rows.extend(trigger.when.as_ref().map(|when| Row::new(Ink::Condition, format!("[{}]", when.text()))));
    rows.extend(trigger.count.as_ref().map(|count| {
        let window = period(playbook, count.window);
        let whose = if count.per_key { " of one key" } else { "" };
        Row::new(Ink::Plain, format!("{} in {window}{whose}", counted(count.at_least))).signed(Sign::Clock)
    }));
    rows.extend(trigger.set.iter().map(|(slot, value)| {
        let name = playbook.fact(*slot).map_or("", |fact| fact.name.as_str());
        Row::new(Ink::Strong, "set").with(Ink::Plain, format!("{name} = {}", value.text()))
    }));
    rows
}

/// A transition that neither leaves nor enters.
pub(super) fn is_stay(transition: &Transition) -> bool {
    transition.reach == Reach::Stay || transition.targets.is_empty()
}

pub(super) fn counted(times: u32) -> String {
    if times == 1 { "once".to_owned() } else { format!("{times} times") }
}

pub(super) fn listed<T: ToString>(items: impl IntoIterator<Item = T>, separator: &str) -> String {
    let items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    items.join(separator)
}

fn deadline(playbook: &Playbook, deadline: &Deadline) -> String {
    match deadline {
        Deadline::In(counted) => period(playbook, *counted),
        Deadline::Moment(moment) => moment.text().to_owned(),
        Deadline::From(counted, from) => format!("{} from {}", period(playbook, *counted), from.text()),
    }
}

/// As playbooks write it; the calendar is named where it is not the usual one.
fn period(playbook: &Playbook, period: Period) -> String {
    let many = |count: u32, unit: &str| if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") };
    let counted = match period {
        Period::Elapsed(elapsed) => duration(elapsed),
        Period::Months(months) => many(months, "month"),
        Period::BusinessHours(hours, _) => many(hours, "business hour"),
        Period::BusinessDays(days, _) => many(days, "business day"),
    };
    match period.calendar().and_then(|id| playbook.calendar_name(id)) {
        Some(name) => format!("{counted} in {name}"),
        None => counted,
    }
}

/// As playbooks write it: `7d`, `3h20m`; what is below a second in ISO 8601.
fn duration(duration: Duration) -> String {
    let seconds = duration.whole_seconds();
    if seconds <= 0 || Duration::seconds(seconds) != Some(duration) {
        return duration.to_string();
    }
    let units = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let mut left = seconds;
    let mut text = String::new();
    for (unit, sign) in units {
        if left >= unit {
            text.push_str(&format!("{}{sign}", left / unit));
            left %= unit;
        }
    }
    text
}

fn template(playbook: &Playbook, template: &Template) -> String {
    let parts = template.parts.iter().map(|part| match part {
        Part::Text(text) => text.to_string(),
        Part::Hole(hole) => match hole {
            Hole::Fact(slot) => format!("{{{}}}", playbook.fact(*slot).map_or("", |fact| fact.name.as_str())),
            Hole::Derived(at) => {
                format!("{{{}}}", playbook.derived.get(usize::from(*at)).map_or("", |(name, _)| name.as_str()))
            }
            Hole::With(name) => format!("{{{name}}}"),
            Hole::By => "{by}".to_owned(),
            Hole::Amount => "{amount}".to_owned(),
            Hole::Due => "{due}".to_owned(),
            Hole::Case => "{case}".to_owned(),
        },
    });
    listed(parts, "")
}

#[cfg(test)]
mod tests {
    use super::duration;
    use crate::value::Duration;

    #[test]
    fn durations_read_as_authors_write_them() {
        for text in ["7d", "3h20m", "1d12h", "15m", "90s", "PT0.25S", "PT0S"] {
            let read = Duration::from_playbook(text).or_else(|_| text.parse()).unwrap();
            let written = if text == "90s" { "1m30s" } else { text };
            assert_eq!(duration(read), written);
        }
    }
}
