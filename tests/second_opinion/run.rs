//! Engine and interpreter side by side on the same inputs.

use std::collections::BTreeMap;

use amends::chrono::{DateTime, Utc};
use amends::{Account, Decision, Engine, Event, Input, PaysId, Receipt, Source, StepId, Time};

use super::account::{Status, What};
use super::input::{Answer, Datum, Given, Outside};
use super::inputs::Model;
use super::playbook::{EVENTS, FACTS, ORDER, PLACE, Playbook};
use super::print::{plain, yaml};
use super::tape::Tape;

const SECRET: [u8; 32] = [7; 32];
const BEGINS: &str = "2026-03-02T09:00:00Z";

pub fn engine(world: &[Playbook]) -> Result<Engine, String> {
    let sources = world.iter().map(|playbook| Source::new(format!("{}.yaml", playbook.name), yaml(playbook)));
    match amends::compile(sources).finish() {
        Ok(house) => Ok(Engine::new(house).unwrap()),
        Err(report) => Err(report.to_text(false)),
    }
}

pub fn instant(minutes: i64) -> Time {
    let begins: Time = BEGINS.parse().unwrap();
    begins.checked_add(amends::Duration::seconds(minutes * 60).unwrap()).unwrap()
}

fn minutes(at: DateTime<Utc>) -> i64 {
    (at - instant(0).utc()).num_minutes()
}

pub fn event(outside: &Outside) -> Event {
    let data: Vec<String> = outside
        .data
        .iter()
        .map(|(fact, datum)| match datum {
            Datum::Is(value) if [ORDER, 5].contains(fact) => {
                format!("\"{}\":\"{}\"", FACTS[*fact], plain(*fact, *value))
            }
            Datum::Is(value) => format!("\"{}\":{}", FACTS[*fact], plain(*fact, *value)),
            Datum::Null => format!("\"{}\":null", FACTS[*fact]),
            Datum::Wrong => format!("\"{}\":[1]", FACTS[*fact]),
        })
        .collect();
    let incident = outside.incident.map_or(String::new(), |incident| format!(r#""incident":"i{incident}","#));
    let text = format!(
        r#"{{"specversion":"1.0","id":"{}","source":"shop","type":"{}","subject":"ana",{incident}"time":"{}","data":{{{}}}}}"#,
        outside.id,
        outside.event,
        instant(outside.time),
        data.join(",")
    );
    Event::from_json(&text).unwrap()
}

/// A payment that went out.
#[derive(Debug, Clone)]
pub struct Paying {
    pub number: usize,
    /// What it pays for, in the interpreter's words.
    pub what: String,
    pub pays: PaysId,
    pub id: StepId,
    pub attempt: usize,
}

pub struct Run<'p> {
    pub model: Model<'p>,
    pub engine: Engine,
    pub account: Account,
    /// By number of the step.
    pub ids: BTreeMap<usize, StepId>,
    pays: BTreeMap<String, PaysId>,
    pub delivered: Vec<Outside>,
    /// Payments, in the order in which they went out.
    pub paying: Vec<Paying>,
    now: i64,
    pub halted: bool,
    pub log: Vec<String>,
}

impl<'p> Run<'p> {
    pub fn new(world: &'p [Playbook], engine: Engine) -> Self {
        Self {
            model: Model { world, accepted: Vec::new() },
            engine,
            account: Account::new("ana", SECRET),
            ids: BTreeMap::new(),
            pays: BTreeMap::new(),
            delivered: Vec::new(),
            paying: Vec::new(),
            now: 0,
            halted: false,
            log: Vec::new(),
        }
    }

    /// What a tape says comes next.
    pub fn next(&mut self, tape: &mut Tape) -> Given {
        let choice = tape.below(12);
        let shift = tape.pick(&[0, 30, 60, 120, 60, 300, -90, 600]);
        self.now += shift;
        match choice {
            5..=8 if !self.ids.is_empty() => {
                let numbers: Vec<usize> = self.ids.keys().copied().collect();
                // Mostly the latest.
                let back = if tape.once_in(3) { tape.below(numbers.len()) } else { tape.below(numbers.len().min(3)) };
                Given::Receipt(numbers[numbers.len() - 1 - back], !tape.once_in(4))
            }
            9 | 10 => Given::Wake,
            11 if !self.delivered.is_empty() => Given::Event(tape.pick(&self.delivered)),
            _ => {
                let event = self.event(tape);
                self.delivered.push(event.clone());
                Given::Event(event)
            }
        }
    }

    fn event(&self, tape: &mut Tape) -> Outside {
        let event = if self.delivered.is_empty() { "open" } else { EVENTS[tape.pick(&[0, 1, 2, 3, 0, 1, 2, 5, 6, 4])] };
        let event = if tape.below(30) == 29 { "who.knows" } else { event };
        let mut data = Vec::new();
        for fact in 0..FACTS.len() {
            // Opening events always carry what they must, but now and then.
            let value = match fact {
                ORDER => tape.below(2) as i64,
                PLACE => tape.below(16) as i64,
                2 => tape.below(5) as i64,
                3 => tape.below(2) as i64,
                4 => tape.below(5) as i64,
                _ => 100 + 50 * tape.below(8) as i64,
            };
            match tape.below(40) {
                0..=33 => data.push((fact, Datum::Is(value))),
                34 if fact == 2 => data.push((fact, Datum::Is(99))),
                35 => data.push((fact, Datum::Wrong)),
                36 => data.push((fact, Datum::Null)),
                _ => {}
            }
        }
        let late = tape.pick(&[0, 0, 0, -30, -240]);
        let incident = tape.once_in(4).then(|| tape.below(2) as u8);
        Outside {
            id: format!("e{}", self.delivered.len()),
            event: event.to_owned(),
            time: self.now + late,
            incident,
            data,
        }
    }

    /// Hands an input to both and compares.
    pub fn handle(&mut self, given: Given) -> Result<(), String> {
        let input = match &given {
            Given::Event(outside) => Input::Event(event(outside)),
            Given::Receipt(number, true) => Receipt::done(self.ids[number]).into(),
            Given::Receipt(number, false) => Receipt::failed(self.ids[number], "no").into(),
            Given::Wake => Input::Wake,
        };
        let decision = self.engine.handle(&mut self.account, input, instant(self.now).utc()).unwrap();
        let answer = self.model.handle(given.clone(), self.now);
        self.log.push(format!(
            "{:4} {given:?}\n     engine {}\n     model  {}",
            self.now,
            self.show(&decision),
            show(&answer)
        ));
        self.compare(&decision, &answer)
    }

    fn compare(&mut self, decision: &Decision, answer: &Answer) -> Result<(), String> {
        let same = |what: &str, engine: String, model: String| match engine == model {
            true => Ok(()),
            false => Err(format!("{what}: the engine says {engine}, the interpreter {model}")),
        };
        same("outcome", decision.outcome.code().to_owned(), answer.outcome.to_owned())?;
        let opened: Vec<String> =
            decision.cases.iter().filter(|case| case.opened).map(|case| case.case.to_string()).collect();
        same("opened", format!("{:?}", opened.len()), format!("{:?}", answer.opened.len()))?;
        let halted = decision.cases.iter().filter(|case| case.halted.is_some()).count();
        same("halted", halted.to_string(), answer.halted.len().to_string())?;
        self.halted = halted > 0;
        if self.halted {
            return Ok(());
        }
        let steps: Vec<String> = decision
            .steps
            .iter()
            .map(|step| {
                let amount = step.amount.map(|amount| amount.to_string());
                let due = step.due.map(|due| minutes(due.utc()));
                format!("{} {} {} {amount:?} due {due:?} #{}", step.kind, step.state, step.name, step.attempt)
            })
            .collect();
        let emitted: Vec<String> = answer
            .steps
            .iter()
            .map(|step| {
                let amount = step.amount.map(super::condition::pounds);
                format!("{} {} {} {amount:?} due {:?} #{}", step.kind, step.state, step.name, step.due, step.attempt)
            })
            .collect();
        same("steps", format!("{steps:?}"), format!("{emitted:?}"))?;
        for (step, emitted) in decision.steps.iter().zip(&answer.steps) {
            match self.ids.get(&emitted.number) {
                Some(known) if *known != step.id => return Err(format!("step {} has another id", emitted.name)),
                None if self.ids.values().any(|id| *id == step.id) => {
                    return Err(format!("two steps {} have one id", emitted.name));
                }
                _ => {}
            }
            self.ids.insert(emitted.number, step.id);
            same("is a payment", step.pays.is_some().to_string(), emitted.pays.is_some().to_string())?;
            if let (Some(pays), Some(what)) = (step.pays, &emitted.pays) {
                if self.pays.get(what).is_some_and(|known| *known != pays) {
                    return Err(format!("the engine pays {what} under another key than before"));
                }
                if self.pays.iter().any(|(known, id)| *id == pays && known != what) {
                    return Err(format!("the engine pays {what} under the key of another"));
                }
                self.pays.insert(what.clone(), pays);
                let (number, what, attempt) = (emitted.number, what.clone(), emitted.attempt);
                self.paying.push(Paying { number, what, pays, id: step.id, attempt });
            }
        }
        let withdrawn: Vec<Option<usize>> = decision.withdrawn.iter().map(|id| self.number(*id)).collect();
        let expected: Vec<Option<usize>> = answer.withdrawn.iter().copied().map(Some).collect();
        same("withdrawn", format!("{withdrawn:?}"), format!("{expected:?}"))?;
        let ended: Vec<&str> = decision.cases.iter().filter_map(|case| case.ended.as_deref()).collect();
        let expected: Vec<&str> = answer.ended.iter().map(|(_, outcome)| outcome.as_str()).collect();
        same("ended", format!("{ended:?}"), format!("{expected:?}"))?;
        let unhandled: Vec<&str> = decision.unhandled.iter().map(|name| name.as_str()).collect();
        let mut expected = answer.unhandled.clone();
        expected.sort_by_key(|(case, _)| *case);
        let expected: Vec<String> = expected.into_iter().map(|(_, name)| name).collect();
        same("unhandled", format!("{unhandled:?}"), format!("{expected:?}"))?;
        let account = self.model.account();
        let open: Vec<String> =
            self.account.open_cases().map(|case| format!("{:?}", self.account.configuration(case).unwrap())).collect();
        let expected: Vec<String> = account
            .cases
            .iter()
            .filter(|case| case.is_open())
            .map(|case| format!("{:?}", case.configuration(&self.model.world[case.playbook])))
            .collect();
        same("configuration", format!("{open:?}"), format!("{expected:?}"))?;
        let mut out: Vec<(Option<usize>, Option<i64>, usize)> = self
            .account
            .open_steps()
            .map(|step| (self.number(step.id()), step.due().map(minutes), step.attempt() as usize))
            .collect();
        out.sort();
        let expected: Vec<_> = account
            .steps
            .iter()
            .enumerate()
            .filter(|(_, step)| step.status == Status::Out)
            .map(|(number, step)| (Some(number), step.due, step.attempt))
            .collect();
        same("steps that are out", format!("{out:?}"), format!("{expected:?}"))?;
        let wake = self.account.wake_at().map(minutes);
        let timers: Vec<(i64, &What)> = account.timers.iter().map(|timer| (timer.due, &timer.what)).collect();
        same("wake_at", format!("{wake:?}"), format!("{:?}", account.wake_at()))
            .map_err(|why| format!("{why}; {timers:?}"))
    }

    fn number(&self, id: StepId) -> Option<usize> {
        self.ids.iter().find(|(_, known)| **known == id).map(|(number, _)| *number)
    }

    fn show(&self, decision: &Decision) -> String {
        let steps: Vec<&str> = decision.steps.iter().map(|step| step.name.as_str()).collect();
        let cases: Vec<String> = decision
            .cases
            .iter()
            .map(|case| {
                format!(
                    "{} {:?} by {:?}",
                    case.case,
                    case.configuration.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
                    case.taken.iter().map(|s| s.as_str()).collect::<Vec<_>>()
                )
            })
            .collect();
        format!("{} {steps:?} {cases:?}", decision.outcome.code())
    }
}

fn show(answer: &Answer) -> String {
    let steps: Vec<&str> = answer.steps.iter().map(|step| step.name.as_str()).collect();
    format!("{} {steps:?} opened {:?} ended {:?}", answer.outcome, answer.opened, answer.ended)
}
