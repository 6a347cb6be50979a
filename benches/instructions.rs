//! Jobs whose instructions `.ci/instructions` counts under callgrind: on a machine that others use too time is noise,
//! instructions are not.
//!
//! `instructions JOB TIMES` does a job that often, after a warm-up; what callgrind is to count happens in [`counted`].
//! Without a job, as `cargo bench` runs it, each is done once: do they still run?

mod late;

use std::hint::black_box;

use amends::{Account, Condition, Engine, Event, Input, Outcome, Receipt, Secret, Source, Time, Type, compile};

/// Does a job as often as it was prepared for.
type Run = Box<dyn FnMut()>;

/// Prepares a job for a number of times.
type Prepare = fn(usize) -> Run;

/// Each job by its name.
const JOBS: [(&str, Prepare); 6] = [
    ("condition", condition),
    ("match", matching),
    ("handle/opening", |times| handled(times, late_parcel(), |_, _| Given::Line(LATE), Outcome::Applied)),
    ("handle/receipt", |times| handled(times, late_parcel(), first_receipt, Outcome::Applied)),
    ("handle/nobody", |times| handled(times, late_parcel(), |_, _| Given::Line(REPLIED), Outcome::NoTrigger)),
    ("handle/unknown", |times| handled(times, late_parcel(), |_, _| Given::Line(WEIGHED), Outcome::UnknownEvent)),
];

const WARM_UP: usize = 3;

fn main() {
    // The options of `cargo bench` mean nothing here.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    match words.as_slice() {
        [word] if word == "jobs" => JOBS.iter().for_each(|(name, _)| println!("{name}")),
        [name, times] => {
            let (_, prepare) = JOBS.iter().find(|(known, _)| known == name).expect("a job of that name");
            prepare(WARM_UP)();
            counted(&mut prepare(times.parse().expect("how many times")));
        }
        _ => JOBS.iter().for_each(|(_, prepare)| counted(&mut prepare(1))),
    }
}

/// Callgrind counts what happens in here, and nothing else.
#[inline(never)]
fn counted(run: &mut Run) {
    run();
}

/// Four facts are read from an event's data, money among them, and a condition on them is evaluated.
fn condition(times: usize) -> Run {
    let pounds = Type::Money(Some("GBP".parse().unwrap()));
    let types = [("days_late", Type::Int), ("order_total", pounds), ("parcels", Type::Int), ("tier", Type::Text)];
    let condition = Condition::new(late::TEXT, &types).unwrap();
    let event = Event::from_json(&late::late(late::NAMES[0]).event()).unwrap();
    Box::new(move || {
        for _ in 0..times {
            assert_eq!(condition.holds_on(black_box(&event)).ok(), Some(true));
        }
    })
}

/// An event is parsed, and of five hundred triggers that hear of it the five are found whose conditions hold.
fn matching(times: usize) -> Run {
    let engine = many();
    let account = Account::new("customer-1", Secret::new([7; 32]));
    Box::new(move || {
        for _ in 0..times {
            let event = Event::from_json(black_box(OF_MANY)).unwrap();
            assert_eq!(engine.matching(&account, &event, now().utc()).len(), 5);
        }
    })
}

/// What an account is given: an event that is still to be parsed, or a receipt.
enum Given {
    Line(&'static str),
    Receipt(Receipt),
}

/// Accounts are prepared by what gives the input for each; then each handles its own.
fn handled(times: usize, engine: Engine, prepare: fn(&Engine, &mut Account) -> Given, outcome: Outcome) -> Run {
    let prepared = (0..times).map(|_| {
        let mut account = Account::new("customer-1", Secret::new([7; 32]));
        let given = prepare(&engine, &mut account);
        (account, given)
    });
    let mut prepared: Vec<(Account, Given)> = prepared.collect();
    let mut decisions = Vec::with_capacity(times);
    Box::new(move || {
        for (account, given) in &mut prepared {
            let input = match black_box(&*given) {
                Given::Line(line) => Input::from(Event::from_json(line).unwrap()),
                Given::Receipt(receipt) => Input::from(receipt.clone()),
            };
            let decision = engine.handle(account, input, now().utc()).unwrap();
            assert_eq!(decision.outcome, outcome);
            decisions.push(decision);
        }
    })
}

fn now() -> Time {
    "2026-03-27T16:30:00Z".parse().unwrap()
}

const LATE: &str = r#"{"specversion":"1.0","id":"17","source":"warehouse","type":"parcel.late","subject":"customer-1","time":"2026-03-27T16:29:00Z","data":{"order":"A1","days_late":3,"order_total":"40.00 GBP","tier":"gold","first_name":"Ana"}}"#;
/// Of a customer who has no case.
const REPLIED: &str = r#"{"specversion":"1.0","id":"18","source":"survey","type":"customer.replied","subject":"customer-1","time":"2026-03-27T16:29:00Z","data":{"order":"A2","satisfied":true,"words":"thank you","form":"mail","page":3}}"#;
/// Of a type that no playbook knows.
const WEIGHED: &str = r#"{"specversion":"1.0","id":"19","source":"warehouse","type":"parcel.weighed","subject":"customer-1","time":"2026-03-27T16:29:00Z","data":{"order":"A1","grams":1250,"scale":"belt 3","operator":"night","checked":true}}"#;
/// Comes near to many triggers and matches a few.
const OF_MANY: &str = r#"{"specversion":"1.0","id":"20","source":"warehouse","type":"parcel.late","subject":"customer-1","time":"2026-03-27T16:29:00Z","data":{"days_late":3,"order_total":"40.00 GBP","tier":"t3"}}"#;

fn late_parcel() -> Engine {
    engine([include_str!("late-parcel.yaml").to_owned()])
}

/// The receipt for the first step of a case that is opened for it.
fn first_receipt(engine: &Engine, account: &mut Account) -> Given {
    let decision = engine.handle(account, Event::from_json(LATE).unwrap(), now().utc()).unwrap();
    Given::Receipt(Receipt::done(decision.steps[0].id))
}

/// Five hundred playbooks that hear of the same event: by equality and comparison, by sets, by ranges.
fn many() -> Engine {
    engine((0..500).map(|at| {
        let (tier, total) = (at % 50, at % 20 + 1);
        let when = match at % 20 {
            0..12 => format!("tier == 't{tier}' && order_total > money('{total}.00 GBP')"),
            12..17 => format!("tier in ['t{tier}', 't{}', 't{}'] && days_late > 4", tier + 1, tier + 2),
            _ => format!("days_late >= 5 && order_total > money('{total}.00 GBP')"),
        };
        format!(
            "
playbook: rule-{at}
version: 1
facts: {{ days_late: int, order_total: {{ type: money, currency: GBP }}, tier: text }}
events: {{ parcel.late: [days_late, order_total, tier] }}
triggers: {{ late: {{ upon: parcel.late, when: \"{when}\" }} }}
states:
  sorry: {{ do: [apology: {{ message: sorry }}], next: done }}
  done: {{ end: recovered }}
messages: {{ sorry: {{ en: We are sorry. }} }}
"
        )
    }))
}

fn engine(playbooks: impl IntoIterator<Item = String>) -> Engine {
    let sources = playbooks.into_iter().enumerate().map(|(at, text)| Source::new(format!("{at:03}.yaml"), text));
    Engine::new(compile(sources).finish().unwrap()).unwrap()
}
