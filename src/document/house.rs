//! Parts of a playbook that narrow the house's policy. They are read and their shape is checked; what they mean comes
//! with policies.

use serde::Serialize;

use super::absent::document;
use super::shape::{Never, Shape, shape};
use super::{Absent, Text};

document! {
    /// A deadline set by law.
    pub struct LegalLimit {
        /// The time.
        pub within: Text,
        /// The event from which it counts.
        pub from: Text,
        /// The rule.
        pub because: Text,
        /// Steps that satisfy it.
        pub satisfied_by: Vec<Text>,
    }
}

document! {
    /// What a role may do.
    pub struct Role {
        /// Roles whose rights it has too.
        pub includes: Vec<Text>,
        /// What it may pay.
        pub may_pay: Amounts,
        /// Commands it may give.
        pub may: Vec<Text>,
        /// What it is.
        pub about: Text,
    }
}

document! {
    /// A bound on money paid.
    pub struct Limit {
        /// What is added up: `case`, `account`, `playbook`.
        pub payout: Text,
        /// The window.
        pub r#in: Text,
        /// The bound, one amount a currency.
        pub at_most: Amounts,
        /// The rule.
        pub because: Text,
    }
}

document! {
    /// What holds on every path.
    pub struct Duty {
        /// The kind of step.
        pub kind: Text,
        /// The time from opening until it is emitted.
        pub within: Text,
        /// What it comes before.
        pub before: Text,
        /// When it binds.
        pub when: Option<Text>,
        /// The rule.
        pub because: Text,
    }
}

document! {
    /// What a role may decide in this playbook.
    pub struct Discretion {
        /// The role.
        pub role: Text,
        /// Commands it may give.
        pub may: Vec<Text>,
        /// What it may pay.
        pub up_to: Amounts,
    }
}

document! {
    /// What a playbook is measured by.
    pub struct Goal {
        /// What is measured.
        pub measure: Text,
        /// What is aimed at.
        pub target: Text,
        /// The window.
        pub window: Text,
        /// What it says.
        pub about: Text,
    }
}

/// Amounts, one a currency; written as one or a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Amounts(pub Vec<Text>);

impl Absent for Amounts {
    fn is_absent(&self) -> bool {
        self.0.is_empty()
    }
}

impl Shape for Amounts {
    const EXPECTED: &'static str = "an amount such as `100 GBP`, or a list of amounts";
    const MAP: bool = false;
    type Map = Never;
    type List = Vec<Text>;

    fn text(amount: Text) -> Option<Amounts> {
        Some(Amounts(vec![amount]))
    }

    fn map(_: Never) -> Option<Amounts> {
        None
    }

    fn list(amounts: Vec<Text>) -> Option<Amounts> {
        Some(Amounts(amounts))
    }
}

shape!(Amounts, "Amounts", [Text, Vec<Text>]);
