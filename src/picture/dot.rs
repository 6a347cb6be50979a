//! The picture in the DOT language of Graphviz.

use std::fmt::Write;

use super::chart::{Chart, FigureKind, PLAYBOOK};
use super::ink::Row;
use super::words::listed;

pub(super) fn dot(chart: &Chart) -> String {
    let mut out = String::from("digraph playbook {\n  compound=true;\n  newrank=true;\n  fontname=\"sans-serif\";\n");
    out.push_str(
        "  node [shape=box, style=\"rounded,filled\", fillcolor=\"#eef4ff\", fontname=\"sans-serif\", fontsize=11];\n",
    );
    out.push_str("  edge [fontname=\"sans-serif\", fontsize=10];\n");
    let mut open: Vec<usize> = Vec::new();
    for at in nested(chart) {
        let Some(figure) = chart.figures.get(at) else { continue };
        while open.last().is_some_and(|last| *last != figure.parent) && at != PLAYBOOK {
            open.pop();
            let _ = writeln!(out, "{}}}", indent(open.len()));
        }
        let space = indent(open.len());
        let text = lines(std::iter::once(figure.name.clone()).chain(figure.lines()));
        if at == PLAYBOOK {
            let _ = writeln!(out, "  label={text};\n  labelloc=t;");
            open.push(at);
        } else if holds(chart, at) {
            let style = if kind(chart, figure.parent) == Some(&FigureKind::Together) { "dashed" } else { "rounded" };
            let _ = writeln!(out, "{space}subgraph cluster_{at} {{\n{space}  label={text};\n{space}  style={style};");
            // A line to the box as a whole needs a node inside it to hold on to.
            let _ = writeln!(out, "{space}  n{at} [shape=point, style=invis, width=0, label=\"\"];");
            open.push(at);
        } else {
            let _ = writeln!(out, "{space}n{at} [{}label={text}];", look(&figure.kind));
        }
    }
    for _ in 1..open.len() {
        open.pop();
        let _ = writeln!(out, "{}}}", indent(open.len()));
    }
    for line in &chart.lines {
        let mut attributes = vec![format!("label={}", lines(line.label.iter().map(Row::text)))];
        if holds(chart, line.from) {
            attributes.push(format!("ltail=cluster_{}", line.from));
        }
        if holds(chart, line.to) {
            attributes.push(format!("lhead=cluster_{}", line.to));
        }
        let _ = writeln!(out, "  n{} -> n{} [{}];", line.from, line.to, listed(attributes, ", "));
    }
    out.push_str("}\n");
    out
}

/// The figures, each followed by those inside it.
pub(super) fn nested(chart: &Chart) -> Vec<usize> {
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); chart.figures.len()];
    for (at, figure) in chart.figures.iter().enumerate().skip(1) {
        if let Some(children) = children.get_mut(figure.parent) {
            children.push(at);
        }
    }
    let mut sequence = Vec::with_capacity(chart.figures.len());
    let mut waiting = vec![PLAYBOOK];
    while let Some(at) = waiting.pop() {
        sequence.push(at);
        waiting.extend(children.get(at).into_iter().flatten().rev());
    }
    sequence
}

/// Whether other boxes lie in this one.
pub(super) fn holds(chart: &Chart, at: usize) -> bool {
    chart.figures.iter().skip(1).any(|figure| figure.parent == at)
}

fn kind(chart: &Chart, at: usize) -> Option<&FigureKind> {
    chart.figures.get(at).map(|figure| &figure.kind)
}

fn look(kind: &FigureKind) -> &'static str {
    match kind {
        FigureKind::State | FigureKind::Together => "",
        FigureKind::End { .. } => "shape=ellipse, peripheries=2, fillcolor=\"#f1f5f9\", ",
        FigureKind::History { .. } => "shape=ellipse, fillcolor=\"#ffffff\", ",
        FigureKind::Trigger => "shape=cds, fillcolor=\"#fff7ed\", ",
        FigureKind::Start => "shape=circle, width=0.12, fixedsize=true, fillcolor=\"#000000\", ",
    }
}

/// A quoted text of several lines. `\l` ends a line on the left.
fn lines(lines: impl Iterator<Item = String>) -> String {
    let lines: Vec<String> = lines.map(|line| line.replace('\\', "\\\\").replace('"', "\\\"")).collect();
    match lines.as_slice() {
        [one] => format!("\"{one}\""),
        several => format!("\"{}\"", several.iter().map(|line| format!("{line}\\l")).collect::<String>()),
    }
}

fn indent(depth: usize) -> String {
    "  ".repeat(depth.max(1))
}
