//! A step as the host is told to do it.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{PaysId, StepId};
use crate::step::{ChannelReason, Ground, StepKind};
use crate::value::{Money, Name, Time, Value};

use super::Filled;

/// Something the host must do, with everything it needs for it.
///
/// Answer with a [`Receipt`](crate::Receipt) once it is done or has failed. A serde value, so that it can be stored until
/// then; `Debug` shows which step it is and leaves out texts, values, amounts and deadlines, which may be personal.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: { type: int, min: 1 } }\nevents: { e: [days] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { amount: 5 GBP * days, within: 1d, because: rule 4 }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Event, Step, StepKind, Time};
/// let event = Event::new("1", "shop", "e", "ana", time).with("days", 2);
/// let decision = engine.handle(&mut account, event, time.utc())?;
/// let step: &Step = &decision.steps[0];
/// assert_eq!((step.kind, step.name.as_str(), step.to.as_str()), (StepKind::Compensation, "a.compensation", "customer"));
/// assert_eq!((step.amount, step.because.as_deref()), (Some("10.00 GBP".parse()?), Some("rule 4")));
/// assert_eq!(step.due_at(), Some("2026-03-03T09:00:00Z".parse::<Time>()?.utc()));
///
/// // The provider pays once under this key, however often it is asked.
/// let key = format!("{}-{}", step.pays.unwrap(), step.attempt);
/// # assert!(key.ends_with("-1"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Step {
    /// Which step: the same when its event is delivered again. With the attempt, the idempotency key of everything but
    /// payments.
    pub id: StepId,
    /// The id of the case that it belongs to.
    pub case: Name,
    /// `name@version:digest` of the case's playbook.
    pub playbook: Name,
    /// The state that holds it.
    pub state: Name,
    /// Its name: its `as`, else state and kind, such as `apologise.apology`.
    pub name: Name,
    /// What it asks for.
    pub kind: StepKind,
    /// When it was decided: the account's time.
    pub at: Time,
    /// Its deadline (`within`, a promise's `by`). If it passes without a receipt, the case gets `step.overdue` or, for
    /// a promise, `promise.broken`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Time>,
    /// 1, and one more each time it is sent again; for a payment, one more after each that failed, whichever step paid
    /// the same.
    pub attempt: u32,
    /// For whom: `customer` (the default), or a role.
    pub to: Name,
    /// The channel. Of a message to the customer, in a house whose policy has channels, the one that was chosen; else what
    /// the playbook asks for, in its own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Name>,
    /// The time from which on it may go out: a host sends it then or later. None: at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Time>,
    /// Why it goes out on this channel at that time, where it was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chosen: Option<ChannelReason>,
    /// The message's id in the playbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Name>,
    /// The message's text, placeholders filled in as people of the [`locale`](Self::locale) write values. Moments are as
    /// the customer's clocks show them, or those of the playbook's zone where the customer's is unknown. It may be
    /// personal. [`parts`](Self::parts) tells the values in it from the words around them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The locale of the text, such as `fr-CA`; there wherever `text` is. Where the customer's is nearer than that of the
    /// text, it is the customer's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<Name>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) filled: Vec<Filled>,
    /// What to do, for remedies, care and tasks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Name>,
    /// The facts that a question asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<Name>,
    /// In which forms it may be paid, in the playbook's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub form: Vec<Name>,
    /// How much to pay, above zero, rounded to whole minor units as the playbook's `rounding` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// What the payment pays for; there wherever `amount` is. Give it, with the attempt, to the provider as the key
    /// under which it pays once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pays: Option<PaysId>,
    /// Whose payment this one takes back, `amount` of it: it goes from the customer to the house.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reverses: Option<Reversed>,
    /// The other reading, where the rule allows two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputed: Option<Disputed>,
    /// What it rests on, where the playbook says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// The rule that it rests on, in words. It may be personal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// Where a refusal can be contested, in words. It may be personal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refer: Option<String>,
    /// Further values, in the playbook's order. They may be personal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<(Name, Value)>,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step")
            .field("id", &self.id)
            .field("case", &self.case)
            .field("playbook", &self.playbook)
            .field("name", &self.name)
            .field("kind", &self.kind)
            .field("at", &self.at)
            .field("attempt", &self.attempt)
            .field("to", &self.to)
            .field("message", &self.message)
            .field("action", &self.action)
            .field("pays", &self.pays)
            .finish_non_exhaustive()
    }
}

impl Step {
    /// The deadline as chrono has it.
    pub fn due_at(&self) -> Option<DateTime<Utc>> {
        self.due.map(Time::utc)
    }
}

/// A payment that another takes back.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { as: refund, amount: 5 GBP, because: rule }], upon: { step.failed: z }, next: b }\n  b: { do: [compensation: { as: back, reverses: refund, amount: 2 GBP, because: paid too much }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let payment = engine.handle(&mut account, event, time.utc())?.steps.remove(0);
/// use amends::{Receipt, Reversed};
/// // compensation: { as: back, reverses: refund, amount: 2 GBP, because: paid too much }
/// let decision = engine.handle(&mut account, Receipt::done(payment.id), time.utc())?;
/// let back = &decision.steps[0];
/// let of: &Reversed = back.reverses.as_ref().unwrap();
/// assert_eq!((of.name.as_str(), of.step, Some(of.pays), of.attempt), ("refund", payment.id, payment.pays, 1));
/// assert_eq!(back.amount, Some("2.00 GBP".parse()?));
/// assert_ne!(back.pays, payment.pays); // taken back under a key of its own
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reversed {
    /// The name of the step that paid.
    pub name: Name,
    /// The step that paid; of another case, where that had paid the same thing.
    pub step: StepId,
    /// What it paid for, and under which attempt: together the key under which the provider knows the payment.
    pub pays: PaysId,
    /// See [`pays`](Self::pays).
    pub attempt: u32,
}

/// The other reading of a rule that allows two. `Debug` leaves it out, for it may be personal.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { amount: 5 GBP, because: rule 4, disputed: { amount: 10 GBP, because: rule 4 as others read it } }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// // disputed: { amount: 10 GBP, because: rule 4 as others read it }
/// use amends::{Disputed, Event};
/// let decision = engine.handle(&mut account, Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// let other: &Disputed = decision.steps[0].disputed.as_ref().unwrap();
/// assert_eq!((other.amount, other.because.as_str()), ("10 GBP".parse()?, "rule 4 as others read it"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Disputed {
    /// What that reading would pay, in whole minor units.
    pub amount: Money,
    /// Why the readings differ.
    pub because: String,
}

impl fmt::Debug for Disputed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Disputed").finish_non_exhaustive()
    }
}
