//! What expressions evaluate to: literals, operators by type, functions at their edges, errors.

use super::*;
use crate::calendar::{Calendar, Week};

#[test]
fn literals() {
    World::new().check(&[
        ("1", "1"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775807", "9223372036854775807"),
        ("0x1F", "31"),
        ("0.20", "0.2"),
        ("-1.50", "-1.5"),
        ("1e3", "1000"),
        ("true", "true"),
        ("'it''s'", "fault: `'s'` where an operator or the end is expected"),
        (r"'a\'b\\\n\x41\u00e9\U0001F600\101'", "a'b\\\nAé😀A"),
        (r#""a'b""#, "a'b"),
        ("3h20m", "PT3H20M"),
        ("2d", "PT48H"),
        ("-5m", "-PT5M"),
        ("1.5h", "PT1H30M"),
        ("5.00 GBP", "5.00 GBP"),
        ("-5 GBP", "-5.00 GBP"),
        ("2026-04-01", "2026-04-01"),
        ("2026-04-01T10:00:00+01:00", "2026-04-01T09:00:00Z"),
        ("duration('720h')", "PT720H"),
        ("duration('PT5M')", "PT5M"),
        ("timestamp('2026-04-01T10:00:00Z')", "2026-04-01T10:00:00Z"),
        ("date('2026-04-01')", "2026-04-01"),
        ("money('5 GBP')", "5.00 GBP"),
    ]);
}

#[test]
fn precedence() {
    World::new().check(&[
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 - 2 - 3", "5"),
        ("100 / 10 / 2", "5"),
        ("-2 * -3", "6"),
        ("--2", "2"),
        ("-(2 + 3)", "-5"),
        ("7 % 4 * 2", "6"),
        ("1 + 1 == 2", "true"),
        ("1 < 2 == true", "true"),
        ("true || false && false", "true"),
        ("(true || false) && false", "false"),
        ("!true || true", "true"),
        ("!(true || true)", "false"),
        ("!!true", "true"),
        ("true ? 1 : false ? 2 : 3", "1"),
        ("false ? 1 : false ? 2 : 3", "3"),
        ("false ? 1 : true ? 2 : 3", "2"),
        ("true ? false ? 1 : 2 : 3", "2"),
        ("1 > 2 || 2 > 1 ? 'a' : 'b'", "a"),
        ("1 + 2 in [3]", "true"),
        ("1 in [1] == true", "true"),
        ("not satisfied", "false"),
        ("not satisfied or satisfied", "true"),
        ("satisfied and not angry", "true"),
        ("-days_late", "-3"),
        ("2 - -days_late", "5"),
        ("-'abc'.size()", "-3"),
        ("days_late in [] ? 1 : 2", "2"),
        ("days_late in [1, 3,]", "true"),
        ("1 in [] || 2 in [] || 3 in [3]", "true"),
    ]);
}

#[test]
fn numbers() {
    World::new().check(&[
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("7 % -2", "1"),
        ("-7 % 2", "-1"),
        ("7 / 2.0", "3.5"),
        ("7.0 / 2", "3.5"),
        ("0.1 + 0.2 == 0.3", "true"),
        ("1 == 1.0", "true"),
        ("2 > 1.5", "true"),
        ("1.5 > 2", "false"),
        ("7.5 % 2", "1.5"),
        ("share * days_late", "0.75"),
        ("1 / 3.0", "0.3333333333333333333333333333"),
        ("big + 1", "overflow: big + 1"),
        ("1 + (big + 1)", "overflow: big + 1"),
        ("-big - 2", "overflow: -big - 2"),
        ("big * 2", "overflow: big * 2"),
        ("(-big - 1) / -1", "overflow: (-big - 1) / -1"),
        ("-(-big - 1)", "overflow: -(-big - 1)"),
        ("big + 1.0", "9223372036854775808"),
        ("huge + 1", "overflow: huge + 1"),
        ("huge * 10 > 0", "overflow: huge * 10"),
        ("days_late / zero", "division_by_zero: days_late / zero"),
        ("days_late % zero", "division_by_zero: days_late % zero"),
        ("1.5 / zero", "division_by_zero: 1.5 / zero"),
        ("satisfied ? 1 : 2.5", "1"),
        ("(satisfied ? 1 : 2.5) / 2", "0.5"),
        ("min(1, 2.5) / 2", "0.5"),
    ]);
}

#[test]
fn money() {
    World::new().check(&[
        ("total + 1.005 GBP", "41.005 GBP"),
        ("total - 50 GBP", "-10.00 GBP"),
        ("total * 0.2", "8.00 GBP"),
        ("2 * total", "80.00 GBP"),
        ("0.5 * total", "20.00 GBP"),
        ("total / 3", "13.33333333333333333333333333 GBP"),
        ("total / 16 GBP", "2.5"),
        ("total / (total - total)", "division_by_zero: total / (total - total)"),
        ("-total", "-40.00 GBP"),
        ("total > 0", "true"),
        ("0 < total", "true"),
        ("total == 0.0", "false"),
        ("total >= 40 GBP", "true"),
        ("total != 40 GBP", "false"),
        ("total in [1 GBP, 40 GBP]", "true"),
        ("price + price", "20.00 GBP"),
        ("price * 2", "20.00 GBP"),
        ("price > 0", "true"),
        ("price + other_price", "currency_mismatch: price + other_price"),
        ("price == other_price", "currency_mismatch: price == other_price"),
        ("min(price, other_price)", "currency_mismatch: min(price, other_price)"),
        ("total + fee", "fault: `total` is in GBP and `fee` in EUR"),
        ("total > 5 EUR", "fault: `total` is in GBP and `5 EUR` in EUR"),
        ("price > 5 GBP", "fault: `price` and `5 GBP`: one is in GBP, the other in no fixed currency"),
        ("max(total, 5 EUR)", "fault: `total` is in GBP and `5 EUR` in EUR"),
        ("satisfied ? total : fee", "fault: `total` is in GBP and `fee` in EUR"),
        ("total > 5", "fault: `total` is money in GBP and `5` is a whole number: `>` can't compare them"),
        ("total + 5", "fault: `+` does not take money in GBP and a whole number"),
        ("total * total", "fault: `*` does not take money in GBP and money in GBP"),
        ("5 / total", "fault: `/` does not take a whole number and money in GBP"),
        ("satisfied ? total : 0", "fault: `total` is money in GBP and `0` is a whole number"),
    ]);
}

#[test]
fn times() {
    World::new().check(&[
        ("delay > 3h", "true"),
        ("delay + 40m", "PT4H"),
        ("delay - 4h", "-PT40M"),
        ("-delay", "-PT3H20M"),
        ("at + 1d", "2026-03-29T23:30:00Z"),
        ("1d + at", "2026-03-29T23:30:00Z"),
        ("at - 1h", "2026-03-28T22:30:00Z"),
        ("now - at", "PT12H30M"),
        ("now - at > 12h", "true"),
        ("opened < now", "true"),
        ("event.time + 1h == now", "true"),
        ("timestamp('9999-12-31T23:59:59Z') + 1s", "out_of_range: timestamp('9999-12-31T23:59:59Z') + 1s"),
        ("day < date('2026-02-01')", "true"),
        ("at.getFullYear()", "2026"),
        ("at.getMonth()", "2"),
        ("at.getDate()", "28"),
        ("at.getDayOfMonth()", "27"),
        ("at.getDayOfWeek()", "6"),
        ("at.getDayOfYear()", "86"),
        ("at.getHours()", "23"),
        ("(at + 2h).getHours('Europe/London')", "2"),
        ("at.getMinutes()", "30"),
        ("(at + 1500ms).getSeconds()", "1"),
        ("(at + 1500ms).getMilliseconds()", "500"),
        ("day.getMonth()", "0"),
        ("day.getDate()", "31"),
        ("delay.getHours()", "3"),
        ("delay.getMinutes()", "200"),
        ("delay.getSeconds()", "12000"),
        ("delay.getMilliseconds()", "12000000"),
        ("day.getHours()", "fault: `day.getHours()`: a value of type date has no such part"),
        ("day < at", "fault: `day` is a date and `at` is a time: `<` can't compare them"),
        ("day + 1d", "fault: `+` does not take a date and a duration"),
        ("day - day", "fault: `-` does not take a date and a date"),
        ("delay > 3", "fault: `delay` is a duration and `3` is a whole number: `>` can't compare them"),
    ]);
}

#[test]
fn calendar_functions() {
    World::new().check(&[
        ("days(day, date('2026-03-01'))", "29"),
        ("days(date('2026-03-01'), day)", "-29"),
        // 23:30 UTC is the 28th in London, half an hour before the clocks change.
        ("days(at, at + 30m)", "1"),
        ("days(at, at + 24h)", "2"), // 00:30 of the 30th, by summer time
        ("days(at, now)", "1"),
        ("days(day, at)", "56"),
        ("plus_days(day, 1)", "2026-02-01"),
        ("plus_days(day, -31)", "2025-12-31"),
        ("plus_days(timestamp('2026-03-28T12:00:00Z'), 1)", "2026-03-29T11:00:00Z"), // noon stays noon
        ("plus_days(timestamp('2026-03-28T01:30:00Z'), 1)", "2026-03-29T01:00:00Z"), // into the gap
        ("plus_days(timestamp('2026-10-24T00:30:00Z'), 1)", "2026-10-25T00:30:00Z"), // into the fold: the earlier
        ("plus_days(timestamp('2026-10-25T01:30:00Z'), 0)", "2026-10-25T01:30:00Z"), // the later stays
        ("plus_months(day, 1)", "2026-02-28"),
        ("plus_months(day, 13)", "2027-02-28"),
        ("plus_months(day, 25)", "2028-02-29"),
        ("plus_months(day, -2)", "2025-11-30"),
        ("plus_months(timestamp('2026-01-31T12:00:00Z'), 3)", "2026-04-30T11:00:00Z"),
        ("plus_days(day, big)", "out_of_range: plus_days(day, big)"),
        ("plus_months(day, -99999)", "out_of_range: plus_months(day, -99999)"),
        ("end_of_day(day)", "2026-02-01T00:00:00Z"),
        ("end_of_day(at)", "2026-03-29T00:00:00Z"),
        ("end_of_day(date('2026-03-29'))", "2026-03-29T23:00:00Z"),
        ("end_of_day(date('2026-10-25'))", "2026-10-26T00:00:00Z"),
        ("end_of_day(date('9999-12-31'))", "out_of_range: end_of_day(date('9999-12-31'))"),
        ("workdays(day, day)", "fault: `workdays` needs a calendar, and none is in force"),
        ("plus_workdays(at, 3) > now", "fault: `plus_workdays` needs a calendar, and none is in force"),
        ("plus_days(day, 1.5)", "fault: `1.5` is a decimal number where a whole number is expected"),
    ]);
    let mut samoa = World::new();
    samoa.zone = Zone::named("Pacific/Apia").unwrap();
    // The 30th of December 2011 never was.
    samoa.check(&[("end_of_day(date('2011-12-29'))", "2011-12-30T10:00:00Z")]);
}

/// From Monday to Friday, a night shift on Saturday, closed on the Thursday before Easter.
#[test]
fn functions_of_business_time() {
    let mut week = Week::default();
    week.add("mon-fri".parse().unwrap(), "09:00-17:30".parse().unwrap());
    week.add("sat".parse().unwrap(), "22:00-06:00".parse().unwrap());
    let closed = vec!["2026-04-02".parse().unwrap()];
    let mut world = World::new();
    world.calendar = Calendar::new(Name::from("c"), world.zone, week, closed);
    world.check(&[
        ("workdays(day, day)", "0"),
        ("workdays(day, date('2026-02-07'))", "6"),
        ("workdays(date('2026-02-07'), day)", "-6"),
        ("workdays(date('2026-03-30'), date('2026-04-03'))", "3"),
        // 23:30 UTC is the 28th in London; an hour later it is Sunday, and Monday a day after that.
        ("workdays(at, at + 1h)", "0"),
        ("workdays(at, at + 24h)", "1"),
        ("workdays(at - 24h, at)", "1"),
        ("plus_workdays(day, 1)", "2026-02-02"),
        ("plus_workdays(day, 0)", "2026-01-31"),
        ("plus_workdays(day, -1)", "2026-01-30"),
        ("plus_workdays(date('2026-04-01'), 1)", "2026-04-03"),
        ("plus_workdays(at, 1)", "2026-03-30T22:30:00Z"), // 23:30 stays 23:30
        ("plus_workdays(timestamp('2026-10-25T01:30:00Z'), 0)", "2026-10-25T01:30:00Z"),
        ("plus_workdays(day, big)", "out_of_range: plus_workdays(day, big)"),
        ("plus_workdays(day, no_int)", "unknown_fact: no_int"),
        ("plus_workdays(day, 1) < plus_workdays(day, 2)", "true"),
        ("plus_workhours(at, 4)", "2026-03-29T03:30:00Z"),
        ("plus_workhours(at, 6)", "2026-03-30T08:30:00Z"), // half an hour is left of a night that is short of one
        ("plus_workhours(at, 0)", "2026-03-28T23:30:00Z"),
        ("plus_workhours(at, -1)", "2026-03-28T22:30:00Z"),
        ("plus_workhours(at, -2)", "2026-03-27T17:00:00Z"),
        ("plus_workhours(at, big)", "out_of_range: plus_workhours(at, big)"),
        ("plus_workhours(day, 1)", "fault: `day` is a date where a time is expected"),
        ("plus_workhours(at, 1.5)", "fault: `1.5` is a decimal number where a whole number is expected"),
        ("workdays(day, 1)", "fault: `1` is a whole number where a date or a time is expected"),
    ]);
}

#[test]
fn other_functions() {
    World::new().check(&[
        ("size(name)", "3"),
        ("name.size()", "3"),
        ("size('é')", "1"),
        ("size([1, 2, 'x'])", "3"),
        ("size([])", "0"),
        ("size([1 / zero])", "division_by_zero: 1 / zero"),
        ("name.startsWith('A') && name.endsWith('a') && name.contains('n')", "true"),
        ("tier.startsWith('g')", "true"),
        ("min(3, 1, 2)", "1"),
        ("max(3, 1, 2)", "3"),
        ("max(1, 2.5)", "2.5"),
        ("min(total, 5 GBP)", "5.00 GBP"),
        ("max(delay, 4h)", "PT4H"),
        ("min(day, date('2026-01-01'))", "2026-01-01"),
        ("max('a', 'b')", "b"),
        ("min(day, at)", "fault: `day` is a date and `at` is a time"),
        (
            "min(tier, tier)",
            "fault: `tier` is a word of an enum (standard, gold, platinum) where a value that has an order is expected",
        ),
        ("abs(-3)", "3"),
        ("abs(-1.5)", "1.5"),
        ("abs(-total)", "40.00 GBP"),
        ("abs(-5m)", "PT5M"),
        ("abs(-big - 1)", "overflow: abs(-big - 1)"),
        ("round(2.345, '0.01')", "2.35"),
        ("round(2.345, 0.1)", "2.3"),
        ("round(2.5, '1')", "3"),
        ("round(total / 3, '0.01')", "13.33 GBP"),
        ("round(2.5, '0.05')", "fault: `'0.05'` is no step to round to"),
        ("seen('parcel.late', 30d)", "30"),
        ("seen('parcel.lost', duration('720h'))", "1030"),
        ("seen('parcel', 1d) >= 1", "true"),
        ("paid('EUR', 365d) > 12 EUR", "true"),
        ("paused_days(waiting-for-reply)", "5"),
        ("paused_days('atone') + 1", "7"),
        ("In('atone')", "true"),
        ("In('waiting-for-reply')", "false"),
        ("left('GBP')", "fault: `left` needs a limit of a case or an account, and none is in force"),
        ("event.type == 'parcel.late'", "true"),
        ("event.source", "/carrier"),
        ("event.reason == 'x'", "absent: event.reason"),
    ]);
    let mut even = World::new();
    even.rounding = Rounding::HalfEven;
    even.check(&[("round(2.345, '0.01')", "2.34")]);
}

#[test]
fn texts_and_enums() {
    World::new().check(&[
        ("name == 'Ana'", "true"),
        ("name < 'B'", "true"),
        ("name in ['Bob', 'Ana']", "true"),
        ("tier == 'gold'", "true"),
        ("'gold' == tier", "true"),
        ("tier == gold", "true"),
        ("tier != platinum", "true"),
        ("tier in [gold, 'platinum']", "true"),
        ("tier in [standard]", "false"),
        ("tier == (satisfied ? gold : 'standard')", "true"),
        ("satisfied ? tier : standard", "gold"),
        ("tier == name", "false"),
        ("tier == golt", "fault: `golt` is none of the words that can stand here"),
        ("tier == 'golt'", "fault: `golt` is none of the words that can stand here"),
        ("tier in ['golt']", "fault: `golt` is none of the words that can stand here"),
        (
            "tier == kind",
            "fault: `tier` is a word of an enum (standard, gold, platinum) and `kind` is a word of an enum \
         (late, lost): `==` can't compare them",
        ),
        ("tier < 'gold'", "fault: values of type enum have no order"),
        ("satisfied < true", "fault: values of type bool have no order"),
        ("name + 'x'", "fault: `+` does not take text and text"),
        ("name == Ana", "fault: there is no fact or derived value `Ana`"),
    ]);
}

#[test]
fn absorption() {
    let world = World::new();
    let parts = [("true", Some(true)), ("false", Some(false)), ("no_bool", None)];
    for (a, x) in parts {
        for (b, y) in parts {
            let and = match (x, y) {
                (Some(false), _) | (_, Some(false)) => "false",
                (Some(true), Some(true)) => "true",
                _ => "unknown_fact: no_bool",
            };
            let or = match (x, y) {
                (Some(true), _) | (_, Some(true)) => "true",
                (Some(false), Some(false)) => "false",
                _ => "unknown_fact: no_bool",
            };
            world.check(&[(&format!("{a} && {b}"), and), (&format!("{a} || {b}"), or)]);
            world.check(&[(&format!("({a} && {b}) || false"), and), (&format!("true && ({a} || {b})"), or)]);
        }
    }
    world.check(&[
        // Of two errors the first is told.
        ("no_int > 1 && 1 / zero > 0", "unknown_fact: no_int"),
        ("1 / zero > 0 || no_int > 1", "division_by_zero: 1 / zero"),
        ("no_int > 1 && 1 / zero > 0 && angry", "false"),
        ("no_int > 1 ? 1 : 2", "unknown_fact: no_int"),
        ("1 + (no_bool ? 1 : 2)", "unknown_fact: no_bool"),
        ("(satisfied ? zero : days_late) == 3", "false"),
        ("(angry ? zero : days_late) == 3", "true"),
        ("(angry ? zero : days_late == 3 ? days_late : zero) > 2", "true"),
        ("satisfied ? 1 : no_int", "1"),
        ("angry ? no_int : 2", "2"),
        ("satisfied ? no_int : 1", "unknown_fact: no_int"),
        ("!no_bool", "unknown_fact: no_bool"),
        ("no_int in [1, 2]", "unknown_fact: no_int"),
        ("no_int in []", "unknown_fact: no_int"),
        ("3 in [1, no_int]", "unknown_fact: no_int"),
        ("3 in [3, no_int]", "unknown_fact: no_int"),
        ("no_int + 1 / zero", "unknown_fact: no_int"),
        ("no_money > 0 || true", "true"),
        ("has(no_int)", "false"),
        ("has(days_late)", "true"),
        ("has(no_int) && no_int > 3", "false"),
        ("has(no_text) ? no_text : name", "Ana"),
    ]);
}

#[test]
fn only_what_decides_is_read() {
    let world = World::new();
    let slot = |name: &str| match world.lookup(name) {
        Some(Binding::Fact { slot, .. }) => slot,
        _ => panic!("{name}"),
    };
    for (text, reads) in [
        ("angry && satisfied && name == 'x'", vec!["angry"]),
        ("satisfied || angry || name == 'x'", vec!["satisfied"]),
        ("satisfied ? days_late : zero", vec!["satisfied", "days_late"]),
        ("angry ? days_late : zero", vec!["angry", "zero"]),
        ("no_bool ? days_late : zero", vec!["no_bool"]),
    ] {
        world.trace.borrow_mut().clear();
        world.value(text);
        let expected: Vec<u16> = reads.into_iter().map(slot).collect();
        assert_eq!(*world.trace.borrow(), expected, "{text}");
    }
}

#[test]
fn wanted_types() {
    let world = World::new();
    let tiers = world.facts.iter().find(|(name, ..)| *name == "tier").unwrap().1.clone();
    let gbp = Type::Money("GBP".parse().ok());
    for (text, wanted, expected) in [
        ("5", Type::Decimal, "5"),
        ("days_late", Type::Decimal, "3"),
        ("days_late", Type::Int, "3"),
        ("2.5", Type::Int, "`2.5` is a decimal number where a whole number is expected"),
        ("gold", tiers.clone(), "gold"),
        ("'gold'", tiers.clone(), "gold"),
        ("satisfied ? gold : platinum", tiers.clone(), "gold"),
        ("golt", tiers, "`golt` is none of the words that can stand here"),
        ("5.00 GBP", gbp.clone(), "5.00 GBP"),
        ("5 EUR", gbp.clone(), "`5 EUR` is in EUR where GBP is expected"),
        ("5", gbp.clone(), "`5` has no currency"),
        ("£5", gbp.clone(), "`£5` is no amount"),
        ("price", gbp, "`price` and `price`: one is in GBP, the other in no fixed currency"),
        ("5 EUR", Type::Money(None), "5.00 EUR"),
        ("3", Type::Duration, "`3` has no unit"),
        ("'twin'", Type::Text, "twin"),
        ("twin", Type::Text, "there is no fact or derived value `twin`"),
        ("tier", Type::Text, "gold"),
        ("2026-04-01", Type::Date, "2026-04-01"),
        ("days_late", Type::Bool, "`days_late` is a whole number where `true` or `false` is expected"),
    ] {
        let found = match value(text, Some(&wanted), &world) {
            Ok(expression) => world.run(&expression),
            Err(faults) => faults[0].message.clone(),
        };
        assert_eq!(found, expected, "{text} as {wanted}");
    }
}
