//! Boundaries of every type, tables, atoms, and the facts that are found.

use super::*;
use crate::expression::Derived;

fn money(text: &str) -> Option<Value> {
    Some(Value::Money(text.parse().unwrap()))
}

fn duration(text: &str) -> Option<Value> {
    Some(Value::Duration(text.parse().unwrap()))
}

fn decimal(text: &str) -> Option<Value> {
    Some(Value::Decimal(text.parse().unwrap()))
}

fn date(text: &str) -> Option<Value> {
    Some(Value::Date(text.parse().unwrap()))
}

/// Facts of every type that has an order, each with values around the places where the conditions below change.
fn facts() -> Facts {
    let gbp = "GBP".parse().ok();
    let time = |text: &str| Some(Value::Time(text.parse().unwrap()));
    let mut facts = Facts::new(vec![
        (
            "days",
            Type::Int,
            vec![Some(Value::Int(-1)), Some(Value::Int(0)), Some(Value::Int(2)), Some(Value::Int(5)), None],
        ),
        ("total", Type::Money(gbp), vec![money("0 GBP"), money("2.50 GBP"), money("2.51 GBP"), money("40 GBP"), None]),
        ("delay", Type::Duration, vec![duration("PT2H59M59S"), duration("PT3H"), duration("PT3H0.000000001S"), None]),
        ("share", Type::Decimal, vec![decimal("0.2"), decimal("0.25"), decimal("0.2500000001"), decimal("-3"), None]),
        ("day", Type::Date, vec![date("2026-03-31"), date("2026-04-01"), date("2026-04-02"), None]),
        ("at", Type::Time, vec![time("2026-04-01T00:00:00Z"), time("2026-04-01T00:00:00.000000001Z"), None]),
        ("name", Type::Text, vec![Some(Value::from("Ana")), Some(Value::from("Bo")), None]),
        ("price", Type::Money(None), vec![money("0 EUR"), money("-1 EUR"), money("3 EUR"), None]),
    ]);
    let table = |rows: &[(Option<&str>, &str)], facts: &Facts| Derived::table(rows, &facts.names()).unwrap();
    let rows = [(Some("days >= 5"), "total"), (Some("total > 2.50 GBP"), "total * 0.2"), (None, "0 GBP")];
    let gesture = table(&rows, &facts);
    facts.derived.push((Name::from("gesture"), gesture));
    let rows = [(Some("gesture > money('5 GBP')"), "'much'"), (Some("gesture > 0 GBP"), "'some'"), (None, "'none'")];
    let word = table(&rows, &facts);
    facts.derived.push((Name::from("word"), word));
    let dated = Derived::dated("day", &[("2026-01-01", "1"), ("2026-04-01", "2")], &facts.names()).unwrap();
    facts.derived.push((Name::from("rate"), dated));
    facts
}

#[test]
fn boundaries_of_every_type() {
    let facts = facts();
    let names = facts.names();
    for text in [
        "days >= 2 && days < 5",
        "days * 2 + 1 > 4",
        "3 - days in [1, 3]",
        "10 - 2 * days <= 0",
        "days / 2.0 >= 1",
        "total > 2.50 GBP",
        "total * 0.2 >= 0.50 GBP",
        "total / 3 > 0.83 GBP",
        "total - 2.50 GBP == 0 GBP",
        "total / 1 GBP < 3",
        "total > 0",
        "min(total, 3 GBP) == 3 GBP",
        "abs(0 GBP - total) >= 2.51 GBP",
        "delay > 3h",
        "delay - 1h <= 2h",
        "delay + 1m >= duration('3h')",
        "share * 4 >= 1",
        "share > 0.25 || share < -2.5",
        "-share > 0",
        "max(share, 0) == 0.2",
        "day >= date('2026-04-01')",
        "days(date('2026-03-30'), day) > 1",
        "at > timestamp('2026-04-01T00:00:00Z')",
        "at - timestamp('2026-04-01T00:00:00Z') > duration('0s')",
        "name == 'Ana' || name == 'Cy'",
        "name != 'Ana' && name in ['Bo', 'Cy']",
        "price > 0",
        "price * 2 < 0",
        "price == price",
        "(days > 2 ? total : 2.50 GBP) >= 2.51 GBP",
        "has(gesture) && gesture > money('0 GBP')",
        "gesture > 0 && days < 5",
        "word == 'much' || !(word == 'none')",
        "word in ['some', 'none']",
        "has(rate) ? rate == 2 : false",
        "rate * 3 > 5",
        "size([days, 1]) == 2",
        "days == days + 0",
    ] {
        let compiled = condition(text, &names).unwrap_or_else(|faults| panic!("{text}: {}", faults[0].message));
        let limits: Vec<_> = facts.facts.iter().map(|_| None).collect();
        let mut boxes = Boxes::new(&names, &facts.ranges(&limits), &facts.derived, WORK);
        let region = boxes.condition(&compiled);
        assert_eq!(boxes.atoms(), 0, "{text}: {:?}", boxes.atoms.keys().collect::<Vec<_>>());
        let read: Vec<usize> = (0..facts.facts.len())
            .filter(|slot| boxes.space.asked(region).contains(&u16::try_from(*slot).unwrap()))
            .collect();
        for point in facts.points() {
            // The others make no difference: one point for all their values.
            let first = (0..point.len()).all(|slot| read.contains(&slot) || point[slot] == facts.facts[slot].2[0]);
            if first {
                assert_eq!(boxes.at(region, &point), facts.evaluated(&compiled, &point), "{text} at {point:?}");
            }
        }
    }
}

/// What `find` says of where a condition holds.
fn found(text: &str) -> String {
    let facts = facts();
    let names = facts.names();
    let compiled = condition(text, &names).unwrap_or_else(|faults| panic!("{text}: {}", faults[0].message));
    let limits: Vec<_> = facts.facts.iter().map(|_| None).collect();
    let mut boxes = Boxes::new(&names, &facts.ranges(&limits), &facts.derived, WORK);
    let region = boxes.condition(&compiled);
    let region = boxes.holds(region);
    match boxes.find(region) {
        Answer::Never => "never".to_owned(),
        Answer::At(found) => {
            let shown = found.iter().map(|(slot, value)| {
                let value = value.as_ref().map_or("unknown".to_owned(), Value::to_string);
                format!("{} = {value}", facts.facts[usize::from(*slot)].0)
            });
            shown.collect::<Vec<_>>().join(", ")
        }
        Answer::Unclear(atoms) => format!("unclear: {}", atoms.join("; ")),
        Answer::TooMuch => "too much".to_owned(),
    }
}

#[test]
fn facts_that_are_found_are_round_and_small() {
    for (text, expected) in [
        ("days >= 5", "days = 5"),
        ("days < 5", "days = 0"),
        ("days > 0 && days != 1", "days = 2"),
        ("total > 2.50 GBP", "total = 3.00 GBP"),
        ("total > 2.50 GBP && total < 2.60 GBP", "total = 2.51 GBP"),
        ("delay > 3h", "delay = PT4H"),
        ("workdays(day, at) > 3", "unclear: 3 < workdays(day, at)"),
        ("plus_workdays(day, days) >= date('2026-04-01')", "unclear: plus_workdays(day, days) < 2026-04-01"),
        ("days > 3 && plus_workhours(at, 4) > at", "unclear: at < plus_workhours(at, 4)"),
        ("delay > 3h && delay < 4h", "delay = PT3H1M"),
        ("delay >= 3h && delay < 4h", "delay = PT3H"),
        ("share > 0.25 && share < 0.26", "share = 0.251"),
        ("day > date('2026-04-01')", "day = 2026-04-02"),
        ("name != 'Ana'", "name = other"),
        ("name == 'Ana'", "name = Ana"),
        ("!has(days)", "days = unknown"),
        ("price > 0", "price = 1.00 EUR"),
        ("days > 2 && days < 3", "never"),
        ("days > 2 && !has(days)", "never"),
        ("gesture > 0 GBP && days < 5 && total < 2 GBP", "never"),
        ("word == 'much' && days >= 5", "days = 5, total = 6.00 GBP"),
    ] {
        assert_eq!(found(text), expected, "{text}");
    }
}

#[test]
fn atoms_never_prove_what_is_not_so() {
    for (text, expected) in [
        ("now > at", "unclear: at < now"),
        ("now > at && now <= at", "never"),
        ("now > at || now <= at || true", ""),
        ("seen('parcel.late', 30d) > 2 && days > 5 && days < 5", "never"),
        ("seen('parcel.late', 30d) > 2 || days == 5", "days = 5"),
        ("In('atone') && !In('atone')", "never"),
        ("name.startsWith('A') && days > 1", "unclear: name.startsWith('A')"),
        ("total < price * 0 + total && false", "never"),
        ("event.type == 'x' && !has(total)", "unclear: 'x' == event.type"),
        // Which the facts decide, whatever the atom.
        ("has(at) && !(now > at) && !has(days)", "unclear: at < now"),
        ("now > at && !has(at)", "never"),
        ("(now > at ? days : days) == 5", "days = 5, at = 2026-01-01T00:00:00Z"),
    ] {
        if condition(text, &facts().names()).is_ok() {
            assert_eq!(found(text), expected, "{text}");
        }
    }
}

#[test]
fn where_a_condition_holds_deciding_facts_are_known() {
    let facts = facts();
    let names = facts.names();
    let limits: Vec<_> = facts.facts.iter().map(|_| None).collect();
    for (text, days, total) in [
        ("days > 2 && total > 0", true, true),
        ("days > 2 || total > 0", false, false),
        ("has(days) || has(total)", false, false),
        ("has(days) && (total > 0 || days > 2)", true, false),
        ("now > opened && days > 1", true, false),
        ("gesture > 0 GBP", true, true),
    ] {
        let compiled = condition(text, &names).unwrap();
        let mut boxes = Boxes::new(&names, &facts.ranges(&limits), &facts.derived, WORK);
        let region = boxes.condition(&compiled);
        for (slot, expected) in [(0, days), (1, total)] {
            let known = boxes.is_known(slot);
            let without = boxes.without(region, known);
            assert_eq!(boxes.find(without) == Answer::Never, expected, "{text}: {slot}");
        }
    }
}
