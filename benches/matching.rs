//! One event against 10,000 and 100,000 triggers in one engine, a hundred to a playbook, beside a loop over the same rules
//! in plain Rust. `benches/peers` asks an index of boolean expressions the same.

mod rules;

use std::sync::LazyLock;

use amends::{Account, Decision, Engine, Event, Outcome, Secret, Source, Time, compile};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use rules::{Late, Rule};

fn main() {
    divan::main();
}

const SIZES: [usize; 2] = [10_000, 100_000];
const TO_A_PLAYBOOK: usize = 100;

/// The rules, and the engine that was made of them.
struct World {
    rules: Vec<Rule>,
    engine: Engine,
}

/// With the rules that no index finds (one in a thousand), and without; by size.
static WITH_RESIDUE: [LazyLock<World>; 2] =
    [LazyLock::new(|| world(SIZES[0], true)), LazyLock::new(|| world(SIZES[1], true))];
static INDEXED: [LazyLock<World>; 2] =
    [LazyLock::new(|| world(SIZES[0], false)), LazyLock::new(|| world(SIZES[1], false))];

fn of_size(worlds: &'static [LazyLock<World>; 2], n: usize) -> &'static World {
    &worlds[SIZES.iter().position(|size| *size == n).unwrap()]
}

fn world(n: usize, residue: bool) -> World {
    let rules = rules::rules(n, residue);
    let parts = rules.chunks(TO_A_PLAYBOOK).enumerate();
    let source = |(nth, part)| Source::new(format!("{nth:05}.yaml"), rules::playbook(nth, nth * TO_A_PLAYBOOK, part));
    let engine = Engine::new(compile(parts.map(source)).finish().unwrap()).unwrap();
    World { rules, engine }
}

impl World {
    fn by_hand(&self, late: &Late) -> Vec<usize> {
        self.rules.iter().enumerate().filter(|(_, rule)| rule.holds(late)).map(|(at, _)| at).collect()
    }

    /// Finds what a loop does, and so many.
    fn agrees(&self, late: &Late, expected: usize) {
        let by_hand: Vec<String> = self.by_hand(late).into_iter().map(|at| format!("rule-{at}")).collect();
        let (account, event) = (account(), event(late));
        let found = self.engine.matching(&account, &event, time().utc());
        assert_eq!(found.iter().map(|found| found.trigger()).collect::<Vec<_>>(), by_hand);
        assert_eq!(found.len(), expected);
    }
}

fn time() -> Time {
    "2026-03-27T16:30:00Z".parse().unwrap()
}

fn account() -> Account {
    Account::new("customer-1", Secret::new([7; 32]))
}

fn event(late: &Late) -> Event {
    Event::from_json(&late.json("1", "customer-1")).unwrap()
}

fn loop_by_hand(bencher: Bencher<'_, '_>, n: usize, late: &Late) {
    let world = of_size(&WITH_RESIDUE, n);
    bencher.bench(|| world.by_hand(black_box(late)));
}

/// A fresh event each time, which was parsed before.
fn matching(bencher: Bencher<'_, '_>, world: &World, late: &Late, expected: usize) {
    world.agrees(late, expected);
    let (account, json) = (account(), late.json("1", "customer-1"));
    let event = || Event::from_json(&json).unwrap();
    bencher.with_inputs(event).bench_refs(|event| world.engine.matching(&account, event, time().utc()).len());
}

/// Two of the triggers hold that an index can find.
#[divan::bench_group]
mod two_match {
    use super::*;

    #[divan::bench(args = SIZES)]
    fn a_loop(bencher: Bencher<'_, '_>, n: usize) {
        loop_by_hand(bencher, n, &rules::matches_two());
    }

    #[divan::bench(args = SIZES)]
    fn b_matching(bencher: Bencher<'_, '_>, n: usize) {
        matching(bencher, of_size(&WITH_RESIDUE, n), &rules::matches_two(), 2);
    }

    #[divan::bench(args = SIZES)]
    fn c_matching_what_is_indexed(bencher: Bencher<'_, '_>, n: usize) {
        matching(bencher, of_size(&INDEXED, n), &rules::matches_two(), 2);
    }

    /// What grows with the triggers: with equal matches and nothing but the index, nearly nothing.
    #[divan::bench(args = SIZES)]
    fn d_parse_and_match_what_is_indexed(bencher: Bencher<'_, '_>, n: usize) {
        let (world, account) = (of_size(&INDEXED, n), account());
        let json = rules::matches_two().json("1", "customer-1");
        bencher.bench(|| {
            let event = Event::from_json(black_box(&json)).unwrap();
            world.engine.matching(&account, &event, time().utc()).len()
        });
    }
}

/// 200 hold: 0.2 % of 100,000.
#[divan::bench_group]
mod two_hundred_match {
    use super::*;

    #[divan::bench(args = SIZES)]
    fn a_loop(bencher: Bencher<'_, '_>, n: usize) {
        loop_by_hand(bencher, n, &rules::matches_many());
    }

    #[divan::bench(args = SIZES)]
    fn b_matching(bencher: Bencher<'_, '_>, n: usize) {
        matching(bencher, of_size(&WITH_RESIDUE, n), &rules::matches_many(), 200);
    }
}

/// What it takes to build the engine, over all triggers; their conditions are compiled.
#[divan::bench(args = SIZES, sample_count = 10)]
fn build(bencher: Bencher<'_, '_>, n: usize) {
    let world = of_size(&WITH_RESIDUE, n);
    bencher.counter(ItemsCount::new(n)).bench(|| world.engine.with_all([]).unwrap());
}

/// Nothing comes of the event: no playbook knows its type, or none of 99,900 triggers holds.
#[divan::bench_group]
mod nobody_matches {
    use super::*;

    fn unknown() -> String {
        rules::matches_two().json("1", "customer-1").replace(rules::KIND, "parcel.early")
    }

    fn indifferent() -> String {
        Late { tier: "none".to_owned(), total: -1, ..rules::matches_two() }.json("1", "customer-1")
    }

    #[divan::bench]
    fn a_parse(bencher: Bencher<'_, '_>) {
        let json = unknown();
        bencher.bench(|| Event::from_json(black_box(&json)).unwrap());
    }

    fn handle(bencher: Bencher<'_, '_>, json: &str, expected: Outcome) {
        let engine = &of_size(&INDEXED, SIZES[1]).engine;
        let mut account = account();
        let decide = |account: &mut Account| -> Decision {
            engine.handle(account, Event::from_json(black_box(json)).unwrap(), time().utc()).unwrap()
        };
        assert_eq!(decide(&mut account).outcome, expected);
        bencher.bench_local(|| decide(&mut account));
    }

    #[divan::bench]
    fn b_parse_and_handle_an_unknown_type(bencher: Bencher<'_, '_>) {
        handle(bencher, &unknown(), Outcome::UnknownEvent);
    }

    #[divan::bench]
    fn c_parse_and_handle_what_no_trigger_is_for(bencher: Bencher<'_, '_>) {
        handle(bencher, &indifferent(), Outcome::NoTrigger);
    }
}
