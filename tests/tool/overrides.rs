//! `overrides`: what people of a made-up month override.

use std::fs;

use amends::{Account, Actor, Command, Engine, Event, Input, Receipt, Source, Time, Verb};

use crate::program::{arg, folder, playbook};

const PLAYBOOK: &str = "
playbook: late-parcel
version: 3
facts: { order: text }
key: [order]
events: { parcel.late: [order] }
triggers: { late: { upon: parcel.late } }
states:
  form: { do: [task: { as: fill-form, action: fill }], upon: { step.failed: pay }, next: pay }
  pay: { do: [compensation: { as: gift, amount: 5 GBP, because: house rule 4 }], upon: { step.failed: done }, next: done }
  done: { end: recovered }
";

const POLICY: &str = "
policy: house
roles:
  automatic: { may_pay: 10 GBP }
  agent: { may_pay: 20 GBP, may: [skip, move] }
  supervisor: { includes: [agent], may: [close] }
";

/// The records of nine customers whom people helped.
fn records() -> String {
    let sources = [Source::new("late-parcel.yaml", PLAYBOOK), Source::new("policy.yaml", POLICY)];
    let engine = Engine::new(amends::compile(sources).finish().unwrap()).unwrap();
    let time: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let mut records = String::new();
    for n in 0..9 {
        let mut account = Account::new(format!("customer-{n}"), [n; 32]);
        let mut handle = |input: Input| {
            let decision = engine.handle(&mut account, input, time.utc()).unwrap();
            records.push_str(&format!("{}\n", decision.record.unwrap()));
            decision.steps
        };
        let id = account_id(n);
        let steps = handle(Event::new("1", "shop", "parcel.late", id, time).with("order", "A1").into());
        let command = |id: &str, verb, role: &str| Command::new(id, verb, Actor::new("kim", role), "it was late");
        match n {
            0..=3 => drop(handle(command("c", Verb::Skip, "agent").into())),
            4 => drop(handle(command("c", Verb::Skip, "supervisor").into())),
            5 | 6 => drop(handle(command("c", Verb::Grant, "agent").with("amount", "50 GBP").into())),
            7 => {
                handle(Receipt::done(steps[0].id).into());
                handle(command("c", Verb::Close, "agent").into());
                handle(command("d", Verb::Close, "supervisor").into());
                handle(command("e", Verb::Close, "supervisor").into());
            }
            _ => {
                handle(command("c", Verb::Move, "agent").with("to", "nowhere").into());
                handle(command("d", Verb::Grant, "king").into());
            }
        }
    }
    records
}

fn account_id(n: u8) -> String {
    format!("customer-{n}")
}

#[test]
fn what_came_most_often_stands_first() {
    let folder = folder("overrides");
    let all = records();
    // In two files, which count together.
    let (one, two) = all.split_at(all.match_indices('\n').nth(5).unwrap().0 + 1);
    let (first, second) = (folder.join("first"), folder.join("second"));
    fs::write(&first, one).unwrap();
    fs::write(&second, two).unwrap();
    let ran = playbook(&["overrides", arg(&first), arg(&second)]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let expected = "\
commands          12
  obeyed           6
  denied           6

late-parcel@3 in form
  skip fill-form   5   5 obeyed; by 4 agent, 1 supervisor
  grant            3   denied: 2 authority, 1 unknown_role; by 2 agent
  move             1   denied: 1 unknown_state; by 1 agent

late-parcel@3 in pay
  close            2   1 obeyed; denied: 1 authority; by 1 agent, 1 supervisor

for no open case
  close            1   denied: 1 unknown_case; by 1 supervisor
";
    assert_eq!(ran.out, expected, "{}", ran.out);

    let ran = playbook(&["overrides", "--format", "json", arg(&first), arg(&second)]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&json["commands"], &json["obeyed"]), (&12.into(), &6.into()));
    let row = &json["overrides"][1];
    assert_eq!(
        row.to_string(),
        r#"{"count":3,"denied":{"authority":2,"unknown_role":1},"do":"grant","obeyed":0,"playbook":"late-parcel@3","roles":{"agent":2},"states":["form"],"what":null}"#
    );
}

#[test]
fn what_is_no_record_is_named() {
    let file = folder("overrides-bad").join("audit");
    let all = records();
    fs::write(&file, format!("{}\nno record\n", all.lines().next().unwrap())).unwrap();
    let ran = playbook(&["overrides", arg(&file)]);
    assert_eq!(ran.code, 3);
    assert!(ran.err.contains("line 2: this is not the canonical form of a record"), "{}", ran.err);
    assert_eq!(playbook(&["overrides", "no-such-file"]).code, 3);
    assert_eq!(playbook(&["overrides"]).code, 2);
}
