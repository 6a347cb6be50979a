//! Dates and moments.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use icu_calendar::cal::Gregorian;
use icu_datetime::FixedCalendarDateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDT};
use icu_datetime::input::{Date as IcuDate, DateTime, Time as IcuTime};
use icu_locale_core::LanguageIdentifier;

use crate::value::{Date, Time, Zone};

use super::tag::Tag;

/// On which clocks moments are shown, and how.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock {
    pub(crate) zone: Zone,
    /// Whether it is an end: the first moment of a date is then 23:59 of the day before, as people say it.
    pub(crate) ends: bool,
}

impl Clock {
    /// What the clocks show.
    pub(crate) fn local(self, time: Time) -> NaiveDateTime {
        let local = self.zone.local(time);
        if !self.ends {
            return local;
        }
        let date = Date::from_naive(local.date());
        let is_start = date.and_then(|date| self.zone.start_of(date)) == Some(time);
        let before = local.date().pred_opt().filter(|_| is_start);
        before.and_then(|date| date.and_hms_opt(23, 59, 0)).unwrap_or(local)
    }
}

/// Writes dates as the locale does in running text: `27 March 2026`.
#[derive(Debug)]
pub(super) struct Dates(FixedCalendarDateTimeFormatter<Gregorian, YMD>);

impl Dates {
    pub(super) fn new(tag: &Tag) -> Option<Self> {
        Self::of(&tag.identifier())
    }

    fn of(identifier: &LanguageIdentifier) -> Option<Self> {
        FixedCalendarDateTimeFormatter::try_new(identifier.into(), YMD::long()).ok().map(Self)
    }

    /// Whether it writes dates otherwise than for a language of which nothing is known.
    pub(super) fn are_known(&self) -> bool {
        let written = |dates: &Self| dates.write(Date::from_naive(NaiveDate::from_ymd_opt(2026, 3, 27)?)?);
        Self::of(&LanguageIdentifier::UNKNOWN).is_some_and(|unknown| written(&unknown) != written(self))
    }

    pub(super) fn write(&self, date: Date) -> Option<String> {
        Some(self.0.format(&gregorian(date.naive())?).to_string())
    }
}

/// Writes dates with the time of day, to the minute: `27 March 2026 at 16:30`.
#[derive(Debug)]
pub(super) struct Moments(FixedCalendarDateTimeFormatter<Gregorian, YMDT>);

impl Moments {
    pub(super) fn new(tag: &Tag) -> Option<Self> {
        let fields = YMD::long().with_time_hm();
        FixedCalendarDateTimeFormatter::try_new((&tag.identifier()).into(), fields).ok().map(Self)
    }

    pub(super) fn write(&self, local: NaiveDateTime) -> Option<String> {
        let part = |number: u32| u8::try_from(number).ok();
        let time = IcuTime::try_new(part(local.hour())?, part(local.minute())?, 0, 0).ok()?;
        Some(self.0.format(&DateTime { date: gregorian(local.date())?, time }).to_string())
    }
}

fn gregorian(date: NaiveDate) -> Option<IcuDate<Gregorian>> {
    let part = |number: u32| u8::try_from(number).ok();
    IcuDate::try_new_gregorian(date.year(), part(date.month())?, part(date.day())?).ok()
}
