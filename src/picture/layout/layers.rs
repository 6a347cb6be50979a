//! Layers of spots: items, labels, and bends where a line passes.

use std::collections::BTreeMap;

use super::{Item, Link, TooMany, at};

/// The most spots of one container, bends among them.
const MAX_SPOTS: usize = 6_000;

/// How far a label stands from its line.
pub(super) const BESIDE: i32 = 7;

/// Something that takes its place in a layer. What passes it, or touches it, does so at its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Spot {
    pub(super) kind: SpotKind,
    pub(super) layer: usize,
    /// How far it reaches to both sides of its column.
    pub(super) left: i32,
    pub(super) right: i32,
    pub(super) height: i32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum SpotKind {
    /// Half its body on each side of its column.
    Item(i32),
    /// Right of its line.
    Label,
    #[default]
    Bend,
}

/// What leads from a spot to one in the next layer; links share it where they have joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Wire {
    pub(super) upper: usize,
    pub(super) lower: usize,
    /// Whether its links lead upwards.
    pub(super) upward: bool,
}

pub(super) struct Layers {
    /// The first are the items.
    pub(super) spots: Vec<Spot>,
    /// The spots of each layer, from left to right. Items stand in even layers, labels in odd ones.
    pub(super) rows: Vec<Vec<usize>>,
    /// In ascending order.
    pub(super) wires: Vec<Wire>,
    /// The spots of each link, from the top.
    pub(super) paths: Vec<Vec<usize>>,
}

impl Layers {
    pub(super) fn new(items: &[Item], links: &[Link], turned: &[bool], ranks: &[usize]) -> Result<Self, TooMany> {
        let deepest = ranks.iter().copied().max().unwrap_or(0);
        let mut layers = Self {
            spots: Vec::with_capacity(items.len()),
            rows: vec![Vec::new(); deepest * 2 + 1],
            wires: Vec::new(),
            paths: Vec::with_capacity(links.len()),
        };
        for (number, item) in items.iter().enumerate() {
            let half = item.body / 2;
            let kind = SpotKind::Item(half);
            let layer = at(ranks, number) * 2;
            layers.add(Spot { kind, layer, left: half, right: item.width - half, height: item.height });
        }
        let mut bends: BTreeMap<(usize, bool, usize), usize> = BTreeMap::new();
        for (link, turned) in links.iter().zip(turned) {
            let (upper, lower) = if *turned { (link.to, link.from) } else { (link.from, link.to) };
            let (first, last) = (at(ranks, upper) * 2 + 1, at(ranks, lower) * 2);
            // The label stands by the box from which the link comes.
            let labelled = if *turned { last.saturating_sub(1) } else { first };
            let mut path = vec![upper];
            for layer in first..last {
                let spot = match link.label {
                    Some((width, height)) if layer == labelled => {
                        let (left, right) = (2, BESIDE + width);
                        layers.add(Spot { kind: SpotKind::Label, layer, left, right, height })
                    }
                    _ => *bends
                        .entry((link.to, *turned, layer))
                        .or_insert_with(|| layers.add(Spot { layer, ..Spot::default() })),
                };
                path.push(spot);
                if layers.spots.len() > MAX_SPOTS {
                    return Err(TooMany);
                }
            }
            path.push(lower);
            for pair in path.windows(2) {
                if let [upper, lower] = pair {
                    layers.wires.push(Wire { upper: *upper, lower: *lower, upward: *turned });
                }
            }
            layers.paths.push(path);
        }
        layers.wires.sort_unstable();
        layers.wires.dedup();
        Ok(layers)
    }

    fn add(&mut self, spot: Spot) -> usize {
        let number = self.spots.len();
        if let Some(row) = self.rows.get_mut(spot.layer) {
            row.push(number);
        }
        self.spots.push(spot);
        number
    }

    pub(super) fn spot(&self, number: usize) -> Spot {
        at(&self.spots, number)
    }

    /// The spots above and below each spot.
    pub(super) fn neighbours(&self) -> [Vec<Vec<usize>>; 2] {
        let mut above = vec![Vec::new(); self.spots.len()];
        let mut below = vec![Vec::new(); self.spots.len()];
        for wire in &self.wires {
            if let (Some(below), Some(above)) = (below.get_mut(wire.upper), above.get_mut(wire.lower)) {
                below.push(wire.lower);
                above.push(wire.upper);
            }
        }
        [above, below]
    }
}
