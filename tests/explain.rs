//! Why and why not: a row for each thing that can become of a trigger, transition or step.

use amends::{
    Account, Actor, CandidateKind, Command, Engine, Event, Explanation, Input, Receipt, Secret, Source, Time, Value,
    Verb, compile,
};

const PLAYBOOK: &str = "
playbook: late
version: 1
key: [order]
facts:
  order: text
  days: { type: int, min: 0, max: 365 }
  tier: { type: enum, of: [standard, gold] }
  name: { type: text, personal: true }
  share: decimal
  total: { type: money, currency: GBP }
events:
  parcel.late: { carries: [order, days], may_carry: [tier, name, share, total] }
  parcel.found: { carries: [order], may_carry: [tier, days] }
  customer.called: [order]
  parcel.weighed: []
derive:
  gesture:
    - { when: days >= 5, is: total }
    - { when: tier == 'gold', is: 5 GBP }
    - { is: 1 GBP }
triggers:
  thrice:  { upon: parcel.late, count: 3, in: 30d, per: key, go: grave }
  shared:  { upon: parcel.late, when: 1 / (days - days) > 2 || false, go: grave }
  late:    { upon: parcel.late, when: days >= 2 }
  also:    { upon: parcel.late, when: days >= 1 }
start: wait
states:
  wait:
    states:
      inner:
        upon:
          parcel.found: { when: tier == 'gold', go: paid }
    upon:
      parcel.found:
        - { when: days > 10, go: grave }
        - { when: days > 5, stay: true, times: 1 }
        - { go: done }
    after: { 7d: paid }
  paid:
    do:
      - compensation: { as: gift, amount: gesture, because: rule 4 }
      - task: { as: call, action: call, when: name == 'Ana' }
      - task: { as: visit, action: visit, when: name != 'Ana' }
      - task: { as: ask, action: ask, when: share > 0.5 }
    upon: { step.failed: grave, customer.called: paid }
    next: done
  grave:
    upon: { customer.called: done }
  done: { end: done }
";

fn engine(text: &str) -> Engine {
    Engine::new(compile([Source::new("late.yaml", text)]).finish().unwrap()).unwrap()
}

fn time(text: &str) -> Time {
    text.parse().unwrap()
}

/// An event `ID TYPE key=value …`, at that many days after the first of March.
fn event(text: &str) -> (Event, Time) {
    let words: Vec<&str> = text.split(' ').collect();
    let (at, id, kind) = (words[0].strip_prefix('+').unwrap(), words[1], words[2]);
    let at = time(&format!("2026-03-{:02}T09:00:00Z", 1 + at.parse::<u32>().unwrap()));
    let mut event = Event::new(id, "shop", kind, "ana", at);
    for (key, value) in words[3..].iter().map(|pair| pair.split_once('=').unwrap()) {
        event = match value.parse::<i64>() {
            Ok(number) => event.with(key, number),
            Err(_) => event.with(key, value.replace('_', " ")),
        };
    }
    (event, at)
}

/// The explanation of the last event, after the others were handled; steps are not answered.
fn explained(engine: &Engine, events: &[&str]) -> Explanation {
    let mut account = Account::new("ana", Secret::new([7; 32]));
    let (last, before) = events.split_last().unwrap();
    for text in before {
        let (event, at) = event(text);
        let _ = engine.handle(&mut account, event, at.utc()).unwrap();
    }
    let (event, at) = event(last);
    let explanation = engine.explain(&account, event.clone(), at.utc()).unwrap();
    assert_eq!(explanation.decision, engine.handle(&mut account, event, at.utc()).unwrap());
    explanation
}

/// Every candidate as `kind name: fate`, every selection that was barred as `what: fate`.
fn fates(explanation: &Explanation) -> Vec<String> {
    let mut fates = Vec::new();
    for selection in &explanation.selections {
        if let Some(fate) = &selection.barred {
            let what = selection.case.as_ref().unwrap_or(&selection.playbook);
            fates.push(format!("{}: {}", what.split(':').next().unwrap(), fate.code()));
        }
        for candidate in &selection.candidates {
            fates.push(format!("{} {}: {}", candidate.kind.code(), candidate.name, candidate.fate.code()));
        }
    }
    fates
}

#[track_caller]
fn check(events: &[&str], outcome: &str, expected: &[&str]) {
    check_on(PLAYBOOK, events, outcome, expected);
}

/// The fates given, among others, are those of the last event.
#[track_caller]
fn check_on(text: &str, events: &[&str], outcome: &str, expected: &[&str]) {
    let _ = told(text, events, outcome, expected);
}

#[track_caller]
fn told(text: &str, events: &[&str], outcome: &str, expected: &[&str]) -> Explanation {
    let explanation = explained(&engine(text), events);
    assert_eq!(explanation.decision.outcome.code(), outcome, "{explanation}");
    let fates = fates(&explanation);
    for fate in expected {
        assert!(fates.iter().any(|found| found == fate), "`{fate}` is not among {fates:#?}\n{explanation}");
    }
    explanation
}

const OPEN: &str = "+0 1 parcel.late order=A days=2";

#[test]
fn a_trigger_says_what_became_of_it() {
    check(
        &["+0 1 parcel.late order=A days=1"],
        "applied",
        &[
            "trigger thrice: count_not_reached",
            "trigger shared: condition_erred",
            "trigger late: condition_false",
            "trigger also: taken",
        ],
    );
    check(&[OPEN], "applied", &["trigger late: taken", "trigger also: lower_priority"]);
    check(&["+0 1 parcel.late order=A days=0"], "counted", &["trigger also: condition_false"]);
    let again = told(PLAYBOOK, &[OPEN, "+1 2 parcel.late order=A days=2"], "counted", &["trigger late: case_open"]);
    let count =
        again.selections.iter().flat_map(|selection| &selection.candidates).find(|found| found.name == *"thrice");
    assert_eq!(count.unwrap().fate, amends::Fate::CountNotReached { counted: 2, needed: 3 });
    check(&["+0 1 parcel.found order=A"], "no_trigger", &["trigger late: other_event"]);
    let no_key = PLAYBOOK.replace("upon: parcel.late, when: days >= 1", "upon: parcel.weighed, set: { order: name }");
    check_on(&no_key, &["+0 1 parcel.weighed"], "no_trigger", &["trigger also: no_key"]);
    let unknown = PLAYBOOK.replace("when: days >= 2 }", "when: tier == 'gold' }");
    check_on(&unknown, &["+0 1 parcel.late order=A days=0"], "counted", &["trigger late: unknown_fact"]);
}

#[test]
fn a_transition_says_what_became_of_it() {
    check(
        &[OPEN, "+1 2 parcel.found order=A days=7"],
        "applied",
        &[
            "transition inner/upon/parcel.found: unknown_fact",
            "transition wait/upon/parcel.found/0: condition_false",
            "transition wait/upon/parcel.found/1: taken",
            "transition wait/upon/parcel.found/2: lower_priority",
        ],
    );
    check(
        &[OPEN, "+1 2 parcel.found order=A days=7", "+2 3 parcel.found order=A days=7"],
        "applied",
        &["transition wait/upon/parcel.found/1: times_used_up", "transition wait/upon/parcel.found/2: taken"],
    );
    // What lies further inside goes first.
    check(
        &[OPEN, "+1 2 parcel.found order=A tier=gold"],
        "applied",
        &[
            "transition inner/upon/parcel.found: taken",
            "transition wait/upon/parcel.found/0: lower_priority",
            "step gift: taken",
        ],
    );
    let nothing = told(
        PLAYBOOK,
        &[OPEN, "+1 2 customer.called order=A"],
        "not_accepted",
        &["transition paid/upon/customer.called: not_accepted", "transition grave/upon/customer.called: not_accepted"],
    );
    assert_eq!(nothing.selections[0].accepts, ["parcel.found"]);
    assert_eq!(nothing.selections[0].configuration, ["inner"]);
}

#[test]
fn of_two_regions_the_inner_or_earlier_transition_wins() {
    let text = "
playbook: regions
version: 1
events: { open: [], leave: [] }
triggers: { open: { upon: open } }
states:
  both:
    together:
      left:  { states: { a: { upon: { leave: done } } } }
      right: { states: { b: { upon: { leave: gone } } } }
  done: { end: done }
  gone: { end: gone }
";
    let fates = ["transition a/upon/leave: taken", "transition b/upon/leave: lower_priority"];
    let explanation = told(text, &["+0 1 open", "+1 2 leave"], "applied", &fates);
    let lost = &explanation.selections[0].candidates[1];
    assert_eq!(lost.fate, amends::Fate::LowerPriority { than: "a/upon/leave".into() });
}

#[test]
fn a_step_says_what_became_of_it() {
    let found = "+1 2 parcel.found order=A tier=gold";
    check(
        &["+0 1 parcel.late order=A days=2 name=Bob", found],
        "applied",
        &["step gift: taken", "step call: condition_false", "step visit: taken", "step ask: unknown_fact"],
    );
    // Entered again, the state pays no second time; `total` is unknown where five days call for it.
    check(&[OPEN, found, "+2 3 customer.called order=A"], "applied", &["step gift: already_paid"]);
    check(&["+0 1 parcel.late order=A days=5", found], "applied", &["step gift: failed"]);
    let later = "
playbook: later
version: 1
events: { open: [], again: [] }
triggers: { open: { upon: open } }
states:
  a:
    do:
      - follow_up: { message: hello, after: 2d }
      - task: { as: once, action: x, once: true }
    upon: { again: a }
    after: { 20d: z }
  z: { end: done }
messages: { hello: { en: hello } }
";
    check_on(later, &["+0 1 open"], "applied", &["step a.follow_up: later", "step once: taken"]);
    check_on(later, &["+0 1 open", "+1 2 again"], "applied", &["step once: already_done"]);
    let due = told(later, &["+0 1 open", "+3 2 again"], "applied", &["step a.follow_up: taken"]);
    assert_eq!(due.selections[0].event.as_deref(), Some("follow_up.a.follow_up"), "what was due comes first");
}

#[test]
fn what_is_not_looked_at_says_why() {
    check(&[OPEN, "+1 2 parcel.found order=B"], "no_trigger", &["late/A: other_key"]);
    let found = "+1 2 parcel.found order=A";
    check(&[OPEN, found, "+2 3 customer.called order=A"], "case_ended", &["late/A: case_ended"]);
    // Ended by a timer that was due before the event.
    let text = PLAYBOOK.replace("7d: paid", "7d: done");
    let ended = told(&text, &[OPEN, "+9 2 customer.called order=A"], "case_ended", &["late/A: case_ended"]);
    assert!(ended.to_string().contains("kept for the next wake"), "{ended}");
    let refused = told(PLAYBOOK, &["+0 1 parcel.late order=A days=400 tier=silver"], "rejected", &["late@1: rejected"]);
    let lines = refused.to_string();
    assert!(lines.contains("`days`: out of range, expected at most 365"), "{lines}");
    assert!(lines.contains("`tier`: not a member, expected one of `standard`, `gold`"), "{lines}");
}

#[test]
fn versions_say_which_of_them_counts() {
    let of = |version: u32, effective: &str| {
        format!(
            "playbook: v\nversion: {version}\neffective: {{ {effective} }}\nevents: {{ e: [] }}\ntriggers: {{ t: {{ upon: e }} }}\nstates:\n  a: {{ after: {{ 1d: z }} }}\n  z: {{ end: done }}\n"
        )
    };
    let texts = [of(1, "from: 2026-01-01"), of(2, "from: 2026-02-01"), of(3, "from: 2027-01-01")];
    let sources = texts.iter().enumerate().map(|(at, text)| Source::new(format!("{at}.yaml"), text.as_str()));
    let engine = Engine::new(compile(sources).finish().unwrap()).unwrap();
    let explanation = explained(&engine, &["+0 1 e"]);
    // A case stays on its version, which may not know an event of a later one.
    let text = of(1, "until: 2026-03-02");
    let later =
        of(2, "from: 2026-03-02").replace("e: [] }\ntriggers: {", "e: [], new: [] }\ntriggers: { u: { upon: new },");
    let sources = [Source::new("1.yaml", text), Source::new("2.yaml", later)];
    let both = Engine::new(compile(sources).finish().unwrap()).unwrap();
    let unknown = explained(&both, &["+0 1 e", "+0 2 new"]);
    assert_eq!(fates(&unknown), ["v@2: outside_effective", "v: other_event"]);
    assert_eq!(fates(&explanation), ["v@1: lower_priority", "v@3: outside_effective", "trigger t: taken"]);
    assert!(explanation.to_string().contains("`v@2` goes before it"), "{explanation}");
}

#[test]
fn a_case_that_stands_still_says_so() {
    let text = "
playbook: stuck
version: 1
facts: { k: int }
events: { open: [], more: [k] }
triggers: { open: { upon: open } }
states:
  a: { upon: { more: b }, after: { 9d: z } }
  b: { choose: [{ when: k > 0, go: c }, { go: z }] }
  c: { choose: [{ when: k > 0, go: b }, { go: z }] }
  z: { end: done }
";
    let ring = told(text, &["+0 1 open", "+1 2 more k=1"], "applied", &["stuck: halted"]);
    assert!(ring.decision.cases[0].halted.is_some());
    let after = told(text, &["+0 1 open", "+1 2 more k=1", "+2 3 more k=0"], "not_accepted", &["stuck: halted"]);
    assert!(after.to_string().contains("the case stands still"), "{after}");
}

#[test]
fn inputs_that_are_not_chosen_upon_say_why_in_a_word() {
    for (events, outcome) in [
        (&[OPEN, OPEN][..], "duplicate"),
        (&[OPEN, "+0 1 parcel.late order=B days=2"], "conflict"),
        (&["+0 1 parcel.lost"], "unknown_event"),
    ] {
        let explanation = told(PLAYBOOK, events, outcome, &[]);
        assert!(explanation.selections.is_empty());
        assert!(explanation.to_string().starts_with("nothing happened: "), "{explanation}");
    }
    let engine = engine(PLAYBOOK);
    let mut account = Account::new("ana", Secret::new([7; 32]));
    for number in 1..300_i64 {
        let (open, at) = event(OPEN);
        let late =
            Event::new(format!("x{number}"), "shop", open.kind(), "ana", at).with("order", number).with("days", 0);
        let _ = engine.handle(&mut account, late.with("order", format!("{number}")), at.utc()).unwrap();
    }
    let (old, at) = event("+0 old parcel.late order=A days=2");
    assert_eq!(engine.explain(&account, old, at.utc()).unwrap().decision.outcome.code(), "too_old");
    let unknown = Receipt::done("00112233445566778899aabbccddeeff".parse().unwrap());
    assert_eq!(engine.explain(&account, unknown, at.utc()).unwrap().decision.outcome.code(), "unknown_step");
    let wake = engine.explain(&account, Input::Wake, at.utc()).unwrap();
    assert!(wake.to_string().contains("no timer is due"), "{wake}");
    let stranger = Event::new("1", "shop", "parcel.late", "bob", at);
    assert!(engine.explain(&account, stranger, at.utc()).unwrap_err().is_wrong_account());
}

#[test]
fn timers_and_what_follows_stand_in_their_order() {
    let explanation = told(
        PLAYBOOK,
        &["+0 1 parcel.late order=A days=5 total=40_GBP", "+9 2 customer.called order=A"],
        "applied",
        &[],
    );
    let events: Vec<_> = explanation.selections.iter().map(|found| found.event.as_deref().unwrap_or("-")).collect();
    assert_eq!(events[..2], ["after.wait", "customer.called"], "{explanation}");
    let gift = explanation.selections[0].candidates.iter().find(|found| found.kind == CandidateKind::Step).unwrap();
    let amount = gift.amount.as_ref().unwrap();
    assert_eq!(amount.value, Ok(Value::Money("40 GBP".parse().unwrap())));
    assert_eq!((amount.derived[0].row, amount.derived[0].tried.len()), (Some(0), 1));
}

#[test]
fn people_read_a_line_for_everything() {
    let explanation = told(PLAYBOOK, &[OPEN, "+1 2 parcel.found order=A tier=gold"], "applied", &[]);
    let expected = "\
case `late/A` goes on; it is in `paid`
  compensation `gift` goes out with 5.00 GBP

case `late/A` in `inner`: `parcel.found`
  transition `inner/upon/parcel.found`: taken
      when tier == 'gold': yes (tier is gold)
  transition `wait/upon/parcel.found/0`: `inner/upon/parcel.found` goes before it
  transition `wait/upon/parcel.found/1`: `inner/upon/parcel.found` goes before it
  transition `wait/upon/parcel.found/2`: `inner/upon/parcel.found` goes before it
  step `gift`: goes out
      amount gesture: 5.00 GBP
        gesture is 5.00 GBP, by row 2 of its table
          row 1, days >= 5: no (days is 2)
          row 2, tier == 'gold': yes (tier is gold)
  step `call`: its condition needs a fact that is unknown
      when name == 'Ana': `name` is unknown
  step `visit`: its condition needs a fact that is unknown
      when name != 'Ana': `name` is unknown
  step `ask`: its condition needs a fact that is unknown
      when share > 0.5: `share` is unknown";
    let text = explanation.to_string();
    assert!(text.starts_with(expected), "{text}");
}

#[test]
fn personal_values_are_hidden_until_they_are_asked_for() {
    let text = PLAYBOOK.replace("total: { type: money", "total: { type: money, personal: true");
    let open = "+0 1 parcel.late order=A days=5 total=44_GBP name=Zachary";
    let explanation = told(&text, &[open, "+1 2 parcel.found order=A tier=gold"], "applied", &[]);
    for hidden in [explanation.to_string(), explanation.to_json()] {
        assert!(!hidden.contains("44") && !hidden.contains("Zachary"), "{hidden}");
    }
    assert!(explanation.to_string().contains("gift` goes out with hidden"), "{explanation}");
    assert!(explanation.to_string().contains("name == 'Ana': no (name is hidden)"), "{explanation}");
    assert!(explanation.to_string().ends_with("personal values are hidden"), "{explanation}");
    let shown = explanation.with_personal();
    for text in [shown.to_string(), shown.to_json()] {
        assert!(text.contains("44.00 GBP") && text.contains("Zachary"), "{text}");
    }
    assert!(!shown.to_string().contains("hidden"), "{shown}");
}

#[test]
fn a_customers_text_stays_on_its_line() {
    let text = PLAYBOOK.replace("name: { type: text, personal: true }", "name: text");
    let account = Account::new("ana", Secret::new([7; 32]));
    let engine = engine(&text.replace("when: days >= 2 }", "when: name != 'x' }"));
    let (open, at) = event(OPEN);
    let open = open.with("name", "a\n\u{1b}[31mb\u{202e}c");
    let explanation = engine.explain(&account, open, at.utc()).unwrap().to_string();
    assert!(explanation.contains("(name is a\\n\\u{1b}[31mb\\u{202e}c)"), "{explanation}");
}

#[test]
fn an_explanation_has_its_size() {
    let rows: String =
        (0..1500).map(|row| format!("        - {{ when: days == {row} || share > 1, go: done }}\n")).collect();
    let text = PLAYBOOK.replace("        - { when: days > 10, go: grave }\n", &rows);
    let text = text.replace("max: 365", "max: 9999");
    let whole = told(PLAYBOOK, &[OPEN, "+1 2 parcel.found order=A"], "applied", &[]);
    assert!(!whole.is_cut && !whole.to_json().contains("\"cut\""));
    let cut = told(&text, &[OPEN, "+1 2 parcel.found order=A days=9000"], "applied", &[]);
    assert!(cut.is_cut && cut.to_json().ends_with("\"cut\":true}") && cut.to_string().contains("was cut"));
    let size: usize = cut.selections.iter().flat_map(|found| &found.candidates).count();
    assert!((500..4096).contains(&size), "{size}");
}

const HOUSE: &str = "
policy: house
roles:
  automatic: { may_pay: 10 GBP }
  agent: { may_pay: 20 GBP, may: [move, skip] }
  supervisor: { includes: [agent], may_pay: 90 GBP, may: [approve, close] }
duties:
  - { kind: apology, before: end, because: page 3 }
";

const HELD: &str = "
playbook: late
version: 1
facts: { total: { type: money, currency: GBP }, hurt: { type: money, currency: GBP, personal: true, default: 1 GBP } }
events: { e: { carries: [total], may_carry: [hurt] } }
triggers: { t: { upon: e } }
states:
  a:
    do: [compensation: { as: gift, amount: total + hurt, because: rule 4 }]
    upon: { step.failed: b, approval.refused: b }
    next: b
  b: { do: [apology: { message: sorry }], upon: { step.failed: { stay: true } }, next: z }
  z: { end: done }
messages: { sorry: { en: We are sorry. } }
";

/// What becomes of a command of lee's, after an event whose payment waits for approval.
fn commanded(playbook: &str, command: &[&str]) -> String {
    let house = compile([Source::new("late.yaml", playbook), Source::new("policy.yaml", HOUSE)]).finish();
    let engine = Engine::new(house.unwrap_or_else(|report| panic!("{}", report.to_text(false)))).unwrap();
    let mut account = Account::new("ana", Secret::new([7; 32]));
    let now = time("2026-03-02T09:00:00Z");
    let event = Event::new("1", "shop", "e", "ana", now).with("total", "49.00 GBP");
    let mut told = engine.explain(&account, event.clone(), now.utc()).unwrap().to_string();
    let _ = engine.handle(&mut account, event, now.utc()).unwrap();
    if let [verb, role, arguments @ ..] = command {
        let command = Command::new("c-1", verb.parse::<Verb>().unwrap(), Actor::new("lee", *role), "it is right");
        let pairs = arguments.iter().map(|pair| pair.split_once('=').unwrap());
        let command = pairs.fold(command, |command, (name, value)| command.with(name, value));
        told = engine.explain(&account, command, now.utc()).unwrap().to_string();
    }
    told
}

#[test]
fn why_a_payment_waits_and_why_a_command_is_obeyed_or_denied() {
    let open = HELD.replace("personal: true, ", "");
    for (command, expected) in [
        (
            &[][..],
            "case `late` is opened; it is in `a`\n  payment `gift` with 50.00 GBP waits for approval by `supervisor`\n\n\
             playbook late@1: `e`\n  trigger `t`: opens a case\n\ncase `late`: `e`\n  step `gift`: waits for approval by `supervisor`\n      \
             amount total + hurt: 50.00 GBP (total is 49.00 GBP, hurt is 1.00 GBP)",
        ),
        (
            &["approve", "supervisor"],
            "case `late` goes on; it is in `a`\n  compensation `gift` goes out with 50.00 GBP\n  \
             payment `gift` with 50.00 GBP was held and is granted\n\n\
             case `late` in `a`: command `approve`\n  command `approve`: obeyed\n\n\
             case `late` in `a`: payment `gift` is approved\n  step `gift`: goes out",
        ),
        (
            &["approve", "agent"],
            "denied: `agent` may not approve, but `supervisor` may (authority)\n\n\
             case `late` in `a`: command `approve`\n  command `approve`: denied",
        ),
        (
            &["grant", "agent", "amount=21 GBP"],
            "denied: `agent` may grant no more than 20.00 GBP, but `supervisor` may (authority)\n\n\
             case `late` in `a`: command `grant`\n  command `grant`: denied",
        ),
        (
            &["close", "supervisor"],
            "denied: it is a duty of the house that `apology` goes out before the case ends (page 3) (duty)\n\n\
             case `late` in `a`: command `close`\n  command `close`: denied",
        ),
        (
            &["close", "clerk"],
            "denied: the policy has no role `clerk` (unknown_role)\n\ncase `late` in `a`: command `close`\n  command `close`: denied",
        ),
        // A name that nothing has, and the nearest that something has.
        (
            &["close", "supervisr"],
            "denied: the policy has no role `supervisr`: did you mean `supervisor`? (unknown_role)\n\n\
             case `late` in `a`: command `close`\n  command `close`: denied",
        ),
        (
            &["approve", "supervisor", "step=gfit"],
            "denied: the case has no step `gfit`: did you mean `gift`? (unknown_step)\n\n\
             case `late` in `a`: command `approve`\n  command `approve`: denied",
        ),
        (
            &["grant", "agent", "amount=20 GBP"],
            "case `late` goes on; it is in `a`\n  compensation `command.grant` goes out with 20.00 GBP\n\n\
             case `late` in `a`: command `grant`\n  command `grant`: obeyed\n\n\
             case `late` in `a`: command `grant`\n  step `command.grant`: goes out",
        ),
    ] {
        assert_eq!(commanded(&open, command), expected, "{command:?}");
    }
    // An amount that rests on what is personal is hidden before and after.
    for command in [&[][..], &["approve", "supervisor"], &["move", "agent", "to=b"]] {
        let told = commanded(HELD, command);
        assert!(told.contains("payment `gift` with hidden") && !told.contains("50.00"), "{told}");
    }
}
