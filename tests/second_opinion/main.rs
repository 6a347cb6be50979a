//! A second opinion.

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

fn story() -> impl Strategy<Value = Story> {
    let playbooks = prop::collection::vec(tapes(16, 60), 1..3);
    (playbooks, prop::collection::vec(prop::collection::vec(any::<u16>(), 0..20), 1..40))
        .prop_map(|(playbooks, inputs)| Story { playbooks, inputs })
}

fn agree(story: &Story) -> Result<bool, String> {
    let world: Vec<_> = story.playbooks.iter().enumerate().map(|(at, tapes)| generate::playbook(&format!("p{at}"), tapes)).collect();
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
    let world: Vec<_> = story.playbooks.iter().enumerate().map(|(at, tapes)| generate::playbook(&format!("p{at}"), tapes)).collect();
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
    let config = Config { cases, max_shrink_iters: 2000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[3; 32]));
    match runner.run(&story(), |story| crash(&story, keying).map(|_| ()).map_err(TestCaseError::fail)) {
        Err(proptest::test_runner::TestError::Fail(why, _)) => Some(why.to_string()),
        _ => None,
    }
}

#[test]
fn crashing_hosts_pay_once() {
    if let Some(why) = counterexample(crash::Keying::Pays, 200) {
        panic!("{why}");
    }
}

#[test]
fn canaries() {
    for keying in [crash::Keying::Counter, crash::Keying::Cause] {
        println!("=== {keying:?}\n{}", counterexample(keying, 500).expect("is caught"));
    }
}

#[test]
fn the_engine_and_the_interpreter_agree() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(200);
    let config = Config { cases, max_shrink_iters: 2500, failure_persistence: None, ..Config::default() };
    let seed = std::env::var("NAIVE_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(0u8);
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]));
    let counts = std::cell::Cell::new((0, 0));
    let result = runner.run(&story(), |story| {
        let compiled = agree(&story).map_err(TestCaseError::fail)?;
        let (all, good) = counts.get();
        counts.set((all + 1, good + usize::from(compiled)));
        Ok(())
    });
    println!("{:?}", counts.get());
    if let Err(proptest::test_runner::TestError::Fail(why, _)) = result {
        panic!("{why}");
    }
}
