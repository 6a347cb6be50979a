//! The answer to *why* and *why not*.

use crate::account::Decision;

use super::Selection;

/// Why an input is decided as it is: the decision, and everything that was considered on the way, in order.
///
/// `Display` tells it to people, [`to_json`](Self::to_json) to tools. Both leave the values of personal facts, and those
/// that rest on them, out unless [`with_personal`](Self::with_personal) says otherwise; the fields hold all of them.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nfacts: { days: int }\nevents: { parcel.late: [days] }\ntriggers: { late: { upon: parcel.late, when: days >= 2 } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Event, Explanation};
/// let event = Event::new("1", "shop", "parcel.late", "ana", time).with("days", 1);
/// let explanation: Explanation = engine.explain(&account, event.clone(), time.utc())?;
/// assert!(explanation.to_string().contains("days >= 2: no (days is 1)"), "{explanation}");
/// assert!(explanation.to_json().starts_with(r#"{"outcome":"no_trigger""#));
/// assert!(!explanation.is_cut);
/// assert_eq!(explanation.decision, engine.handle(&mut account, event, time.utc())?);
/// # assert_eq!(explanation.clone().with_personal().to_string(), explanation.to_string());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "an explanation changes nothing"]
#[non_exhaustive]
pub struct Explanation {
    /// What [`Engine::handle`](crate::Engine::handle) decides on the input.
    pub decision: Decision,
    /// The choices that led there, in the order in which they were made. Empty where the engine need not choose, as with
    /// a duplicate. Where the decision is no change, nothing of them is kept: what was due fires at the next wake.
    pub selections: Vec<Selection>,
    /// Whether choices are missing at the end: an explanation holds about 4,096 candidates, conditions and parts.
    pub is_cut: bool,
    pub(super) shows_personal: bool,
}

impl Explanation {
    pub(crate) fn new(decision: Decision, selections: Vec<Selection>, is_cut: bool) -> Self {
        Self { decision, selections, is_cut, shows_personal: false }
    }

    /// The same, with `Display` and [`to_json`](Self::to_json) showing personal values.
    pub fn with_personal(self) -> Self {
        Self { shows_personal: true, ..self }
    }

    /// One JSON object. Keys stand in a fixed order, so that the same explanation gives the same bytes; those that say
    /// nothing are left out.
    pub fn to_json(&self) -> String {
        super::json::text(self)
    }
}
