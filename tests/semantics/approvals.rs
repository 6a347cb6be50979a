//! Goodwill beyond what the house pays on its own waits for people (rules 5, 6, 10 and 21).

use super::story::check;

/// A state that pays, in a playbook with the roles of the language's own example.
fn house(pay: &str) -> String {
    format!(
        "
facts: {{ order: text, sum: {{ type: money, currency: GBP, default: 200.00 GBP }}, name: {{ type: text, default: Ana }} }}
key: [order]
events: {{ e: {{ carries: [order], may_carry: [sum, name] }}, note: {{ carries: [], may_carry: [sum, name] }}, away: [], close: [] }}
triggers: {{ t: {{ upon: e }} }}
states:
  a:
    do: [compensation: {{ as: pay, amount: sum, because: 'house rule 4 for {{name}}'{pay} }}]
    upon:
      note: {{ stay: true }}
      away: b
      close: z
      approval.granted: {{ stay: true, do: [task: {{ as: told, action: tell, within: 9d }}] }}
      approval.refused: sorry
      approval.expired: late
      step.failed: {{ stay: true, do: [resend: pay] }}
      step.overdue: {{ stay: true }}
    next: b
  b: {{ upon: {{ away: a, close: z }} }}
  sorry: {{ after: {{ 30d: z }} }}
  late: {{ upon: {{ away: a }}, after: {{ 30d: z }} }}
  z: {{ end: done }}
---
policy: house
roles:
  automatic:  {{ may_pay: 100 GBP }}
  agent:      {{ may_pay: 150 GBP, may: [skip, resend, move] }}
  supervisor: {{ includes: [agent], may_pay: 1000 GBP, may: [approve, close] }}
  director:   {{ includes: [supervisor], may_pay: 5000 GBP }}
"
    )
}

#[test]
fn goodwill_within_automatic_goes_out_and_more_is_held_for_the_lowest_role_that_suffices() {
    check(&house(""), "event e order=A sum=\"100.00 GBP\"  -> applied; pay amount=\"100.00 GBP\"");
    for (sum, role) in
        [("100.01", "supervisor"), ("1000.00", "supervisor"), ("1000.01", "director"), ("5000.01", "nobody")]
    {
        check(&house(""), &format!("event e order=A sum=\"{sum} GBP\" -> applied; held pay waiting {role}; in a"));
    }
}

#[test]
fn what_is_owed_is_never_held_and_without_roles_nothing_is() {
    for ground in ["regulation", "contract"] {
        check(
            &house(&format!(", ground: {ground}")),
            "event e order=A -> applied; pay ground=REG".replace("REG", ground).as_str(),
        );
    }
    let (playbook, _) = house("").split_once("---").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    check(&playbook, "event e order=A -> applied; pay");
    check(&format!("{playbook}---\npolicy: house\n"), "event e order=A -> applied; pay");
}

#[test]
fn granted_it_goes_out_and_then_the_case_is_told() {
    check(
        &house(", within: 3d"),
        "
event e order=A                         -> applied; held pay waiting supervisor; in a; next 2026-03-05T09:00:00Z
+1d
command approve @by=lee/supervisor      -> applied; held pay granted; pay amount=\"200.00 GBP\" attempt=1 at=2026-03-02T09:00:00Z due=2026-03-05T09:00:00Z; told; in a
done told                               -> applied; in a
done pay                                -> applied; in b
",
    );
}

#[test]
fn refused_or_expired_it_is_closed_and_only_that_is_told() {
    check(
        &house(", within: 3d"),
        "
event e order=A                         -> applied; held pay waiting supervisor
command refuse @by=lee/supervisor       -> applied; held pay refused; in sorry
command approve @by=lee/supervisor      -> denied not_held; in sorry
",
    );
    // Its own deadline is its expiry where nothing else is said: no `step.overdue` then.
    check(
        &house(", within: 3d"),
        "
event e order=A                         -> applied; held pay waiting supervisor
+3d
wake                                    -> applied; fired approval.expired.pay; held pay expired; in late; took a/upon/approval.expired
",
    );
    // An approval at the very deadline is in time.
    check(
        &house(", within: 3d"),
        "
event e order=A                         -> applied; held pay waiting supervisor
+3d
command approve @by=lee/supervisor      -> applied; held pay granted; pay; told; in a
wake                                    -> applied; fired step.overdue.pay; in a
",
    );
    check(
        &house(", within: 3d, approve_within: 1d"),
        "
event e order=A                         -> applied; held pay waiting supervisor; next 2026-03-03T09:00:00Z
+1d
wake                                    -> applied; fired approval.expired.pay; held pay expired; in late
",
    );
}

#[test]
fn its_deadline_runs_while_it_waits() {
    check(
        &house(", within: 1d, approve_within: 3d"),
        "
event e order=A                         -> applied; held pay waiting supervisor
+1d
wake                                    -> applied; fired step.overdue.pay; in a; next 2026-03-05T09:00:00Z
+1d
command approve @by=lee/supervisor      -> applied; held pay granted; pay due=2026-03-03T09:00:00Z; told; in a; next 2026-03-13T09:00:00Z  # said once
",
    );
    check(
        &house(", within: 1d, approve_within: 3d"),
        "
event e order=A                         -> applied; held pay waiting supervisor
+4d
wake                                    -> applied; fired step.overdue.pay; fired approval.expired.pay; held pay expired; in late
",
    );
    check(&house(""), "event e order=A -> applied; held pay waiting supervisor; next none");
}

#[test]
fn who_may_approve() {
    check(
        &house(""),
        "
event e order=A sum=\"1500.00 GBP\"       -> applied; held pay waiting director
command approve @by=kim/agent           -> denied authority
command approve @by=lee/supervisor      -> denied authority           # may approve, and not that much
command approve @by=lee/automatic       -> denied unknown_role        # nobody is the engine itself
command approve @by=lee/king            -> denied unknown_role
command refuse @by=kim/agent            -> denied authority
command approve @by=ida/director        -> applied; held pay granted; pay; told
",
    );
    // Who may approve may say no, however much it is.
    check(
        &house(""),
        "
event e order=A sum=\"1500.00 GBP\"       -> applied; held pay waiting director
command refuse @by=lee/supervisor       -> applied; held pay refused; in sorry
",
    );
}

#[test]
fn who_asked_for_it_never_approves_it() {
    check(
        &house(""),
        "
event e order=A sum=\"100.00 GBP\"        -> applied; pay
event note sum=\"200.00 GBP\"             -> applied
done pay                                -> applied; in b
event close                             -> applied; ended done; in z
event e order=B                         -> applied; held pay waiting supervisor
event away                              -> applied; held pay withdrawn; withdrawn pending; in b
command move @by=lee/supervisor to=a    -> applied; held pay waiting supervisor; in a
command approve @by=lee/supervisor      -> denied four_eyes
command approve @by=lee/director        -> denied four_eyes           # the same person in another role
command approve @by=mia/supervisor      -> applied; held pay granted; pay; told; in a
",
    );
    // Who asked may take it back.
    check(
        &house(""),
        "
event e order=A                         -> applied; held pay waiting supervisor
command move @by=lee/supervisor to=a    -> applied; held pay withdrawn; held pay waiting supervisor; withdrawn pending; in a
command refuse @by=lee/supervisor       -> applied; held pay refused; in sorry
",
    );
}

#[test]
fn a_quorum_is_of_different_people() {
    check(
        &house(", approvals: 2"),
        "
event e order=A                         -> applied; held pay waiting supervisor
command approve @by=lee/supervisor      -> applied; held pay waiting 1/2; in a
command approve @by=lee/supervisor      -> denied already_approved
command approve @by=lee/director        -> denied already_approved
command approve @by=mia/supervisor      -> applied; held pay granted; pay; told; in a
",
    );
    check(
        &house(", approvals: 2"),
        "
event e order=A                         -> applied; held pay waiting supervisor
command approve @by=lee/supervisor      -> applied; held pay waiting 1/2; in a
command refuse @by=mia/supervisor       -> applied; held pay refused; in sorry          # one no is enough
",
    );
    check(&house(", approvals: 2"), "event e order=A sum=\"50.00 GBP\" -> applied; pay          # it needs none");
}

#[test]
fn leaving_the_state_or_ending_withdraws_it() {
    check(
        &house(", within: 3d"),
        "
event e order=A                         -> applied; held pay waiting supervisor
event away                              -> applied; held pay withdrawn; withdrawn pending; in b; next none
command approve @by=lee/supervisor      -> denied not_held
event away                              -> applied; held pay waiting supervisor; in a
event close                             -> applied; held pay withdrawn; withdrawn pending; ended done; in z
",
    );
    check(
        &house("").replace("away: b", "away: { stay: true, do: [cancel: pay] }"),
        "
event e order=A                         -> applied; held pay waiting supervisor
event away                              -> applied; held pay withdrawn; withdrawn pending; in b
",
    );
}

#[test]
fn what_is_approved_is_what_is_paid_whatever_the_case_has_learnt_since() {
    check(
        &house(", within: 3d"),
        "
event e order=A                         -> applied; held pay waiting supervisor
event note sum=\"900.00 GBP\" name=Bo     -> applied
command approve @by=lee/supervisor      -> applied; held pay granted; pay amount=\"200.00 GBP\" because=\"house rule 4 for Bo\"; told
",
    );
}

#[test]
fn what_went_out_goes_out_again_for_no_more_without_asking() {
    check(
        &house(""),
        "
event e order=A                         -> applied; held pay waiting supervisor
command approve @by=lee/supervisor      -> applied; held pay granted; pay id=1 pays=A attempt=1; told
failed pay no                           -> applied; pay id=1 pays=A attempt=2 amount=\"200.00 GBP\"; in a
event note sum=\"150.00 GBP\"             -> applied
failed pay no                           -> applied; pay id=1 pays=A attempt=3 amount=\"150.00 GBP\"; in a
event note sum=\"150.01 GBP\"             -> applied
failed pay no                           -> applied; held pay waiting supervisor; in a
done pay                                -> applied; held pay withdrawn; in a            # it had gone through after all
",
    );
    // While it is out it goes again as it went.
    check(
        &house("").replace("away: b", "away: { stay: true, do: [resend: pay] }"),
        "
event e order=A sum=\"90.00 GBP\"         -> applied; pay attempt=1
event note sum=\"200.00 GBP\"             -> applied
event away                              -> applied; pay amount=\"90.00 GBP\" attempt=1; in a
done pay                                -> applied; in b
",
    );
}

#[test]
fn a_second_payment_for_the_same_waits_for_the_one_that_waits() {
    let shared = house("").replace("as: pay,", "as: pay, once: [name],");
    check(
        &shared,
        "
event e order=A                         -> applied; held pay waiting supervisor
event e order=B                         -> applied; already pay; opened p/B
command approve @by=lee/supervisor @case=p/B -> denied not_held
command approve @by=lee/supervisor @case=p/A -> applied; held pay granted; pay case=p/A; told case=p/A
done told                               -> applied
done pay                                -> applied; in b; in b
",
    );
    // Whoever waits for one that is refused waits in vain.
    check(
        &shared,
        "
event e order=A                         -> applied; held pay waiting supervisor
event e order=B                         -> applied; already pay; opened p/B
command refuse @by=lee/supervisor @case=p/A -> applied; held pay refused; held pay waiting supervisor; in sorry; in a
command approve @by=lee/supervisor @case=p/B -> denied four_eyes
",
    );
}

#[test]
fn an_answer_that_nobody_hears_is_unhandled() {
    let deaf = house(", within: 1d")
        .replace("approval.refused: sorry", "b: sorry")
        .replace("approval.expired: late", "c: late");
    let deaf = deaf.replace("away: [], close: []", "away: [], close: [], b: [], c: []");
    check(
        &deaf,
        "
event e order=A                         -> applied; held pay waiting supervisor
command refuse @by=lee/supervisor       -> applied; held pay refused; unhandled approval.refused.pay; in a
command skip @by=kim/agent step=pay     -> applied; in b
event away                              -> applied; held pay waiting supervisor; in a
+1d
wake                                    -> applied; fired approval.expired.pay; held pay expired; unhandled approval.expired.pay; in a
command resend @by=kim/agent            -> applied; held pay waiting supervisor; in a
command approve @by=kim/supervisor      -> denied four_eyes
",
    );
}

#[test]
fn while_the_clocks_of_the_case_stand_still_so_does_its_deadline_and_not_what_approvals_have_of_their_own() {
    let paused = |more: &str| {
        house(more)
            .replace("  b: { upon", "  b: { clock: paused, upon")
            .replace("  a:\n    do", "  o:\n    states: { i: { upon: { away: j } }, j: { clock: paused, upon: { away: i, close: k } }, k: { end: k } }\n    do")
            .replace("      away: b\n", "")
            .replace("away: a", "away: o")
    };
    check(
        &paused(", within: 2d"),
        "
event e order=A                         -> applied; held pay waiting supervisor; in i; next 2026-03-04T09:00:00Z
+1d
event away                              -> applied; in j; next none
+1d
event away                              -> applied; in i; next 2026-03-05T09:00:00Z
+1d
wake                                    -> applied; fired approval.expired.pay; held pay expired; in late
",
    );
    check(
        &paused(", within: 2d, approve_within: 3d"),
        "
event e order=A                         -> applied; held pay waiting supervisor; in i
+1d
event away                              -> applied; in j; next 2026-03-05T09:00:00Z
command approve @by=lee/supervisor      -> applied; held pay granted; pay due=none; told; in j
+1d
event away                              -> applied; in i; next 2026-03-05T09:00:00Z    # a day was left of it
",
    );
}

#[test]
fn the_end_of_a_deadline_that_is_told_by_receipts_too_late_moves_nothing() {
    check(
        &house(", within: 1d"),
        "
event e order=A                         -> applied; held pay waiting supervisor
+2d
command approve @by=lee/supervisor      -> denied not_held; fired approval.expired.pay; held pay expired; in late
",
    );
}

#[test]
fn what_waits_is_reserved_and_free_again_when_it_does_not_go_out() {
    let limited = house("").replace("do: [resend: pay]", "do: [task: { as: poor, action: x }]");
    let limited = format!("{limited}limits: [{{ payout: account, at_most: 250 GBP }}]\n");
    check(
        &limited,
        "
event e order=A                              -> applied; held pay waiting supervisor
event e order=B sum=\"50.01 GBP\"              -> applied; failing pay; limit pay 250.00 GBP an account; poor case=p/B; opened p/B; in a
command refuse @by=lee/supervisor @case=p/A  -> applied; held pay refused; in sorry
event e order=C sum=\"50.01 GBP\"              -> applied; pay case=p/C; opened p/C; in a
event e order=D                              -> applied; failing pay; limit pay 250.00 GBP an account; poor case=p/D; opened p/D; in a
",
    );
    // A grant fits every limit too, or is denied.
    check(
        &limited,
        "
event e order=A                              -> applied; held pay waiting supervisor
command grant @by=kim/agent amount=\"50.01 GBP\" -> denied limit; in a
command grant @by=kim/agent amount=\"50.00 GBP\" -> applied; command.grant; in a
command approve @by=lee/supervisor           -> applied; held pay granted; pay; told; in a
command grant @by=kim/agent amount=\"0.01 GBP\" -> denied limit; in a
failed command.grant no                      -> applied; poor; in a
command grant @by=kim/agent amount=\"0.01 GBP\" -> applied; command.grant; in a
command resend @by=kim/agent step=command.grant -> denied several_steps; in a
",
    );
}
