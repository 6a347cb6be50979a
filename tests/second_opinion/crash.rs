//! A host that acts before it saves, crashes, starts again from an older account and hands everything in anew in another
//! order; and a provider that keeps to its idempotency keys.

use std::collections::BTreeMap;

use amends::Account;

use super::account::Status;
use super::input::{Given, Named, Order};
use super::run::{Paying, Run};
use super::tape::Tape;

/// What the host gives the provider as idempotency key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Keying {
    /// As the engine says: what is paid for, and the attempt.
    Pays,
    /// A canary: the number of the step among those of the account.
    Counter,
    /// A canary: the step's id, which comes from its cause.
    Cause,
}

/// Pays once for a key, and says the same again when asked again.
#[derive(Default)]
struct Provider {
    answers: BTreeMap<String, bool>,
    /// Keys under which money went out, by what it was for.
    paid: BTreeMap<String, Vec<String>>,
}

impl Provider {
    fn pay(&mut self, key: String, what: &str, succeeds: bool) -> bool {
        if let Some(before) = self.answers.get(&key) {
            return *before;
        }
        self.answers.insert(key.clone(), succeeds);
        if succeeds {
            self.paid.entry(what.to_owned()).or_default().push(key);
        }
        succeeds
    }

    fn paid_twice(&self) -> Option<(&String, &Vec<String>)> {
        self.paid.iter().find(|(_, keys)| keys.len() > 1)
    }
}

/// All that a host stores.
struct Saved {
    account: Account,
    model: super::account::Account,
    ids: BTreeMap<usize, amends::StepId>,
    paying: Vec<Paying>,
}

/// Why a story went wrong.
pub enum Wrong {
    Disagreement(String),
    PaidTwice(String),
}

pub struct Host<'p> {
    pub run: Run<'p>,
    keying: Keying,
    provider: Provider,
    saved: Vec<Saved>,
}

impl<'p> Host<'p> {
    pub fn new(run: Run<'p>, keying: Keying) -> Self {
        let mut host = Self { run, keying, provider: Provider::default(), saved: Vec::new() };
        host.save();
        host
    }

    /// One thing that happens, as the tape says.
    pub fn live(&mut self, tape: &mut Tape) -> Result<(), Wrong> {
        match tape.below(8) {
            0..=3 => {
                let given = self.run.next(tape);
                // What became of a payment is the provider's to say.
                let is_of_payment = |number: usize| self.run.paying.iter().any(|paying| paying.number == number);
                match given {
                    Given::Receipt(number, _) if is_of_payment(number) => self.act(number, tape)?,
                    _ => self.hand_in(given)?,
                }
            }
            4 => self.act_on_all(tape, false)?,
            5 => self.act_on_all(tape, true)?,
            6 => self.save(),
            _ => self.crash(tape)?,
        }
        self.judge()
    }

    fn hand_in(&mut self, given: Given) -> Result<(), Wrong> {
        if self.run.halted {
            return Ok(());
        }
        self.run.handle(given).map_err(Wrong::Disagreement)
    }

    /// Asks the provider for every payment that is out, and says what it said, unless that is lost.
    fn act_on_all(&mut self, tape: &mut Tape, says_so: bool) -> Result<(), Wrong> {
        let steps = &self.run.model.account.steps;
        let out = |number: &usize| steps[*number].status == Status::Out;
        let numbers: Vec<usize> = self.run.paying.iter().map(|paying| paying.number).filter(out).collect();
        for number in numbers {
            if says_so {
                self.act(number, tape)?;
            } else {
                self.request(number, tape);
            }
        }
        Ok(())
    }

    fn act(&mut self, number: usize, tape: &mut Tape) -> Result<(), Wrong> {
        let succeeded = self.request(number, tape);
        self.hand_in(Given::Receipt(number, succeeded))
    }

    fn request(&mut self, number: usize, tape: &mut Tape) -> bool {
        // The last time it was sent.
        let (place, paying) = self.run.paying.iter().enumerate().rfind(|(_, paying)| paying.number == number).unwrap();
        let key = match self.keying {
            Keying::Pays => format!("{} {}", paying.pays, paying.attempt),
            Keying::Counter => format!("{place}"),
            Keying::Cause => format!("{} {}", paying.id, paying.attempt),
        };
        self.run.log.push(format!("     the provider is asked to pay {} under {key}", paying.what));
        self.provider.pay(key, &paying.what, !tape.once_in(5))
    }

    fn save(&mut self) {
        self.run.log.push("     the host saves the account".to_owned());
        self.saved.push(Saved {
            account: self.run.account.clone(),
            model: self.run.model.account.clone(),
            ids: self.run.ids.clone(),
            paying: self.run.paying.clone(),
        });
    }

    /// Forgets what came after an older account, and hands all events in again in another order.
    fn crash(&mut self, tape: &mut Tape) -> Result<(), Wrong> {
        let back = tape.below(self.saved.len());
        self.saved.truncate(self.saved.len() - back);
        let saved = self.saved.last().unwrap();
        self.run.account = saved.account.clone();
        self.run.model.account = saved.model.clone();
        self.run.ids = saved.ids.clone();
        self.run.paying = saved.paying.clone();
        self.run.log.push("     the host starts again from an older account".to_owned());
        let orders = self.run.ordered.clone();
        let mut events = self.run.delivered.clone();
        while !events.is_empty() {
            // At the end of the tape: the last first.
            let at = events.len() - 1 - tape.below(events.len());
            self.hand_in(Given::Event(events.remove(at)))?;
        }
        // A step that a command names by its id may not be known again.
        let by_name = |order: &Order| !matches!(order.step, Some(Named::Number(_)));
        for order in orders.into_iter().filter(by_name) {
            self.hand_in(Given::Command(order))?;
        }
        Ok(())
    }

    fn judge(&self) -> Result<(), Wrong> {
        match self.provider.paid_twice() {
            Some((what, keys)) => Err(Wrong::PaidTwice(format!("{what} was paid under {keys:?}"))),
            None => Ok(()),
        }
    }
}
