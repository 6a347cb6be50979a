use std::sync::Arc;

use super::{DutyPlace, Places};
use crate::playbook::Playbook;
use crate::policy::Policy;
use crate::report::Source;

/// Playbooks that have passed all checks and go together, with the policy that binds them. Only [`compile`](crate::compile()) makes one.
///
/// It still knows where everything stands in the sources, for [`lint`](Self::lint); an [`Engine`](crate::Engine) takes
/// the playbooks and drops the rest.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
/// assert_eq!(house.playbooks()[0].name(), "p");
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug, Clone)]
pub struct House {
    playbooks: Vec<Arc<Playbook>>,
    /// One for each playbook.
    places: Vec<Arc<Places>>,
    policy: Option<Arc<Policy>>,
    /// One for each duty of the policy.
    duties: Arc<[DutyPlace]>,
    sources: Vec<Source>,
}

impl House {
    /// Playbooks with their places, the policy that binds them, and the sources that the places are in.
    pub(crate) fn new(
        placed: Vec<(Arc<Playbook>, Arc<Places>)>,
        policy: Option<(Arc<Policy>, Arc<[DutyPlace]>)>,
        sources: Vec<Source>,
    ) -> Self {
        let (playbooks, places) = placed.into_iter().unzip();
        let (policy, duties) = policy.unzip();
        Self { playbooks, places, policy, duties: duties.unwrap_or_default(), sources }
    }

    /// The policy that binds the playbooks; none where no source is one.
    ///
    /// ```
    /// # let text = "policy: house\nroles: { automatic: { may_pay: 100 GBP } }\n";
    /// let house = amends::compile([amends::Source::new("policy.yaml", text)]).finish()?;
    /// assert_eq!(house.policy().map(|policy| policy.name()), Some("house"));
    /// # Ok::<(), amends::Report>(())
    /// ```
    pub fn policy(&self) -> Option<&Policy> {
        self.policy.as_deref()
    }

    /// The playbooks, in order of their sources' names.
    pub fn playbooks(&self) -> &[Arc<Playbook>] {
        &self.playbooks
    }

    /// Each playbook with its places.
    pub(crate) fn placed(&self) -> impl Iterator<Item = (&Playbook, &Places)> {
        self.playbooks.iter().zip(&self.places).map(|(playbook, places)| (&**playbook, &**places))
    }

    /// Each playbook as a house of its own, in the same order.
    pub(crate) fn singles(&self) -> impl Iterator<Item = House> {
        let placed = self.playbooks.iter().zip(&self.places);
        let policy = self.policy.clone().map(|policy| (policy, self.duties.clone()));
        placed.map(move |(playbook, places)| {
            Self::new(vec![(playbook.clone(), places.clone())], policy.clone(), Vec::new())
        })
    }

    /// Where the duties of the policy stand.
    pub(crate) fn duties(&self) -> &[DutyPlace] {
        &self.duties
    }

    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub(crate) fn into_parts(self) -> (Vec<Arc<Playbook>>, Option<Arc<Policy>>) {
        (self.playbooks, self.policy)
    }
}
