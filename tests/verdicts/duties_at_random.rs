//! What is proved of duties, held against random cases of random playbooks: none breaks a duty that is proved.

use std::cell::Cell;
use std::collections::BTreeMap;

use amends::{Account, Engine, Event, Input, Receipt, Secret, Source, StepKind, Time, compile};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A duty, and how to see in a history that it was broken.
#[derive(Clone, Copy)]
struct Rule {
    written: &'static str,
    kind: StepKind,
    broken_by: fn(&Seen, StepKind) -> bool,
}

/// What went out in a case before something.
#[derive(Default)]
struct Seen(BTreeMap<StepKind, usize>);

impl Seen {
    fn count(&self, kind: StepKind) -> usize {
        self.0.get(&kind).copied().unwrap_or(0)
    }
}

const RULES: [Rule; 4] = [
    Rule {
        written: "kind: apology, before: remedy",
        kind: StepKind::Apology,
        broken_by: |_, next| next == StepKind::Remedy,
    },
    Rule {
        written: "kind: apology, before: second remedy",
        kind: StepKind::Apology,
        broken_by: |seen, next| next == StepKind::Remedy && seen.count(next) == 1,
    },
    Rule { written: "kind: apology, before: end", kind: StepKind::Apology, broken_by: |_, _| false },
    // Not so near to the timers of a day that a minute of the host's decides.
    Rule { written: "kind: apology, within: 60h", kind: StepKind::Apology, broken_by: |_, _| false },
];

/// A list of steps: whether each is an apology, else a remedy, and whether it goes out always.
type List = Vec<(bool, bool)>;

fn list() -> impl Strategy<Value = List> {
    prop::collection::vec((any::<bool>(), prop::bool::weighted(0.8)), 0..3)
}

/// A state: its steps, those of leaving it, where each of three ways leads and what is done on it, and how it is built.
#[derive(Debug, Clone)]
struct State {
    enter: List,
    leave: List,
    ways: Vec<(usize, List)>,
    shape: u8,
}

const STATES: usize = 5;

fn state() -> impl Strategy<Value = State> {
    let ways = prop::collection::vec((0..STATES + 3, list()), 4);
    let sorry = prop::bool::weighted(0.85);
    (sorry, list(), list(), ways, 0..6_u8).prop_map(|(sorry, enter, leave, ways, shape)| {
        // Else hardly any playbook keeps a duty.
        let enter = sorry.then_some((true, true)).into_iter().chain(enter).collect();
        State { enter, leave, ways, shape }
    })
}

/// The next state, or the end.
fn target_after(at: usize) -> String {
    if at + 1 < STATES { format!("s{}", at + 1) } else { "done".to_owned() }
}

/// A playbook of these states, the last of which stand in one another or side by side.
fn playbook(states: &[State]) -> String {
    let mut names = 0;
    let mut steps = |list: &[(bool, bool)]| {
        let step = |(is_apology, always): &(bool, bool)| {
            names += 1;
            let when = if *always { "" } else { ", when: late > 1" };
            match is_apology {
                true => format!("apology: {{ as: p{names}, message: m{when} }}"),
                false => format!("remedy: {{ as: p{names}, action: fix{when} }}"),
            }
        };
        list.iter().map(step).collect::<Vec<_>>().join(", ")
    };
    let target = |to: usize| match to {
        to if to < STATES => format!("s{to}"),
        to if to == STATES => "stay".to_owned(),
        _ => "done".to_owned(),
    };
    let trigger = |at: usize| format!("t{at}: {{ upon: open, when: late == {at}, go: s{at} }}");
    let triggers: Vec<String> = (0..STATES).map(trigger).collect();
    let mut text = format!(
        "playbook: p\nversion: 1\nkey: [order]\nfacts: {{ order: text, late: int }}\n\
         events: {{ open: [order, late], f: [order], g: {{ carries: [order], may_carry: [late] }} }}\n\
         triggers: {{ {} }}\nmessages: {{ m: {{ en: m }} }}\nstates:\n",
        triggers.join(", ")
    );
    for (at, state) in states.iter().enumerate() {
        let mut part = format!("    do: [{}]\n", steps(&state.enter));
        let mut ways = String::new();
        for (event, (to, list)) in ["f", "g", "step.failed", "1d"].into_iter().zip(&state.ways) {
            let go = match target(*to).as_str() {
                "stay" => "stay: true".to_owned(),
                to => format!("go: {to}"),
            };
            let way = format!("{{ {go}, do: [{}] }}", steps(list));
            match event {
                "1d" => ways.push_str(&format!("    after: {{ 1d: {way}, 9d: done }}\n")),
                event => ways.push_str(&format!("      {event}: {way}\n")),
            }
        }
        if !state.leave.is_empty() {
            part.push_str(&format!("    leave: [{}]\n", steps(&state.leave)));
        }
        part.push_str(&format!("    upon:\n{ways}"));
        let inner = |name: &str, list: &str, way: &str| format!("{name}{at}: {{ do: [{list}], upon: {{ {way} }} }}");
        match state.shape {
            0 => {
                let (first, second) = (steps(&state.enter), steps(&state.leave));
                let way = format!("f: i{at}");
                part.push_str(&format!(
                    "    states: {{ {}, {} }}\n",
                    inner("h", &first, &way),
                    inner("i", &second, "g: { stay: true }")
                ));
            }
            1 => {
                let (first, second) = (steps(&state.enter), steps(&state.leave));
                part.push_str(&format!(
                    "    together: {{ {}, {} }}\n",
                    inner("v", &first, "f: { stay: true }"),
                    inner("w", &second, &format!("g: w{at}"))
                ));
            }
            2 => part.push_str("    next: done\n"),
            3 => part.push_str(&format!("    choose: [{{ when: late > 2, go: {} }}]\n", target_after(at))),
            // Regions that pass through at the same time.
            4 => {
                let (first, second) = (steps(&state.enter), steps(&state.leave));
                let end = target_after(at);
                part.push_str(&format!(
                    "    together: {{ v{at}: {{ states: {{ h{at}: {{ do: [{first}], choose: [{{ go: i{at} }}] }}, i{at}: {{ do: [{second}] }} }} }}, \
                     w{at}: {{ states: {{ k{at}: {{ choose: [{{ when: late > 1, go: l{at} }}] }}, l{at}: {{ choose: [{{ go: {end} }}] }} }} }} }}\n"
                ));
            }
            _ => {}
        }
        text.push_str(&format!("  s{at}:\n{part}"));
    }
    text.push_str("  done: { end: done }\n");
    text
}

/// Runs a case on inputs that look random; whether it breaks the rule.
fn breaks(engine: &Engine, rule: Rule, mut random: u64) -> bool {
    let mut account = Account::new("ana", Secret::new([7; 32]));
    let mut now: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let (mut seen, mut opened): (Option<Seen>, Time) = (None, now);
    for round in 0..24 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let minute = amends::Duration::seconds(60).unwrap();
        now = now.checked_add(minute).unwrap();
        let open: Vec<_> = account.open_steps().map(|step| step.id()).collect();
        let input = match random >> 61 {
            0 | 1 => event("f", round, now).into(),
            2 | 3 => event("g", round, now).with("late", i64::try_from(random >> 40).unwrap() % 5).into(),
            4 if !open.is_empty() => Input::Receipt(Receipt::failed(open[(random >> 30) as usize % open.len()], "no")),
            5 if !open.is_empty() => Input::Receipt(Receipt::done(open[(random >> 30) as usize % open.len()])),
            6 => {
                now = account.wake_at().and_then(Time::from_utc).map_or(now, |due| due.max(now));
                Input::Wake
            }
            _ => event("open", round, now).with("late", i64::try_from(random >> 40).unwrap() % 5).into(),
        };
        let known: Vec<_> = account.open_steps().map(|step| step.id()).collect();
        let decision = engine.handle(&mut account, input, now.utc()).unwrap();
        if decision.cases.iter().any(|case| case.opened) {
            seen = Some(Seen::default());
            opened = now;
        }
        let Some(case) = &mut seen else { continue };
        let is_late = now > opened.checked_add(amends::Duration::seconds(60 * 3_600).unwrap()).unwrap();
        if rule.written.ends_with("60h") && is_late && case.count(rule.kind) == 0 {
            return true;
        }
        for step in decision.steps.iter().filter(|step| !known.contains(&step.id)) {
            if case.count(rule.kind) == 0 && (rule.broken_by)(case, step.kind) {
                return true;
            }
            *case.0.entry(step.kind).or_default() += 1;
        }
        if decision.cases.iter().any(|case| case.ended.is_some()) {
            if (rule.written.ends_with("end") || rule.written.ends_with("60h")) && case.count(rule.kind) == 0 {
                return true;
            }
            return false;
        }
    }
    false
}

fn event(kind: &str, round: u64, now: Time) -> Event {
    Event::new(round.to_string(), "test", kind, "ana", now).with("order", "A")
}

#[test]
fn no_case_breaks_what_is_proved() {
    let (proved, refuted, broken) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let config = Config { cases: 40, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    runner
        .run(&(prop::collection::vec(state(), STATES), any::<u64>()), |(states, seed)| {
            let text = playbook(&states);
            for rule in RULES {
                let policy = format!("policy: house\nduties: [{{ {} }}]\n", rule.written);
                let sources = [Source::new("p.yaml", text.as_str()), Source::new("policy.yaml", policy)];
                let house = compile(sources).finish().unwrap_or_else(|bad| panic!("{}\n{text}", bad.to_text(false)));
                let lint = house.lint();
                let verdict = lint.verdicts().iter().find(|verdict| verdict.code.as_str() == "broken-duty").unwrap();
                let engine = Engine::new(house).unwrap();
                let is_broken = (0..30).any(|more| breaks(&engine, rule, seed.wrapping_add(more)));
                let word = verdict.proof.word();
                prop_assert!(!is_broken || word != "proved", "{}\n{text}", rule.written);
                proved.set(proved.get() + u32::from(word == "proved"));
                refuted.set(refuted.get() + u32::from(word == "refuted"));
                broken.set(broken.get() + u32::from(is_broken));
            }
            Ok(())
        })
        .unwrap();
    // Each of them comes often enough to mean something, and the search finds nearly all that random cases break.
    let (proved, refuted, broken) = (proved.get(), refuted.get(), broken.get());
    assert!(
        proved > 30 && broken > 15 && refuted * 10 > broken * 9,
        "{proved} proved, {refuted} refuted, {broken} broken"
    );
}
