//! What the engine considers, kept for whoever asks why. `handle` asks nothing, and nothing is kept.

use crate::explanation::{Candidate, CandidateKind, ChannelTried, Evaluation, Fate, Selection};
use crate::value::Name;

/// How many selections, candidates, conditions and parts an explanation holds; it ends with the first beyond.
const MAX_SIZE: usize = 4096;

/// The selections so far.
#[derive(Debug, Default)]
pub(in crate::engine) struct Recorder {
    selections: Vec<Selection>,
    /// Begun, and kept once it has a candidate.
    pending: Option<Selection>,
    /// Channels that were tried for the step that comes next.
    channels: Vec<ChannelTried>,
    size: usize,
    is_cut: bool,
}

impl Recorder {
    /// Keeps the channels that were tried for a step until it is added itself.
    pub(in crate::engine) fn channels(&mut self, channels: Vec<ChannelTried>) {
        self.channels = channels;
    }

    /// Begins a selection.
    pub(in crate::engine) fn begin(&mut self, selection: Selection) {
        self.pending = None;
        if self.take_room(1) {
            self.selections.push(selection);
        }
    }

    /// Begins a selection that says nothing unless it has candidates.
    pub(super) fn begin_quietly(&mut self, selection: Selection) {
        self.pending = Some(selection);
    }

    /// Adds a candidate to the selection that was begun last. A transition that was tried already, for another region,
    /// is not tried again.
    pub(in crate::engine) fn add(&mut self, mut candidate: Candidate) {
        if candidate.kind == CandidateKind::Step {
            candidate.channels = std::mem::take(&mut self.channels);
            if !matches!(candidate.fate, Fate::Taken | Fate::Failed { .. }) {
                candidate.channels.clear();
            }
        }
        let evaluations = candidate.when.iter().chain(&candidate.amount);
        if !self.take_room(1 + candidate.channels.len() + evaluations.map(Evaluation::size).sum::<usize>()) {
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

    pub(in crate::engine) fn finish(self) -> (Vec<Selection>, bool) {
        (self.selections, self.is_cut)
    }

    /// Whether more may be kept; once it may not, nothing is.
    pub(super) fn has_room(&self) -> bool {
        !self.is_cut
    }

    fn take_room(&mut self, size: usize) -> bool {
        self.is_cut |= self.size >= MAX_SIZE;
        if !self.is_cut {
            self.size += size;
        }
        !self.is_cut
    }
}
