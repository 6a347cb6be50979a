//! `explain`: the page of a finding.

use crate::program::playbook;

#[test]
fn every_finding_has_its_page() {
    let list = playbook(&["explain"]);
    assert_eq!(list.code, 0);
    assert_eq!(list.out.lines().count(), amends::docs().len());
    for (line, doc) in list.out.lines().zip(amends::docs()) {
        assert!(line.starts_with(doc.code.as_str()) && line.ends_with(doc.title), "{line}");
    }
    for code in ["unknown-key", "unhandled-failure", "hidden-character"] {
        let ran = playbook(&["explain", code]);
        let doc = amends::docs().into_iter().find(|doc| doc.code.as_str() == code).unwrap();
        assert_eq!(ran.code, 0);
        assert!(ran.out.starts_with(&format!("{}[{code}]: {}\n", doc.severity, doc.title)), "{}", ran.out);
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        let (text, examples) = ran.out.split_once("\navoid:\n").unwrap();
        assert!(words(text).ends_with(&words(doc.text)), "{text}");
        assert!(text.lines().skip(1).all(|line| line.chars().count() <= 90), "{text}");
        let (avoid, prefer) = examples.split_once("\nprefer:\n").unwrap();
        for (page, example) in [(avoid, doc.avoid), (prefer, doc.prefer)] {
            let indented: Vec<_> = example.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect();
            assert_eq!(page.trim_matches('\n'), indented.join("\n"), "{code}");
        }
        assert!(ran.out.is_ascii() || code != "hidden-character", "nothing hidden is printed");
    }
}

#[test]
fn an_unknown_code_leads_to_the_nearest() {
    for (code, said) in [
        ("unknown-kee", "there is no finding `unknown-kee`; did you mean `unknown-key`"),
        ("placeholder", "did you mean `unknown-placeholder`?"),
        ("x", "there is no finding `x`; `explain` alone lists all of them"),
        ("\u{1b}[31m", "there is no finding `\\u{1b}[31m`"),
    ] {
        let ran = playbook(&["explain", code]);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        assert!(ran.err.contains(said), "{}", ran.err);
    }
}
