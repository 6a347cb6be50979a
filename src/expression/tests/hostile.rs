//! Texts that nobody writes in earnest: bounded work, a typed error, a small stack.

use super::*;

const SMALL_STACK: usize = 512 * 1024;

/// Runs on a thread with little stack.
fn on_small_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(SMALL_STACK).spawn(work).unwrap();
    thread.join().unwrap()
}

/// Compiles without the limit of length and evaluates.
fn unlimited(text: &str) -> String {
    let world = World::new();
    let result = tree_of(text).and_then(|tree| compile(text, tree, None, &world));
    match result {
        Ok(expression) => world.run(&expression),
        Err(faults) => format!("{:?}", faults[0].kind),
    }
}

#[test]
fn deep() {
    for (open, middle, close, expected) in [
        ("(", "1", ")", "TooDeep"),
        ("!", "true", "", "TooDeep"),
        ("-", "days_late", "", "TooDeep"),
        ("- ", "1", "", "TooDeep"),
        ("not ", "true", "", "TooDeep"),
        ("abs(", "1", ")", "TooDeep"),
        ("min(1, ", "1", ")", "TooDeep"),
        ("true ? 1 : ", "1", "", "TooDeep"),
        ("true ? ", "1", " : 1", "TooDeep"),
        ("1 in [", "1", "]", "TooDeep"),
        ("size([", "1", "])", "TooDeep"),
        ("", "1", ")", "Syntax"),
        ("(", "", "", "TooDeep"),
        ("[", "", "", "Syntax"),
    ] {
        let text = format!("{}{middle}{}", open.repeat(10_000), close.repeat(10_000));
        let found = on_small_stack(move || unlimited(&text));
        assert_eq!(found, expected, "{open}{middle}{close}");
    }
}

#[test]
fn wide() {
    for (part, join, expected) in [
        ("satisfied", " && ", "true"),
        ("angry", " || ", "false"),
        ("no_bool", " && ", "unknown_fact: no_bool"),
        ("1", " + ", "100000"),
        ("days_late == 3", " && ", "true"),
        ("has(days_late)", " && ", "true"),
        ("3 in []", " || ", "false"),
    ] {
        let text = vec![part; 100_000].join(join);
        let found = on_small_stack(move || unlimited(&text));
        assert_eq!(found, expected, "{part}{join}");
    }
    let list = vec!["1"; 100_000].join(",");
    assert_eq!(
        on_small_stack({
            let list = list.clone();
            move || unlimited(&format!("3 in [{list}]"))
        }),
        "false"
    );
    assert_eq!(
        on_small_stack({
            let list = list.clone();
            move || unlimited(&format!("size([{list}])"))
        }),
        "100000"
    );
    assert_eq!(on_small_stack(move || unlimited(&format!("min({list})"))), "Syntax");
}

#[test]
fn long() {
    let world = World::new();
    for text in ["'".to_owned() + &"x".repeat(MAX_TEXT) + "'", "1 + ".repeat(MAX_TEXT), "x ".repeat(MAX_TEXT)] {
        let faults = value(&text, None, &world).unwrap_err();
        assert_eq!(faults[0].kind, FaultKind::TooLong);
    }
    // The limit in figures, for a playbook that was read once is read for good.
    for (bytes, read) in [(16 * 1024, true), (16 * 1024 + 1, false)] {
        let text = format!("'{}'", "x".repeat(bytes - 2));
        assert_eq!(value(&text, None, &world).is_ok(), read, "{bytes}");
    }
    // Within the limit: many mistakes, each with a search for the nearest name.
    let text = vec!["unknwon"; MAX_TEXT / 11].join(" && ");
    let faults = condition(&text, &world).unwrap_err();
    assert!(faults.len() < 100, "{}", faults.len());
}

#[test]
fn odd_bytes() {
    let world = World::new();
    for text in [
        "\0",
        "\u{1b}[31m",
        "\u{202e}x",
        "days_late\u{200b} > 3",
        "é",
        "'\n'",
        "\\",
        "'\\",
        "'\\u12",
        "'\\777'",
        "1e",
        "1e999",
        "0x",
        "0xfffffffffffffffff",
        "1u",
        "1.2.3",
        "..",
        "a.b.c",
        "event.",
        "event",
        "has(",
        "has()",
        "has(,)",
        "In()",
        "In(",
        "paused_days(",
        "paused_days(--)",
        "accrue(,,)",
        "min()",
        "min(,)",
        "()",
        "[]",
        "1 in",
        "1 in [",
        "1 in [,]",
        "size([",
        "size([,])",
        "?",
        ":",
        "? :",
        "1 ? 2 : 3",
        "true ? : 1",
        "a ? b",
        "not",
        "and",
        "in",
        "not not",
        "1 and",
        "'a''b'",
        "\"",
        "5 GBP GBP",
        "5.GBP",
        "£",
        "£ 5",
        "$$$",
        "99999999999999999999999999999 GBP",
        "3h3",
        "3h.5m",
        "2026-13-45",
        "2026-04-01-05",
        "date()",
        "date(1)",
        "seen()",
        "seen('x')",
        "round(1)",
        "round(1, 'x')",
        "x.y()",
        "1.size()",
        "(1",
        "1)",
        "(1]",
        "[1)",
        "min(1]",
        "1 in [1)",
        "true ? (1 : 2)",
        "(true ? 1) : 2",
        "min(true ? 1, 2)",
    ] {
        for wanted in [None, Some(&Type::Bool), Some(&Type::Duration), Some(&Type::Money(None))] {
            let faults = value(text, wanted, &world).err();
            for fault in faults.iter().flatten() {
                assert!(text.get(fault.range.clone()).is_some(), "{text:?}: {fault:?}");
            }
        }
    }
}
