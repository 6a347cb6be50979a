//! What happens to a case, as a way to a place is told.

use std::fmt;

use crate::value::{Name, Time, Value};

/// One thing that happens on the way to where a claim is refuted.
///
/// `Display` tells it for people.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: [], f: { may_carry: [days] } }\ntriggers: { t: { upon: e } }\nstates:\n  a: { upon: { f: [{ go: z, when: days > 1 }] }, after: { 1d: z } }\n  z: { end: done }\n";
/// # let lint = amends::compile([amends::Source::new("p.yaml", text)]).finish()?.lint();
/// use amends::{Happening, Proof};
/// let witness = lint.verdicts().iter().find_map(|verdict| match &verdict.proof {
///     Proof::Refuted(witness) if !witness.happenings().is_empty() => Some(witness),
///     _ => None,
/// });
/// let told: Vec<String> = witness.unwrap().happenings().iter().map(Happening::to_string).collect();
/// assert_eq!(told, ["`e` comes", "`f` comes without `days`"]);
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// It is that time, or a little later, when the first thing happens: where the hour matters.
    Begins(Time),
    /// An event comes, with these data; and these facts it might have carried are left out.
    Event {
        /// Its type.
        name: Name,
        /// Facts and their values.
        data: Vec<(Name, Value)>,
        /// Facts that are left out.
        without: Vec<Name>,
    },
    /// The step of that name is done.
    Done(Name),
    /// The step of that name fails.
    Failed(Name),
    /// The limits across accounts leave room for the payment of that name: its pool grants it.
    Fits(Name),
    /// What other accounts were paid leaves no room for it: its pool refuses it.
    DoesNotFit(Name),
    /// Somebody approves a payment that waits for that.
    Approved {
        /// The payment's name.
        step: Name,
        /// In which role.
        role: Name,
    },
    /// Somebody refuses a payment that waits for approval.
    Refused {
        /// The payment's name.
        step: Name,
        /// In which role.
        role: Name,
    },
    /// Time passes until something is due.
    TimePasses,
}

/// A way in words: what happens, one after the other.
pub(super) fn told(way: &[Happening]) -> String {
    let told: Vec<String> = way.iter().map(ToString::to_string).collect();
    format!("when {}", told.join(", then "))
}

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Begins(time) => write!(f, "it is {time}"),
            Self::Event { name, data, without } => {
                write!(f, "`{name}` comes")?;
                for (at, (fact, value)) in data.iter().enumerate() {
                    let before = if at == 0 { " with" } else { "," };
                    match value {
                        Value::Text(text) => write!(f, "{before} `{fact}` `{text}`")?,
                        value => write!(f, "{before} `{fact}` {value}")?,
                    }
                }
                for (at, fact) in without.iter().enumerate() {
                    let before = match (at, data.is_empty()) {
                        (0, true) => " without",
                        (0, false) => " and without",
                        _ => ",",
                    };
                    write!(f, "{before} `{fact}`")?;
                }
                Ok(())
            }
            Self::Done(step) => write!(f, "`{step}` is done"),
            Self::Failed(step) => write!(f, "`{step}` fails"),
            Self::Fits(step) => write!(f, "the limits across accounts leave room for `{step}`"),
            Self::DoesNotFit(step) => write!(f, "the limits across accounts leave no room for `{step}`"),
            Self::Approved { step, role } => write!(f, "a `{role}` approves `{step}`"),
            Self::Refused { step, role } => write!(f, "a `{role}` refuses `{step}`"),
            Self::TimePasses => f.write_str("time passes"),
        }
    }
}
