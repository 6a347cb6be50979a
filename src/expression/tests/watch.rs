//! What the parts of an expression came to.

use super::*;
use crate::expression::watch::MAX_TEXT;
use proptest::prelude::*;

/// The parts as `text = value`, with `?` where a part was not needed and the error's code where it erred.
fn parts(world: &World, expression: &Expression) -> Vec<String> {
    let watched = expression.watch(world);
    let part = |part: &WatchedPart| {
        let value = match &part.value {
            None => "?".to_owned(),
            Some(Ok(value)) => value.to_string(),
            Some(Err(kind)) => kind.code().to_owned(),
        };
        format!("{} = {value}", &watched.text[part.range.clone()])
    };
    watched.parts.iter().map(part).collect()
}

#[test]
fn every_part_tells_its_value() {
    let world = World::new();
    let table: &[(&str, &[&str])] = &[
        ("true", &[]),
        ("satisfied", &["satisfied = true"]),
        ("days_late >= 2", &["days_late >= 2 = true", "days_late = 3"]),
        ("(days_late) >= 2", &["(days_late) >= 2 = true", "days_late = 3"]),
        ("2 <= days_late", &["2 <= days_late = true", "days_late = 3"]),
        (
            "days_late >= 2 && tier == 'gold'",
            &[
                "days_late >= 2 && tier == 'gold' = true",
                "days_late >= 2 = true",
                "days_late = 3",
                "tier == 'gold' = true",
                "tier = gold",
            ],
        ),
        // What the left side decides is not needed, and a chain is one part, however its jumps are led on.
        (
            "days_late > 5 && tier == 'gold' && satisfied",
            &[
                "days_late > 5 && tier == 'gold' && satisfied = false",
                "days_late > 5 = false",
                "days_late = 3",
                "tier == 'gold' = ?",
                "tier = ?",
                "satisfied = ?",
            ],
        ),
        (
            "angry || satisfied || no_bool",
            &["angry || satisfied || no_bool = true", "angry = false", "satisfied = true", "no_bool = ?"],
        ),
        (
            "satisfied && (angry && no_bool) || satisfied",
            &[
                "satisfied && (angry && no_bool) || satisfied = true",
                "satisfied && (angry && no_bool) = false",
                "satisfied = true",
                "angry && no_bool = false",
                "angry = false",
                "no_bool = ?",
                "satisfied = true",
            ],
        ),
        // An error is absorbed, or it is the value.
        ("no_bool && angry", &["no_bool && angry = false", "no_bool = unknown_fact", "angry = false"]),
        (
            "no_bool && satisfied",
            &["no_bool && satisfied = unknown_fact", "no_bool = unknown_fact", "satisfied = true"],
        ),
        ("no_int > 2", &["no_int > 2 = unknown_fact", "no_int = unknown_fact"]),
        (
            "has(no_int) && no_int > 2",
            &["has(no_int) && no_int > 2 = false", "has(no_int) = false", "no_int > 2 = ?", "no_int = ?"],
        ),
        (
            "total * 0.2 + 1 GBP > 8 GBP",
            &["total * 0.2 + 1 GBP > 8 GBP = true", "total * 0.2 + 1 GBP = 9.00 GBP", "total = 40.00 GBP"],
        ),
        ("not satisfied", &["not satisfied = false", "satisfied = true"]),
        ("tier in ['gold', 'platinum']", &["tier in ['gold', 'platinum'] = true", "tier = gold"]),
        ("days_late in [zero, 3]", &["days_late in [zero, 3] = true", "days_late = 3", "zero = 0"]),
        (
            "(satisfied ? days_late : zero) == 3",
            &["(satisfied ? days_late : zero) == 3 = true", "satisfied = true", "days_late = 3", "zero = ?"],
        ),
        (
            "(angry ? satisfied : angry && satisfied) || satisfied",
            &[
                "(angry ? satisfied : angry && satisfied) || satisfied = true",
                "angry = false",
                "satisfied = ?",
                "angry && satisfied = false",
                "angry = false",
                "satisfied = ?",
                "satisfied = true",
            ],
        ),
        (
            "max(days_late, zero, 2) > 2",
            &["max(days_late, zero, 2) > 2 = true", "max(days_late, zero, 2) = 3", "days_late = 3", "zero = 0"],
        ),
        ("seen('parcel.late', 30d) >= 3", &["seen('parcel.late', 30d) >= 3 = true", "seen('parcel.late', 30d) = 30"]),
    ];
    for (text, expected) in table {
        let expression = value(text, None, &world).unwrap();
        assert_eq!(parts(&world, &expression), *expected, "{text}");
    }
}

#[test]
fn a_long_text_is_cut() {
    let mut world = World::new();
    let name = world.facts.iter_mut().find(|(name, ..)| *name == "name").unwrap();
    name.2 = Some(Value::from("é".repeat(MAX_TEXT)));
    let expression = value("name == 'Ana'", None, &world).unwrap();
    let watched = expression.watch(&world);
    let Some(Ok(Value::Text(text))) = &watched.parts[1].value else { panic!("{watched:?}") };
    assert_eq!((text.chars().count(), text.chars().last()), (129, Some('…')));
}

#[test]
fn a_table_tells_its_row() {
    let mut world = World::new();
    let rows = [(Some("days_late >= 5"), "total"), (Some("tier == 'gold'"), "5 GBP"), (None, "0 GBP")];
    let gesture = Derived::table(&rows, &world).unwrap();
    world.derive("gesture", gesture);
    let erring = Derived::table(&[(Some("no_int > 1"), "1"), (None, "2")], &world).unwrap();
    world.derive("erring", erring);
    let one = Derived::one("gesture * 2", &world).unwrap();
    world.derive("twice", one);
    let dated = Derived::dated("at", &[("2026-01-01", "1"), ("2026-03-01", "days_late")], &world).unwrap();
    world.derive("rate", dated);

    let check = |number, row, value: &str, tried: &[&str], date: Option<&str>, is: Option<&str>| {
        let table = Expression::watch_derived(number, &world).unwrap();
        let shown = |watched: &Watched| match &watched.value {
            Ok(value) => format!("{} = {value}", watched.text),
            Err(error) => format!("{} = {}", watched.text, error.kind.code()),
        };
        let found = table.value.map_or_else(|kind| kind.code().to_owned(), |value| value.to_string());
        assert_eq!((table.row, found.as_str()), (row, value));
        assert_eq!(table.tried.iter().map(shown).collect::<Vec<_>>(), tried);
        assert_eq!(table.date.as_ref().map(shown).as_deref(), date);
        assert_eq!(table.is.as_ref().map(|is| &*is.text), is);
    };
    check(0, Some(1), "5.00 GBP", &["days_late >= 5 = false", "tier == 'gold' = true"], None, Some("5 GBP"));
    check(1, None, "unknown_fact", &["no_int > 1 = unknown_fact"], None, None);
    check(2, None, "10.00 GBP", &[], None, Some("gesture * 2"));
    check(3, Some(1), "3", &[], Some("at = 2026-03-28T23:30:00Z"), Some("days_late"));
}

/// Conditions of facts known and unknown, with brackets wherever they could matter.
fn condition() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "satisfied",
        "angry",
        "no_bool",
        "days_late > 2",
        "days_late == 5",
        "no_int < 1",
        "6 / zero > 1",
        "has(no_text)",
        "tier in ['gold']",
        "no_text in ['a', 'b']",
        "total * 2 > 80 GBP",
        "name == 'Ana'",
        "true",
        "false",
    ]);
    leaf.prop_map(str::to_owned).prop_recursive(5, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} && {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} || {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) && ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a}) || ({b})")),
            inner.clone().prop_map(|a| format!("!({a})")),
            (inner.clone(), inner.clone(), inner).prop_map(|(a, b, c)| format!("(({a}) ? ({b}) : ({c}))")),
        ]
    })
}

proptest! {
    /// A part that was needed came to what it comes to by itself, and the whole to what it comes to unwatched.
    #[test]
    fn parts_agree_with_themselves(text in condition()) {
        let world = World::new();
        let expression = condition_of(&text, &world);
        let watched = expression.watch(&world);
        let kind = |result: Result<Val<'_>, EvalError>| result.map(Val::to_value).map_err(|error| error.kind);
        let alone = kind(expression.evaluate(&world, &mut Memo::new()));
        prop_assert_eq!(watched.value.clone().map_err(|error| error.kind), alone);
        for part in &watched.parts {
            let Some(value) = &part.value else { continue };
            let text = &text[part.range.clone()];
            let alone = super::value(text, None, &world).unwrap();
            prop_assert_eq!(value, &kind(alone.evaluate(&world, &mut Memo::new())), "{}", text);
        }
        // The first part holds all others or is all there is: nothing lies outside of what was read.
        for pair in watched.parts.windows(2) {
            prop_assert!(pair[0].range.start <= pair[1].range.start);
        }
    }
}

fn condition_of(text: &str, world: &World) -> Expression {
    super::condition(text, world).unwrap()
}
