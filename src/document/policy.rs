use super::absent::document;
use super::shape::texts;
use super::{Duty, Entries, Limit, Role, Text};

document! {
    /// A policy as written: the rules of a house, which bind all its playbooks.
    pub struct PolicyDoc {
        /// Its name.
        #[example("house")]
        pub policy: Text,
        /// One line that says whose it is.
        #[example("The house rules of the parcel desk")]
        pub title: Text,
        /// Anything more.
        #[example("Agreed with the works council in March.")]
        pub about: Text,
        /// Who answers for it.
        #[example("head-of-care")]
        pub owner: Text,
        /// Time zone of a customer of whom none is known, and of its calendars that name none.
        #[example("Europe/London")]
        pub zone: Text,
        /// Locale of a customer of whom none is known.
        #[example("en")]
        pub language: Text,
        /// The calendar of playbooks that name none; its only one if left out.
        #[example("office")]
        pub calendar: Text,
        /// When somebody is there.
        #[example({ "office": { "hours": { "mon-fri": "09:00-17:30" }, "closed": ["2026-12-25"] } })]
        pub calendars: Entries<CalendarDoc>,
        /// Who may do what. `automatic` is what the engine may pay without asking anybody.
        #[example({ "automatic": { "may_pay": "100 GBP" }, "agent": { "may_pay": "150 GBP", "may": ["skip"] } })]
        pub roles: Entries<Role>,
        /// Others than customers and roles whom steps are for.
        #[example(["carrier", "press-office"])]
        pub parties: Vec<Text>,
        /// Ways to reach people.
        #[example({ "email": {}, "phone": { "calendar": "office" } })]
        pub channels: Entries<ChannelDoc>,
        /// How customers are reached.
        #[example({ "order": ["preferred", "email"], "at_most": "3 per 24h", "one_apology_per": "incident" })]
        pub contact: Option<ContactDoc>,
        /// Bounds on money paid.
        #[example([{ "payout": "case", "at_most": ["1500 GBP", "1800 EUR"] }])]
        pub limits: Vec<Limit>,
        /// What holds on every path.
        #[example([{ "kind": "apology", "before": "compensation" }])]
        pub duties: Vec<Duty>,
    }
}

document! {
    /// When somebody is there: `hours`, or whole `days`.
    pub struct CalendarDoc {
        /// Its time zone; the policy's if left out.
        #[example("Europe/London")]
        pub zone: Text,
        /// Opening hours, by days of the week. Those over midnight belong to the day on which they begin. Where clocks repeat
        /// an hour it opens at the first and closes at the last; of one that they leave out the first moment after it counts.
        #[example({ "mon-fri": "09:00-17:30", "sat": ["09:00-12:00", "13:00-16:00"] })]
        pub hours: Entries<Shifts>,
        /// Whole days, in place of `hours`: they close at midnight.
        #[example("mon-fri", ["mon-thu", "sat"])]
        pub days: Days,
        /// Dates on which nobody comes: no hours begin on them, and none is a business day.
        #[example(["2026-12-25", "2026-12-28"])]
        pub closed: Vec<Text>,
        /// What it is.
        #[example("England and Wales, with bank holidays.")]
        pub about: Text,
    }
}

document! {
    /// A way to reach people: open at all hours if nothing is said.
    pub struct ChannelDoc {
        /// When it is staffed.
        #[example("office")]
        pub calendar: Text,
        /// When nobody wants to be disturbed, on the customer's clocks.
        #[example("21:00-08:00")]
        pub quiet: Text,
        /// What it is.
        #[example("Text messages.")]
        pub about: Text,
    }
}

document! {
    /// How customers are reached.
    pub struct ContactDoc {
        /// Channels by preference; `preferred` is the customer's own.
        #[example(["preferred", "email", "sms", "phone"])]
        pub order: Vec<Text>,
        /// How many messages a customer gets.
        #[example("3 per 24h")]
        pub at_most: Text,
        /// What one apology is enough for: `incident`.
        #[example("incident")]
        pub one_apology_per: Text,
    }
}

texts! {
    /// Opening hours of a day, one or several.
    pub struct Shifts: "hours such as `09:00-17:30`, or a list of them";
}

texts! {
    /// Days of the week, one or several.
    pub struct Days: "days such as `mon-fri`, or a list of them";
}
