//! The shipped playbooks: nothing refuted, and what is open is open for a reason that holds.

use amends::{Proof, Source, compile};

#[test]
fn nothing_is_refuted_and_little_is_open() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks");
    let read = |name: &str| Source::new(name, std::fs::read_to_string(format!("{folder}/{name}")).unwrap());
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut playbooks = 0;
    for name in names.filter(|name| name.ends_with(".yaml") && name != "policy.yaml") {
        let playbook = read(&name);
        let has_regions = playbook.text().contains("together:");
        let lint = compile([read("policy.yaml"), playbook]).finish().unwrap().lint();
        let (mut proved, mut open) = (0, 0);
        for verdict in lint.verdicts() {
            match &verdict.proof {
                Proof::Proved => proved += 1,
                // Which region has come how far, and whether a date is one that calendars know, only a case can tell.
                Proof::Unknown(reason) if reason.contains("In('") || reason.contains("has(") => open += 1,
                // What a parcel costs no playbook knows.
                Proof::Unknown(_) if verdict.code.as_str() == "no-approver" => open += 1,
                // Nor in which order regions that go on side by side come to their steps.
                Proof::Unknown(reason) if has_regions && reason.contains("can't be ruled out") => open += 1,
                other => panic!("{name}: {}: {other}", verdict.claim),
            }
        }
        assert!(proved > 20 && open <= 7, "{name}: {proved} proved, {open} open");
        playbooks += 1;
    }
    assert!(playbooks > 10, "{playbooks}");
}
