//! The schema that editors read is the one that the document types have.

#![cfg(feature = "schema")]

/// Write it anew with `UPDATE_FIXTURES=1 cargo test --all-features --test schema`.
#[test]
fn the_schema_file_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks/schema/playbook.json");
    let schema = format!("{}\n", amends::schema().trim_end());
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(path, &schema).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), schema, "{path} is not what `schema()` gives");
}

#[test]
fn every_shipped_playbook_names_it() {
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let modeline = "# yaml-language-server: $schema=schema/playbook.json\n";
            assert!(text.starts_with(modeline), "{} does not begin with the modeline", path.display());
        }
    }
}
