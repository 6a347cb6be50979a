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

/// On which track a bus runs level, counted from above. Where its uprights would lie on another's in any order, it goes
/// down at a free column first, and runs to its own below all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level {
    pub(super) track: usize,
    pub(super) detour: Option<(i32, usize)>,
}

/// The level of each bus; none where it goes straight down.
pub(super) fn levels(buses: &[Bus]) -> Vec<Option<Level>> {
    let mut buses = buses.to_vec();
    let mut detours: Vec<(usize, i32)> = Vec::new();
    let mut used: Vec<i32> = buses.iter().flat_map(|bus| bus.tops.iter().chain(&bus.bottoms)).copied().collect();
    let mut tracks = tracks(&buses);
    for _ in 0..buses.len() {
        let lies_on = |upper: usize| {
            (0..buses.len()).any(|lower| at(&tracks, upper) < at(&tracks, lower) && touch(&buses, upper, lower))
        };
        let Some(bus) = (0..buses.len()).find(|bus| at(&tracks, *bus).is_some() && lies_on(*bus)) else { break };
        let Some(column) = buses.get(bus).and_then(|bus| free(&used, bus.bottoms.first().copied()?)) else { break };
        used.push(column);
        detours.push((bus, column));
        if let Some(bus) = buses.get_mut(bus) {
            bus.bottoms = vec![column];
        }
        tracks = self::tracks(&buses);
    }
    let below = tracks.iter().flatten().max().map_or(0, |deepest| deepest + 1);
    let detour = |bus: usize| {
        let place = detours.iter().position(|(own, _)| *own == bus)?;
        detours.get(place).map(|(_, column)| (*column, below + place))
    };
    let levels = tracks.iter().enumerate();
    levels.map(|(bus, track)| track.map(|track| Level { track, detour: detour(bus) })).collect()
}

/// The nearest column that no upright is close to, among the columns in use.
fn free(used: &[i32], wish: i32) -> Option<i32> {
    let (left, right) = (used.iter().min()?, used.iter().max()?);
    let mut columns: Vec<i32> = (*left..=*right).collect();
    columns.sort_by_key(|column| (column - wish).abs());
    columns.into_iter().find(|column| used.iter().all(|other| (column - other).abs() >= APART))
}

fn touch(buses: &[Bus], upper: usize, lower: usize) -> bool {
    match (buses.get(upper), buses.get(lower)) {
        (Some(above), Some(below)) => upper != lower && touching(above, below) > 0,
        _ => false,
    }
}

/// How many uprights would lie on one of the other's, the first bus above the second.
fn touching(upper: &Bus, lower: &Bus) -> u64 {
    upper.bottoms.iter().filter(|a| lower.tops.iter().any(|b| (**a - b).abs() < APART)).count() as u64
}

fn tracks(buses: &[Bus]) -> Vec<Option<usize>> {
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
    inside(&lower.tops, upper.reach()) + inside(&upper.bottoms, lower.reach()) + touching(upper, lower) * 1000
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
            assert!(levels(&buses).iter().flatten().all(|level| level.detour.is_none()));
        }
    }

    #[test]
    fn lines_that_change_places_make_a_detour() {
        let bus = |top, bottom| Bus { tops: vec![top], bottoms: vec![bottom] };
        let found = levels(&[bus(0, 100), bus(100, 0)]);
        assert_eq!(found, [Some(Level { track: 0, detour: Some((92, 2)) }), Some(Level { track: 1, detour: None }),]);
    }
}
