//! The bodies of the fuzz targets over the corpus that is kept, on any toolchain. `tests/fuzz` runs them on inputs of its
//! own making.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests read files and start threads")]

mod bodies;

use std::fs;
use std::path::{Path, PathBuf};

/// The stack of a thread of a careful host.
const STACK: usize = 512 * 1024;

/// The inputs that are kept for a target, by path.
fn corpus(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut paths: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 5, "{} holds {} inputs", folder.display(), paths.len());
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

fn holds(body: bodies::Body, input: &[u8]) -> bool {
    let input = input.to_vec();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || body(&input)).unwrap();
    thread.join().is_ok()
}

fn kept(target: &str, body: bodies::Body) {
    for (path, input) in corpus(target) {
        assert!(holds(body, &input), "{}", path.display());
    }
}

#[test]
fn every_target_keeps_a_corpus_and_holds_on_it() {
    for (target, body) in bodies::TARGETS {
        kept(target, *body);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/fuzz/fuzz_targets/{target}.rs"));
        assert!(fs::read_to_string(source).unwrap().contains(&format!("bodies::{target}")));
    }
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus")).unwrap().count();
    assert_eq!(folders, bodies::TARGETS.len());
}

/// A little of what a fuzzer does, the same each time; more of it with `FUZZ_ROUNDS=100000 cargo test --test fuzzing`.
#[test]
fn every_target_holds_on_what_is_near_its_corpus() {
    let rounds = std::env::var("FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(40);
    let only = std::env::var("FUZZ_TARGET").ok();
    for (target, body) in
        bodies::TARGETS.iter().filter(|(target, _)| only.as_deref().is_none_or(|only| only == *target))
    {
        let corpus = corpus(target);
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for _ in 0..rounds {
            let mut input = corpus[random.below(corpus.len())].1.clone();
            for _ in 0..=random.below(4) {
                bend(&mut input, &corpus[random.below(corpus.len())].1, &mut random);
            }
            assert!(holds(*body, &input), "{target}: {:?}", input.escape_ascii().to_string());
        }
    }
}

/// Changes, drops, doubles or brings in a part.
fn bend(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    let at = random.below(input.len() + 1);
    let end = (at + 1 + random.below(12)).min(input.len());
    let from = random.below(other.len());
    let part = &other[from..(from + 1 + random.below(24)).min(other.len())];
    match random.below(5) {
        0 => drop(input.splice(at..end, part.iter().copied())),
        1 => drop(input.splice(at..at, part.iter().copied())),
        2 => drop(input.drain(at..end)),
        3 => input.splice(at..at, input[at..end].to_vec()).for_each(drop),
        _ => {
            if let Some(byte) = input.get_mut(at) {
                *byte = u8::try_from(random.below(256)).unwrap();
            }
        }
    }
}

/// Numbers that look random and are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % bound.max(1)
    }
}
