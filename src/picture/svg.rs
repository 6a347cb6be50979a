//! The picture as SVG: one file, no scripts, no outside fonts or programs.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::chart::{Chart, Figure, FigureKind, PAUSED, PLAYBOOK};
use super::ink::{Ink, Row, Sign};
use super::layout::Point;
use super::scene::{Frame, LABEL_CHARACTERS, LINE, NAME, NAME_LINE, PADDING, SIGN, SMALL, Scene, Wire, shown_name};
use super::text::width;

/// Fill and line of ends, by the number of their outcome; hues that differ for the colour-blind too.
const OUTCOMES: [(&str, &str); 8] = [
    ("#dcfce7", "#15803d"),
    ("#ffedd5", "#c2410c"),
    ("#dbeafe", "#1d4ed8"),
    ("#fae8ff", "#a21caf"),
    ("#fef9c3", "#a16207"),
    ("#cffafe", "#0e7490"),
    ("#fee2e2", "#b91c1c"),
    ("#ede9fe", "#6d28d9"),
];

/// Fill and line of ends inside a state, which end no case.
const INNER_END: (&str, &str) = ("#f1f5f9", "#64748b");

const STYLE: &str = "text{font-family:Verdana,'DejaVu Sans',Geneva,sans-serif;font-size:11px;fill:#334155}\
    .n{font-size:13px;font-weight:bold;fill:#0f172a}.s{font-weight:bold;fill:#0f172a}.a{font-weight:bold;fill:#166534}\
    .c{font-style:italic;fill:#1e40af}.q{fill:#64748b}.i{fill:none;stroke:#475569;stroke-width:1.2}\
    .w{fill:none;stroke:#475569;stroke-width:1.3}.b{fill:none;stroke:#9333ea;stroke-width:1.3}\
    .d{stroke:#94a3b8;stroke-dasharray:6 5}";

pub(super) fn svg(chart: &Chart, scene: &Scene) -> String {
    let mut out = String::new();
    let name = chart.figures.first().map_or("", |figure| figure.name.as_str());
    let id: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    let Scene { width, height, .. } = *scene;
    let mut pen = Pen { out: &mut out, id: &id };
    pen.line(format_args!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         role=\"img\" aria-labelledby=\"{id}-title {id}-about\">"
    ));
    pen.line(format_args!("<title id=\"{id}-title\">{}</title>", xml(name)));
    pen.line(format_args!("<desc id=\"{id}-about\">{}</desc>", xml(&about(chart))));
    pen.line(format_args!("<style>{STYLE}</style>"));
    for (marker, colour) in [("w", "#475569"), ("b", "#9333ea")] {
        pen.line(format_args!(
            "<marker id=\"{id}-{marker}\" viewBox=\"0 0 8 8\" refX=\"7.5\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
             markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0.5L8 4L0 7.5z\" fill=\"{colour}\"/></marker>"
        ));
    }
    pen.line(format_args!("<rect width=\"{width}\" height=\"{height}\" rx=\"10\" fill=\"#ffffff\"/>"));
    for (at, (figure, frame)) in chart.figures.iter().zip(&scene.frames).enumerate() {
        if at == PLAYBOOK {
            pen.written(figure, frame, Point { x: 28, y: 32 });
        } else {
            let from = pen.border(figure, frame, depth(chart, at));
            pen.written(figure, frame, from);
        }
    }
    for (from, height) in &scene.dividers {
        let (x, y, end) = (from.x, from.y, from.y + height);
        pen.line(format_args!("<path class=\"d\" d=\"M{x} {y}V{end}\"/>"));
    }
    let mut drawn: BTreeMap<usize, Vec<&[Point]>> = BTreeMap::new();
    for (line, wire) in chart.lines.iter().zip(&scene.wires) {
        let others = drawn.entry(line.to).or_default();
        let joined = others.iter().map(|other| in_common(&wire.points, other)).max().unwrap_or(0);
        others.push(&wire.points);
        pen.wire(wire, &line.label, joined);
    }
    out.push_str("</svg>\n");
    out
}

/// What the picture shows, for who can't see it.
fn about(chart: &Chart) -> String {
    let named = |wanted: fn(&FigureKind) -> bool| {
        let names = chart.figures.iter().skip(1).filter(|figure| wanted(&figure.kind)).map(|figure| &figure.name);
        super::words::listed(names, ", ")
    };
    let told: Vec<String> =
        chart.figures.first().map(|page| page.rows.iter().map(Row::text).collect()).unwrap_or_default();
    let triggers = named(|kind| *kind == FigureKind::Trigger);
    let states = named(|kind| matches!(kind, FigureKind::State | FigureKind::Together));
    let ends = named(|kind| matches!(kind, FigureKind::End { number: Some(_), .. }));
    format!("{}. Triggers: {triggers}. States: {states}. Ends: {ends}.", told.join(". "))
}

struct Pen<'a> {
    out: &'a mut String,
    id: &'a str,
}

impl Pen<'_> {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        // Writing to a string can't fail.
        let _ = writeln!(self.out, "{line}");
    }

    /// The border of a box, at this depth; gives where its text begins.
    fn border(&mut self, figure: &Figure, frame: &Frame, depth: usize) -> Point {
        let Frame { corner: Point { x, y }, width: w, height: h, .. } = *frame;
        let text = Point { x: x + PADDING, y: y + PADDING + 11 };
        match &figure.kind {
            FigureKind::Start => {
                let (cx, cy) = (x + w / 2, y + h / 2);
                self.line(format_args!("<circle cx=\"{cx}\" cy=\"{cy}\" r=\"6\" fill=\"#0f172a\"/>"));
            }
            FigureKind::End { number, .. } => {
                let number = number.map(|number| number % OUTCOMES.len());
                let (fill, stroke) = number.and_then(|number| OUTCOMES.get(number)).copied().unwrap_or(INNER_END);
                self.frame(frame, 16, fill, stroke, "2");
                let (x, y, w, h) = (x + 3, y + 3, w - 6, h - 6);
                self.line(format_args!(
                    "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"13\" fill=\"none\" stroke=\"{stroke}\"/>"
                ));
                return Point { x: text.x + 8, ..text };
            }
            FigureKind::History { deep } => {
                self.frame(frame, 17, "#ffffff", "#64748b", "1.2");
                let letter = if *deep { "H*" } else { "H" };
                let (cx, cy) = (x + 19, y + h / 2);
                self.line(format_args!("<circle class=\"i\" cx=\"{cx}\" cy=\"{cy}\" r=\"10\"/>"));
                let left = cx - width(letter, SMALL, true) / 2;
                self.line(format_args!("<text class=\"s\" x=\"{left}\" y=\"{}\">{letter}</text>", cy + 4));
                return Point { x: x + 36, y: if figure.rows.is_empty() { cy + 5 } else { text.y } };
            }
            FigureKind::Trigger => {
                self.frame(frame, 2, "#fff7ed", "#c2410c", "1.3");
                self.line(format_args!("<path d=\"M{x} {y}h4v{h}h-4z\" fill=\"#c2410c\"/>"));
            }
            FigureKind::State | FigureKind::Together if frame.is_region => {}
            FigureKind::State | FigureKind::Together if frame.is_full => {
                let shade = if depth % 2 == 1 { "#f8fafc" } else { "#ffffff" };
                self.frame(frame, 10, shade, "#94a3b8", "1.2");
            }
            FigureKind::State | FigureKind::Together => self.frame(frame, 7, "#eef4ff", "#475569", "1.2"),
        }
        text
    }

    /// What is written in a box: its name, then its lines.
    fn written(&mut self, figure: &Figure, frame: &Frame, from: Point) {
        let name = shown_name(figure);
        if name.is_empty() {
            return;
        }
        let whole = if name == figure.name { String::new() } else { format!("<title>{}</title>", xml(&figure.name)) };
        self.line(format_args!("<text class=\"n\" x=\"{}\" y=\"{}\">{whole}{}</text>", from.x, from.y, xml(&name)));
        if figure.is_paused {
            let x = from.x + width(&name, NAME, true) + 8;
            self.row(&Row::new(Ink::Quiet, PAUSED).signed(Sign::Clock), Point { x, ..from }, frame.characters);
        }
        let outcome = match &figure.kind {
            FigureKind::End { outcome, .. } if *outcome != figure.name => Some(Row::new(Ink::Plain, outcome.as_str())),
            _ => None,
        };
        for (row, number) in outcome.iter().chain(&figure.rows).zip(0..) {
            let y = from.y + NAME_LINE - 2 + number * LINE;
            self.row(row, Point { x: from.x, y }, frame.characters);
        }
    }

    fn frame(&mut self, frame: &Frame, round: i32, fill: &str, stroke: &str, thick: &str) {
        let Frame { corner: Point { x, y }, width, height, .. } = *frame;
        self.line(format_args!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{round}\" fill=\"{fill}\" \
             stroke=\"{stroke}\" stroke-width=\"{thick}\"/>"
        ));
    }

    fn row(&mut self, row: &Row, at: Point, characters: usize) {
        let mut x = at.x;
        if let Some(sign) = row.sign {
            self.sign(sign, x, at.y);
            x += SIGN;
        }
        let parts = row.cut(characters);
        let mut spans = String::new();
        for (number, (ink, part)) in parts.iter().enumerate() {
            let class = match ink {
                Ink::Plain => "",
                Ink::Strong => " class=\"s\"",
                Ink::Amount => " class=\"a\"",
                Ink::Condition => " class=\"c\"",
                Ink::Quiet => " class=\"q\"",
            };
            let space = if number == 0 { "" } else { " " };
            let _ = write!(spans, "{space}<tspan{class}>{}</tspan>", xml(part));
        }
        let mut title = String::new();
        let whole = row.text();
        if parts != row.parts || !row.more.is_empty() {
            let more = if row.more.is_empty() { String::new() } else { format!(": {}", row.more) };
            title = format!("<title>{}</title>", xml(&format!("{whole}{more}")));
        }
        self.line(format_args!("<text x=\"{x}\" y=\"{}\">{title}{spans}</text>", at.y));
    }

    /// A sign of ten pixels on the line of text that begins here.
    fn sign(&mut self, sign: Sign, x: i32, y: i32) {
        let (left, top) = (x, y - 9);
        let path = match sign {
            Sign::Clock => "M5 0a5 5 0 1 0 .01 0M5 2v3h2.5",
            Sign::Stay => "M8.5 2.5a4.3 4.3 0 1 0 1 3.5M9 0v3h-3",
            Sign::Out => "M1 9L9 1M4 1h5v5",
            Sign::In => "M9 1L1 9M1 4v5h5",
            Sign::Continued => return,
        };
        self.line(format_args!("<path class=\"i\" transform=\"translate({left} {top})\" d=\"{path}\"/>"));
    }

    /// A line; of its last points so many belong to another that is drawn already, which it joins at the first of them.
    fn wire(&mut self, wire: &Wire, label: &[Row], joined: usize) {
        let leads_up = wire.points.first().zip(wire.points.last()).is_some_and(|(from, to)| to.y < from.y);
        let class = if leads_up { "b" } else { "w" };
        let own = wire.points.len() + 1 - joined.max(1);
        let path = rounded(wire.points.get(..own).unwrap_or(&wire.points));
        let arrow = if joined > 1 { String::new() } else { format!(" marker-end=\"url(#{}-{class})\"", self.id) };
        self.line(format_args!("<path class=\"{class}\"{arrow} d=\"{path}\"/>"));
        let Some(corner) = wire.label else { return };
        for (row, number) in label.iter().zip(0..) {
            self.row(row, Point { x: corner.x, y: corner.y + 12 + number * LINE }, LABEL_CHARACTERS);
        }
    }
}

/// How many boxes lie around a box.
fn depth(chart: &Chart, mut at: usize) -> usize {
    let mut depth = 0;
    while at != PLAYBOOK {
        at = chart.figures.get(at).map_or(PLAYBOOK, |figure| figure.parent);
        depth += 1;
    }
    depth
}

/// How many points at their ends two lines have in common.
fn in_common(a: &[Point], b: &[Point]) -> usize {
    a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count()
}

/// A path through the points, with round corners.
fn rounded(points: &[Point]) -> String {
    const RADIUS: i32 = 5;
    let mut points: Vec<Point> = points.to_vec();
    points.dedup();
    let mut path = String::new();
    for (number, point) in points.iter().enumerate() {
        let before = number.checked_sub(1).and_then(|before| points.get(before));
        let _ = match (before, points.get(number + 1)) {
            (None, _) => write!(path, "M{} {}", point.x, point.y),
            (Some(_), None) => write!(path, "L{} {}", point.x, point.y),
            (Some(before), Some(after)) => {
                let (from, to) = (toward(*point, *before, RADIUS), toward(*point, *after, RADIUS));
                write!(path, "L{} {}Q{} {} {} {}", from.x, from.y, point.x, point.y, to.x, to.y)
            }
        };
    }
    path
}

/// A point so far from one towards another, half the way at most; both lie on one level or upright line.
fn toward(from: Point, to: Point, far: i32) -> Point {
    let step = |from: i32, to: i32| from + ((to - from) / 2).clamp(-far, far);
    Point { x: step(from.x, to.x), y: step(from.y, to.y) }
}

/// Escaped for text and attributes; what XML can't hold is written as an escape.
pub(super) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}
