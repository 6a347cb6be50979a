//! What the engine considers, kept for whoever asks why. `handle` asks nothing, and nothing is kept.

use crate::explanation::{Candidate, CandidateKind, Evaluation, Fate, Selection};
use crate::value::Name;

/// How many selections, candidates, conditions and parts an explanation holds; it ends with the first beyond.
const MAX_SIZE: usize = 4096;

/// The selections so far.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    selections: Vec<Selection>,
    /// Begun, and kept once it has a candidate.
    pending: Option<Selection>,
    size: usize,
    is_cut: bool,
}

impl Recorder {
    /// Begins a selection.
    pub(super) fn begin(&mut self, selection: Selection) {
        self.pending = None;
        if self.has_room(1 + selection.candidates.len()) {
            self.selections.push(selection);
        }
    }

    /// Begins a selection that says nothing unless it has candidates.
    pub(super) fn begin_quietly(&mut self, selection: Selection) {
        self.pending = Some(selection);
    }

    /// Adds a candidate to the selection that was begun last. A transition that was tried already, for another region,
    /// is not tried again.
    pub(super) fn add(&mut self, candidate: Candidate) {
        let evaluations = candidate.when.iter().chain(&candidate.amount);
        if !self.has_room(1 + evaluations.map(Evaluation::size).sum::<usize>()) {
            return;
        }
        self.selections.extend(self.pending.take());
        let Some(selection) = self.selections.last_mut() else { return };
        let is_same = |known: &&mut Candidate| known.kind == CandidateKind::Transition && known.name == candidate.name;
        match selection.candidates.iter_mut().find(is_same) {
            Some(known) if matches!(known.fate, Fate::LowerPriority { .. }) => *known = candidate,
            Some(_) => {}
            None => selection.candidates.push(candidate),
        }
    }

    /// Another fate on a transition of the present selection.
    pub(super) fn becomes(&mut self, transition: &Name, fate: Fate) {
        let candidates = self.selections.last_mut().into_iter().flat_map(|selection| &mut selection.candidates);
        let mut of_name = candidates.filter(|known| known.name == *transition);
        if let Some(known) = of_name.next() {
            known.fate = fate;
        }
    }

    /// What the case waits for, where it took nothing.
    pub(super) fn accepts(&mut self, accepts: Vec<Name>) {
        if let (Some(selection), None) = (self.selections.last_mut(), &self.pending) {
            selection.accepts = accepts;
        }
    }

    pub(super) fn finish(self) -> (Vec<Selection>, bool) {
        (self.selections, self.is_cut)
    }

    /// Whether so much more may be kept; once it may not, nothing is.
    fn has_room(&mut self, more: usize) -> bool {
        self.is_cut |= self.size >= MAX_SIZE;
        if !self.is_cut {
            self.size += more;
        }
        !self.is_cut
    }
}
