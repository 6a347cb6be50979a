//! How much work a question may cost.

/// Steps of work for one question; the largest in the shipped playbooks takes some hundreds.
pub(crate) const WORK: usize = 40_000;

/// Steps of work for all questions about a house together.
pub(crate) const WORK_OF_A_HOUSE: usize = 2_000_000;

/// Facts and atoms that the conditions of one question may read together.
pub(super) const MAX_VARIABLES: usize = 64;

/// Alternatives that a value may have.
pub(super) const MAX_TERMS: usize = 64;

/// Values of a fact that are tried one by one where no formula tells.
pub(super) const MAX_POINTS: i128 = 1024;

/// What is left of the work.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    left: usize,
    exhausted: bool,
}

impl Budget {
    pub(super) fn new(work: usize) -> Self {
        Self { left: work, exhausted: work == 0 }
    }

    /// Spends so many steps; whether there were so many.
    pub(super) fn spend(&mut self, steps: usize) -> bool {
        match self.left.checked_sub(steps) {
            Some(left) => self.left = left,
            None => self.exhaust(),
        }
        !self.exhausted
    }

    /// No more is done.
    pub(super) fn exhaust(&mut self) {
        self.left = 0;
        self.exhausted = true;
    }

    /// Whether what was found is worth nothing, because not all was looked at.
    pub(super) fn is_exhausted(&self) -> bool {
        self.exhausted
    }

    pub(super) fn left(&self) -> usize {
        self.left
    }
}
