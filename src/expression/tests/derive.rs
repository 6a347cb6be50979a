//! Derived values: tables, tables by date, sums over them.

use super::*;

fn world() -> World {
    let mut world = World::new();
    let gesture = Derived::table(
        &[
            (Some("days_late >= 5"), "total"),
            (Some("tier == 'platinum'"), "total * 0.2"),
            (Some("days_late >= 2"), "5.00 GBP"),
            (None, "0 GBP"),
        ],
        &world,
    );
    world.derive("gesture", gesture.unwrap());
    let factor = Derived::table(&[(Some("satisfied"), "1"), (None, "0.5")], &world);
    world.derive("factor", factor.unwrap());
    let half = Derived::one("gesture * factor / 2", &world);
    world.derive("half", half.unwrap());
    let unsure = Derived::table(&[(Some("no_int > 3"), "1"), (None, "2")], &world);
    world.derive("unsure", unsure.unwrap());
    let rate = Derived::dated(
        "day",
        &[("2026-01-01", "10 GBP"), ("2026-02-01", "10.34 GBP"), ("2026-03-01", "gesture")],
        &world,
    );
    world.derive("rate", rate.unwrap());
    world
}

#[test]
fn tables() {
    let mut world = world();
    world.check(&[
        ("gesture", "5.00 GBP"),
        ("gesture > 0 && gesture < 6 GBP", "true"),
        ("factor / 2", "0.5"),
        ("half", "2.50 GBP"),
        ("half + half + gesture", "10.00 GBP"),
        ("unsure", "unknown_fact: unsure"),
        ("unsure == 1 || true", "true"),
        ("has(unsure)", "false"),
        ("has(gesture)", "true"),
        ("rate", "10.00 GBP"),
    ]);
    let days_late = 0;
    world.facts[days_late].2 = Some(Value::Int(5));
    world.check(&[("gesture", "40.00 GBP"), ("half", "20.00 GBP")]);
    world.facts[days_late].2 = Some(Value::Int(1));
    world.check(&[("gesture", "0.00 GBP")]);
    world.facts[days_late].2 = None;
    world.check(&[("gesture", "unknown_fact: gesture"), ("half", "unknown_fact: half")]);
}

#[test]
fn dates() {
    let mut world = world();
    let day = world.facts.iter().position(|(name, ..)| *name == "day").unwrap();
    for (date, expected) in [
        ("2025-12-31", "no_value: rate"),
        ("2026-01-01", "10.00 GBP"),
        ("2026-01-31", "10.00 GBP"),
        ("2026-02-01", "10.34 GBP"),
        ("2026-03-01", "5.00 GBP"),
        ("2030-01-01", "5.00 GBP"),
    ] {
        world.facts[day].2 = Some(Value::Date(date.parse().unwrap()));
        world.check(&[("rate", expected)]);
    }
    world.check(&[
        ("accrue(rate, date('2026-01-30'), date('2026-02-02'))", "30.34 GBP"),
        ("accrue(rate, date('2026-01-30'), date('2026-01-31'))", "10.00 GBP"),
        ("accrue(rate, date('2026-02-28'), date('2026-03-03'))", "20.34 GBP"),
        ("accrue(rate, date('2026-02-02'), date('2026-02-02'))", "0.00 GBP"),
        ("accrue(rate, date('2026-02-03'), date('2026-02-02'))", "0.00 GBP"),
        (
            "accrue(rate, date('2025-12-31'), date('2026-01-02'))",
            "no_value: accrue(rate, date('2025-12-31'), date('2026-01-02'))",
        ),
        ("accrue(rate, date('2020-01-02'), date('2020-01-01'))", "0.00 GBP"),
        ("accrue(rate, at, at + 30m)", "5.00 GBP"), // in London's dates
        ("accrue(gesture, day, day)", "fault: `gesture` is no dated table"),
        ("accrue(rte, day, day)", "fault: there is no fact or derived value `rte`"),
        ("accrue(rate, day)", "fault: `accrue` takes 3 arguments"),
    ]);
}

#[test]
fn needs_are_transitive() {
    let world = world();
    let expression = value("half", None, &world).unwrap();
    assert_eq!(expression.needs(), [0, 1, 2]);
    let expression = value("accrue(rate, day, day)", None, &world).unwrap();
    assert_eq!(expression.needs(), [0, 4]);
}

#[test]
fn a_long_chain_is_worked_out_once_each() {
    let mut world = World::new();
    let names: Vec<&'static str> = (0..200).map(|n| &*format!("d{n}").leak()).collect();
    world.derive(names[0], Derived::one("days_late", &world).unwrap());
    for pair in names.windows(2) {
        // Twice each: without a memo this would be 2^199 evaluations.
        let text = format!("{0} - {0} + {0}", pair[0]);
        let next = Derived::one(&text, &world).unwrap();
        world.derive(pair[1], next);
    }
    world.check(&[("d199", "3")]);
    assert_eq!(world.trace.borrow().len(), 1);
}

#[test]
fn faults() {
    let world = World::new();
    let table = |rows: &[(Option<&str>, &str)]| found(Derived::table(rows, &world));
    let dated = |on: &str, rows: &[(&str, &str)]| found(Derived::dated(on, rows, &world));
    fn found(result: Result<Derived, Vec<RowFault>>) -> String {
        let show = |f: RowFault| format!("{} {:?}: {}", f.row, f.part, f.fault.message);
        match result {
            Ok(derived) => format!("{}", derived.ty()),
            Err(faults) => faults.into_iter().map(show).collect::<Vec<_>>().join("; "),
        }
    }
    for (rows, expected) in [
        (&[(Some("satisfied"), "1"), (None, "2.5")][..], "decimal"),
        (&[(Some("satisfied"), "'a'"), (None, "tier")], "text"),
        (&[(Some("satisfied"), "1")], "0 When: a table must end in a row without `when`"),
        (&[(None, "1"), (None, "2")], "0 Is: this row always holds, so that the rows behind it never do"),
        (&[], "0 Is: a table without rows"),
        (&[(Some("satisfied"), "1 GBP"), (None, "1 EUR")], "1 Is: `1 GBP` is in GBP and `1 EUR` in EUR"),
        (&[(Some("satisfied"), "1 GBP"), (None, "0")], "1 Is: `1 GBP` is money in GBP and `0` is a whole number"),
        (
            &[(Some("days_late"), "x"), (None, "y")],
            "0 When: `days_late` is a whole number where `true` or `false` is expected; 0 Is: there is no fact or \
             derived value `x`; 1 Is: there is no fact or derived value `y`",
        ),
    ] {
        assert_eq!(table(rows), expected, "{rows:?}");
    }
    for (on, rows, expected) in [
        ("day", &[("2026-01-01", "1"), ("2026-02-01", "1.5")][..], "decimal"),
        ("at", &[("2026-01-01", "1")], "int"),
        ("days_late", &[("2026-01-01", "1")], "0 On: `days_late` is a whole number where a date is expected"),
        (
            "day",
            &[("2026-02-01", "1"), ("2026-02-01", "2")],
            "1 From: `2026-02-01` is not after `2026-02-01` of the row before it",
        ),
        ("day", &[("tomorrow", "1")], "0 From: `tomorrow` is not a date like `2026-11-02`"),
    ] {
        assert_eq!(dated(on, rows), expected, "{on} {rows:?}");
    }
}
