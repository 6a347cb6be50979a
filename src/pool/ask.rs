//! What accounts say to pools.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{PaysId, StepId};
use crate::value::{Money, Name, Time};

/// What an account asks of a [`Pool`](crate::Pool), or tells it: from [`Decision::asks`](crate::Decision::asks), for
/// [`Engine::reserve`](crate::Engine::reserve).
///
/// What it is about is known by what it pays for and the attempt, so that the pool counts a payment once however often it
/// is told of it. It is a serde value, to be stored with the account until the pool has it. `Debug` leaves out the amounts,
/// which may be personal.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { as: gift, amount: 40 GBP, because: rule }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let policy = "policy: house\nlimits: [{ payout: playbook, in: 1d, at_most: 50000 GBP }]\n";
/// # let sources = [amends::Source::new("p.yaml", text), amends::Source::new("policy.yaml", policy)];
/// # let engine = amends::Engine::new(amends::compile(sources).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// // limits: [{ payout: playbook, in: 1d, at_most: 50000 GBP }]
/// use amends::{Ask, Event, Wants};
/// let decision = engine.handle(&mut account, Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// let ask: &Ask = &decision.asks[0];
/// assert_eq!((ask.pool(), ask.case(), ask.attempt(), ask.at()), ("p", "p", 1, time.utc()));
/// assert!(matches!(ask.wants(), Wants::Reserve { amount, .. } if amount.to_string() == "40.00 GBP"));
/// assert_eq!(ask.pays().to_string().len(), 32);
/// # let stored = serde_json::to_string(ask)?;
/// # assert_eq!(serde_json::from_str::<Ask>(&stored)?, *ask);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    pub(crate) at: Time,
    pub(crate) attempt: u32,
    pub(crate) case: Name,
    pub(crate) pays: PaysId,
    /// Whether amounts rest on personal facts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) personal: bool,
    pub(crate) pool: Name,
    pub(crate) told: Told,
    pub(crate) wants: Wants,
}

/// What comes after what: messages may be delivered twice, and late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Told {
    /// The account's time. It goes on where a host begins again from an older account.
    pub(crate) at: Time,
    /// The number of the record.
    pub(crate) seq: u64,
    /// The place among the asks of one decision.
    pub(crate) n: u32,
}

/// What is asked of a pool.
///
/// ```
/// use amends::{Money, Wants};
/// let amount: Money = "40.00 GBP".parse()?;
/// // What is owed counts whether it fits or not.
/// assert_eq!(format!("{:?}", Wants::Note { amount }), "Note");
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Wants {
    /// Goodwill that goes out if it fits: the pool answers.
    #[non_exhaustive]
    Reserve {
        /// How much.
        amount: Money,
        /// The name of the step that waits for the answer.
        name: Name,
        /// `name@version:digest` of the case's playbook, whose limits bind it.
        playbook: Name,
        /// The step that waits.
        step: StepId,
    },
    /// What counts whether it fits or not: what is owed, and what went through after it had been given back.
    Note {
        /// How much.
        amount: Money,
    },
    /// What was reserved or noted is wanted no more: it failed, was withdrawn or came back.
    Release,
    /// Of another payment so much was taken back by this one: nothing where that failed after it was done.
    Return {
        /// How much: zero where nothing is taken back any more.
        amount: Money,
        /// What the other paid for, and under which attempt.
        pays: PaysId,
        /// See `pays`.
        attempt: u32,
    },
}

impl Wants {
    /// A stable word for it: `reserve`, `note`, `release`, `return`.
    ///
    /// ```
    /// assert_eq!(amends::Wants::Release.as_str(), "release");
    /// ```
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Reserve { .. } => "reserve",
            Self::Note { .. } => "note",
            Self::Release => "release",
            Self::Return { .. } => "return",
        }
    }

    /// How much it is about; none of what is given back, which the pool knows.
    ///
    /// ```
    /// use amends::Wants;
    /// assert_eq!(Wants::Note { amount: "5 GBP".parse()? }.amount(), Some("5 GBP".parse()?));
    /// assert_eq!(Wants::Release.amount(), None);
    /// # Ok::<(), amends::TextError>(())
    /// ```
    pub fn amount(&self) -> Option<Money> {
        match self {
            Self::Reserve { amount, .. } | Self::Note { amount } | Self::Return { amount, .. } => Some(*amount),
            Self::Release => None,
        }
    }
}

impl fmt::Debug for Wants {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reserve { .. } => "Reserve",
            Self::Note { .. } => "Note",
            Self::Release => "Release",
            Self::Return { .. } => "Return",
        })
    }
}

impl fmt::Debug for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ask")
            .field("pool", &self.pool)
            .field("case", &self.case)
            .field("pays", &self.pays)
            .field("attempt", &self.attempt)
            .field("wants", &self.wants)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

impl Ask {
    /// The id of the pool: the name of the playbook.
    pub fn pool(&self) -> &str {
        &self.pool
    }

    /// The id of the case that pays, open or ended.
    pub fn case(&self) -> &str {
        &self.case
    }

    /// What is paid for.
    pub fn pays(&self) -> PaysId {
        self.pays
    }

    /// Under which attempt.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// When the payment was decided: it counts in the windows that this lies in.
    pub fn at(&self) -> DateTime<Utc> {
        self.at.utc()
    }

    /// What is asked.
    pub fn wants(&self) -> &Wants {
        &self.wants
    }
}
