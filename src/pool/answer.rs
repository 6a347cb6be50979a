//! What pools say to accounts.

use serde::{Deserialize, Serialize};

use crate::escape::shortened;
use crate::ids::PaysId;
use crate::value::Name;

use super::{Ask, Told};

/// What a [`Pool`](crate::Pool) says to an account that asked whether a payment fits: an input of that account.
///
/// [`Engine::reserve`](crate::Engine::reserve) makes it. The same answer again is a duplicate, and so is one to an ask that was
/// taken back meanwhile, though the same is asked for anew. A serde value, for hosts whose
/// pools live elsewhere.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [compensation: { as: gift, amount: 40 GBP, because: rule }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let policy = "policy: house\nlimits: [{ payout: playbook, in: 1d, at_most: 50000 GBP }]\n";
/// # let sources = [amends::Source::new("p.yaml", text), amends::Source::new("policy.yaml", policy)];
/// # let engine = amends::Engine::new(amends::compile(sources).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let decision = engine.handle(&mut account, amends::Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// // A host that keeps such sums in a way of its own answers in the place of a pool.
/// use amends::{Answer, Outcome};
/// let ask = &decision.asks[0];
/// let no = Answer::refused(ask, "50000.00 GBP a playbook in 1d", "limit: 12.00 GBP are left");
/// assert_eq!((no.is_granted(), no.limit()), (false, Some("50000.00 GBP a playbook in 1d")));
/// assert_eq!((no.pool(), no.pays(), no.attempt()), ("p", ask.pays(), 1));
/// assert_eq!(no.reason(), Some("limit: 12.00 GBP are left"));
///
/// let yes = Answer::granted(ask);
/// assert!(yes.is_granted());
/// let decision = engine.handle(&mut account, yes.clone(), time.utc())?;
/// assert_eq!(decision.steps[0].name, "gift");
/// assert_eq!(engine.handle(&mut account, yes, time.utc())?.outcome, Outcome::Duplicate);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub(crate) attempt: u32,
    pub(crate) case: Name,
    pub(crate) pays: PaysId,
    pub(crate) pool: Name,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<Box<Refused>>,
    /// Which ask it answers: the same thing may be asked for again after it was wanted no more.
    pub(crate) told: Told,
}

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Refused {
    pub(crate) limit: Name,
    pub(crate) why: String,
}

impl Answer {
    /// It fits: the payment goes out.
    pub fn granted(ask: &Ask) -> Self {
        let (case, pool) = (ask.case.clone(), ask.pool.clone());
        Self { attempt: ask.attempt, case, pays: ask.pays, pool, refused: None, told: ask.told }
    }

    /// It does not fit that limit: the payment fails, for this reason. Of either text the first 1,024 bytes are kept (fewer
    /// where a character would be cut). They stand in the record: nothing personal belongs in them.
    pub fn refused(ask: &Ask, limit: impl Into<String>, why: impl Into<String>) -> Self {
        let refused = Refused { limit: Name::from(shortened(limit.into())), why: shortened(why.into()) };
        Self { refused: Some(Box::new(refused)), ..Self::granted(ask) }
    }

    /// Whether the payment may go out.
    pub fn is_granted(&self) -> bool {
        self.refused.is_none()
    }

    /// The pool that says so.
    pub fn pool(&self) -> &str {
        &self.pool
    }

    /// What is paid for.
    pub fn pays(&self) -> PaysId {
        self.pays
    }

    /// Under which attempt.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The limit that it does not fit, in words; none where it fits.
    pub fn limit(&self) -> Option<&str> {
        self.refused.as_ref().map(|refused| refused.limit.as_str())
    }

    /// Why it does not fit; none where it does.
    pub fn reason(&self) -> Option<&str> {
        self.refused.as_ref().map(|refused| refused.why.as_str())
    }
}
