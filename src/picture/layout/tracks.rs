//! Gives the level parts of lines their heights between two layers.

use super::{at, change, set};

/// Uprights closer than this look like one.
const APART: i32 = 8;

/// Lines that join between two layers: from these columns above, to these below, with one level part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bus {
    pub(super) tops: Vec<i32>,
    pub(super) bottoms: Vec<i32>,
}

impl Bus {
    fn reach(&self) -> (i32, i32) {
        let all = || self.tops.iter().chain(&self.bottoms).copied();
        (all().min().unwrap_or(0), all().max().unwrap_or(0))
    }

    pub(super) fn is_straight(&self) -> bool {
        let (left, right) = self.reach();
        left == right
    }
}

/// The track of each bus, counted from above: none needed where it goes straight down.
pub(super) fn tracks(buses: &[Bus]) -> Vec<Option<usize>> {
    let reaches: Vec<(i32, i32)> = buses.iter().map(Bus::reach).collect();
    let bent: Vec<usize> =
        (0..buses.len()).filter(|bus| buses.get(*bus).is_some_and(|bus| !bus.is_straight())).collect();
    let mut tracks = vec![None; buses.len()];
    let mut placed: Vec<(usize, usize)> = Vec::new();
    for bus in sequence(buses, &bent, &reaches) {
        let near = placed.iter().filter(|(other, _)| meet(at(&reaches, bus), at(&reaches, *other)));
        let track = near.map(|(_, track)| track + 1).max().unwrap_or(0);
        set(&mut tracks, bus, Some(track));
        placed.push((bus, track));
    }
    tracks
}

fn meet(a: (i32, i32), b: (i32, i32)) -> bool {
    a.0 - APART < b.1 && b.0 - APART < a.1
}

/// From above: whichever of two costs less above the other comes first. In a circle of such wishes, who wishes least for
/// others above it.
fn sequence(buses: &[Bus], bent: &[usize], reaches: &[(i32, i32)]) -> Vec<usize> {
    let bus = |number: usize| buses.get(number).cloned().unwrap_or_default();
    let mut above: Vec<Vec<(usize, u64)>> = vec![Vec::new(); buses.len()];
    let mut held = vec![0_u64; buses.len()];
    for (place, a) in bent.iter().enumerate() {
        for b in bent.iter().skip(place + 1).filter(|b| meet(at(reaches, *a), at(reaches, **b))) {
            let (first, second) = (cost(&bus(*a), &bus(*b)), cost(&bus(*b), &bus(*a)));
            let (upper, lower) = if first <= second { (*a, *b) } else { (*b, *a) };
            let weight = first.abs_diff(second);
            if let Some(list) = above.get_mut(upper) {
                list.push((lower, weight));
            }
            change(&mut held, lower, |held| held + weight);
        }
    }
    let mut left: Vec<usize> = bent.to_vec();
    let mut sequence = Vec::with_capacity(left.len());
    while let Some(place) = (0..left.len()).min_by_key(|place| at(&held, at(&left, *place))) {
        let next = left.remove(place);
        for (lower, weight) in above.get(next).into_iter().flatten() {
            change(&mut held, *lower, |held| held.saturating_sub(*weight));
        }
        sequence.push(next);
    }
    sequence
}

/// What it costs to lead the first above the second: crossings, and far more where two uprights would lie on each other.
fn cost(upper: &Bus, lower: &Bus) -> u64 {
    let inside = |columns: &[i32], (left, right): (i32, i32)| {
        columns.iter().filter(|column| left < **column && **column < right).count() as u64
    };
    let touching = upper.bottoms.iter().filter(|a| lower.tops.iter().any(|b| (**a - b).abs() < APART)).count() as u64;
    inside(&lower.tops, upper.reach()) + inside(&upper.bottoms, lower.reach()) + touching * 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_cross_no_more_than_they_must() {
        let bus = |(top, bottom): (i32, i32)| Bus { tops: vec![top], bottoms: vec![bottom] };
        for (lines, expected) in [
            (vec![(0, 0)], vec![None]),
            (vec![(0, 100), (300, 200)], vec![Some(0), Some(0)]),
            // Side by side to the right: the right one first; to the left: the left one.
            (vec![(0, 100), (50, 150)], vec![Some(1), Some(0)]),
            (vec![(100, 0), (150, 50)], vec![Some(0), Some(1)]),
            // The second comes down where the first goes on down.
            (vec![(0, 100), (100, 200)], vec![Some(1), Some(0)]),
        ] {
            let buses: Vec<Bus> = lines.iter().copied().map(bus).collect();
            assert_eq!(tracks(&buses), expected, "{lines:?}");
        }
    }
}
