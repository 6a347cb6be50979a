//! The picture as a state diagram in the Mermaid language.

use std::fmt::Write;

use super::chart::{Chart, Figure, FigureKind, PLAYBOOK};
use super::dot::{holds, nested};
use super::words::listed;

pub(super) fn mermaid(chart: &Chart) -> String {
    let mut out = String::from("stateDiagram-v2\n");
    let mut open: Vec<usize> = Vec::new();
    for at in nested(chart) {
        let Some(figure) = chart.figures.get(at).filter(|_| at != PLAYBOOK) else { continue };
        while open.last().is_some_and(|last| *last != figure.parent) {
            close(&mut out, &mut open, chart);
        }
        let space = "  ".repeat(open.len() + 1);
        let parent = chart.figures.get(figure.parent).map(|figure| &figure.kind);
        let is_later_region = parent == Some(&FigureKind::Together) && first_inside(chart, figure.parent) != Some(at);
        if is_later_region {
            let _ = writeln!(out, "{space}--");
        }
        if figure.kind == FigureKind::Start {
            continue;
        }
        let _ = writeln!(out, "{space}state \"{}\" as s{at}", text(figure));
        if holds(chart, at) {
            let _ = writeln!(out, "{space}state s{at} {{");
            open.push(at);
        }
    }
    while !open.is_empty() {
        close(&mut out, &mut open, chart);
    }
    lines_of(&mut out, PLAYBOOK, "  ", chart);
    out
}

/// Ends a box; the lines among what it holds stand in it.
fn close(out: &mut String, open: &mut Vec<usize>, chart: &Chart) {
    let space = "  ".repeat(open.len());
    if let Some(at) = open.pop() {
        lines_of(out, at, &format!("{space}  "), chart);
        let _ = writeln!(out, "{space}}}");
    }
}

fn lines_of(out: &mut String, container: usize, space: &str, chart: &Chart) {
    let figure = |at: usize| chart.figures.get(at);
    for line in chart.lines.iter().filter(|line| figure(line.from).is_some_and(|figure| figure.parent == container)) {
        let is_start = figure(line.from).is_some_and(|figure| figure.kind == FigureKind::Start);
        let from = if is_start { "[*]".to_owned() } else { format!("s{}", line.from) };
        let label = listed(line.label.iter().map(|row| escaped(&row.text())), "<br>");
        let label = if label.is_empty() { label } else { format!(" : {label}") };
        let _ = writeln!(out, "{space}{from} --> s{}{label}", line.to);
    }
    let ends = chart.figures.iter().enumerate().skip(1).filter(|(_, figure)| figure.parent == container);
    for (at, figure) in ends {
        if matches!(figure.kind, FigureKind::End { .. }) {
            let _ = writeln!(out, "{space}s{at} --> [*]");
        } else if figure.kind == FigureKind::Trigger {
            let _ = writeln!(out, "{space}[*] --> s{at}");
        }
    }
}

fn first_inside(chart: &Chart, parent: usize) -> Option<usize> {
    chart.figures.iter().enumerate().skip(1).find(|(_, figure)| figure.parent == parent).map(|(at, _)| at)
}

fn text(figure: &Figure) -> String {
    let lines = std::iter::once(figure.name.clone()).chain(figure.lines()).map(|line| escaped(&line));
    listed(lines, "<br>")
}

/// Letters and digits as they are, all else that could mean something as the number of its character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_alphanumeric() || matches!(c, ' ' | '.' | ',' | '_' | '-') {
            out.push(c);
        } else {
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}
