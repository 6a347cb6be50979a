//! The index finds what a plain loop over all triggers finds, on random playbooks and events.

#[path = "second_opinion/tape.rs"]
mod tape;

use std::fmt::Write;

use amends::{Account, Condition, Datum, Engine, Event, Outcome, Secret, Source, Time, Type, Value, compile};
use proptest::prelude::*;
use tape::Tape;

const KINDS: [&str; 3] = ["e", "e.a", "f"];
const UPON: [&str; 4] = ["e", "e.a", "f", "'*'"];

/// A fact by its name, its declaration, and values that it can have, the first two within any bounds: as data, and as a
/// condition writes them.
struct Fact {
    name: &'static str,
    declared: &'static str,
    values: [(&'static str, &'static str); 4],
}

const FACTS: [Fact; 9] = [
    Fact { name: "tier", declared: "text", values: [("a", "'a'"), ("b", "'b'"), ("ba", "'ba'"), ("", "''")] },
    Fact { name: "days", declared: "int", values: [("0", "0"), ("1", "1"), ("-1", "-1"), ("2", "2.0")] },
    Fact { name: "share", declared: "decimal", values: [("0.5", "0.5"), ("1", "1"), ("1.25", "1.25"), ("-3", "-3")] },
    Fact {
        name: "total",
        declared: "money, currency: GBP",
        values: [("5 GBP", "5 GBP"), ("0.00 GBP", "0"), ("-1 GBP", "-1 GBP"), ("7.50 GBP", "7.50 GBP")],
    },
    Fact { name: "any", declared: "money", values: [("5 GBP", "0"), ("-5 EUR", "0"), ("0 EUR", "0"), ("6 GBP", "0")] },
    Fact {
        name: "word",
        declared: "enum, of: [low, mid, high]",
        values: [("low", "'low'"), ("mid", "'mid'"), ("high", "'high'"), ("mid", "'mid'")],
    },
    Fact {
        name: "flag",
        declared: "bool",
        values: [("true", "true"), ("false", "false"), ("true", "true"), ("false", "false")],
    },
    Fact {
        name: "day",
        declared: "date",
        values: [
            ("2026-01-01", "date('2026-01-01')"),
            ("2026-01-02", "date('2026-01-02')"),
            ("2025-12-31", "date('2025-12-31')"),
            ("2026-02-01", "date('2026-02-01')"),
        ],
    },
    Fact {
        name: "span",
        declared: "duration",
        values: [("PT1H", "1h"), ("PT2H", "2h"), ("PT0S", "0h"), ("PT90M", "90m")],
    },
];

impl Fact {
    fn datum(&self, value: usize) -> Datum<'_> {
        let (text, _) = self.values[value];
        match self.declared {
            "int" => Datum::from(text.parse::<i64>().unwrap()),
            "decimal" => Datum::from(text.parse::<amends::Decimal>().unwrap()),
            "bool" => Datum::Bool(text == "true"),
            _ => Datum::from(text),
        }
    }

    fn value(&self, value: usize) -> Value {
        let (text, _) = self.values[value];
        match self.declared {
            "text" | "enum, of: [low, mid, high]" => Value::from(text),
            "int" => Value::Int(text.parse().unwrap()),
            "decimal" => Value::Decimal(text.parse().unwrap()),
            "bool" => Value::Bool(text == "true"),
            "date" => Value::Date(text.parse().unwrap()),
            "duration" => Value::Duration(text.parse().unwrap()),
            _ => Value::Money(text.parse().unwrap()),
        }
    }

    /// As a playbook writes it where a value stands.
    fn literal(&self, value: usize) -> &'static str {
        let (datum, constant) = self.values[value];
        if self.declared == "duration" { constant } else { datum }
    }

    fn ty(&self) -> Type {
        match self.declared {
            "text" => Type::Text,
            "int" => Type::Int,
            "decimal" => Type::Decimal,
            "money" => Type::Money(None),
            "bool" => Type::Bool,
            "date" => Type::Date,
            "duration" => Type::Duration,
            "money, currency: GBP" => Type::Money(Some("GBP".parse().unwrap())),
            _ => Type::Enum(["low", "mid", "high"].map(amends::Name::from).into()),
        }
    }
}

/// What an event without the fact means, or that it is not declared.
#[derive(Clone, Copy, PartialEq)]
enum Carried {
    Not,
    Always,
    Keeps,
    Means(usize),
    Forgets,
}

struct Book {
    name: String,
    version: usize,
    /// By fact: the value it begins with.
    defaults: Vec<Option<usize>>,
    /// Whether `days` is at least 0 and `total` at most 5 pounds.
    bounded: bool,
    /// By type of event, then by fact.
    carried: Vec<Vec<Carried>>,
    /// What each listens to, and its condition as it stands in the playbook and without derived values.
    triggers: Vec<(&'static str, Option<(String, String)>)>,
}

fn book(nth: usize, tape: &mut Tape<'_>) -> Book {
    let carried = |tape: &mut Tape<'_>| match tape.below(10) {
        0 | 1 => Carried::Not,
        2 | 3 => Carried::Always,
        4 => Carried::Means(tape.below(2)),
        5 => Carried::Forgets,
        _ => Carried::Keeps,
    };
    Book {
        name: format!("book-{}", nth / 2),
        version: nth % 2 + 1,
        defaults: FACTS.iter().map(|_| tape.once_in(3).then(|| tape.below(2))).collect(),
        bounded: tape.once_in(2),
        carried: KINDS.iter().map(|_| FACTS.iter().map(|_| carried(tape)).collect()).collect(),
        triggers: (0..1 + tape.below(6))
            .map(|_| (tape.pick(&UPON), (!tape.once_in(12)).then(|| condition(tape, 2))))
            .collect(),
    }
}

/// A condition, and the same without the names of derived values.
fn condition(tape: &mut Tape<'_>, depth: usize) -> (String, String) {
    let plain = |text: String| (text.clone(), text);
    if depth > 0 && tape.once_in(2) {
        let ((a, plain_a), (b, plain_b)) = (condition(tape, depth - 1), condition(tape, depth - 1));
        let both = |sign: &str| (format!("({a} {sign} {b})"), format!("({plain_a} {sign} {plain_b})"));
        return match tape.below(7) {
            0..3 => both("&&"),
            3..5 => both("||"),
            5 => (format!("!({a})"), format!("!({plain_a})")),
            _ => (format!("({a} ? {b} : !({a}))"), format!("({plain_a} ? {plain_b} : !({plain_a}))")),
        };
    }
    let fact = &FACTS[tape.below(FACTS.len())];
    let (name, (_, constant)) = (fact.name, fact.values[tape.below(4)]);
    let is_ordered = !matches!(fact.name, "flag" | "word");
    match tape.below(11) {
        0 => plain(format!("has({name})")),
        1 if fact.name == "flag" => plain("flag".to_owned()),
        1 | 2 => plain(format!("{name} in [{constant}, {}]", fact.values[0].1)),
        3 => plain(format!("{constant} {} {name}", tape.pick(&["==", "!="]))),
        4 => plain(format!("days * 2 {} 1", tape.pick(&["<", ">"]))),
        5 => {
            let word = tape.pick(&["'low'", "'mid'", "'high'"]);
            let graded = "(days > 1 ? 'high' : (share > 1 ? 'mid' : 'low'))";
            let test = tape.pick(&["==", "!="]);
            (format!("grade {test} {word}"), format!("{graded} {test} {word}"))
        }
        6 => ("late".to_owned(), "(flag || days >= 1)".to_owned()),
        7 if is_ordered => plain(format!("{constant} {} {name}", tape.pick(&["<", "<=", ">", ">="]))),
        8 | 9 if is_ordered => plain(format!("{name} {} {constant}", tape.pick(&["<", "<=", ">", ">="]))),
        _ => plain(format!("{name} {} {constant}", tape.pick(&["==", "!="]))),
    }
}

impl Book {
    fn yaml(&self) -> String {
        let mut text = format!("playbook: {}\nversion: {}\nfacts:\n", self.name, self.version);
        for (fact, default) in FACTS.iter().zip(&self.defaults) {
            let bound = match fact.name {
                "days" if self.bounded => ", min: 0",
                "total" if self.bounded => ", max: 5 GBP",
                _ => "",
            };
            let default = default.map(|value| format!(", default: '{}'", fact.literal(value))).unwrap_or_default();
            writeln!(text, "  {}: {{ type: {}{bound}{default} }}", fact.name, fact.declared).unwrap();
        }
        text.push_str("events:\n");
        for (kind, carried) in KINDS.iter().zip(&self.carried) {
            let (mut always, mut perhaps) = (Vec::new(), Vec::new());
            for (fact, carried) in FACTS.iter().zip(carried) {
                match carried {
                    Carried::Not => {}
                    Carried::Always => always.push(fact.name.to_owned()),
                    Carried::Keeps => perhaps.push(fact.name.to_owned()),
                    Carried::Means(value) => perhaps.push(format!("{{ {}: '{}' }}", fact.name, fact.literal(*value))),
                    Carried::Forgets => perhaps.push(format!("{{ {}: unknown }}", fact.name)),
                }
            }
            writeln!(text, "  {kind}: {{ carries: [{}], may_carry: [{}] }}", always.join(", "), perhaps.join(", "))
                .unwrap();
        }
        text.push_str(
            "derive:\n  grade:\n    - { when: days > 1, is: \"'high'\" }\n    - { when: share > 1, is: \"'mid'\" }\n    - { is: \"'low'\" }\n  \
             late: flag || days >= 1\ntriggers:\n",
        );
        for (at, (upon, when)) in self.triggers.iter().enumerate() {
            let when = when.as_ref().map(|(text, _)| format!(", when: \"{text}\"")).unwrap_or_default();
            writeln!(text, "  t{at}: {{ upon: {upon}{when} }}").unwrap();
        }
        text + "states:\n  a: { after: { 1d: z } }\n  z: { end: done }\n"
    }

    fn takes(&self, fact: &Fact, value: usize) -> bool {
        let value = fact.values[value].0;
        !self.bounded || !matches!((fact.name, value), ("days", "-1") | ("total", "7.50 GBP"))
    }

    /// The triggers that hold, by name, or nothing where the event is refused.
    fn by_hand(&self, kind: usize, data: &[Given]) -> Option<Vec<String>> {
        let mut known = self.defaults.clone();
        for (at, fact) in FACTS.iter().enumerate() {
            known[at] = match (self.carried[kind][at], data[at]) {
                (Carried::Not, _) | (Carried::Keeps, Given::Not) => known[at],
                (Carried::Always, Given::Not) | (_, Given::Wrong) => return None,
                (Carried::Means(value), Given::Not) => Some(value),
                (Carried::Forgets, Given::Not) => None,
                (_, Given::Value(value)) if self.takes(fact, value) => Some(value),
                _ => return None,
            };
        }
        let types: Vec<(&str, Type)> = FACTS.iter().map(|fact| (fact.name, fact.ty())).collect();
        let holds = |text: &str| {
            let condition = Condition::new(text, &types).unwrap();
            let mut facts = condition.facts();
            for (fact, value) in FACTS.iter().zip(&known) {
                if let Some(value) = value {
                    facts.set(fact.name, fact.value(*value));
                }
            }
            condition.holds(&facts).is_ok_and(|holds| holds)
        };
        let listens = |upon: &str| upon == "'*'" || KINDS[kind] == upon || KINDS[kind].starts_with(&format!("{upon}."));
        let triggers = self
            .triggers
            .iter()
            .enumerate()
            .filter(|(_, (upon, when))| listens(upon) && when.as_ref().is_none_or(|(_, plain)| holds(plain)));
        Some(triggers.map(|(at, _)| format!("{}@{}/t{at}", self.name, self.version)).collect())
    }
}

/// What an event has for a fact.
#[derive(Debug, Clone, Copy)]
enum Given {
    Not,
    Value(usize),
    /// A list, which no fact takes.
    Wrong,
}

fn check(tapes: &[Vec<u16>], events: &[Vec<u16>]) {
    let books: Vec<Book> = tapes.iter().enumerate().map(|(nth, tape)| book(nth, &mut Tape::new(tape))).collect();
    // Two versions in one house overlap, so that each has a house of its own.
    let house = |book: &Book| {
        let house = compile([Source::new("book.yaml", book.yaml())]).finish();
        house.unwrap_or_else(|report| panic!("{report}\n{}", book.yaml()))
    };
    let engine = Engine::new(house(&books[0])).unwrap().with_all(books[1..].iter().map(house)).unwrap();
    let time: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    for tape in events {
        let mut tape = Tape::new(tape);
        let kind = tape.below(KINDS.len());
        let mut event = Event::new("1", "test", KINDS[kind], "ana", time);
        let mut data = Vec::new();
        for fact in &FACTS {
            let given = match tape.below(24) {
                0 => Given::Wrong,
                1..6 => Given::Not,
                _ => Given::Value(tape.below(4)),
            };
            data.push(given);
            event = match given {
                Given::Not => event,
                Given::Value(value) => event.with(fact.name, fact.datum(value)),
                Given::Wrong => event.with(fact.name, Datum::Nested("[]".into())),
            };
        }
        let taken: Vec<Option<Vec<String>>> = books.iter().map(|book| book.by_hand(kind, &data)).collect();
        let expected: Vec<String> = taken.iter().flatten().flatten().cloned().collect();
        let account = Account::new("ana", Secret::new([7; 32]));
        let found = engine.matching(&account, &event, time.utc());
        let name = |found: &amends::Match<'_>| {
            format!("{}@{}/{}", found.playbook().name(), found.playbook().version(), found.trigger())
        };
        assert_eq!(
            found.iter().map(name).collect::<Vec<_>>(),
            expected,
            "{} {data:?}\n{}",
            KINDS[kind],
            books.iter().map(Book::yaml).collect::<String>()
        );

        // What is handled is what was found: of each name the higher version, if it takes the event.
        let decision = engine.handle(&mut account.clone(), event.clone(), time.utc()).unwrap();
        let opens = |pair: &[Option<Vec<String>>]| {
            pair.last().is_some_and(|held| held.as_ref().is_some_and(|held| !held.is_empty()))
        };
        let expected = taken.chunks(2).filter(|pair| opens(pair)).count();
        let outcome = match expected {
            _ if taken.iter().all(Option::is_none) => Outcome::Rejected,
            0 => Outcome::NoTrigger,
            _ => Outcome::Applied,
        };
        assert_eq!((decision.outcome, decision.cases.len()), (outcome, expected));
        let explained = engine.explain(&account, event, time.utc()).unwrap().decision;
        assert_eq!((explained.outcome, explained.cases.len()), (outcome, expected), "who asks why hears the same");
        assert_eq!(explained.refusals.len(), decision.refusals.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_agrees_with_a_loop(
        books in prop::collection::vec(prop::collection::vec(any::<u16>(), 300), 1..5),
        events in prop::collection::vec(prop::collection::vec(any::<u16>(), 24), 12),
    ) {
        check(&books, &events);
    }
}

/// More triggers on more types than stand in the index are tried one by one, and found all the same.
#[test]
fn more_than_is_indexed() {
    const N: usize = 300;
    let mut text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents:\n".to_owned();
    (0..N).for_each(|at| writeln!(text, "  e.{at}: [days]").unwrap());
    text.push_str("triggers:\n");
    (0..N).for_each(|at| writeln!(text, "  t{at}: {{ upon: '*', when: days >= {at} && days < 200 }}").unwrap());
    text.push_str("states:\n  a: { after: { 1d: z } }\n  z: { end: done }\n");
    let engine = Engine::new(compile([Source::new("p.yaml", text)]).finish().unwrap()).unwrap();
    let time: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let account = Account::new("ana", Secret::new([7; 32]));
    for (days, expected) in [(-1, 0), (0, 1), (120, 121), (200, 0)] {
        let event = Event::new("1", "test", "e.7", "ana", time).with("days", days);
        let found = engine.matching(&account, &event, time.utc());
        let names: Vec<String> = (0..expected).map(|at| format!("t{at}")).collect();
        assert_eq!(found.iter().map(|found| found.trigger()).collect::<Vec<_>>(), names, "{days}");
    }
}

/// Triggers of one tier, told apart by their days alone, from either side.
#[test]
fn many_share_a_value() {
    let of = |k: i64| {
        [
            format!("tier == 'a' && days >= {k}"),
            format!("tier == 'a' && days < {k}"),
            format!("days > {k} && days <= {} && tier == 'a'", k + 3),
            format!("tier in ['a', 'b'] && days != {k}"),
            format!("days in [{k}, {}] && tier < 'b'", k + 2),
        ]
    };
    let conditions: Vec<String> = (0..8).flat_map(of).collect();
    let mut text =
        "playbook: p\nversion: 1\nfacts: { tier: text, days: int }\nevents: { e: [tier, days] }\ntriggers:\n"
            .to_owned();
    for (at, condition) in conditions.iter().enumerate() {
        writeln!(text, "  t{at}: {{ upon: e, when: \"{condition}\" }}").unwrap();
    }
    text.push_str("states:\n  a: { after: { 1d: z } }\n  z: { end: done }\n");
    let engine = Engine::new(compile([Source::new("p.yaml", text)]).finish().unwrap()).unwrap();
    let time: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let account = Account::new("ana", Secret::new([7; 32]));
    for (tier, days) in ["a", "b", "c"].into_iter().flat_map(|tier| (-1..12).map(move |days| (tier, days))) {
        let holds = |text: &String| {
            let condition = Condition::new(text, &[("tier", Type::Text), ("days", Type::Int)]).unwrap();
            condition.holds(condition.facts().set("tier", tier).set("days", days)).unwrap()
        };
        let expected: Vec<String> =
            conditions.iter().enumerate().filter(|(_, text)| holds(text)).map(|(at, _)| format!("t{at}")).collect();
        let event = Event::new("1", "test", "e", "ana", time).with("tier", tier).with("days", days);
        let found = engine.matching(&account, &event, time.utc());
        assert_eq!(found.iter().map(|found| found.trigger()).collect::<Vec<_>>(), expected, "{tier} {days}");
    }
}
