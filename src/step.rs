//! The kinds of steps, and what a payment rests on.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::value::TextError;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),* $(,)? } else $expected:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum $name { $($(#[$variant_doc])* $variant),* }

        impl $name {
            /// All of them, in the order of the playbook language.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word that playbooks and records use.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = TextError;
            fn from_str(word: &str) -> Result<Self, TextError> {
                let expected = TextError::new($expected);
                Self::ALL.iter().copied().find(|known| known.as_str() == word).ok_or(expected)
            }
        }
    };
}

words! {
    /// What a step asks the host to do. `Display` and `FromStr` use the word of playbooks and records.
    ///
    /// ```
    /// use amends::StepKind;
    /// assert_eq!("follow_up".parse(), Ok(StepKind::FollowUp));
    /// assert_eq!(StepKind::ALL[0].as_str(), "apology");
    /// ```
    StepKind {
        /// Care and concern, first and always.
        Apology = "apology",
        /// Why it happened.
        Explanation = "explanation",
        /// Asks the customer; the receipt says that it was asked, the reply is an event.
        Question = "question",
        /// Fixes the problem: reship, rebook, repair.
        Remedy = "remedy",
        /// In kind: meals, a hotel, a call.
        Care = "care",
        /// Money or value.
        Compensation = "compensation",
        /// A commitment: kept by its receipt, broken when that says failed or when its deadline passes.
        Promise = "promise",
        /// Hands the case to someone with more authority.
        Escalation = "escalation",
        /// Informs someone.
        Notice = "notice",
        /// Comes back later.
        FollowUp = "follow_up",
        /// Says no, citing the rule and the way to contest it.
        Decline = "decline",
        /// Anything else.
        Task = "task",
    } else "a kind of step like `apology`"
}

words! {
    /// What a step rests on. What is owed, by regulation or contract, is never withdrawn.
    ///
    /// ```
    /// use amends::Ground;
    /// assert_eq!("contract".parse(), Ok(Ground::Contract));
    /// assert_eq!(Ground::ALL.len(), 3);
    /// ```
    Ground {
        /// The law says so.
        Regulation = "regulation",
        /// The contract says so.
        Contract = "contract",
        /// Nobody says so: given freely. A step without a ground counts as this.
        Goodwill = "goodwill",
    } else "`regulation`, `contract` or `goodwill`"
}

words! {
    /// What a person asks for with a [command](crate::Command). `Display` and `FromStr` use the word of policies and records.
    ///
    /// ```
    /// use amends::Verb;
    /// assert_eq!("grant".parse(), Ok(Verb::Grant));
    /// assert_eq!(Verb::Move.to_string(), "move");
    /// ```
    Verb {
        /// Lets a payment go out that waits for somebody's approval.
        Approve = "approve",
        /// Says no to such a payment.
        Refuse = "refuse",
        /// A step need not be done.
        Skip = "skip",
        /// A step goes out again.
        Resend = "resend",
        /// The case goes to another state.
        Move = "move",
        /// Pays goodwill that the playbook does not foresee.
        Grant = "grant",
        /// Ends the case.
        Close = "close",
    } else "`approve`, `refuse`, `skip`, `resend`, `move`, `grant` or `close`"
}

words! {
    /// Why a message goes out on a channel, and when; or why it does not. `Display` and `FromStr` use the word of records.
    ///
    /// ```
    /// use amends::ChannelReason;
    /// assert_eq!("quiet".parse(), Ok(ChannelReason::Quiet));
    /// assert_eq!(ChannelReason::Cap.to_string(), "cap");
    /// ```
    ChannelReason {
        /// The step names it.
        Named = "named",
        /// It is the customer's own.
        Preferred = "preferred",
        /// It is open, and comes first in the house's order.
        Open = "open",
        /// Nobody is there until the time from which on it may go out.
        Closed = "closed",
        /// Until then the customer's clocks show quiet hours.
        Quiet = "quiet",
        /// Until then the customer has had as many messages as the house allows.
        Cap = "cap",
        /// What the customer prefers is not known.
        Unknown = "unknown",
        /// What the customer prefers is no channel of the house.
        Unlisted = "unlisted",
    } else "a reason like `closed`"
}
