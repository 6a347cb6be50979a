//! The same events give the same bytes in every build.

#[path = "purity/run.rs"]
mod run;

use std::path::Path;

/// Bytes that changed are a change of the stored forms: that needs a reason, and a line in the change log.
#[test]
fn the_run_gives_the_bytes_that_are_kept() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/purity/run.txt");
    let text = run::run();
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    let differs = kept.lines().zip(text.lines()).position(|(kept, now)| kept != now);
    assert_eq!((differs, kept.len()), (None, text.len()), "line (from 0) that differs");
}
