//! How many messages a customer gets: where in time there is room for one more.

use crate::value::Time;

use super::Policy;

/// When messages go out or went out, and how many may in one window.
#[derive(Debug, Clone)]
pub(crate) struct Slots<'p> {
    /// Whose cap it is; none: as many as one likes.
    policy: Option<&'p Policy>,
    /// In order.
    contacts: Vec<Time>,
    /// No more can be remembered.
    is_full: bool,
}

impl<'p> Slots<'p> {
    /// Room for as many as one likes.
    pub(crate) fn unbounded() -> Self {
        Self { policy: None, contacts: Vec::new(), is_full: false }
    }

    /// What the cap of a policy leaves beside these messages.
    pub(crate) fn new(policy: &'p Policy, mut contacts: Vec<Time>, is_full: bool) -> Self {
        contacts.sort_unstable();
        Self { policy: Some(policy), contacts, is_full }
    }

    /// The first moment from then on at which a message leaves no window with more than it may hold; none where no more
    /// are remembered.
    pub(super) fn next(&self, from: Time) -> Option<Time> {
        let Some((policy, cap)) = self.policy.and_then(|policy| Some((policy, policy.contact.at_most?))) else {
            return Some(from);
        };
        if self.is_full {
            return None;
        }
        let most = usize::try_from(cap.messages).unwrap_or(usize::MAX);
        let leaving = self.contacts.iter().filter_map(|time| policy.stops_counting(*time));
        let mut moments: Vec<Time> = leaving.filter(|time| *time > from).chain([from]).collect();
        moments.sort_unstable();
        moments.into_iter().find(|time| self.has_room(*time, policy, most))
    }

    /// Whether one more at that time is not too many in any window that ends with a message.
    fn has_room(&self, time: Time, policy: &Policy, most: usize) -> bool {
        let is_in = |known: Time, end: Time| known <= end && policy.counts(known, end);
        let ends = self.contacts.iter().copied().filter(|end| is_in(time, *end)).chain([time]);
        ends.into_iter().all(|end| {
            // They come in order, and leave in the same.
            let until = self.contacts.partition_point(|known| *known <= end);
            let gone = self.contacts.partition_point(|known| *known <= end && !is_in(*known, end));
            until - gone < most
        })
    }
}

impl Policy {
    /// Whether a message counts against the cap at a later time.
    pub(crate) fn counts(&self, time: Time, later: Time) -> bool {
        self.stops_counting(time).is_none_or(|gone| gone > later)
    }

    /// When it no longer counts: the window that began with it is over. None if it counts for good.
    fn stops_counting(&self, time: Time) -> Option<Time> {
        let window = self.contact.at_most?.window;
        window.after(time, self.zone, |calendar| self.calendars.get(usize::from(calendar.0)))
    }
}
