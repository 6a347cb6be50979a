//! What customers and strangers write, in everything that the author's program prints.

use std::fs;
use std::path::Path;

use crate::program::{Ran, arg, folder, json_lines, playbook, playbook_fed};
use crate::text::{HARMFUL, assert_harmless, is_harmful};

const PLAYBOOK: &str = "
playbook: p
version: 1
key: [order]
facts: { order: text, note: { type: text, personal: true }, kind: { type: enum, of: [a] }, count: int }
events: { e: { carries: [order], may_carry: [note, kind, count] } }
triggers: { t: { upon: e } }
states:
  a: { do: [compensation: { amount: 5 GBP, because: \"{order} of {note}\", once: [note] }, task: { action: look, with: { order, note } }], upon: { step.failed: z }, next: z }
  z: { end: done }
";

/// Each harmful character, and a terminal's commands.
fn harmful() -> String {
    format!("{}\u{1b}]0;owned\u{7}\u{1b}[2J\u{1b}[31m", HARMFUL.iter().collect::<String>())
}

/// The same, as JSON writes it, raw where JSON allows.
fn in_json() -> String {
    serde_json::to_string(&harmful()).unwrap()
}

fn event(id: &str, subject: &str, kind: &str, data: &str) -> String {
    format!(
        r#"{{"id":{id},"source":{},"type":{kind},"subject":{subject},"time":"2026-03-02T09:00:00Z","incident":{},"data":{data}}}"#,
        in_json(),
        in_json()
    )
}

/// Lines of every kind: taken, refused by data, by type, by id, as JSON, as receipt.
fn lines() -> String {
    let (bad, ana, e) = (in_json(), "\"ana\"", "\"e\"");
    let good = |id: &str, subject: &str| event(id, subject, e, &format!(r#"{{"order":{bad},"note":{bad}}}"#));
    let receipt = |members: &str| format!(r#"{{"receipt":{{{members}}}}}"#);
    [
        good("\"1\"", &bad),
        good("\"1\"", &bad).replacen("\"note\":", "\"x\":1,\"note\":", 1),
        good("\"2\"", ana),
        good(&bad, ana),
        event("\"3\"", ana, e, &format!(r#"{{"order":{bad},"kind":{bad},"count":{bad}}}"#)),
        event("\"4\"", ana, &bad, "{}"),
        event("\"5\"", ana, e, &format!(r#"{{"order":"A",{bad}:1,{bad}:2}}"#)),
        event("\"6\"", ana, e, &format!(r#"{{"order":"A",{bad}:{{{bad}:1,{bad}:2}}}}"#)),
        event(&bad, ana, e, "{}").replace("2026-03-02", "2026\u{202e}-03-02"),
        event("7", ana, e, "{}"),
        harmful().replace('\n', ""),
        format!("{{\"a\":{}", harmful()),
        receipt(&format!(r#""account":{bad},"step":{bad},"done":true"#)),
        receipt(&format!(r#""account":"ana","step":{bad},"failed":{bad}"#)),
        receipt(&format!(r#""account":"ana","step":"a.task","failed":{bad}"#)),
        receipt(&format!(r#""account":"ana","step":"a.task","done":true,"at":{bad}"#)),
        receipt(&format!(r#""account":"ana","step":"a.task",{bad}:true"#)),
        format!(r#"{{"wake":{bad}}}"#),
        format!(r#"{{{bad}:{bad}}}"#),
    ]
    .join("\n")
}

fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::write(path, text).unwrap();
}

#[track_caller]
fn harmless(ran: &Ran) {
    assert_harmless(&ran.out);
    assert_harmless(&ran.err);
    assert!(!ran.err.contains("panicked") && (0..=3).contains(&ran.code), "{ran:?}");
}

#[test]
fn a_run_prints_no_commands() {
    let folder = folder("hostile-run");
    let file = |name: &str| folder.join(name);
    write(&file("p.yaml"), PLAYBOOK);
    write(&file("events"), lines());
    for receipts in ["auto", "none"] {
        let outputs = ["steps", "rejected", "heads", "audit"].map(|name| file(&format!("{name}-{receipts}")));
        let [steps, rejected, heads, audit] = &outputs;
        let ran = playbook(&[
            "run",
            arg(&file("p.yaml")),
            "--events",
            arg(&file("events")),
            "--receipts",
            receipts,
            "--steps",
            arg(steps),
            "--rejected",
            arg(rejected),
            "--heads",
            arg(heads),
            "--audit",
            arg(audit),
        ]);
        harmless(&ran);
        assert!(ran.out.contains("why data were refused") && ran.err.contains("line 13: "), "{ran:?}");
        for path in [steps, rejected, heads] {
            assert_harmless(&fs::read_to_string(path).unwrap());
            assert!(!json_lines(path).is_empty());
        }
        // What was refused is told whole, and reads back as what it was.
        assert!(
            json_lines(rejected).iter().any(|line| line["type"].as_str().is_some_and(|kind| kind.contains(is_harmful)))
        );
        // The records hold texts as they are, and what is said of them does not.
        let records = fs::read_to_string(audit).unwrap();
        harmless(&playbook(&["verify", arg(audit), "--heads", arg(heads)]));
        harmless(&playbook(&["replay", arg(&file("p.yaml")), "--audit", arg(audit)]));
        for (from, to) in [
            ("\"seq\":2", "\"seq\":7"),
            ("p@1:", "p@2:\\u001b"),
            ("\"a\"", "\"z\""),
            ("{\"account\"", "{\"\u{202e}\":1,\"account\""),
            ("\"zones\":\"", "\"zones\":\"\u{202e}"),
            ("\"step\":\"", "\"step\":\"\u{9b}"),
        ] {
            let bent = file("bent");
            write(&bent, records.replace(from, to));
            for ran in
                [playbook(&["verify", arg(&bent)]), playbook(&["replay", arg(&file("p.yaml")), "--audit", arg(&bent)])]
            {
                harmless(&ran);
            }
        }
        write(&file("bad-heads"), format!("{{\"account\":{0},\"seq\":1,\"hash\":{0}}}\n", in_json()));
        harmless(&playbook(&["verify", arg(audit), "--heads", arg(&file("bad-heads"))]));
        write(&file("bad-heads"), format!("{{{0}:{0}}}\n", in_json()));
        harmless(&playbook(&["verify", arg(audit), "--heads", arg(&file("bad-heads"))]));
        let personal = file(&format!("audit-{receipts}.personal"));
        let values = fs::read_to_string(&personal).unwrap();
        for bent in [
            values.replace("\"text\":", &format!("{}:", in_json())),
            format!("{values}{}", harmful()),
            values.replace("note", "nope"),
        ] {
            write(&personal, bent);
            harmless(&playbook(&["replay", arg(&file("p.yaml")), "--audit", arg(audit)]));
        }
    }
}

#[test]
fn findings_print_no_commands() {
    let folder = folder("hostile-check");
    let text = harmful();
    let files = [
        ("plain.yaml", PLAYBOOK.replace("playbook: p", &format!("playbook: \"{text}\""))),
        ("escaped.yaml", PLAYBOOK.replace("action: look", "action: \"\\e[31m\\u202e\\u200b\\x9b\"")),
        ("key.yaml", format!("{PLAYBOOK}\"\\e[31m\\u202e\": x\n")),
        ("words.yaml", PLAYBOOK.replace("upon: e }", "upon: \"\\e[31m\\u2066\" }")),
        ("\u{1b}[31m\u{202e}name.yaml", PLAYBOOK.replace("upon: e }", "upon: nothing }")),
        ("expression.yaml", PLAYBOOK.replace("upon: e }", "upon: e, when: \"order == \\\"\\e[31m\\\" && \u{430}\" }")),
    ];
    for (name, text) in &files {
        write(&folder.join(name), text);
        for format in ["text", "json"] {
            harmless(&playbook(&["check", arg(&folder.join(name)), "--format", format]));
        }
        harmless(&playbook_fed(&["run", arg(&folder.join(name)), "--events", "-"], b""));
    }
    let ran = playbook(&["check", arg(&folder)]);
    harmless(&ran);
    assert_eq!(ran.code, 1);
    // A playbook that is no text at all.
    write(&folder.join("\u{1b}bytes.yaml"), b"\xff\x1b\x00");
    harmless(&playbook(&["check", arg(&folder.join("\u{1b}bytes.yaml"))]));
}

#[test]
fn arguments_print_no_commands() {
    let text = "\u{1b}[31m\u{202e}\u{9b}x";
    for args in [
        vec![text],
        vec!["check"],
        vec!["check", text],
        vec!["check", "playbooks", "--format", text],
        vec!["check", &format!("--{text}")[..]],
        vec!["run", text, "--events", text],
        vec!["run", "playbooks", "--events", text],
        vec!["run", "playbooks", "--events", "-", "--until", text],
        vec!["run", "playbooks", "--events", "-", "--until", "10000-01-01T00:00:00Z"],
        vec!["run", "playbooks", "--events", "-", "--until", "9999-12-31T23:59:59Z"],
        vec!["run", "playbooks", "--events", "-", "--receipts", text],
        vec!["run", "playbooks", "--events", "-", "--steps", "/no-such-folder\u{1b}/x"],
        vec!["run", "playbooks", "--events", "playbooks"],
        vec!["verify", text, "--heads", text],
        vec!["replay", text, "--audit", text],
        vec![],
    ] {
        harmless(&playbook_fed(&args, b""));
    }
}
