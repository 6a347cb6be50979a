//! A second opinion: a naive interpreter, written from the rules and not from the engine, without index, tables or
//! incremental state, must agree with the engine on random playbooks and random histories; and no host, however it
//! crashes, pays twice for one thing. Two canaries, wrong idempotency keys, show that such a payment would be seen.

mod account;
mod calendar;
mod chart;
mod compare;
mod condition;
mod crash;
mod generate;
mod input;
mod inputs;
mod machine;
mod people;
mod playbook;
mod print;
mod run;
mod steps;
mod tape;
mod tree;

use std::cell::Cell;

use crash::{Host, Keying, Wrong};
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
    playbooks: Vec<Tapes>,
    inputs: Tapes,
}

fn story(longest: usize) -> impl Strategy<Value = Story> {
    let playbooks = prop::collection::vec(tapes(16, 60), 1..3);
    (playbooks, prop::collection::vec(prop::collection::vec(any::<u16>(), 0..20), 1..longest))
        .prop_map(|(playbooks, inputs)| Story { playbooks, inputs })
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

fn world(story: &Story) -> Vec<Playbook> {
    let playbooks = story.playbooks.iter().enumerate();
    playbooks.map(|(at, tapes)| generate::playbook(&format!("p{at}"), tapes)).collect()
}

fn told(world: &[Playbook], run: &run::Run, why: &str) -> String {
    let texts: Vec<String> = world.iter().map(print::yaml).collect();
    format!("{}\n{}\n{why}", texts.join("\n---\n"), run.log.join("\n"))
}

fn agree(story: &Story) -> Judged {
    let world = world(story);
    let Ok(engine) = run::engine(&world) else { return Ok(None) };
    let mut run = run::Run::new(&world, engine);
    for numbers in &story.inputs {
        let given = run.next(&mut Tape::new(numbers));
        run.handle(given).map_err(|why| told(&world, &run, &why))?;
        if run.halted {
            break;
        }
    }
    Ok(Some(run.inputs))
}

fn crash(story: &Story, keying: Keying) -> Judged {
    let mut world = world(story);
    generate::opened_by_two_events(&mut world[0]);
    let Ok(engine) = run::engine(&world) else { return Ok(None) };
    let mut host = Host::new(run::Run::new(&world, engine), keying);
    for numbers in &story.inputs {
        match host.live(&mut Tape::new(numbers)) {
            // Another test's business.
            Err(Wrong::Disagreement(_)) if keying != Keying::Pays => break,
            Err(Wrong::Disagreement(why) | Wrong::PaidTwice(why)) => return Err(told(&world, &host.run, &why)),
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
