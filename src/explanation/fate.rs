//! What became of what was considered.

use std::fmt;

use crate::value::Name;

/// What became of a candidate, or why none of a selection's candidates was looked at.
///
/// `Display` says it in words, [`code`](Self::code) in a stable word.
///
/// ```
/// use amends::Fate;
/// let fate = Fate::CountNotReached { counted: 2, needed: 3 };
/// assert_eq!(fate.code(), "count_not_reached");
/// assert_eq!(fate.to_string(), "count not reached: 2 of 3 within its time");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fate {
    /// The transition was taken, the trigger opened a case, the step went out.
    Taken,
    /// Its condition is false.
    ConditionFalse,
    /// Its condition rests on a fact that is unknown, so that it does not hold.
    UnknownFact,
    /// Its condition has no value for another reason, so that it does not hold.
    ConditionErred,
    /// It listens for other events.
    OtherEvent,
    /// It listens for the event, but its state is not active.
    NotAccepted,
    /// Another was taken, further inside or written earlier: it was not looked at, or would leave the same state. Of a
    /// playbook's version: a higher one is in effect.
    LowerPriority {
        /// The other one's name.
        than: Name,
    },
    /// It was taken as often as its `times` allows.
    TimesUsedUp {
        /// How often that is.
        times: u32,
    },
    /// Not enough events came within its time.
    CountNotReached {
        /// How many came, this one included.
        counted: u32,
        /// How many it takes.
        needed: u32,
    },
    /// The version of the playbook is not in effect on the date that counts.
    OutsideEffective,
    /// A case with these key facts is open, which the event was offered to.
    CaseOpen,
    /// The event's key facts are not those of the case.
    OtherKey,
    /// A key fact is unknown.
    NoKey,
    /// It holds, but the account may hold no more cases: see [`Account`](crate::Account).
    AccountFull,
    /// The case has ended.
    CaseEnded,
    /// The case stands still.
    Halted,
    /// The playbook refuses the event's data; the decision's refusals name every fault.
    Rejected,
    /// The step goes out when its time has come.
    Later,
    /// The payment goes out once its pool says that it fits.
    Asked {
        /// The pool's id.
        pool: Name,
    },
    /// The payment was not made: another one for the same thing is out or done.
    AlreadyPaid,
    /// The step with `once: true` was not sent again: one of the case is out or done.
    AlreadyDone,
    /// The payment waits for people to approve it.
    Held {
        /// The role with the least authority of those that suffice, if any does.
        role: Option<Name>,
    },
    /// The command is not obeyed; the decision's denial says why.
    Denied,
    /// The step was closed without going out.
    Failed {
        /// A stable word and words for people, as records have them.
        why: String,
    },
}

impl Fate {
    /// A stable word for it, in snake_case.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::ConditionFalse => "condition_false",
            Self::UnknownFact => "unknown_fact",
            Self::ConditionErred => "condition_erred",
            Self::OtherEvent => "other_event",
            Self::NotAccepted => "not_accepted",
            Self::LowerPriority { .. } => "lower_priority",
            Self::TimesUsedUp { .. } => "times_used_up",
            Self::CountNotReached { .. } => "count_not_reached",
            Self::OutsideEffective => "outside_effective",
            Self::CaseOpen => "case_open",
            Self::OtherKey => "other_key",
            Self::NoKey => "no_key",
            Self::AccountFull => "account_full",
            Self::CaseEnded => "case_ended",
            Self::Halted => "halted",
            Self::Rejected => "rejected",
            Self::Later => "later",
            Self::Asked { .. } => "asked",
            Self::AlreadyPaid => "already_paid",
            Self::AlreadyDone => "already_done",
            Self::Held { .. } => "held",
            Self::Denied => "denied",
            Self::Failed { .. } => "failed",
        }
    }
}

impl fmt::Display for Fate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken => f.write_str("taken"),
            Self::ConditionFalse => f.write_str("its condition is false"),
            Self::UnknownFact => f.write_str("its condition needs a fact that is unknown"),
            Self::ConditionErred => f.write_str("its condition can't be worked out"),
            Self::OtherEvent => f.write_str("listens for other events"),
            Self::NotAccepted => f.write_str("not accepted in this state: its own state is not active"),
            Self::LowerPriority { than } => write!(f, "`{than}` goes before it"),
            Self::TimesUsedUp { times: 1 } => f.write_str("used up: it may be taken once"),
            Self::TimesUsedUp { times } => write!(f, "used up: it may be taken {times} times"),
            Self::CountNotReached { counted, needed } => {
                write!(f, "count not reached: {counted} of {needed} within its time")
            }
            Self::OutsideEffective => f.write_str("not in effect on that date"),
            Self::CaseOpen => f.write_str("a case with these key facts is open already"),
            Self::OtherKey => f.write_str("the event's key facts are another case's"),
            Self::NoKey => f.write_str("a key fact is unknown"),
            Self::AccountFull => f.write_str("it holds, but the account may hold no more cases"),
            Self::CaseEnded => f.write_str("the case has ended"),
            Self::Halted => f.write_str("the case stands still"),
            Self::Rejected => f.write_str("refuses the event's data"),
            Self::Later => f.write_str("goes out when its time has come"),
            Self::Asked { pool } => write!(f, "goes out once pool `{pool}` says that it fits"),
            Self::AlreadyPaid => f.write_str("not paid again: a payment for the same thing is out or done"),
            Self::AlreadyDone => f.write_str("not sent again: it is out or done"),
            Self::Held { role: Some(role) } => write!(f, "waits for approval by `{role}`"),
            Self::Held { role: None } => f.write_str("waits for approval, and no role may give it"),
            Self::Denied => f.write_str("denied"),
            Self::Failed { why } => write!(f, "failed at once: {}", words(why)),
        }
    }
}

/// What stands behind the stable word, or what it means where it stands alone.
pub(super) fn words(why: &str) -> &str {
    const ALONE: [(&str, &str); 2] = [
        ("no_channel", "no channel opens before its deadline"),
        ("contact_cap", "the customer has as many messages as may be until its deadline"),
    ];
    if let Some((_, words)) = ALONE.iter().find(|(code, _)| *code == why) {
        return words;
    }
    why.split_once(": ").filter(|(code, _)| !code.contains(' ')).map_or(why, |(_, words)| words)
}
