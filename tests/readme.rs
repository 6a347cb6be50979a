//! What the README shows is what its commands print, and its playbooks compile.

use std::path::{Path, PathBuf};
use std::process::Command;

use amends::{Source, compile};

const README: &str = include_str!("../README.md");

/// The blocks of the README in this language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    README.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

/// The authors' program, which `cargo test` builds with the examples.
fn program() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let built = test.parent().and_then(Path::parent).unwrap().join("examples").join("playbook");
    assert!(built.exists(), "{} is not built: run `cargo build --example playbook` first", built.display());
    built
}

/// Whether the printed lines are as expected, where a line `…` stands for any number of lines.
fn matches(expected: &[&str], printed: &[&str]) -> bool {
    match expected.split_first() {
        None => printed.is_empty(),
        Some((&"…", rest)) => (0..=printed.len()).any(|skipped| matches(rest, &printed[skipped..])),
        Some((line, rest)) => printed.first() == Some(line) && matches(rest, &printed[1..]),
    }
}

#[test]
fn commands_print_what_the_readme_shows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::create_dir_all(root.join("target")).unwrap();
    let mut run = 0;
    for block in blocks("console") {
        for shown in block.split("$ ").skip(1) {
            let (command, expected) = shown.split_once('\n').unwrap();
            let Some(arguments) = command.strip_prefix("cargo run --release --example playbook -- ") else {
                assert_eq!(command, "cargo test", "a command that nothing runs");
                continue;
            };
            let output = Command::new(program()).args(arguments.split(' ')).current_dir(root).output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let (expected, printed): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), text.lines().collect());
            assert!(matches(&expected, &printed), "{command}\n{text}{}", String::from_utf8_lossy(&output.stderr));
            run += 1;
        }
    }
    assert_eq!(run, 12);
}

/// The command of the README writes it to `target`; make it anew with
/// `UPDATE_FIXTURES=1 cargo test --test readme`.
#[test]
fn the_picture_is_what_the_command_draws() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shown = "playbooks/late-parcel.svg";
    assert!(README.contains(&format!("]({shown})")), "the README shows no {shown}");
    let output = Command::new(program())
        .args(["graph", "playbooks/late-parcel.yaml", "playbooks/policy.yaml"])
        .current_dir(root)
        .output()
        .unwrap();
    let drawn = String::from_utf8(output.stdout).unwrap();
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(root.join(shown), &drawn).unwrap();
    }
    assert!(
        std::fs::read_to_string(root.join(shown)).unwrap_or_default() == drawn,
        "{shown} is not what `graph` draws"
    );
}

#[test]
fn the_playbook_compiles_without_findings() {
    let playbooks = blocks("yaml");
    assert_eq!(playbooks.len(), 1);
    for text in playbooks {
        let compiled = compile([Source::new("readme.yaml", text)]);
        assert!(compiled.report().is_empty(), "{}", compiled.report().to_text(false));
    }
}
