//! Texts as expressions and events.

use amends::{Condition, ConditionError, Datum, Event, Facts, Outcome, Receipt, Time, Type, Value};

use super::world::{Choices, Trail, engine, harmless};

/// An expression means the same whatever order its facts are declared in, in brackets and evaluated again; faults lie
/// within its text. The first four bytes choose what the facts are.
pub fn condition(data: &[u8]) {
    let (head, text) = data.split_at(data.len().min(4));
    let Ok(text) = std::str::from_utf8(text) else { return };
    let types = types();
    let reversed: Vec<_> = types.iter().rev().cloned().collect();
    let direct = Condition::new(text, &types);
    let other = Condition::new(text, &reversed);
    let (condition, other) = match (direct, other) {
        (Ok(condition), Ok(other)) => (condition, other),
        (Err(error), Err(other)) => {
            assert!(error.is_text() && text.get(error.range()).is_some(), "{error:?}");
            assert_eq!(error.range(), other.range());
            return harmless(&error.to_string());
        }
        (one, other) => panic!("{text:?} is fine in one order of facts only: {one:?} {other:?}"),
    };
    assert_eq!(condition.ty(), other.ty());
    let value = evaluated(&condition, head);
    assert_eq!(value, evaluated(&condition, head), "evaluated again");
    assert_eq!(value, evaluated(&other, head), "with its facts in another order");
    if let Err(end) = &value {
        assert!(text.get(end.clone()).is_some());
    }
    // In brackets; a text that is a literal as a whole may not be one in them, and there is a limit of depth.
    if let Ok(bracketed) = Condition::new(&format!("({text})"), &types) {
        if bracketed.ty() == condition.ty() {
            assert_eq!(value.as_ref().ok(), evaluated(&bracketed, head).as_ref().ok(), "in brackets");
        }
    }
    if *condition.ty() == Type::Bool {
        let holds = condition.holds(&facts(&condition, head)).map_err(|error| error.range());
        assert_eq!(value.clone().map(|value| value == Value::Bool(true)), holds);
        if let Ok(negated) = Condition::new(&format!("!({text})"), &types) {
            let negated = evaluated(&negated, head).ok();
            assert_eq!(value.ok().map(|value| Value::Bool(value == Value::Bool(false))), negated, "negated");
        }
    }
}

fn types() -> Vec<(&'static str, Type)> {
    let money = |code: &str| Type::Money(Some(code.parse().unwrap()));
    let words = ["small", "large"].map(amends::Name::from);
    vec![
        ("n", Type::Int),
        ("m", Type::Int),
        ("d", Type::Decimal),
        ("gbp", money("GBP")),
        ("any", Type::Money(None)),
        ("text", Type::Text),
        ("time", Type::Time),
        ("long", Type::Duration),
        ("date", Type::Date),
        ("sure", Type::Bool),
        ("angry", Type::Bool),
        ("kind", Type::Enum(words.into())),
    ]
}

/// The facts that the bytes choose: of each a few values, or unknown.
fn facts(condition: &Condition, head: &[u8]) -> Facts {
    let chosen = head.iter().fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
    let mut facts = condition.facts();
    let decimal = |text: &str| Value::Decimal(text.parse().unwrap());
    let money = |text: &str| Value::Money(text.parse().unwrap());
    let time = |text: &str| Value::Time(text.parse().unwrap());
    let date = |text: &str| Value::Date(text.parse().unwrap());
    let long = |text: &str| Value::Duration(text.parse().unwrap());
    let values: [(&str, [Value; 3]); 12] = [
        ("n", [0.into(), 3.into(), i64::MAX.into()]),
        ("m", [(-1).into(), i64::MIN.into(), 7.into()]),
        ("d", [decimal("0.1"), decimal("-9999999999999999999999999999"), decimal("3")]),
        ("gbp", [money("5.00 GBP"), money("-0.01 GBP"), money("99999999999999999999999999.99 GBP")]),
        ("any", [money("5 GBP"), money("300 JPY"), money("0 EUR")]),
        ("text", ["".into(), "late".into(), "\u{e9}\u{1f600}".into()]),
        ("time", [time("2026-03-29T00:59:59Z"), time("0001-01-01T00:00:00Z"), time("9999-12-31T23:59:59.999Z")]),
        ("long", [long("PT0S"), long("-PT36H"), long("PT9000000000000S")]),
        ("date", [date("2024-02-29"), date("0001-01-01"), date("9999-12-31")]),
        ("sure", [true.into(), false.into(), true.into()]),
        ("angry", [false.into(), true.into(), false.into()]),
        ("kind", ["small".into(), "large".into(), "small".into()]),
    ];
    for (at, (name, values)) in values.into_iter().enumerate() {
        if let Some(value) = values.into_iter().nth(chosen >> (2 * at) & 3) {
            facts.set(name, value);
        }
    }
    facts.set_now("2026-03-29T12:00:00Z".parse().unwrap());
    facts
}

fn evaluated(condition: &Condition, head: &[u8]) -> Result<Value, std::ops::Range<usize>> {
    let value = condition.evaluate(&facts(condition, head));
    value.map_err(|error: ConditionError| {
        harmless(&error.to_string());
        error.range()
    })
}

/// A text is an event or is refused by name; an event works once, changes nothing or has a record, and white space around
/// and between its parts means nothing.
pub fn event(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let event = match Event::from_json(text) {
        Ok(event) => event,
        Err(error) => {
            let codes = ["not_json", "missing_attribute", "bad_attribute", "duplicate_key", "too_large"];
            assert!(codes.contains(&error.code()));
            return harmless(&error.to_string());
        }
    };
    // Whatever else reads it reads the same.
    let read: serde_json::Value = match serde_json::from_str(text) {
        Ok(read) => read,
        // A number beyond the other reader, or deeper than it goes.
        Err(_) => return,
    };
    assert_eq!(read["id"], event.id());
    assert_eq!(read["subject"], event.subject());
    assert_eq!(read["data"].as_object().map_or(0, serde_json::Map::len), event.data().len());
    for (name, datum) in event.data() {
        let same = match (&datum, &read["data"][name]) {
            (Datum::Null, serde_json::Value::Null) => true,
            (Datum::Bool(one), serde_json::Value::Bool(other)) => one == other,
            (Datum::Text(one), serde_json::Value::String(other)) => **one == **other,
            (Datum::Number(_), serde_json::Value::Number(_)) => true,
            (Datum::Nested(one), other) => {
                serde_json::from_str::<serde_json::Value>(one).is_ok_and(|one| one == *other)
            }
            _ => false,
        };
        assert!(same, "{name}: {datum:?}");
    }
    if text.len() < 100_000 {
        let spaced = Event::from_json(&format!(" \n{text}\t")).unwrap();
        assert_eq!(format!("{spaced:?}"), format!("{event:?}"));
        assert!(spaced.data().eq(event.data()));
    }
    let mut trail = Trail::new(event.subject());
    let (now, kind) = (event.time(), event.kind().to_owned());
    let first = trail.handle(engine(), event.clone(), now);
    harmless(&first.refusals.iter().map(ToString::to_string).collect::<String>());
    let again = trail.handle(engine(), event, now);
    match first.outcome {
        Outcome::Applied | Outcome::Counted => assert_eq!(again.outcome, Outcome::Duplicate, "{kind}"),
        other => assert_eq!(again.outcome, other, "{kind}"),
    }
    for step in first.steps {
        let _ = trail.handle(engine(), Receipt::done(step.id), now);
    }
    if let Some(due) = trail.account.wake_at().and_then(Time::from_utc) {
        let _ = trail.handle(engine(), amends::Input::Wake, due);
    }
    trail.hold(engine());
}

/// An event of the world's playbook that the bytes choose.
pub fn chosen(choices: &mut Choices<'_>, id: &str, now: Time) -> Event {
    let kind = ["e", "again", "stop"][usize::from(choices.byte()) % 3];
    let order = ["A", "B", "C"][usize::from(choices.byte()) % 3];
    let event = Event::new(id, "s", kind, "ana", now).with("order", order);
    let late = i32::from(choices.byte());
    match choices.byte() % 4 {
        0 => event.with("late", late),
        1 => event.with("total", format!("{late}.00 GBP")),
        2 => event.with("late", late).with("total", "5 GBP").with("sure", true).with("part", "0.3"),
        _ => event.with("kind", "large").with("at", now),
    }
}
