//! Where everything in a picture is: sizes by what is written in them, boxes laid out from the inside out.

use super::chart::{Chart, Figure, FigureKind, Line, PAUSED, PLAYBOOK};
use super::ink::Row;
use super::layout::{self, Item, Link, Plan, Point, TooMany};
use super::text;

/// Font sizes, and the height of a line of text.
pub(super) const NAME: i32 = 13;
pub(super) const SMALL: i32 = 11;
pub(super) const NAME_LINE: i32 = 20;
pub(super) const LINE: i32 = 16;
/// Between a box and what is written in it.
pub(super) const PADDING: i32 = 10;
/// What a sign takes before its line.
pub(super) const SIGN: i32 = 15;
/// The most characters of a line in a box, in one that holds others, at the head of the picture, and at a line.
const BOX_CHARACTERS: usize = 54;
const FULL_CHARACTERS: usize = 84;
const PAGE_CHARACTERS: usize = 110;
pub(super) const LABEL_CHARACTERS: usize = 60;
/// How far a line from a box to itself reaches.
pub(super) const LOOP: i32 = 22;
/// Around what a box holds.
const MARGIN: i32 = 18;
const PAGE: i32 = 28;
/// The most boxes of a picture.
const MAX_FIGURES: usize = 600;

#[derive(Debug)]
pub(super) struct Scene {
    pub(super) width: i32,
    pub(super) height: i32,
    /// By figure.
    pub(super) frames: Vec<Frame>,
    /// By line of the chart.
    pub(super) wires: Vec<Wire>,
    /// Upright lines between regions, from above.
    pub(super) dividers: Vec<(Point, i32)>,
}

/// Where a box is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Frame {
    pub(super) corner: Point,
    pub(super) width: i32,
    pub(super) height: i32,
    /// The most characters of a line in it.
    pub(super) characters: usize,
    /// Whether other boxes lie in it.
    pub(super) is_full: bool,
    /// Whether it is a region: without a border of its own.
    pub(super) is_region: bool,
}

/// Where a line and its label are.
#[derive(Debug, Clone, Default)]
pub(super) struct Wire {
    pub(super) points: Vec<Point>,
    pub(super) label: Option<Point>,
}

pub(super) fn scene(chart: &Chart) -> Result<Scene, TooMany> {
    if chart.figures.len() > MAX_FIGURES {
        return Err(TooMany);
    }
    let mut building = Building::new(chart);
    for at in (0..chart.figures.len()).rev() {
        building.measure(at)?;
    }
    Ok(building.finished())
}

struct Building<'a> {
    chart: &'a Chart,
    children: Vec<Vec<usize>>,
    /// Lines of a box to itself.
    loops: Vec<Option<&'a Line>>,
    frames: Vec<Frame>,
    /// What lies in each box.
    plans: Vec<Inside>,
    /// What could lie in each region.
    choices: Vec<Vec<Inside>>,
}

#[derive(Default)]
struct Inside {
    plan: Plan,
    /// Lines of the chart, as the plan has them.
    lines: Vec<usize>,
    /// Where it begins in its box.
    corner: Point,
}

impl<'a> Building<'a> {
    fn new(chart: &'a Chart) -> Self {
        let count = chart.figures.len();
        let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (at, figure) in chart.figures.iter().enumerate().skip(1) {
            if let Some(children) = children.get_mut(figure.parent) {
                children.push(at);
            }
        }
        for children in &mut children {
            // What leads into a box stands before what it holds.
            children.sort_by_key(|child| !matches!(kind(chart, *child), Some(FigureKind::Start | FigureKind::Trigger)));
        }
        let mut loops = vec![None; count];
        for line in chart.lines.iter().filter(|line| line.from == line.to) {
            if let Some(own) = loops.get_mut(line.from) {
                *own = Some(line);
            }
        }
        let no_choices = std::iter::repeat_with(Vec::new).take(count).collect();
        let plans = std::iter::repeat_with(Inside::default).take(count).collect();
        Self { chart, children, loops, frames: vec![Frame::default(); count], plans, choices: no_choices }
    }

    /// Finds the size of a box, and where in it the boxes inside are; those have their sizes already.
    fn measure(&mut self, at: usize) -> Result<(), TooMany> {
        let Some(figure) = self.chart.figures.get(at) else { return Ok(()) };
        let children = self.children.get(at).cloned().unwrap_or_default();
        let is_region = kind(self.chart, figure.parent) == Some(&FigureKind::Together) && at != PLAYBOOK;
        let characters = match (at, children.is_empty()) {
            (PLAYBOOK, _) => PAGE_CHARACTERS,
            (_, false) => FULL_CHARACTERS,
            (_, true) => BOX_CHARACTERS,
        };
        let mut frame = Frame { characters, is_region, is_full: !children.is_empty(), ..Frame::default() };
        (frame.width, frame.height) = written(figure, characters);
        if figure.kind != FigureKind::Start {
            // Each line that leaves it needs its place, and those that arrive share one above and one below.
            let leaving = self.chart.lines.iter().filter(|line| line.from == at).count();
            frame.width =
                frame.width.max(i32::try_from(leaving + 3).unwrap_or(i32::MAX / 2).saturating_mul(layout::PORT));
        }
        if let Some(line) = self.loops.get(at).copied().flatten() {
            frame.height =
                frame.height.max(label_size(&line.label).map_or(0, |(_, height)| height) + 2 * PADDING).max(44);
        }
        if figure.kind == FigureKind::Together && frame.is_full {
            self.stand_regions(&children, &frame);
            let items: Vec<Item> = children.iter().map(|child| self.item(*child)).collect();
            let inside = Inside { plan: side_by_side(&items), ..Inside::default() };
            self.fill(at, frame, inside);
        } else if frame.is_full {
            let (lines, plans) = self.plans_for(&children)?;
            if is_region {
                // The `together` around it chooses among them.
                set(&mut self.frames, at, frame);
                set(&mut self.choices, at, plans.into_iter().map(|plan| inside(plan, &lines)).collect());
            } else if let Some(plan) = plans.into_iter().min_by_key(|plan| unfitness(plan.width, plan.height)) {
                self.fill(at, frame, inside(plan, &lines));
            }
        } else {
            set(&mut self.frames, at, frame);
        }
        Ok(())
    }

    /// Chooses the plans of regions so that they make a whole of a good shape: for each height that one of them may have,
    /// the narrowest of each that is no higher.
    fn stand_regions(&mut self, regions: &[usize], around: &Frame) {
        let sized = |region: usize, choice: &Inside| self.frames.get(region).map(|frame| filled(*frame, &choice.plan));
        let sizes: Vec<Vec<(i32, i32)>> = regions
            .iter()
            .map(|region| {
                let choices = self.choices.get(*region).into_iter().flatten();
                choices.filter_map(|choice| sized(*region, choice)).map(|frame| (frame.width, frame.height)).collect()
            })
            .collect();
        let choose = |limit: i32, sizes: &[(i32, i32)]| {
            let sizes = sizes.iter().enumerate();
            sizes.min_by_key(|(_, (width, height))| ((height - limit).max(0), *width)).map_or(0, |(choice, _)| choice)
        };
        let whole = |limit: i32| {
            let chosen = sizes.iter().filter_map(|sizes| sizes.get(choose(limit, sizes)));
            let (mut width, mut height) = (0, 0);
            for (of_width, of_height) in chosen {
                width += of_width + REGIONS;
                height = height.max(*of_height);
            }
            unfitness(width.max(around.width), height + around.height)
        };
        let limits = sizes.iter().flatten().map(|(_, height)| *height);
        let Some(limit) = limits.min_by_key(|limit| whole(*limit)) else { return };
        for (region, sizes) in regions.iter().zip(&sizes) {
            let choices = self.choices.get_mut(*region).map(std::mem::take).unwrap_or_default();
            let frame = self.frames.get(*region).copied().unwrap_or_default();
            if let Some(inside) = choices.into_iter().nth(choose(limit, sizes)) {
                self.fill(*region, frame, inside);
            }
        }
    }

    /// Puts a plan into a box.
    fn fill(&mut self, at: usize, frame: Frame, inside: Inside) {
        let full = filled(frame, &inside.plan);
        // What is narrower than its heading stands in the middle.
        let corner = Point { x: (full.width - inside.plan.width) / 2, y: heading(&frame) };
        set(&mut self.plans, at, Inside { corner, ..inside });
        set(&mut self.frames, at, full);
    }

    /// Several ways to place what lies in a box, and the lines among it.
    fn plans_for(&self, children: &[usize]) -> Result<(Vec<usize>, Vec<Plan>), TooMany> {
        let items: Vec<Item> = children.iter().map(|child| self.item(*child)).collect();
        let place = |figure: usize| children.iter().position(|child| *child == figure);
        let (mut lines, mut links) = (Vec::new(), Vec::new());
        for (number, line) in self.chart.lines.iter().enumerate().filter(|(_, line)| line.from != line.to) {
            if let (Some(from), Some(to)) = (place(line.from), place(line.to)) {
                lines.push(number);
                links.push(Link { from, to, label: label_size(&line.label) });
            }
        }
        Ok((lines, layout::plans(&items, &links)?))
    }

    fn item(&self, at: usize) -> Item {
        let frame = self.frames.get(at).copied().unwrap_or_default();
        let aside = self
            .loops
            .get(at)
            .copied()
            .flatten()
            .map_or(0, |line| LOOP + 8 + label_size(&line.label).map_or(0, |(width, _)| width));
        Item { body: frame.width, width: frame.width + aside, height: frame.height }
    }

    /// Moves every box to where the boxes around it put it.
    fn finished(mut self) -> Scene {
        let mut wires = vec![Wire::default(); self.chart.lines.len()];
        let mut dividers = Vec::new();
        for (at, inside) in self.plans.iter().enumerate() {
            let Some(frame) = self.frames.get(at).copied() else { continue };
            let origin = if at == PLAYBOOK { Point { x: PAGE - MARGIN, y: PAGE - PADDING } } else { frame.corner };
            let origin = Point { x: origin.x + inside.corner.x, y: origin.y + inside.corner.y };
            let moved = |point: &Point| Point { x: origin.x + point.x, y: origin.y + point.y };
            let children = self.children.get(at).map(Vec::as_slice).unwrap_or_default();
            let height = frame.height - inside.corner.y;
            for (number, (child, corner)) in children.iter().zip(&inside.plan.items).enumerate() {
                if let Some(child) = self.frames.get_mut(*child) {
                    child.corner = moved(corner);
                    if child.is_region && number > 0 {
                        dividers.push((Point { x: child.corner.x - REGIONS / 2, y: origin.y - 4 }, height - 4));
                    }
                }
            }
            for (line, route) in inside.lines.iter().zip(&inside.plan.routes) {
                if let Some(wire) = wires.get_mut(*line) {
                    *wire = Wire {
                        points: route.points.iter().map(moved).collect(),
                        label: route.label.as_ref().map(moved),
                    };
                }
            }
        }
        for (line, wire) in self.chart.lines.iter().zip(&mut wires).filter(|(line, _)| line.from == line.to) {
            let frame = self.frames.get(line.from).copied().unwrap_or_default();
            *wire = around(&frame, &line.label);
        }
        let page = self.frames.first().copied().unwrap_or_default();
        let (width, height) = (page.width + 2 * (PAGE - MARGIN), page.height + PAGE - MARGIN + PAGE - PADDING);
        if let Some(page) = self.frames.first_mut() {
            (page.corner, page.width, page.height) = (Point::default(), width, height);
        }
        Scene { width, height, frames: self.frames, wires, dividers }
    }
}

fn kind(chart: &Chart, at: usize) -> Option<&FigureKind> {
    chart.figures.get(at).map(|figure| &figure.kind)
}

/// Between two regions.
const REGIONS: i32 = 24;

fn side_by_side(items: &[Item]) -> Plan {
    let mut plan = Plan::default();
    for item in items {
        let x = if plan.width == 0 { 0 } else { plan.width + REGIONS };
        plan.items.push(Point { x, y: 0 });
        plan.width = x + item.width;
        plan.height = plan.height.max(item.height);
    }
    plan
}

fn inside(plan: Plan, lines: &[usize]) -> Inside {
    Inside { plan, lines: lines.to_vec(), corner: Point::default() }
}

/// The box with a plan below its heading.
fn filled(frame: Frame, plan: &Plan) -> Frame {
    let width = frame.width.max(plan.width + 2 * MARGIN);
    Frame { width, height: heading(&frame) + plan.height + MARGIN, ..frame }
}

/// Where what a box holds begins, below what is written in it.
fn heading(frame: &Frame) -> i32 {
    frame.height.max(MARGIN) + 4
}

/// How far a size is from a good one: small, and of the shape of a sheet that is three wide and two high.
fn unfitness(width: i32, height: i32) -> i64 {
    let (width, height) = (i64::from(width) * 2, i64::from(height) * 3);
    width + height + width.max(height)
}

fn set<T>(values: &mut [T], at: usize, value: T) {
    if let Some(place) = values.get_mut(at) {
        *place = value;
    }
}

/// A line at the right side of a box, out and back in.
fn around(frame: &Frame, label: &[Row]) -> Wire {
    let (right, middle) = (frame.corner.x + frame.width, frame.corner.y + frame.height / 2);
    let (upper, lower) = (middle - 10, middle + 10);
    let out = right + LOOP;
    let points = [(right, upper), (out, upper), (out, lower), (right, lower)];
    let label = label_size(label).map(|(_, height)| Point { x: out + 6, y: middle - height / 2 });
    Wire { points: points.into_iter().map(|(x, y)| Point { x, y }).collect(), label }
}

/// The size of what is written in a box.
fn written(figure: &Figure, characters: usize) -> (i32, i32) {
    let rows = i32::try_from(figure.rows.len()).unwrap_or(i32::MAX / LINE / 2);
    let widest = figure.rows.iter().map(|row| row_width(row, characters)).max().unwrap_or(0);
    let mut name = text::width(&shown_name(figure), NAME, true);
    let mut height = NAME_LINE + rows * LINE + 2 * PADDING - 4;
    match &figure.kind {
        FigureKind::Start => return (14, 14),
        FigureKind::History { .. } => {
            name += 26;
            height = height.max(34);
        }
        FigureKind::End { outcome, .. } => {
            if *outcome != figure.name {
                height += LINE;
            }
            name = name.max(text::width(&text::shortened(outcome, BOX_CHARACTERS), SMALL, false)) + 16;
        }
        FigureKind::State | FigureKind::Together | FigureKind::Trigger => {
            if figure.is_paused {
                name += 20 + text::width(PAUSED, SMALL, false);
            }
        }
    }
    (name.max(widest) + 2 * PADDING, height)
}

/// The name of a box as it is written there.
pub(super) fn shown_name(figure: &Figure) -> std::borrow::Cow<'_, str> {
    text::shortened(&figure.name, BOX_CHARACTERS)
}

pub(super) fn label_size(rows: &[Row]) -> Option<(i32, i32)> {
    let width = rows.iter().map(|row| row_width(row, LABEL_CHARACTERS)).max()?;
    Some((width, i32::try_from(rows.len()).ok()? * LINE))
}

fn row_width(row: &Row, characters: usize) -> i32 {
    let parts = row.cut(characters);
    let space = text::width(" ", SMALL, false);
    let bold = |ink| matches!(ink, super::ink::Ink::Strong | super::ink::Ink::Amount);
    let sum: i32 = parts.iter().map(|(ink, part)| text::width(part, SMALL, bold(*ink)) + space).sum();
    sum + if row.sign.is_some() { SIGN } else { 0 }
}
