//! How many messages a customer gets: where in time there is room for one more.

use crate::playbook::Window;
use crate::value::{Time, Zone};

use super::Cap;

/// When messages go out or went out, and how many may in one window.
#[derive(Debug, Clone)]
pub(crate) struct Slots {
    /// None: as many as one likes.
    cap: Option<Cap>,
    /// The clocks on which months are counted.
    zone: Zone,
    /// In order.
    contacts: Vec<Time>,
    /// No more can be remembered.
    is_full: bool,
}

impl Slots {
    /// Room for as many as one likes.
    pub(crate) fn unbounded() -> Self {
        Self { cap: None, zone: Zone::UTC, contacts: Vec::new(), is_full: false }
    }

    /// What a cap leaves beside these messages.
    pub(crate) fn new(cap: Cap, zone: Zone, mut contacts: Vec<Time>, is_full: bool) -> Self {
        contacts.sort_unstable();
        Self { cap: Some(cap), zone, contacts, is_full }
    }

    /// The first moment from then on at which a message leaves no window with more than it may hold; none where no more
    /// are remembered.
    pub(crate) fn next(&self, from: Time) -> Option<Time> {
        let Some(cap) = self.cap else { return Some(from) };
        if self.is_full {
            return None;
        }
        let most = usize::try_from(cap.messages).unwrap_or(usize::MAX);
        let leaving = self.contacts.iter().filter_map(|time| cap.leaves(*time, self.zone));
        let mut moments: Vec<Time> = leaving.filter(|time| *time > from).chain([from]).collect();
        moments.sort_unstable();
        moments.into_iter().find(|time| self.has_room(*time, cap, most))
    }

    /// Whether one more at that time is not too many in any window that ends with a message.
    fn has_room(&self, time: Time, cap: Cap, most: usize) -> bool {
        let is_in = |known: Time, end: Time| known <= end && cap.counts(known, end, self.zone);
        let ends = self.contacts.iter().copied().filter(|end| is_in(time, *end)).chain([time]);
        ends.into_iter().all(|end| {
            // They come in order, and leave in the same.
            let until = self.contacts.partition_point(|known| *known <= end);
            let gone = self.contacts.partition_point(|known| *known <= end && !is_in(*known, end));
            until - gone < most
        })
    }
}

impl Cap {
    /// Whether a message still counts at a later time.
    pub(crate) fn counts(self, time: Time, later: Time, zone: Zone) -> bool {
        self.leaves(time, zone).is_none_or(|gone| gone > later)
    }

    /// When a message no longer counts; none after the year 9999.
    fn leaves(self, time: Time, zone: Zone) -> Option<Time> {
        match self.window {
            Window::Elapsed(window) => time.checked_add(window),
            Window::Months(months) => zone.plus_months(time, months.into()),
        }
    }
}
