//! What happens in a history: customers, people of the house and the host itself, none of them well-behaved.

use amends::chrono::TimeDelta;
use amends::{Actor, Command, Datum, Event, Input, Step, Time, Verb};
use proptest::prelude::*;

use super::auditor::Judged;
use super::house::{Book, Fact, seconds, sum};
use super::world::World;

/// Numbers are taken modulo what there is.
#[derive(Debug, Clone, Copy)]
pub struct Act {
    kind: usize,
    account: usize,
    a: usize,
    b: usize,
    c: usize,
}

pub fn acts(longest: usize) -> impl Strategy<Value = Vec<Act>> {
    let number = || 0..1_000_000_usize;
    // Most of it happens to one account.
    let act = (0..100_usize, 0..5_usize, number(), number(), number());
    let act = act.prop_map(|(kind, account, a, b, c)| Act { kind, account: account.saturating_sub(2), a, b, c });
    prop::collection::vec(act, 1..longest)
}

/// Minutes that pass before an act.
const PASSES: [i64; 14] = [0, 1, 1, 5, 20, 30, 61, 61, 125, 125, 300, 721, 1441, 2900];
/// Who there is; each acts in any role that suits them.
const PEOPLE: [&str; 3] = ["kim", "lee", "ann"];

impl World<'_> {
    pub fn act(&mut self, act: Act) -> Judged {
        let Act { kind, account, a, b, c } = act;
        self.number += 1;
        // Mostly none.
        self.wait(if b % 4 > 0 { 0 } else { PASSES[c % PASSES.len()] })?;
        match kind {
            0..=25 => {
                let event = self.event(account, &mut Dice::new(act));
                self.events.push((account, event.clone()));
                self.hand_in(account, event)
            }
            26..=29 => self.again(a),
            30..=59 => {
                // Mostly what waits for it.
                let is_open =
                    |(n, step): &&(usize, Step)| self.accounts[*n].open_steps().any(|open| open.id() == step.id);
                let all = self.sent.iter().enumerate();
                let places: Vec<usize> =
                    all.filter(|(_, sent)| a % 4 == 0 || is_open(sent)).map(|(at, _)| at).collect();
                match places.as_slice() {
                    [] => Ok(()),
                    places => self.do_step(*pick(places, b), c % 6 > 0),
                }
            }
            60..=81 => match self.command(account, &mut Dice::new(act)) {
                Some(command) => {
                    self.commands.push((account, command.clone()));
                    self.hand_in(account, command)
                }
                None => Ok(()),
            },
            82..=84 => self.command_again(a, b),
            85..=89 => self.tell_pool(a % 4 > 0),
            90..=93 => self.answer(a, b % 4 > 0),
            94 => {
                self.overtake(a);
                self.hand_in(account, Input::Wake)
            }
            95 => {
                self.save(account);
                Ok(())
            }
            96 if self.habits.is_careless => self.lose_and_redeliver(account, a),
            96 => self.lose_and_replay(account, a),
            97..=99 if a % 12 > 0 => {
                let all = self.sent.iter().enumerate();
                let paying: Vec<usize> = all.filter(|(_, (_, step))| step.pays.is_some()).map(|(at, _)| at).collect();
                match paying.as_slice() {
                    [] => Ok(()),
                    paying if kind == 97 => self.change_mind(*pick(paying, b)),
                    paying => self.pay_unsaid(paying[paying.len() - 1 - b % paying.len().min(3)]),
                }
            }
            99 => self.hand_in(account, Input::Erase),
            _ => self.hand_in(account, Input::Wake),
        }
    }

    /// An event that was handed in before, or another one under its id.
    fn again(&mut self, which: usize) -> Judged {
        if self.events.is_empty() {
            return Ok(());
        }
        let (n, event) = self.events[which % self.events.len()].clone();
        let event = if which % 4 == 0 { event.with("order", "another").with("due", "77 GBP") } else { event };
        self.hand_in(n, event)
    }

    /// A command that was given before, or another one under its id.
    fn command_again(&mut self, which: usize, how: usize) -> Judged {
        if self.commands.is_empty() {
            return Ok(());
        }
        let (n, command) = self.commands[which % self.commands.len()].clone();
        let command = if how % 4 == 0 { command.with("amount", "49 GBP") } else { command };
        self.hand_in(n, command)
    }

    /// Of any playbook, with values at and around those that its conditions and the house's rules name.
    fn event(&self, n: usize, dice: &mut Dice) -> Event {
        let house = self.house;
        let books: Vec<(&String, &Book)> = house.books.iter().collect();
        // Each history is mostly about one playbook.
        let which = if dice.roll() % 4 > 0 { self.habits.prefers } else { dice.roll() };
        let (name, book) = *pick(&books, which);
        let is_open = self.accounts[n].open_cases().any(|case| case.split('/').next() == Some(name));
        // What opens a case where none is open, mostly, and what goes on with one where one is.
        let opens = is_open == (dice.roll() % 8 == 0);
        let fitting = book.events.iter().filter(|(kind, _)| book.triggers.contains(*kind) == opens);
        let is_money = |name: &String| book.facts[name].kind == "money";
        let about_money = |(_, (carries, _)): &(_, &(Vec<String>, _))| carries.iter().any(is_money);
        // And mostly about money.
        let mut kinds: Vec<_> = fitting.flat_map(|it| vec![it; if about_money(&it) { 4 } else { 1 }]).collect();
        if kinds.is_empty() {
            kinds = book.events.iter().collect();
        }
        let (kind, (carries, may_carry)) = *pick(&kinds, dice.roll());
        let id = format!("event-{}", self.number);
        // Some are late, and none from the future.
        let minutes = [0, 0, 0, 0, 3, 90, 3000][dice.roll() % 7];
        let time = Time::from_utc(self.now - TimeDelta::minutes(minutes)).unwrap();
        let mut event = Event::new(id, "shop", kind, self.accounts[n].id(), time);
        for name in carries {
            event = event.with(name, value(book, name, dice, time));
        }
        for name in may_carry {
            if dice.roll() % 3 > 0 {
                event = event.with(name, value(book, name, dice, time));
            }
        }
        match dice.roll() % 4 {
            0 => event,
            n => event.in_incident(["i1", "i1", "i2"][n - 1]),
        }
    }

    fn command(&self, n: usize, dice: &mut Dice) -> Option<Command> {
        let case = self.pick_case(n, dice.roll())?;
        let book = &self.house.books[case.split('/').next()?];
        let verbs = [
            Verb::Approve,
            Verb::Grant,
            Verb::Grant,
            Verb::Move,
            Verb::Move,
            Verb::Move,
            Verb::Skip,
            Verb::Skip,
            Verb::Resend,
            Verb::Refuse,
            Verb::Close,
        ];
        let held: Vec<_> = self.accounts[n].held_steps().collect();
        let said = [Verb::Approve, Verb::Approve, Verb::Approve, Verb::Approve, Verb::Refuse];
        // Where something waits for people, they mostly come for that.
        let verb = if !held.is_empty() && dice.roll() % 4 > 0 {
            *pick(&said, dice.roll())
        } else {
            *pick(&verbs, dice.roll())
        };
        let mut roles: Vec<&str> = book.roles.keys().map(String::as_str).collect();
        roles.push("nobody");
        // Mostly those who may most.
        let most = |role: &&str| book.roles.get(*role).and_then(|role| role.may_pay.values().max().copied());
        if dice.roll() % 3 > 0 {
            roles.sort_by_key(most);
            roles = roles.split_off(roles.len() - 2);
        }
        let actor = Actor::new(*pick(&PEOPLE, dice.roll()), *pick(&roles, dice.roll()));
        let reason = if dice.roll() % 30 == 0 { " " } else { "it is right" };
        let mut command = Command::new(format!("command-{}", self.number), verb, actor, reason);
        let names: Vec<&String> = book.steps.keys().collect();
        match verb {
            Verb::Approve | Verb::Refuse if !held.is_empty() && dice.roll() % 12 > 0 => {
                let held = pick(&held, dice.roll());
                return Some(command.in_case(held.case()).with("step", held.step()));
            }
            Verb::Grant => {
                let sums = sums(book, Some("GBP"));
                command = command.with("amount", around(pick(&sums, dice.roll()), dice.roll()));
            }
            Verb::Move => command = command.with("to", pick(&book.states, dice.roll())),
            Verb::Skip | Verb::Resend => match dice.roll() % 3 {
                0 => {}
                1 => command = command.with("step", pick(&names, dice.roll())),
                _ => {
                    let of_case: Vec<_> = self.sent.iter().filter(|(m, step)| *m == n && *step.case == *case).collect();
                    if !of_case.is_empty() {
                        command = command.with("step", pick(&of_case, dice.roll()).1.id);
                    }
                }
            },
            _ => {}
        }
        Some(command.in_case(case))
    }
}

/// Rolls that come from an act alone.
pub struct Dice(u64);

impl Dice {
    fn new(act: Act) -> Self {
        let numbers = [act.a, act.b, act.c].map(|number| number as u64);
        Self(numbers.iter().fold(0, |all, number| all << 20 ^ number))
    }

    /// Steele, Lea and Flood's SplitMix, so that each roll is another.
    fn roll(&mut self) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) >> 16) as usize
    }
}

fn pick<T>(of: &[T], which: usize) -> &T {
    &of[which % of.len()]
}

/// Every sum that rules and conditions name, in minor units.
fn sums(book: &Book, currency: Option<&str>) -> Vec<(String, i64)> {
    let all = book.literals.iter().filter_map(|literal| sum(literal));
    let mut all: Vec<_> = all.filter(|(known, _)| currency.is_none_or(|currency| currency == known)).collect();
    all.push((currency.unwrap_or("GBP").to_owned(), 2000));
    all
}

fn around((currency, sum): &(String, i64), which: usize) -> String {
    let sum = (sum + [0, 0, 0, -1, 1, -500][which % 6]).max(1);
    format!("{}.{:02} {currency}", sum / 100, sum % 100)
}

fn value(book: &Book, name: &str, dice: &mut Dice, time: Time) -> Datum<'static> {
    let fact: &Fact = &book.facts[name];
    let plain = |like: &str, dice: &mut Dice| {
        let known: Vec<&String> = book.literals.iter().filter(|literal| kind_of(literal) == like).collect();
        if known.is_empty() { None } else { Some((*pick(&known, dice.roll())).clone()) }
    };
    match fact.kind.as_str() {
        "bool" => (dice.roll() % 2 == 0).into(),
        "int" => {
            let known = plain("int", dice).and_then(|known| known.parse::<i64>().ok()).unwrap_or(5);
            let value = known + [0, 0, -1, 1][dice.roll() % 4];
            let fits = |value: &i64| fact.range.contains(value) || dice.roll() % 16 == 0;
            Some(value).filter(fits).unwrap_or(*fact.range.end().min(&7)).into()
        }
        "decimal" => Datum::Text(plain("decimal", dice).unwrap_or_else(|| "99.5".to_owned()).into()),
        "money" => {
            let mut sums = sums(book, fact.currency.as_deref());
            // Mostly such as fit.
            if dice.roll() % 5 > 0 {
                sums.sort_by_key(|(_, sum)| *sum);
                sums.truncate(sums.len().div_ceil(3));
            }
            around(pick(&sums, dice.roll()), dice.roll()).into()
        }
        "duration" => {
            let known = plain("duration", dice).and_then(|known| seconds(&known)).unwrap_or(3600);
            format!("PT{}M", (known / 60 + [0, 0, -1, 1][dice.roll() % 4]).max(0)).into()
        }
        "time" => time.checked_add(amends::Duration::seconds((dice.roll() % 9) as i64 * 3600).unwrap()).unwrap().into(),
        "date" => (time.utc() + TimeDelta::days((dice.roll() % 9) as i64 - 4)).format("%Y-%m-%d").to_string().into(),
        "enum" => pick(&fact.of, dice.roll()).clone().into(),
        _ => text(book, fact, dice).into(),
    }
}

fn text(book: &Book, fact: &Fact, dice: &mut Dice) -> String {
    let of: &[&str] = match fact.customer.as_deref() {
        Some("locale") => &["en", "fr-CA", "pl", "xx"],
        Some("zone") => &["Europe/London", "Asia/Kathmandu", "nowhere"],
        Some("channel") => &["email", "phone", "sms", "pigeon"],
        _ if fact.is_key => &["A", "A", "A", "A", "A", "B"],
        _ => {
            let quoted: Vec<&String> = book.literals.iter().filter(|literal| kind_of(literal) == "text").collect();
            return if quoted.is_empty() { "x".to_owned() } else { (*pick(&quoted, dice.roll())).clone() };
        }
    };
    (*pick(of, dice.roll())).to_owned()
}

/// What a literal looks like.
fn kind_of(literal: &str) -> &'static str {
    match literal {
        _ if literal.parse::<i64>().is_ok() => "int",
        _ if seconds(literal).is_some() => "duration",
        _ if literal.parse::<amends::Decimal>().is_ok() => "decimal",
        _ if sum(literal).is_some() => "money",
        _ if literal.starts_with(|c: char| c.is_ascii_alphabetic()) => "text",
        _ => "other",
    }
}
