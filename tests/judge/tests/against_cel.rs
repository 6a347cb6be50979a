//! Our expressions against another implementation of CEL; the deliberate differences are listed in the README.

use std::collections::HashMap;

use amends::{Condition, Duration, Time, Type, Value};
use cel::{Context, Program};
use judge::Choices;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

/// The types that both languages have.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Bool,
    Int,
    Text,
    Duration,
    Time,
}

const FACTS: [(&str, Kind); 12] = [
    ("i1", Kind::Int),
    ("i2", Kind::Int),
    ("i3", Kind::Int),
    ("b1", Kind::Bool),
    ("b2", Kind::Bool),
    ("b3", Kind::Bool),
    ("s1", Kind::Text),
    ("s2", Kind::Text),
    ("d1", Kind::Duration),
    ("d2", Kind::Duration),
    ("t1", Kind::Time),
    ("t2", Kind::Time),
];

const INTS: [i64; 12] = [0, 1, 2, -1, 3, -7, 10, 100, i64::MAX, i64::MIN, i64::MAX - 1, 1 << 32];
const TEXTS: [&str; 9] = ["", "a", "ab", "abc", "b", "B", "é", "it's", "😀\\n"];
/// Seconds; sums of a few stay within CEL's range.
const SPANS: [i64; 8] = [0, 1, 60, 3600, 86_400, -5, 90_061, 30 * 86_400];
const MOMENTS: [&str; 7] = [
    "1970-01-01T00:00:00Z",
    "2026-03-29T00:59:59Z",
    "2026-03-29T01:00:00Z",
    "2024-02-29T12:34:56.789Z",
    "1999-12-31T23:59:59Z",
    "2026-10-25T00:30:00Z",
    "2026-06-15T23:30:00Z",
];

/// An expression in both spellings, and how tightly its outermost operator binds (CEL's levels, 8 for what needs no
/// brackets).
struct Both {
    ours: String,
    theirs: String,
    level: u8,
}

impl Both {
    fn same(text: String) -> Self {
        Self { ours: text.clone(), theirs: text, level: 8 }
    }

    /// In brackets where it binds less tightly than `level`.
    fn at(self, level: u8) -> Self {
        if self.level >= level {
            return self;
        }
        Self { ours: format!("({})", self.ours), theirs: format!("({})", self.theirs), level: 8 }
    }
}

fn operator(sign: &str, level: u8, left: Both, right: Both) -> Both {
    let (left, right) = (left.at(level), right.at(level + 1));
    Both {
        ours: format!("{} {sign} {}", left.ours, right.ours),
        theirs: format!("{} {sign} {}", left.theirs, right.theirs),
        level,
    }
}

fn method(receiver: Both, name: &str, arguments: &[Both]) -> Both {
    let receiver = receiver.at(8);
    let join = |pick: fn(&Both) -> &str| arguments.iter().map(pick).collect::<Vec<_>>().join(", ");
    Both {
        ours: format!("{}.{name}({})", receiver.ours, join(|b| &b.ours)),
        theirs: format!("{}.{name}({})", receiver.theirs, join(|b| &b.theirs)),
        level: 8,
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

fn fact(kind: Kind, choices: &mut Choices<'_>) -> Both {
    let names: Vec<&str> = FACTS.iter().filter(|(_, known)| *known == kind).map(|(name, _)| *name).collect();
    let name = choices.one_of(&names);
    Both { ours: name.to_owned(), theirs: format!("f.{name}"), level: 8 }
}

fn literal(kind: Kind, choices: &mut Choices<'_>) -> Both {
    match kind {
        Kind::Bool => Both::same(choices.one_of(&["true", "false"]).to_owned()),
        Kind::Int => {
            let number = choices.one_of(&INTS);
            Both { level: if number < 0 { 7 } else { 8 }, ..Both::same(number.to_string()) }
        }
        Kind::Text => Both::same(quoted(choices.one_of(&TEXTS))),
        Kind::Duration => Both::same(format!("duration('{}s')", choices.one_of(&SPANS))),
        Kind::Time => Both::same(format!("timestamp('{}')", choices.one_of(&MOMENTS))),
    }
}

/// A well-typed expression; `depth` bounds its nesting.
fn expression(kind: Kind, depth: u32, choices: &mut Choices<'_>) -> Both {
    let leaf = if depth == 0 { 0 } else { choices.below(4) };
    match leaf {
        0 if choices.below(3) == 0 => return literal(kind, choices),
        0 => return fact(kind, choices),
        1 => {
            let condition = expression(Kind::Bool, depth - 1, choices).at(1);
            let (yes, no) = (expression(kind, depth - 1, choices).at(1), expression(kind, depth - 1, choices).at(1));
            return Both {
                ours: format!("{} ? {} : {}", condition.ours, yes.ours, no.ours),
                theirs: format!("{} ? {} : {}", condition.theirs, yes.theirs, no.theirs),
                level: 0,
            };
        }
        _ => {}
    }
    let depth = depth - 1;
    match kind {
        Kind::Bool => boolean(depth, choices),
        Kind::Int => int(depth, choices),
        Kind::Text => literal(kind, choices),
        Kind::Duration => match choices.below(3) {
            0 => operator("-", 4, expression(Kind::Time, depth, choices), expression(Kind::Time, depth, choices)),
            n => {
                let (left, right) = (expression(kind, depth, choices), expression(kind, depth, choices));
                operator(["+", "-"][n - 1], 4, left, right)
            }
        },
        Kind::Time => {
            let (time, span) = (expression(kind, depth, choices), expression(Kind::Duration, depth, choices));
            match choices.below(3) {
                0 => operator("+", 4, time, span),
                1 => operator("-", 4, time, span),
                _ => operator("+", 4, span, time),
            }
        }
    }
}

fn boolean(depth: u32, choices: &mut Choices<'_>) -> Both {
    match choices.below(8) {
        0 | 1 => operator("&&", 2, expression(Kind::Bool, depth, choices), expression(Kind::Bool, depth, choices)),
        2 | 3 => operator("||", 1, expression(Kind::Bool, depth, choices), expression(Kind::Bool, depth, choices)),
        4 => {
            let kind = choices.one_of(&[Kind::Int, Kind::Text, Kind::Duration, Kind::Time, Kind::Bool]);
            let signs = if kind == Kind::Bool { &["==", "!="][..] } else { &["==", "!=", "<", "<=", ">", ">="] };
            let sign = choices.one_of(signs);
            let (left, right) = (expression(kind, depth, choices), expression(kind, depth, choices));
            // A comparison as part of another is in brackets, so that both sides have one type.
            operator(sign, 3, left.at(4), right)
        }
        5 => {
            let inner = expression(Kind::Bool, depth, choices).at(8);
            Both { ours: format!("!{}", inner.ours), theirs: format!("!{}", inner.theirs), level: 7 }
        }
        6 => {
            let kind = choices.one_of(&[Kind::Int, Kind::Text]);
            let left = expression(kind, depth, choices).at(4);
            let elements: Vec<Both> = (0..choices.below(4)).map(|_| expression(kind, depth, choices)).collect();
            let join = |pick: fn(&Both) -> &str| elements.iter().map(pick).collect::<Vec<_>>().join(", ");
            Both {
                ours: format!("{} in [{}]", left.ours, join(|b| &b.ours)),
                theirs: format!("{} in [{}]", left.theirs, join(|b| &b.theirs)),
                level: 3,
            }
        }
        _ => match choices.below(2) {
            0 => {
                let name = FACTS[choices.below(FACTS.len())].0;
                Both { ours: format!("has({name})"), theirs: format!("has(f.{name})"), level: 8 }
            }
            _ => {
                let name = choices.one_of(&["startsWith", "endsWith", "contains"]);
                let (text, part) = (expression(Kind::Text, depth, choices), expression(Kind::Text, depth, choices));
                method(text, name, &[part])
            }
        },
    }
}

fn int(depth: u32, choices: &mut Choices<'_>) -> Both {
    match choices.below(9) {
        0 => operator("+", 4, expression(Kind::Int, depth, choices), expression(Kind::Int, depth, choices)),
        1 => operator("-", 4, expression(Kind::Int, depth, choices), expression(Kind::Int, depth, choices)),
        n @ 2..=4 => {
            let (left, right) = (expression(Kind::Int, depth, choices), expression(Kind::Int, depth, choices));
            operator(["*", "/", "%"][n - 2], 5, left, right)
        }
        5 => {
            let inner = expression(Kind::Int, depth, choices).at(8);
            Both { ours: format!("-{}", inner.ours), theirs: format!("-{}", inner.theirs), level: 7 }
        }
        6 => {
            let text = expression(Kind::Text, depth, choices);
            if choices.below(2) == 0 {
                return method(text, "size", &[]);
            }
            Both { ours: format!("size({})", text.ours), theirs: format!("size({})", text.theirs), level: 8 }
        }
        7 => {
            let name = choices.one_of(&["getHours", "getMinutes", "getSeconds", "getMilliseconds"]);
            method(expression(Kind::Duration, depth, choices), name, &[])
        }
        _ => {
            let name = choices.one_of(&[
                "getFullYear",
                "getMonth",
                "getDate",
                "getDayOfMonth",
                "getDayOfWeek",
                "getDayOfYear",
                "getHours",
                "getMinutes",
                "getSeconds",
                "getMilliseconds",
            ]);
            let time = expression(Kind::Time, depth, choices);
            match choices.below(3) {
                0 => method(time, name, &[]),
                1 => method(time, name, &[Both::same("'Europe/London'".to_owned())]),
                _ => method(time, name, &[Both::same("'America/St_Johns'".to_owned())]),
            }
        }
    }
}

fn ours(kind: Kind, choices: &mut Choices<'_>) -> Value {
    match kind {
        Kind::Bool => Value::Bool(choices.below(2) == 1),
        Kind::Int => Value::Int(choices.one_of(&INTS)),
        Kind::Text => Value::from(choices.one_of(&TEXTS)),
        Kind::Duration => Value::Duration(Duration::seconds(choices.one_of(&SPANS)).unwrap()),
        Kind::Time => Value::Time(choices.one_of(&MOMENTS).parse::<Time>().unwrap()),
    }
}

fn theirs(value: &Value) -> cel::Value {
    match value {
        Value::Bool(value) => cel::Value::Bool(*value),
        Value::Int(value) => cel::Value::Int(*value),
        Value::Text(value) => cel::Value::String(value.to_string().into()),
        Value::Duration(value) => cel::Value::Duration(chrono::Duration::seconds(value.whole_seconds())),
        Value::Time(value) => cel::Value::Timestamp(value.utc().fixed_offset()),
        other => panic!("{other}"),
    }
}

fn shown(value: &cel::Value) -> String {
    match value {
        cel::Value::Bool(value) => value.to_string(),
        cel::Value::Int(value) => value.to_string(),
        cel::Value::String(value) => value.to_string(),
        cel::Value::Duration(value) => format!("{} ms", value.num_milliseconds()),
        cel::Value::Timestamp(value) => Time::from_utc(value.to_utc()).unwrap().to_string(),
        other => panic!("{other:?}"),
    }
}

fn shown_ours(value: &Value) -> String {
    match value {
        // Durations in one unit; none here is finer.
        Value::Duration(_) => match theirs_exact(value) {
            cel::Value::Duration(value) => format!("{} ms", value.num_milliseconds()),
            other => panic!("{other:?}"),
        },
        other => other.to_string(),
    }
}

/// A duration with its milliseconds, through its text.
fn theirs_exact(value: &Value) -> cel::Value {
    let text = value.to_string().replace("PT", "").to_lowercase();
    let context = Context::default();
    Program::compile(&format!("duration('{text}')")).unwrap().execute(&context).unwrap()
}

/// Whether the judged expression had a value; the other outcome is that it rightly had none.
fn judge(kind: Kind, choices: &[u16]) -> Result<bool, TestCaseError> {
    let mut choices = Choices::new(choices);
    let values: Vec<Option<Value>> =
        FACTS.iter().map(|(_, kind)| (choices.below(5) != 4).then(|| ours(*kind, &mut choices))).collect();
    let both = expression(kind, 5, &mut choices);
    if both.ours.len() > 16_000 {
        return Ok(false);
    }
    let types: Vec<(&str, Type)> = FACTS
        .iter()
        .map(|(name, kind)| {
            let ty = match kind {
                Kind::Bool => Type::Bool,
                Kind::Int => Type::Int,
                Kind::Text => Type::Text,
                Kind::Duration => Type::Duration,
                Kind::Time => Type::Time,
            };
            (*name, ty)
        })
        .collect();
    let condition =
        Condition::new(&both.ours, &types).map_err(|error| TestCaseError::fail(format!("{}: {error}", both.ours)))?;
    let mut facts = condition.facts();
    let mut map: HashMap<String, cel::Value> = HashMap::new();
    for ((name, _), value) in FACTS.iter().zip(&values) {
        if let Some(value) = value {
            facts.set(name, value.clone());
            map.insert((*name).to_owned(), theirs(value));
        }
    }
    let mut context = Context::default();
    context.add_variable_from_value("f", map);
    let program =
        Program::compile(&both.theirs).map_err(|error| TestCaseError::fail(format!("{}: {error}", both.theirs)))?;
    let mine = condition.evaluate(&facts).map(|value| shown_ours(&value));
    let other = program.execute(&context).map(|value| shown(&value));
    let agree = match (&mine, &other) {
        (Ok(mine), Ok(other)) => mine == other,
        (Err(_), Err(_)) => true,
        _ => false,
    };
    prop_assert!(agree, "{}\n ours: {mine:?}\n theirs: {other:?}\n facts: {values:?}", both.ours);
    Ok(mine.is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(2000), ..ProptestConfig::default() })]

    #[test]
    fn booleans(choices in prop::collection::vec(any::<u16>(), 12..160)) {
        judge(Kind::Bool, &choices)?;
    }

    #[test]
    fn ints(choices in prop::collection::vec(any::<u16>(), 12..160)) {
        judge(Kind::Int, &choices)?;
    }

    #[test]
    fn texts_durations_times(choices in prop::collection::vec(any::<u16>(), 12..100), kind in 0..3_usize) {
        judge([Kind::Text, Kind::Duration, Kind::Time][kind], &choices)?;
    }
}

/// A judge that only ever sees errors would prove nothing.
#[test]
fn enough_have_values() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec(any::<u16>(), 20..120);
    for kind in [Kind::Bool, Kind::Int, Kind::Text, Kind::Duration, Kind::Time] {
        let with_value =
            (0..300).filter(|_| judge(kind, &strategy.new_tree(&mut runner).unwrap().current()).unwrap()).count();
        assert!(with_value > 75, "{kind:?}: {with_value} of 300");
    }
}
