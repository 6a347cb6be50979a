use proptest::prelude::*;

use super::entries::{MAX_ENTRIES, MAX_SUMS};
use super::{Entry, Pool, Returned, Told};
use crate::ids::PaysId;
use crate::value::{Duration, Money, Time};

fn at(hours: i64) -> Time {
    let begins: Time = "2026-01-01T00:00:00Z".parse().unwrap();
    begins.checked_add(Duration::seconds(hours * 3600).unwrap()).unwrap()
}

fn pays(n: usize) -> PaysId {
    format!("{n:032x}").parse().unwrap()
}

fn told(hours: i64) -> Told {
    Told { at: at(hours), seq: 1, n: 0 }
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// Payment `n`, decided and told at that hour.
fn entry(n: usize, hours: i64, amount: &str) -> Entry {
    let (amount, pays) = (money(amount), pays(n));
    Entry { amount, at: at(hours), attempt: 1, pays, returned: Vec::new(), told: told(hours) }
}

fn returned(n: usize, hours: i64, amount: &str) -> Returned {
    Returned { amount: money(amount), attempt: 1, pays: pays(n), told: told(hours) }
}

fn used(pool: &Pool) -> String {
    pool.used("GBP".parse().unwrap(), None).to_string()
}

#[test]
fn what_comes_late_takes_nothing_back() {
    let mut pool = Pool::new("p");
    pool.put(entry(1, 5, "50 GBP"));
    // Of what was told before.
    pool.put(entry(1, 2, "20 GBP"));
    assert_eq!(used(&pool), "50.00 GBP");
    pool.release((pays(1), 1), told(4));
    assert_eq!(used(&pool), "50.00 GBP");
    // What grows counts from when it grew.
    pool.put(entry(1, 7, "60 GBP"));
    assert_eq!(pool.used("GBP".parse().unwrap(), Some(at(6).utc())), money("60 GBP"));
    pool.release((pays(1), 1), told(6));
    assert_eq!(used(&pool), "60.00 GBP");
    pool.release((pays(1), 2), told(9));
    assert_eq!(used(&pool), "60.00 GBP", "another attempt");
    pool.release((pays(1), 1), told(9));
    assert_eq!(used(&pool), "0.00 GBP");
}

#[test]
fn a_currency_is_a_sum_of_its_own() {
    let mut pool = Pool::new("p");
    pool.put(entry(1, 5, "50 GBP"));
    pool.put(entry(1, 6, "70 EUR"));
    assert_eq!((used(&pool).as_str(), pool.used("EUR".parse().unwrap(), None)), ("50.00 GBP", money("70 EUR")));
    pool.release((pays(1), 1), told(7));
    assert_eq!((used(&pool).as_str(), pool.used("EUR".parse().unwrap(), None)), ("0.00 GBP", money("0 EUR")));
}

#[test]
fn what_was_taken_back_is_the_last_that_was_told() {
    let mut pool = Pool::new("p");
    pool.take_back((pays(1), 1), returned(2, 1, "5 GBP"));
    pool.put(entry(1, 2, "50 GBP"));
    assert_eq!(used(&pool), "50.00 GBP", "of a payment that it does not know nothing is taken back");
    for (hours, amount, left) in [(3, "30 GBP", "20.00 GBP"), (5, "0 GBP", "50.00 GBP"), (4, "30 GBP", "50.00 GBP")] {
        pool.take_back((pays(1), 1), returned(2, hours, amount));
        assert_eq!(used(&pool), left, "{amount} at {hours}");
    }
    pool.take_back((pays(1), 1), returned(3, 6, "60 GBP"));
    assert_eq!(used(&pool), "0.00 GBP", "never below nothing");
}

#[test]
fn more_than_can_be_counted_is_more_than_any_bound() {
    let mut pool = Pool::new("p");
    for n in 0..3 {
        pool.put(entry(n, 0, "9999999999999999999999999999 GBP"));
    }
    assert_eq!(used(&pool), "9999999999999999999999999999.00 GBP");
}

#[test]
fn old_payments_are_kept_as_sums() {
    let mut pool = Pool::new("p");
    let all = MAX_ENTRIES * 4;
    for n in 0..all {
        pool.put(entry(n, n as i64 / 3, if n % 3 == 0 { "2 EUR" } else { "1 GBP" }));
        assert!(pool.payments.len() <= MAX_ENTRIES && pool.sums.len() <= MAX_SUMS);
    }
    let gbp = (0..all).filter(|n| n % 3 > 0).count();
    assert_eq!(used(&pool), format!("{gbp}.00 GBP"));
    assert_eq!(pool.used("EUR".parse().unwrap(), None), money(&format!("{} EUR", (all - gbp) * 2)));
    let stored = serde_json::to_string(&pool).unwrap();
    assert_eq!(serde_json::from_str::<Pool>(&stored).unwrap(), pool);
    // The first is kept in a sum, and counts on.
    pool.release((pays(1), 1), told(10_000));
    assert_eq!(used(&pool), format!("{gbp}.00 GBP"));
    pool.forget(at(10_000));
    assert_eq!((used(&pool).as_str(), pool.sums.len()), ("0.00 GBP", 0));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, ..ProptestConfig::default() })]

    #[test]
    fn no_window_counts_less_than_there_is(seeds in prop::collection::vec((0_i64..3, 1_u32..50), 3000), windows in prop::collection::vec(0_i64..4000, 1..20)) {
        let (mut pool, mut known, mut hours) = (Pool::new("p"), Vec::new(), 0);
        for (round, (later, pounds)) in seeds.iter().cycle().take(8000).enumerate() {
            hours += later;
            // What is noted late is older than the rest.
            let decided = if round % 11 == 0 { hours / 2 } else { hours };
            pool.put(entry(round, decided, &format!("{pounds} GBP")));
            known.push((decided, i64::from(*pounds)));
        }
        for window in windows {
            let exact: i64 = known.iter().filter(|(decided, _)| *decided > hours - window).map(|(_, pounds)| pounds).sum();
            let counted = pool.used("GBP".parse().unwrap(), Some(at(hours - window).utc())).amount().to_int().unwrap();
            prop_assert!(counted >= exact, "{counted} of {exact} in {window} hours");
        }
        let total: i64 = known.iter().map(|(_, pounds)| pounds).sum();
        prop_assert_eq!(used(&pool), format!("{total}.00 GBP"));
    }
}
