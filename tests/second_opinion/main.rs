//! A second opinion: a naive interpreter, written from the rules and not from the engine, without index, tables or
//! incremental state, must agree with the engine on random playbooks and random histories; and no host, however it
//! crashes, pays twice for one thing. Two canaries, wrong idempotency keys, show that such a payment would be seen.

mod account;
mod again;
mod calendar;
mod chart;
mod compare;
mod condition;
mod crash;
mod generate;
mod house;
mod input;
mod inputs;
mod limits;
mod machine;
mod news;
mod people;
mod playbook;
mod print;
mod run;
mod steps;
mod tape;
mod tidy;
mod tree;
mod words;

use std::cell::Cell;
use std::collections::BTreeMap;

use account::Status;
use crash::{Host, Keying, Wrong};
use house::House;
use limits::Payout;
use playbook::Playbook;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use tape::Tape;

type Tapes = Vec<Vec<u16>>;

fn tapes(most: usize, longest: usize) -> impl Strategy<Value = Tapes> {
    prop::collection::vec(prop::collection::vec(any::<u16>(), 0..longest), 0..most)
}

#[derive(Debug, Clone)]
struct Story {
    house: Vec<u16>,
    playbooks: Vec<Tapes>,
    inputs: Tapes,
}

fn story(longest: usize) -> impl Strategy<Value = Story> {
    let playbooks = prop::collection::vec(tapes(16, 60), 1..3);
    let house = prop::collection::vec(any::<u16>(), 0..40);
    (house, playbooks, prop::collection::vec(prop::collection::vec(any::<u16>(), 0..20), 1..longest))
        .prop_map(|(house, playbooks, inputs)| Story { house, playbooks, inputs })
}

/// What was tried.
#[derive(Debug, Default, Clone, Copy)]
struct Tried {
    stories: usize,
    /// Stories whose playbooks compile.
    compiled: usize,
    inputs: usize,
}

/// A disagreement at its smallest, or what was tried without finding any. `PROPTEST_CASES` says how many stories, if
/// those are more than `least`, and `NAIVE_SEED` which.
fn search(least: u32, usual: u32, longest: usize, judge: impl Fn(&Story) -> Judged) -> Result<Tried, String> {
    let asked = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u32>().ok());
    let cases = asked("PROPTEST_CASES").unwrap_or(usual).max(least);
    let config = Config { cases, max_shrink_iters: 2500, failure_persistence: None, ..Config::default() };
    let mut seed = [0; 32];
    seed[..4].copy_from_slice(&asked("NAIVE_SEED").unwrap_or_default().to_le_bytes());
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let tried = Cell::new(Tried::default());
    let result = runner.run(&story(longest), |story| {
        let inputs = judge(&story).map_err(TestCaseError::fail)?;
        let Tried { stories, compiled, inputs: before } = tried.get();
        let compiled = compiled + usize::from(inputs.is_some());
        tried.set(Tried { stories: stories + 1, compiled, inputs: before + inputs.unwrap_or_default() });
        Ok(())
    });
    match result {
        Err(TestError::Fail(why, _)) => Err(why.to_string()),
        other => {
            other.unwrap();
            Ok(tried.get())
        }
    }
}

/// How many inputs there were, none where the playbooks don't compile; or what went wrong.
type Judged = Result<Option<usize>, String>;

fn world(story: &Story) -> (Vec<Playbook>, Option<House>) {
    let house = house::house(&mut Tape::new(&story.house));
    let playbooks = story.playbooks.iter().enumerate();
    (playbooks.map(|(at, tapes)| generate::playbook(&format!("p{at}"), tapes, house.as_ref())).collect(), house)
}

fn told((world, house): (&[Playbook], Option<&House>), run: &run::Run, why: &str) -> String {
    let policy = house.map(|house| house::yaml(Some(house), ""));
    let texts: Vec<String> = world.iter().map(print::yaml).chain(policy).collect();
    format!("{}\n{}\n{why}", texts.join("\n---\n"), run.log.join("\n"))
}

fn agree(story: &Story) -> Judged {
    let (world, house) = world(story);
    let Ok(engine) = run::engine(&world, house.as_ref()) else { return Ok(None) };
    let mut run = run::Run::new(&world, house.as_ref(), engine);
    for numbers in &story.inputs {
        let given = run.next(&mut Tape::new(numbers));
        run.handle(given).map_err(|why| told((&world, house.as_ref()), &run, &why))?;
        if run.halted {
            break;
        }
    }
    Ok(Some(run.inputs))
}

fn crash(story: &Story, keying: Keying) -> Judged {
    let (mut world, mut house) = world(story);
    // Pools stand beside accounts and have crashes of their own, in `tests/pools.rs`.
    let limits = house.iter_mut().map(|house| &mut house.limits);
    limits.for_each(|limits| limits.retain(|limit| limit.payout != Payout::Playbook));
    generate::opened_by_two_events(&mut world[0]);
    let Ok(engine) = run::engine(&world, house.as_ref()) else { return Ok(None) };
    let mut host = Host::new(run::Run::new(&world, house.as_ref(), engine), keying);
    for numbers in &story.inputs {
        match host.live(&mut Tape::new(numbers)) {
            // Another test's business.
            Err(Wrong::Disagreement(_)) if keying != Keying::Pays => break,
            Err(Wrong::Disagreement(why) | Wrong::PaidTwice(why)) => {
                return Err(told((&world, house.as_ref()), &host.run, &why));
            }
            Ok(()) if host.run.halted => break,
            Ok(()) => {}
        }
    }
    Ok(Some(host.run.inputs))
}

fn expect_none(found: Result<Tried, String>) {
    let tried = found.unwrap_or_else(|why| panic!("{why}"));
    println!("{tried:?}");
    assert!(tried.compiled * 10 >= tried.stories * 9, "too few stories compile: {tried:?}");
}

#[test]
fn the_engine_and_the_interpreter_agree() {
    expect_none(search(0, 200, 40, agree));
}

/// What stories must come to: how messages go out, what becomes of payments and of what people ask for. Else nothing was
/// agreed upon.
const WORDS: [&str; 33] = [
    "named",
    "preferred",
    "open",
    "closed",
    "quiet",
    "cap",
    "no_channel",
    "contact_cap",
    "apologised",
    "waiting",
    "granted",
    "refused",
    "expired",
    "withdrawn",
    "fits",
    "does not fit",
    "applied",
    "counted",
    "rejected",
    "duplicate",
    "conflict",
    "not_accepted",
    "case_ended",
    "denied",
    "unknown_role",
    "authority",
    "no_reason",
    "duty",
    "not_held",
    "not_open",
    "several_steps",
    "several_cases",
    "unknown_case",
];

#[test]
fn stories_come_to_all_that_may_happen() {
    let seen = std::cell::RefCell::new(BTreeMap::new());
    let judge = |story: &Story| {
        let (world, house) = world(story);
        let (Some(house), Ok(engine)) = (&house, run::engine(&world, house.as_ref())) else { return Ok(None) };
        let mut run = run::Run::new(&world, Some(house), engine);
        for numbers in &story.inputs {
            let given = run.next(&mut Tape::new(numbers));
            run.handle(given)?;
            if run.halted {
                break;
            }
        }
        let steps = &run.model.account.steps;
        let apologies = steps.iter().filter(|step| house.one_apology && step.kind == "apology" && !step.once);
        let needless = apologies.filter(|step| matches!(step.status, Status::Needless | Status::Another(_)));
        let back = steps.iter().filter(|step| step.reversed.is_some() && step.paid.is_some());
        let words = needless.map(|_| "apologised").chain(back.map(|_| "taken back"));
        let words = words.chain(steps.iter().filter_map(|step| step.sent.chosen));
        let words = words.chain(run.model.account.unsent.iter().copied()).map(|word| (word, 1));
        let mut seen = seen.borrow_mut();
        words.chain(run.told.clone()).for_each(|(word, times)| *seen.entry(word).or_insert(0) += times);
        Ok(Some(run.inputs))
    };
    search(400, 400, 40, judge).unwrap();
    let seen = seen.into_inner();
    let missing: Vec<&&str> = WORDS.iter().filter(|word| !seen.contains_key(**word)).collect();
    assert!(missing.is_empty(), "{missing:?} of {seen:?}");
    println!("{seen:?}");
}

#[test]
fn crashing_hosts_pay_once() {
    expect_none(search(0, 200, 40, |story| crash(story, Keying::Pays)));
}

#[test]
fn keys_from_a_counter_or_from_causes_alone_pay_twice() {
    for keying in [Keying::Counter, Keying::Cause] {
        let found = search(500, 500, 14, |story| crash(story, keying)).expect_err("the canary is not caught");
        assert!(found.contains("was paid under"), "{found}");
        println!("{keying:?}: {found}");
    }
}
