//! Writes a playbook as YAML.

use std::fmt::{Display, Write as _};

use super::condition::{Condition, pounds};
use super::playbook::*;
use super::words;

/// Where a playbook says this, it needs a calendar.
pub const BUSINESS: &str = "business";

pub fn yaml(playbook: &Playbook) -> String {
    let mut text = format!("playbook: {}\nversion: 1\n", playbook.name);
    text.push_str(match playbook.key {
        Key::Account => "",
        Key::Order => "key: [order]\n",
        Key::EachEvent => "key: each event\n",
    });
    if let Some(language) = playbook.language {
        writeln!(text, "language: {language}").unwrap();
    }
    text.push_str(
        "facts:
  order: text
  place: { type: int, default: 0 }
  days: { type: int, min: 0, max: 9, default: 1 }
  bad: { type: bool, default: false }
  extra: int
  total: { type: money, currency: GBP, default: 3.00 GBP }
events:
",
    );
    for declared in &playbook.declared {
        let carries = declared.carries.iter().map(|fact| FACTS[*fact].to_owned());
        let may_carry = declared.may_carry.iter().map(|(fact, left_out)| match left_out {
            LeftOut::AsItWas => FACTS[*fact].to_owned(),
            LeftOut::Forgotten => format!("{{ {}: unknown }}", FACTS[*fact]),
            LeftOut::Is(value) => format!("{{ {}: {} }}", FACTS[*fact], plain(*fact, *value)),
        });
        let (event, carries, may_carry) = (EVENTS[declared.event], list(carries), list(may_carry));
        writeln!(text, "  {event}: {{ carries: {carries}, may_carry: {may_carry} }}").unwrap();
    }
    text.push_str("triggers:\n");
    for trigger in &playbook.triggers {
        let mut fields = vec![format!("upon: {}", trigger.upon)];
        fields.extend(when(&trigger.when));
        if let Some((count, hours, per_key)) = trigger.count {
            fields.push(format!("count: {count}, in: {hours}h"));
            fields.extend(per_key.then(|| "per: key".to_owned()));
        }
        fields.extend(trigger.go.map(|go| format!("go: s{go}")));
        writeln!(text, "  {}: {{ {} }}", trigger.name, fields.join(", ")).unwrap();
    }
    if let Some(start) = playbook.start {
        writeln!(text, "start: s{start}").unwrap();
    }
    text.push_str("states:\n");
    playbook.states[ROOT].children.iter().for_each(|child| write_state(playbook, *child, 1, &mut text));
    text.push_str("customer: { locale: order, channel: order }\nmessages:\n  hello:\n");
    for locale in &playbook.spoken {
        writeln!(text, "    {locale}: {}", words::yaml(locale)).unwrap();
    }
    text
}

/// A fact's value as it is written plainly.
pub fn plain(fact: usize, value: i64) -> String {
    match fact {
        ORDER => words::ORDERS[value as usize].to_owned(),
        BAD => (value == 1).to_string(),
        TOTAL => pounds(value),
        _ => value.to_string(),
    }
}

fn write_state(playbook: &Playbook, id: StateId, depth: usize, text: &mut String) {
    let state = &playbook.states[id];
    let pad = "  ".repeat(depth);
    let inner = "  ".repeat(depth + 1);
    writeln!(text, "{pad}s{id}:").unwrap();
    match &state.kind {
        Kind::History { deep, default } => {
            let word = if *deep { "deep" } else { "shallow" };
            writeln!(text, "{inner}history: {word}\n{inner}go: s{default}").unwrap();
            return;
        }
        Kind::End(outcome) => {
            writeln!(text, "{inner}end: {outcome}").unwrap();
            write_actions("do", &state.enter, &inner, text);
            return;
        }
        _ => {}
    }
    if let Some(paused) = state.paused {
        writeln!(text, "{inner}clock: {}", if paused { "paused" } else { "running" }).unwrap();
    }
    if let Some((times, otherwise)) = state.times {
        writeln!(text, "{inner}times: {times}\n{inner}else: s{otherwise}").unwrap();
    }
    write_actions("do", &state.enter, &inner, text);
    write_actions("leave", &state.leave, &inner, text);
    write_list("choose", &state.choose, &inner, text);
    write_map("upon", state.upon.iter().map(|(pattern, list)| (pattern.clone(), list)), &inner, text);
    write_map("after", state.after.iter().map(|(hours, list)| (format!("{hours}h"), list)), &inner, text);
    let at = state.at.iter().map(|(hours, list)| (format!("\"opened + {hours}h\""), list));
    write_map("at", at, &inner, text);
    write_list("next", &state.next, &inner, text);
    if let Some(start) = state.start {
        writeln!(text, "{inner}start: s{start}").unwrap();
    }
    if !state.children.is_empty() {
        writeln!(text, "{inner}{}:", if state.kind == Kind::Parallel { "together" } else { "states" }).unwrap();
        state.children.iter().for_each(|child| write_state(playbook, *child, depth + 2, text));
    } else {
        // A state needs a key, and one that would say nothing hears what never comes.
        writeln!(text, "{inner}stage: quiet").unwrap();
    }
}

fn write_actions(key: &str, actions: &[Action], pad: &str, text: &mut String) {
    if !actions.is_empty() {
        writeln!(text, "{pad}{key}:").unwrap();
        actions.iter().for_each(|action| writeln!(text, "{pad}  - {}", action_text(action)).unwrap());
    }
}

fn write_list(key: &str, list: &[Transition], pad: &str, text: &mut String) {
    if !list.is_empty() {
        writeln!(text, "{pad}{key}:").unwrap();
        list.iter().for_each(|transition| writeln!(text, "{pad}  - {}", transition_text(transition)).unwrap());
    }
}

fn write_map<'p>(
    key: &str,
    entries: impl ExactSizeIterator<Item = (String, &'p Vec<Transition>)>,
    pad: &str,
    text: &mut String,
) {
    if entries.len() > 0 {
        writeln!(text, "{pad}{key}:").unwrap();
    }
    for (name, list) in entries {
        write_list(&name, list, &format!("{pad}  "), text);
    }
}

fn transition_text(transition: &Transition) -> String {
    let mut fields: Vec<String> = when(&transition.when).into_iter().collect();
    let targets = |states: &[StateId]| match states {
        [one] => format!("go: s{one}"),
        many => format!("go: {}", list(many.iter().map(|state| format!("s{state}")))),
    };
    match &transition.way {
        Way::Stay => fields.push("stay: true".to_owned()),
        Way::Go(states) => fields.push(targets(states)),
        Way::Internal(states) => fields.extend(["internal: true".to_owned(), targets(states)]),
    }
    if !transition.actions.is_empty() {
        fields.push(format!("do: {}", list(transition.actions.iter().map(action_text))));
    }
    if let Some((times, otherwise)) = &transition.times {
        fields.push(format!("times: {times}"));
        fields.extend(otherwise.as_ref().map(|other| format!("else: {}", transition_text(other))));
    }
    format!("{{ {} }}", fields.join(", "))
}

fn action_text(action: &Action) -> String {
    let set = |fact: usize, value: String| format!("{{ set: {{ {}: \"{value}\" }} }}", FACTS[fact]);
    match action {
        Action::Step(step) => step_text(step),
        Action::Set(Set::Days(value)) => set(DAYS, value.text()),
        Action::Set(Set::Extra(value)) => set(EXTRA, value.text()),
        Action::Set(Set::Bad(value)) => set(BAD, value.text()),
        Action::Set(Set::Total(value)) => set(TOTAL, value.text()),
        Action::Raise(event) => format!("{{ raise: {event} }}"),
        Action::Cancel(name) => format!("{{ cancel: {name} }}"),
        Action::Resend(name) => format!("{{ resend: {name} }}"),
        Action::Keep(name) => format!("{{ keep: {name}, because: it was done }}"),
        Action::Waive(name) => format!("{{ waive: {name}, because: nobody needs it }}"),
    }
}

fn step_text(step: &Step) -> String {
    let mut fields: Vec<String> = step.named.iter().map(|name| format!("as: {name}")).collect();
    fields.extend(when(&step.when));
    fields.extend(step.within.map(|within| format!("within: {}", moment(within))));
    match &step.kind {
        StepKind::Apology => fields.push("message: hello".to_owned()),
        StepKind::Task(with) => {
            fields.push("action: act".to_owned());
            fields.extend(with.as_ref().map(|sum| format!("with: {{ sum: \"{}\" }}", sum.text())));
        }
        StepKind::Compensation { amount, once } => {
            fields.push(format!("amount: \"{}\", because: house rule 4", amount.text()));
            match once {
                Once::Unsaid => {}
                Once::Case => fields.push("once: case".to_owned()),
                Once::Event => fields.push("once: event".to_owned()),
                Once::Incident => fields.push("once: incident".to_owned()),
                Once::Facts(facts) => fields.push(format!("once: {}", list(facts.iter().map(|fact| FACTS[*fact])))),
            }
            fields.extend(step.owed.then(|| "ground: contract".to_owned()));
            fields.extend(step.reverses.as_ref().map(|name| format!("reverses: {name}")));
            fields.extend((step.approvals > 1).then(|| format!("approvals: {}", step.approvals)));
            fields.extend(step.approve_within.map(|within| format!("approve_within: {}", moment(within))));
        }
        StepKind::Promise { by } => fields.push(format!("message: hello, by: {}", moment(*by))),
        StepKind::FollowUp { after } => fields.push(format!("message: hello, after: {}", moment(*after))),
    }
    fields.extend(step.once.then(|| "once: true".to_owned()));
    fields.extend(step.channel.map(|channel| format!("channel: {channel}")));
    fields.extend((!step.waits).then(|| "wait: false".to_owned()));
    format!("{{ {}: {{ {} }} }}", step.kind.word(), fields.join(", "))
}

fn moment(moment: Moment) -> String {
    let from = match moment.since {
        Since::Now => "",
        Since::Opened => " from opened",
        Since::Event => " from event.time",
    };
    match moment.unit {
        None => format!("{}h{from}", moment.count),
        Some(unit) => {
            let calendar = if unit.by_night { " in nights" } else { "" };
            format!("{} {} {}{calendar}{from}", moment.count, BUSINESS, if unit.days { "days" } else { "hours" })
        }
    }
}

fn when(condition: &Option<Condition>) -> Option<String> {
    condition.as_ref().map(|condition| format!("when: \"{}\"", condition.text()))
}

fn list(items: impl Iterator<Item = impl Display>) -> String {
    let items: Vec<String> = items.map(|item| item.to_string()).collect();
    format!("[{}]", items.join(", "))
}
