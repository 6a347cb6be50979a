//! Gives each spot its column, near those it is linked to and clear of those beside it.

use super::layers::{Layers, Spot, SpotKind};
use super::{at, set};

/// How often the layers are gone through, down and up in turn.
const SWEEPS: usize = 24;

/// The column of each spot.
pub(super) fn columns(layers: &Layers) -> Vec<i32> {
    let [above, below] = layers.neighbours();
    let mut columns = vec![0; layers.spots.len()];
    for row in &layers.rows {
        let packed = offsets(layers, row);
        let middle = packed.last().copied().unwrap_or(0) / 2;
        for (spot, offset) in row.iter().zip(packed) {
            set(&mut columns, *spot, offset - middle);
        }
    }
    let count = layers.rows.len();
    for sweep in 0..SWEEPS {
        let down = sweep % 2 == 0;
        for step in 0..count {
            let layer = if down { step } else { count - 1 - step };
            let Some(row) = layers.rows.get(layer) else { continue };
            let settled = sweep + 2 >= SWEEPS;
            let mut wishes = Vec::with_capacity(row.len());
            for spot in row {
                let (above, below) = (neighbours(&above, *spot), neighbours(&below, *spot));
                let near: Vec<usize> = match (down, settled) {
                    (_, true) => above.iter().chain(below).copied().collect(),
                    (true, _) => above.to_vec(),
                    (false, _) => below.to_vec(),
                };
                wishes.push(wish(layers, &columns, *spot, &near));
            }
            let offsets = offsets(layers, row);
            for (spot, column) in row.iter().zip(nearest(&wishes, &offsets)) {
                set(&mut columns, *spot, column);
            }
        }
    }
    columns
}

fn neighbours(all: &[Vec<usize>], spot: usize) -> &[usize] {
    all.get(spot).map(Vec::as_slice).unwrap_or_default()
}

/// Where a spot would like to be, and how much.
fn wish(layers: &Layers, columns: &[i32], spot: usize, near: &[usize]) -> (i64, i64) {
    let own = layers.spot(spot);
    let (mut sum, mut weight) = (0, 0);
    for other in near {
        let weighs = straightness(own) * straightness(layers.spot(*other));
        sum += i64::from(at(columns, *other)) * weighs;
        weight += weighs;
    }
    if weight == 0 { (i64::from(at(columns, spot)), 1) } else { (sum.div_euclid(weight), weight) }
}

/// How much a line through such a spot should go straight on: a line has many bends, but should have few turns.
fn straightness(spot: Spot) -> i64 {
    match spot.kind {
        SpotKind::Item(_) => 1,
        SpotKind::Label => 3,
        SpotKind::Bend => 8,
    }
}

/// How far right of the first each spot of a row stands at least.
fn offsets(layers: &Layers, row: &[usize]) -> Vec<i32> {
    let mut offsets = Vec::with_capacity(row.len());
    let mut before: Option<(Spot, i32)> = None;
    for spot in row {
        let spot = layers.spot(*spot);
        let offset = before.map_or(0, |(last, offset)| offset + gap(last, spot));
        offsets.push(offset);
        before = Some((spot, offset));
    }
    offsets
}

/// How far the columns of two spots, side by side, are apart at least.
pub(super) fn gap(left: Spot, right: Spot) -> i32 {
    let between = match (left.kind, right.kind) {
        (SpotKind::Item(_), SpotKind::Item(_)) => 30,
        (SpotKind::Item(_), _) | (_, SpotKind::Item(_)) => 20,
        (SpotKind::Bend, SpotKind::Bend) => 16,
        _ => 14,
    };
    left.right + between + right.left
}

/// The columns nearest to the wishes, by least squares, that are as far apart as the offsets: neighbours whose wishes
/// collide stand side by side around the mean of what they wish (pool adjacent violators).
pub(super) fn nearest(wishes: &[(i64, i64)], offsets: &[i32]) -> Vec<i32> {
    let mut blocks: Vec<(i64, i64, usize)> = Vec::new();
    for ((wish, weight), offset) in wishes.iter().zip(offsets) {
        let mut block = ((wish - i64::from(*offset)) * weight, *weight, 1);
        while let Some((sum, weight, count)) = blocks.last().copied() {
            if sum * block.1 < block.0 * weight {
                break;
            }
            block = (block.0 + sum, block.1 + weight, block.2 + count);
            blocks.pop();
        }
        blocks.push(block);
    }
    let bases = blocks.iter().flat_map(|(sum, weight, count)| {
        let base = i32::try_from(sum.div_euclid((*weight).max(1))).unwrap_or(0);
        std::iter::repeat_n(base, *count)
    });
    bases.zip(offsets).map(|(base, offset)| base + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn wishes_are_met_as_far_as_they_go_together() {
        for (wishes, offsets, columns) in [
            (vec![(10, 1), (50, 1)], vec![0, 20], vec![10, 50]),
            (vec![(10, 1), (10, 1)], vec![0, 20], vec![0, 20]),
            (vec![(10, 3), (10, 1)], vec![0, 20], vec![5, 25]),
            (vec![(50, 1), (0, 1), (7, 1)], vec![0, 10, 20], vec![9, 19, 29]),
        ] {
            assert_eq!(nearest(&wishes, &offsets), columns, "{wishes:?}");
        }
    }
}
