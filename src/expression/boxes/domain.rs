//! The values that a fact can have, counted.

use std::sync::Arc;

use super::ratio::{Ratio, of_decimal};
use super::set::Set;
use crate::value::{Currency, Date, Duration, Money, Name, Time, Type, Value};

/// Digits behind the point at which decimals are told apart; between two such points lies one more, for all others.
const PLACES: u32 = 9;
/// The largest decimal has 28 digits before the point.
const LARGEST: i128 = 10_i128.pow(28);
const NANOSECONDS: i128 = 1_000_000_000;
const DAY: i128 = 86_400 * NANOSECONDS;
/// The years 1 to 9999, as days from the first of 1970.
const FIRST_DAY: i128 = -719_162;
const LAST_DAY: i128 = 2_932_896;

/// The points of a type, each an ordinal.
///
/// A whole number counts itself, money its minor units, elapsed time and moments nanoseconds, dates days, words of an
/// enum their place. Texts are counted as conditions name them; the ordinals beyond stand for all other texts. Decimals
/// have an even ordinal at every ninth place and an odd one for what lies between two of these.
#[derive(Debug, Clone)]
pub(super) struct Domain {
    grid: Grid,
    /// What declarations allow.
    pub(super) whole: Set,
}

#[derive(Debug, Clone)]
enum Grid {
    Bool,
    Words(Arc<[Name]>),
    Text,
    Int,
    Decimal,
    Money(Currency),
    /// Amounts in any currency, which only zero and their own kind may meet.
    AnyMoney,
    Duration,
    Date,
    Time,
}

/// What a fact may be where conditions are taken apart.
#[derive(Debug, Clone)]
pub(crate) struct Range<'p> {
    pub(crate) name: &'p Name,
    pub(crate) ty: &'p Type,
    pub(crate) min: Option<&'p Value>,
    pub(crate) max: Option<&'p Value>,
    /// Where it is not empty, the only values.
    pub(crate) of: &'p [Value],
    pub(crate) known: Known,
}

/// What is known of a fact beforehand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Known {
    /// It may be unknown.
    Perhaps,
    /// It has some value.
    Surely,
    /// It is this, or unknown.
    Exactly(Option<Value>),
}

/// The points around a number on a row of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cut {
    /// The last point below.
    pub(super) below: i128,
    /// The number itself, if it is a point.
    pub(super) at: Option<i128>,
    /// The first point above.
    pub(super) above: i128,
}

/// Texts that conditions name, by ordinal.
pub(super) type Texts = Vec<Name>;

impl Domain {
    pub(super) fn new(range: &Range<'_>, texts: &mut Texts) -> Self {
        let (grid, whole) = match range.ty {
            Type::Bool => (Grid::Bool, Set::span(0, 1)),
            Type::Enum(words) => {
                let last = i128::try_from(words.len()).unwrap_or(0) - 1;
                (Grid::Words(words.clone()), Set::span(0, last))
            }
            Type::Text => (Grid::Text, Set::span(0, i128::MAX)),
            Type::Int => (Grid::Int, Set::span(i64::MIN.into(), i64::MAX.into())),
            Type::Decimal | Type::Money(None) => {
                let last = 2 * LARGEST * 10_i128.pow(PLACES);
                let grid = if *range.ty == Type::Decimal { Grid::Decimal } else { Grid::AnyMoney };
                (grid, Set::span(-last, last))
            }
            Type::Money(Some(currency)) => (Grid::Money(*currency), Set::span(1 - LARGEST, LARGEST - 1)),
            Type::Duration => {
                let last = i128::from(i64::MAX) * 1_000_000;
                (Grid::Duration, Set::span(-last, last))
            }
            Type::Date => (Grid::Date, Set::span(FIRST_DAY, LAST_DAY)),
            Type::Time => (Grid::Time, Set::span(FIRST_DAY * DAY, LAST_DAY * DAY + (DAY - 1))),
        };
        let mut domain = Self { grid, whole };
        // Bounds in one currency bound no other.
        let bounded = !matches!(domain.grid, Grid::AnyMoney);
        let cut = |bound: Option<&Value>| domain.cut(number(bound.filter(|_| bounded)?)?);
        let least = cut(range.min).map_or(i128::MIN, |cut| cut.at.unwrap_or(cut.above));
        let most = cut(range.max).map_or(i128::MAX, |cut| cut.at.unwrap_or(cut.below));
        domain.whole = domain.whole.and(&Set::span(least, most));
        if !range.of.is_empty() {
            let allowed: Vec<i128> = range.of.iter().filter_map(|value| domain.ordinal(value, texts)).collect();
            domain.whole = domain.whole.and(&Set::points(allowed));
        }
        domain.whole = match &range.known {
            Known::Surely => domain.whole,
            Known::Perhaps => domain.whole.or_absent(true),
            Known::Exactly(None) => Set::ABSENT,
            Known::Exactly(Some(value)) => domain.ordinal(value, texts).map_or(domain.whole.clone(), Set::point),
        };
        domain
    }

    /// Whether between two of its points there are others.
    pub(super) fn is_dense(&self) -> bool {
        matches!(self.grid, Grid::Decimal | Grid::AnyMoney)
    }

    /// The point of a value.
    pub(super) fn ordinal(&self, value: &Value, texts: &mut Texts) -> Option<i128> {
        match (&self.grid, value) {
            (Grid::Bool, Value::Bool(value)) => Some(i128::from(*value)),
            (Grid::Words(words), Value::Text(text)) => {
                words.iter().position(|word| word.as_str() == &**text).and_then(|at| i128::try_from(at).ok())
            }
            (Grid::Text, Value::Text(text)) => {
                let at = texts.iter().position(|known| known == text).unwrap_or_else(|| {
                    texts.push(text.clone());
                    texts.len() - 1
                });
                i128::try_from(at).ok()
            }
            // One point stands for all decimals between two of nine places.
            (Grid::Decimal | Grid::AnyMoney, value) => {
                let (point, exact) = number(value)?.times(Ratio::from(10_i128.checked_pow(PLACES)?))?.floor();
                point.checked_mul(2)?.checked_add(i128::from(!exact))
            }
            _ => self.cut(number(value)?)?.at,
        }
    }

    /// Where a number lies; nothing where that can't be told exactly.
    pub(super) fn cut(&self, number: Ratio) -> Option<Cut> {
        let scaled = |places: u32| number.times(Ratio::from(10_i128.checked_pow(places)?));
        let (point, exact) = match &self.grid {
            Grid::Decimal | Grid::AnyMoney => {
                let (point, exact) = scaled(PLACES)?.floor();
                if !exact {
                    return None;
                }
                (point.checked_mul(2)?, true)
            }
            Grid::Money(currency) => scaled(currency.minor_digits())?.floor(),
            Grid::Bool | Grid::Words(_) | Grid::Text => return None,
            _ => number.floor(),
        };
        Some(Cut {
            below: if exact { point.checked_sub(1)? } else { point },
            at: exact.then_some(point),
            above: point.checked_add(1)?,
        })
    }

    /// The number at a point, in the type's own unit.
    pub(super) fn number(&self, point: i128) -> Option<Ratio> {
        match &self.grid {
            Grid::Decimal | Grid::AnyMoney => Ratio::new(point, 2 * 10_i128.pow(PLACES)),
            Grid::Money(currency) => Ratio::new(point, 10_i128.checked_pow(currency.minor_digits())?),
            Grid::Bool | Grid::Words(_) | Grid::Text => None,
            _ => Some(Ratio::from(point)),
        }
    }

    /// The value at a point.
    pub(super) fn value(&self, point: i128, texts: &Texts) -> Option<Value> {
        Some(match &self.grid {
            Grid::Bool => Value::Bool(point == 1),
            Grid::Words(words) => Value::from(words.get(usize::try_from(point).ok()?)?.as_str()),
            Grid::Text => match texts.get(usize::try_from(point).ok()?) {
                Some(text) => Value::Text(text.clone()),
                None => another(texts),
            },
            Grid::Int => Value::Int(i64::try_from(point).ok()?),
            Grid::Decimal => Value::Decimal(self.number(point)?.to_decimal()?),
            Grid::Money(currency) => Value::Money(Money::new(self.number(point)?.to_decimal()?, *currency)),
            Grid::AnyMoney => Value::Money(Money::new(self.number(point)?.to_decimal()?, "EUR".parse().ok()?)),
            Grid::Duration => Value::Duration(Duration::nanoseconds(point)?),
            Grid::Date => Value::Date(date(point)?),
            Grid::Time => Value::Time(time(point)?),
        })
    }

    /// The point of a set that an author understands best: round before exact, small before large.
    pub(super) fn pick(&self, set: &Set) -> Option<i128> {
        let candidates = set.spans().iter().flat_map(|(first, last)| {
            let near = self.origin();
            self.steps().iter().enumerate().filter_map(move |(rank, step)| {
                let (first, last) = (first.checked_sub(near)?, last.checked_sub(near)?);
                let from_zero = if first > 0 {
                    first.checked_add(step - 1)?.div_euclid(*step).checked_mul(*step)?
                } else if last < 0 {
                    last.div_euclid(*step).checked_mul(*step)?
                } else {
                    0
                };
                (first..=last).contains(&from_zero).then_some((rank, from_zero))
            })
        });
        let best = candidates.min_by_key(|(rank, from_zero)| (*rank, from_zero.unsigned_abs(), *from_zero < 0));
        best.map(|(_, from_zero)| from_zero + self.origin())
    }

    /// How round a point can be, the roundest first.
    fn steps(&self) -> &'static [i128] {
        const SECOND: i128 = NANOSECONDS;
        match &self.grid {
            Grid::Decimal | Grid::AnyMoney => {
                &[2_000_000_000, 200_000_000, 20_000_000, 2_000_000, 200_000, 20_000, 2_000, 200, 20, 2, 1]
            }
            Grid::Money(currency) => match currency.minor_digits() {
                2 => &[100, 1],
                3 => &[1000, 1],
                _ => &[1],
            },
            Grid::Duration => &[3600 * SECOND, 60 * SECOND, SECOND, SECOND / 1000, SECOND / 1_000_000, 1],
            Grid::Time => &[DAY, 3600 * SECOND, 60 * SECOND, SECOND, SECOND / 1000, SECOND / 1_000_000, 1],
            _ => &[1],
        }
    }

    /// The point from which smallness counts.
    fn origin(&self) -> i128 {
        // 2026-01-01
        const NOWADAYS: i128 = 20_454;
        match self.grid {
            Grid::Date => NOWADAYS,
            Grid::Time => NOWADAYS * DAY,
            _ => 0,
        }
    }
}

/// A value as a number in its type's own unit; texts and truth are none.
pub(super) fn number(value: &Value) -> Option<Ratio> {
    match value {
        Value::Int(n) => Some(Ratio::from(i128::from(*n))),
        Value::Decimal(n) => of_decimal(*n),
        Value::Money(money) => of_decimal(money.amount()),
        Value::Duration(duration) => Some(Ratio::from(duration.as_nanoseconds())),
        Value::Date(date) => Some(Ratio::from(i128::from(epoch().0?.days_until(*date)))),
        Value::Time(time) => Some(Ratio::from(time.since(epoch().1?).as_nanoseconds())),
        Value::Bool(_) | Value::Text(_) => None,
    }
}

/// The date so many days after the first.
pub(super) fn date(days: i128) -> Option<Date> {
    epoch().0?.plus_days(i64::try_from(days).ok()?)
}

/// The moment so many nanoseconds after the first.
pub(super) fn time(nanoseconds: i128) -> Option<Time> {
    epoch().1?.checked_add(Duration::nanoseconds(nanoseconds)?)
}

/// The day and the moment from which others are counted.
fn epoch() -> (Option<Date>, Option<Time>) {
    ("1970-01-01".parse().ok(), "1970-01-01T00:00:00Z".parse().ok())
}

/// A text that no condition names.
fn another(texts: &Texts) -> Value {
    let named = |text: &str| texts.iter().any(|known| **known == *text);
    // One of so many differs from all that are named.
    let text = (0..=texts.len()).map(|n| if n == 0 { "other".to_owned() } else { format!("other-{n}") });
    Value::from(text.into_iter().find(|text| !named(text)).unwrap_or_default())
}
