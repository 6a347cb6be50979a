use std::sync::Arc;

use super::Places;
use crate::playbook::Playbook;
use crate::report::Source;

/// Playbooks that have passed all checks and go together. Only [`compile`](crate::compile()) makes one.
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
    sources: Vec<Source>,
}

impl House {
    /// Playbooks with their places, and the sources that the places are in.
    pub(crate) fn new(placed: Vec<(Arc<Playbook>, Arc<Places>)>, sources: Vec<Source>) -> Self {
        let (playbooks, places) = placed.into_iter().unzip();
        Self { playbooks, places, sources }
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
        placed.map(|(playbook, places)| Self::new(vec![(playbook.clone(), places.clone())], Vec::new()))
    }

    pub(crate) fn sources(&self) -> &[Source] {
        &self.sources
    }

    pub(crate) fn into_playbooks(self) -> Vec<Arc<Playbook>> {
        self.playbooks
    }
}
