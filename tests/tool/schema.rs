//! `schema`: the file that ships is what the command prints.

use std::fs;

use crate::program::playbook;

#[test]
fn the_shipped_file_is_what_it_prints() {
    let ran = playbook(&["schema"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks/schema/playbook.json");
    assert!(ran.out == fs::read_to_string(path).unwrap(), "{path} is not what `schema` prints");
}
