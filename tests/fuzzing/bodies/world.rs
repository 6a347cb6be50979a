//! An engine, accounts that it made, and what must hold of whatever it decides.

use std::collections::VecDeque;
use std::sync::OnceLock;

use amends::{
    Account, Decision, Engine, Event, Input, Money, Outcome, Receipt, Secret, Source, Time, Value, Wrong, compile,
    verify,
};

const PLAYBOOK: &str = include_str!("../playbook.yaml");

pub fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let house = compile([Source::new("playbook.yaml", PLAYBOOK)]).finish();
        Engine::new(house.unwrap_or_else(|report| panic!("{}", report.to_text(false)))).unwrap()
    })
}

pub fn time(text: &str) -> Time {
    text.parse().unwrap()
}

pub fn secret() -> Secret {
    Secret::new([7; 32])
}

/// An account with its records and personal values.
pub struct Trail {
    pub account: Account,
    pub lines: Vec<String>,
    pub personal: Vec<(u64, String, Value)>,
}

impl Trail {
    pub fn new(account: &str) -> Self {
        Self { account: Account::new(account, secret()), lines: Vec::new(), personal: Vec::new() }
    }

    /// Hands an input in, holds what comes of it to what must, and keeps it.
    pub fn handle(&mut self, engine: &Engine, input: impl Into<Input>, now: Time) -> Decision {
        let decision = decided(engine, &mut self.account, input.into(), now).expect("an account of the engine's own");
        if let Some(record) = &decision.record {
            let values = decision.personal.iter().map(|value| (record.seq(), value.path.clone(), value.value.clone()));
            self.personal.extend(values);
            self.lines.push(record.line().to_owned());
        }
        decision
    }

    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    pub fn personal(&self, seq: u64, path: &str) -> Option<Value> {
        let found = self.personal.iter().find(|(at, known, _)| (*at, known.as_str()) == (seq, path));
        found.map(|(.., value)| value.clone())
    }

    /// The trail verifies, and leads to the account.
    pub fn hold(&self, engine: &Engine) {
        assert_eq!(verify(self.lines(), []).unwrap().records, self.account.head().0);
        let verified =
            amends::verify_account(engine, &self.account, self.lines(), |seq, path| self.personal(seq, path));
        if let Err(error) = verified {
            panic!("{error}: {:#?}", error.difference());
        }
    }
}

/// A trail that reaches most of the playbook.
pub fn trail() -> &'static Trail {
    static TRAIL: OnceLock<Trail> = OnceLock::new();
    TRAIL.get_or_init(|| {
        let mut trail = Trail::new("ana");
        let at = |day: u32| time(&format!("2026-03-{day:02}T09:00:00Z"));
        let total: Money = "5.00 GBP".parse().unwrap();
        let named = |id: &str, kind: &str, order: &str, day: u32| {
            Event::new(id, "s", kind, "ana", at(day)).with("order", order)
        };
        for (order, day) in [("A", 1), ("B", 2)] {
            let event = named(order, "e", order, day).with("total", total).with("late", 2).with("note", "Ana");
            let _ = trail.handle(engine(), event.with("sure", true).with("at", at(1)), at(day));
        }
        for (order, day) in [("A", 3), ("B", 3), ("B", 4)] {
            let _ = trail.handle(engine(), named(&format!("{order}{day}"), "again", order, day), at(day));
        }
        let open: VecDeque<_> =
            trail.account.open_steps().filter(|step| step.case() == "p/A").map(|step| step.id()).collect();
        for step in open {
            let _ = trail.handle(engine(), Receipt::done(step), at(5));
        }
        let _ = trail.handle(engine(), Input::Wake, at(8));
        let _ = trail.handle(engine(), Event::new("stop", "s", "stop", "ana", at(9)), at(9));
        assert!(trail.account.open_cases().count() > 0 && trail.lines.len() >= 8);
        trail.hold(engine());
        trail
    })
}

/// Handles an input, and holds the decision to what must hold of every account that is taken at all.
pub fn decided(engine: &Engine, account: &mut Account, input: Input, now: Time) -> Option<Decision> {
    let before = account.clone();
    let (seq, head) = before.head();
    let is_wake = matches!(input, Input::Wake);
    let mut again = before.clone();
    let first = engine.handle(account, input.clone(), now.utc());
    let second = engine.handle(&mut again, input, now.utc());
    assert_eq!(first, second, "the same input decides the same");
    assert_eq!(*account, again);
    let decision = match first {
        Ok(decision) => decision,
        Err(error) => {
            let is_typed = error.is_invalid_account()
                || error.is_newer_version()
                || error.is_unknown_playbook()
                || error.is_wrong_account();
            assert!(is_typed, "{error}");
            assert_eq!(*account, before, "an error changes nothing");
            harmless(&error.to_string());
            return None;
        }
    };
    assert_eq!(decision.outcome.is_change(), decision.record.is_some());
    match &decision.record {
        None => assert_eq!(*account, before, "what is no change changes nothing"),
        Some(record) => {
            assert_eq!((record.seq(), record.hash()), account.head());
            assert_eq!(record.seq(), seq + 1);
            assert!(record.line().contains(&format!("\"prev\":\"{head}\"")));
            // Alone it is no chain, but sound in itself.
            if let Err(error) = verify([record.line()], []) {
                assert!(error.wrong == Wrong::Dropped && seq > 0, "{error}");
            }
            let stored = serde_json::to_string(account).unwrap();
            let read: Account = serde_json::from_str(&stored).unwrap_or_else(|error| panic!("{error}: {stored}"));
            assert_eq!(read, *account, "what is stored reads back");
            assert!(before.time().is_none_or(|before| account.time().unwrap() >= before));
        }
    }
    for step in &decision.steps {
        let is_positive = step.amount.is_none_or(|amount| !amount.amount().is_negative() && !amount.amount().is_zero());
        assert!(is_positive && step.amount.is_some() == step.pays.is_some());
    }
    assert_eq!(decision.wake_at, account.wake_at());
    if is_wake {
        let is_over = decision.outcome == Outcome::Applied || account.wake_at().is_none_or(|wake| wake > now.utc());
        assert!(is_over, "a wake that does nothing leaves nothing due: {:?} at {now}", account.wake_at());
    }
    Some(decision)
}

/// Nothing in the text would be obeyed by a terminal, or hidden from a reader.
pub fn harmless(text: &str) {
    let is_harmful = |c: char| {
        let is_hidden = matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        c != '\n' && (c.is_control() || is_hidden)
    };
    assert!(!text.contains(is_harmful), "{text:?}");
}

/// Bytes to choose by.
pub struct Choices<'a>(pub &'a [u8]);

impl<'a> Choices<'a> {
    pub fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    pub fn number(&mut self) -> usize {
        usize::from(self.byte()) << 8 | usize::from(self.byte())
    }

    /// Up to the next byte 255, which is no part of any text.
    pub fn text(&mut self) -> String {
        let end = self.0.iter().position(|byte| *byte == 255).unwrap_or(self.0.len());
        let (text, rest) = self.0.split_at(end);
        self.0 = rest.get(1..).unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    }
}
