//! That facts are known where they are read: verdicts on small playbooks, each refutation replayed through the engine, and
//! random playbooks against trying everything.

use std::collections::BTreeSet;

use amends::{
    Account, Datum, Decision, Engine, Event, Happening, House, Input, Outcome, Proof, Receipt, Secret, Source, Time,
    Verdict, compile,
};
use proptest::prelude::*;

const CODE: &str = "fact-may-be-unknown";

fn house(text: &str) -> House {
    house_of([Source::new("p.yaml", text)], text)
}

fn house_of(sources: impl IntoIterator<Item = Source>, text: &str) -> House {
    let compiled = compile(sources);
    assert!(!compiled.report().is_blocking(), "{}\n{text}", compiled.report());
    compiled.finish().unwrap()
}

fn verdicts(house: &House) -> Vec<Verdict> {
    house.lint().verdicts().iter().filter(|verdict| verdict.code.as_str() == CODE).cloned().collect()
}

/// An account, an engine and a clock.
struct Play {
    engine: Engine,
    account: Account,
    now: Time,
    inputs: u32,
}

impl Play {
    fn new(house: &House) -> Self {
        Self {
            engine: Engine::new(house.clone()).unwrap(),
            account: Account::new("ana", Secret::new([7; 32])),
            now: "2026-03-02T09:00:00Z".parse().unwrap(),
            inputs: 0,
        }
    }

    fn event(&mut self, name: &str, data: &[(&str, Datum)]) -> Decision {
        let mut event = Event::new(self.inputs.to_string(), "test", name, "ana", self.now);
        for (fact, datum) in data {
            event = event.with(*fact, datum.clone());
        }
        self.handle(Input::Event(event))
    }

    fn receipt(&mut self, name: &str, done: bool) -> Decision {
        let id = self.account.open_steps().find(|step| step.name() == name).unwrap().id();
        self.handle(Input::Receipt(if done { Receipt::done(id) } else { Receipt::failed(id, "test") }))
    }

    fn wake(&mut self) -> Decision {
        let due = Time::from_utc(self.account.wake_at().unwrap()).unwrap();
        self.now = self.now.max(due);
        self.handle(Input::Wake)
    }

    fn handle(&mut self, input: Input) -> Decision {
        let decision = self.engine.handle(&mut self.account, input, self.now.utc()).unwrap();
        self.now = self.now.checked_add(amends::Duration::seconds(60).unwrap()).unwrap();
        self.inputs += 1;
        decision
    }

    fn happen(&mut self, happening: &Happening) -> Decision {
        match happening {
            Happening::Event { name, data, .. } => {
                let data: Vec<(&str, Datum)> =
                    data.iter().map(|(fact, value)| (fact.as_str(), Datum::from(value.clone()))).collect();
                self.event(name, &data)
            }
            Happening::Done(step) => self.receipt(step, true),
            Happening::Failed(step) => self.receipt(step, false),
            Happening::TimePasses => self.wake(),
            other => panic!("{other:?}"),
        }
    }
}

/// Places and facts that a record says were unknown there: `a/upon/e days`.
fn unknown_in(decision: &Decision) -> BTreeSet<(String, String)> {
    let Some(record) = &decision.record else { return BTreeSet::new() };
    let record: serde_json::Value = serde_json::from_str(record.line()).unwrap();
    let cases = record["cases"].as_array().cloned().unwrap_or_default();
    let lists = cases.iter().flat_map(|case| [&case["erred"], &case["failed"]]).filter_map(|list| list.as_array());
    let entries = lists.flatten().filter_map(|entry| {
        let why = entry["why"].as_str()?.strip_suffix("` is unknown")?;
        Some((entry["at"].as_str()?.to_owned(), why.rsplit('`').next()?.to_owned()))
    });
    entries.collect()
}

/// Whether a claim is about this place and fact, as records call them.
fn is_about(verdict: &Verdict, at: &str, fact: &str) -> bool {
    let place = match at.strip_prefix("set/") {
        Some(set) => format!("the `set` of {set}"),
        None => at.to_owned(),
    };
    let claim = verdict.claim.strip_prefix(&format!("`{fact}` is known in ")).unwrap_or_default();
    claim == place || claim.ends_with(&format!(" {place}"))
}

/// Plays what a refutation says has to happen: the place has to err there.
fn assert_errs(house: &House, verdict: &Verdict) {
    let Proof::Refuted(witness) = &verdict.proof else { return };
    let mut play = Play::new(house);
    let decisions: Vec<Decision> = witness.happenings().iter().map(|happening| play.happen(happening)).collect();
    let last = decisions.last().unwrap();
    let (fact, _) = witness.facts().next().unwrap();
    if verdict.claim.contains("the `when` of trigger") {
        assert_eq!(last.outcome, Outcome::NoTrigger, "{}", verdict.claim);
    } else {
        let unknown = unknown_in(last);
        assert!(
            unknown.iter().any(|(at, of)| of == fact && is_about(verdict, at, of)),
            "{} {unknown:?}",
            verdict.claim
        );
    }
}

/// The verdict on every claim about these parts of a playbook, in short; every refutation is replayed.
fn check(parts: &str, expected: &[(&str, &str)]) {
    let text = format!("playbook: p\nversion: 1\n{parts}");
    let house = house(&text);
    let found = verdicts(&house);
    found.iter().for_each(|verdict| assert_errs(&house, verdict));
    let found: Vec<(String, &str)> = found
        .iter()
        .map(|verdict| (verdict.claim.replace("` is known in ", ": ").replacen('`', "", 1), verdict.proof.word()))
        .collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(claim, word)| (claim.as_str(), *word)).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn what_events_carry_is_known_from_then_on() {
    check(
        "
facts: { x: int, u: int }
events: { e: [x], f: [u] }
triggers: { t: { upon: e, when: x > 0 } }
states:
  a:
    upon:
      f: [{ when: u > x, go: b }, { when: x > 5, go: z }, { stay: true }]
    after: { 1d: b }
  b:
    choose: [{ when: u > 1, go: z }, { go: z }]
  z: { end: done }
",
        &[
            ("x: the `when` of trigger t", "proved"),
            ("u: the `when` of a/upon/f/0", "proved"),
            ("x: the `when` of a/upon/f/0", "proved"),
            ("x: the `when` of a/upon/f/1", "proved"),
            ("u: the `when` of b/choose/0", "refuted"),
        ],
    );
}

/// A span is no expression, though it ends like one.
#[test]
fn what_is_read_is_shown_where_it_stands() {
    let text = "playbook: p
version: 1
facts: { d: time }
events: { e: [], f: [d] }
triggers: { t: { upon: e } }
states:
  a: { do: [follow_up: { message: m, within: 2d, after: d }], upon: { f: z, step.failed: z }, next: z }
  z: { end: done }
messages: { m: { en: hello } }
";
    let report = house(text).lint().report().clone();
    let found: Vec<String> = report
        .iter()
        .filter(|f| f.code.as_str() == CODE)
        .map(|f| f.span())
        .map(|span| text[span.start as usize - 7..span.end as usize].to_owned())
        .collect();
    assert_eq!(found, ["after: d"], "{report}");
}

#[test]
fn a_default_is_known_until_an_event_forgets_it() {
    check(
        "
facts: { x: { type: int, default: 1 }, u: { type: int, default: 1 } }
events: { e: [], f: { may_carry: [{ x: unknown }, { u: 3 }] } }
triggers: { t: { upon: e } }
states:
  a:
    upon: { f: { stay: true } }
    after: { 1d: [{ when: x > 1, go: z }, { when: u > 1, go: z }, { go: z }] }
  z: { end: done }
",
        &[("x: the `when` of a/after/1d/0", "refuted"), ("u: the `when` of a/after/1d/1", "proved")],
    );
}

#[test]
fn a_condition_that_holds_needed_its_facts() {
    check(
        "
facts: { x: int, u: bool }
events: { e: { may_carry: [x, u] } }
triggers: { t: { upon: e } }
states:
  a:
    choose:
      - { when: has(x), go: b }
      - { when: u, go: c }
      - { go: z }
  b:
    choose: [{ when: x > 1 && x < 9, go: z }, { go: z }]
  c:
    choose: [{ when: not u, go: z }, { when: u || x > 1, go: z }, { when: has(x) && x > 2, go: z }, { go: z }]
  z: { end: done }
",
        &[
            ("u: the `when` of a/choose/1", "refuted"),
            ("x: the `when` of b/choose/0", "proved"),
            ("u: the `when` of c/choose/0", "proved"),
            ("u: the `when` of c/choose/1", "proved"),
            // `u` holds there, so that `x` is not looked at: that is not seen, and no run shows it.
            ("x: the `when` of c/choose/1", "unknown"),
        ],
    );
}

/// What a case does in a macrostep that never ends is undone when the case is halted, and shows nothing.
#[test]
fn a_case_that_is_halted_shows_nothing() {
    check(
        "
facts: { x: int, low: { type: int, default: 0 } }
events: { e: { may_carry: [x] }, more: [low] }
triggers: { t: { upon: e } }
states:
  a: { after: { 1d: [{ when: x > 1, go: z }, { go: b }] } }
  b: { upon: { more: z }, choose: [{ when: low < 5, go: c }] }
  c: { upon: { more: z }, choose: [{ when: low < 5, go: b }] }
  z: { end: done }
",
        &[
            ("x: the `when` of a/after/1d/0", "unknown"),
            ("low: the `when` of b/choose", "proved"),
            ("low: the `when` of c/choose", "proved"),
        ],
    );
}

#[test]
fn a_table_is_known_where_the_row_that_holds_is() {
    check(
        "
facts: { x: int, u: int }
events: { e: { carries: [x], may_carry: [u] } }
derive:
  kind: [{ when: x > 5, is: 1 }, { when: 'has(u) && u > 1', is: u }, { is: 0 }]
  worth: [{ when: x > 5, is: u }, { is: 0 }]
triggers: { t: { upon: e } }
states:
  a:
    do: [task: { as: look, action: look, with: { kind, worth } }]
    upon: { step: z }
  z: { end: done }
",
        &[("x: step look", "proved"), ("u: step look", "refuted")],
    );
}

#[test]
fn set_gives_a_fact_unless_it_may_fail() {
    check(
        "
facts: { x: int, u: int, small: { type: int, max: 5 }, z: int }
events: { e: [x] }
triggers: { t: { upon: e, set: { u: x + 1 } } }
states:
  a:
    do: [set: { small: x, z: 10 / x }]
    choose: [{ when: u > 1, go: b }, { go: b }]
  b:
    choose: [{ when: small > 1, go: c }, { go: c }]
  c:
    choose: [{ when: z > 1, go: d }, { go: d }]
  d: { end: done }
",
        &[
            ("x: the `set` of trigger t", "proved"),
            ("x: the `set` of small", "proved"),
            ("x: the `set` of z", "proved"),
            ("u: the `when` of a/choose/0", "proved"),
            ("small: the `when` of b/choose/0", "refuted"),
            ("z: the `when` of c/choose/0", "refuted"),
        ],
    );
}

#[test]
fn regions_learn_and_forget_beside_each_other() {
    check(
        "
facts: { x: { type: int, default: 1 }, u: { type: int, default: 1 }, w: int }
events: { e: [], f: { may_carry: [{ x: unknown }] }, g: [w] }
triggers: { t: { upon: e } }
states:
  both:
    together:
      left:
        start: l
        states:
          l: { upon: { f: { stay: true }, g: m } }
          m: { end: m }
      right:
        start: r
        states:
          r: { after: { 1d: [{ when: x > 1, go: s }, { when: u > 1, go: s }, { when: w > 1, go: s }, { go: s }] } }
          s: { end: s }
    next: [{ when: w > 1, go: z }, { go: z }]
    after: { 9d: z }
  z: { end: done }
",
        &[
            ("x: the `when` of r/after/1d/0", "refuted"),
            ("u: the `when` of r/after/1d/1", "proved"),
            ("w: the `when` of r/after/1d/2", "refuted"),
            // Both regions have ended, so that `g` came.
            ("w: the `when` of both/next/0", "proved"),
        ],
    );
}

#[test]
fn a_history_may_restore_any_state_that_was_left() {
    check(
        "
facts: { x: int }
events: { e: [], f: [x], g: [] }
triggers: { t: { upon: e } }
states:
  outer:
    start: a
    states:
      a: { upon: { f: b } }
      b:
        do: [task: { as: look, action: look, with: { x } }]
        upon: { step.failed: { stay: true } }
      was: { history: shallow, go: a }
    upon: { g: aside }
    after: { 9d: z }
  aside: { upon: { g: was }, after: { 9d: z } }
  z: { end: done }
",
        // A way through `was` to `b` began in `b`, where `x` was known.
        &[("x: step look", "proved")],
    );
}

/// A message is read in every locale and form: one placeholder of one of them is enough, and the way there leads to a
/// customer of that locale, or to a number of that form.
#[test]
fn messages_are_read_in_every_locale_and_form() {
    const PARTS: &str = "
facts: { x: int, u: int, c: int, lang: text }
customer: { locale: lang }
events: { e: { carries: [x, lang, c], may_carry: [u] } }
triggers: { t: { upon: e } }
states:
  a: { do: [notice: { message: m CHANNEL }], upon: { step.failed: z }, after: { 1d: z } }
  z: { end: done }
messages:
  m: MESSAGE
";
    let x_proved = ("x: step a.notice", "proved");
    let u_refuted = ("u: step a.notice", "refuted");
    for (message, channel, expected) in [
        ("{ en: '{x}', fr: '{x}' }", "", vec![x_proved]),
        ("{ en: '{x}', fr: '{x} {u}' }", "", vec![u_refuted, x_proved]),
        ("{ en: '{x} {u}', fr: '{x}' }", "", vec![u_refuted, x_proved]),
        ("{ en: '{x}', fr: '{x}', pl: '{u}' }", "", vec![u_refuted, x_proved]),
        ("{ en: { count: u, one: '{x}', other: '{x}' } }", "", vec![u_refuted, x_proved]),
        (
            "{ en: '{x}', pl: { count: c, one: '1', few: '{u}', many: '2', other: '{x}' } }",
            "",
            vec![("c: step a.notice", "proved"), u_refuted, x_proved],
        ),
        ("{ en: { text: '{x}', sms: '{u}' } }", ", channel: sms", vec![u_refuted]),
        ("{ en: { text: '{u}', sms: '{x}' } }", ", channel: sms", vec![x_proved]),
        ("{ en: { text: '{x}', sms: '{u}' } }", ", channel: phone", vec![x_proved]),
    ] {
        let parts = PARTS.replace("MESSAGE", message).replace(" CHANNEL", channel);
        check(&parts, &expected);
    }
}

#[test]
fn the_shipped_playbooks_and_the_bad_fixture() {
    for (file, refuted) in [
        ("playbooks/late-parcel.yaml", 0),
        ("playbooks/eu261.yaml", 0),
        ("playbooks/uk261.yaml", 0),
        ("playbooks/cloud-credit.yaml", 0),
        ("playbooks/overbooked-room.yaml", 0),
        ("playbooks/us-refund.yaml", 0),
        ("playbooks/complaint.yaml", 0),
        ("playbooks/ofcom-compensation.yaml", 0),
        ("tests/findings/fact-may-be-unknown/bad.yaml", 3),
        ("tests/findings/fact-may-be-unknown/good.yaml", 0),
    ] {
        let read = |file: &str| {
            let text = std::fs::read_to_string(format!("{}/{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
            Source::new(file, text)
        };
        // What ships stands under the house rules that ship with it.
        let policy = file.starts_with("playbooks/").then(|| read("playbooks/policy.yaml"));
        let house = house_of([read(file)].into_iter().chain(policy), file);
        let found = verdicts(&house);
        found.iter().for_each(|verdict| assert_errs(&house, verdict));
        let count = |word: &str| found.iter().filter(|verdict| verdict.proof.word() == word).count();
        assert_eq!((count("refuted"), count("unknown")), (refuted, 0), "{file} {found:#?}");
        assert!(count("proved") > 2, "{file}");
    }
}

// ---- Random playbooks against trying everything ----

const GUARDS: [&str; 12] = [
    "x > 1",
    "has(x) && x > 1",
    "x > 1 || w > 1",
    "x > 1 && w > 1",
    "f",
    "!f || has(w)",
    "d > 1",
    "has(d) && d > 1",
    "!has(x) || x > 0",
    "x in [1, w]",
    "f ? x > 1 : w > 1",
    "(has(x) || f) && w < 2",
];

const DERIVED: [&str; 4] = [
    "x + 1",
    "[{ when: x > 1, is: w }, { is: 0 }]",
    "[{ when: has(w) && w > 1, is: w }, { when: f, is: x }, { is: 0 }]",
    "x > 1 ? w : 0",
];

const SETS: [&str; 6] = ["", "", "x: 2", "w: x", "f: true", "w: d + 1"];

const STEPS: [&str; 5] = ["", "", "with: { x }", "with: { d }, when: has(d)", "with: { w }, when: w > 1"];

/// How an event treats a fact: not at all, or one of these.
const CARRIED: [&str; 6] = ["", "", "carries", "may", "value", "forgets"];

#[derive(Debug, Clone)]
struct Row {
    guard: usize,
    go: usize,
    set: usize,
}

#[derive(Debug, Clone)]
struct Part {
    entry_set: usize,
    step: usize,
    upon: Vec<Row>,
    choose: Option<Row>,
    after: Row,
}

#[derive(Debug, Clone)]
struct Small {
    shape: usize,
    defaults: [bool; 3],
    /// By event, by fact.
    carried: [[usize; 3]; 3],
    derived: usize,
    parts: Vec<Part>,
}

fn row() -> impl Strategy<Value = Row> {
    (0..GUARDS.len(), 0_usize..8, 0..SETS.len()).prop_map(|(guard, go, set)| Row { guard, go, set })
}

fn small() -> impl Strategy<Value = Small> {
    let part =
        (0..SETS.len(), 0..STEPS.len(), prop::collection::vec(row(), 0..3), prop::option::weighted(0.3, row()), row())
            .prop_map(|(entry_set, step, upon, choose, after)| Part { entry_set, step, upon, choose, after });
    let carried = prop::array::uniform3(prop::array::uniform3(0..CARRIED.len()));
    let defaults = prop::array::uniform3(prop::bool::weighted(0.25));
    (0_usize..3, defaults, carried, 0..DERIVED.len(), prop::collection::vec(part, 3))
        .prop_map(|(shape, defaults, carried, derived, parts)| Small { shape, defaults, carried, derived, parts })
}

impl Small {
    /// The playbook: three plain states that lie flat, nested with a history, or in regions; and an end.
    fn text(&self) -> String {
        let facts = [("x", "int", "1"), ("w", "int", "1"), ("f", "bool", "false")];
        let mut text = "playbook: p\nversion: 1\nfacts:\n".to_owned();
        for ((name, ty, value), has_default) in facts.iter().zip(self.defaults) {
            let default = if has_default { format!(", default: {value}") } else { String::new() };
            text += &format!("  {name}: {{ type: {ty}{default} }}\n");
        }
        text += "events:\n";
        for (event, carried) in ["e", "g", "h"].iter().zip(self.carried) {
            let of = |word: &'static str| facts.iter().zip(carried).filter(move |(_, how)| CARRIED[*how] == word);
            let carries: Vec<String> = of("carries").map(|((name, ..), _)| (*name).to_owned()).collect();
            let may = of("may").map(|((name, ..), _)| (*name).to_owned());
            let value = of("value").map(|((name, _, value), _)| format!("{{ {name}: {value} }}"));
            let forgets = of("forgets").map(|((name, ..), _)| format!("{{ {name}: unknown }}"));
            let may: Vec<String> = may.chain(value).chain(forgets).collect();
            text += &format!("  {event}: {{ carries: [{}], may_carry: [{}] }}\n", carries.join(", "), may.join(", "));
        }
        let derived = DERIVED[self.derived];
        text += &format!("derive:\n  d: {derived}\ntriggers: {{ t: {{ upon: e }} }}\nstates:\n");
        let plain = |at: usize, next: &str, targets: &[&str]| self.plain(at, next, targets);
        text += &match self.shape {
            0 => {
                let to = ["a", "b", "c"];
                format!("  a:{}  b:{}  c:{}", plain(0, "b", &to), plain(1, "c", &to), plain(2, "z", &to))
            }
            1 => format!(
                "  outer:\n   start: a\n   after: {{ 9d: z }}\n   states:\n    a:{}    b:{}    was: {{ history: shallow, go: a }}\n  c:{}",
                plain(0, "b", &["a", "b", "c"]),
                plain(1, "c", &["a", "b", "c"]),
                plain(2, "z", &["was", "b", "was"])
            ),
            _ => format!(
                "  both:\n   next: c\n   after: {{ 9d: c }}\n   together:\n    left:\n     start: a\n     states:\n      la: {{ end: la }}\n      a:{}    right:\n     start: b\n     states:\n      rb: {{ end: rb }}\n      b:{}  c:{}",
                plain(0, "la", &["a", "la", "c"]),
                plain(1, "rb", &["b", "rb", "rb"]),
                plain(2, "z", &["both", "c", "a"])
            ),
        };
        text + "  z: { end: done }\n"
    }

    /// A plain state as a flow map; its timer leads on to `next`.
    fn plain(&self, at: usize, next: &str, targets: &[&str]) -> String {
        let part = &self.parts[at];
        let set = |set: usize| match SETS[set] {
            "" => String::new(),
            set => format!("set: {{ {set} }}"),
        };
        let row = |row: &Row, events: bool| {
            let go = match targets.get(row.go) {
                Some(target) => format!("go: {target}"),
                None if events => "stay: true".to_owned(),
                None => format!("go: {next}"),
            };
            let set = set(row.set);
            format!(
                "{{ when: \"{}\", {go}, do: [{}] }}",
                GUARDS[row.guard],
                if set.is_empty() { set } else { format!("{{ {set} }}") }
            )
        };
        let mut entry: Vec<String> = Vec::new();
        if !STEPS[part.step].is_empty() {
            entry.push(format!("{{ task: {{ as: look-{at}, action: look, {} }} }}", STEPS[part.step]));
        }
        if !SETS[part.entry_set].is_empty() {
            entry.push(format!("{{ {} }}", set(part.entry_set)));
        }
        let rows: Vec<String> = part.upon.iter().map(|one| row(one, true)).collect();
        let choose: Vec<String> = part.choose.iter().map(|one| row(one, false)).collect();
        // What nothing takes leaves no record: the last row takes all.
        let upon = |events: &[String]| [events, &["{ stay: true }".to_owned()]].concat().join(", ");
        format!(
            " {{ do: [{}], upon: {{ g: [{}], h: [{}] }}, choose: [{}], after: {{ 1d: [{}, {{ go: {next} }}] }} }}\n",
            entry.join(", "),
            upon(&rows),
            upon(&rows.iter().rev().cloned().collect::<Vec<_>>()),
            choose.join(", "),
            row(&part.after, false),
        )
    }

    /// Data for an event: every combination of two values, and of leaving out what may be.
    fn data(&self, event: usize) -> Vec<Vec<(&'static str, Datum<'static>)>> {
        let mut all: Vec<Vec<(&'static str, Datum<'static>)>> = vec![Vec::new()];
        for (name, how) in ["x", "w", "f"].into_iter().zip(self.carried[event]) {
            let values =
                if name == "f" { [Datum::from(true), Datum::from(false)] } else { [Datum::from(1), Datum::from(2)] };
            let mut choices: Vec<Option<Datum<'static>>> = match CARRIED[how] {
                "" => continue,
                _ => values.into_iter().map(Some).collect(),
            };
            if CARRIED[how] != "carries" {
                choices.push(None);
            }
            all = all
                .iter()
                .flat_map(|data| {
                    choices.iter().map(|choice| {
                        let mut data = data.clone();
                        data.extend(choice.clone().map(|datum| (name, datum)));
                        data
                    })
                })
                .collect();
        }
        all
    }
}

/// Something that may happen.
type Act = Box<dyn Fn(&mut Play) -> Decision>;

/// Everything that errs with a fact unknown in any short history, as far as so many inputs go.
fn tried(house: &House, small: &Small, inputs: usize) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    let mut seen = std::collections::BTreeMap::new();
    let mut waiting = std::collections::VecDeque::from([Play::new(house)]);
    let mut left = inputs;
    while let Some(play) = waiting.pop_front() {
        let mut acts: Vec<Act> = Vec::new();
        for (at, event) in ["e", "g", "h"].into_iter().enumerate() {
            for data in small.data(at) {
                acts.push(Box::new(move |play| play.event(event, &data)));
            }
        }
        for step in play.account.open_steps() {
            let name = step.name().to_owned();
            let other = name.clone();
            acts.push(Box::new(move |play| play.receipt(&name, true)));
            acts.push(Box::new(move |play| play.receipt(&other, false)));
        }
        if play.account.wake_at().is_some() {
            acts.push(Box::new(Play::wake));
        }
        for act in acts {
            if left == 0 {
                return found;
            }
            left -= 1;
            let mut next =
                Play { engine: play.engine.clone(), account: play.account.clone(), now: play.now, inputs: play.inputs };
            let decision = act(&mut next);
            found.extend(unknown_in(&decision));
            let goes_on = decision.outcome.is_change() && next.account.open_cases().next().is_some();
            let account = serde_json::to_value(&next.account).unwrap();
            let case = &account["cases"][0];
            let look =
                format!("{} {} {}", case["active"].as_array().map_or(0, Vec::len), case["facts"], configuration(&next));
            let times = seen.entry(look).or_insert(0);
            *times += 1;
            if goes_on && *times <= 2 {
                waiting.push_back(next);
            }
        }
    }
    found
}

fn configuration(play: &Play) -> String {
    let cases: Vec<&str> = play.account.open_cases().collect();
    let of = |case: &&str| play.account.configuration(case).unwrap_or_default().join(" ");
    cases.iter().map(of).collect::<Vec<_>>().join("|")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn verdicts_agree_with_trying_everything(small in small()) {
        let text = small.text();
        let compiled = compile([Source::new("p.yaml", text.clone())]);
        prop_assume!(!compiled.report().is_blocking());
        let house = compiled.finish().unwrap();
        let found = verdicts(&house);
        // What is refuted really errs.
        found.iter().for_each(|verdict| assert_errs(&house, verdict));
        // What errs was judged, and not proved. Of steps and of `set` several places may have one name.
        for (at, fact) in tried(&house, &small, 400) {
            let about: Vec<&Verdict> = found.iter().filter(|verdict| is_about(verdict, &at, &fact)).collect();
            prop_assert!(about.iter().any(|verdict| verdict.proof != Proof::Proved), "{at} {fact} {about:?}\n{text}");
        }
    }
}
