//! Events and receipts that lie, overflow or repeat themselves.

use amends::{Account, Datum, Engine, Event, Input, Outcome, Secret, Source, Time, compile};

use crate::bounded::{Input as Measured, check};

pub const PLAYBOOK: &str = "
playbook: p
version: 1
key: [order]
facts:
  order: text
  note: { type: text, personal: true }
  count: int
  d: decimal
  m: { type: money, currency: GBP }
  any: money
  long: duration
  day: date
  at: time
  sure: bool
  kind: { type: enum, of: [a, b] }
events:
  e: { carries: [order], may_carry: [note, count, d, m, any, long, day, at, sure, kind] }
  go: [order]
derive:
  twice: [{ when: has(m), is: m * 2 }, { is: 0 GBP }]
triggers:
  t: { upon: e }
states:
  a:
    do:
      - apology: { message: sorry, within: 1d }
    upon:
      go: pay
    after: { 1d: z }
  pay:
    do:
      - compensation: { amount: m - 100 GBP, within: at + long, because: \"{note} of {order}\" }
    upon: { step.failed: z }
    next: z
  z: { end: done }
messages:
  sorry: { en: \"Dear {note}, order {order}\" }
";

pub fn engine(text: &str) -> Engine {
    let house = compile([Source::new("p.yaml", text)]).finish();
    Engine::new(house.unwrap_or_else(|report| panic!("{}", report.to_text(false)))).unwrap()
}

pub fn playbook() -> Engine {
    engine(PLAYBOOK)
}

pub fn account() -> Account {
    Account::new("ana", Secret::new([7; 32]))
}

pub fn time(text: &str) -> Time {
    text.parse().unwrap()
}

const NOW: &str = "2026-03-02T09:00:00Z";

fn event(data: &str) -> String {
    format!(r#"{{"specversion":"1.0","id":"1","source":"s","type":"e","subject":"ana","time":"{NOW}","data":{data}}}"#)
}

/// The code and words of what is wrong with the text, or what becomes of the event.
fn met(text: &str) -> String {
    let event = match Event::from_json(text) {
        Ok(event) => event,
        Err(error) => {
            crate::text::assert_harmless(&error.to_string());
            return format!("{}: {error}", error.code());
        }
    };
    let (engine, mut account) = (playbook(), account());
    let before = account.clone();
    let decision = match engine.handle(&mut account, event, time(NOW).utc()) {
        Ok(decision) => decision,
        Err(error) => {
            assert_eq!(account, before, "an error changes nothing");
            crate::text::assert_harmless(&error.to_string());
            return format!("error: {error}");
        }
    };
    assert_eq!(decision.record.is_some(), account != before);
    if !decision.outcome.is_change() {
        assert_eq!(account, before, "what is refused changes nothing");
    }
    let reasons: Vec<_> = decision.refusals.iter().map(ToString::to_string).collect();
    crate::text::assert_harmless(&reasons.concat());
    [&[decision.outcome.code().to_owned()], &reasons[..]].concat().join("; ")
}

#[test]
fn texts_that_are_no_events() {
    let with = |from: &str, to: &str| event(r#"{"order":"A"}"#).replace(from, to);
    let deep = |open: &str, close: &str| {
        event(&format!(r#"{{"order":"A","x":{}1{}}}"#, open.repeat(100_000), close.repeat(100_000)))
    };
    check(
        vec![
            ("good", event(r#"{"order":"A"}"#), "applied"),
            ("nothing", String::new(), "not_json: an event is expected to be a JSON object"),
            ("a blank", " ".into(), "not_json: an event is expected to be a JSON object"),
            ("NUL", "\0".into(), "not_json: an event is expected to be a JSON object"),
            (
                "a byte order mark",
                format!("\u{feff}{}", event("{}")),
                "not_json: an event is expected to be a JSON object",
            ),
            ("10 MB of blanks", " ".repeat(10 << 20), "too_large: an event may have 1048576 bytes, this has 10485760"),
            (
                "10 MB in a fact",
                event(&format!(r#"{{"order":"{}"}}"#, "x".repeat(10 << 20))),
                "too_large: an event may have 1048576 bytes, this has 10485880",
            ),
            (
                "10 MB of brackets",
                "[".repeat(10 << 20),
                "too_large: an event may have 1048576 bytes, this has 10485760",
            ),
            (
                "1 MB of braces",
                r#"{"a":"#.repeat(200_000),
                "not_json: this is no JSON: EOF while parsing a value at line 1 column 1000000",
            ),
            (
                "100,000 lists inside each other",
                deep("[", "]"),
                "too_large: `x`: lists and objects may stand in 64 others at most",
            ),
            (
                "100,000 lists that stay open",
                deep("[", ""),
                "not_json: this is no JSON: expected `,` or `]` at line 1 column 100126",
            ),
            (
                "60,000 objects inside each other",
                event(&format!(r#"{{"order":"A","x":{}1{}}}"#, r#"{"x":"#.repeat(60_000), "}".repeat(60_000))),
                "too_large: `x`: lists and objects may stand in 64 others at most",
            ),
            (
                "60 lists inside each other",
                event(&format!(r#"{{"order":"A","x":{}1{}}}"#, "[".repeat(60), "]".repeat(60))),
                "applied",
            ),
            (
                "members",
                event(&format!(
                    "{{{}\"order\":\"A\"}}",
                    (0..1_001).map(|n| format!("\"k{n}\":1,")).collect::<String>()
                )),
                "too_large: `data` may have 1000 members",
            ),
            (
                "members of the envelope",
                format!("{{{}", &event("{}")[1..]).replace(
                    "{\"spec",
                    &format!("{{{}\"spec", (0..50_000).map(|n| format!("\"k{n}\":1,")).collect::<String>()),
                ),
                "rejected; p: `order`: missing, expected text in the event's data",
            ),
            (
                "attributes of 2 KB",
                with("\"id\":\"1\"", &format!("\"id\":\"{}\"", "x".repeat(2_000))),
                "bad_attribute: `id` is expected to have 1 to 1024 bytes",
            ),
            (
                "an empty id",
                with("\"id\":\"1\"", "\"id\":\"\""),
                "bad_attribute: `id` is expected to have 1 to 1024 bytes",
            ),
            ("a number as id", with("\"id\":\"1\"", "\"id\":1"), "bad_attribute: `id` is expected to be text"),
            (
                "an id twice",
                with("\"id\":\"1\"", "\"id\":\"1\",\"id\":\"2\""),
                "duplicate_key: the key `id` comes twice",
            ),
            (
                "an id twice by an escape",
                with("\"id\":\"1\"", "\"id\":\"1\",\"\\u0069d\":\"2\""),
                "duplicate_key: the key `id` comes twice",
            ),
            (
                "a fact twice",
                with("\"order\":\"A\"", "\"order\":\"A\",\"order\":\"B\""),
                "duplicate_key: the key `order` comes twice",
            ),
            (
                "a fact twice by an escape",
                with("\"order\":\"A\"", "\"order\":\"A\",\"\\u006frder\":\"B\""),
                "duplicate_key: the key `order` comes twice",
            ),
            (
                "a key twice inside",
                with("\"order\":\"A\"", r#""order":"A","x":{"a":1,"a":2}"#),
                "duplicate_key: `x`: the key `a` comes twice",
            ),
            (
                "a key twice inside by an escape",
                with("\"order\":\"A\"", r#""order":"A","x":{"a":1,"\u0061":2}"#),
                "duplicate_key: `x`: the key `a` comes twice",
            ),
            (
                "a key twice deep inside",
                with("\"order\":\"A\"", r#""order":"A","x":[1,{"b":[{"a":1,"a":2}]}]"#),
                "duplicate_key: `x`: the key `a` comes twice",
            ),
            (
                "a key twice in an extension",
                with("\"id\"", r#""ext":{"a":1,"a":1},"id""#),
                "duplicate_key: `ext`: the key `a` comes twice",
            ),
            (
                "a lone surrogate",
                with("\"A\"", "\"\\ud800\""),
                "not_json: `order`: this is no JSON: unexpected end of hex escape at line 1 column 8",
            ),
            (
                "a raw control character",
                with("\"A\"", "\"a\u{1b}b\""),
                "not_json: this is no JSON: control character (\\u0000-\\u001F) found while parsing a string at line 1 column 118",
            ),
            (
                "a trailing comma",
                with("\"A\"}", "\"A\",}"),
                "not_json: this is no JSON: key must be a string at line 1 column 121",
            ),
            ("a comment", with("{\"spec", "/* x */{\"spec"), "not_json: an event is expected to be a JSON object"),
            (
                "two values",
                format!("{0}{0}", event("{}")),
                "not_json: this is no JSON: trailing characters at line 1 column 111",
            ),
            (
                "data in base64",
                with("\"data\":", "\"data_base64\":\"e30=\",\"data\":"),
                "bad_attribute: `data_base64` is expected to be absent: data must be a JSON object",
            ),
            (
                "year 10000",
                with(NOW, "10000-01-01T00:00:00Z"),
                "bad_attribute: `time` is expected to be a time with its offset, like `2026-03-27T16:30:00Z`",
            ),
            (
                "year 0",
                with(NOW, "0000-12-31T23:59:59Z"),
                "bad_attribute: `time` is expected to be a time with its offset, like `2026-03-27T16:30:00Z`",
            ),
            (
                "year 0 by its offset",
                with(NOW, "0001-01-01T00:30:00+01:00"),
                "bad_attribute: `time` is expected to be a time with its offset, like `2026-03-27T16:30:00Z`",
            ),
            (
                "a leap second",
                with(NOW, "2026-06-30T23:59:60Z"),
                "bad_attribute: `time` is expected to be a time with its offset, like `2026-03-27T16:30:00Z`",
            ),
            (
                "a day that is none",
                with(NOW, "2026-02-29T00:00:00Z"),
                "bad_attribute: `time` is expected to be a time with its offset, like `2026-03-27T16:30:00Z`",
            ),
            (
                "no offset",
                with(NOW, "2026-03-02T09:00:00"),
                "bad_attribute: `time` is expected to be a time with its offset, like `2026-03-27T16:30:00Z`",
            ),
            ("year 9999", with(NOW, "9999-12-31T23:59:59.999999999Z"), "applied"),
            ("year 1", with(NOW, "0001-01-01T00:00:00Z"), "applied"),
            (
                "another account",
                with("\"ana\"", "\"bob\\u001b[31m\\u202e\""),
                "error: the event concerns account `bob\\u{1b}[31m\\u{202e}`, this is account `ana`",
            ),
            (
                "an account of a terminal's commands",
                with("\"ana\"", "\"\\u001b]0;x\\u0007\""),
                "error: the event concerns account `\\u{1b}]0;x\\u{7}`, this is account `ana`",
            ),
            ("a type that nobody declares", with("\"type\":\"e\"", "\"type\":\"e.\\u202e\""), "unknown_event"),
        ],
        |text: &String| met(text),
    );
}

#[test]
fn facts_at_their_ends() {
    let fact = |name: &str, value: &str| event(&format!(r#"{{"order":"A","{name}":{value}}}"#));
    check(
        vec![
            (
                "30 digits",
                fact("count", "123456789012345678901234567890"),
                "rejected; p: `count`: wrong type, expected a whole number of 64 bits",
            ),
            (
                "30 digits as text",
                fact("count", "\"123456789012345678901234567890\""),
                "rejected; p: `count`: wrong type, expected a whole number, this is text",
            ),
            ("1e400", fact("count", "1e400"), "rejected; p: `count`: wrong type, expected a whole number of 64 bits"),
            (
                "1e400 as a decimal",
                fact("d", "1e400"),
                "rejected; p: `d`: wrong type, expected a number of at most 28 digits",
            ),
            ("1e-400", fact("d", "1e-400"), "rejected; p: `d`: wrong type, expected a number of at most 28 digits"),
            ("1e2 as an int", fact("count", "1e2"), "applied"),
            (
                "300 KB of digits",
                fact("d", &"9".repeat(300_000)),
                "rejected; p: `d`: wrong type, expected a number of at most 28 digits",
            ),
            (
                "300 KB of digits behind a point",
                fact("d", &format!("0.{}", "1".repeat(300_000))),
                "rejected; p: `d`: wrong type, expected a number of at most 28 digits",
            ),
            (
                "an exponent of 300 KB",
                fact("d", &format!("1e{}", "9".repeat(300_000))),
                "rejected; p: `d`: wrong type, expected a number of at most 28 digits",
            ),
            ("-0", fact("count", "-0"), "applied"),
            (
                "1.5 as an int",
                fact("count", "1.5"),
                "rejected; p: `count`: wrong type, expected a whole number of 64 bits",
            ),
            (".nan", fact("d", ".nan"), "not_json: this is no JSON: expected value at line 1 column 125"),
            ("NaN", fact("d", "NaN"), "not_json: this is no JSON: expected value at line 1 column 125"),
            (
                "NaN as text",
                fact("d", "\"NaN\""),
                "rejected; p: `d`: wrong type, expected a decimal number like `12.5`",
            ),
            ("28 digits", fact("d", "9999999999999999999999999999"), "applied"),
            (
                "29 digits",
                fact("d", "99999999999999999999999999999"),
                "rejected; p: `d`: wrong type, expected a number of at most 28 digits",
            ),
            (
                "money of 30 digits",
                fact("m", "\"123456789012345678901234567890 GBP\""),
                "rejected; p: `m`: wrong type, expected an amount with its currency, like `40.00 GBP`",
            ),
            (
                "money of another currency",
                fact("m", "\"1 EUR\""),
                "rejected; p: `m`: wrong currency, expected an amount in GBP",
            ),
            (
                "money of no currency",
                fact("m", "\"1 XXX\""),
                "rejected; p: `m`: wrong type, expected a currency code like `GBP`",
            ),
            (
                "money of confusable letters",
                fact("m", "\"1 G\u{412}P\""),
                "rejected; p: `m`: wrong type, expected a currency code like `GBP`",
            ),
            (
                "money as a number",
                fact("m", "1"),
                "rejected; p: `m`: wrong type, expected an amount with its currency as text, like `40.00 GBP`, this is a number",
            ),
            ("money below zero", fact("m", "\"-5 GBP\""), "applied"),
            ("money of a tenth of a penny", fact("m", "\"0.001 GBP\""), "applied"),
            (
                "money with an exponent",
                fact("m", "\"1e3 GBP\""),
                "rejected; p: `m`: wrong type, expected an amount with its currency, like `40.00 GBP`",
            ),
            ("the last day", fact("day", "\"9999-12-31\""), "applied"),
            (
                "a day of year 10000",
                fact("day", "\"10000-01-01\""),
                "rejected; p: `day`: wrong type, expected a date like `2026-11-02`",
            ),
            (
                "a day that is none",
                fact("day", "\"2026-02-30\""),
                "rejected; p: `day`: wrong type, expected a date like `2026-11-02`",
            ),
            ("the last moment", fact("at", "\"9999-12-31T23:59:59.999999999Z\""), "applied"),
            (
                "a moment beyond by its offset",
                fact("at", "\"9999-12-31T23:59:59-01:00\""),
                "rejected; p: `at`: wrong type, expected a time with its offset, like `2026-03-27T16:30:00Z`",
            ),
            ("a long duration", fact("long", "\"PT9999999999999S\""), "applied"),
            (
                "a longer duration",
                fact("long", "\"PT99999999999999999999H\""),
                "rejected; p: `long`: wrong type, expected an ISO 8601 duration like `PT3H20M` or `-PT5M`",
            ),
            ("a duration below zero", fact("long", "\"-P10000D\""), "applied"),
            (
                "months as a duration",
                fact("long", "\"P1M\""),
                "rejected; p: `long`: wrong type, expected an ISO 8601 duration like `PT3H20M` or `-PT5M`",
            ),
            (
                "a list as text",
                fact("note", "[]"),
                "rejected; p: `note`: wrong type, expected text, this is a list or an object",
            ),
            (
                "an object as a number",
                fact("count", "{}"),
                "rejected; p: `count`: wrong type, expected a whole number, this is a list or an object",
            ),
            (
                "a text as bool",
                fact("sure", "\"true\""),
                "rejected; p: `sure`: wrong type, expected `true` or `false`, this is text",
            ),
            (
                "a word that is not allowed",
                fact("kind", "\"\u{430}\""),
                "rejected; p: `kind`: not a member, expected one of `a`, `b`",
            ),
            (
                "a text of 20 KB",
                fact("note", &format!("\"{}\"", "x".repeat(20_000))),
                "rejected; p: `note`: too long, expected text of at most 16384 bytes",
            ),
            (
                "a key of 20 KB",
                event(&format!(r#"{{"order":"{}"}}"#, "x".repeat(20_000))),
                "rejected; p: `order`: too long, expected text of at most 16384 bytes",
            ),
            ("a key of a terminal's commands", event(r#"{"order":"\u001b[31m\u202e"}"#), "applied"),
            (
                "null for a key",
                event(r#"{"order":null}"#),
                "rejected; p: `order`: missing, expected text in the event's data",
            ),
        ],
        |text: &String| met(text),
    );
}

struct Story(&'static str, &'static [(&'static str, &'static str)]);

impl Measured for Story {
    fn bytes(&self) -> usize {
        self.0.len()
    }
}

/// What the compensation of `m − 100 GBP` within `long` comes to.
fn paid(story: &Story) -> String {
    let (engine, mut account, at) = (playbook(), account(), time(story.0));
    let mut event = Event::new("1", "s", "e", "ana", at).with("order", "A").with("note", "Ana").with("at", at);
    for (name, value) in story.1 {
        event = event.with(*name, *value);
    }
    let decision = engine.handle(&mut account, event, at.utc()).unwrap();
    if decision.outcome != Outcome::Applied {
        return decision.outcome.code().into();
    }
    let decision =
        engine.handle(&mut account, Event::new("2", "s", "go", "ana", at).with("order", "A"), at.utc()).unwrap();
    let said = decision.steps.iter().map(|step| {
        let amount = step.amount.map(|amount| amount.to_string()).unwrap_or_default();
        format!("{} {amount} by {}", step.name, step.due.map(|due| due.to_string()).unwrap_or_default())
    });
    let record = decision.record.unwrap();
    let failed =
        record.line().split("\"why\":").nth(1).map(|rest| format!("failed {}", rest.split('}').next().unwrap()));
    amends::verify([record.line()], []).unwrap_err();
    said.chain(failed).collect::<Vec<_>>().join("; ")
}

#[test]
fn payments_at_their_ends() {
    const DAY: (&str, &str) = ("long", "P1D");
    check(
        vec![
            (
                "above zero",
                Story(NOW, &[("m", "100.01 GBP"), DAY]),
                "pay.compensation 0.01 GBP by 2026-03-03T09:00:00Z",
            ),
            ("nothing", Story(NOW, &[("m", "100 GBP"), DAY]), "failed \"the amount is not above zero\""),
            ("below zero", Story(NOW, &[("m", "5 GBP"), DAY]), "failed \"the amount is not above zero\""),
            (
                "far below zero",
                Story(NOW, &[("m", "-99999999999999999999999999.99 GBP"), DAY]),
                "failed \"overflow: a number grows too large\"",
            ),
            ("unknown", Story(NOW, &[DAY]), "failed \"unknown_fact: `m` is unknown\""),
            (
                "28 digits",
                Story(NOW, &[("m", "99999999999999999999999999.99 GBP"), DAY]),
                "pay.compensation 99999999999999999999999899.99 GBP by 2026-03-03T09:00:00Z",
            ),
            (
                "a deadline beyond year 9999",
                Story("9999-12-31T12:00:00Z", &[("m", "101 GBP"), DAY]),
                "failed \"out_of_range: a date or duration leaves its range\"",
            ),
            (
                "a deadline in the past",
                Story(NOW, &[("m", "101 GBP"), ("long", "-P1D")]),
                "pay.compensation 1.00 GBP by 2026-03-01T09:00:00Z",
            ),
            (
                "a deadline far in the past",
                Story("0001-01-01T00:00:00Z", &[("m", "101 GBP"), ("long", "-P1D")]),
                "failed \"out_of_range: a date or duration leaves its range\"",
            ),
            (
                "the longest deadline",
                Story(NOW, &[("m", "101 GBP"), ("long", "PT9000000000000000S")]),
                "failed \"out_of_range: a date or duration leaves its range\"",
            ),
        ],
        paid,
    );
}

#[test]
fn receipts_and_wakes_out_of_nowhere() {
    let engine = playbook();
    let mut account = account();
    let before = account.clone();
    let step: amends::StepId = "00112233445566778899aabbccddeeff".parse().unwrap();
    let last = amends::chrono::DateTime::<amends::chrono::Utc>::MAX_UTC;
    let first = amends::chrono::DateTime::<amends::chrono::Utc>::MIN_UTC;
    for now in [first, last, time(NOW).utc()] {
        for (input, expected) in [
            (Input::from(amends::Receipt::done(step)), Outcome::UnknownStep),
            (Input::from(amends::Receipt::failed(step, "\u{1b}".repeat(1 << 20))), Outcome::UnknownStep),
            (Input::Wake, Outcome::NothingDue),
        ] {
            assert_eq!(engine.handle(&mut account, input, now).unwrap().outcome, expected);
            assert_eq!(account, before);
        }
    }
    // A host whose clock is off by ages: the account goes on, and its own time never goes back.
    let event = |id: &str, kind: &str| Event::new(id, "s", kind, "ana", time(NOW)).with("order", "A");
    let opened = engine.handle(&mut account, event("1", "e"), last).unwrap();
    assert_eq!(opened.outcome, Outcome::Applied);
    let at = account.time();
    let decision = engine.handle(&mut account, event("2", "go"), first).unwrap();
    assert!(decision.outcome == Outcome::Applied && account.time() == at);
    assert_eq!(event("3", "e").get("order"), Some(Datum::Text("A".into())));
}
