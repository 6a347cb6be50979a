use serde::{Serialize, Serializer};

use super::absent::document;
use super::shape::{Never, Shape, shape, texts};
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

shape!(PaidOnce, "PaidOnce", words ["case", "event", "incident"], [Vec<Text>]);

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
        #[example("half_amount")]
        pub amount: Text,
        /// The reading.
        #[example("Art 7(2)(c) halves it")]
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

texts! {
    /// One or several forms of a compensation.
    pub struct Forms: "a form such as `refund`, or a list of forms";
}

/// Declares the keys of a kind of step: those all steps have, and its own.
macro_rules! step {
    ($(#[$meta:meta])* $name:ident { $($own:tt)* }) => {
        step! { @struct $(#[$meta])* $name {
            /// The deadline: so long after it is decided, or a moment. When it passes, the step is overdue.
            #[example("1h", "7d", "4 business hours", "3 business days in england", "8w from opened")]
            within: Text,
            /// Done once in the life of a case, however often its state is entered.
            #[example(true)]
            once: bool,
            $($own)*
        } }
    };
    (@struct $(#[$meta:meta])* $name:ident {
        $($(#[doc = $doc:expr])+ #[example($($example:tt)+)] $(#[serde($($serde:tt)+)])? $own:ident: $type:ty,)*
    }) => {
        document! {
            $(#[$meta])*
            pub struct $name {
                /// The name of the step; that of its state and kind if left out.
                #[example("refund-choice")]
                pub r#as: Option<Text>,
                /// The condition under which it is emitted; always if left out.
                #[example("next_day")]
                pub when: Option<Text>,
                /// Whom it is for: a role or a party; the customer if left out.
                #[example("supervisor")]
                pub to: Option<Text>,
                /// By which channel.
                #[example("phone")]
                pub channel: Option<Text>,
                /// Values for the host and the message; an expression each, or nothing for the name itself.
                #[example({ "calls": 2, "full_amount": null })]
                pub with: Option<With>,
                /// By what it is owed.
                #[example("regulation")]
                pub ground: Option<Spanned<Ground>>,
                /// The rule that it rests on.
                #[example("Regulation (EC) 261/2004 Art 7(1)")]
                pub because: Option<Text>,
                $(
                    $(#[doc = $doc])+
                    #[example($($example)+)]
                    $(#[serde($($serde)+)])?
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
    MessageStep {
        /// The message, by its name.
        #[example("sorry-late")]
        message: Text,
    }
}
step! {
    /// Something asked.
    QuestionStep {
        /// The message, by its name.
        #[example("put-right")]
        message: Text,
        /// The facts asked for: the answer is an event that carries them.
        #[example(["satisfied"])]
        asks: Vec<Text>,
    }
}
step! {
    /// Something done by the host.
    ActionStep {
        /// What the host is to do, by a name that it knows.
        #[example("reship")]
        action: Text,
    }
}
step! {
    /// Something handed on.
    EscalationStep {}
}
step! {
    /// Something said later.
    FollowUpStep {
        /// The message, by its name.
        #[example("still-well")]
        message: Text,
        /// How long after it is decided it goes out.
        #[example("7d")]
        after: Text,
        /// Whether the state waits for it before it is complete; it does if left out.
        #[example(false)]
        wait: bool,
    }
}
step! {
    /// Something refused.
    DeclineStep {
        /// The message, by its name.
        #[example("refused-extraordinary")]
        message: Text,
        /// The way to contest it.
        #[example("You may contest this before the national enforcement body.")]
        refer: Text,
    }
}
step! { @struct
    /// Something promised; its deadline is `by`, so it has no `within`.
    PromiseStep {
        /// Done once in the life of a case, however often its state is entered.
        #[example(true)]
        once: bool,
        /// The message, by its name.
        #[example("call-you")]
        message: Text,
        /// By when: so long after it is decided, or a moment. When it passes first, the promise is broken.
        #[example("1d", "1 business day")]
        by: Text,
        /// Whether the state waits for it before it is complete; it does if left out.
        #[example(false)]
        wait: bool,
    }
}

step! { @struct
    /// Something paid.
    CompensationStep {
        /// The deadline: so long after it is decided, or a moment. When it passes, the step is overdue.
        #[example("7d")]
        within: Text,
        /// What it is paid once for: `case` if left out, `event`, `incident`, or these facts.
        #[example("incident", ["order"])]
        #[serde(rename = "once")]
        paid_once: PaidOnce,
        /// How much: an amount or an expression.
        #[example("5.00 GBP", "gesture")]
        amount: Text,
        /// In which form, or in which the customer may choose.
        #[example("refund", ["refund", "voucher"])]
        form: Forms,
        /// The payment that it takes back, by its name.
        #[example("payment")]
        reverses: Text,
        /// How many people must approve it.
        #[example(2)]
        approvals: Spanned<u32>,
        /// How long an approval is waited for.
        #[example("2d")]
        approve_within: Text,
        /// What caused the loss, for the ledger.
        #[example("carrier")]
        cause: Text,
        /// Another reading of what is due, kept with the payment.
        #[example({ "amount": "half_amount", "because": "Art 7(2)(c) halves it" })]
        disputed: Disputed,
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
