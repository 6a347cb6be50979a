//! One condition on four facts, beside the same written by hand: on a struct, and on an event's data.

mod late;

use amends::{Condition, ConditionError, Datum, Event, Facts, Money, Type, Value};
use divan::{Bencher, black_box};
use late::{Late, NAMES, Stopped, by_hand, late};

fn main() {
    check();
    divan::main();
}

fn condition() -> Condition {
    let pounds = Type::Money(Some("GBP".parse().unwrap()));
    let facts = [("days_late", Type::Int), ("order_total", pounds), ("parcels", Type::Int), ("tier", Type::Text)];
    Condition::new(late::TEXT, &facts).unwrap()
}

fn event(name: &str) -> Event {
    Event::from_json(&late(name).event()).unwrap()
}

/// The condition in plain Rust on the same event: each member is read when it is asked for, and told where it does not fit.
fn by_hand_on(event: &Event) -> Result<bool, Stopped> {
    let days_late = whole(event.get("days_late"))?.ok_or(Stopped::Unknown)?;
    if days_late < 2 {
        return Ok(false);
    }
    let total = pence(event.get("order_total"))?.ok_or(Stopped::Unknown)?;
    let parcels = whole(event.get("parcels"))?.ok_or(Stopped::Unknown)?;
    if !late::is_more(total, parcels)? {
        return Ok(false);
    }
    match event.get("tier") {
        Some(Datum::Text(tier)) => Ok(tier == "gold" || days_late > 4),
        Some(Datum::Null) | None => Err(Stopped::Unknown),
        Some(_) => Err(Stopped::Misfit),
    }
}

fn whole(datum: Option<Datum<'_>>) -> Result<Option<i64>, Stopped> {
    match datum {
        Some(Datum::Number(text)) => text.parse().map(Some).map_err(|_| Stopped::Misfit),
        Some(Datum::Null) | None => Ok(None),
        Some(_) => Err(Stopped::Misfit),
    }
}

/// `40.00 GBP`, always with two digits behind the point.
fn pence(datum: Option<Datum<'_>>) -> Result<Option<i64>, Stopped> {
    let text = match datum {
        Some(Datum::Text(text)) => text,
        Some(Datum::Null) | None => return Ok(None),
        Some(_) => return Err(Stopped::Misfit),
    };
    let parts = text.strip_suffix(" GBP").and_then(|amount| amount.split_once('.'));
    let (pounds, pence) = parts.filter(|(_, pence)| pence.len() == 2).ok_or(Stopped::Misfit)?;
    let number = |text: &str| text.parse::<i64>().map_err(|_| Stopped::Misfit);
    let amount = number(pounds)?.checked_mul(100).ok_or(Stopped::Overflow)?;
    amount.checked_add(number(pence)?).map(Some).ok_or(Stopped::Overflow)
}

fn pounds(pence: i64) -> Money {
    format!("{}.{:02} GBP", pence / 100, pence % 100).parse().unwrap()
}

fn bind(facts: &mut Facts, late: &Late, total: Option<Money>) {
    facts.set_slot(0, late.days_late.map(Value::from));
    facts.set_slot(1, total.map(Value::from));
    facts.set_slot(2, late.parcels.map(Value::from));
    facts.set_slot(3, late.tier.map(Value::from));
}

/// All say the same, so that all are timed at the same work.
fn check() {
    let condition = condition();
    let mut facts = condition.facts();
    let ours = |answer: Result<bool, ConditionError>| {
        answer.map_err(|error| match error.is_unknown_fact() {
            true => Stopped::Unknown,
            false => Stopped::DivisionByZero,
        })
    };
    for name in NAMES {
        let (late, event) = (late(name), event(name));
        bind(&mut facts, &late, late.order_total.map(pounds));
        let expected = by_hand(&late);
        assert_eq!(ours(condition.holds(&facts)), expected, "{name}");
        assert_eq!(ours(condition.holds_on(&event)), expected, "{name}");
        assert_eq!(by_hand_on(&event), expected, "{name}");
    }
}

/// The facts are there: a struct, and facts that were set.
#[divan::bench_group]
mod evaluate {
    use super::*;

    #[divan::bench(args = NAMES)]
    fn a_floor_by_hand(bencher: Bencher<'_, '_>, name: &str) {
        let late = late(name);
        bencher.bench(|| by_hand(black_box(&late)));
    }

    #[divan::bench(args = NAMES)]
    fn b_evaluate(bencher: Bencher<'_, '_>, name: &str) {
        let condition = condition();
        let mut facts = condition.facts();
        let late = late(name);
        bind(&mut facts, &late, late.order_total.map(pounds));
        bencher.bench(|| condition.holds(black_box(&facts)));
    }

    /// The facts are set anew before each evaluation.
    #[divan::bench(args = NAMES)]
    fn c_set_and_evaluate(bencher: Bencher<'_, '_>, name: &str) {
        let condition = condition();
        let late = late(name);
        let total = late.order_total.map(pounds);
        let mut facts = condition.facts();
        bencher.bench_local(|| {
            bind(&mut facts, black_box(&late), total);
            condition.holds(&facts)
        });
    }
}

/// The facts stand in an event's data.
#[divan::bench_group]
mod on_event {
    use super::*;

    #[divan::bench(args = NAMES)]
    fn a_floor_by_hand(bencher: Bencher<'_, '_>, name: &str) {
        let event = event(name);
        bencher.bench(|| by_hand_on(black_box(&event)));
    }

    #[divan::bench(args = NAMES)]
    fn b_bind_and_evaluate(bencher: Bencher<'_, '_>, name: &str) {
        let (condition, event) = (condition(), event(name));
        bencher.bench(|| condition.holds_on(black_box(&event)));
    }
}
