//! One condition on four facts, beside the same written by hand.

use amends::{Condition, Facts, Money, Type, Value};
use divan::{Bencher, black_box};

fn main() {
    check();
    divan::main();
}

const TEXT: &str = "days_late >= 2 && order_total / parcels > money('5.00 GBP') && (tier == 'gold' || days_late > 4)";

fn condition() -> Condition {
    let pounds = Type::Money(Some("GBP".parse().unwrap()));
    let facts = [("days_late", Type::Int), ("order_total", pounds), ("parcels", Type::Int), ("tier", Type::Text)];
    Condition::new(TEXT, &facts).unwrap()
}

/// The four facts, any of them unknown. Money is exact in pence.
#[derive(Clone, Copy)]
struct Late {
    days_late: Option<i64>,
    order_total: Option<i64>,
    parcels: Option<i64>,
    tier: Option<&'static str>,
}

const KNOWN: Late = Late { days_late: Some(3), order_total: Some(4000), parcels: Some(2), tier: Some("gold") };

/// What can come of it.
const INPUTS: [(&str, Late); 4] = [
    ("holds", KNOWN),
    ("first part false", Late { days_late: Some(1), ..KNOWN }),
    ("unknown fact", Late { tier: None, ..KNOWN }),
    ("error", Late { parcels: Some(0), ..KNOWN }),
];

const NAMES: [&str; 4] = ["holds", "first part false", "unknown fact", "error"];

fn late(name: &str) -> Late {
    INPUTS.iter().find(|(known, _)| *known == name).unwrap().1
}

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
enum Stopped {
    Unknown,
    DivisionByZero,
}

/// The condition in plain Rust: the parts in the same order, checked, unknowns and errors told.
fn by_hand(late: &Late) -> Result<bool, Stopped> {
    let days_late = late.days_late.ok_or(Stopped::Unknown)?;
    if days_late < 2 {
        return Ok(false);
    }
    let (total, parcels) = (late.order_total.ok_or(Stopped::Unknown)?, late.parcels.ok_or(Stopped::Unknown)?);
    if total.checked_div(parcels).ok_or(Stopped::DivisionByZero)? <= 500 {
        return Ok(false);
    }
    Ok(late.tier.ok_or(Stopped::Unknown)? == "gold" || days_late > 4)
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

/// Both say the same, so that both are timed at the same work.
fn check() {
    let condition = condition();
    let mut facts = condition.facts();
    for (name, late) in INPUTS {
        bind(&mut facts, &late, late.order_total.map(pounds));
        let ours = condition.holds(&facts).map_err(|error| match error.is_unknown_fact() {
            true => Stopped::Unknown,
            false => Stopped::DivisionByZero,
        });
        assert_eq!(ours, by_hand(&late), "{name}");
    }
}

#[divan::bench(args = NAMES)]
fn a_floor_by_hand(bencher: Bencher<'_, '_>, name: &str) {
    let late = late(name);
    bencher.bench(|| by_hand(black_box(&late)));
}

/// The facts are there.
#[divan::bench(args = NAMES)]
fn b_evaluate(bencher: Bencher<'_, '_>, name: &str) {
    let condition = condition();
    let mut facts = condition.facts();
    let late = late(name);
    bind(&mut facts, &late, late.order_total.map(pounds));
    bencher.bench(|| condition.holds(black_box(&facts)));
}

/// The facts are set anew before each evaluation, text copied.
#[divan::bench(args = NAMES)]
fn c_bind_and_evaluate(bencher: Bencher<'_, '_>, name: &str) {
    let condition = condition();
    let late = late(name);
    let total = late.order_total.map(pounds);
    let mut facts = condition.facts();
    bencher.bench_local(|| {
        bind(&mut facts, black_box(&late), total);
        condition.holds(&facts)
    });
}
