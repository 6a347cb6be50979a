//! Roles that include one another.

use super::{Narrowing, Role};

/// The roles of one document, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Roles {
    /// What each has of its own.
    own: Vec<Narrowing>,
    /// The places of those that each includes; rings are no harm.
    includes: Vec<Vec<usize>>,
    /// What each has with those that it includes, at any remove.
    whole: Vec<Narrowing>,
}

impl Roles {
    pub(crate) fn new(own: Vec<Narrowing>, includes: Vec<Vec<usize>>) -> Self {
        let whole = gather(&own, &includes, &vec![None; own.len()]);
        Self { own, includes, whole }
    }

    /// Each with what it has from those that it includes.
    pub(crate) fn whole(&self) -> &[Narrowing] {
        &self.whole
    }

    /// The same, for whom nothing is narrowed.
    pub(crate) fn all(&self) -> Vec<Role> {
        self.whole.iter().map(Narrowing::as_role).collect()
    }

    /// The roles as far as they are narrowed. One that is named is what it is narrowed to; one that is not has its own, and
    /// of those that it includes what is left to them.
    pub(crate) fn narrowed<'n>(&self, by: impl Iterator<Item = &'n Narrowing>) -> Vec<Role> {
        let mut narrowed: Vec<Option<Narrowing>> = vec![None; self.whole.len()];
        for narrowing in by {
            let place = self.whole.iter().position(|known| known.role == narrowing.role);
            let known = place.and_then(|at| Some((narrowed.get_mut(at)?, self.whole.get(at)?)));
            if let Some((named, whole)) = known {
                let mut role = named.as_ref().unwrap_or(whole).as_role();
                narrowing.narrow(&mut role);
                *named = Some(role.as_narrowing());
            }
        }
        gather(&self.own, &self.includes, &narrowed).iter().map(Narrowing::as_role).collect()
    }
}

/// Each with what those have that it includes; one that is narrowed gives what it is narrowed to, and nothing through it.
fn gather(own: &[Narrowing], includes: &[Vec<usize>], narrowed: &[Option<Narrowing>]) -> Vec<Narrowing> {
    let is_narrowed = |at: usize| narrowed.get(at).and_then(Option::as_ref);
    let whole = |at: usize| {
        let mut whole = is_narrowed(at).or_else(|| own.get(at))?.clone();
        let mut reached = vec![at];
        let mut next = 0;
        while let Some(at) = reached.get(next).copied() {
            next += 1;
            whole.widen(is_narrowed(at).or_else(|| own.get(at))?);
            for place in includes.get(at).into_iter().flatten().filter(|_| is_narrowed(at).is_none()) {
                if !reached.contains(place) {
                    reached.push(*place);
                }
            }
        }
        Some(whole)
    };
    (0..own.len()).filter_map(whole).collect()
}
