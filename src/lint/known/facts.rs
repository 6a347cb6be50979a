//! Sets of facts.

/// A set of facts by slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FactSet(Vec<u64>);

impl FactSet {
    pub(super) fn none(facts: usize) -> Self {
        Self(vec![0; facts.div_ceil(64)])
    }

    pub(super) fn all(facts: usize) -> Self {
        Self(vec![u64::MAX; facts.div_ceil(64)])
    }

    pub(super) fn has(&self, slot: u16) -> bool {
        self.0.get(usize::from(slot / 64)).is_some_and(|word| word & bit(slot) != 0)
    }

    pub(super) fn insert(&mut self, slot: u16) {
        if let Some(word) = self.0.get_mut(usize::from(slot / 64)) {
            *word |= bit(slot);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// Adds all of the other.
    pub(super) fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    /// Takes away all of the other.
    pub(super) fn without(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }

    /// Keeps what is in both; whether that is less than before.
    pub(super) fn keep(&mut self, other: &Self) -> bool {
        let before = self.clone();
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
        *self != before
    }
}

fn bit(slot: u16) -> u64 {
    1 << (slot % 64)
}
