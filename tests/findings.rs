//! Every finding, shown: `findings/CODE/bad.yaml` makes it, `bad.txt` is how it is drawn, `good.yaml` does not make it.
//!
//! `UPDATE_FIXTURES=1` writes `bad.txt` anew.
#![cfg(feature = "render")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use amends::{Doc, Report, Source, compile};

/// The one place that says by what sources are judged.
fn judge(sources: Vec<Source>) -> Report {
    let compiled = compile(sources);
    let report = compiled.report().clone();
    match compiled.finish() {
        Ok(house) => report.joined(house.lint().report()),
        Err(report) => report,
    }
}

/// What whole playbooks lack. A fixture shows one thing and leaves out what has nothing to do with it: its header
/// declares more than it uses, and it pays without waiting for the receipt.
const OF_WHOLE_PLAYBOOKS: [&str; 10] = [
    "double-deviation",
    "once-per-account",
    "open-promise",
    "step-without-within",
    "unhandled-failure",
    "unheard-deadline",
    "unused-event",
    "unused-fact",
    "unused-message",
    "wait-without-deadline",
];

/// The one place that says which findings there are.
fn catalogue() -> Vec<Doc> {
    amends::docs()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/findings")
}

fn report_of(code: &str, file: &str) -> Report {
    let path = folder().join(code).join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    // What only two playbooks together show has the second one beside it.
    let other = fs::read_to_string(folder().join(code).join("other.yaml")).ok();
    judge([Source::new(file, text)].into_iter().chain(other.map(|text| Source::new("other.yaml", text))).collect())
}

#[test]
fn every_code_has_its_folder_and_every_folder_its_code() {
    let codes: BTreeSet<String> = catalogue().iter().map(|doc| doc.code.to_string()).collect();
    let folders: BTreeSet<String> =
        fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(codes, folders);
    assert_eq!(codes.len(), catalogue().len(), "a code is used twice");
}

#[test]
fn bad_files_make_the_finding_as_drawn() {
    let mut wrong = Vec::new();
    for doc in catalogue() {
        let code = doc.code.as_str();
        let report = report_of(code, "bad.yaml");
        if !report.iter().any(|finding| finding.code == doc.code) {
            wrong.push(format!("{code} is not found in {report}"));
        }
        for finding in &report {
            if finding.code == doc.code {
                assert_eq!(finding.severity, doc.severity, "{code}");
            }
        }
        let drawn = report.to_text(false);
        let path = folder().join(code).join("bad.txt");
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            fs::write(&path, &drawn).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if drawn != expected {
            wrong.push(format!("{code} is drawn\n{drawn}\nand should be\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn good_files_do_not() {
    let mut wrong = Vec::new();
    for doc in catalogue() {
        let report = report_of(doc.code.as_str(), "good.yaml");
        let own = report.iter().any(|finding| finding.code == doc.code);
        if own || report.iter().any(|finding| !OF_WHOLE_PLAYBOOKS.contains(&finding.code.as_str())) {
            wrong.push(format!("{}: {report}", doc.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn messages_are_written_as_messages_are() {
    for doc in catalogue() {
        assert!(doc.text.len() > 150 && doc.text.contains("Avoid") && doc.text.contains("prefer"), "{}", doc.code);
        for finding in &report_of(doc.code.as_str(), "bad.yaml") {
            let texts = [Some(&finding.message), finding.help.as_ref()];
            for text in texts.into_iter().flatten() {
                assert!(!text.ends_with('.'), "{text}");
                assert!(!text.starts_with(|c: char| c.is_uppercase()) || text.starts_with("YAML"), "{text}");
            }
        }
    }
}

/// Whole playbooks of an excerpt, in which `---` parts them.
fn framed(excerpt: &str) -> Vec<Source> {
    let parts = excerpt.split("\n---\n").enumerate();
    parts.map(|(at, part)| Source::new(format!("example-{at}.yaml"), framed_part(part))).collect()
}

/// The top-level keys that a playbook leaves out come from `fixtures/frame.yaml`; a policy is shown whole.
fn framed_part(excerpt: &str) -> String {
    if excerpt.starts_with("policy:") {
        return excerpt.to_owned();
    }
    let frame = fs::read_to_string(folder().with_file_name("fixtures").join("frame.yaml")).unwrap();
    let key = |line: &str| line.split_once(':').map(|(key, _)| key.to_owned()).filter(|key| !key.starts_with(' '));
    let own: BTreeSet<String> = excerpt.lines().filter_map(key).collect();
    let (mut head, mut tail, mut section) = (String::new(), String::new(), String::new());
    for line in frame.lines() {
        section = key(line).unwrap_or(section);
        // What a playbook begins with stands before the excerpt.
        let part = if section == "playbook" { &mut head } else { &mut tail };
        if !own.contains(&section) {
            part.push_str(line);
            part.push('\n');
        }
    }
    format!("{head}{excerpt}\n{tail}")
}

#[test]
fn pages_show_what_to_avoid_and_what_to_prefer() {
    let mut wrong = Vec::new();
    for doc in catalogue() {
        if doc.avoid.is_empty() || doc.prefer.is_empty() {
            wrong.push(format!("{} has no examples", doc.code));
            continue;
        }
        let report = |excerpt: &str| judge(framed(excerpt));
        let (avoid, prefer) = (report(doc.avoid), report(doc.prefer));
        if !avoid.iter().any(|finding| finding.code == doc.code) {
            wrong.push(format!("what `{}` shows to avoid does not make it: {avoid}", doc.code));
        }
        if prefer.iter().any(|finding| finding.code == doc.code || finding.is_error()) {
            wrong.push(format!("what `{}` shows to prefer makes {prefer}", doc.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
