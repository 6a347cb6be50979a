//! A second opinion: a naive interpreter, written from the rules and not from the engine, without index, tables or
//! incremental state, must agree with the engine on random playbooks and random histories; and no host, however it
//! crashes, pays twice for one thing. Two canaries, wrong idempotency keys, show that such a payment would be seen.

mod account;
mod chart;
mod condition;
mod crash;
mod generate;
mod input;
mod inputs;
mod machine;
mod playbook;
mod print;
mod run;
mod steps;
mod tape;
mod tree;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
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

fn agree(story: &Story) -> Result<bool, String> {
    let world: Vec<_> =
        story.playbooks.iter().enumerate().map(|(at, tapes)| generate::playbook(&format!("p{at}"), tapes)).collect();
    let Ok(engine) = run::engine(&world) else { return Ok(false) };
    let mut run = run::Run::new(&world, engine);
    for numbers in &story.inputs {
        let given = run.next(&mut Tape::new(numbers));
        if let Err(why) = run.handle(given) {
            let texts: Vec<String> = world.iter().map(print::yaml).collect();
            return Err(format!("{}\n{}\n{why}", texts.join("\n---\n"), run.log.join("\n")));
        }
        if run.halted {
            break;
        }
    }
    Ok(true)
}

fn crash(story: &Story, keying: crash::Keying) -> Result<bool, String> {
    let mut world: Vec<_> =
        story.playbooks.iter().enumerate().map(|(at, tapes)| generate::playbook(&format!("p{at}"), tapes)).collect();
    generate::opened_by_two_events(&mut world[0]);
    let Ok(engine) = run::engine(&world) else { return Ok(false) };
    let mut host = crash::Host::new(run::Run::new(&world, engine), keying);
    for numbers in &story.inputs {
        if let Err(wrong) = host.live(&mut Tape::new(numbers)) {
            let texts: Vec<String> = world.iter().map(print::yaml).collect();
            let why = match wrong {
                // Another test's business.
                crash::Wrong::Disagreement(_) if keying != crash::Keying::Pays => return Ok(true),
                crash::Wrong::Disagreement(why) | crash::Wrong::PaidTwice(why) => why,
            };
            return Err(format!("{}\n{}\n{why}", texts.join("\n---\n"), host.run.log.join("\n")));
        }
        if host.run.halted {
            break;
        }
    }
    Ok(true)
}

fn counterexample(keying: crash::Keying, cases: u32) -> Option<String> {
    let config = Config { cases, max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]));
    match runner.run(&story(14), |story| crash(&story, keying).map(|_| ()).map_err(TestCaseError::fail)) {
        Err(proptest::test_runner::TestError::Fail(why, _)) => Some(why.to_string()),
        _ => None,
    }
}

#[test]
fn crashing_hosts_pay_once() {
    let wrong = counterexample(crash::Keying::Pays, 60);
    assert!(wrong.is_none(), "{}", wrong.unwrap_or_default());
}

#[test]
fn keys_from_a_counter_or_from_causes_alone_pay_twice() {
    for keying in [crash::Keying::Counter, crash::Keying::Cause] {
        let found = counterexample(keying, 200).expect("the canary is not caught");
        assert!(found.contains("was paid under"), "{found}");
        println!("{keying:?}: {found}");
    }
}

#[test]
fn the_engine_and_the_interpreter_agree() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let config = Config { cases, max_shrink_iters: 2500, failure_persistence: None, ..Config::default() };
    let seed = std::env::var("NAIVE_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0u8);
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let counts = std::cell::Cell::new((0, 0));
    let result = runner.run(&story(40), |story| {
        let compiled = agree(&story).map_err(TestCaseError::fail)?;
        let (all, good) = counts.get();
        counts.set((all + 1, good + usize::from(compiled)));
        Ok(())
    });
    match result {
        Err(proptest::test_runner::TestError::Fail(why, _)) => panic!("{why}"),
        other => other.unwrap(),
    }
    let (all, good) = counts.get();
    assert!(good * 10 >= all * 9, "only {good} of {all} stories compile");
}
