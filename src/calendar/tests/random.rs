//! Random calendars in zones whose clocks do unusual things, around the moments at which they do.

use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use proptest::prelude::*;
use proptest::sample::select;

use super::minutes::{Clocks, Line, Minutes};
use super::*;
use crate::value::{Date, Duration};

/// Zones, and days on which something happens.
const PLACES: [(&str, &str); 14] = [
    ("Europe/London", "2026-03-29"),
    ("Europe/London", "2026-10-25"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Pacific/Apia", "2011-12-30"),
    ("Asia/Kathmandu", "1986-01-01"),
    ("Asia/Kathmandu", "2026-03-29"),
    ("America/Havana", "2026-03-08"),
    ("America/Havana", "2026-11-01"),
    ("America/St_Johns", "2010-11-07"),
    ("Africa/Casablanca", "2026-02-15"),
    ("UTC", "2026-03-29"),
];

const DAYS: i64 = 50;

static CLOCKS: LazyLock<Vec<Clocks>> = LazyLock::new(|| {
    let clocks = |(zone, day): &(&str, &str)| {
        let middle: DateTime<Utc> = format!("{day}T00:00:00Z").parse().unwrap();
        Clocks::new(zone, middle - TimeDelta::days(DAYS / 2), DAYS)
    };
    PLACES.iter().map(clocks).collect()
});

fn line() -> impl Strategy<Value = Line> {
    // Mostly in the small hours, in which clocks are changed.
    let minute = prop_oneof![0..240_i64, 0..1440_i64, select(vec![0, 30, 60, 90, 120, 150, 180, 1380, 1439])];
    let days = prop_oneof![Just((0..5).collect()), Just((0..7).collect()), prop::collection::vec(0..7_usize, 1..4)];
    (days, minute.clone(), prop_oneof![minute, Just(1440)])
        .prop_filter("hours", |(_, begin, end)| begin != end)
        .prop_map(|(days, begin, end)| (days, begin, if end < begin { end + 1440 } else { end }))
}

/// A week from the same lines, by its spelling.
fn week(lines: &[Line]) -> Week {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut week = Week::default();
    for (days, begin, end) in lines {
        let end = if *end > 1440 { end - 1440 } else { *end };
        let shift = format!("{:02}:{:02}-{:02}:{:02}", begin / 60, begin % 60, end / 60, end % 60);
        for day in days {
            week.add(names[*day].parse().unwrap(), shift.parse().unwrap());
        }
    }
    week
}

fn date(date: NaiveDate) -> Date {
    date.to_string().parse().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_calendar_counts_what_minutes_count(
        place in 0..PLACES.len(),
        lines in prop::collection::vec(line(), 1..4),
        closed in prop::collection::vec(-8..8_i64, 0..4),
        starts in prop::collection::vec((-5 * 1440..5 * 1440_i64, 1..7_usize, 1..4000_usize), 1..8),
    ) {
        let clocks = &CLOCKS[place];
        let (zone, day) = PLACES[place];
        let zone = self::zone(zone);
        let day: NaiveDate = day.parse().unwrap();
        let closed: Vec<NaiveDate> = closed.iter().map(|days| day + TimeDelta::days(*days)).collect();
        let minutes = Minutes::new(clocks, &lines, &closed);
        let calendar = Calendar::new(Name::from("c"), zone, week(&lines), closed.into_iter().map(date).collect());
        let calendar = calendar.unwrap();
        let time = |minute: usize| {
            Time::from_utc(clocks.start + TimeDelta::minutes(i64::try_from(minute).unwrap())).unwrap()
        };
        for (offset, days, open) in starts {
            let at = usize::try_from(DAYS * 720 + offset).unwrap();
            let start = time(at);
            prop_assert_eq!(calendar.next_open(start) == Some(start), minutes.is_open(at), "{} open at {}", zone, start);
            // What lies beyond the minutes cannot be judged.
            if let Some(next) = minutes.next_open(at) {
                prop_assert_eq!(calendar.next_open(start), Some(time(next)), "{} opens after {}", zone, start);
            }
            if let Some(end) = minutes.closes_after(at).filter(|_| minutes.is_open(at)) {
                prop_assert_eq!(calendar.closes_after(start), Some(time(end)), "{} closes after {}", zone, start);
            }
            if let Some(end) = minutes.plus_open(at, open) {
                let hours = Duration::seconds(i64::try_from(open * 60).unwrap()).unwrap();
                prop_assert_eq!(calendar.plus_business_hours(start, hours), Some(time(end)), "{} {} + {}", zone, start, hours);
                prop_assert_eq!(calendar.open_between(start, time(end)), hours, "{} {} and {}", zone, start, hours);
            }
            let today = clocks.date(at);
            prop_assert_eq!(calendar.is_business_day(date(today)), minutes.is_day(today), "{} {}", zone, today);
            if let Some(end) = minutes.plus_days(at, days) {
                let count = u32::try_from(days).unwrap();
                prop_assert_eq!(calendar.plus_business_days(start, count), Some(time(end)), "{} {} + {}", zone, start, days);
            }
            let other = today + TimeDelta::days(i64::try_from(open % 15).unwrap() - 7);
            let (first, last) = (today.min(other), today.max(other));
            let between = first.iter_days().skip(1).take_while(|day| *day <= last).filter(|day| minutes.is_day(*day));
            let count = i64::try_from(between.count()).unwrap();
            let signed = if other < today { -count } else { count };
            prop_assert_eq!(calendar.workdays(date(today), date(other)), signed, "{} {} to {}", zone, today, other);
        }
    }

    /// Counting days there and back, and what is left of them.
    #[test]
    fn days_add_up(
        place in 0..PLACES.len(),
        lines in prop::collection::vec(line(), 1..4),
        closed in prop::collection::vec(-8..8_i64, 0..4),
        offset in -9 * 1440..9 * 1440_i64,
        days in 1..30_i64,
        between in 0..40_000_i64,
    ) {
        let (zone, day) = PLACES[place];
        let day: Date = day.parse().unwrap();
        let closed = closed.iter().filter_map(|days| day.plus_days(*days)).collect();
        let calendar = Calendar::new(Name::from("c"), self::zone(zone), week(&lines), closed).unwrap();
        let today = day.plus_days(offset / 1440).unwrap();
        for days in [days, -days] {
            let there = calendar.plus_workdays(today, days).unwrap();
            prop_assert!(calendar.is_business_day(there));
            // Of two dates the later counts: backwards that is the one it began with.
            let counted = if days > 0 { calendar.workdays(today, there) } else { -calendar.workdays(there, today) };
            let ends = i64::from(calendar.is_business_day(today)) - 1;
            prop_assert_eq!(counted, if days > 0 { days } else { days - ends }, "{} {} + {}", zone, today, days);
        }
        let middle: DateTime<Utc> = format!("{day}T00:00:00Z").parse().unwrap();
        let start = Time::from_utc(middle + TimeDelta::minutes(offset)).unwrap();
        let due = calendar.plus_business_days(start, u32::try_from(days).unwrap()).unwrap();
        // A pause that takes no time changes nothing, as long as no later shift closes before an earlier.
        let paused = start.checked_add(Duration::seconds(between * 60).unwrap()).unwrap();
        let shuffled = lines.iter().any(|(_, _, end)| *end > 1440);
        // What begins after the latest start that is over by then is not over, and no earlier one is later.
        let count = u32::try_from(days).unwrap();
        let hours = Duration::seconds(days * 3600).unwrap();
        let nano = Duration::nanoseconds(1).unwrap();
        let ten_years = Duration::seconds(3_653 * 86_400).unwrap();
        match calendar.minus_business_hours(paused, hours) {
            Some(last) => {
                let over = calendar.plus_business_hours(last, hours).unwrap();
                prop_assert!(over <= paused, "{} - {}: {}", paused, hours, last);
                let over = calendar.plus_business_hours(last.checked_add(nano).unwrap(), hours).unwrap();
                prop_assert!(over > paused, "{} - {}: {}", paused, hours, last);
            }
            None => prop_assert!(calendar.open_between(paused.checked_sub(ten_years).unwrap(), paused) < hours),
        }
        if !shuffled {
            let last = calendar.minus_business_days(paused, count).unwrap();
            prop_assert!(calendar.plus_business_days(last, count).unwrap() <= paused, "{} - {}: {}", paused, days, last);
            let next = last.checked_add(nano).unwrap();
            prop_assert!(calendar.plus_business_days(next, count).unwrap() > paused, "{} - {}: {}", paused, days, last);
        }
        if paused <= due && !shuffled {
            let left = calendar.business_days_left(paused, due).unwrap();
            prop_assert_eq!(calendar.plus_business_days(paused, left), Some(due), "{} at {}, {} left", start, paused, left);
        }
    }
}
