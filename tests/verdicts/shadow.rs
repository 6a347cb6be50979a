//! Transitions that are said never to be taken never are, whatever is unknown.

use crate::stage::lint;

#[test]
fn a_last_row_takes_what_may_be_unknown() {
    for (carries, word) in [("may_carry: [kept]", "proved"), ("carries: [kept]", "refuted")] {
        let text = format!(
            "playbook: p\nversion: 1\nfacts: {{ kept: bool }}\nevents: {{ e: [], f: {{ {carries} }} }}\ntriggers: {{ t: {{ upon: e }} }}\n\
             states:\n  a:\n    upon:\n      f: [{{ when: kept, go: z }}, {{ when: not kept, go: z }}, {{ go: b }}]\n    \
             after: {{ 1d: b }}\n  b: {{ end: b }}\n  z: {{ end: z }}\n"
        );
        let lint = lint(&text);
        let is_last = |verdict: &&amends::Verdict| verdict.claim.starts_with("`upon/f/2` of state `a` is not hidden");
        let verdict = lint.verdicts().iter().find(is_last).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(verdict.proof.word(), word, "{}", verdict.proof);
    }
}
