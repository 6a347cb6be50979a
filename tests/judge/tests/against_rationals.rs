//! Decimals and money against exact rationals.

use amends::{Condition, Decimal, Type, Value};
use judge::Choices;
use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

const DIGITS: u32 = 28;

/// An expression whose value is a number or an amount.
#[derive(Debug, Clone)]
enum Sum {
    Literal(&'static str, Unit),
    Fact(usize),
    Binary(char, Box<Sum>, Box<Sum>),
    Negative(Box<Sum>),
    Abs(Box<Sum>),
    Extreme(&'static str, Box<Sum>, Box<Sum>),
    Round(Box<Sum>, u32),
    If(Box<Test>, Box<Sum>, Box<Sum>),
}

/// A comparison.
#[derive(Debug, Clone)]
struct Test(&'static str, Sum, Sum);

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Unit {
    Int,
    Decimal,
    /// Money in pounds.
    Pounds,
    /// Money whose currency is known at run time only.
    Any,
}

#[derive(Debug, Clone, PartialEq)]
struct Number {
    value: BigRational,
    /// As an index into [`CURRENCIES`].
    currency: Option<usize>,
    int: bool,
}

const CURRENCIES: [&str; 2] = ["GBP", "EUR"];
const FACTS: [(&str, Unit); 7] = [
    ("n", Unit::Int),
    ("x", Unit::Decimal),
    ("y", Unit::Decimal),
    ("total", Unit::Pounds),
    ("fee", Unit::Pounds),
    ("price", Unit::Any),
    ("other", Unit::Any),
];

const NUMBERS: [&str; 16] = [
    "2.0",
    "0.0000000000000000000000000003",
    "1.0",
    "2.5",
    "0.1",
    "-0.25",
    "0.0",
    "3.14159265358979",
    "0.0000000000000000000000000001",
    "9999999999999999999999999999.0",
    "-1234567890123456789.012345678",
    "100000000000000.5",
    "0.3333333333333333333333333333",
    "7.005",
    "-7.015",
    "1e20",
];
const WHOLE: [&str; 9] = ["1", "2", "0", "3", "-7", "1000", "9223372036854775807", "12", "-1"];

fn sum(unit: Unit, depth: u32, choices: &mut Choices<'_>) -> Sum {
    let leaf = if depth == 0 { 0 } else { choices.below(5) };
    if leaf == 0 {
        if choices.below(2) == 0 {
            let facts: Vec<usize> = (0..FACTS.len()).filter(|at| FACTS[*at].1 == unit).collect();
            return Sum::Fact(choices.one_of(&facts));
        }
        return match unit {
            Unit::Int => Sum::Literal(choices.one_of(&WHOLE), unit),
            // There is no literal of money without a named currency.
            Unit::Any => Sum::Fact(5),
            _ => Sum::Literal(choices.one_of(&NUMBERS), unit),
        };
    }
    let depth = depth - 1;
    let mut part = |unit| Box::new(sum(unit, depth, choices));
    let money = matches!(unit, Unit::Pounds | Unit::Any);
    match leaf {
        1 => {
            let (left, right) = (part(unit), part(unit));
            let signs = if money { &['+', '-'][..] } else { &['+', '-', '*', '/', '%'] };
            let sign = choices.one_of(signs);
            if unit == Unit::Decimal && choices.below(3) == 0 {
                return Sum::Binary(sign, Box::new(sum(Unit::Int, depth, choices)), right);
            }
            Sum::Binary(sign, left, right)
        }
        2 if money => {
            let (amount, number) = (part(unit), part(Unit::Decimal));
            match choices.below(3) {
                0 => Sum::Binary('*', amount, number),
                1 => Sum::Binary('*', number, amount),
                _ => Sum::Binary('/', amount, number),
            }
        }
        2 if unit == Unit::Decimal => {
            let unit = choices.one_of(&[Unit::Pounds, Unit::Any]);
            Sum::Binary('/', Box::new(sum(unit, depth, choices)), Box::new(sum(unit, depth, choices)))
        }
        2 => Sum::Negative(part(unit)),
        3 => match choices.below(4) {
            0 => Sum::Negative(Box::new(sum(unit, depth, choices))),
            1 => Sum::Abs(Box::new(sum(unit, depth, choices))),
            2 => {
                let name = choices.one_of(&["min", "max"]);
                Sum::Extreme(name, Box::new(sum(unit, depth, choices)), Box::new(sum(unit, depth, choices)))
            }
            _ => {
                let places = choices.one_of(&[0, 1, 2, 5]);
                Sum::Round(Box::new(sum(unit, depth, choices)), places)
            }
        },
        _ => {
            let compared = choices.one_of(&[Unit::Decimal, Unit::Pounds, Unit::Int, Unit::Any]);
            let sign = choices.one_of(&["==", "!=", "<", "<=", ">", ">="]);
            let left = sum(compared, depth, choices);
            let right = match (compared, choices.below(3)) {
                (Unit::Pounds | Unit::Any, 0) => Sum::Literal("0", Unit::Int),
                (Unit::Decimal, 0) => sum(Unit::Int, depth, choices),
                _ => sum(compared, depth, choices),
            };
            let test = Box::new(Test(sign, left, right));
            Sum::If(test, Box::new(sum(unit, depth, choices)), Box::new(sum(unit, depth, choices)))
        }
    }
}

impl Sum {
    fn text(&self) -> String {
        match self {
            Self::Literal(number, Unit::Pounds) => match number.strip_suffix("e20") {
                Some(number) => format!("({number}00000000000000000000 GBP)"),
                None => format!("({number} GBP)"),
            },
            Self::Literal(number, _) => format!("({number})"),
            Self::Fact(at) => FACTS[*at].0.to_owned(),
            Self::Binary(sign, a, b) => format!("({} {sign} {})", a.text(), b.text()),
            Self::Negative(a) => format!("(-{})", a.text()),
            Self::Abs(a) => format!("abs({})", a.text()),
            Self::Extreme(name, a, b) => format!("{name}({}, {})", a.text(), b.text()),
            Self::Round(a, 0) => format!("round({}, '1')", a.text()),
            Self::Round(a, places) => {
                format!("round({}, '0.{}1')", a.text(), "0".repeat(usize::try_from(*places - 1).unwrap()))
            }
            Self::If(test, a, b) => {
                // A bare zero stays bare: beside money it stands for no number in brackets.
                let right = match &test.2 {
                    Self::Literal("0", _) => "0".to_owned(),
                    other => other.text(),
                };
                format!("({} {} {right} ? {} : {})", test.1.text(), test.0, a.text(), b.text())
            }
        }
    }

    /// The value, nothing where it must be an error; `Unsure` where an error is allowed.
    fn value(&self, facts: &[Number]) -> Outcome {
        match self {
            Self::Literal(number, unit) => Ok(Number {
                value: rational(number),
                currency: (*unit == Unit::Pounds).then_some(0),
                int: *unit == Unit::Int,
            }),
            Self::Fact(at) => Ok(facts[*at].clone()),
            Self::Binary(sign, a, b) => binary(*sign, a.value(facts)?, b.value(facts)?),
            Self::Negative(a) => {
                let a = a.value(facts)?;
                fitting(Number { value: -a.value, ..a })
            }
            Self::Abs(a) => {
                let a = a.value(facts)?;
                fitting(Number { value: a.value.abs(), ..a })
            }
            Self::Extreme(name, a, b) => {
                let (a, b) = (a.value(facts)?, b.value(facts)?);
                if a.currency != b.currency {
                    return Err(Fails::Must);
                }
                let second = if *name == "min" { b.value < a.value } else { b.value > a.value };
                Ok(if second { b } else { a })
            }
            Self::Round(a, places) => {
                let a = a.value(facts)?;
                // Half away from zero.
                let scaled = a.value.clone() * BigRational::from(BigInt::from(10).pow(*places));
                Ok(Number { value: scaled.round() / BigRational::from(BigInt::from(10).pow(*places)), ..a })
            }
            Self::If(test, a, b) => {
                let (left, right) = (test.1.value(facts)?, test.2.value(facts)?);
                let zero = right.currency.is_none() && right.value.is_zero();
                if left.currency != right.currency && !zero {
                    return Err(Fails::Must);
                }
                let holds = match test.0 {
                    "==" => left.value == right.value,
                    "!=" => left.value != right.value,
                    "<" => left.value < right.value,
                    "<=" => left.value <= right.value,
                    ">" => left.value > right.value,
                    _ => left.value >= right.value,
                };
                if holds { a.value(facts) } else { b.value(facts) }
            }
        }
    }
}

/// An expected error: certain, or allowed because a step on the way is too wide for exact arithmetic in 128 bits.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fails {
    Must,
    May,
}

type Outcome = Result<Number, Fails>;

fn rational(text: &str) -> BigRational {
    let (number, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let digits: BigInt = format!("{whole}{fraction}").parse().unwrap();
    let scale = u32::try_from(fraction.len()).unwrap();
    BigRational::new(digits * BigInt::from(10).pow(exponent.parse().unwrap()), BigInt::from(10).pow(scale))
}

/// Coefficient and scale, if the number is a decimal at all.
fn decimal(value: &BigRational) -> Option<(BigInt, u32)> {
    (0..=DIGITS).find_map(|scale| {
        let scaled = value * BigRational::from(BigInt::from(10).pow(scale));
        scaled.is_integer().then(|| (scaled.to_integer(), scale))
    })
}

fn fitting(number: Number) -> Outcome {
    if number.int {
        return if i64::try_from(number.value.to_integer()).is_ok() { Ok(number) } else { Err(Fails::Must) };
    }
    match decimal(&number.value) {
        Some((coefficient, _)) if coefficient.abs() < BigInt::from(10).pow(DIGITS) => Ok(number),
        _ => Err(Fails::Must),
    }
}

fn binary(sign: char, a: Number, b: Number) -> Outcome {
    let int = a.int && b.int;
    let both_money = a.currency.is_some() && b.currency.is_some();
    if both_money && a.currency != b.currency {
        return Err(Fails::Must);
    }
    let currency = if both_money && sign == '/' { None } else { a.currency.or(b.currency) };
    if matches!(sign, '/' | '%') && b.value.is_zero() {
        return Err(Fails::Must);
    }
    let ((x, x_scale), (y, y_scale)) = (decimal(&a.value).unwrap(), decimal(&b.value).unwrap());
    let wide = |n: &BigInt| i128::try_from(n.clone()).is_err();
    let value = match sign {
        '+' => a.value + b.value,
        '-' => a.value - b.value,
        '*' => {
            if !int && wide(&(x * y)) {
                let exact = fitting(Number { value: a.value * b.value, currency, int });
                return Err(if exact.is_ok() { Fails::May } else { Fails::Must });
            }
            a.value * b.value
        }
        '/' if int => BigRational::from((a.value / b.value).trunc()),
        '/' => match quotient(&(a.value / b.value)) {
            Some(value) => value,
            None => return Err(Fails::Must),
        },
        _ => {
            let scale = x_scale.max(y_scale);
            let raised = |n: BigInt, from: u32| n * BigInt::from(10).pow(scale - from);
            if !int && (wide(&raised(x, x_scale)) || wide(&raised(y, y_scale))) {
                return Err(Fails::May);
            }
            if int && a.value == rational("-9223372036854775808") && b.value == rational("-1") {
                return Err(Fails::Must);
            }
            a.value.clone() - (a.value / b.value.clone()).trunc() * b.value
        }
    };
    fitting(Number { value, currency, int })
}

/// Half to even at the 28th digit, or at the 28th behind the point.
fn quotient(exact: &BigRational) -> Option<BigRational> {
    let whole = exact.trunc().to_integer().abs();
    let digits = if whole.is_zero() { 0 } else { u32::try_from(whole.to_string().len()).unwrap() };
    let scale = DIGITS.checked_sub(digits)?;
    let unit = BigRational::from(BigInt::from(10).pow(scale));
    let scaled = exact * unit.clone();
    let floor = scaled.floor().to_integer();
    let rest = scaled - BigRational::from(floor.clone());
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    let up = rest > half || (rest == half && floor.is_odd());
    Some(BigRational::from(floor + BigInt::from(u8::from(up))) / unit)
}

/// Whether the judged expression had a value; the other outcome is that it rightly had none.
fn judge(unit: Unit, choices: &[u16]) -> Result<bool, TestCaseError> {
    let mut choices = Choices::new(choices);
    let mut values = Vec::new();
    let mut numbers = Vec::new();
    for (_, unit) in FACTS {
        let (value, number) = match unit {
            Unit::Int => {
                let text = choices.one_of(&WHOLE);
                (Value::Int(text.parse().unwrap()), Number { value: rational(text), currency: None, int: true })
            }
            _ => {
                let text = choices.one_of(&NUMBERS);
                let amount: Decimal = text.parse().unwrap();
                let currency = match unit {
                    Unit::Pounds => Some(0),
                    Unit::Any => Some(choices.below(2)),
                    _ => None,
                };
                let value = match currency {
                    Some(at) => Value::Money(amends::Money::new(amount, CURRENCIES[at].parse().unwrap())),
                    None => Value::Decimal(amount),
                };
                (value, Number { value: rational(text), currency, int: false })
            }
        };
        values.push(value);
        numbers.push(number);
    }
    let sum = sum(unit, 4, &mut choices);
    let gbp = "GBP".parse().ok();
    let types = FACTS.map(|(name, unit)| {
        let ty = match unit {
            Unit::Int => Type::Int,
            Unit::Decimal => Type::Decimal,
            Unit::Pounds => Type::Money(gbp),
            Unit::Any => Type::Money(None),
        };
        (name, ty)
    });
    let text = sum.text();
    if text.len() > 16_000 {
        return Ok(false);
    }
    let condition = Condition::new(&text, &types).map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
    let mut facts = condition.facts();
    for (slot, value) in values.iter().enumerate() {
        facts.set_slot(slot, Some(value.clone()));
    }
    let mine = condition.evaluate(&facts);
    let expected = sum.value(&numbers);
    let agree = match (&mine, &expected) {
        (Ok(mine), Ok(expected)) => {
            let (amount, currency) = match mine {
                Value::Int(n) => (n.to_string(), None),
                Value::Decimal(n) => (n.to_string(), None),
                Value::Money(money) => {
                    let at = CURRENCIES.iter().position(|code| *code == money.currency().code());
                    (money.amount().to_string(), at)
                }
                other => panic!("{other}"),
            };
            rational(&amount) == expected.value && currency == expected.currency
        }
        (Err(_), Err(_)) | (Ok(_), Err(Fails::May)) => true,
        _ => false,
    };
    prop_assert!(agree, "{text}\n ours: {mine:?}\n expected: {expected:?}\n facts: {values:?}");
    Ok(mine.is_ok())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases.max(3000), ..ProptestConfig::default() })]

    #[test]
    fn decimals(choices in prop::collection::vec(any::<u16>(), 20..120)) {
        judge(Unit::Decimal, &choices)?;
    }

    #[test]
    fn amounts(choices in prop::collection::vec(any::<u16>(), 20..120)) {
        judge(Unit::Pounds, &choices)?;
    }

    #[test]
    fn amounts_of_any_currency(choices in prop::collection::vec(any::<u16>(), 20..120)) {
        judge(Unit::Any, &choices)?;
    }

    #[test]
    fn whole_numbers(choices in prop::collection::vec(any::<u16>(), 20..120)) {
        judge(Unit::Int, &choices)?;
    }
}

/// A judge that only ever sees errors would prove nothing.
#[test]
fn enough_have_values() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = prop::collection::vec(any::<u16>(), 20..120);
    for kind in [Unit::Int, Unit::Decimal, Unit::Pounds, Unit::Any] {
        let with_value =
            (0..300).filter(|_| judge(kind, &strategy.new_tree(&mut runner).unwrap().current()).unwrap()).count();
        assert!(with_value > 75, "{kind:?}: {with_value} of 300");
    }
}
