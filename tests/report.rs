//! What a report looks like to people and tools.

use amends::{Finding, Report, Source, compile};

const BAD: &str =
    "playbook: x\nversion: 1\nevents: {}\ntriggers: {}\nstates:\n  é: { end: a, end: b }\n  b: { nd: x }\n";

fn report(text: &str) -> Report {
    compile([Source::new("bad.yaml", text)]).report().clone()
}

#[test]
fn the_plain_form_is_a_line_and_its_notes() {
    let expected = "\
bad.yaml:6:3: error[bad-id]: `é` can't be the name of a state
    expected: ASCII letters, digits, `-` and `_`
bad.yaml:6:16: error[duplicate-key]: `end` is written twice in one map
bad.yaml:7:8: error[unknown-key]: `nd` is not a key here
    expected: do, leave, upon, choose, after, at, next, states, start, together, history, go, end, clock, stage, times, else, about
    help: did you mean `end`?";
    assert_eq!(report(BAD).to_string(), expected);
}

#[test]
fn the_form_for_tools_has_its_keys_in_order() {
    let json = report(BAD).to_json();
    let first = r#"[{"code":"bad-id","severity":"error","file":"bad.yaml","line":6,"column":3,"end_line":6,"end_column":4,"message":"`é` can't be the name of a state","expected":["ASCII letters, digits, `-` and `_`"]},"#;
    assert!(json.starts_with(first), "{json}");
    let second = r#""expected":[],"labels":[{"file":"bad.yaml","line":6,"column":16,"end_line":6,"end_column":19,"text":""},{"file":"bad.yaml","line":6,"column":8,"end_line":6,"end_column":11,"text":"first written here"}]}"#;
    assert!(json.contains(second), "{json}");
    assert!(json.contains(r#""suggestion":"end"}]"#), "{json}");
    let good = "playbook: x\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates: { z: { end: z } }\n";
    assert_eq!(report(good).to_json(), "[]");
    assert_eq!(report(good).to_text(true), "");
}

#[test]
fn nothing_of_the_source_is_obeyed_by_a_terminal() {
    let names = ["a\u{1b}[31mb.yaml", "a\u{202e}b.yaml", "a\nb.yaml"];
    let texts = ["\u{1b}]0;x\u{7}: a", "playbook: \"a\\e[31mb\\u202e\"\n", "\"pl\\tay\\nbook\": 1", "p\u{9b}31m: 1"];
    for name in names {
        for text in texts {
            let report = compile([Source::new(name, text)]).report().clone();
            assert!(!report.is_empty());
            for drawn in [report.to_text(false), report.to_string(), report.to_json()] {
                let obeyed = drawn.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
                assert_eq!(obeyed, None, "{drawn:?}");
            }
        }
    }
}

#[test]
#[cfg(feature = "render")]
fn colour_is_there_only_when_asked_for() {
    assert!(report(BAD).to_text(true).contains("\u{1b}["));
    assert!(!report(BAD).to_text(false).contains('\u{1b}'));
}

#[test]
fn a_report_is_an_error_one_can_pass_on() {
    fn passes<T: std::error::Error + Send + Sync + Clone + 'static>(_: &T) {}
    let report = report(BAD);
    passes(&report);
    assert!(size_of::<Report>() <= 16);
    assert!(report.is_blocking() && report.len() == 3);
    assert!(report.iter().all(Finding::is_error));
}
