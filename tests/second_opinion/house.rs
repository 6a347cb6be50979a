//! The house: channels with their hours, an order of preference, a cap and apologies. Moments are tried one after the other.

use super::account::{Account, Status};
use super::limits::{self, Duty, Limit};
use super::people::ROLES;
use super::playbook::StepKind;
use super::tape::Tape;
use super::words::ORDERS;

/// A zone whose clocks are never changed, nine hours ahead.
const ZONE: &str = "Asia/Tokyo";
const AHEAD: i64 = 9 * 60;
/// Every story begins at nine of UTC, on a Monday.
const BEGINS: i64 = 9 * 60;

/// What customers may prefer is an order, the one text among the facts.
pub const NAMES: [&str; 3] = ["FR_ca", "mail", "sms"];

/// All that happens in a story happens at whole or half hours, and so do channels open and contacts leave windows.
const STEP: i64 = 30;
/// For how long the naive search looks ahead.
const HORIZON: i64 = 90 * 24 * 60;

#[derive(Debug, Clone)]
pub struct House {
    channels: Vec<Channel>,
    /// A place in `channels`; none for what the customer prefers.
    order: Vec<Option<usize>>,
    /// So many messages in so many hours.
    at_most: Option<(usize, i64)>,
    pub one_apology: bool,
    pub limits: Vec<Limit>,
    pub duties: Vec<Duty>,
    /// Whether people act, and approve of what is much.
    pub people: bool,
}

#[derive(Debug, Clone)]
struct Channel {
    name: &'static str,
    /// Hours of each day, on the house's clocks.
    open: Option<(i64, i64)>,
    quiet: Option<(i64, i64)>,
}

/// How a message goes out.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sent {
    pub channel: Option<String>,
    pub chosen: Option<&'static str>,
    pub at: Option<i64>,
}

/// A house, or none.
pub fn house(tape: &mut Tape) -> Option<House> {
    if tape.below(4) == 0 {
        return None;
    }
    let hours = |tape: &mut Tape| {
        let (from, to) = (tape.below(24) as i64, tape.below(24) as i64);
        (tape.once_in(2) && from != to).then_some((from, to))
    };
    let number = tape.pick(&[2, 3, 1, 0, 3]);
    let channels: Vec<Channel> =
        (0..number).map(|at| Channel { name: NAMES[at], open: hours(tape), quiet: hours(tape) }).collect();
    let mut order = Vec::new();
    for _ in 0..if number == 0 { 0 } else { tape.below(4) } {
        order.push(if tape.once_in(4) { None } else { Some(tape.below(number)) });
    }
    let at_most = tape.once_in(2).then(|| (1 + tape.below(3), tape.pick(&[2, 6, 24, 60])));
    Some(House {
        channels,
        order,
        at_most,
        one_apology: tape.below(3) > 0,
        people: tape.below(4) > 0,
        limits: limits::limits(tape),
        duties: limits::duties(tape),
    })
}

/// The policy, with further calendars, of which one is called `office`.
pub fn yaml(house: Option<&House>, more: &str) -> String {
    let mut text = format!("policy: house\nzone: {ZONE}\n");
    let channels = house.map_or(&[][..], |house| &house.channels);
    let staffed: Vec<&Channel> = channels.iter().filter(|channel| channel.open.is_some()).collect();
    if !more.is_empty() {
        text.push_str("calendar: office\n");
    }
    if !staffed.is_empty() || !more.is_empty() {
        text.push_str("calendars:\n");
        text.push_str(more);
    }
    let hours = |(from, to): (i64, i64)| format!("\"{from:02}:00-{to:02}:00\"");
    for channel in staffed {
        text.push_str(&format!(
            "  of-{}: {{ hours: {{ mon-sun: {} }} }}\n",
            channel.name,
            hours(channel.open.unwrap())
        ));
    }
    let Some(house) = house else { return text };
    if house.people {
        text.push_str(ROLES);
    }
    text.push_str(&limits::yaml(&house.limits, &house.duties));
    if !house.channels.is_empty() {
        text.push_str("channels:\n");
    }
    for channel in &house.channels {
        let calendar = channel.open.map(|_| format!("calendar: of-{}", channel.name));
        let quiet = channel.quiet.map(|quiet| format!("quiet: {}", hours(quiet)));
        let fields: Vec<String> = calendar.into_iter().chain(quiet).collect();
        text.push_str(&format!("  {}: {{ {} }}\n", channel.name, fields.join(", ")));
    }
    let mut contact = Vec::new();
    if !house.order.is_empty() {
        let names = house.order.iter().map(|at| at.map_or("preferred", |at| house.channels[at].name));
        contact.push(format!("order: [{}]", names.collect::<Vec<_>>().join(", ")));
    }
    contact.extend(house.at_most.map(|(messages, hours)| format!("at_most: {messages} per {hours}h")));
    contact.extend(house.one_apology.then(|| "one_apology_per: incident".to_owned()));
    if !contact.is_empty() {
        text.push_str(&format!("contact: {{ {} }}\n", contact.join(", ")));
    }
    text
}

impl House {
    /// The channels that a step may name.
    pub fn names(&self) -> Vec<&'static str> {
        self.channels.iter().map(|channel| channel.name).collect()
    }

    /// How a message of a step goes out, or why it does not.
    pub fn send(
        &self,
        account: &Account,
        named: Option<&'static str>,
        preferred: Option<i64>,
        due: Option<i64>,
        is_capped: bool,
    ) -> Result<Sent, &'static str> {
        if self.channels.is_empty() && self.at_most.is_none() {
            return Ok(Sent { channel: named.map(str::to_owned), ..Sent::default() });
        }
        let listed = |name: &str| self.channels.iter().position(|channel| channel.name == name);
        let mut tried: Vec<(Option<usize>, &'static str)> = match named {
            Some(name) => vec![(listed(name), "named")],
            None if self.channels.is_empty() => vec![(None, "open")],
            None if self.order.is_empty() => (0..self.channels.len()).map(|at| (Some(at), "open")).collect(),
            None => {
                let own = preferred.and_then(|order| listed(ORDERS[order as usize]));
                let of_order = |at: &Option<usize>| match at {
                    Some(at) => Some((Some(*at), "open")),
                    None => own.map(|own| (Some(own), "preferred")),
                };
                self.order.iter().filter_map(of_order).collect()
            }
        };
        let places: Vec<Option<usize>> = tried.iter().map(|(at, _)| *at).collect();
        let mut place = 0;
        tried.retain(|(at, _)| {
            place += 1;
            !places[..place - 1].contains(at)
        });
        let now = account.now;
        let first = |at: Option<usize>, capped: bool| {
            let fits = |time: &i64| self.is_open(at, *time) && (!capped || self.has_room(account, *time));
            (now..now + HORIZON)
                .step_by(STEP as usize)
                .find(fits)
                .filter(|time| *time == now || due.is_none_or(|due| *time < due))
        };
        let mut best: Option<(i64, Option<usize>, &'static str)> = None;
        for (at, why) in &tried {
            if let Some(time) = first(*at, is_capped).filter(|time| best.is_none_or(|(known, ..)| *time < known)) {
                best = Some((time, *at, why));
            }
        }
        let Some((time, at, why)) = best else {
            let opens = tried.iter().any(|(at, _)| first(*at, false).is_some());
            return Err(if opens { "contact_cap" } else { "no_channel" });
        };
        let channel = at.map(|at| self.channels[at].name).or(named).map(str::to_owned);
        let chosen = if time == now { why } else { self.kept_until(account, at, time, is_capped) };
        Ok(Sent { channel, chosen: Some(chosen), at: (time > now).then_some(time) })
    }

    /// What last kept it from going out: the gate that opened at that very time, the last of them if several did.
    fn kept_until(&self, account: &Account, at: Option<usize>, time: i64, is_capped: bool) -> &'static str {
        let channel = at.map(|at| &self.channels[at]);
        let closed = |time: i64| channel.is_some_and(|channel| channel.open.is_some_and(|open| !within(open, time)));
        let quiet = |time: i64| channel.is_some_and(|channel| channel.quiet.is_some_and(|quiet| within(quiet, time)));
        // One gate after the other holds it back until it opens, and the last to do so is why.
        let (mut reached, mut why) = (account.now, "");
        while reached < time {
            for (gate, word) in [("closed", "closed"), ("quiet", "quiet"), ("cap", "cap")] {
                let holds = |time: i64| match gate {
                    "closed" => closed(time),
                    "quiet" => quiet(time),
                    _ => is_capped && !self.has_room(account, time),
                };
                while holds(reached) {
                    reached += STEP;
                    why = word;
                }
            }
        }
        why
    }

    fn is_open(&self, at: Option<usize>, time: i64) -> bool {
        let Some(channel) = at.map(|at| &self.channels[at]) else { return true };
        channel.open.is_none_or(|open| within(open, time)) && channel.quiet.is_none_or(|quiet| !within(quiet, time))
    }

    /// Whether with one more at that time no window that ends with a message holds more than it may.
    fn has_room(&self, account: &Account, time: i64) -> bool {
        let Some((most, hours)) = self.at_most else { return true };
        let near = account.contacts.iter().map(|(at, _)| *at).filter(|at| (at - time).abs() < hours * 60);
        let mut all: Vec<i64> = near.collect();
        all.push(time);
        let in_window = |end: i64| all.iter().filter(|at| end - hours * 60 < **at && **at <= end).count();
        // Windows without the new one are as full as they were.
        let with_it = all.iter().filter(|end| time <= **end && *end - hours * 60 < time);
        with_it.into_iter().all(|end| in_window(*end) <= most)
    }

    pub fn counts_messages(&self) -> bool {
        self.at_most.is_some()
    }
}

/// Whether a minute lies in hours of the day, which may pass midnight.
fn within((from, to): (i64, i64), time: i64) -> bool {
    let minute = (time + BEGINS + AHEAD).rem_euclid(24 * 60);
    let (from, to) = (from * 60, to * 60);
    if from < to { (from..to).contains(&minute) } else { minute >= from || minute < to }
}

/// Whether a step tells the customer something.
pub fn is_message(kind: &StepKind) -> bool {
    matches!(kind, StepKind::Apology | StepKind::Promise { .. } | StepKind::FollowUp { .. })
}

impl Account {
    /// The messages of a step that have not gone out yet.
    pub fn forget_unsent(&mut self, step: usize) {
        let now = self.now;
        self.contacts.retain(|(at, of)| *of != step || *at <= now);
    }

    /// A message that failed was none.
    pub fn forget_failed(&mut self, step: usize) {
        if let Some(at) = self.contacts.iter().rposition(|(_, of)| *of == step) {
            self.contacts.remove(at);
        }
    }

    /// The apology that stands for an incident, other than that step.
    pub fn apology(&self, incident: u8, but: Option<usize>) -> Option<usize> {
        let stands = |(at, step): (usize, &super::account::StepState)| {
            let is_for_it = step.of.kind.word() == "apology" && self.cases[step.case].incident == Some(incident);
            let went_out = match step.status {
                Status::Out | Status::Done => true,
                Status::Withdrawn | Status::Skipped => step.answered == Some(true),
                _ => false,
            };
            (is_for_it && went_out && Some(at) != but).then_some(at)
        };
        self.steps.iter().enumerate().rev().find_map(stands)
    }
}
