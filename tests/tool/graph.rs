//! `graph`: pictures of playbooks.

use std::fs;

use crate::program::{arg, folder, playbook};

#[test]
fn formats_and_where_they_go() {
    let folder = folder("graph");
    let file = folder.join("picture");
    for (format, beginning) in [("svg", "<svg "), ("dot", "digraph "), ("mermaid", "stateDiagram-v2\n")] {
        let shown = playbook(&["graph", "playbooks/eu261.yaml", "--format", format]);
        assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{format}");
        assert!(shown.out.starts_with(beginning), "{format}");
        let written = playbook(&["graph", "playbooks/eu261.yaml", "--format", format, "--out", arg(&file)]);
        assert_eq!((written.code, written.out.as_str(), written.err.as_str()), (0, "", ""), "{format}");
        assert_eq!(fs::read_to_string(&file).unwrap(), shown.out, "{format}");
    }
    let default = playbook(&["graph", "playbooks/late-parcel.yaml", "playbooks/policy.yaml"]);
    assert!(default.out.starts_with("<svg "));
}

#[test]
fn what_can_not_be_drawn_says_why() {
    let folder = folder("graph-not");
    let long = folder.join("long.yaml");
    let states: String = (0..700).map(|n| format!("  s{n}: {{ after: {{ 1d: s{} }} }}\n", n + 1)).collect();
    let text = "playbook: long\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n";
    fs::write(&long, format!("{text}{states}  s700: {{ end: done }}\n")).unwrap();
    let table: &[(&[&str], i32, &str)] = &[
        (&["graph"], 2, "FILE"),
        (&["graph", "no-such.yaml"], 3, "can't read `no-such.yaml`"),
        (&["graph", "playbooks"], 2, "`playbooks` is a folder: name one playbook"),
        (&["graph", "playbooks/policy.yaml"], 2, "name one playbook"),
        (&["graph", "playbooks/eu261.yaml", "playbooks/uk261.yaml"], 2, "name one playbook"),
        (&["graph", "playbooks/eu261.yaml", "--format", "png"], 2, "possible values: svg, dot, mermaid"),
        (&["graph", "playbooks/eu261.yaml", "--out", "no/such/folder/x.svg"], 3, "can't write `no/such/folder/x.svg`"),
        (&["graph", "tests/fixtures/five-mistakes.yaml"], 1, "the playbooks have errors and were not drawn"),
        (&["graph", arg(&long)], 1, "too large to draw: its picture would have 702 boxes; other formats have no limit"),
        (&["graph", arg(&long), "--format", "dot"], 0, ""),
    ];
    for (args, code, said) in table {
        let ran = playbook(args);
        assert_eq!(ran.code, *code, "{args:?}\n{}", ran.err);
        assert!(ran.err.contains(said), "{args:?}\n{}", ran.err);
        assert_eq!(ran.out.is_empty(), *code != 0, "{args:?}");
    }
}
