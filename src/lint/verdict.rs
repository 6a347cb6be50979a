//! What became of each claim.

use std::fmt;

use super::happening::{Happening, told};
use crate::report::{Code, Report};
use crate::span::Span;
use crate::value::{Name, Value};

/// What [`House::lint`](crate::House::lint) found: findings, and a verdict on each claim.
///
/// ```
/// use amends::{Lint, Proof, Source, compile};
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { upon: { e: z }, after: { 1d: z } }\n  z: { end: done }\n";
/// let lint: Lint = compile([Source::new("p.yaml", text)]).finish()?.lint();
/// assert!(lint.report().is_empty());
/// assert!(lint.verdicts().iter().all(|verdict| verdict.proof == Proof::Proved));
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Lint {
    report: Report,
    verdicts: Vec<Verdict>,
}

/// A claim about a playbook, and whether it is true.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { upon: { e: z }, after: { 1d: z } }\n  z: { end: done }\n";
/// # let lint = amends::compile([amends::Source::new("p.yaml", text)]).finish()?.lint();
/// use amends::Verdict;
/// for Verdict { code, claim, proof, .. } in lint.verdicts() {
///     println!("{code}: {claim}: {proof}");
/// }
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verdict {
    /// The finding that says so where the claim is refuted.
    pub code: Code,
    /// What is claimed, as a sentence about the playbook: ``trigger `late` can open a case``.
    pub claim: String,
    /// What it is about.
    pub span: Span,
    /// Whether it is true.
    pub proof: Proof,
}

/// Whether a claim is true of everything that the playbook's declarations allow.
///
/// Numbers are taken as if no sum ever grew too large for its digits; whether one can is a claim of its own.
///
/// ```
/// assert_eq!((amends::Proof::Proved.word(), amends::Proof::Proved.to_string()), ("proved", "proved".to_owned()));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proof {
    /// It is.
    Proved,
    /// It is not, and these facts show it.
    Refuted(Witness),
    /// Not decided, for this reason.
    Unknown(String),
}

/// Facts that refute a claim.
///
/// `Display` writes them for people: ``when `days_late` is 5 and `tier` is unknown``.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: [days] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { upon: { e: [{ go: z, when: days > 1 }, { go: z, when: days > 2 }] }, after: { 1d: z } }\n  z: { end: done }\n";
/// # let lint = amends::compile([amends::Source::new("p.yaml", text)]).finish()?.lint();
/// use amends::{Proof, Witness};
/// let refuted = lint.verdicts().iter().find_map(|verdict| match &verdict.proof {
///     Proof::Refuted(witness) => Some(witness),
///     _ => None,
/// });
/// let witness: &Witness = refuted.unwrap();
/// assert_eq!(witness.event(), Some("e"));
/// assert_eq!(witness.to_string(), "when `days` is 3");
/// assert_eq!(witness.facts().next(), Some(("days", Some(&amends::Value::Int(3)))));
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    event: Option<Name>,
    facts: Vec<(Name, Option<Value>)>,
    happenings: Vec<Happening>,
}

impl Lint {
    pub(super) fn new(report: Report, mut verdicts: Vec<Verdict>) -> Self {
        let key = |verdict: &Verdict| (verdict.span.source, verdict.span.start, verdict.code);
        verdicts.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.claim.cmp(&b.claim)));
        Self { report, verdicts }
    }

    /// The findings, in the order of their places; of the same sources as those of compiling.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// Every claim with what became of it, in the order of their places.
    #[must_use]
    pub fn verdicts(&self) -> &[Verdict] {
        &self.verdicts
    }
}

impl Proof {
    /// `proved`, `refuted` or `unknown`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::Refuted(_) => "refuted",
            Self::Unknown(_) => "unknown",
        }
    }
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proved => f.write_str("proved"),
            Self::Refuted(witness) => write!(f, "refuted {witness}"),
            Self::Unknown(reason) => write!(f, "unknown: {reason}"),
        }
    }
}

impl Witness {
    /// The event that they come with or meet, if there is one.
    #[must_use]
    pub fn event(&self) -> Option<&str> {
        self.event.as_ref().map(Name::as_str)
    }

    /// The facts that matter, each with its value, or nothing where it has to be unknown; in the order of their
    /// declaration. All others may be anything.
    pub fn facts(&self) -> impl Iterator<Item = (&str, Option<&Value>)> {
        self.facts.iter().map(|(name, value)| (name.as_str(), value.as_ref()))
    }

    pub(super) fn new(event: Option<Name>, facts: Vec<(Name, Option<Value>)>) -> Self {
        Self { event, facts, happenings: Vec::new() }
    }

    /// The same, after these things have happened.
    pub(super) fn after(self, happenings: Vec<Happening>) -> Self {
        Self { happenings, ..self }
    }

    /// What happens, one after the other, until the claim is refuted; empty where no more than the facts is needed.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { e: { may_carry: [days] } }\ntriggers: { t: { upon: e } }\nstates:\n  a: { choose: [{ go: z, when: days > 1 }], after: { 1d: z } }\n  z: { end: done }\n";
    /// # let lint = amends::compile([amends::Source::new("p.yaml", text)]).finish()?.lint();
    /// # let refuted = lint.verdicts().iter().find_map(|verdict| match &verdict.proof {
    /// #     amends::Proof::Refuted(witness) => Some(witness),
    /// #     _ => None,
    /// # });
    /// # let witness: &amends::Witness = refuted.unwrap();
    /// assert_eq!(witness.to_string(), "when `days` is unknown");
    /// assert_eq!(witness.happenings()[0].to_string(), "`e` comes without `days`");
    /// # Ok::<(), amends::Report>(())
    /// ```
    #[must_use]
    pub fn happenings(&self) -> &[Happening] {
        &self.happenings
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.facts.is_empty() && !self.happenings.is_empty() {
            return f.write_str(&told(&self.happenings));
        }
        if self.facts.is_empty() {
            return f.write_str("whatever the facts");
        }
        for (at, (name, value)) in self.facts.iter().enumerate() {
            let before = match at {
                0 => "when ",
                _ if at + 1 == self.facts.len() => " and ",
                _ => ", ",
            };
            match value {
                Some(Value::Text(text)) => write!(f, "{before}`{name}` is `{text}`")?,
                Some(value) => write!(f, "{before}`{name}` is {value}")?,
                None => write!(f, "{before}`{name}` is unknown")?,
            }
        }
        Ok(())
    }
}
