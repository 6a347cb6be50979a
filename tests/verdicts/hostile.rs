//! Playbooks that are made to cost: the work is bounded, and what is left open says so.

use std::fmt::Write as _;

use amends::Proof;

use crate::stage::lint;

/// Bounded work needs little stack.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(512 * 1024).spawn(test).unwrap().join().unwrap();
}

/// So many facts, whole numbers and truths by turns.
fn head(facts: usize) -> String {
    let mut text = "playbook: p\nversion: 1\nfacts:\n".to_owned();
    for n in 0..facts {
        writeln!(text, "  f{n}: {}", if n % 2 == 0 { "int" } else { "bool" }).unwrap();
    }
    let names: Vec<String> = (0..facts).map(|n| format!("f{n}")).collect();
    writeln!(text, "events: {{ e: [{}] }}", names.join(", ")).unwrap();
    text
}

fn part(n: usize, bound: usize) -> String {
    if n % 2 == 0 { format!("f{n} > {bound}") } else { format!("f{n}") }
}

/// 200 alternations of `&&` and `||` over these facts.
fn alternations(facts: usize, seed: usize) -> String {
    (0..200).fold(part(seed % facts, 0), |text, n| {
        format!("{text} {} {}", if n % 2 == 0 { "&&" } else { "||" }, part((n * 7 + seed) % facts, n))
    })
}

#[test]
fn alternations_in_every_place() {
    on_a_small_stack(|| {
        let mut text = head(20);
        text += "triggers:\n";
        for n in 0..3 {
            writeln!(text, "  t{n}: {{ upon: e, when: \"{}\", go: s{n} }}", alternations(20, n)).unwrap();
        }
        text += "states:\n";
        for n in 0..3 {
            writeln!(text, "  s{n}:\n    choose:").unwrap();
            for row in 0..4 {
                writeln!(text, "      - {{ when: \"{}\", go: z }}", alternations(20, n * 7 + row)).unwrap();
            }
        }
        text += "  z: { end: z }\n";
        let lint = lint(&text);
        assert!(lint.verdicts().len() > 20);
        for verdict in lint.verdicts() {
            if let Proof::Unknown(reason) = &verdict.proof {
                assert!(reason.contains("steps of work"), "{}: {reason}", verdict.claim);
            }
        }
    });
}

#[test]
fn many_states_many_rows_many_triggers() {
    on_a_small_stack(|| {
        let mut text = head(100);
        text += "triggers:\n";
        for n in 0..300 {
            writeln!(text, "  t{n}: {{ upon: e, when: \"{} && f0 > {n}\", go: s0 }}", part(n % 100, n)).unwrap();
        }
        text += "states:\n";
        for n in 0..1000 {
            writeln!(text, "  s{n}: {{ choose: [{{ when: f{} > {n}, go: s{} }}, {{ go: z }}] }}", n * 2 % 100, n + 1)
                .unwrap();
        }
        text += "  s1000:\n    choose:\n";
        for n in 0..300 {
            writeln!(text, "      - {{ when: \"f0 == {n} || {}\", go: z }}", part(n % 100, n)).unwrap();
        }
        text += "  z: { end: z }\n";
        assert!(text.len() < 256 * 1024);
        let lint = lint(&text);
        assert!(lint.verdicts().len() > 3000, "{}", lint.verdicts().len());
    });
}

#[test]
fn derived_values_that_double() {
    on_a_small_stack(|| {
        let mut text = head(20);
        text += "derive:\n  d0: f0\n";
        for n in 1..60 {
            writeln!(text, "  d{n}:\n    - {{ when: d{} > {n}, is: d{} * d{} }}", n - 1, n - 1, n - 1).unwrap();
            writeln!(
                text,
                "    - {{ when: \"f{} > d{}\", is: d{} - 1 }}\n    - {{ is: f2 + d{} }}",
                n % 10 * 2,
                n - 1,
                n - 1,
                n - 1
            )
            .unwrap();
        }
        text += "triggers: { t: { upon: e, when: d59 > 3, go: a } }\nstates:\n  a: { choose: [{ when: d58 > 1, go: z }, { go: z }] }\n  z: { end: z }\n";
        let lint = lint(&text);
        assert!(lint.verdicts().iter().any(|verdict| matches!(verdict.proof, Proof::Unknown(_))));
    });
}
