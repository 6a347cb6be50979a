//! What `do` and `leave` hold.

use crate::expression::Expression;
use crate::step::{Ground, StepKind};
use crate::value::Name;

use super::{Period, Template};

/// The name of a step that a person grants: no playbook can give one a name with a point in it that ends like this.
pub(crate) const GRANT: &str = "command.grant";

#[derive(Debug, Clone)]
pub(crate) enum Action {
    Step(Box<StepPlan>),
    /// Facts by slot, in order.
    Set(Vec<(u16, Expression)>),
    Raise(Name),
    /// Withdraws a step.
    Cancel(Name),
    /// The same step goes out again.
    Resend(Name),
    /// Another step fulfilled the promise.
    Keep {
        promise: Name,
        because: Template,
    },
    Waive {
        promise: Name,
        because: Template,
    },
}

/// Whom steps are for that name nobody.
pub(crate) const CUSTOMER: &str = "customer";

/// A step as the playbook plans it.
#[derive(Debug, Clone)]
pub(crate) struct StepPlan {
    pub(crate) kind: StepKind,
    pub(crate) name: Name,
    pub(crate) when: Option<Expression>,
    pub(crate) to: Option<Name>,
    pub(crate) channel: Option<Name>,
    /// Index of the message.
    pub(crate) message: Option<u16>,
    pub(crate) action: Option<Name>,
    pub(crate) asks: Vec<Name>,
    pub(crate) form: Vec<Name>,
    pub(crate) with: Vec<(Name, Expression)>,
    /// `within`, or a promise's `by`.
    pub(crate) due: Option<Deadline>,
    /// A follow-up's `after`.
    pub(crate) not_before: Option<Deadline>,
    /// Whether it holds up `next`.
    pub(crate) wait: bool,
    pub(crate) ground: Option<Ground>,
    pub(crate) because: Option<Template>,
    pub(crate) refer: Option<Template>,
    pub(crate) amount: Option<Expression>,
    pub(crate) disputed: Option<(Expression, Template)>,
    pub(crate) reverses: Option<Name>,
    pub(crate) once: Option<Once>,
    /// How many people must approve it, where it needs approval.
    pub(crate) approvals: u32,
    /// How long an approval is waited for; until it is due if nothing is said.
    pub(crate) approve_within: Option<Deadline>,
}

/// What a payment pays for once; for other steps, that they are done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Once {
    /// The case: its key facts and its incident.
    Case,
    /// The last event from outside that the case took.
    Event,
    Incident,
    /// Facts, by slot.
    Facts(Vec<u16>),
}

/// When something is due.
#[derive(Debug, Clone)]
pub(crate) enum Deadline {
    /// Counted from the moment it is decided.
    In(Period),
    /// A moment of its own; a date means its end.
    Moment(Box<Expression>),
    /// `8w from opened`.
    From(Period, Box<Expression>),
}

impl Deadline {
    pub(crate) fn expression(&self) -> Option<&Expression> {
        match self {
            Self::In(_) => None,
            Self::Moment(moment) | Self::From(_, moment) => Some(moment),
        }
    }

    /// What it counts, if it counts.
    pub(crate) fn period(&self) -> Option<Period> {
        match self {
            Self::In(period) | Self::From(period, _) => Some(*period),
            Self::Moment(_) => None,
        }
    }
}

impl Action {
    /// Every expression in it.
    pub(crate) fn expressions(&self) -> Vec<&Expression> {
        match self {
            Self::Step(plan) => plan.expressions(),
            Self::Set(facts) => facts.iter().map(|(_, value)| value).collect(),
            Self::Raise(_) | Self::Cancel(_) | Self::Resend(_) | Self::Keep { .. } | Self::Waive { .. } => Vec::new(),
        }
    }
}

impl StepPlan {
    /// A step of which nothing is said but what it is.
    pub(crate) fn bare(kind: StepKind, name: Name) -> Self {
        Self {
            kind,
            name,
            when: None,
            to: None,
            channel: None,
            message: None,
            action: None,
            asks: Vec::new(),
            form: Vec::new(),
            with: Vec::new(),
            due: None,
            not_before: None,
            wait: true,
            ground: None,
            because: None,
            refer: None,
            amount: None,
            disputed: None,
            reverses: None,
            once: None,
            approvals: 1,
            approve_within: None,
        }
    }

    /// Whether nobody may withdraw it: it is owed.
    pub(crate) fn is_owed(&self) -> bool {
        matches!(self.ground, Some(Ground::Regulation | Ground::Contract))
    }

    /// Whether it is for the customer, as all are that name nobody else.
    pub(crate) fn is_to_customer(&self) -> bool {
        self.to.as_deref().is_none_or(|to| to == CUSTOMER)
    }

    /// Whether it tells the customer something.
    pub(crate) fn is_message_to_customer(&self) -> bool {
        self.message.is_some() && self.is_to_customer()
    }

    fn expressions(&self) -> Vec<&Expression> {
        let deadlines =
            [&self.due, &self.not_before, &self.approve_within].into_iter().flatten().filter_map(Deadline::expression);
        let disputed = self.disputed.iter().map(|(amount, _)| amount);
        let with = self.with.iter().map(|(_, value)| value);
        self.when.iter().chain(&self.amount).chain(disputed).chain(with).chain(deadlines).collect()
    }
}
