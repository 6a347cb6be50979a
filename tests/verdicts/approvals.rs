//! Payments that wait for approval: whether a case hears that nobody gave it, and whether anybody may.

use amends::{Source, compile};

const POLICY: &str = "policy: house
roles: { automatic: { may_pay: 10 GBP }, agent: { may_pay: 900 GBP }, lead: { may_pay: [100 GBP, 50 EUR], may: [approve] } }
";

/// What became of the two claims: that it is heard of, that somebody may approve it.
fn verdicts(step: &str, upon: &str, policy: &str) -> (String, String) {
    let playbook = format!(
        "playbook: p
version: 1
key: [order]
facts: {{ order: text, days: {{ type: int, min: 0, max: 30 }}, total: {{ type: money, currency: GBP }}, any: money }}
derive:
  gesture:
    - {{ when: days >= 20, is: 120 GBP }}
    - {{ when: days >= 5, is: 20 GBP }}
    - {{ is: 5 GBP }}
events: {{ late: [order, days, total, any] }}
triggers: {{ t: {{ upon: late }} }}
states:
  a: {{ do: [compensation: {{ {step}, because: rule 4 }}], upon: {{ {upon} }}, after: {{ 9d: z }} }}
  z: {{ end: z }}
"
    );
    let sources = [Source::new("p.yaml", playbook.as_str()), Source::new("policy.yaml", policy)];
    let house = compile(sources).finish().unwrap_or_else(|bad| panic!("{}\n{playbook}", bad.to_text(false)));
    let lint = house.lint();
    let of = |code: &str| {
        let verdict = lint.verdicts().iter().find(|verdict| verdict.code.as_str() == code);
        let found = lint.report().iter().any(|finding| finding.code.as_str() == code);
        let said = verdict.map_or("not asked".to_owned(), |verdict| verdict.proof.to_string());
        if found { format!("{said}; found") } else { said }
    };
    (of("unheard-approval"), of("no-approver"))
}

#[test]
fn what_waits_and_for_whom() {
    let proved = "proved";
    let open = "unknown: nothing in the playbook says how much it is at most";
    let mut wrong = Vec::new();
    for (step, upon, heard, approved) in [
        ("amount: 10 GBP, within: 1d", "", proved, proved),
        ("amount: 11 GBP, within: 1d", "", "refuted whatever the facts; found", proved),
        ("amount: 11 GBP, within: 1d", "approval: z", proved, proved),
        ("amount: 11 GBP, within: 1d", "approval.refused: z, approval.expired: z", proved, proved),
        ("amount: 11 GBP, within: 1d", "approval.refused: z", "refuted whatever the facts; found", proved),
        // Without a time it never expires.
        ("amount: 11 GBP", "approval.refused: z", proved, proved),
        ("amount: 11 GBP, approve_within: 1d", "approval.refused: z", "refuted whatever the facts; found", proved),
        ("as: gift, amount: 11 GBP, within: 1d", "approval.refused.gift: z, approval.expired.gift: z", proved, proved),
        ("amount: 101 GBP", "approval: z", proved, "refuted whatever the facts; found"),
        ("amount: gesture", "", "refuted when `days` is 5; found", "refuted when `days` is 20; found"),
        ("amount: gesture, when: days < 20", "approval: z", proved, proved),
        ("amount: gesture, when: days < 5", "", proved, proved),
        ("amount: \"min(total, 10 GBP)\"", "", proved, proved),
        ("amount: \"min(total, 100 GBP)\"", "approval: z", proved, proved),
        ("amount: total", "", "refuted when `total` is 11.00 GBP; found", open),
        ("amount: 4 GBP * days", "approval: z", proved, "refuted when `days` is 26; found"),
        ("amount: 60 EUR", "", "refuted whatever the facts; found", "refuted whatever the facts; found"),
        ("amount: 1 USD", "approval: z", proved, "refuted whatever the facts; found"),
        (
            "amount: any",
            "",
            "unknown: the currency of its amount is not fixed; found",
            "unknown: the currency of its amount is not fixed",
        ),
        ("amount: 500 GBP, ground: regulation", "", "not asked", "not asked"),
    ] {
        let said = verdicts(step, upon, POLICY);
        if said != (heard.to_owned(), approved.to_owned()) {
            wrong.push(format!("{step} | {upon}: {said:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_limits_forbid_nobody_has_to_approve() {
    let limited = format!("{POLICY}limits: [{{ payout: case, at_most: 80 GBP }}]\n");
    let claims = verdicts("amount: total", "approval: z", &limited);
    assert_eq!(claims, ("proved".to_owned(), "proved".to_owned()));
    // A house that knows no roles asks nobody.
    let claims = verdicts("amount: 900 GBP", "", "policy: house\n");
    assert_eq!(claims, ("not asked".to_owned(), "not asked".to_owned()));
}
