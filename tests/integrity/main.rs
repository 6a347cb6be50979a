//! Integrity: whatever customers, people of the house and hosts do, nothing is paid twice for one thing, no limit is passed,
//! nobody goes beyond their authority, no case goes without its duties, and every promise ends once. An auditor who sees only
//! what a host sees judges random histories over all features at once, of playbooks made for that and of all that ship.

mod acts;
mod auditor;
mod authority;
mod duties;
#[path = "../host/mod.rs"]
mod host;
mod house;
mod money;
mod promises;
mod provider;
mod world;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use acts::{Act, acts};
use amends::{Engine, Source, compile};
use host::read;
use house::House;
use proptest::prelude::*;
use world::{Habits, World};

struct Setting {
    engine: Engine,
    house: House,
}

/// A folder of playbooks under its policy.
fn setting(policy: &str, playbooks: &[String]) -> Setting {
    let texts: Vec<String> = playbooks.iter().map(|path| read(path)).collect();
    let sources = playbooks.iter().zip(&texts).map(|(path, text)| Source::new(path, text.as_str()));
    let sources = sources.chain([Source::new(policy, read(policy))]);
    let compiled = compile(sources).finish().unwrap_or_else(|report| panic!("{}", report.to_text(false)));
    let unproved: Vec<String> = compiled
        .lint()
        .verdicts()
        .iter()
        .filter(|it| it.code.as_str() == "broken-duty" && it.proof.word() != "proved")
        .map(|it| format!("{it:?}"))
        .collect();
    assert!(unproved.is_empty(), "{unproved:#?}");
    Setting { engine: Engine::new(compiled).unwrap(), house: House::read(&read(policy), &texts) }
}

fn own() -> &'static Setting {
    static SETTING: OnceLock<Setting> = OnceLock::new();
    SETTING.get_or_init(|| {
        let books = ["parcel", "claim", "outage"].map(|name| format!("tests/integrity/books/{name}.yaml"));
        setting("tests/integrity/books/house.yaml", &books)
    })
}

fn shipped() -> &'static Setting {
    static SETTING: OnceLock<Setting> = OnceLock::new();
    SETTING.get_or_init(|| {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks")).unwrap();
        let names = folder.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut books: Vec<String> = names.filter(|name| name.ends_with(".yaml") && name != "policy.yaml").collect();
        books.sort();
        let books: Vec<String> = books.iter().map(|name| format!("playbooks/{name}")).collect();
        setting("playbooks/policy.yaml", &books)
    })
}

fn habits() -> impl Strategy<Value = Habits> {
    let flags = (any::<bool>(), any::<bool>(), prop::bool::weighted(0.3), 0..1_000_usize);
    flags.prop_map(|(wakes, asks_at_once, is_careless, prefers)| Habits { wakes, asks_at_once, is_careless, prefers })
}

/// Runs a history to its end; gives what was met on the way.
fn live(setting: &'static Setting, habits: Habits, acts: &[Act]) -> Result<BTreeMap<String, usize>, TestCaseError> {
    let mut world = World::new(&setting.engine, &setting.house, habits);
    let mut judged = acts.iter().try_for_each(|act| world.act(*act));
    judged = judged.and_then(|()| world.end());
    match judged {
        Ok(()) => Ok(world.met),
        Err(why) => Err(TestCaseError::fail(format!("{why}\n{habits:?}\n{}", world.log.join("\n")))),
    }
}

/// `PROPTEST_CASES` says how many, if somebody says it.
fn config(usual: u32) -> ProptestConfig {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    let cases = asked.unwrap_or(usual);
    ProptestConfig { cases, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(16))]

    #[test]
    fn of_playbooks_that_do_everything(habits in habits(), acts in acts(200)) {
        live(own(), habits, &acts)?;
    }

    #[test]
    fn of_all_that_ship(habits in habits(), acts in acts(120)) {
        live(shipped(), habits, &acts)?;
    }
}

/// What histories come to, or none of it would hold of anything.
const MET: [&str; 45] = [
    "approve already_approved",
    "approve applied",
    "approve authority",
    "approve four_eyes",
    "approve not_held",
    "came back",
    "close applied",
    "close duty",
    "ended",
    "event conflict",
    "event duplicate",
    "event erased",
    "failed at once: limit",
    "failed at once: reverses",
    "grant applied",
    "grant authority",
    "grant duplicate",
    "grant duty",
    "grant limit",
    "held expired of 1",
    "held expired of 2",
    "held granted of 1",
    "held granted of 2",
    "held refused of 1",
    "held withdrawn of 1",
    "limit a case",
    "limit a playbook in 12h",
    "limit a playbook in 7d",
    "limit an account in 30d",
    "limit an account in 48h",
    "move applied",
    "move duty",
    "paid after all",
    "pool allows",
    "pool refuses",
    "promise broken",
    "promise kept",
    "promise waived",
    "redelivered",
    "replayed",
    "resend applied",
    "sent again",
    "skip applied",
    "skip duty",
    "taken back",
];

#[test]
fn histories_meet_everything() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[1; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut met: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..50 {
        let (habits, acts) = (habits(), acts(200)).new_tree(&mut runner).unwrap().current();
        for (what, times) in live(own(), habits, &acts).unwrap_or_else(|why| panic!("{why}")) {
            *met.entry(what).or_default() += times;
        }
    }
    let missing: Vec<_> = MET.iter().filter(|what| !met.contains_key(**what)).collect();
    assert!(missing.is_empty(), "nobody met {missing:?} among {met:#?}");
}
