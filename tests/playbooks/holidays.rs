//! The calendars of the shipped policy held to the laws that set holidays.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde_yaml::Value;

use crate::table::read;

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

fn nth(n: u8, weekday: Weekday, year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_weekday_of_month_opt(year, month, weekday, n).unwrap()
}

/// The last Monday of a month with 31 days.
fn last_monday(year: i32, month: u32) -> NaiveDate {
    let last = date(year, month, 31);
    last - Days::new(last.weekday().num_days_from_monday().into())
}

/// Easter Sunday of the Gregorian calendar, for the years 1900 to 2099 (Gauss).
fn easter(year: i32) -> NaiveDate {
    let moon = (19 * (year % 19) + 24) % 30;
    let sunday = (2 * (year % 4) + 4 * (year % 7) + 6 * moon + 5) % 7;
    let late = moon == 29 || (moon == 28 && year % 19 > 10);
    let after = moon + sunday - if sunday == 6 && late { 7 } else { 0 };
    date(year, 3, 22) + Days::new(u64::try_from(after).unwrap())
}

/// England and Wales, Banking and Financial Dealings Act 1971 and proclamations.
fn england(year: i32) -> BTreeSet<NaiveDate> {
    let mut holidays = BTreeSet::from([
        easter(year) - Days::new(2),
        easter(year) + Days::new(1),
        if year == 2020 { date(2020, 5, 8) } else { nth(1, Weekday::Mon, year, 5) },
        if year == 2022 { date(2022, 6, 2) } else { last_monday(year, 5) },
        last_monday(year, 8),
    ]);
    for (of, month, day) in [(2022, 6, 3), (2022, 9, 19), (2023, 5, 8)] {
        holidays.extend((of == year).then(|| date(year, month, day)));
    }
    // A holiday on a weekend moves to the next day that is none; who need not move keeps the day.
    let mut fixed = [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)];
    fixed.sort_by_key(|day| is_weekend(*day));
    for mut day in fixed {
        while is_weekend(day) || holidays.contains(&day) {
            day = day + Days::new(1);
        }
        holidays.insert(day);
    }
    holidays
}

/// United States, 5 U.S.C. 6103: on the day before a Saturday, the day after a Sunday.
fn us_federal(year: i32) -> BTreeSet<NaiveDate> {
    use Weekday::{Mon, Sat, Sun, Thu};
    let moved = [
        nth(3, Mon, year, 1),
        nth(3, Mon, year, 2),
        last_monday(year, 5),
        nth(1, Mon, year, 9),
        nth(2, Mon, year, 10),
        nth(4, Thu, year, 11),
    ];
    let juneteenth = (year >= 2021).then(|| date(year, 6, 19));
    let fixed =
        [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)].into_iter().chain(juneteenth);
    let observed = fixed.map(|day| match day.weekday() {
        Sat => day - Days::new(1),
        Sun => day + Days::new(1),
        _ => day,
    });
    observed.chain(moved).collect()
}

fn check(calendar: &str, of_year: fn(i32) -> BTreeSet<NaiveDate>, known: &[&str], working: &[&str]) {
    let policy: Value = serde_yaml::from_str(&read("playbooks/policy.yaml")).unwrap();
    let written = policy["calendars"][calendar]["closed"].as_sequence().unwrap();
    let written: Vec<NaiveDate> = written.iter().map(|day| day.as_str().unwrap().parse().unwrap()).collect();
    assert!(written.is_sorted_by(|a, b| a < b), "{calendar} is not in order");
    let years = 2019..=2027;
    let expected: BTreeSet<_> = (2019..=2028).flat_map(of_year).filter(|day| years.contains(&day.year())).collect();
    let written: BTreeSet<_> = written.into_iter().collect();
    assert_eq!(written, expected, "{calendar}");
    for day in known {
        assert!(written.contains(&day.parse().unwrap()), "{calendar} is open on {day}");
    }
    for day in working {
        assert!(!written.contains(&day.parse().unwrap()), "{calendar} is closed on {day}");
    }
}

#[test]
fn bank_holidays_of_england_are_those_of_the_act_and_of_proclamations() {
    let known = [
        "2020-05-08",
        "2020-12-28",
        "2021-12-28",
        "2022-01-03",
        "2022-06-03",
        "2022-09-19",
        "2023-05-08",
        "2026-12-28",
    ];
    let working = ["2020-05-04", "2022-05-30", "2024-05-13", "2025-04-17"];
    check("england", england, &known, &working);
}

#[test]
fn federal_holidays_of_the_united_states_are_those_of_the_code() {
    let known = [
        "2020-07-03",
        "2021-06-18",
        "2021-12-24",
        "2021-12-31",
        "2022-06-20",
        "2023-11-10",
        "2024-11-28",
        "2027-12-31",
    ];
    let working = ["2019-06-19", "2020-06-19", "2022-01-03", "2024-12-24", "2026-12-24"];
    check("us-federal", us_federal, &known, &working);
}
