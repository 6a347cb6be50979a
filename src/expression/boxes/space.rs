//! Conditions as unions of boxes, kept as a decision diagram.
//!
//! A box gives each fact a [`Set`]; a condition is three unions of boxes: where it is true, where it is false and where it
//! errs. Written out, such unions grow beyond all measure with every `!` and `||`. So they are kept as a diagram: a node
//! asks for one variable and has an arc for each set of its values; each way from the top to an end is a box, and all
//! boxes are apart. Equal parts are one node, and every operation is one walk over pairs of nodes.

use std::collections::BTreeMap;

use super::budget::{Budget, MAX_VARIABLES};
use super::set::Set;

/// A condition, or a region where it is only true or false: a node of a [`Space`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Region(u32);

impl Region {
    pub(crate) const FALSE: Self = Self(0);
    pub(crate) const TRUE: Self = Self(1);
    /// The condition has no value.
    pub(crate) const ERRS: Self = Self(2);
}

const ENDS: usize = 3;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Node {
    variable: u16,
    /// Apart from one another; together all that the variable can be. Each leads to another node.
    arcs: Vec<(Set, Region)>,
}

/// The diagram of all conditions that are looked at together.
#[derive(Debug)]
pub(super) struct Space {
    /// What each variable can be: facts by slot, then atoms.
    wholes: Vec<Set>,
    nodes: Vec<Node>,
    /// Nodes by what they are, so that there is each once.
    known: BTreeMap<Node, Region>,
    /// Cases already made.
    made: BTreeMap<[Region; 4], Region>,
    /// Variables that some node asks for.
    used: Vec<bool>,
    budget: Budget,
}

impl Space {
    pub(super) fn new(wholes: Vec<Set>, budget: Budget) -> Self {
        let used = vec![false; wholes.len()];
        Self { wholes, nodes: Vec::new(), known: BTreeMap::new(), made: BTreeMap::new(), used, budget }
    }

    pub(super) fn budget(&self) -> &Budget {
        &self.budget
    }

    pub(super) fn budget_mut(&mut self) -> &mut Budget {
        &mut self.budget
    }

    /// A variable beyond the facts; it stands behind all there are, so that ways to an end ask facts first.
    pub(super) fn add_variable(&mut self, whole: Set) -> Option<u16> {
        let variable = u16::try_from(self.wholes.len()).ok()?;
        self.wholes.push(whole);
        self.used.push(false);
        Some(variable)
    }

    pub(super) fn whole(&self, variable: u16) -> &Set {
        self.wholes.get(usize::from(variable)).unwrap_or(const { &Set::ABSENT })
    }

    /// One node that asks for a variable: sets apart from one another, each with where it leads, and where all else does.
    /// What they lead to asks only for variables behind this one.
    pub(super) fn leaf(&mut self, variable: u16, arcs: Vec<(Set, Region)>, otherwise: Region) -> Region {
        let mut rest = self.whole(variable).clone();
        let mut within = Vec::with_capacity(arcs.len() + 1);
        for (set, to) in arcs {
            within.push((set.and(&rest), to));
            rest = rest.without(&set);
        }
        within.push((rest, otherwise));
        within.retain(|(set, _)| !set.is_empty());
        self.node(variable, within)
    }

    /// `when` where it is true, and the others where it is false or errs: all operators are made of this.
    pub(super) fn case(&mut self, when: Region, yes: Region, no: Region, errs: Region) -> Region {
        match when {
            Region::TRUE => return yes,
            Region::FALSE => return no,
            Region::ERRS => return errs,
            _ if yes == no && no == errs => return yes,
            _ if (yes, no, errs) == (Region::TRUE, Region::FALSE, Region::ERRS) => return when,
            _ => {}
        }
        let parts = [when, yes, no, errs];
        if let Some(made) = self.made.get(&parts) {
            return *made;
        }
        if !self.budget.spend(1) {
            return Region::ERRS;
        }
        let Some(variable) = parts.iter().filter_map(|part| self.variable(*part)).min() else { return Region::ERRS };
        let mut split = vec![(self.whole(variable).clone(), parts)];
        for part in 0..parts.len() {
            split = self.split(split, part, variable);
        }
        let mut arcs = Vec::with_capacity(split.len());
        for (set, [when, yes, no, errs]) in split {
            // As deep as there are variables, which are limited.
            arcs.push((set, self.case(when, yes, no, errs)));
        }
        let node = self.node(variable, arcs);
        self.made.insert(parts, node);
        node
    }

    pub(super) fn not(&mut self, a: Region) -> Region {
        self.case(a, Region::FALSE, Region::TRUE, Region::ERRS)
    }

    /// `a && b`: false where one is, whatever the other.
    pub(super) fn and(&mut self, a: Region, b: Region) -> Region {
        let unless_false = self.case(b, Region::ERRS, Region::FALSE, Region::ERRS);
        self.case(a, b, Region::FALSE, unless_false)
    }

    /// `a || b`: true where one is, whatever the other.
    pub(super) fn or(&mut self, a: Region, b: Region) -> Region {
        let unless_true = self.case(b, Region::TRUE, Region::ERRS, Region::ERRS);
        self.case(a, Region::TRUE, b, unless_true)
    }

    /// Where it is true.
    pub(super) fn holds(&mut self, a: Region) -> Region {
        self.case(a, Region::TRUE, Region::FALSE, Region::FALSE)
    }

    /// Where it has a value.
    pub(super) fn has_value(&mut self, a: Region) -> Region {
        self.case(a, Region::TRUE, Region::TRUE, Region::FALSE)
    }

    /// A way from a region to an end, as a box: a set for each variable that it asks for. Only variables that `allowed`
    /// lets through are asked for.
    pub(super) fn way(
        &self,
        from: Region,
        to: Region,
        allowed: impl Fn(u16) -> bool,
        prefer: impl Fn(u16, &Set) -> u8,
    ) -> Option<Vec<(u16, Set)>> {
        let mut dead = vec![false; self.nodes.len()];
        let mut way: Vec<(u16, Vec<&(Set, Region)>)> = Vec::new();
        let arcs = |node: &'_ Node| {
            let mut arcs: Vec<usize> = (0..node.arcs.len()).collect();
            arcs.sort_by_key(|at| node.arcs.get(*at).map_or(0, |(set, _)| prefer(node.variable, set)));
            arcs
        };
        let mut at = from;
        loop {
            // Down the preferred arc as far as it goes.
            let next = match self.index(at) {
                None if at == to => {
                    return Some(way.iter().filter_map(|(v, arcs)| Some((*v, arcs.last()?.0.clone()))).collect());
                }
                None => None,
                Some(index) => match self.nodes.get(index) {
                    Some(node) if allowed(node.variable) && !dead.get(index).copied().unwrap_or(true) => {
                        let mut open: Vec<&(Set, Region)> =
                            arcs(node).into_iter().filter_map(|arc| node.arcs.get(arc)).collect();
                        open.reverse();
                        if let Some(mark) = dead.get_mut(index) {
                            // Come here again, it has been looked through.
                            *mark = true;
                        }
                        way.push((node.variable, open));
                        way.last().and_then(|(_, open)| open.last()).map(|(_, to)| *to)
                    }
                    _ => None,
                },
            };
            match next {
                Some(next) => at = next,
                None => {
                    // Back to the last node that has another arc.
                    loop {
                        let (_, open) = way.last_mut()?;
                        open.pop();
                        match open.last() {
                            Some((_, to)) => {
                                at = *to;
                                break;
                            }
                            None => {
                                way.pop();
                            }
                        }
                    }
                }
            }
        }
    }

    /// The variables that decide, in order.
    pub(super) fn asked(&self, from: Region) -> Vec<u16> {
        let mut seen = vec![false; self.nodes.len()];
        let (mut waiting, mut asked) = (vec![from], Vec::new());
        while let Some(at) = waiting.pop() {
            let Some(index) = self.index(at) else { continue };
            let (Some(node), Some(seen)) = (self.nodes.get(index), seen.get_mut(index)) else { continue };
            if !std::mem::replace(seen, true) {
                asked.push(node.variable);
                waiting.extend(node.arcs.iter().map(|(_, to)| *to));
            }
        }
        asked.sort_unstable();
        asked.dedup();
        asked
    }

    /// The values of a variable for which the region can be true; nothing where it can be true without asking.
    pub(super) fn shadow(&self, region: Region, variable: u16) -> Option<Set> {
        // A node stands behind all that it leads to.
        let mut reaches = vec![false; self.nodes.len()];
        let mut without = vec![false; self.nodes.len()];
        let mut shadow = Set::default();
        let leads = |to: Region, known: &[bool]| match self.index(to) {
            None => to == Region::TRUE,
            Some(index) => known.get(index).copied().unwrap_or(false),
        };
        for (index, node) in self.nodes.iter().enumerate() {
            let reached = node.arcs.iter().any(|(_, to)| leads(*to, &reaches));
            let free = node.variable != variable && node.arcs.iter().any(|(_, to)| leads(*to, &without));
            if let (Some(reaches), Some(without)) = (reaches.get_mut(index), without.get_mut(index)) {
                (*reaches, *without) = (reached, free);
            }
        }
        if leads(region, &without) {
            return None;
        }
        let mut seen = vec![false; self.nodes.len()];
        let mut waiting = vec![region];
        while let Some(at) = waiting.pop() {
            let Some((node, seen)) = self.index(at).and_then(|at| Some((self.nodes.get(at)?, seen.get_mut(at)?)))
            else {
                continue;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            for (set, to) in &node.arcs {
                if node.variable == variable && leads(*to, &reaches) {
                    shadow = shadow.or(set);
                }
                waiting.push(*to);
            }
        }
        Some(shadow)
    }

    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.nodes.len()
    }

    /// Where one box of points leads.
    #[cfg(test)]
    pub(super) fn at(&self, mut region: Region, point: impl Fn(u16) -> Set) -> Region {
        while let Some(node) = self.index(region).and_then(|index| self.nodes.get(index)) {
            let set = point(node.variable);
            region = node.arcs.iter().find(|(arc, _)| !arc.and(&set).is_empty()).map_or(Region::ERRS, |(_, to)| *to);
        }
        region
    }

    fn index(&self, region: Region) -> Option<usize> {
        usize::try_from(region.0).ok()?.checked_sub(ENDS)
    }

    fn variable(&self, region: Region) -> Option<u16> {
        self.nodes.get(self.index(region)?).map(|node| node.variable)
    }

    /// Follows one of the parts into the arcs of its node, if that asks for the variable.
    fn split(&mut self, split: Vec<(Set, [Region; 4])>, part: usize, variable: u16) -> Vec<(Set, [Region; 4])> {
        let mut finer = Vec::with_capacity(split.len());
        for (set, parts) in split {
            let region = parts.get(part).copied().unwrap_or(Region::ERRS);
            let node = self.index(region).and_then(|index| self.nodes.get(index));
            let Some(node) = node.filter(|node| node.variable == variable) else {
                finer.push((set, parts));
                continue;
            };
            let mut work = 0;
            for (arc, to) in &node.arcs {
                work += 1 + arc.spans().len() + set.spans().len();
                let set = set.and(arc);
                if !set.is_empty() {
                    let mut parts = parts;
                    if let Some(part) = parts.get_mut(part) {
                        *part = *to;
                    }
                    finer.push((set, parts));
                }
            }
            self.budget.spend(work / 4);
        }
        finer
    }

    /// The one node with these arcs; none where all lead to the same.
    fn node(&mut self, variable: u16, arcs: Vec<(Set, Region)>) -> Region {
        let mut by_end: BTreeMap<Region, Set> = BTreeMap::new();
        for (set, to) in arcs {
            let known = by_end.entry(to).or_default();
            *known = known.or(&set);
        }
        if by_end.len() <= 1 {
            return by_end.into_keys().next().unwrap_or(Region::ERRS);
        }
        let node = Node { variable, arcs: by_end.into_iter().map(|(to, set)| (set, to)).collect() };
        if let Some(known) = self.known.get(&node) {
            return *known;
        }
        if let Some(used) = self.used.get_mut(usize::from(variable)) {
            *used = true;
        }
        let variables = self.used.iter().filter(|used| **used).count();
        let index = u32::try_from(self.nodes.len() + ENDS);
        let (true, Ok(index)) = (variables <= MAX_VARIABLES, index) else {
            self.budget.exhaust();
            return Region::ERRS;
        };
        self.nodes.push(node.clone());
        self.known.insert(node, Region(index));
        Region(index)
    }
}
