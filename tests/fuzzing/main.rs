//! The bodies of the fuzz targets over the corpus that is kept, on any toolchain. `tests/fuzz` runs them on inputs of its
//! own making.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "tests read files and start threads")]

mod bodies;

use std::fs;
use std::path::Path;

/// The stack of a thread of a careful host.
const STACK: usize = 512 * 1024;

fn kept(target: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let mut inputs: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    inputs.sort();
    assert!(inputs.len() >= 5, "{} holds {} inputs", folder.display(), inputs.len());
    for path in inputs {
        let input = fs::read(&path).unwrap();
        let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || body(&input)).unwrap();
        assert!(thread.join().is_ok(), "{}", path.display());
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
