//! Places boxes in layers and leads lines between the layers (Sugiyama, Tagawa and Toda 1981).
//!
//! ```text
//! items, links ── pack: what hangs together ──▶ no circles ── rank ──▶ layers
//!              ── order ──▶ few crossings ── place, straighten ──▶ columns ── route ──▶ plan
//! ```
//!
//! A label is a spot of its own in a layer between two layers of boxes, and a line that passes a layer is a bend there,
//! so that nothing lies on anything else. Lines that lead to one box join on the way.

mod layers;
mod order;
mod pack;
mod place;
mod rank;
mod route;
mod straighten;
mod tracks;
mod turn;

use layers::Layers;

/// How wide layers are tried, in tenths of the side of a square that has room for all.
const WIDTHS: [i64; 9] = [5, 7, 9, 11, 14, 17, 21, 26, 32];

/// Between two lines at one box, and from its corners.
pub(super) const PORT: i32 = 14;

/// A box to be placed. Lines touch it within `body`, counted from its left; what is right of that belongs to it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) body: i32,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// A line from one item to another, with the size of its label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: Option<(i32, i32)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Point {
    pub(super) x: i32,
    pub(super) y: i32,
}

/// Where everything is, from 0, 0.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) width: i32,
    pub(super) height: i32,
    /// The upper left corner of each item.
    pub(super) items: Vec<Point>,
    pub(super) routes: Vec<Route>,
}

/// The way of a link, from its first item to its second, level and upright by turns.
#[derive(Debug, Default)]
pub(super) struct Route {
    pub(super) points: Vec<Point>,
    /// The upper left corner of its label.
    pub(super) label: Option<Point>,
}

/// The links hold too many bends to draw.
#[derive(Debug)]
pub(super) struct TooMany;

/// Several ways to place items and links, from narrow to wide; no link leads to its own item.
pub(super) fn plans(items: &[Item], links: &[Link]) -> Result<Vec<Plan>, TooMany> {
    let area = |width: i32, height: i32| i64::from(width) * i64::from(height);
    let of_items: i64 = items.iter().map(|item| area(item.width + 40, item.height + 60)).sum();
    let labels = links.iter().filter_map(|link| link.label);
    let of_labels: i64 = labels.map(|(width, height)| area(width, height + 30)).sum();
    let side = (of_items + of_labels).max(0).isqrt();
    let widest = items.iter().map(|item| item.width + 40).max().unwrap_or(0);
    let mut wishes: Vec<i32> =
        WIDTHS.iter().map(|tenths| i32::try_from(side * tenths / 10).unwrap_or(i32::MAX).max(widest)).collect();
    wishes.dedup();
    wishes.into_iter().map(|wish| pack::plan(items, links, wish)).collect()
}

/// Places items and links that hang together. Layers grow no wider than `wish` where that can be.
fn plan(items: &[Item], links: &[Link], wish: i32) -> Result<Plan, TooMany> {
    let turned = turn::turned(items.len(), links);
    let ranks = rank::ranks(items, links, &turned, wish);
    let mut layers = Layers::new(items, links, &turned, &ranks)?;
    order::order(&mut layers);
    let mut columns = place::columns(&layers);
    straighten::straighten(&layers, &mut columns);
    Ok(route::plan(items, links, &layers, &columns, &turned))
}

/// The value at a place, or its default where there is none.
fn at<T: Copy + Default>(values: &[T], at: usize) -> T {
    values.get(at).copied().unwrap_or_default()
}

fn change<T: Copy>(values: &mut [T], at: usize, change: impl FnOnce(T) -> T) {
    if let Some(place) = values.get_mut(at) {
        *place = change(*place);
    }
}

fn set<T>(values: &mut [T], at: usize, value: T) {
    if let Some(place) = values.get_mut(at) {
        *place = value;
    }
}
