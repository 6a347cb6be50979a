//! The rules' text, case by case.

use super::*;
use crate::calendar::Quiet;
use crate::value::Duration;

const OFFICE: &[&str] = &["mon-fri 09:00-17:30"];
const SPLIT: &[&str] = &["mon-fri 09:00-12:30", "mon-fri 13:30-17:30", "sat 10:00-14:00"];
const NIGHT: &[&str] = &["mon-fri 22:00-06:00"];
const DAYS: &[&str] = &["mon-fri"];
const ALWAYS: &[&str] = &["mon-sun"];
/// England's bank holidays around Christmas: Boxing Day 2026 is a Saturday, so the Monday after stands for it.
const CHRISTMAS: &[&str] = &["2026-12-25", "2026-12-28", "2027-01-01"];

/// A calendar, a moment on its clocks, a count, and the moment that it comes to on its clocks.
type Case = (&'static str, &'static [&'static str], &'static str, &'static str, &'static str);

fn check(cases: &[Case], closed: &[&str], plus: impl Fn(&Calendar, Time, &str) -> Option<Time>) {
    for (zone, hours, start, count, expected) in cases {
        let calendar = calendar(zone, hours, closed);
        let zone = self::zone(zone);
        let end = plus(&calendar, moment(zone, start), count);
        let expected = (*expected != "never").then(|| moment(zone, expected));
        assert_eq!(end, expected, "{zone} {hours:?}: {start} + {count}");
    }
}

fn hours(calendar: &Calendar, start: Time, hours: &str) -> Option<Time> {
    let hours = Duration::from_playbook(hours).unwrap();
    let end = calendar.plus_business_hours(start, hours)?;
    assert_eq!(calendar.open_between(start, end), hours, "{start} to {end}");
    Some(end)
}

#[test]
fn business_hours_count_open_time() {
    let london = "Europe/London";
    check(
        &[
            (london, OFFICE, "2026-03-04T10:00:00", "4h", "2026-03-04T14:00:00"),
            // An hour is left on Friday, three come on Monday, and clocks go forward on the Sunday between.
            (london, OFFICE, "2026-03-27T16:30:00", "4h", "2026-03-30T12:00:00"),
            (london, OFFICE, "2026-10-23T16:30:00", "4h", "2026-10-26T12:00:00"),
            // What ends with the day is due then, not when it next opens.
            (london, OFFICE, "2026-03-04T09:00:00", "8h30m", "2026-03-04T17:30:00"),
            (london, OFFICE, "2026-03-04T09:00:00", "8h30m1s", "2026-03-05T09:00:01"),
            // Before opening, after closing, on a Sunday.
            (london, OFFICE, "2026-03-04T03:00:00", "1h", "2026-03-04T10:00:00"),
            (london, OFFICE, "2026-03-04T20:00:00", "1h", "2026-03-05T10:00:00"),
            (london, OFFICE, "2026-03-08T12:00:00", "1h", "2026-03-09T10:00:00"),
            (london, OFFICE, "2026-03-04T17:30:00", "1h", "2026-03-05T10:00:00"),
            // Over Christmas and its substitute day.
            (london, OFFICE, "2026-12-24T17:00:00", "1h", "2026-12-29T09:30:00"),
            (london, OFFICE, "2026-12-31T17:00:00", "1h", "2027-01-04T09:30:00"),
            // Split shifts, and Saturday's own.
            (london, SPLIT, "2026-03-06T12:00:00", "1h", "2026-03-06T14:00:00"),
            (london, SPLIT, "2026-03-06T17:00:00", "5h", "2026-03-09T09:30:00"),
            // Over midnight: Friday's shift lasts into Saturday, and none begins on Saturday or Sunday.
            (london, NIGHT, "2026-03-06T23:00:00", "7h", "2026-03-07T06:00:00"),
            (london, NIGHT, "2026-03-06T23:00:00", "7h1s", "2026-03-09T22:00:01"),
            // A closed date removes the shift that begins on it, and leaves the rest of the one before.
            (london, NIGHT, "2026-12-24T23:00:00", "7h", "2026-12-25T06:00:00"),
            (london, NIGHT, "2026-12-24T23:00:00", "8h", "2026-12-29T23:00:00"),
            // A week without closing; the days that clocks shorten and lengthen.
            (london, ALWAYS, "2026-03-28T12:00:00", "24h", "2026-03-29T12:00:00Z"),
            (london, ALWAYS, "2026-10-24T12:00:00", "24h", "2026-10-25T11:00:00Z"),
            // A night shift is an hour shorter in spring and longer in autumn.
            (london, &["sat 22:00-06:00"], "2026-03-28T12:00:00", "7h", "2026-03-29T06:00:00"),
            (london, &["sat 22:00-06:00"], "2026-10-24T12:00:00", "9h", "2026-10-25T06:00:00"),
            // What clocks leave out begins and ends at the first moment after it.
            (london, &["sun 01:30-03:00"], "2026-03-28T12:00:00", "1h", "2026-03-29T03:00:00"),
            (london, &["sun 01:00-02:00"], "2026-03-28T12:00:00", "1h", "2026-04-05T02:00:00"),
            (london, &["sun 00:30-01:30"], "2026-03-28T12:00:00", "30m", "2026-03-29T01:00:00Z"),
            // What they repeat opens the first time and closes the last.
            (london, &["sun 01:15-01:45"], "2026-10-24T12:00:00", "90m", "2026-10-25T01:45:00Z"),
            ("Australia/Lord_Howe", &["sun 01:45-03:00"], "2026-04-04T12:00:00", "105m", "2026-04-05T03:00:00"),
            ("Australia/Lord_Howe", &["sun 01:45-03:00"], "2026-10-03T12:00:00", "45m", "2026-10-04T03:00:00"),
            // The Friday that Samoa left out.
            ("Pacific/Apia", OFFICE, "2011-12-29T17:00:00", "1h", "2012-01-02T09:30:00"),
            ("Asia/Kathmandu", OFFICE, "2026-03-27T16:30:00", "4h", "2026-03-30T12:00:00"),
            // Shifts that touch or overlap count once.
            (
                "UTC",
                &["mon 09:00-13:00", "mon 12:00-15:00", "mon 15:00-16:00"],
                "2026-03-01T00:00:00",
                "7h",
                "2026-03-02T16:00:00",
            ),
            ("UTC", &["mon 09:00-20:00", "mon 10:00-11:00"], "2026-03-02T10:30:00", "2h", "2026-03-02T12:30:00"),
            // Ten years are searched.
            ("UTC", OFFICE, "2026-03-04T10:00:00", "1000h", "2026-08-14T15:30:00"),
            ("UTC", OFFICE, "2026-03-04T10:00:00", "30000h", "never"),
            ("UTC", OFFICE, "9999-12-31T10:00:00", "30h", "never"),
        ],
        CHRISTMAS,
        hours,
    );
}

#[test]
fn business_days_end_with_the_last_closing_time_of_the_last() {
    let london = "Europe/London";
    check(
        &[
            // Whatever the hour it began.
            (london, OFFICE, "2026-03-03T00:00:00", "3", "2026-03-06T17:30:00"),
            (london, OFFICE, "2026-03-03T23:59:00", "3", "2026-03-06T17:30:00"),
            (london, OFFICE, "2026-03-04T00:00:00", "3", "2026-03-09T17:30:00"),
            (london, OFFICE, "2026-03-06T16:30:00", "1", "2026-03-09T17:30:00"),
            (london, OFFICE, "2026-03-07T10:00:00", "1", "2026-03-09T17:30:00"),
            (london, OFFICE, "2026-03-08T10:00:00", "1", "2026-03-09T17:30:00"),
            // Summer time begins in between; months end.
            (london, OFFICE, "2026-03-27T16:30:00", "3", "2026-04-01T17:30:00"),
            (london, OFFICE, "2026-01-30T12:00:00", "1", "2026-02-02T17:30:00"),
            (london, OFFICE, "2028-02-28T12:00:00", "2", "2028-03-01T17:30:00"),
            // The local date counts: in London it is Wednesday already.
            (london, OFFICE, "2026-07-07T23:30:00Z", "1", "2026-07-09T17:30:00"),
            // Christmas, its substitute, new year.
            (london, OFFICE, "2026-12-24T12:00:00", "1", "2026-12-29T17:30:00"),
            (london, OFFICE, "2026-12-25T12:00:00", "1", "2026-12-29T17:30:00"),
            (london, OFFICE, "2026-12-24T12:00:00", "4", "2027-01-04T17:30:00"),
            // The last of the day's shifts; a Saturday may be one of them.
            (london, SPLIT, "2026-03-05T12:00:00", "1", "2026-03-06T17:30:00"),
            (london, SPLIT, "2026-03-05T12:00:00", "2", "2026-03-07T14:00:00"),
            // A shift over midnight belongs to the date on which it begins.
            (london, NIGHT, "2026-03-05T12:00:00", "1", "2026-03-07T06:00:00"),
            (london, NIGHT, "2026-03-06T02:00:00", "1", "2026-03-10T06:00:00"),
            // Without hours, days close at midnight.
            (london, DAYS, "2026-03-27T16:30:00", "1", "2026-03-31T00:00:00"),
            (london, DAYS, "2026-10-23T16:30:00", "1", "2026-10-27T00:00:00"),
            (london, ALWAYS, "2026-03-28T16:30:00", "1", "2026-03-29T23:00:00Z"),
            // In Havana the clocks strike midnight twice: the later closes.
            ("America/Havana", ALWAYS, "2026-10-30T16:30:00", "1", "2026-11-01T05:00:00Z"),
            // Samoa had no 30 December 2011.
            ("Pacific/Apia", OFFICE, "2011-12-28T12:00:00", "1", "2011-12-29T17:30:00"),
            ("Pacific/Apia", OFFICE, "2011-12-28T12:00:00", "2", "2012-01-02T17:30:00"),
            ("Pacific/Apia", ALWAYS, "2011-12-28T12:00:00", "2", "2012-01-01T00:00:00"),
            // A Sunday whose hours are left out is no business day.
            (london, &["sun 01:00-02:00"], "2026-03-28T12:00:00", "1", "2026-04-05T02:00:00"),
            // None: the present day, if it has not closed.
            (london, OFFICE, "2026-03-04T17:30:00", "0", "2026-03-04T17:30:00"),
            (london, OFFICE, "2026-03-04T17:31:00", "0", "2026-03-05T17:30:00"),
            (london, OFFICE, "2026-03-07T10:00:00", "0", "2026-03-09T17:30:00"),
            (london, NIGHT, "2026-03-07T02:00:00", "0", "2026-03-07T06:00:00"),
            (london, OFFICE, "2026-03-04T10:00:00", "2500", "2035-10-08T17:30:00"),
            (london, OFFICE, "2026-03-04T10:00:00", "3000", "never"),
        ],
        CHRISTMAS,
        |calendar, start, days| calendar.plus_business_days(start, days.parse().unwrap()),
    );
}

#[test]
fn what_is_left_leads_to_the_same_deadline() {
    for (zone, hours, start, due, days) in [
        ("Europe/London", OFFICE, "2026-03-03T10:00:00", "2026-03-06T17:30:00", 3),
        ("Europe/London", OFFICE, "2026-03-03T20:00:00", "2026-03-06T17:30:00", 3),
        ("Europe/London", OFFICE, "2026-03-06T10:00:00", "2026-03-06T17:30:00", 0),
        ("Europe/London", OFFICE, "2026-03-07T10:00:00", "2026-03-09T17:30:00", 1),
        ("Europe/London", NIGHT, "2026-03-05T12:00:00", "2026-03-07T06:00:00", 1),
        ("Europe/London", NIGHT, "2026-03-07T02:00:00", "2026-03-07T06:00:00", 0),
        ("Europe/London", DAYS, "2026-03-05T12:00:00", "2026-03-07T00:00:00", 1),
        ("America/Havana", ALWAYS, "2026-10-30T16:30:00", "2026-11-01T05:00:00Z", 1),
    ] {
        let (calendar, zone) = (calendar(zone, hours, &[]), self::zone(zone));
        let (start, due) = (moment(zone, start), moment(zone, due));
        assert_eq!(calendar.business_days_left(start, due), Some(days), "{start} to {due}");
        assert_eq!(calendar.plus_business_days(start, days), Some(due), "{start} + {days}");
    }
    // No closing time of the calendar, which may be another than the one that counted it: the date decides.
    let office = calendar("Europe/London", OFFICE, &[]);
    let (start, due) = ("2026-03-03T10:00:00Z".parse().unwrap(), "2026-03-06T12:00:00Z".parse().unwrap());
    assert_eq!(office.business_days_left(start, due), Some(3));
    assert_eq!(office.business_days_left(due, start), Some(0));
}

#[test]
fn workdays_between_dates() {
    let (england, samoa) = (calendar("Europe/London", OFFICE, CHRISTMAS), calendar("Pacific/Apia", OFFICE, &[]));
    let nights = calendar("Europe/London", &["sun 01:00-02:00"], &[]);
    let kwajalein = calendar("Pacific/Kwajalein", ALWAYS, &[]);
    for (calendar, a, b, days) in [
        (&england, "2026-03-02", "2026-03-02", 0),
        (&england, "2026-03-02", "2026-03-03", 1),
        (&england, "2026-03-06", "2026-03-09", 1),
        (&england, "2026-03-07", "2026-03-08", 0),
        (&england, "2026-03-02", "2026-03-09", 5),
        (&england, "2026-12-24", "2026-12-29", 1),
        (&england, "2026-12-23", "2027-01-04", 5),
        (&england, "2026-01-01", "2027-01-01", 258),
        (&england, "0001-01-01", "9999-12-31", 2_608_611),
        (&england, "9999-12-30", "9999-12-31", 1),
        (&samoa, "2011-12-29", "2011-12-31", 0),
        (&samoa, "2011-12-26", "2012-01-02", 4),
        (&kwajalein, "1993-08-19", "1993-08-23", 3),
        (&nights, "2026-03-22", "2026-04-05", 1),
        (&nights, "2026-03-28", "2026-03-29", 0),
    ] {
        let (from, to) = (a.parse().unwrap(), b.parse().unwrap());
        assert_eq!(calendar.workdays(from, to), days, "{a} to {b}");
        assert_eq!(calendar.workdays(to, from), -days, "{b} to {a}");
    }
    for (calendar, date, days, expected) in [
        (&england, "2026-03-07", 0, Some("2026-03-07")),
        (&england, "2026-03-06", 1, Some("2026-03-09")),
        (&england, "2026-03-07", 1, Some("2026-03-09")),
        (&england, "2026-03-09", -1, Some("2026-03-06")),
        (&england, "2026-03-07", -1, Some("2026-03-06")),
        (&england, "2026-12-24", 1, Some("2026-12-29")),
        (&england, "2026-12-29", -1, Some("2026-12-24")),
        (&england, "2026-03-04", 10, Some("2026-03-18")),
        (&england, "2026-03-04", i64::MAX, None),
        (&england, "2026-03-04", i64::MIN, None),
        (&england, "9999-12-31", 1, None),
        (&england, "0001-01-01", -1, None),
        (&samoa, "2011-12-29", 1, Some("2012-01-02")),
        (&samoa, "2012-01-02", -1, Some("2011-12-29")),
    ] {
        let found = calendar.plus_workdays(date.parse().unwrap(), days);
        assert_eq!(found.map(|date| date.to_string()).as_deref(), expected, "{date} + {days}");
    }
    assert!(england.is_business_day("2026-12-24".parse().unwrap()));
    assert!(!england.is_business_day("2026-12-28".parse().unwrap()));
}

/// When it opens and closes next, seen from a moment.
#[test]
fn opening_and_closing() {
    let touching: &[&str] = &["mon-thu 09:00-17:00", "mon-thu 17:00-09:00"];
    let closed_for_good: Vec<String> = (0..4_000)
        .filter_map(|days| "2026-03-04".parse::<crate::value::Date>().unwrap().plus_days(days))
        .map(|date| date.to_string())
        .collect();
    let closed_for_good: Vec<&str> = closed_for_good.iter().map(String::as_str).collect();
    for (zone, hours, closed, at, opens, closes) in [
        ("UTC", OFFICE, CHRISTMAS, "2026-03-04T10:00:00", Some("2026-03-04T10:00:00"), Some("2026-03-04T17:30:00")),
        ("UTC", OFFICE, CHRISTMAS, "2026-03-04T09:00:00", Some("2026-03-04T09:00:00"), Some("2026-03-04T17:30:00")),
        ("UTC", OFFICE, CHRISTMAS, "2026-03-04T17:30:00", Some("2026-03-05T09:00:00"), None),
        ("UTC", OFFICE, CHRISTMAS, "2026-12-24T17:30:00", Some("2026-12-29T09:00:00"), None),
        ("UTC", OFFICE, &closed_for_good, "2026-03-04T10:00:00", None, None),
        ("UTC", NIGHT, CHRISTMAS, "2026-12-25T05:59:00", Some("2026-12-25T05:59:00"), Some("2026-12-25T06:00:00")),
        ("UTC", touching, CHRISTMAS, "2026-03-02T10:00:00", Some("2026-03-02T10:00:00"), Some("2026-03-06T09:00:00")),
        ("UTC", ALWAYS, &[], "2026-03-02T10:00:00", Some("2026-03-02T10:00:00"), None),
        // Friday's shift lasts until clocks show 23:50 on Saturday for the last time, though they have shown midnight before.
        (
            "America/St_Johns",
            &["fri 23:59-23:50"],
            &[],
            "2010-11-07T02:30:30Z",
            Some("2010-11-07T02:30:30Z"),
            Some("2010-11-07T03:20:00Z"),
        ),
    ] {
        let (calendar, zone) = (calendar(zone, hours, closed), self::zone(zone));
        let at = moment(zone, at);
        let expected = opens.map(|text| moment(zone, text));
        assert_eq!(calendar.next_open(at), expected, "{zone} {hours:?} {at}");
        assert_eq!(calendar.closes_after(at), closes.map(|text| moment(zone, text)), "{zone} {hours:?} {at}");
    }
}

#[test]
fn quiet_hours() {
    for (zone, quiet, at, ends) in [
        ("Europe/London", "21:00-08:00", "2026-03-04T20:59:59", Some("2026-03-04T20:59:59")),
        ("Europe/London", "21:00-08:00", "2026-03-04T21:00:00", Some("2026-03-05T08:00:00")),
        ("Europe/London", "21:00-08:00", "2026-03-05T03:00:00", Some("2026-03-05T08:00:00")),
        ("Europe/London", "21:00-08:00", "2026-03-05T08:00:00", Some("2026-03-05T08:00:00")),
        ("Europe/London", "21:00-08:00", "2026-03-28T23:00:00", Some("2026-03-29T07:00:00Z")),
        ("Asia/Kathmandu", "21:00-08:00", "2026-03-04T20:00:00Z", Some("2026-03-05T02:15:00Z")),
        // Until clocks show 01:30 for the last time.
        ("Europe/London", "21:00-01:30", "2026-10-25T00:45:00Z", Some("2026-10-25T01:30:00Z")),
        ("UTC", "13:00-15:00", "2026-03-05T14:00:00", Some("2026-03-05T15:00:00")),
        ("UTC", "00:00-24:00", "2026-03-05T14:00:00", None),
    ] {
        let (hours, zone): (Quiet, _) = (quiet.parse().unwrap(), self::zone(zone));
        let at = moment(zone, at);
        let ends = ends.map(|text| moment(zone, text));
        assert_eq!(hours.ends(zone, at), ends, "{zone} {quiet} {at}");
        assert_eq!(hours.begins(zone, at) == Some(at), ends != Some(at), "{zone} {quiet} {at}");
    }
}
