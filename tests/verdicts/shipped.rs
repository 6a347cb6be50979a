//! The shipped playbooks: nothing refuted, and what is open is open for a reason that holds.

use amends::{Proof, Source, compile};

#[test]
fn nothing_is_refuted_and_little_is_open() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut playbooks = 0;
    for path in paths.filter(|path| path.extension().is_some_and(|extension| extension == "yaml")) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let lint = compile([Source::new(&name, text)]).finish().unwrap().lint();
        let (mut proved, mut open) = (0, 0);
        for verdict in lint.verdicts() {
            match &verdict.proof {
                Proof::Proved => proved += 1,
                // Which region has come how far is not known before a case runs.
                Proof::Unknown(reason) if reason.contains("In('") => open += 1,
                other => panic!("{name}: {}: {other}", verdict.claim),
            }
        }
        assert!(proved > 20 && open <= 5, "{name}: {proved} proved, {open} open");
        playbooks += 1;
    }
    assert!(playbooks > 8, "{playbooks}");
}
