//! The shifts of an ordinary week.

use crate::value::Date;

use super::{Shift, Weekdays};

/// The shifts that begin on each day of the week. They may touch and overlap: time counts once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Week {
    /// By day of the week, 0 for Sunday; each day's in order.
    days: [Vec<Shift>; 7],
}

impl Week {
    /// The same shift every day.
    pub(crate) fn daily(shift: Shift) -> Self {
        Self { days: std::array::from_fn(|_| vec![shift]) }
    }

    /// Adds a shift to each of these days.
    pub(crate) fn add(&mut self, weekdays: Weekdays, shift: Shift) {
        let places = weekdays.days().filter_map(|day| usize::try_from(day).ok());
        for day in places {
            if let Some(shifts) = self.days.get_mut(day) {
                let at = shifts.partition_point(|known| *known <= shift);
                shifts.insert(at, shift);
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.days.iter().all(Vec::is_empty)
    }

    /// The shifts of the date's day of the week, in order.
    pub(super) fn on(&self, date: Date) -> &[Shift] {
        let day = usize::try_from(date.day_of_week()).ok().and_then(|day| self.days.get(day));
        day.map(Vec::as_slice).unwrap_or_default()
    }
}
