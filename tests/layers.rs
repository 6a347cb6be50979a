//! The layers of the crate: a room imports only what lies below it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Each room under `src/`, and what it may import. Layer by layer, from the leaves up.
const ROOMS: &[(&str, &[&str])] = &[
    // 0: leaves
    ("span", &[]),
    ("canon", &[]),
    ("value", &["canon"]),
    // the only one that knows of the library of locales
    ("words", &["value"]),
    ("calendar", &["value"]),
    ("escape", &[]),
    ("ids", &["canon"]),
    ("step", &["value"]),
    ("pool", &["escape", "ids", "value"]),
    ("suggest", &[]),
    // 1: what arrives, what is asked, what is said
    ("input", &["canon", "escape", "ids", "pool", "step", "value"]),
    ("expression", &["calendar", "escape", "suggest", "value"]),
    ("condition", &["escape", "expression", "input", "value"]),
    ("report", &["escape", "span", "suggest"]),
    // 2: the file format
    ("document", &["escape", "report", "span", "step", "suggest", "value"]),
    // 3: compiled
    ("playbook", &["calendar", "canon", "expression", "input", "step", "value", "words"]),
    ("policy", &["calendar", "canon", "expression", "playbook", "step", "value", "words"]),
    ("house", &["playbook", "policy", "report", "span"]),
    ("check", &["document", "expression", "playbook", "report", "span", "value", "words"]),
    (
        "compile",
        &[
            "calendar",
            "canon",
            "check",
            "document",
            "expression",
            "house",
            "playbook",
            "policy",
            "report",
            "span",
            "step",
            "suggest",
            "value",
            "words",
        ],
    ),
    ("picture", &["escape", "playbook", "step", "value"]),
    // 4: stored
    ("account", &["canon", "escape", "ids", "pool", "step", "value"]),
    // 4: what is told
    ("explanation", &["account", "step", "value"]),
    // 5: running; never documents, spans or findings
    (
        "engine",
        &[
            "account",
            "calendar",
            "canon",
            "escape",
            "explanation",
            "expression",
            "house",
            "ids",
            "input",
            "playbook",
            "policy",
            "pool",
            "step",
            "value",
            "words",
        ],
    ),
    // 6: on top; `lint` takes conditions apart, and lets the engine try what could happen
    (
        "lint",
        &[
            "account",
            "check",
            "engine",
            "expression",
            "house",
            "input",
            "playbook",
            "policy",
            "report",
            "span",
            "step",
            "value",
            "words",
        ],
    ),
    ("audit", &["account", "canon", "engine", "escape", "ids", "input", "pool", "step", "value"]),
    ("desk", &["account", "engine", "explanation", "input", "pool", "value"]),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Rooms that a text names behind `crate::`, in `use` and in place; what stands in comments does not count.
fn imports(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for part in line.split("crate::").skip(1) {
            let name: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            found.push(name);
        }
    }
    found
}

#[test]
fn every_room_imports_only_downward() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut all = Vec::new();
    files(&src, &mut all);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for path in all {
        let inside = path.strip_prefix(&src).unwrap();
        let room = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned();
        if room == "lib" {
            continue;
        }
        *seen.entry(room.clone()).or_default() += 1;
        let may = allowed.get(room.as_str()).unwrap_or_else(|| panic!("`{room}` stands in no layer"));
        for name in imports(&std::fs::read_to_string(&path).unwrap()) {
            let own = name == room || name.starts_with(char::is_uppercase) || name.is_empty();
            assert!(
                own || may.contains(&name.as_str()),
                "{} imports `{name}`, which `{room}` may not",
                inside.display()
            );
        }
    }
    let rooms: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    assert!(rooms.iter().all(|room| seen.contains_key(*room)), "a room of the table is gone: {rooms:?} {seen:?}");
}

#[test]
fn the_table_itself_points_downward() {
    for (at, (room, may)) in ROOMS.iter().enumerate() {
        for below in *may {
            let found = ROOMS.iter().position(|(name, _)| name == below);
            assert!(found.is_some_and(|found| found < at), "`{room}` may import `{below}`, which is not below it");
        }
    }
}

#[test]
fn no_file_has_outgrown_one_concept() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut all = Vec::new();
    files(&src, &mut all);
    for path in all.iter().filter(|path| !path.components().any(|part| part.as_os_str() == "tests")) {
        let lines = std::fs::read_to_string(path).unwrap().lines().count();
        assert!(lines <= 420, "{} has {lines} lines", path.display());
    }
}
