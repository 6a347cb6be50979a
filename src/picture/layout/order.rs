//! Orders the spots of each layer so that few lines cross, by barycentres.

use super::layers::Layers;
use super::{at, change, set};

/// How often the layers are gone through, down and up in turn.
const SWEEPS: usize = 16;

/// Barycentres are reckoned in fractions of a place.
const FRACTION: i64 = 1 << 16;

pub(super) fn order(layers: &mut Layers) {
    let [above, below] = layers.neighbours();
    let mut places = vec![0_usize; layers.spots.len()];
    number(&layers.rows, &mut places);
    let mut best = layers.rows.clone();
    let mut fewest = crossings(layers, &places);
    for sweep in 0..SWEEPS {
        if fewest == 0 {
            break;
        }
        let down = sweep % 2 == 0;
        let neighbours = if down { &above } else { &below };
        let count = layers.rows.len();
        for step in 1..count {
            let layer = if down { step } else { count - 1 - step };
            if let Some(row) = layers.rows.get_mut(layer) {
                sort(row, neighbours, &places, sweep % 4 >= 2);
                for (place, spot) in row.iter().enumerate() {
                    set(&mut places, *spot, place);
                }
            }
        }
        let found = crossings(layers, &places);
        if found < fewest {
            (fewest, best) = (found, layers.rows.clone());
        }
    }
    layers.rows = best;
}

/// By the mean place of the neighbours; what has none keeps its place. Of equals the later comes first every other time.
fn sort(row: &mut [usize], neighbours: &[Vec<usize>], places: &[usize], equals_turn: bool) {
    let mut keyed: Vec<(i64, usize)> = row
        .iter()
        .enumerate()
        .map(|(own, spot)| {
            let near = neighbours.get(*spot).map(Vec::as_slice).unwrap_or_default();
            let sum: usize = near.iter().map(|near| at(places, *near)).sum();
            let key = match i64::try_from(near.len()) {
                Ok(count) if count > 0 => i64::try_from(sum).unwrap_or(i64::MAX / FRACTION) * FRACTION / count,
                _ => i64::try_from(own).unwrap_or(0) * FRACTION,
            };
            (key, *spot)
        })
        .collect();
    if equals_turn {
        keyed.reverse();
    }
    keyed.sort_by_key(|(key, _)| *key);
    for (place, (_, spot)) in row.iter_mut().zip(keyed) {
        *place = spot;
    }
}

fn number(rows: &[Vec<usize>], places: &mut [usize]) {
    for (place, spot) in rows.iter().flat_map(|row| row.iter().enumerate()) {
        set(places, *spot, place);
    }
}

/// How many pairs of wires cross.
fn crossings(layers: &Layers, places: &[usize]) -> u64 {
    let mut between: Vec<Vec<(usize, usize)>> = vec![Vec::new(); layers.rows.len()];
    for wire in &layers.wires {
        if let Some(wires) = between.get_mut(layers.spot(wire.upper).layer) {
            wires.push((at(places, wire.upper), at(places, wire.lower)));
        }
    }
    let mut total = 0;
    for (layer, wires) in between.iter_mut().enumerate() {
        wires.sort_unstable();
        let width = layers.rows.get(layer + 1).map_or(0, Vec::len);
        total += inversions(wires.iter().map(|(_, lower)| *lower), width);
    }
    total
}

/// How many pairs stand in the wrong order, counted with a Fenwick tree.
fn inversions(values: impl Iterator<Item = usize>, width: usize) -> u64 {
    let mut tree = vec![0_u64; width + 1];
    let (mut total, mut met) = (0, 0);
    for value in values {
        let (mut node, mut not_above) = (value + 1, 0);
        while node > 0 {
            not_above += at(&tree, node);
            node &= node - 1;
        }
        total += met - not_above;
        met += 1;
        let mut node = value + 1;
        while node <= width {
            change(&mut tree, node, |count| count + 1);
            node += node & node.wrapping_neg();
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::inversions;

    #[test]
    fn crossings_are_counted() {
        for (values, crossings) in [(vec![0, 1, 2], 0), (vec![2, 1, 0], 3), (vec![1, 0, 2, 0], 3), (vec![1, 1], 0)] {
            assert_eq!(inversions(values.iter().copied(), 3), crossings, "{values:?}");
        }
    }
}
