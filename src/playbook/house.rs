//! Playbooks that go together.

use std::sync::Arc;

use super::Playbook;

/// Playbooks that have passed all checks and go together.
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
}

impl House {
    pub(crate) fn new(playbooks: Vec<Arc<Playbook>>) -> Self {
        Self { playbooks }
    }

    /// The playbooks, in order of their sources.
    pub fn playbooks(&self) -> &[Arc<Playbook>] {
        &self.playbooks
    }

    pub(crate) fn into_playbooks(self) -> Vec<Arc<Playbook>> {
        self.playbooks
    }
}
