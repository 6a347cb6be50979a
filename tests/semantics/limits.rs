//! What is paid stays within limits (rule 22; language 6).

use super::story::{Runner, check, engine, refuses};

/// Goodwill and what is owed, as much as the events say, once an event.
const PAYS: &str = "
key: [order]
facts:
  order: text
  amount: { type: money, default: 0 GBP }
events:
  e: { carries: [order] }
  pay: { carries: [order, amount] }
  owe: { carries: [order, amount] }
  stop: { carries: [order] }
  again: { carries: [order] }
  close: { carries: [order] }
triggers: { t: { upon: e } }
states:
  a:
    upon:
      pay: { stay: true, do: [compensation: { as: gift, amount: amount, once: event, because: house rule 4 }] }
      owe:
        stay: true
        do: [compensation: { as: due, amount: amount, once: event, ground: contract, because: clause 9 }]
      stop: { stay: true, do: [cancel: gift] }
      again: { stay: true, do: [resend: gift] }
      step.failed.gift: { stay: true, do: [task: { as: told, action: tell, with: { why: event.reason } }] }
      close: z
    after: { 900d: z }
  z: { end: done }
";

fn with(limits: &str) -> String {
    format!("{PAYS}\n---\npolicy: house\nlimits:\n{limits}")
}

#[test]
fn a_case_is_paid_what_fits_and_not_a_penny_more() {
    check(
        &with("  - { payout: case, at_most: [10 GBP, 12 EUR], because: house rule 7 }"),
        "
event e order=A                       -> applied
event pay order=A amount=\"6.00 GBP\"   -> applied; gift
event pay order=A amount=\"4.01 GBP\"   -> applied; failing gift; limit gift 10.00 GBP a case; told with.why=\"limit: 4.01 GBP is more than is left of 10.00 GBP a case (house rule 7): 6.00 GBP is used, 4.00 GBP left\"
event pay order=A amount=\"4.00 GBP\"   -> applied; gift amount=\"4.00 GBP\"   # nothing is cut, and what failed uses nothing
event pay order=A amount=\"0.01 GBP\"   -> applied; failing gift; limit gift 10.00 GBP a case; told
event pay order=A amount=\"12.00 EUR\"  -> applied; gift                     # each currency has its own
event pay order=A amount=\"1 USD\"      -> applied; failing gift; limit gift 0.00 USD a case; told   # what is not listed is not allowed
event e order=B                       -> applied; opened p/B; in a
event pay order=B amount=\"10.00 GBP\"  -> applied; gift                     # another case has a limit of its own
event close order=A                   -> applied; ended done; in z
event e order=A                       -> applied; opened p/A; in a
event pay order=A amount=\"10.00 GBP\"  -> applied; gift                     # so has another case of the same id
",
    );
}

#[test]
fn what_fails_or_is_withdrawn_is_free_again() {
    check(
        &with("  - { payout: case, at_most: 10 GBP }"),
        "
event e order=A                       -> applied
event pay order=A amount=\"9.00 GBP\"   -> applied; gift
event pay order=A amount=\"2.00 GBP\"   -> applied; failing gift; limit gift 10.00 GBP a case; told
failed gift no                        -> applied; told
event pay order=A amount=\"10.00 GBP\"  -> applied; gift
event stop order=A                    -> applied; withdrawn gift
event pay order=A amount=\"10.00 GBP\"  -> applied; gift
done gift                             -> applied
event pay order=A amount=\"1.00 GBP\"   -> applied; failing gift; limit gift 10.00 GBP a case; told
failed gift it came back              -> applied; told
event pay order=A amount=\"1.00 GBP\"   -> applied; gift
done gift@2                           -> applied   # it was withdrawn, and went out all the same: then it counts
event pay order=A amount=\"1.00 GBP\"   -> applied; failing gift; limit gift 10.00 GBP a case; told with.why=\"limit: 1.00 GBP is more than is left of 10.00 GBP a case: 11.00 GBP is used, 0.00 GBP left\"
",
    );
}

#[test]
fn whoever_pays_again_asks_again() {
    check(
        &with("  - { payout: case, at_most: 10 GBP }"),
        "
event e order=A                       -> applied
event pay order=A amount=\"6.00 GBP\"   -> applied; gift
event again order=A                   -> applied; gift               # what it used is its own
failed gift no                        -> applied; told
event owe order=A amount=\"5.00 GBP\"   -> applied; due
event pay order=A amount=\"6.00 GBP\"   -> applied; failing gift; limit gift 10.00 GBP a case; told
event pay order=A amount=\"5.00 GBP\"   -> applied; gift
failed gift no                        -> applied; told
event owe order=A amount=\"1.00 GBP\"   -> applied; due
event again order=A                   -> applied; gift amount=\"1.00 GBP\"
",
    );
}

#[test]
fn what_is_owed_counts_and_is_never_bounded() {
    check(
        &with("  - { payout: case, at_most: 10 GBP }\n  - { payout: account, at_most: 20 GBP }"),
        "
event e order=A                       -> applied
event owe order=A amount=\"11.00 GBP\"  -> applied; due amount=\"11.00 GBP\"
event owe order=A amount=\"11.00 EUR\"  -> applied; due amount=\"11.00 EUR\"
event pay order=A amount=\"0.01 GBP\"   -> applied; failing gift; limit gift 10.00 GBP a case; told
event e order=B                       -> applied; opened p/B; in a
event pay order=B amount=\"9.01 GBP\"   -> applied; failing gift; limit gift 20.00 GBP an account; told
event pay order=B amount=\"9.00 GBP\"   -> applied; gift
",
    );
}

#[test]
fn two_cases_can_not_both_spend_the_last_pound() {
    let by_one_event = PAYS.replace("pay: { carries: [order, amount] }", "pay: { carries: [amount] }");
    let by_one_event = by_one_event.replace("once: event", "once: case");
    check(
        &format!("{by_one_event}\n---\npolicy: house\nlimits: [{{ payout: account, at_most: 10 GBP }}]"),
        "
event e order=A                       -> applied
event e order=B                       -> applied; opened p/B; in a
event pay amount=\"6.00 GBP\"           -> applied; gift case=p/A; failing gift; limit gift 10.00 GBP an account; told case=p/B; in a; in a
",
    );
}

#[test]
fn a_window_ends_now_and_begins_after_the_same_moment_before() {
    check(
        &with("  - { payout: account, in: 2d, at_most: 10 GBP }"),
        "
event e order=A                       -> applied
event pay order=A amount=\"10.00 GBP\"  -> applied; gift
+1d
done gift                             -> applied                   # decided the day before: that is what counts
at 2026-03-04T08:59:59Z
event pay order=A amount=\"1.00 GBP\"   -> applied; failing gift; limit gift 10.00 GBP an account in 2d; told
at 2026-03-04T09:00:00Z
event pay order=A amount=\"10.00 GBP\"  -> applied; gift
+1d
event pay order=A amount=\"1.00 GBP\"   -> applied; failing gift; limit gift 10.00 GBP an account in 2d; told
",
    );
}

#[test]
fn months_end_where_months_end() {
    check(
        &with("  - { payout: account, in: 1 months, at_most: 10 GBP }"),
        "
at 2026-02-28T09:00:00Z
event e order=A                       -> applied
event pay order=A amount=\"10.00 GBP\"  -> applied; gift
at 2026-03-28T08:59:59Z
event pay order=A amount=\"1.00 GBP\"   -> applied; failing gift; limit gift 10.00 GBP an account in 1 months; told
at 2026-03-31T09:00:00Z
event pay order=A amount=\"10.00 GBP\"  -> applied; gift            # a month before the 31st of March is the 28th of February
",
    );
}

#[test]
fn of_several_limits_the_tightest_speaks() {
    check(
        &with(
            "  - { payout: case, at_most: 10 GBP }\n  - { payout: account, in: 7d, at_most: 15 GBP }\n  - { payout: account, at_most: 24 GBP }",
        ),
        "
event e order=A                       -> applied
event pay order=A amount=\"11.00 GBP\"  -> applied; failing gift; limit gift 10.00 GBP a case; told
event pay order=A amount=\"10.00 GBP\"  -> applied; gift
event e order=B                       -> applied; opened p/B; in a
event pay order=B amount=\"6.00 GBP\"   -> applied; failing gift; limit gift 15.00 GBP an account in 7d; told
event pay order=B amount=\"5.00 GBP\"   -> applied; gift
+7d
event pay order=B amount=\"5.00 GBP\"   -> applied; gift
event e order=C                       -> applied; opened p/C; in a
event pay order=C amount=\"5.00 GBP\"   -> applied; failing gift; limit gift 24.00 GBP an account; told
event pay order=C amount=\"4.00 GBP\"   -> applied; gift
",
    );
}

/// Goodwill is as much as is left.
fn with_left() -> String {
    let pounds = PAYS.replace("type: money, default", "type: money, currency: GBP, default");
    pounds.replace("as: gift, amount: amount", "as: gift, amount: \"min(amount, left('GBP'))\"")
}

#[test]
fn left_is_what_fits_every_limit() {
    let gift = with_left();
    let limits = |limits: &str| format!("{gift}\n---\npolicy: house\nlimits:\n{limits}");
    check(
        &limits("  - { payout: case, at_most: 10 GBP }\n  - { payout: account, at_most: 15 GBP }"),
        "
event e order=A                       -> applied
event pay order=A amount=\"6.00 GBP\"   -> applied; gift amount=\"6.00 GBP\"
event pay order=A amount=\"6.00 GBP\"   -> applied; gift amount=\"4.00 GBP\"
event pay order=A amount=\"6.00 GBP\"   -> applied; failing gift; told with.why=\"the amount is not above zero\"
event e order=B                       -> applied; opened p/B; in a
event pay order=B amount=\"6.00 GBP\"   -> applied; gift amount=\"5.00 GBP\"
event owe order=B amount=\"9.00 GBP\"   -> applied; due
event pay order=B amount=\"6.00 GBP\"   -> applied; failing gift; told   # more is used than is allowed: nothing is left
",
    );
    // What is not listed is not allowed.
    refuses(&limits("  - { payout: case, at_most: 10 EUR }"), "currency-without-limit");
    for none in ["[]", "[{ payout: playbook, at_most: 10 GBP }]"] {
        refuses(&format!("{gift}\n---\npolicy: house\nlimits: {none}"), "limit-needs-policy");
    }
    refuses(&gift, "limit-needs-policy");
}

#[test]
fn left_without_a_limit_has_no_value() {
    let playbook = with_left();
    let sources = |text: &str, policy: &str| {
        let head = format!("playbook: p\nversion: 1\n{text}");
        let sources = [("p.yaml", head), ("policy.yaml", policy.to_owned())];
        amends::compile(sources.map(|(name, text)| amends::Source::new(name, text))).finish().unwrap()
    };
    // The policy that had the limits has gone.
    let bounded = sources(&playbook, "policy: house\nlimits: [{ payout: case, at_most: 10 GBP }]");
    let other = PAYS.replace("upon: e }", "upon: e, when: 'false' }");
    let other = format!("playbook: q\nversion: 1\n{other}");
    let house = [("q.yaml", other), ("policy.yaml", "policy: house\n".to_owned())];
    let house = amends::compile(house.map(|(name, text)| amends::Source::new(name, text))).finish().unwrap();
    let engine = amends::Engine::new(bounded).unwrap().with(house).unwrap();
    Runner::new(engine).run(
        "
event e order=A                       -> applied
event pay order=A amount=\"6.00 GBP\"   -> applied; failing gift; told with.why=\"no_limit: no limit says how much is left\"
",
    );
}

#[test]
fn limits_bind_open_cases_from_the_moment_they_are_loaded() {
    let mut runner = Runner::new(engine(PAYS));
    runner.run(
        "
event e order=A                       -> applied
event pay order=A amount=\"60.00 GBP\"  -> applied; gift       # nothing bounds it
",
    );
    let policy = "policy: house\nlimits: [{ payout: case, at_most: 61 GBP }]";
    let policy = amends::compile([amends::Source::new("policy.yaml", policy)]).finish().unwrap();
    runner.engine = runner.engine.with(policy).unwrap();
    runner.go_on(
        "
event pay order=A amount=\"2.00 GBP\"   -> applied; failing gift; limit gift 61.00 GBP a case; told
event pay order=A amount=\"1.00 GBP\"   -> applied; gift
",
    );
    let lack = runner.lack();
    assert_eq!(lack, Some(amends::Lack::Policy(None)), "the first records were made without it");
}

#[test]
fn what_is_personal_is_not_told() {
    let personal = PAYS
        .replace("amount: { type: money, default: 0 GBP }", "amount: { type: money, personal: true, default: 0 GBP }");
    check(
        &format!("{personal}\n---\npolicy: house\nlimits: [{{ payout: case, at_most: 10 GBP }}]"),
        "
event e order=A                       -> applied
event pay order=A amount=\"6.00 GBP\"   -> applied; gift
event pay order=A amount=\"6.00 GBP\"   -> applied; failing gift; limit gift 10.00 GBP a case; told with.why=\"limit: more than is left of 10.00 GBP a case\"
",
    );
}
