//! What holds in every picture, on random charts: nothing lies on anything else, and every line is where it belongs.

use proptest::prelude::*;

use super::chart::{Chart, Figure, FigureKind, Line, PLAYBOOK};
use super::ink::{Ink, Row, Sign};
use super::layout::Point;
use super::scene::{Scene, label_size, scene};
use super::svg::svg;

/// A rectangle: left, top, right, bottom.
type Area = (i32, i32, i32, i32);

/// What a chart is made from; numbers are taken modulo what there is.
#[derive(Debug, Clone)]
struct Seed {
    /// Kind, where it lies, how many rows it has, how long they are.
    figures: Vec<(u8, usize, usize, usize)>,
    /// From, to, rows of the label, how long they are.
    lines: Vec<(usize, usize, usize, usize)>,
}

fn seed() -> impl Strategy<Value = Seed> {
    let figure = (any::<u8>(), any::<usize>(), 0..4_usize, 0..50_usize);
    let line = (any::<usize>(), any::<usize>(), 0..4_usize, 1..50_usize);
    let figures = prop::collection::vec(figure, 1..45);
    (figures, prop::collection::vec(line, 0..70)).prop_map(|(figures, lines)| Seed { figures, lines })
}

fn rows(count: usize, long: usize) -> Vec<Row> {
    let row = |at: usize| {
        let row = Row::new(Ink::Strong, "W".repeat(long / (at + 1))).with(Ink::Condition, "[days > 3]");
        if at % 2 == 0 { row } else { row.signed(Sign::Clock) }
    };
    (0..count).map(row).collect()
}

fn chart(seed: &Seed) -> Chart {
    let figure = |name: String, parent, kind, rows| Figure { name, parent, kind, is_paused: false, rows };
    let mut figures = vec![figure("page".to_owned(), PLAYBOOK, FigureKind::State, rows(2, 20))];
    for (number, (kind, parent, count, long)) in seed.figures.iter().enumerate() {
        // Half of them at top level; only states hold others.
        let holders: Vec<usize> = (1..figures.len())
            .filter(|at| matches!(figures[*at].kind, FigureKind::State | FigureKind::Together))
            .collect();
        let inside = parent % 2 == 1 && !holders.is_empty();
        let parent = if inside { holders[parent / 2 % holders.len()] } else { PLAYBOOK };
        let kind = match kind % 8 {
            0 => FigureKind::Together,
            1 => FigureKind::End { outcome: "over".to_owned(), number: (parent == PLAYBOOK).then_some(number) },
            2 => FigureKind::History { deep: true },
            3 => FigureKind::Start,
            4 => FigureKind::Trigger,
            _ => FigureKind::State,
        };
        let rows = if kind == FigureKind::Start { Vec::new() } else { rows(*count, *long) };
        figures.push(figure(format!("f{number}"), parent, kind, rows));
    }
    let mut lines: Vec<Line> = Vec::new();
    for (from, to, count, long) in &seed.lines {
        let from = 1 + from % (figures.len() - 1);
        let siblings: Vec<usize> =
            (1..figures.len()).filter(|at| figures[*at].parent == figures[from].parent).collect();
        let to = siblings[to % siblings.len()];
        let is_between_regions = figures[figures[from].parent].kind == FigureKind::Together && from != to;
        let leads_in = |at: usize| matches!(figures[at].kind, FigureKind::Start | FigureKind::Trigger);
        let has_led = leads_in(from) && lines.iter().any(|line| line.from == from);
        let known = lines.iter().any(|line| (line.from, line.to) == (from, to));
        if !is_between_regions && !leads_in(to) && !has_led && !known {
            lines.push(Line { from, to, label: rows(*count, *long) });
        }
    }
    Chart { figures, lines }
}

fn area(scene: &Scene, at: usize) -> Area {
    let frame = scene.frames[at];
    (frame.corner.x, frame.corner.y, frame.corner.x + frame.width, frame.corner.y + frame.height)
}

fn labels(chart: &Chart, scene: &Scene) -> Vec<(usize, Area)> {
    let lines = chart.lines.iter().zip(&scene.wires).enumerate();
    let label = |(number, (line, wire)): (usize, (&Line, &super::scene::Wire))| {
        let (width, height) = label_size(&line.label)?;
        let Point { x, y } = wire.label?;
        Some((number, (x, y, x + width, y + height)))
    };
    lines.filter_map(label).collect()
}

fn apart(a: Area, b: Area) -> bool {
    a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1
}

fn within(inner: Area, outer: Area) -> bool {
    outer.0 <= inner.0 && outer.1 <= inner.1 && inner.2 <= outer.2 && inner.3 <= outer.3
}

fn is_inside(chart: &Chart, mut at: usize, outer: usize) -> bool {
    while at != PLAYBOOK && at != outer {
        at = chart.figures[at].parent;
    }
    at == outer
}

fn is_on_border(point: Point, area: Area) -> bool {
    let (x, y) = (point.x, point.y);
    let along = (area.0 <= x && x <= area.2) && (y == area.1 || y == area.3);
    along || (area.1 <= y && y <= area.3) && (x == area.0 || x == area.2)
}

/// Whether a level or upright stretch goes through the inside of an area.
fn crosses(from: Point, to: Point, area: Area) -> bool {
    let stretch = (from.x.min(to.x), from.y.min(to.y), from.x.max(to.x), from.y.max(to.y));
    stretch.2 > area.0 && stretch.0 < area.2 && stretch.3 > area.1 && stretch.1 < area.3
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_lies_on_anything_else(seed in seed()) {
        let chart = chart(&seed);
        let scene = scene(&chart).unwrap();
        let canvas = (0, 0, scene.width, scene.height);
        for (a, figure) in chart.figures.iter().enumerate().skip(1) {
            prop_assert!(within(area(&scene, a), area(&scene, figure.parent)), "f{} sticks out", a - 1);
            for b in (a + 1)..chart.figures.len() {
                let beside = chart.figures[b].parent == figure.parent;
                prop_assert!(!beside || apart(area(&scene, a), area(&scene, b)), "f{} and f{} overlap", a - 1, b - 1);
            }
        }
        let labels = labels(&chart, &scene);
        let written = chart.lines.iter().filter(|line| !line.label.is_empty()).count();
        prop_assert_eq!(labels.len(), written);
        for (place, (number, label)) in labels.iter().enumerate() {
            prop_assert!(within(*label, canvas));
            let container = chart.figures[chart.lines[*number].from].parent;
            for at in 1..chart.figures.len() {
                let around = is_inside(&chart, container, at);
                prop_assert!(around || apart(*label, area(&scene, at)), "the label of line {number} lies on f{}", at - 1);
            }
            for (other, area) in &labels[place + 1..] {
                prop_assert!(apart(*label, *area), "the labels of lines {number} and {other} overlap");
            }
        }
    }

    #[test]
    fn every_line_leads_from_its_box_to_its_box_and_through_none(seed in seed()) {
        let chart = chart(&seed);
        let scene = scene(&chart).unwrap();
        let labels = labels(&chart, &scene);
        for (number, (line, wire)) in chart.lines.iter().zip(&scene.wires).enumerate() {
            let (first, last) = (*wire.points.first().unwrap(), *wire.points.last().unwrap());
            prop_assert!(is_on_border(first, area(&scene, line.from)), "{line:?} {wire:?}");
            prop_assert!(is_on_border(last, area(&scene, line.to)), "{line:?} {wire:?}");
            for pair in wire.points.windows(2) {
                prop_assert!(pair[0].x == pair[1].x || pair[0].y == pair[1].y, "a slanting line");
                for at in 1..chart.figures.len() {
                    let around = is_inside(&chart, chart.figures[line.from].parent, at);
                    let crossed = !around && crosses(pair[0], pair[1], area(&scene, at));
                    prop_assert!(!crossed, "line {number} goes through f{}", at - 1);
                }
                for (other, label) in &labels {
                    prop_assert!(!crosses(pair[0], pair[1], *label), "line {number} goes through the label of {other}");
                }
            }
        }
    }

    #[test]
    fn lines_to_different_boxes_share_no_stretch(seed in seed()) {
        let chart = chart(&seed);
        let scene = scene(&chart).unwrap();
        let stretches: Vec<(&Line, Point, Point)> = chart.lines.iter().zip(&scene.wires).flat_map(|(line, wire)| {
            wire.points.windows(2).map(move |pair| (line, pair[0].min(pair[1]), pair[0].max(pair[1])))
        }).collect();
        for (place, (line, from, to)) in stretches.iter().enumerate() {
            for (other, other_from, other_to) in stretches[place + 1..].iter().filter(|(other, ..)| other.to != line.to) {
                let level = from.y == to.y && other_from.y == other_to.y && from.y == other_from.y;
                let upright = from.x == to.x && other_from.x == other_to.x && from.x == other_from.x;
                let shared = match (level, upright) {
                    (true, _) => to.x.min(other_to.x) - from.x.max(other_from.x),
                    (_, true) => to.y.min(other_to.y) - from.y.max(other_from.y),
                    _ => 0,
                };
                prop_assert!(shared <= 0, "{} → {} and {} → {}: {:?} {:?} {:?} {:?}", line.from, line.to, other.from, other.to, from, to, other_from, other_to);
            }
        }
    }

    #[test]
    fn the_same_chart_gives_the_same_bytes(seed in seed()) {
        let drawn = || {
            let chart = chart(&seed);
            svg(&chart, &scene(&chart).unwrap())
        };
        prop_assert_eq!(drawn(), drawn());
    }
}
