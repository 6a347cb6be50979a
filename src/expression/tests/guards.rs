//! What must be true of single facts for a condition to hold.

use super::*;

/// The guards of a condition, as mathematicians write intervals; `exactly` where they say all that it says.
fn guards(world: &World, text: &str) -> String {
    let derived: Vec<(Name, Derived)> =
        world.derived.iter().map(|(name, derived)| (Name::from(*name), derived.clone())).collect();
    let condition = condition(text, world).unwrap_or_else(|faults| panic!("{text}: {}", faults[0].message));
    let guarding = Guarding::new(&derived);
    let guards = guarding.guards(&condition);
    if guards.is_never() {
        return "never".to_owned();
    }
    let of_fact = |(slot, values): &(u16, Values<'_>)| {
        let span = |(from, until): (Option<Cut<'_>>, Option<Cut<'_>>)| {
            let from =
                from.map_or("(".to_owned(), |cut| format!("{}{}", if cut.is_above { "(" } else { "[" }, cut.value));
            let until =
                until.map_or(")".to_owned(), |cut| format!("{}{}", cut.value, if cut.is_above { "]" } else { ")" }));
            format!("{from}, {until}")
        };
        let spans: Vec<String> = values.spans().map(span).collect();
        format!("{} {}", world.facts[usize::from(*slot)].0, spans.join(" "))
    };
    let facts: Vec<String> = guards.facts().iter().map(of_fact).collect();
    let exactly = if guards.is_exact() { "exactly" } else { "at most" };
    format!("{exactly} {}", facts.join("; ")).trim_end().to_owned()
}

fn check(world: &World, table: &[(&str, &str)]) {
    for (text, expected) in table {
        assert_eq!(guards(world, text), *expected, "{text}");
    }
}

#[test]
fn comparisons() {
    check(
        &World::new(),
        &[
            ("days_late >= 3", "exactly days_late [3, )"),
            ("3 <= days_late", "exactly days_late [3, )"),
            ("days_late != 3", "exactly days_late (, 3) (3, )"),
            ("!(days_late > 3)", "exactly days_late (, 3]"),
            ("days_late > 0.5", "exactly days_late (0.5, )"),
            ("name == 'Ana'", "exactly name [Ana, Ana]"),
            ("tier in ['gold', 'platinum', 'gold']", "exactly tier [gold, gold] [platinum, platinum]"),
            ("!(tier in ['gold'])", "exactly tier (, gold) (gold, )"),
            ("total < 5 GBP", "exactly total (, 5.00 GBP)"),
            ("price > 0", "exactly price (0, )"),
            ("satisfied", "exactly satisfied [true, true]"),
            ("!satisfied", "exactly satisfied (, true) (true, )"),
            ("satisfied == false", "exactly satisfied [false, false]"),
            ("has(name)", "exactly name (, )"),
        ],
    );
}

#[test]
fn joined() {
    check(
        &World::new(),
        &[
            ("days_late >= 3 && days_late < 7 && satisfied", "exactly days_late [3, 7); satisfied [true, true]"),
            ("days_late >= 3 && days_late < 3", "never"),
            ("days_late == 1 || days_late == 2 || days_late > 5", "exactly days_late [1, 1] [2, 2] (5, )"),
            ("days_late < 3 || days_late >= 3", "exactly days_late (, )"),
            ("satisfied || angry", "at most"),
            ("(satisfied || angry) && zero == 1", "at most zero [1, 1]"),
            ("satisfied && zero == 1 || satisfied && zero == 2", "at most zero [1, 1] [2, 2]; satisfied [true, true]"),
            ("!(satisfied || angry)", "exactly satisfied (, true) (true, ); angry (, true) (true, )"),
            ("!(satisfied && angry)", "at most"),
            ("satisfied ? days_late > 1 : days_late > 5", "at most days_late (1, ); satisfied (, )"),
            ("satisfied ? days_late > 1 : false", "exactly days_late (1, ); satisfied [true, true]"),
            ("(satisfied ? 1 : days_late > 3 ? 2 : 3) == 2", "exactly days_late (3, ); satisfied (, true) (true, )"),
            ("true && days_late > 1", "exactly days_late (1, )"),
            ("false || days_late > 1", "exactly days_late (1, )"),
            ("2 > 3 && days_late > 1", "never"),
        ],
    );
}

#[test]
fn what_is_not_understood_may_be_anything() {
    check(
        &World::new(),
        &[
            ("days_late * 2 > 3", "at most"),
            ("days_late > zero", "at most"),
            ("now > at", "at most"),
            ("!has(name)", "at most"),
            ("name.startsWith('A') && days_late > 1", "at most days_late (1, )"),
            ("name in ['a', no_text] && days_late > 1", "at most days_late (1, )"),
            ("seen('parcel.late', 30d) > 2 && satisfied", "at most satisfied [true, true]"),
            ("(satisfied ? days_late : zero) == 2 && angry", "at most angry [true, true]"),
        ],
    );
}

#[test]
fn derived_values() {
    let mut world = World::new();
    world.derive("late", Derived::one("days_late > 1 && satisfied", &world).unwrap());
    let law = Derived::table(
        &[(Some("tier == 'gold'"), "'uk'"), (Some("tier == 'platinum' && angry"), "'eu'"), (None, "'none'")],
        &world,
    );
    world.derive("law", law.unwrap());
    let dated = Derived::dated("day", &[("2026-01-01", "10 GBP")], &world);
    world.derive("rate", dated.unwrap());
    world.derive("is_eu", Derived::one("law == 'eu'", &world).unwrap());
    check(
        &world,
        &[
            ("late", "exactly days_late (1, ); satisfied [true, true]"),
            ("law == 'uk'", "exactly tier [gold, gold]"),
            ("law == 'eu'", "exactly tier [platinum, platinum]; angry [true, true]"),
            (
                "is_eu && late",
                "exactly days_late (1, ); tier [platinum, platinum]; satisfied [true, true]; angry [true, true]",
            ),
            ("law in ['uk', 'eu']", "at most tier [gold, gold] [platinum, platinum]"),
            ("law == 'us'", "never"),
            ("rate > 5 GBP && angry", "at most angry [true, true]"),
        ],
    );
}

/// A condition as long as one can be costs no more than its length allows, and its guards stay short.
#[test]
fn a_long_condition() {
    let world = World::new();
    for (sign, compare) in [(" || ", "=="), (" && ", "!=")] {
        let parts: Vec<String> = (0..800).map(|n| format!("big {compare} {n}")).collect();
        let text = parts.join(sign);
        let condition = condition(&text, &world).unwrap();
        let guards =
            Guarding::new(&[]).guards(&condition).facts().iter().map(|(_, values)| values.len()).sum::<usize>();
        assert!(guards <= 256, "{guards}");
    }
}
