//! `schema`: the files that ship are what the command prints.

use std::fs;

use crate::program::playbook;

#[test]
fn the_shipped_files_are_what_it_prints() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks/schema");
    for (args, file) in [
        (&["schema"][..], "playbook.json"),
        (&["schema", "playbook"], "playbook.json"),
        (&["schema", "policy"], "policy.json"),
    ] {
        let ran = playbook(args);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{args:?}");
        assert!(
            ran.out == fs::read_to_string(format!("{folder}/{file}")).unwrap(),
            "{file} is not what {args:?} prints"
        );
    }
}
