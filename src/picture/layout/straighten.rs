//! Takes small turns out of long lines.

use super::layers::{Layers, SpotKind};
use super::place::gap;
use super::{at, set};

/// How near a column must be to be worth moving to.
const NEAR: i32 = 30;

/// How often all lines are gone through: one that moved may make room for others.
const ROUNDS: usize = 4;

/// Moves the bends of each line, and its label, to one column as far as there is room.
pub(super) fn straighten(layers: &Layers, columns: &mut [i32]) {
    let [above, below] = layers.neighbours();
    let only = |all: &[Vec<usize>], spot: usize| match all.get(spot).map(Vec::as_slice) {
        Some([one]) => Some(*one),
        _ => None,
    };
    let is_item = |spot: usize| matches!(layers.spot(spot).kind, SpotKind::Item(_));
    let mut places = vec![0_usize; layers.spots.len()];
    for (place, spot) in layers.rows.iter().flat_map(|row| row.iter().enumerate()) {
        set(&mut places, *spot, place);
    }
    let mut chains: Vec<Vec<usize>> = Vec::new();
    for first in (0..layers.spots.len()).filter(|spot| !is_item(*spot)) {
        let continues = only(&above, first).is_some_and(|upper| !is_item(upper) && only(&below, upper).is_some());
        if continues {
            continue;
        }
        let mut chain = vec![first];
        let mut last = first;
        while let Some(next) = only(&below, last).filter(|next| !is_item(*next) && only(&above, *next).is_some()) {
            chain.push(next);
            last = next;
        }
        chains.push(chain);
    }
    for _ in 0..ROUNDS {
        for chain in &chains {
            let ends =
                [chain.first().and_then(|spot| only(&above, *spot)), chain.last().and_then(|spot| only(&below, *spot))];
            settle(layers, columns, &places, chain, ends);
        }
    }
}

/// Gives stretches of the chain, as long as may be, one column each.
fn settle(layers: &Layers, columns: &mut [i32], places: &[usize], chain: &[usize], ends: [Option<usize>; 2]) {
    let mut stretch: Vec<usize> = Vec::new();
    let mut room = (i32::MIN, i32::MAX);
    for spot in chain {
        let (left, right) = room_of(layers, columns, places, *spot);
        let narrowed = (room.0.max(left), room.1.min(right));
        if narrowed.0 > narrowed.1 {
            align(columns, &stretch, room, ends);
            stretch.clear();
            room = (left, right);
        } else {
            room = narrowed;
        }
        stretch.push(*spot);
    }
    align(columns, &stretch, room, ends);
}

/// To the column above or below the chain if there is room, else to the middle one of their own.
fn align(columns: &mut [i32], stretch: &[usize], room: (i32, i32), ends: [Option<usize>; 2]) {
    let mut own: Vec<i32> = stretch.iter().map(|spot| at(columns, *spot)).collect();
    own.sort_unstable();
    let Some(middle) = own.get(own.len() / 2).copied() else { return };
    // A turn towards a column that is near anyway is not worth having.
    let mut ends = ends.iter().flatten().map(|end| at(columns, *end));
    let near = ends.find(|end| room.0 <= *end && *end <= room.1 && (end - middle).abs() <= NEAR);
    let column = near.unwrap_or(middle).clamp(room.0, room.1);
    for spot in stretch {
        set(columns, *spot, column);
    }
}

/// Between which columns a spot may move without coming too near to those beside it.
fn room_of(layers: &Layers, columns: &[i32], places: &[usize], spot: usize) -> (i32, i32) {
    let own = layers.spot(spot);
    let row = layers.rows.get(own.layer).map(Vec::as_slice).unwrap_or_default();
    let place = at(places, spot);
    let before = place.checked_sub(1).and_then(|place| row.get(place));
    let left = before.map_or(i32::MIN, |other| at(columns, *other) + gap(layers.spot(*other), own));
    let right = row.get(place + 1).map_or(i32::MAX, |other| at(columns, *other) - gap(own, layers.spot(*other)));
    (left, right)
}
