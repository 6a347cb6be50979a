//! A later step takes back what an earlier one paid (rule 30).

use super::story::check;

const PAYS: &str = "
key: [order]
facts:
  order: text
  amount: { type: money, currency: GBP, default: 10 GBP }
  much: { type: money, currency: GBP, default: 0 GBP }
events:
  e: [order]
  pay: { carries: [order], may_carry: [amount] }
  back: { carries: [order], may_carry: [amount] }
  rest: { carries: [order], may_carry: [amount] }
  again: [order]
  stop: [order]
  look: [order]
  close: [order]
triggers: { t: { upon: e } }
states:
  a:
    upon:
      pay: { stay: true, do: [compensation: { as: gift, amount: amount, because: house rule 4 }] }
      back: { stay: true, do: [compensation: { as: back, reverses: gift, amount: amount, because: paid twice }] }
      rest: { stay: true, do: [compensation: { as: rest, reverses: gift, amount: amount, because: paid twice }] }
      again: { stay: true, do: [resend: back] }
      stop: { stay: true, do: [cancel: back] }
      look: { stay: true, do: [set: { much: \"paid('GBP', 365d)\" }, task: { as: looked, action: look, with: { much } }] }
      step.failed: { stay: true, do: [task: { as: told, action: tell, with: { why: event.reason } }] }
      close: z
    after: { 900d: z }
  z: { end: done }
";

fn with(limits: &str) -> String {
    format!("{PAYS}\n---\npolicy: house\nlimits:\n{limits}")
}

#[test]
fn the_host_is_told_whose_payment_it_is() {
    check(
        PAYS,
        "
event e order=A                        -> applied
event pay order=A                      -> applied; gift pays=A reverses=none
done gift                              -> applied
event back order=A amount=\"4.00 GBP\"   -> applied; back pays=B reverses=gift reverses_pays=A reverses_attempt=1 amount=\"4.00 GBP\"
",
    );
}

#[test]
fn only_what_is_done_is_taken_back() {
    check(
        PAYS,
        "
event e order=A                        -> applied
event back order=A                     -> applied; failing back; told with.why=\"reverses: nothing was paid by `gift`\"
event pay order=A                      -> applied; gift attempt=1
event back order=A                     -> applied; failing back; told with.why=\"reverses: `gift` is not done yet\"
failed gift no                         -> applied; told
event back order=A                     -> applied; failing back; told with.why=\"reverses: nothing was paid by `gift`\"
event pay order=A                      -> applied; gift attempt=2
done gift                              -> applied
event back order=A                     -> applied; back reverses_attempt=2
done back                              -> applied
failed gift it came back               -> applied; told
event rest order=A amount=\"1.00 GBP\"   -> applied; failing rest; told with.why=\"reverses: nothing was paid by `gift`\"
",
    );
}

#[test]
fn no_more_than_was_paid_is_taken_back_and_nothing_twice() {
    check(
        PAYS,
        "
event e order=A                        -> applied
event pay order=A amount=\"10.00 GBP\"   -> applied; gift
done gift                              -> applied
event back order=A amount=\"10.01 GBP\"  -> applied; failing back; told with.why=\"reverses: 10.01 GBP is more than the 10.00 GBP left of `gift`\"
event back order=A amount=\"6.00 GBP\"   -> applied; back pays=B attempt=1
event back order=A amount=\"6.00 GBP\"   -> applied; already back
event rest order=A amount=\"5.00 GBP\"   -> applied; failing rest; told with.why=\"reverses: 5.00 GBP is more than the 4.00 GBP left of `gift`\"
event rest order=A amount=\"4.00 GBP\"   -> applied; rest pays=C
done back                              -> applied
event back order=A amount=\"1.00 GBP\"   -> applied; already back
",
    );
}

#[test]
fn what_could_not_be_taken_back_can_be_tried_again() {
    check(
        PAYS,
        "
event e order=A                        -> applied
event pay order=A amount=\"10.00 GBP\"   -> applied; gift
done gift                              -> applied
event back order=A amount=\"6.00 GBP\"   -> applied; back pays=B attempt=1
failed back the account is empty       -> applied; told
event rest order=A amount=\"10.00 GBP\"  -> applied; rest
failed rest the account is empty       -> applied; told
event back order=A amount=\"10.00 GBP\"  -> applied; back pays=B attempt=2
event again order=A                    -> applied; back pays=B attempt=2
event stop order=A                     -> applied; withdrawn back
event rest order=A amount=\"10.00 GBP\"  -> applied; rest attempt=2
",
    );
}

#[test]
fn paid_counts_what_is_left() {
    check(
        PAYS,
        "
event e order=A                        -> applied
event pay order=A amount=\"10.00 GBP\"   -> applied; gift
done gift                              -> applied
event back order=A amount=\"6.00 GBP\"   -> applied; back
event look order=A                     -> applied; looked with.much=\"10.00 GBP\"
done back                              -> applied
event look order=A                     -> applied; looked with.much=\"4.00 GBP\"
failed back it came back               -> applied; told
event look order=A                     -> applied; looked with.much=\"10.00 GBP\"
",
    );
}

#[test]
fn it_needs_no_limit_and_frees_what_has_come() {
    check(
        &with("  - { payout: case, at_most: 10 GBP }").replace("as: gift, amount", "as: gift, once: event, amount"),
        "
event e order=A                        -> applied
event pay order=A amount=\"10.00 GBP\"   -> applied; gift
done gift                              -> applied
event back order=A amount=\"6.00 GBP\"   -> applied; back           # beyond the limit, were it one that pays
event pay order=A amount=\"1.00 GBP\"    -> applied; failing gift; limit gift 10.00 GBP a case; told
done back                              -> applied
event pay order=A amount=\"6.01 GBP\"    -> applied; failing gift; limit gift 10.00 GBP a case; told
event pay order=A amount=\"6.00 GBP\"    -> applied; gift
",
    );
}

#[test]
fn what_came_back_counts_when_it_was_paid() {
    // Else the house would, on the third day, be free to pay more than its limit.
    check(
        &with("  - { payout: account, in: 2d, at_most: 10 GBP }")
            .replace("as: gift, amount", "as: gift, once: event, amount"),
        "
event e order=A                        -> applied
event pay order=A amount=\"10.00 GBP\"   -> applied; gift
done gift                              -> applied
+1d
event back order=A amount=\"6.00 GBP\"   -> applied; back
done back                              -> applied
event pay order=A amount=\"6.00 GBP\"    -> applied; gift
+1d
event pay order=A amount=\"5.00 GBP\"    -> applied; failing gift; limit gift 10.00 GBP an account in 2d; told
event pay order=A amount=\"4.00 GBP\"    -> applied; gift
",
    );
}

#[test]
fn the_last_that_stands_is_meant() {
    check(
        &PAYS.replace("as: gift, amount", "as: gift, once: event, amount"),
        "
event e order=A                        -> applied
event pay order=A amount=\"10.00 GBP\"   -> applied; gift pays=A
done gift                              -> applied
event pay order=A amount=\"20.00 GBP\"   -> applied; gift pays=B
done gift                              -> applied
event back order=A amount=\"20.00 GBP\"  -> applied; back pays=C reverses_pays=B
failed gift it came back               -> applied; told
event back order=A amount=\"10.00 GBP\"  -> applied; back pays=D reverses_pays=A
",
    );
}

#[test]
fn what_another_case_paid_for_the_same_is_meant_too() {
    let of_booking = PAYS
        .replace("  order: text\n", "  order: text\n  booking: { type: text, default: X }\n")
        .replace("as: gift, amount", "as: gift, once: [booking], amount");
    check(
        &of_booking,
        "
event e order=A                        -> applied
event e order=B                        -> applied; opened p/B
event pay order=A                      -> applied; gift pays=A
done gift                              -> applied
event pay order=B                      -> applied; already gift
event back order=B                     -> applied; back reverses_pays=A
",
    );
}

#[test]
fn what_is_personal_is_not_told() {
    let personal = PAYS.replace("GBP, default: 10 GBP }", "GBP, personal: true, default: 10 GBP }");
    check(
        &personal,
        "
event e order=A                        -> applied
event pay order=A amount=\"10.00 GBP\"   -> applied; gift
done gift                              -> applied
event back order=A amount=\"10.01 GBP\"  -> applied; failing back; told with.why=\"reverses: more than is left of `gift`\"
",
    );
}
