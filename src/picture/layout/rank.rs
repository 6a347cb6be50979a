//! Gives each item its layer.

use std::collections::BTreeSet;

use super::{Item, Link, at, change, set};

/// What stands between two items of a layer, as far as its width goes.
const BETWEEN: i32 = 40;

/// The layer of each item: below all that leads to it, and no layer wider than `wish` unless one item is.
pub(super) fn ranks(items: &[Item], links: &[Link], turned: &[bool], wish: i32) -> Vec<usize> {
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); items.len()];
    let mut waits = vec![0_usize; items.len()];
    for (link, turned) in links.iter().zip(turned) {
        let (upper, lower) = if *turned { (link.to, link.from) } else { (link.from, link.to) };
        if let Some(below) = below.get_mut(upper) {
            below.push(lower);
        }
        change(&mut waits, lower, |waits| waits + 1);
    }
    let mut ranks = vec![0_usize; items.len()];
    let mut widths: Vec<i32> = Vec::new();
    // In the order of the items, as far as none waits for another.
    let mut ready: BTreeSet<usize> = (0..items.len()).filter(|item| at(&waits, *item) == 0).collect();
    while let Some(item) = ready.pop_first() {
        let width = items.get(item).map_or(0, |item| item.width) + BETWEEN;
        let mut rank = at(&ranks, item);
        while at(&widths, rank) > 0 && at(&widths, rank) + width > wish {
            rank += 1;
        }
        take(&mut widths, rank, width);
        set(&mut ranks, item, rank);
        for lower in below.get(item).into_iter().flatten() {
            change(&mut ranks, *lower, |lowest| lowest.max(rank + 1));
            change(&mut waits, *lower, |waits| waits.saturating_sub(1));
            if at(&waits, *lower) == 0 {
                ready.insert(*lower);
            }
        }
    }
    lower_sources(items, links, turned, &below, &mut ranks, &mut widths, wish);
    ranks
}

/// Moves what nothing leads to down to just above what it leads to, so that its lines are short.
fn lower_sources(
    items: &[Item],
    links: &[Link],
    turned: &[bool],
    below: &[Vec<usize>],
    ranks: &mut [usize],
    widths: &mut Vec<i32>,
    wish: i32,
) {
    let mut led_to = vec![false; items.len()];
    for (link, turned) in links.iter().zip(turned) {
        set(&mut led_to, if *turned { link.from } else { link.to }, true);
    }
    for (item, shape) in items.iter().enumerate().filter(|(item, _)| !at(&led_to, *item)) {
        let Some(nearest) = below.get(item).into_iter().flatten().map(|lower| at(ranks, *lower)).min() else {
            continue;
        };
        let width = shape.width + BETWEEN;
        let (from, mut to) = (at(ranks, item), nearest.saturating_sub(1));
        while to > from && at(widths, to) + width > wish {
            to -= 1;
        }
        if to > from {
            take(widths, from, -width);
            take(widths, to, width);
            set(ranks, item, to);
        }
    }
}

fn take(widths: &mut Vec<i32>, rank: usize, width: i32) {
    if widths.len() <= rank {
        widths.resize(rank + 1, 0);
    }
    change(widths, rank, |taken| taken + width);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_by_longest_path_and_width() {
        let item = Item { body: 60, width: 60, height: 10 };
        let link = |(from, to): &(usize, usize)| Link { from: *from, to: *to, label: None };
        type Case<'a> = (usize, &'a [(usize, usize)], i32, &'a [usize]);
        let cases: [Case<'_>; 5] = [
            (3, &[(0, 1), (1, 2), (0, 2)], 1000, &[0, 1, 2]),
            (4, &[(0, 3), (1, 3), (2, 3)], 1000, &[0, 0, 0, 1]),
            // Only two have room side by side; the first stands as low as it can.
            (4, &[(0, 3), (1, 3), (2, 3)], 200, &[1, 0, 1, 2]),
            // The second source moves down to what it leads to.
            (4, &[(0, 2), (2, 3), (1, 3)], 1000, &[0, 1, 1, 2]),
            (5, &[], 200, &[0, 0, 1, 1, 2]),
        ];
        for (items, links, wish, expected) in cases {
            let links: Vec<Link> = links.iter().map(link).collect();
            assert_eq!(
                ranks(&vec![item; items], &links, &vec![false; links.len()], wish),
                expected,
                "{links:?} {wish}"
            );
        }
    }
}
