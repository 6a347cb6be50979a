//! Which channel a message goes out on, and when.

use crate::step::ChannelReason;
use crate::value::{Name, Time, Zone};

use super::{Channel, Policy, Preference, Slots};

/// How often one thing after the other may keep a channel closed: what no year opens is closed for good.
const MAX_TURNS: u32 = 366;

/// A message to a customer that has no channel yet.
pub(crate) struct Message<'a> {
    pub(crate) now: Time,
    /// Its deadline: what opens then is too late.
    pub(crate) due: Option<Time>,
    /// The channel that its step names.
    pub(crate) named: Option<&'a Name>,
    /// The customer's own channel, where it is known.
    pub(crate) preferred: Option<&'a str>,
    /// The customer's clocks.
    pub(crate) zone: Zone,
}

/// A channel that was considered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tried {
    /// None where the house names no channels, or nobody knows what the customer prefers.
    pub(crate) channel: Option<Name>,
    pub(crate) reason: ChannelReason,
    /// The message does not go out on it before; none if it never does.
    pub(crate) not_before: Option<Time>,
}

/// The channels that were considered, in order of preference, and which it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) tried: Vec<Tried>,
    /// Its place, or in a stable word why it is none.
    pub(crate) chosen: Result<usize, &'static str>,
}

/// Why nothing goes out: no channel opens before the deadline.
const NO_CHANNEL: &str = "no_channel";
/// Why nothing goes out: a channel opens in time, but the customer has had, or will have, as many messages as may be.
const CONTACT_CAP: &str = "contact_cap";

/// A channel that comes into question, and what for.
pub(super) struct Candidate<'a> {
    pub(super) name: Option<&'a Name>,
    reason: ChannelReason,
}

impl Candidate<'_> {
    /// Whether it stands for a channel, and not for a preference that leads to none.
    pub(super) fn can_be_reached(&self) -> bool {
        !matches!(self.reason, ChannelReason::Unknown | ChannelReason::Unlisted)
    }
}

impl Policy {
    /// Whether it says anything of messages to customers.
    pub(crate) fn binds_messages(&self) -> bool {
        !self.channels.is_empty() || self.contact.at_most.is_some()
    }

    /// The first channel in order of preference on which the message may go out now, else the one on which it may go out
    /// first. Those after the first are looked at if somebody asks for them.
    pub(crate) fn choose(&self, message: &Message<'_>, slots: &Slots<'_>, asks_for_all: bool) -> Choice {
        let candidates = self.candidates(message);
        let mut tried: Vec<Tried> = Vec::with_capacity(candidates.len());
        let mut first = None;
        for candidate in &candidates {
            let found = self.try_channel(candidate, message, slots);
            if first.is_none() && found.not_before == Some(message.now) {
                first = Some(tried.len());
            }
            tried.push(found);
            if first.is_some() && !asks_for_all {
                break;
            }
        }
        let earliest = || {
            let opening = tried.iter().enumerate().filter_map(|(at, tried)| Some((tried.not_before?, at)));
            opening.filter(|(time, _)| message.is_in_time(*time)).min().map(|(_, at)| at)
        };
        let why_none = || {
            let opens = |candidate| self.try_channel(candidate, message, &Slots::unbounded()).not_before;
            let opens_in_time = candidates.iter().filter_map(opens).any(|time| message.is_in_time(time));
            if opens_in_time { CONTACT_CAP } else { NO_CHANNEL }
        };
        Choice { chosen: first.or_else(earliest).ok_or_else(why_none), tried }
    }

    /// What comes into question, each channel once.
    pub(super) fn candidates<'a>(&'a self, message: &Message<'a>) -> Vec<Candidate<'a>> {
        let mut found: Vec<Candidate<'a>> = Vec::new();
        let mut add = |name: Option<&'a Name>, reason| {
            if name.is_none() || found.iter().all(|known| known.name != name) {
                found.push(Candidate { name, reason });
            }
        };
        let order = &self.contact.order;
        match message.named {
            Some(name) => add(Some(name), ChannelReason::Named),
            // It says how often, and not how.
            None if self.channels.is_empty() => add(None, ChannelReason::Open),
            None if order.is_empty() => {
                self.channels.iter().for_each(|channel| add(Some(&channel.name), ChannelReason::Open));
            }
            None => order.iter().for_each(|preference| match (preference, message.preferred) {
                (Preference::Channel(at), _) => {
                    let channel = self.channels.get(usize::from(*at));
                    channel.into_iter().for_each(|channel| add(Some(&channel.name), ChannelReason::Open));
                }
                (Preference::Preferred, None) => add(None, ChannelReason::Unknown),
                (Preference::Preferred, Some(word)) => match self.channel(word) {
                    Some(channel) => add(Some(&channel.name), ChannelReason::Preferred),
                    None => add(None, ChannelReason::Unlisted),
                },
            }),
        }
        found
    }

    /// The channel of that name.
    pub(crate) fn channel(&self, name: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.name == *name)
    }

    /// From when on the message may go out on it, and what last kept it from going out earlier.
    fn try_channel(&self, candidate: &Candidate<'_>, message: &Message<'_>, slots: &Slots<'_>) -> Tried {
        let tried = |reason, not_before| Tried { channel: candidate.name.cloned(), reason, not_before };
        if !candidate.can_be_reached() {
            return tried(candidate.reason, None);
        }
        // One that the policy does not list is always open: a policy that is loaded later may not know it.
        let channel = candidate.name.and_then(|name| self.channel(name));
        let calendar = channel.and_then(|channel| self.calendars.get(usize::from(channel.calendar?)));
        let quiet = channel.and_then(|channel| channel.quiet.as_ref());
        let (mut time, mut reason) = (message.now, candidate.reason);
        for _ in 0..MAX_TURNS {
            let start = time;
            for gate in [ChannelReason::Closed, ChannelReason::Quiet, ChannelReason::Cap] {
                let opens = match gate {
                    ChannelReason::Closed => calendar.map_or(Some(time), |calendar| calendar.next_open(time)),
                    ChannelReason::Quiet => quiet.map_or(Some(time), |quiet| quiet.ends(message.zone, time)),
                    _ => slots.next(time),
                };
                match opens {
                    None => return tried(gate, None),
                    Some(opens) if opens > time => (time, reason) = (opens, gate),
                    Some(_) => {}
                }
            }
            if time == start || !message.is_in_time(time) {
                return tried(reason, Some(time));
            }
        }
        tried(reason, None)
    }
}

impl Message<'_> {
    /// Whether going out then is soon enough; now always is.
    fn is_in_time(&self, time: Time) -> bool {
        time == self.now || self.due.is_none_or(|due| time < due)
    }
}
