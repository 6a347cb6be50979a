//! What a limit kept from being paid.

use crate::value::Name;

/// Goodwill that was not paid, because it does not fit a limit: the step failed at once.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { amount: 50 GBP, because: rule }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{Account, Engine, Event, LimitHit, Secret, Source, compile};
/// let policy = "policy: house\nlimits: [{ payout: case, at_most: 40 GBP }]\n";
/// let engine = Engine::new(compile([Source::new("p.yaml", text), Source::new("policy.yaml", policy)]).finish()?)?;
/// let mut account = Account::new("ana", Secret::new([7; 32]));
/// // The playbook would pay 50 GBP.
/// let decision = engine.handle(&mut account, Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// assert!(decision.steps.is_empty());
/// let hit: &LimitHit = &decision.limits[0];
/// assert_eq!((hit.case.as_str(), hit.step.as_str(), hit.limit.as_str()), ("p", "a.compensation", "40.00 GBP a case"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LimitHit {
    /// The id of the case that would have paid.
    pub case: Name,
    /// The name of the step.
    pub step: Name,
    /// The limit, in words: `40.00 GBP a case`, `3000.00 GBP an account in 365d`. Of several, the one that leaves least.
    pub limit: Name,
}
