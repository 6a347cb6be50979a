//! House rules: what a policy says for all playbooks, and a playbook for itself.

use super::Text;
use super::absent::document;
use super::shape::texts;

document! {
    /// A deadline set by law.
    pub struct LegalLimit {
        /// The time.
        #[example("8w")]
        pub within: Text,
        /// The event from which it counts.
        #[example("complaint.made")]
        pub from: Text,
        /// The rule.
        #[example("DISP 1.6.2")]
        pub because: Text,
        /// Steps that satisfy it.
        #[example(["final-answer"])]
        pub satisfied_by: Vec<Text>,
    }
}

document! {
    /// What a role may do.
    pub struct Role {
        /// Roles whose rights it has too.
        #[example(["agent"])]
        pub includes: Vec<Text>,
        /// What it may pay.
        #[example("150 GBP", ["150 GBP", "180 EUR"])]
        pub may_pay: Amounts,
        /// Commands it may give.
        #[example(["skip", "resend"])]
        pub may: Option<Vec<Text>>,
        /// What it is.
        #[example("Who answers the phone.")]
        pub about: Text,
    }
}

document! {
    /// A bound on money paid.
    pub struct Limit {
        /// What is added up: `case`, `account`, `playbook`.
        #[example("account")]
        pub payout: Text,
        /// The window.
        #[example("365d")]
        pub r#in: Text,
        /// The bound, one amount a currency.
        #[example(["3000 GBP", "3600 EUR"])]
        pub at_most: Amounts,
        /// The rule.
        #[example("house rule 7")]
        pub because: Text,
    }
}

document! {
    /// What holds on every path.
    pub struct Duty {
        /// The kind of step.
        #[example("apology")]
        pub kind: Text,
        /// The time from opening until it is emitted.
        #[example("4h")]
        pub within: Text,
        /// What it comes before.
        #[example("compensation", "second remedy")]
        pub before: Text,
        /// When it binds.
        #[example("severity >= 7")]
        pub when: Option<Text>,
        /// The rule.
        #[example("house rule 1")]
        pub because: Text,
    }
}

document! {
    /// What a role may decide in this playbook.
    pub struct Discretion {
        /// The role; those that include it have no more of it here either, unless they are named themselves.
        #[example("agent")]
        pub role: Text,
        /// Commands it may give; those that it may give anyway, if left out.
        #[example(["skip", "grant"])]
        pub may: Option<Vec<Text>>,
        /// What it may pay; what it may pay anyway, if left out.
        #[example("50 GBP")]
        pub up_to: Amounts,
    }
}

document! {
    /// What a playbook is measured by.
    pub struct Goal {
        /// What is measured.
        #[example("time_to(apology)")]
        pub measure: Text,
        /// What is aimed at.
        #[example("p95 <= 1h")]
        pub target: Text,
        /// The window.
        #[example("30d")]
        pub window: Text,
        /// What it says.
        #[example("Sorry comes first.")]
        pub about: Text,
    }
}

texts! {
    /// Amounts, one a currency; written as one or a list.
    pub struct Amounts: "an amount such as `100 GBP`, or a list of amounts";
}
