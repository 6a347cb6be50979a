//! Lays out what hangs together on its own, and packs these pieces side by side.

use super::{Item, Link, Plan, Point, TooMany, at, plan as plan_piece, set};

/// Between two pieces.
const BETWEEN: i32 = 36;

/// Items and links that hang together, by number.
#[derive(Default)]
struct Piece {
    items: Vec<usize>,
    links: Vec<usize>,
}

/// Places all, no wider than `wish` where that can be.
pub(super) fn plan(items: &[Item], links: &[Link], wish: i32) -> Result<Plan, TooMany> {
    let mut laid = Vec::new();
    for piece in pieces(items.len(), links) {
        let place = |item: usize| piece.items.binary_search(&item).unwrap_or(0);
        let own_items: Vec<Item> = piece.items.iter().filter_map(|item| items.get(*item)).copied().collect();
        let own_links = piece.links.iter().filter_map(|link| links.get(*link));
        let own_links: Vec<Link> =
            own_links.map(|link| Link { from: place(link.from), to: place(link.to), label: link.label }).collect();
        laid.push((plan_piece(&own_items, &own_links, wish)?, piece));
    }
    // First what comes first; then high pieces, since low ones find room beside and below them.
    if let Some((_, others)) = laid.split_first_mut() {
        others.sort_by_key(|(plan, _)| std::cmp::Reverse(plan.height));
    }
    let sizes: Vec<(i32, i32)> = laid.iter().map(|(plan, _)| (plan.width, plan.height)).collect();
    let corners = packed(&sizes, wish);
    let mut whole = Plan { items: vec![Point::default(); items.len()], ..Plan::default() };
    let mut routes: Vec<(usize, super::Route)> = Vec::with_capacity(links.len());
    for ((plan, piece), corner) in laid.into_iter().zip(corners) {
        let moved = |point: Point| Point { x: point.x + corner.x, y: point.y + corner.y };
        whole.width = whole.width.max(corner.x + plan.width);
        whole.height = whole.height.max(corner.y + plan.height);
        for (item, point) in piece.items.iter().zip(plan.items) {
            set(&mut whole.items, *item, moved(point));
        }
        for (link, mut route) in piece.links.iter().zip(plan.routes) {
            route.points.iter_mut().for_each(|point| *point = moved(*point));
            route.label = route.label.map(moved);
            routes.push((*link, route));
        }
    }
    routes.sort_by_key(|(link, _)| *link);
    whole.routes = routes.into_iter().map(|(_, route)| route).collect();
    Ok(whole)
}

/// What hangs together, in order of the first item; items without links are one piece.
fn pieces(items: usize, links: &[Link]) -> Vec<Piece> {
    let mut linked: Vec<Vec<usize>> = vec![Vec::new(); items];
    for link in links {
        for (one, other) in [(link.from, link.to), (link.to, link.from)] {
            if let Some(linked) = linked.get_mut(one) {
                linked.push(other);
            }
        }
    }
    let mut piece_of: Vec<Option<usize>> = vec![None; items];
    let mut pieces: Vec<Piece> = Vec::new();
    let mut lonely = None;
    for first in 0..items {
        if at(&piece_of, first).is_some() {
            continue;
        }
        let is_lonely = linked.get(first).is_none_or(Vec::is_empty);
        let number = lonely.filter(|_| is_lonely).unwrap_or(pieces.len());
        if number == pieces.len() {
            pieces.push(Piece::default());
        }
        lonely = lonely.or(is_lonely.then_some(number));
        let mut waiting = vec![first];
        while let Some(item) = waiting.pop() {
            if at(&piece_of, item).is_none() {
                set(&mut piece_of, item, Some(number));
                waiting.extend(linked.get(item).into_iter().flatten());
            }
        }
    }
    for (item, number) in piece_of.iter().enumerate() {
        if let Some(piece) = number.and_then(|number| pieces.get_mut(number)) {
            piece.items.push(item);
        }
    }
    for (number, link) in links.iter().enumerate() {
        if let Some(piece) = at(&piece_of, link.from).and_then(|piece| pieces.get_mut(piece)) {
            piece.links.push(number);
        }
    }
    pieces
}

/// The corner of each piece: as high as it goes, then as far left, within the width if it fits.
fn packed(sizes: &[(i32, i32)], wish: i32) -> Vec<Point> {
    let widest = sizes.iter().map(|(width, _)| *width).max().unwrap_or(0);
    let limit = wish.max(widest);
    let mut placed: Vec<(Point, (i32, i32))> = Vec::new();
    for size in sizes {
        let (mut xs, mut ys) = (vec![0], vec![0]);
        for (corner, (width, height)) in &placed {
            xs.push(corner.x + width + BETWEEN);
            ys.push(corner.y + height + BETWEEN);
        }
        xs.sort_unstable();
        ys.sort_unstable();
        let corners = ys.iter().flat_map(|y| xs.iter().map(|x| Point { x: *x, y: *y }));
        let free = |corner: &Point| {
            corner.x + size.0 <= limit
                && placed.iter().all(|(other, other_size)| {
                    corner.x >= other.x + other_size.0 + BETWEEN
                        || other.x >= corner.x + size.0 + BETWEEN
                        || corner.y >= other.y + other_size.1 + BETWEEN
                        || other.y >= corner.y + size.1 + BETWEEN
                })
        };
        let mut corners = corners.filter(free);
        placed.push((corners.next().unwrap_or_default(), *size));
    }
    placed.into_iter().map(|(corner, _)| corner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_by_what_links_lead_to() {
        let link = |from, to| Link { from, to, label: None };
        let found: Vec<Vec<usize>> =
            pieces(6, &[link(1, 4), link(5, 3)]).into_iter().map(|piece| piece.items).collect();
        assert_eq!(found, [vec![0, 2], vec![1, 4], vec![3, 5]]);
    }

    #[test]
    fn pieces_fill_the_room_beside_high_ones() {
        let corners = packed(&[(100, 300), (100, 100), (100, 100), (100, 50)], 250);
        let corners: Vec<(i32, i32)> = corners.iter().map(|corner| (corner.x, corner.y)).collect();
        assert_eq!(corners, [(0, 0), (136, 0), (136, 136), (136, 272)]);
    }
}
