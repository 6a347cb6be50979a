//! What hours and days of the week are written like.

use super::*;
use crate::calendar::{Quiet, Shift, Weekdays};
use crate::value::TextError;

#[test]
fn hours() {
    for (text, begins, lasts) in [
        ("09:00-17:30", "09:00:00", 510),
        ("22:00-06:00", "22:00:00", 480),
        ("00:00-24:00", "00:00:00", 1440),
        ("17:00-24:00", "17:00:00", 420),
        ("17:00-00:00", "17:00:00", 420),
        ("23:59-23:58", "23:59:00", 1439),
        ("09:00 - 17:30", "09:00:00", 510),
    ] {
        let shift: Shift = text.parse().unwrap();
        let (open, close) = shift.on("2026-03-02".parse().unwrap(), Zone::UTC).unwrap();
        assert_eq!(open.to_string(), format!("2026-03-02T{begins}Z"), "{text}");
        assert_eq!(close.since(open).whole_seconds(), lasts * 60, "{text}");
    }
    for text in [
        "",
        "-",
        "09:00",
        "9:00-17:00",
        "09:00-17",
        "09:00-25:00",
        "09:00-24:01",
        "24:00-06:00",
        "09:60-17:00",
        "09:00-09:00",
        "00:00-00:00",
        "24:00-24:00",
        "09:00–17:30",
        "09:00-17:30-18:00",
        "٠٩:٠٠-17:30",
        "+9:00-17:30",
    ] {
        let error: TextError = text.parse::<Shift>().unwrap_err();
        assert!(error.expected().starts_with("hours like `09:00-17:30`"), "{text}");
        assert_eq!(text.parse::<Quiet>(), Err(error), "{text}");
    }
}

#[test]
fn days_of_the_week() {
    for (text, days) in [
        ("mon", vec![1]),
        ("sun", vec![0]),
        ("mon-fri", vec![1, 2, 3, 4, 5]),
        ("sat-mon", vec![6, 0, 1]),
        ("sat-sun", vec![6, 0]),
        ("sun-sat", vec![0, 1, 2, 3, 4, 5, 6]),
        ("mon-sun", vec![1, 2, 3, 4, 5, 6, 0]),
        ("wed-wed", vec![3]),
        ("mon - fri", vec![1, 2, 3, 4, 5]),
    ] {
        assert_eq!(text.parse::<Weekdays>().unwrap().days().collect::<Vec<_>>(), days, "{text}");
    }
    for text in ["", "monday", "Mon", "mon-", "-fri", "mon-fri-sat", "mon,fri", "mon-fry"] {
        assert!(text.parse::<Weekdays>().is_err(), "{text}");
    }
}

#[test]
fn a_calendar_opens_at_some_time() {
    assert_eq!(Calendar::new(Name::from("c"), Zone::UTC, Week::default(), Vec::new()), None);
}
