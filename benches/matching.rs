//! One event against many playbooks in one engine, beside a loop over the same rules in plain Rust.
//!
//! The playbooks listen to fifty types of events; of 1,000 and more, one in five hundred matches.

mod floor;

use amends::{Account, Decision, Engine, Event, Money, Outcome, Secret, Source, Time, compile};
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const SIZES: [usize; 4] = [10, 100, 1_000, 10_000];
const KINDS: usize = 50;
const TIERS: [&str; 10] = ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "t9"];

/// A trigger: the type of event, then `days_late >= days && order_total > total && tier == tier`.
struct Rule {
    kind: usize,
    days: i64,
    total: i64,
    tier: &'static str,
}

/// Rules of one type differ in their tier; each tenth of them is for the same.
fn rules(n: usize) -> Vec<Rule> {
    (0..n)
        .map(|at| {
            let nth = at / KINDS;
            Rule {
                kind: at % KINDS,
                days: i64::try_from(nth % 3 + 1).unwrap(),
                total: i64::try_from(nth % 20).unwrap(),
                tier: TIERS[nth % TIERS.len()],
            }
        })
        .collect()
}

fn kind_name(kind: usize) -> String {
    format!("parcel.event{kind}")
}

fn playbook(at: usize, rule: &Rule) -> String {
    let kind = kind_name(rule.kind);
    format!(
        "
playbook: rule-{at}
version: 1
facts: {{ days_late: int, order_total: {{ type: money, currency: GBP }}, tier: text }}
events: {{ {kind}: [days_late, order_total, tier] }}
triggers:
  late: {{ upon: {kind}, when: days_late >= {} && order_total > money('{}.00 GBP') && tier == '{}' }}
states:
  sorry: {{ do: [apology: {{ message: sorry }}], next: done }}
  done: {{ end: recovered }}
messages: {{ sorry: {{ en: We are sorry. }} }}
",
        rule.days, rule.total, rule.tier
    )
}

/// Houses are limited in their sources; an engine takes many.
fn engine(n: usize) -> Engine {
    let rules: Vec<(usize, Rule)> = rules(n).into_iter().enumerate().collect();
    let mut houses = rules.chunks(1_000).map(|part| {
        let sources = part.iter().map(|(at, rule)| Source::new(format!("{at:05}.yaml"), playbook(*at, rule)));
        compile(sources).finish().unwrap()
    });
    let first = Engine::new(houses.next().unwrap()).unwrap();
    houses.fold(first, |engine, house| engine.with(house).unwrap())
}

/// The one event, as a struct and as an input. An event that nobody's rule matches is for no tier.
struct Late {
    kind: usize,
    days_late: i64,
    order_total: i64,
    tier: &'static str,
}

const MATCHES: Late = Late { kind: 0, days_late: 3, order_total: 40, tier: TIERS[0] };
const NOBODY: Late = Late { kind: 0, days_late: 3, order_total: 40, tier: "none" };

impl Late {
    fn event(&self) -> Event {
        let total: Money = format!("{}.00 GBP", self.order_total).parse().unwrap();
        Event::new("1", "bench", kind_name(self.kind), "customer-1", time())
            .with("days_late", self.days_late)
            .with("order_total", total)
            .with("tier", self.tier)
    }
}

fn time() -> Time {
    "2026-03-27T16:30:00Z".parse().unwrap()
}

fn account() -> Account {
    Account::new("customer-1", Secret::new([7; 32]))
}

fn by_hand(rules: &[Rule], late: &Late) -> Vec<usize> {
    let holds = |rule: &Rule| {
        rule.kind == late.kind && late.days_late >= rule.days && late.order_total > rule.total && late.tier == rule.tier
    };
    rules.iter().enumerate().filter(|(_, rule)| holds(rule)).map(|(at, _)| at).collect()
}

fn handle(engine: &Engine, mut account: Account, event: Event) -> (Account, Decision) {
    let decision = engine.handle(&mut account, event, time().utc()).unwrap();
    (account, decision)
}

/// Nobody's condition holds; what is timed is finding that out.
#[divan::bench_group]
mod nobody_matches {
    use super::*;

    #[divan::bench(args = SIZES)]
    fn a_floor_loop(bencher: Bencher<'_, '_>, n: usize) {
        let rules = rules(n);
        assert!(by_hand(&rules, &NOBODY).is_empty());
        bencher.bench(|| by_hand(black_box(&rules), black_box(&NOBODY)));
    }

    #[divan::bench(args = SIZES)]
    fn b_handle(bencher: Bencher<'_, '_>, n: usize) {
        let engine = engine(n);
        assert_eq!(handle(&engine, account(), NOBODY.event()).1.outcome, Outcome::NoTrigger);
        bencher.with_inputs(|| (account(), NOBODY.event())).bench_values(|(a, e)| handle(&engine, a, e));
    }
}

/// Every five hundredth playbook opens a case, and all of it goes into one record. The floor's loop writes and hashes a
/// record of as many bytes.
#[divan::bench_group]
mod one_in_500_matches {
    use super::*;

    #[divan::bench(args = SIZES)]
    fn a_floor_loop_and_record(bencher: Bencher<'_, '_>, n: usize) {
        let rules = rules(n);
        let (_, decision) = handle(&engine(n), account(), MATCHES.event());
        let found = by_hand(&rules, &MATCHES);
        assert_eq!(found.len(), (n / 500).max(1));
        assert_eq!(found.len(), decision.cases.len());
        let record = floor::Record::of(decision.record.unwrap().line());
        bencher.bench(|| (by_hand(black_box(&rules), black_box(&MATCHES)), record.write()));
    }

    #[divan::bench(args = SIZES)]
    fn b_handle(bencher: Bencher<'_, '_>, n: usize) {
        let engine = engine(n);
        bencher.with_inputs(|| (account(), MATCHES.event())).bench_values(|(a, e)| handle(&engine, a, e));
    }
}
