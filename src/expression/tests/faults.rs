//! Faults: their kind, exact place and help; what an expression reads.

use super::*;

#[test]
fn places() {
    use FaultKind::*;
    let world = World::new();
    for (text, kind, part, help) in [
        ("", Syntax, "", None),
        ("  ", Syntax, "", None),
        ("days_late >", Syntax, "", None),
        ("days_late > > 3", Syntax, ">", None),
        ("(days_late > 3", Syntax, "(", None),
        ("days_late > 3)", Syntax, ")", None),
        ("min(1, 2", Syntax, "(", None),
        ("1 in [1, 2", Syntax, "[", None),
        ("1 in [1, 2)", Syntax, "[", None),
        ("1 in 2", Syntax, "2", Some("as in `tier in ['gold', 'platinum']`")),
        ("[1]", Syntax, "[", Some("as in `tier in ['gold', 'platinum']`")),
        ("1 2", Syntax, "2", None),
        ("1, 2", Syntax, ",", None),
        ("satisfied ? 1", Syntax, "?", Some("write `condition ? one : other`")),
        ("if satisfied", Syntax, "if", Some("write `condition ? one : other`")),
        ("satisfied == yes", UnknownName, "yes", Some("write `true`")),
        ("satisfied == Off", UnknownName, "Off", Some("write `false`")),
        ("1 : 2", Syntax, ":", Some("write `condition ? one : other`")),
        ("days_late = 3", Syntax, "=", Some("write `==` to compare")),
        ("satisfied & angry", Syntax, "&", Some("write `&&` or `and`")),
        ("1 <> 2", Syntax, "<>", Some("write `!=`")),
        ("1 => 2", Syntax, "=>", None),
        ("1 // 2", Syntax, "//", None),
        (".5 > 1", Syntax, ".", Some("write a digit before the point: `0.5`")),
        ("name == “Ana”", Syntax, "“", Some("put text in straight quotes: `'text'`")),
        ("name == 'Ana", Syntax, "'Ana", None),
        (r"name == 'A\q'", Syntax, r"\q", None),
        (r"name == '\ud800'", Syntax, r"\ud800", None),
        ("name == null", Syntax, "null", Some("ask with `has(name)` whether a fact is known")),
        ("name == r'x'", Syntax, "r", None),
        ("not days_late == 3", Syntax, "not days_late", Some("put brackets around what it turns: `not (a == b)`")),
        ("not tier in [gold]", Syntax, "not tier", Some("put brackets around what it turns: `not (a == b)`")),
        ("9223372036854775808", Literal, "9223372036854775808", None),
        ("10000000000000000000000000000.5", Literal, "10000000000000000000000000000.5", None),
        ("total > 5GBP", Literal, "5GBP", Some("write `5 GBP`")),
        ("total > £5", Literal, "£5", Some("write `5 GBP`")),
        ("total > 5€", Literal, "5€", Some("write `5 EUR`")),
        ("total > 1,000 GBP", Literal, "1,000 GBP", Some("write `1000 GBP`")),
        ("total > 5 gbp", Literal, "5 gbp", Some("write `5 GBP`")),
        ("total > 5 XXX", Literal, "5 XXX", None),
        ("delay > 3 days", Literal, "3 days", Some("write `3d`")),
        ("delay > 3days", Literal, "3days", Some("write `3d`")),
        (
            "delay > 3 business days",
            Literal,
            "3 business",
            Some("count business time with `plus_workdays` or `plus_workhours`"),
        ),
        ("delay > 3 months", Literal, "3 months", Some("count months with `plus_months`")),
        ("day > 2026-04-01", Date, "2026-04-01", Some("write `date('2026-04-01')`")),
        ("at > 2026-04-01T10:00:00Z", Date, "2026-04-01T10:00:00Z", Some("write `timestamp('2026-04-01T10:00:00Z')`")),
        ("day > date('2026-02-30')", Literal, "'2026-02-30'", None),
        ("delay > duration('3')", Literal, "'3'", None),
        ("day > date(name)", Syntax, "name", Some("write `date('2026-04-01')`")),
        ("days_lat > 3", UnknownName, "days_lat", None),
        ("event.kind == 'x'", UnknownName, "event.kind", None),
        ("name.length == 3", UnknownName, "length", None),
        ("has(nam)", UnknownName, "nam", None),
        ("has(1 + 2)", Syntax, "has", Some("write `has(tier)`")),
        ("sise(name)", UnknownFunction, "sise", None),
        ("startsWith(name, 'x')", Syntax, "startsWith", Some("write `name.startsWith('A')`")),
        ("name.startsWith()", Syntax, "startsWith", Some("write `name.startsWith('A')`")),
        ("days(day)", Syntax, "days", Some("write `days(opened, now)`")),
        ("tier == 'golt'", UnknownMember, "'golt'", None),
        ("In('atne')", UnknownState, "atne", None),
        ("paused_days(waiting-for-rply) > 1", UnknownState, "waiting-for-rply", None),
        ("seen('parcel.lte', 30d) > 1", UnknownEvent, "parcel.lte", None),
        ("seen('parcel.late', delay) > 1", Syntax, "delay", Some("write `seen('parcel.late', 30d)`")),
        ("paid('gbp', 30d) > 0", Literal, "'gbp'", None),
        ("at.getHours('Europe/Lodnon') > 1", Literal, "'Europe/Lodnon'", None),
        ("days_late", Type, "days_late", Some("compare it with something: `==`, `<`, `>`")),
        ("days_late && satisfied", Type, "days_late", None),
        ("satisfied && (1 + 1)", Type, "1 + 1", None),
        ("1 < days_late < 3", Type, "1 < days_late < 3", Some("write both comparisons: `a < b && b < c`")),
        ("name == 3", Type, "name == 3", None),
        ("days_late in [1, 'x']", Type, "'x'", None),
        ("total == 5 EUR", Currency, "total == 5 EUR", None),
        ("workdays(day, day) > 1", NeedsCalendar, "workdays(day, day)", None),
        ("left('GBP') > 0", NeedsPolicy, "left('GBP')", None),
        ("((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))", Type, "", None),
        ("(((((((((((((((((((((((((((((((((1)))))))))))))))))))))))))))))))))", TooDeep, "(", None),
    ] {
        let faults = condition(text, &world).err().unwrap_or_else(|| panic!("{text} has no fault"));
        let fault = &faults[0];
        assert_eq!(fault.kind, kind, "{text}: {fault:?}");
        if !part.is_empty() {
            assert_eq!(&text[fault.range.clone()], part, "{text}: {fault:?}");
        }
        if help.is_some() {
            assert_eq!(fault.help.as_deref(), help, "{text}: {fault:?}");
        }
    }
}

#[test]
fn suggestions() {
    let world = World::new();
    for (text, suggestion) in [
        ("days_lat > 3", "days_late"),
        ("tier == 'golt'", "gold"),
        ("In('atne')", "atone"),
        ("seen('parcel.lte', 30d) > 1", "parcel.late"),
        ("sise(name) > 1", "size"),
        ("event.tpe == 'x'", "type"),
        ("at.getHours('Europe/Lodnon') > 1", "Europe/London"),
        ("nwo > at", "now"),
    ] {
        let faults = condition(text, &world).unwrap_err();
        assert_eq!(faults[0].suggestion.as_deref(), Some(suggestion), "{text}");
    }
}

#[test]
fn all_faults_at_once_in_order() {
    let world = World::new();
    let text = "days_lat > 3 && total > 5 EUR && tier == 'golt' && (nam == 'x' || 1 + 'a' == 2)";
    let parts: Vec<&str> = condition(text, &world).unwrap_err().into_iter().map(|fault| &text[fault.range]).collect();
    assert_eq!(parts, ["days_lat", "total > 5 EUR", "'golt'", "nam", "1 + 'a'"]);
}

#[test]
fn reads_and_guards() {
    let world = World::new();
    for (text, expected) in [
        ("no_int > 3", "no_int"),
        ("has(no_int) && no_int > 3", "(no_int)"),
        ("has(no_int) && has(no_text) && no_int > 3 && no_text == 'x'", "(no_int) (no_text)"),
        ("(has(no_int) && no_int > 1) || no_int > 2", "(no_int) no_int"),
        ("!has(no_int) || no_int > 3", "(no_int)"),
        ("!(has(no_int) && has(no_text)) || no_int > 3", "(no_int)"),
        ("has(no_int) || no_int > 3", "no_int"),
        // Asked for too late.
        ("no_int > 3 && has(no_int)", "no_int"),
        ("no_int > 3 || !has(no_int)", "no_int"),
        ("tier == 'gold' && no_int > 3 && has(no_int)", "tier no_int"),
        ("has(no_int) ? no_int > 1 : no_int > 2", "(no_int) no_int"),
        ("!has(no_int) ? no_int > 1 : no_int > 2", "no_int (no_int)"),
        ("has(no_text) && min(no_int, 3) in [no_int, size(no_text)]", "no_int no_int (no_text)"),
        ("(has(no_int) || has(no_text)) && no_int > 1", "no_int"),
        ("has(no_int) && days(day, plus_days(day, no_int)) > 1", "day day (no_int)"),
    ] {
        let expression = condition(text, &world).unwrap();
        let found: Vec<String> = expression
            .reads()
            .iter()
            .map(|read| {
                let name = &text[read.range.clone()];
                assert_eq!(world.facts[usize::from(read.slot)].0, name);
                if read.guarded { format!("({name})") } else { name.to_owned() }
            })
            .collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }
}

#[test]
fn what_else_it_uses() {
    let world = World::new();
    let text = "seen('parcel', 30d) > 1 && paid('GBP', 1d) > 0 && In('atone') && paused_days(atone) > now.getHours() && has(tier)";
    let expression = condition(text, &world).unwrap();
    assert_eq!(expression.seen(), [(Name::from("parcel"), Duration::from_playbook("30d").unwrap())]);
    assert_eq!(expression.paused_states().collect::<Vec<_>>(), [1]);
    assert!(expression.uses_now());
    assert_eq!(value("7 / 2 + 1", None, &world).unwrap().truncates()[0], 0..5);
    assert!(value("7.0 / 2", None, &world).unwrap().truncates().is_empty());
    assert_eq!(mentions("a + min(b, c.size()) > event.time && a"), ["a", "b", "c", "event"]);
}
