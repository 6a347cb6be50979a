use serde::{Serialize, Serializer};

use super::absent::document;
use super::shape::{Never, Shape, shape};
use super::{Spanned, Text, With};
use crate::span::Span;
use crate::step::{Ground, StepKind};

/// A step that the host is asked to do, with the keys its kind may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its kind, and where that is written.
    pub kind: Spanned<StepKind>,
    pub(super) body: Body,
}

/// What a payment is paid once for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaidOnce {
    /// The case: its key facts and the event's incident.
    Case,
    /// The last event from outside that the case took.
    Event,
    /// The incident.
    Incident,
    /// These facts.
    Facts(Vec<Text>),
}

impl Shape for PaidOnce {
    const EXPECTED: &'static str = "`case`, `event`, `incident`, or a list of facts";
    const WORDS: &'static [&'static str] = &["case", "event", "incident"];
    const MAP: bool = false;
    type Map = Never;
    type List = Vec<Text>;

    fn text(text: Text) -> Option<PaidOnce> {
        match text.as_str() {
            "case" => Some(PaidOnce::Case),
            "event" => Some(PaidOnce::Event),
            "incident" => Some(PaidOnce::Incident),
            _ => None,
        }
    }

    fn map(_: Never) -> Option<PaidOnce> {
        None
    }

    fn list(facts: Vec<Text>) -> Option<PaidOnce> {
        Some(PaidOnce::Facts(facts))
    }
}

shape!(PaidOnce, "PaidOnce", [Text, Vec<Text>]);

impl Serialize for PaidOnce {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            PaidOnce::Case => serializer.serialize_str("case"),
            PaidOnce::Event => serializer.serialize_str("event"),
            PaidOnce::Incident => serializer.serialize_str("incident"),
            PaidOnce::Facts(facts) => facts.serialize(serializer),
        }
    }
}

document! {
    /// A reading of what is due that the customer may dispute.
    pub struct Disputed {
        /// The amount by the other reading.
        pub amount: Text,
        /// The reading.
        pub because: Text,
    }
}

/// Every field that a step may have; those its kind has not, and those not written, are `None`.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct StepView<'a> {
    pub r#as: Option<&'a Text>,
    pub when: Option<&'a Text>,
    pub to: Option<&'a Text>,
    pub channel: Option<&'a Text>,
    pub with: Option<&'a With>,
    pub within: Option<&'a Text>,
    pub ground: Option<&'a Spanned<Ground>>,
    pub because: Option<&'a Text>,
    /// `once: true` of steps that are no payment.
    pub once: Option<&'a bool>,
    /// `once` of a payment.
    pub paid_once: Option<&'a PaidOnce>,
    pub message: Option<&'a Text>,
    pub asks: Option<&'a Vec<Text>>,
    pub action: Option<&'a Text>,
    pub amount: Option<&'a Text>,
    pub form: Option<&'a Forms>,
    pub reverses: Option<&'a Text>,
    pub approvals: Option<&'a Spanned<u32>>,
    pub approve_within: Option<&'a Text>,
    pub cause: Option<&'a Text>,
    pub disputed: Option<&'a Disputed>,
    pub by: Option<&'a Text>,
    pub wait: Option<&'a bool>,
    pub after: Option<&'a Text>,
    pub refer: Option<&'a Text>,
}

/// One or several forms of a compensation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Forms(pub Vec<Text>);

impl Shape for Forms {
    const EXPECTED: &'static str = "a form such as `refund`, or a list of forms";
    const MAP: bool = false;
    type Map = Never;
    type List = Vec<Text>;

    fn text(form: Text) -> Option<Forms> {
        Some(Forms(vec![form]))
    }

    fn map(_: Never) -> Option<Forms> {
        None
    }

    fn list(forms: Vec<Text>) -> Option<Forms> {
        Some(Forms(forms))
    }
}

shape!(Forms, "Forms", [Text, Vec<Text>]);

/// Declares the keys of a kind of step: those all steps have, and its own.
macro_rules! step {
    ($(#[$meta:meta])* $name:ident { $($own:ident: $type:ty,)* }) => {
        step! { @struct $(#[$meta])* $name { within: Text, once: bool, $($own: $type,)* } }
    };
    (@struct $(#[$meta:meta])* $name:ident { $($(#[$own_meta:meta])* $own:ident: $type:ty,)* }) => {
        document! {
            $(#[$meta])*
            pub struct $name {
                /// The name of the step.
                pub r#as: Option<Text>,
                /// When it is emitted.
                pub when: Option<Text>,
                /// Whom it is for.
                pub to: Option<Text>,
                /// By which channel.
                pub channel: Option<Text>,
                /// Values for the host and the message.
                pub with: Option<With>,
                /// By what it is owed.
                pub ground: Option<Spanned<Ground>>,
                /// The rule.
                pub because: Option<Text>,
                $(
                    /// A key of this kind.
                    $(#[$own_meta])*
                    pub $own: Option<$type>,
                )*
            }
        }

        impl $name {
            fn view(&self) -> StepView<'_> {
                StepView {
                    r#as: self.r#as.as_ref(),
                    when: self.when.as_ref(),
                    to: self.to.as_ref(),
                    channel: self.channel.as_ref(),
                    with: self.with.as_ref(),
                    ground: self.ground.as_ref(),
                    because: self.because.as_ref(),
                    $($own: self.$own.as_ref(),)*
                    ..StepView::default()
                }
            }
        }
    };
}

step! {
    /// Something said.
    MessageStep { message: Text, }
}
step! {
    /// Something asked.
    QuestionStep { message: Text, asks: Vec<Text>, }
}
step! {
    /// Something done by the host.
    ActionStep { action: Text, }
}
step! {
    /// Something handed on.
    EscalationStep { }
}
step! {
    /// Something said later.
    FollowUpStep { message: Text, after: Text, wait: bool, }
}
step! {
    /// Something refused.
    DeclineStep { message: Text, refer: Text, }
}
step! { @struct
    /// Something promised; its deadline is `by`, so it has no `within`.
    PromiseStep { once: bool, message: Text, by: Text, wait: bool, }
}

step! { @struct
    /// Something paid.
    CompensationStep {
        within: Text, #[serde(rename = "once")] paid_once: PaidOnce, amount: Text, form: Forms, reverses: Text, approvals: Spanned<u32>,
        approve_within: Text, cause: Text, disputed: Disputed,
    }
}

/// The keys of a step by its kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(super) enum Body {
    Message(MessageStep),
    Question(QuestionStep),
    Action(ActionStep),
    Compensation(Box<CompensationStep>),
    Promise(PromiseStep),
    Escalation(EscalationStep),
    FollowUp(FollowUpStep),
    Decline(DeclineStep),
}

impl Step {
    /// All its fields in one shape, whatever its kind.
    #[must_use]
    pub fn view(&self) -> StepView<'_> {
        match &self.body {
            Body::Message(step) => step.view(),
            Body::Question(step) => step.view(),
            Body::Action(step) => step.view(),
            Body::Compensation(step) => step.view(),
            Body::Promise(step) => step.view(),
            Body::Escalation(step) => step.view(),
            Body::FollowUp(step) => step.view(),
            Body::Decline(step) => step.view(),
        }
    }

    /// Where its kind is written.
    #[must_use]
    pub fn span(&self) -> Span {
        self.kind.span
    }
}
