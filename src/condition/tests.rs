//! Conditions on events, by table.

use std::sync::Arc;

use crate::input::{Datum, Event};
use crate::value::{Name, Type};

use super::Condition;

fn types() -> Vec<(&'static str, Type)> {
    let words: Arc<[Name]> = [Name::from("low"), Name::from("high")].into();
    vec![
        ("p", Type::Bool),
        ("n", Type::Int),
        ("x", Type::Decimal),
        ("m", Type::Money(Some("GBP".parse().unwrap()))),
        ("w", Type::Enum(words)),
        ("t", Type::Text),
        ("day", Type::Date),
        ("span", Type::Duration),
        ("at", Type::Time),
    ]
}

/// The same among few members and among many, and as a value.
fn check(text: &str, data: &str, expected: Result<bool, &str>) {
    let condition = Condition::new(text, &types()).unwrap();
    let line =
        format!(r#"{{"id":"1","source":"s","type":"e","subject":"a","time":"2026-03-02T09:00:00Z","data":{data}}}"#);
    let few = Event::from_json(&line).unwrap();
    let many = (0..20).fold(few.clone(), |event, n| event.with(format!("other{n}"), Datum::from(n)));
    for event in [few, many] {
        let held = condition.holds_on(&event);
        match &held {
            Ok(held) => assert_eq!(Ok(*held), expected, "{text} {data}"),
            Err(error) => {
                assert!(expected.is_err_and(|part| error.to_string().contains(part)), "{text} {data}: {error}")
            }
        }
        let value = condition.evaluate_on(&event).map(|value| value == true.into()).map_err(|error| error.to_string());
        assert_eq!(value, held.map_err(|error| error.to_string()), "{text} {data}");
    }
}

#[test]
fn members_are_read_as_a_playbook_reads_them() {
    for (text, data, expected) in [
        ("n > 1", r#"{"n":2}"#, Ok(true)),
        ("n > 1", r#"{"n":2.0}"#, Ok(true)),
        ("n > 1", r#"{"n":"9007199254740993"}"#, Ok(true)),
        ("n > 1", r#"{"n":"2"}"#, Err("`n` is expected to be a whole number, this is text")),
        ("n > 1", r#"{"n":2.5}"#, Err("a whole number of 64 bits")),
        ("n > 1", r#"{"n":null}"#, Err("`n` is unknown")),
        ("n > 1", "{}", Err("`n` is unknown")),
        ("x * 3 == 0.3", r#"{"x":0.1}"#, Ok(true)),
        ("x * 3 == 0.3", r#"{"x":"0.1"}"#, Ok(true)),
        ("x * 3 == 0.3", r#"{"x":1e99}"#, Err("28 digits")),
        ("m / 3 > money('5 GBP')", r#"{"m":"15.01 GBP"}"#, Ok(true)),
        // Brought to whole pence, as a fact is.
        ("m == money('0.13 GBP')", r#"{"m":"0.125 GBP"}"#, Ok(true)),
        ("m > money('5 GBP')", r#"{"m":"15 EUR"}"#, Err("an amount in GBP")),
        ("m > money('5 GBP')", r#"{"m":15}"#, Err("like `40.00 GBP`, this is a number")),
        ("w == 'low'", r#"{"w":"low"}"#, Ok(true)),
        ("w == 'low'", r#"{"w":"lower"}"#, Err("one of `low`, `high`")),
        ("t.startsWith('a\"')", r#"{"t":"a\"b"}"#, Ok(true)),
        ("t == 'a'", r#"{"t":["a"]}"#, Err("text, this is a list or an object")),
        ("day < date('2026-03-02')", r#"{"day":"2026-03-01"}"#, Ok(true)),
        ("span < 3h", r#"{"span":"PT2H59M"}"#, Ok(true)),
        ("at - at == 0s", r#"{"at":"2026-03-02T09:00:00+01:00"}"#, Ok(true)),
        ("at - at == 0s", r#"{"at":"noon"}"#, Err("a time with its offset")),
    ] {
        check(text, data, expected);
    }
}

#[test]
fn what_does_not_decide_does_no_harm() {
    for (text, data, expected) in [
        ("p && n > 1", r#"{"p":false,"n":"?"}"#, Ok(false)),
        ("n > 1 && p", r#"{"p":false,"n":"?"}"#, Ok(false)),
        ("n > 1 || p", r#"{"p":true,"n":"?"}"#, Ok(true)),
        ("n > 1 && p", r#"{"p":true,"n":"?"}"#, Err("`n` is expected")),
        ("p ? n > 1 : true", r#"{"p":false,"n":"?"}"#, Ok(true)),
        // The first of two that don't fit.
        ("n > 1 && t == 'a'", r#"{"n":"?","t":1}"#, Err("`n` is expected")),
        ("t == 'a' && n > 1", r#"{"n":"?","t":1}"#, Err("`t` is expected")),
        ("has(n)", r#"{"n":1}"#, Ok(true)),
        ("has(n)", r#"{"n":null}"#, Ok(false)),
        ("has(n)", "{}", Ok(false)),
        ("has(n)", r#"{"n":"?"}"#, Err("`n` is expected")),
        ("now > at", r#"{"at":"2026-03-02T09:00:00Z"}"#, Err("no such part")),
    ] {
        check(text, data, expected);
    }
}
