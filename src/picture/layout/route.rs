//! Leads the lines: down from a box, level between two layers, down to the next.

use std::collections::BTreeMap;

use super::layers::{BESIDE, Layers, SpotKind, Wire};
use super::place::nearest;
use super::tracks::{Bus, levels};
use super::{Item, Link, PORT, Plan, Point, Route, at, set};

/// Between the layer above and the first level part, and between two level parts.
const TRACK: i32 = 10;
/// Between the last level part and the layer below, with room for an arrow.
const BELOW: i32 = 16;

/// Where each wire begins and ends.
type Ports = BTreeMap<Wire, (i32, i32)>;

/// The level parts of each wire: to which column, its last if none, and how high.
type Turns = BTreeMap<Wire, Vec<(Option<i32>, i32)>>;

pub(super) fn plan(items: &[Item], links: &[Link], layers: &Layers, columns: &[i32], turned: &[bool]) -> Plan {
    let ports = ports(layers, columns);
    let mut turns = Turns::new();
    let mut tops = vec![0; layers.rows.len()];
    let mut y = 0;
    for (layer, row) in layers.rows.iter().enumerate() {
        set(&mut tops, layer, y);
        y += row.iter().map(|spot| layers.spot(*spot).height).max().unwrap_or(0);
        if layer + 1 < layers.rows.len() {
            y += channel(layers, layer, y, &ports, &mut turns);
        }
    }
    let edges = |spot: usize| {
        let (spot, column) = (layers.spot(spot), at(columns, spot));
        (column - spot.left, column + spot.right)
    };
    let left = (0..layers.spots.len()).map(|spot| edges(spot).0).min().unwrap_or(0);
    let right = (0..layers.spots.len()).map(|spot| edges(spot).1).max().unwrap_or(0);
    let top = |spot: usize| at(&tops, layers.spot(spot).layer);
    let mut plan = Plan { width: right - left, height: y, ..Plan::default() };
    plan.items = (0..items.len()).map(|item| Point { x: edges(item).0 - left, y: top(item) }).collect();
    for ((path, link), turned) in layers.paths.iter().zip(links).zip(turned) {
        let mut route = Route::default();
        for pair in path.windows(2) {
            let [upper, lower] = pair else { continue };
            let wire = Wire { upper: *upper, lower: *lower, upward: *turned };
            let (from, to) = ports.get(&wire).copied().unwrap_or_default();
            if route.points.is_empty() {
                route.points.push(Point { x: from - left, y: top(*upper) + layers.spot(*upper).height });
            }
            let mut x = from;
            for (column, level) in turns.get(&wire).into_iter().flatten() {
                let column = column.unwrap_or(to);
                if column != x {
                    route.points.extend([x, column].map(|x| Point { x: x - left, y: *level }));
                    x = column;
                }
            }
            if layers.spot(*lower).kind == SpotKind::Label {
                route.label = link.label.map(|_| Point { x: to - left + BESIDE, y: top(*lower) });
            }
        }
        let end = path.last().copied().unwrap_or(0);
        let x = route.points.last().map_or(0, |point| point.x);
        route.points.push(Point { x, y: top(end) });
        if *turned {
            route.points.reverse();
        }
        plan.routes.push(route);
    }
    plan
}

/// Finds the heights of the level parts below a layer; gives the height of the room for them.
fn channel(layers: &Layers, layer: usize, top: i32, ports: &Ports, turns: &mut Turns) -> i32 {
    let mut buses: BTreeMap<(bool, usize), (Bus, Vec<Wire>)> = BTreeMap::new();
    for spot in layers.rows.get(layer).into_iter().flatten() {
        for wire in wires_from(layers, *spot) {
            let (from, to) = ports.get(wire).copied().unwrap_or_default();
            let joins_at = if wire.upward { wire.upper } else { wire.lower };
            let (bus, wires) = buses.entry((wire.upward, joins_at)).or_default();
            bus.tops.push(from);
            bus.bottoms.push(to);
            wires.push(*wire);
        }
    }
    let (buses, wires): (Vec<Bus>, Vec<Vec<Wire>>) = buses.into_values().unzip();
    let height = |track: usize| TRACK * (i32::try_from(track).unwrap_or(0) + 1);
    let mut deepest = 0;
    for (level, wires) in levels(&buses).into_iter().zip(wires) {
        let Some(level) = level else { continue };
        let mut parts = Vec::new();
        if let Some((column, track)) = level.detour {
            parts.push((Some(column), top + height(level.track)));
            parts.push((None, top + height(track)));
            deepest = deepest.max(height(track));
        } else {
            parts.push((None, top + height(level.track)));
            deepest = deepest.max(height(level.track));
        }
        for wire in wires {
            turns.insert(wire, parts.clone());
        }
    }
    BELOW + deepest
}

/// The wires down from a spot; they stand in order.
fn wires_from(layers: &Layers, spot: usize) -> &[Wire] {
    let begin = layers.wires.partition_point(|wire| wire.upper < spot);
    let end = layers.wires.partition_point(|wire| wire.upper <= spot);
    layers.wires.get(begin..end).unwrap_or_default()
}

/// Spreads the lines of each box along its upper and lower side. Lines that arrive share one place.
fn ports(layers: &Layers, columns: &[i32]) -> Ports {
    let column = |spot: usize| at(columns, spot);
    let mut ports: Ports = layers.wires.iter().map(|wire| (*wire, (column(wire.upper), column(wire.lower)))).collect();
    for lower_side in [false, true] {
        // Each place by its box, the column it would like best, and the wires that share it.
        let mut places: BTreeMap<usize, Vec<(i32, Vec<Wire>)>> = BTreeMap::new();
        for wire in &layers.wires {
            let (own, other) = if lower_side { (wire.upper, wire.lower) } else { (wire.lower, wire.upper) };
            if !matches!(layers.spot(own).kind, SpotKind::Item(_)) {
                continue;
            }
            let places = places.entry(own).or_default();
            let arrives = wire.upward == lower_side;
            let shared =
                places.iter_mut().find(|(_, wires)| arrives && wires.iter().any(|known| known.upward == wire.upward));
            match shared {
                Some((_, wires)) => wires.push(*wire),
                None => places.push((column(other), vec![*wire])),
            }
        }
        for (item, mut places) in places {
            for (wish, wires) in &mut places {
                *wish = shared_wish(
                    wires.iter().map(|wire| column(if lower_side { wire.lower } else { wire.upper })),
                    column(item),
                );
            }
            places.sort_by_key(|(wish, _)| *wish);
            let half = match layers.spot(item).kind {
                SpotKind::Item(half) => half,
                _ => 0,
            };
            let wishes: Vec<i32> = places.iter().map(|(wish, _)| *wish).collect();
            for (x, (_, wires)) in spread(&wishes, column(item), half).into_iter().zip(&places) {
                for wire in wires {
                    if let Some((from, to)) = ports.get_mut(wire) {
                        *(if lower_side { from } else { to }) = x;
                    }
                }
            }
        }
    }
    ports
}

/// Where lines that share a place would have it: the one nearest to the middle of the box goes straight.
fn shared_wish(others: impl Iterator<Item = i32>, middle: i32) -> i32 {
    others.min_by_key(|other| ((other - middle).abs(), *other)).unwrap_or(middle)
}

/// Places along a side, near the wishes, apart from each other and from the corners.
fn spread(wishes: &[i32], middle: i32, half: i32) -> Vec<i32> {
    let count = i32::try_from(wishes.len()).unwrap_or(i32::MAX);
    let room = (2 * half - PORT).max(0);
    let apart = if count > 1 { PORT.min(room / (count - 1)) } else { 0 };
    let offsets: Vec<i32> = (0..count).map(|number| number * apart).collect();
    let (left, right) = (middle - room / 2, middle + room / 2);
    let clamped: Vec<(i64, i64)> = wishes.iter().map(|wish| (i64::from((*wish).clamp(left, right)), 1)).collect();
    let last = offsets.last().copied().unwrap_or(0);
    let places = nearest(&clamped, &offsets).into_iter().zip(&offsets);
    places.map(|(x, offset)| x.clamp(left + offset, (right - last + offset).max(left + offset))).collect()
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn lines_spread_along_a_side() {
        for (wishes, places) in [
            (vec![100], vec![100]),
            (vec![300], vec![143]),
            (vec![100, 100], vec![93, 107]),
            (vec![0, 10, 20], vec![57, 71, 85]),
        ] {
            assert_eq!(spread(&wishes, 100, 50), places, "{wishes:?}");
        }
    }
}
