//! Which channel a message goes out on and when, how many a customer gets, and that one apology is enough (language.md
//! section 6; rules 5, 8, 23, 34, 38).

use super::story::{Runner, check, engine, refuses};

/// London is at UTC until the 29th of March 2026, which is a Sunday; the 2nd is a Monday.
const HOUSE: &str = "policy: house
zone: Europe/London
calendars: { office: { hours: { mon-fri: '09:00-17:30' } } }
channels:
  email: {}
  sms:   { quiet: '21:00-08:00' }
  chat:  { quiet: '21:00-08:00' }
  phone: { calendar: office }
  visit: { calendar: office, quiet: '17:00-10:00' }
  never: { calendar: office, quiet: '08:30-18:00' }
";

const ASKED: &str = "
customer: { channel: likes, zone: home }
facts: { likes: text, home: text }
events: { e: { may_carry: [likes, home] } }
triggers: { t: { upon: e } }
states:
  a:
    do: [apology: { as: sorry, message: m }]
    upon: { step.failed: { stay: true, do: [task: { as: failed, action: x, with: { why: event.reason } }] } }
    after: { 90d: z }
  z: { end: done }
messages: { m: { en: Sorry } }
";

/// Policy and playbook with an order of preference, and what else the step says.
fn house(contact: &str, step: &str) -> String {
    let playbook = ASKED.replace("message: m }", &format!("message: m{step} }}"));
    format!("{HOUSE}contact: {{ {contact} }}\n---\n{playbook}")
}

/// The first in order of preference that is open now goes at once; else the one that opens first before the deadline.
#[test]
fn the_channel_is_the_first_that_is_open_else_the_one_that_opens_first() {
    const MORNING: &str = "2026-03-02T10:00:00Z";
    const NIGHT: &str = "2026-03-02T22:00:00Z";
    const NO: &str = "no_channel";
    for (order, step, at, says, goes) in [
        // Now, by order; what the customer prefers comes where the order puts it.
        ("preferred, sms, phone", "", MORNING, "", "sms open none"),
        ("preferred, sms, phone", "", MORNING, "likes=phone", "phone preferred none"),
        ("sms, preferred, phone", "", MORNING, "likes=phone", "sms open none"),
        ("preferred, sms, phone", "", MORNING, "likes=fax", "sms open none"),
        ("preferred, sms, phone", "", MORNING, "likes=email", "email preferred none"),
        ("phone, sms", "", MORNING, "likes=sms", "phone open none"),
        // Without an order, that of the channels.
        ("", "", NIGHT, "likes=sms", "email open none"),
        // Later, by when they open: preference counts among those that open at once.
        ("preferred, sms, phone", "", NIGHT, "", "sms quiet 2026-03-03T08:00:00Z"),
        ("preferred, sms, phone", "", NIGHT, "likes=phone", "sms quiet 2026-03-03T08:00:00Z"),
        ("phone, sms", "", NIGHT, "", "sms quiet 2026-03-03T08:00:00Z"),
        ("phone", "", NIGHT, "", "phone closed 2026-03-03T09:00:00Z"),
        ("phone, sms, email", "", NIGHT, "", "email open none"),
        ("preferred", "", NIGHT, "likes=phone", "phone closed 2026-03-03T09:00:00Z"),
        // Of those that open at one time, by preference.
        ("chat, sms", "", NIGHT, "", "chat quiet 2026-03-03T08:00:00Z"),
        ("preferred, chat, sms", "", NIGHT, "likes=sms", "sms quiet 2026-03-03T08:00:00Z"),
        // A weekend, and one at whose end clocks are put on.
        ("phone", "", "2026-03-06T17:30:00Z", "", "phone closed 2026-03-09T09:00:00Z"),
        ("phone", "", "2026-03-28T12:00:00Z", "", "phone closed 2026-03-30T08:00:00Z"),
        // Quiet hours are those of the customer's clocks; of the house's where they are not known.
        ("sms", "", MORNING, "home=America/New_York", "sms quiet 2026-03-02T13:00:00Z"),
        ("sms", "", NIGHT, "home=America/New_York", "sms open none"),
        ("sms", "", MORNING, "home=Atlantis", "sms open none"),
        ("sms", "", "2026-03-29T06:00:00Z", "", "sms quiet 2026-03-29T07:00:00Z"),
        // Calendars are not the customer's.
        ("phone", "", MORNING, "home=America/New_York", "phone open none"),
        ("phone, sms", "", "2026-03-02T08:00:00Z", "home=America/New_York", "phone closed 2026-03-02T09:00:00Z"),
        // Both: closed until nine, quiet until ten, and what came last is why.
        ("visit", "", "2026-03-02T08:00:00Z", "", "visit quiet 2026-03-02T10:00:00Z"),
        ("visit", "", "2026-03-06T17:10:00Z", "", "visit quiet 2026-03-09T10:00:00Z"),
        // Before the deadline, which counts from now: at that very time is too late.
        ("sms, phone", ", within: 601m", NIGHT, "", "sms quiet 2026-03-03T08:00:00Z"),
        ("sms, phone", ", within: 10h", NIGHT, "", NO),
        ("phone", ", within: 2d", "2026-03-06T17:30:00Z", "", NO),
        ("phone, sms", ", within: 2d", "2026-03-06T22:00:00Z", "", "sms quiet 2026-03-07T08:00:00Z"),
        ("sms", ", within: 1m", MORNING, "", "sms open none"),
        // Nobody can be reached.
        ("never", "", MORNING, "", NO),
        ("preferred", "", MORNING, "", NO),
        ("preferred", "", MORNING, "likes=fax", NO),
        // A channel of its own is the only one.
        ("email", ", channel: phone", MORNING, "likes=email", "phone named none"),
        ("email", ", channel: phone", NIGHT, "likes=email", "phone closed 2026-03-03T09:00:00Z"),
        ("email", ", channel: phone, within: 4h", NIGHT, "likes=email", NO),
    ] {
        let expected = match goes.split(' ').collect::<Vec<_>>().as_slice() {
            [channel, chosen, not_before] => format!("sorry channel={channel} chosen={chosen} not_before={not_before}"),
            _ => format!("failed with.why={goes}; failing sorry"),
        };
        let story = format!("at {at}\nevent e {says} -> applied; {expected}");
        println!("[{order}]{step}\n{story}");
        check(&house(&format!("order: [{order}]"), step), &story);
    }
}

/// A house without channels says nothing of them, and neither does one with channels of what is no message to customers.
#[test]
fn nothing_is_chosen_where_nobody_asks_for_it() {
    let plain =
        "\nat 2026-03-02T22:00:00Z\nevent e likes=sms -> applied; sorry channel=none chosen=none not_before=none\n";
    check(ASKED, plain);
    check(&format!("policy: house\nroles: {{ automatic: {{ may_pay: 5 GBP }} }}\n---\n{ASKED}"), plain);
    let own = "\nat 2026-03-02T22:00:00Z\nevent e -> applied; sorry channel=letter chosen=none not_before=none\n";
    check(&ASKED.replace("message: m }", "message: m, channel: letter }"), own);
    let others = ASKED.replace(
        "[apology: { as: sorry, message: m }]",
        "[notice: { to: carrier, message: m, channel: sms }, task: { action: x, channel: phone }]",
    );
    check(
        &format!("{HOUSE}---\n{others}"),
        "
at 2026-03-02T22:00:00Z
event e -> applied; a.notice channel=sms chosen=none not_before=none; a.task channel=phone chosen=none not_before=none
",
    );
}

/// Deadlines count from the decision, and what is held back is out: it is kept for the morning by the host.
#[test]
fn what_is_held_back_is_out_and_its_deadline_runs() {
    check(
        &house("order: [phone]", ", within: 2d"),
        "
at 2026-03-02T22:00:00Z
event e                   -> applied; sorry channel=phone not_before=2026-03-03T09:00:00Z due=2026-03-04T22:00:00Z at=2026-03-02T22:00:00Z; next 2026-03-04T22:00:00Z
wake 2026-03-04T22:00:00Z -> applied; unhandled step.overdue.sorry
done sorry                -> applied
",
    );
}

/// A promise that can't be told in time is not made, and the case hears that it is broken.
#[test]
fn a_promise_that_can_not_be_told_is_broken_at_once() {
    let playbook = house("order: [phone]", "")
        .replace("apology: { as: sorry, message: m }", "promise: { as: call, message: m, by: 4h }")
        .replace("step.failed: {", "promise.broken: {");
    let mut runner = Runner::new(engine(&playbook));
    runner.run("at 2026-03-02T22:00:00Z\nevent e -> applied; failed with.why=no_channel; failing call");
    runner.ledger(&[], "");
    let mut runner = Runner::new(engine(&playbook));
    runner.run("at 2026-03-02T10:00:00Z\nevent e -> applied; call channel=phone chosen=open");
    runner.ledger(&[], "call open");
}

/// A follow-up has its channel when its time has come; a step that is sent again has another.
#[test]
fn the_channel_is_chosen_when_the_step_goes_out() {
    let later = house("order: [phone, email]", "")
        .replace("apology: { as: sorry, message: m }", "follow_up: { as: later, message: m, after: 12h }");
    check(
        &later,
        "
at 2026-03-02T10:00:00Z
event e                   -> applied
wake 2026-03-02T22:00:00Z -> applied; later channel=email chosen=open
",
    );
    let again = house("order: [phone, email]", "")
        .replace("events: {", "events: { again: [], ")
        .replace("upon: {", "upon: { again: { stay: true, do: [resend: sorry] },");
    check(
        &again,
        "
at 2026-03-02T10:00:00Z
event e                   -> applied; sorry channel=phone chosen=open
at 2026-03-02T22:00:00Z
event again               -> applied; sorry channel=email chosen=open attempt=2
",
    );
}

/// The words are those of the channel that was chosen, and not of one that the step names.
#[test]
fn a_text_message_is_short_where_it_goes_out_as_one() {
    let words = |order: &str| {
        house(&format!("order: [{order}]"), "").replace("{ en: Sorry }", "{ en: { text: We are sorry, sms: Sorry } }")
    };
    check(&words("sms"), "at 2026-03-02T10:00:00Z\nevent e -> applied; sorry channel=sms text=Sorry");
    check(&words("email"), "at 2026-03-02T10:00:00Z\nevent e -> applied; sorry channel=email text=\"We are sorry\"");
    check(
        &words("phone, sms, email"),
        "at 2026-03-02T23:00:00Z\nevent e -> applied; sorry channel=email text=\"We are sorry\"",
    );
}

/// Compiled together, a policy lists every channel that its playbooks name; one that comes later may not.
#[test]
fn a_channel_that_the_house_does_not_know_is_the_hosts() {
    let step = "message: m, channel: pigeon }";
    refuses(&format!("{HOUSE}---\n{}", ASKED.replace("message: m }", step)), "unknown-word");
    let policy = amends::compile([amends::Source::new("policy.yaml", HOUSE)]).finish().unwrap();
    let engine = engine(&ASKED.replace("message: m }", step)).with(policy).unwrap();
    Runner::new(engine)
        .run("at 2026-03-02T22:00:00Z\nevent e -> applied; sorry channel=pigeon chosen=named not_before=none");
}

#[test]
fn the_facts_of_the_customer_are_texts() {
    refuses(&ASKED.replace("likes: text", "likes: int"), "condition-type");
    refuses(&ASKED.replace("home: text", "home: bool"), "condition-type");
}

/// A playbook in which each event sends one message.
const MANY: &str = "
key: [order]
facts: { order: text }
events: { e: [order], drop: [order], again: [order] }
triggers: { t: { upon: e } }
states:
  a:
    do: [notice: { as: news, message: m }]
    upon:
      e: { stay: true, do: [notice: { as: more, message: m }] }
      drop: { stay: true, do: [cancel: news] }
      again: { stay: true, do: [resend: news] }
      step.failed: { stay: true, do: [task: { as: failed, action: x, with: { why: event.reason } }] }
    after: { 900d: z }
  z: { end: done }
messages: { m: { en: Something } }
";

fn many(contact: &str) -> String {
    format!("{HOUSE}contact: {{ {contact} }}\n---\n{MANY}")
}

/// At most so many in any window that ends with a message, whichever cases write them.
#[test]
fn a_customer_gets_no_more_messages_than_the_house_allows() {
    check(
        &many("order: [email], at_most: 2 per 24h"),
        "
at 2026-03-02T09:00:00Z
event e order=A -> applied; news channel=email chosen=open not_before=none
+1h
event e order=B -> applied; news channel=email chosen=open not_before=none
+1h
event e order=A -> applied; more channel=email chosen=cap not_before=2026-03-03T09:00:00Z
event e order=C -> applied; news channel=email chosen=cap not_before=2026-03-03T10:00:00Z
event e order=D -> applied; news channel=email chosen=cap not_before=2026-03-04T09:00:00Z
at 2026-03-03T10:00:00Z
event e order=E -> applied; news channel=email chosen=cap not_before=2026-03-04T10:00:00Z
at 2026-03-10T09:00:00Z
event e order=F -> applied; news channel=email chosen=open not_before=none
",
    );
    // What is still to come counts too: a second one now leaves the window of the one tonight with three.
    check(
        &many("order: [sms], at_most: 2 per 24h"),
        "
at 2026-03-02T21:30:00Z
event e order=A -> applied; news chosen=quiet not_before=2026-03-03T08:00:00Z
event e order=B -> applied; news chosen=quiet not_before=2026-03-03T08:00:00Z
at 2026-03-03T07:59:00Z
event e order=C -> applied; news chosen=cap not_before=2026-03-04T08:00:00Z
",
    );
}

/// The cap, opening hours and quiet hours hold together.
#[test]
fn what_the_cap_holds_back_waits_for_its_channel_too() {
    check(
        &many("order: [phone], at_most: 1 per 20h"),
        "
at 2026-03-02T10:00:00Z
event e order=A -> applied; news chosen=open not_before=none
event e order=B -> applied; news chosen=closed not_before=2026-03-03T09:00:00Z
event e order=C -> applied; news chosen=closed not_before=2026-03-04T09:00:00Z
",
    );
    // Months are counted on the house's clocks.
    check(
        &many("order: [email], at_most: 1 per 1 month"),
        "
at 2026-03-15T09:00:00Z
event e order=A -> applied; news chosen=open not_before=none
event e order=B -> applied; news chosen=cap not_before=2026-04-15T08:00:00Z
",
    );
    // A house that says only how often says nothing of channels.
    check(
        &format!("policy: house\ncontact: {{ at_most: 1 per 24h }}\n---\n{MANY}"),
        "
at 2026-03-02T10:00:00Z
event e order=A -> applied; news channel=none chosen=open not_before=none
event e order=B -> applied; news channel=none chosen=cap not_before=2026-03-03T10:00:00Z
",
    );
}

#[test]
fn beyond_the_deadline_the_cap_fails_the_step() {
    let within = |within: &str| {
        many("order: [phone], at_most: 1 per 24h")
            .replace("as: more, message: m", &format!("as: more, message: m, within: {within}"))
    };
    let fails = |why: &str| {
        format!(
            "
at 2026-03-02T16:00:00Z
event e order=A -> applied; news chosen=open
event e order=A -> applied; failed with.why={why}; failing more
"
        )
    };
    // It opens in time, and again when there is room: too late.
    check(&within("20h"), &fails("contact_cap"));
    check(&within("24h"), &fails("contact_cap"));
    check(&within("1h"), &fails("contact_cap"));
    check(
        &within("2d"),
        "
at 2026-03-02T16:00:00Z
event e order=A -> applied; news chosen=open
event e order=A -> applied; more chosen=cap not_before=2026-03-03T16:00:00Z
",
    );
    // It does not open in time, cap or no cap.
    check(
        &within("1h"),
        "
at 2026-03-02T10:00:00Z
event e order=A -> applied; news chosen=open
at 2026-03-02T18:00:00Z
event e order=A -> applied; failed with.why=no_channel; failing more
",
    );
}

/// A message that is withdrawn before it went out, or failed, makes room; one that may have gone out does not.
#[test]
fn what_was_not_sent_makes_room() {
    let cap = many("order: [email], at_most: 1 per 24h");
    check(
        &cap,
        "
at 2026-03-02T10:00:00Z
event e order=A    -> applied; news chosen=open
event e order=B    -> applied; news chosen=cap not_before=2026-03-03T10:00:00Z
event drop order=B -> applied; withdrawn news
event e order=C    -> applied; news chosen=cap not_before=2026-03-03T10:00:00Z
event drop order=A -> applied; withdrawn news
event e order=D    -> applied; news chosen=cap not_before=2026-03-04T10:00:00Z
",
    );
    check(
        &cap,
        "
at 2026-03-02T10:00:00Z
event e order=A       -> applied; news chosen=open
failed news no server -> applied; failed
event e order=B       -> applied; news chosen=open not_before=none
",
    );
    // Also where its case has ended.
    check(
        &cap.replace("drop: { stay: true, do: [cancel: news] }", "drop: z"),
        "
at 2026-03-02T10:00:00Z
event e order=A       -> applied; news chosen=open
event drop order=A    -> applied; ended done
failed news no server -> applied
event e order=B       -> applied; news chosen=open not_before=none
",
    );
}

/// Sent again it is one more message; before it went out it is the same one.
#[test]
fn a_message_that_is_sent_again_counts_again() {
    let cap = many("order: [email], at_most: 1 per 24h");
    check(
        &cap,
        "
at 2026-03-02T10:00:00Z
event e order=A     -> applied; news chosen=open
+1h
event again order=A -> applied; news chosen=cap not_before=2026-03-03T10:00:00Z attempt=2
+1h
event again order=A -> applied; news chosen=cap not_before=2026-03-03T10:00:00Z attempt=3
",
    );
}

#[test]
fn only_messages_to_the_customer_count() {
    let others = many("order: [email], at_most: 1 per 24h").replace(
        "[notice: { as: more, message: m }]",
        "[notice: { as: more, message: m, to: carrier }, task: { action: x }]",
    );
    check(
        &others,
        "
at 2026-03-02T10:00:00Z
event e order=A -> applied; news chosen=open
event e order=A -> applied; more chosen=none; a.task
event e order=B -> applied; news chosen=cap not_before=2026-03-03T10:00:00Z
",
    );
}

/// One apology is enough for an incident, in whatever case and playbook of the account.
mod one_apology_per_incident {
    use super::super::story::check;

    const SORRY: &str = "
key: [order]
facts: { order: text }
events: { e: [order], stop: [order], drop: [order] }
triggers: { t: { upon: e } }
states:
  a:
    do: [apology: { as: sorry, message: m }]
    upon: { stop: z, drop: { stay: true, do: [cancel: sorry] }, step.failed: { stay: true, do: [task: { as: failed, action: x }] } }
    next: b
    after: { 900d: z }
  b: { upon: { stop: z }, after: { 900d: z } }
  z: { end: done }
messages: { m: { en: Sorry } }
";

    fn once() -> String {
        format!("policy: house\ncontact: {{ one_apology_per: incident }}\n---\n{SORRY}")
    }

    #[test]
    fn the_second_waits_for_the_first_or_is_complete() {
        check(
            &once(),
            "
event e order=A @incident=storm -> applied; sorry channel=none; in a
event e order=B @incident=storm -> applied; already sorry; in a
event e order=C @incident=flood -> applied; sorry; in a
event e order=D                 -> applied; sorry; in a        # no incident, no other case of it
event e order=E                 -> applied; sorry; in a
done sorry@1                    -> applied; in b; in b         # both go on
event e order=F @incident=storm -> applied; already sorry; in b
",
        );
    }

    #[test]
    fn it_is_remembered_when_its_case_has_ended() {
        check(
            &once(),
            "
event e order=A @incident=storm    -> applied; sorry
done sorry                         -> applied
event stop order=A                 -> applied; ended done
event e order=B @incident=storm    -> applied; already sorry; in b
event e order=C @incident=flood    -> applied; sorry; in a
event stop order=C                 -> applied; ended done
event e order=D @incident=flood    -> applied; already sorry; in a     # it is out still
done sorry@2                       -> applied; in b
",
        );
    }

    #[test]
    fn one_that_failed_or_was_withdrawn_does_not_count() {
        check(
            &once(),
            "
event e order=A @incident=storm -> applied; sorry
event e order=B @incident=storm -> applied; already sorry
failed sorry no server          -> applied; failed; failed
event e order=C @incident=storm -> applied; sorry
event drop order=C              -> applied; withdrawn sorry; in b
event e order=D @incident=storm -> applied; sorry
done sorry@2                    -> applied                     # it went out after all
failed sorry@3 no               -> applied; failed
event e order=E @incident=storm -> applied; already sorry; in b
",
        );
    }

    /// Other playbooks of the house are bound, and only apologies to the customer count.
    #[test]
    fn all_playbooks_of_the_house_are_bound() {
        let other = SORRY.replace("e: [order], stop", "other: [order], stop").replace("upon: e }", "upon: other }");
        let world = format!("{}\n---\nplaybook: q\nversion: 1\n{other}", once());
        check(
            &world,
            "
event e order=A @incident=storm     -> applied; sorry
event other order=B @incident=storm -> applied; already sorry
",
        );
        let to_carrier = once().replace("message: m }", "message: m, to: carrier }");
        check(
            &to_carrier,
            "
event e order=A @incident=storm -> applied; sorry
event e order=B @incident=storm -> applied; sorry
",
        );
        let explained = once().replace("apology: {", "explanation: {");
        check(
            &explained,
            "
event e order=A @incident=storm -> applied; sorry
event e order=B @incident=storm -> applied; sorry
",
        );
    }

    #[test]
    fn a_house_that_does_not_say_so_apologises_in_each_case() {
        check(
            SORRY,
            "
event e order=A @incident=storm -> applied; sorry
event e order=B @incident=storm -> applied; sorry
",
        );
    }
}

/// Records name the channel, why, and from when on; what rests on personal facts they hide.
#[test]
fn records_tell_the_channel() {
    let record = |playbooks: &str, event: &str| {
        let mut runner = Runner::new(engine(playbooks));
        runner.run(&format!("at 2026-03-02T22:00:00Z\nevent e {event} -> applied; sorry"));
        let line: serde_json::Value = serde_json::from_str(runner.records().last().unwrap()).unwrap();
        line["cases"][0]["steps"][0].clone()
    };
    let told = record(&house("order: [preferred, phone]", ""), "likes=sms home=Europe/London");
    assert_eq!((&told["channel"], &told["chosen"]), (&"sms".into(), &"quiet".into()));
    assert_eq!(told["not_before"], "2026-03-03T08:00:00Z");
    for (personal, hides_channel) in [("likes", true), ("home", false)] {
        let playbooks = house("order: [preferred, phone]", "")
            .replace(&format!("{personal}: text"), &format!("{personal}: {{ type: text, personal: true }}"));
        let told = record(&playbooks, "likes=sms home=Europe/London");
        assert_eq!(told["channel"]["digest"].is_string(), hides_channel, "{told}");
        assert!(told["not_before"]["digest"].is_string(), "{told}");
    }
}

/// Who asks why sees each channel with what keeps it.
#[test]
fn the_explanation_goes_through_all_channels() {
    let explained = |contact: &str, event: &str, at: &str| {
        let runner = Runner::new(engine(&house(contact, ", within: 20h")));
        let time: amends::Time = at.parse().unwrap();
        let mut input = amends::Event::new("1", "shop", "e", "ana", time);
        for (name, value) in event.split(' ').filter_map(|pair| pair.split_once('=')) {
            input = input.with(name, value);
        }
        let text = runner.engine.explain(&runner.account, input, time.utc()).unwrap().to_string();
        text.lines().filter(|line| line.contains("channel")).map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(
        explained("order: [preferred, phone, sms, never]", "likes=fax", "2026-03-02T22:00:00Z"),
        [
            "the customer's own channel: no channel of the house",
            "channel `phone`: closed until 2026-03-03T09:00:00Z",
            "channel `sms`: quiet hours until 2026-03-03T08:00:00Z, and chosen",
            "channel `never`: quiet hours until 2026-03-03T18:00:00Z",
        ]
    );
    assert_eq!(
        explained("order: [preferred, phone, sms]", "", "2026-03-02T10:00:00Z"),
        ["the customer's own channel: not known", "channel `phone`: open, and chosen", "channel `sms`: open"]
    );
    assert_eq!(
        explained("order: [phone, visit]", "", "2026-03-06T22:00:00Z"),
        [
            "step `sorry`: failed at once: no channel opens before its deadline",
            "channel `phone`: closed until 2026-03-09T09:00:00Z",
            "channel `visit`: quiet hours until 2026-03-09T10:00:00Z",
        ]
    );
}
