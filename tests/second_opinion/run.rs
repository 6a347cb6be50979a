//! Engine and interpreter side by side on the same inputs.

use std::collections::BTreeMap;

use amends::chrono::{DateTime, Utc};
use amends::{
    Account, Actor, Answer as Said, Command, Decision, Engine, Event, Input, PaysId, Pool, Receipt, Source, StepId,
    Time,
};

use super::account::Status;
use super::calendar;
use super::house::House;
use super::input::{Answer, Datum, Given, Named, Order, Outside};
use super::inputs::Model;
use super::people::{IN_ROLE, ON_HELD, VERBS, WHO};
use super::playbook::{EVENTS, FACTS, Key, ORDER, PLACE, Playbook};
use super::print::{BUSINESS, plain, yaml};
use super::tape::Tape;

const SECRET: [u8; 32] = [7; 32];
/// A Monday in the week at whose end clocks go forward.
const BEGINS: &str = "2026-03-23T09:00:00Z";

pub fn engine(world: &[Playbook], house: Option<&House>) -> Result<Engine, String> {
    let sources = world.iter().map(|playbook| Source::new(format!("{}.yaml", playbook.name), yaml(playbook)));
    let mut sources: Vec<Source> = sources.collect();
    let counts_business = sources.iter().any(|source| source.text().contains(BUSINESS));
    if house.is_some() || counts_business {
        let policy = super::house::yaml(house, if counts_business { calendar::CALENDARS } else { "" });
        sources.push(Source::new("policy.yaml", policy));
    }
    match amends::compile(sources).finish() {
        Ok(house) => Ok(Engine::new(house).unwrap()),
        Err(report) => Err(report.to_text(false)),
    }
}

pub fn instant(minutes: i64) -> Time {
    let begins: Time = BEGINS.parse().unwrap();
    begins.checked_add(amends::Duration::seconds(minutes * 60).unwrap()).unwrap()
}

pub fn minutes(at: DateTime<Utc>) -> i64 {
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
    /// By what is paid for.
    pub pays: BTreeMap<String, PaysId>,
    pub delivered: Vec<Outside>,
    pub ordered: Vec<Order>,
    /// Payments, in the order in which they went out.
    pub paying: Vec<Paying>,
    /// By playbook.
    pub pools: BTreeMap<String, Pool>,
    /// All that they said, with what the interpreter makes of it, and how many of those the account has heard.
    pub answers: Vec<(Said, Given)>,
    pub heard: usize,
    now: i64,
    pub inputs: usize,
    pub halted: bool,
    /// What inputs came to, in words, and how often.
    pub told: BTreeMap<&'static str, usize>,
    pub log: Vec<String>,
}

impl<'p> Run<'p> {
    pub fn new(world: &'p [Playbook], house: Option<&'p House>, engine: Engine) -> Self {
        Self {
            model: Model::new(world, house),
            engine,
            account: Account::new("ana", SECRET),
            ids: BTreeMap::new(),
            pays: BTreeMap::new(),
            delivered: Vec::new(),
            ordered: Vec::new(),
            paying: Vec::new(),
            pools: BTreeMap::new(),
            answers: Vec::new(),
            heard: 0,
            now: 0,
            inputs: 0,
            halted: false,
            told: BTreeMap::new(),
            log: Vec::new(),
        }
    }

    /// What a tape says comes next.
    pub fn next(&mut self, tape: &mut Tape) -> Given {
        let has_people = self.model.house.is_some_and(|house| house.people);
        let choice = tape.below(if has_people { 20 } else { 12 });
        let shift = tape.pick(&[0, 30, 60, 120, 60, 300, -90, 600]);
        self.now += shift;
        if has_people && !self.numbers(|status| status == Status::Held).is_empty() && tape.once_in(2) {
            return self.ask_for(tape);
        }
        // Pools answer soon, mostly in order, and now and then twice.
        if self.heard < self.answers.len() && tape.below(3) < 2 {
            self.heard += 1;
            return self.answers[self.heard - 1].1.clone();
        }
        if !self.answers.is_empty() && tape.once_in(10) {
            return tape.pick(&self.answers).1;
        }
        match choice {
            5..=8 if !self.ids.is_empty() => {
                let numbers: Vec<usize> = self.ids.keys().copied().collect();
                // Mostly the latest.
                let back = if tape.once_in(3) { tape.below(numbers.len()) } else { tape.below(numbers.len().min(3)) };
                Given::Receipt(numbers[numbers.len() - 1 - back], !tape.once_in(4))
            }
            9 | 10 if choice == 9 || self.model.account.wake_at().is_some() => Given::Wake,
            12..=17 if self.has_open_case() || (!self.delivered.is_empty() && tape.once_in(6)) => self.ask_for(tape),
            18 | 19 if !self.ordered.is_empty() => {
                let order = tape.pick(&self.ordered);
                // With other words it is another one.
                let reason = if tape.once_in(3) { "again" } else { order.reason };
                // A host that lost its account may not know the step any more.
                let is_known = |step: &Named| !matches!(step, Named::Number(number) if !self.ids.contains_key(number));
                Given::Command(Order { reason, step: order.step.filter(is_known), ..order })
            }
            11 if !self.delivered.is_empty() => Given::Event(tape.pick(&self.delivered)),
            _ => {
                let event = self.event(tape);
                self.delivered.push(event.clone());
                Given::Event(event)
            }
        }
    }

    fn ask_for(&mut self, tape: &mut Tape) -> Given {
        let order = self.order(tape);
        self.ordered.push(order.clone());
        Given::Command(order)
    }

    fn event(&self, tape: &mut Tape) -> Outside {
        let begins = self.delivered.is_empty() || !self.has_open_case() && tape.below(6) > 0;
        let event = if begins { "open" } else { EVENTS[tape.pick(&[0, 1, 2, 3, 0, 1, 2, 5, 6, 4])] };
        let event = if tape.below(30) == 29 { "who.knows" } else { event };
        let mut data = Vec::new();
        for fact in 0..FACTS.len() {
            // Opening events always carry what they must, but now and then.
            let value = match fact {
                ORDER => tape.below(3) as i64,
                // Mostly a state that there is.
                PLACE => tape.below(self.model.world[0].states.len() + 1) as i64,
                2 => tape.below(5) as i64,
                3 => tape.below(2) as i64,
                4 => tape.below(5) as i64,
                _ => 100 + 50 * tape.below(8) as i64,
            };
            match tape.below(100) {
                0..=93 => data.push((fact, Datum::Is(value))),
                94 if fact == 2 => data.push((fact, Datum::Is(99))),
                95 => data.push((fact, Datum::Wrong)),
                96 => data.push((fact, Datum::Null)),
                _ => {}
            }
        }
        let late = tape.pick(&[0, 0, 0, -30, -240]);
        let incident = tape.once_in(2).then(|| tape.below(2) as u8);
        Outside {
            id: format!("e{}", self.delivered.len()),
            event: event.to_owned(),
            time: self.now + late,
            incident,
            data,
        }
    }

    fn order(&self, tape: &mut Tape) -> Order {
        let account = &self.model.account;
        let open: Vec<usize> = (0..account.cases.len()).filter(|at| account.cases[*at].is_open()).collect();
        let held: Vec<usize> = self.numbers(|status| status == Status::Held);
        let verb = if held.is_empty() { tape.pick(&VERBS) } else { tape.pick(&ON_HELD) };
        let case = match (tape.below(8), open.as_slice()) {
            (0, [_]) | (1, _) => None,
            (2, _) if !account.cases.is_empty() => Some(tape.pick(&account.cases).id),
            (3, _) => Some("p0/nowhere".to_owned()),
            (_, []) => None,
            (_, open) => Some(account.cases[tape.pick(open)].id.clone()),
        };
        let step = match tape.below(6) {
            0 => None,
            1 => Some(Named::Name(
                tape.pick(&["pay", "fix", "ask", "later", "call", "nothing", "command.grant"]).to_owned(),
            )),
            2 if !self.ids.is_empty() => Some(Named::Number(tape.pick(&self.ids.keys().copied().collect::<Vec<_>>()))),
            _ if !held.is_empty() && ["approve", "refuse"].contains(&verb) => Some(Named::Number(tape.pick(&held))),
            _ => {
                let open =
                    self.numbers(|status| !matches!(status, Status::Done | Status::Withdrawn | Status::Needless));
                let known: Vec<usize> = open.into_iter().filter(|number| self.ids.contains_key(number)).collect();
                if known.is_empty() { None } else { Some(Named::Number(tape.pick(&known))) }
            }
        };
        let takes_step = ["approve", "refuse", "skip", "resend"].contains(&verb);
        let to = (verb == "move" && !tape.once_in(8)).then(|| 1 + tape.below(12));
        let amount = (verb == "grant" && !tape.once_in(8)).then(|| tape.pick(&[100, 300, 500, 700, 0]));
        Order {
            id: format!("c{}", self.ordered.len()),
            verb,
            who: tape.pick(&WHO),
            role: tape.pick(&IN_ROLE),
            reason: if tape.once_in(20) { "" } else { "it is right" },
            case,
            step: step.filter(|_| takes_step),
            to: to.filter(|to| !self.is_history_anywhere(*to)),
            amount,
            outcome: (verb == "close" && tape.once_in(2)).then_some("shut"),
        }
    }

    fn has_open_case(&self) -> bool {
        self.model.account.cases.iter().any(|case| case.is_open())
    }

    /// What a history stands for depends on where one comes from; commands name plain states.
    fn is_history_anywhere(&self, state: usize) -> bool {
        self.model.world.iter().any(|playbook| state < playbook.states.len() && playbook.is_history(state))
    }

    fn numbers(&self, is: impl Fn(Status) -> bool) -> Vec<usize> {
        let steps = self.model.account.steps.iter().enumerate();
        steps.filter(|(_, step)| is(step.status)).map(|(number, _)| number).collect()
    }

    fn command(&self, order: &Order) -> Command {
        let actor = Actor::new(order.who, order.role);
        let mut command = Command::new(order.id.as_str(), order.verb.parse().unwrap(), actor, order.reason);
        if let Some(id) = &order.case {
            command = command.in_case(self.case_id(id));
        }
        command = match &order.step {
            Some(Named::Name(name)) => command.with("step", name),
            Some(Named::Number(number)) => command.with("step", self.ids[number]),
            None => command,
        };
        let to = order.to.map(|to| ("to", format!("s{to}")));
        let amount = order.amount.map(|minor| ("amount", super::condition::pounds(minor)));
        let outcome = order.outcome.map(|word| ("outcome", word.to_owned()));
        let more = [to, amount, outcome].into_iter().flatten();
        more.fold(command, |command, (name, value)| command.with(name, value))
    }

    /// The engine's name of a case.
    fn case_id(&self, id: &str) -> String {
        let playbook = self.model.world.iter().find(|playbook| id.split('/').next() == Some(&*playbook.name));
        match (playbook.map(|playbook| playbook.key), id.split_once('/')) {
            (Some(Key::EachEvent), Some((name, event))) => format!("{name}/shop/{event}"),
            (Some(Key::Order), Some((name, order))) => match order.strip_prefix('O').map(str::parse::<i64>) {
                Some(Ok(number)) => format!("{name}/{}", plain(ORDER, number)),
                _ => id.to_owned(),
            },
            _ => id.to_owned(),
        }
    }

    /// Hands an input to both and compares.
    pub fn handle(&mut self, given: Given) -> Result<(), String> {
        let input = match &given {
            Given::Event(outside) => Input::Event(event(outside)),
            Given::Receipt(number, true) => Receipt::done(self.ids[number]).into(),
            Given::Receipt(number, false) => Receipt::failed(self.ids[number], "no").into(),
            Given::Command(order) => self.command(order).into(),
            Given::Answer { at, .. } => self.answers[*at].0.clone().into(),
            Given::Wake => Input::Wake,
        };
        self.inputs += 1;
        let decision = self.engine.handle(&mut self.account, input, instant(self.now).utc()).unwrap();
        let answer = self.model.handle(&given, self.now);
        self.log.push(format!(
            "{:4} {given:?}\n     engine {}\n     model  {}",
            self.now,
            self.show(&decision),
            show(&answer)
        ));
        self.tell(&answer);
        self.compare(&decision, &answer)
    }

    fn tell(&mut self, answer: &Answer) {
        let asked = answer.asked.iter().map(|(.., fits)| if *fits { "fits" } else { "does not fit" });
        let held = answer.held.iter().map(|(_, word)| *word);
        let words = asked.chain(held).chain(answer.denied).chain([answer.outcome]);
        words.for_each(|word| *self.told.entry(word).or_insert(0) += 1);
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
