//! Decision tables: rows that never give the value, facts for which no row does, rows that overlap at an edge.

use crate::check::{DEAD_ROW, OVERLAPPING_ROWS, TABLE_GAP, dead_row, overlapping_rows, table_gap};
use crate::expression::{Answer, Boxes, Derived, Region, Rule};
use crate::house::{DerivedPlace, RowPlace};
use crate::span::Span;
use crate::value::{Name, Value};

use super::question::{Claim, Found, Subject, reason};
use super::universe::Universe;
use super::verdict::Proof;

type Facts = Vec<(u16, Option<Value>)>;

/// Judges all derived values.
pub(super) fn tables(subject: &Subject<'_>, found: &mut Found) {
    let universe = subject.universes.of_case();
    for (at, (name, derived)) in subject.playbook.derived.iter().enumerate() {
        let (Ok(index), Some(place)) = (u16::try_from(at), subject.places.derived.get(at)) else { return };
        gap(subject, universe, (index, name, derived), place, found);
        if let Rule::Table(rows) = derived.rule() {
            let values: Vec<&str> = rows.iter().map(|row| row.is.text()).collect();
            dead_rows(subject, universe, (index, name), place, found);
            let conditions = rows.iter().filter(|row| row.when.is_some()).count();
            let places: Vec<Span> = place.rows.iter().map(|row| row.span).take(conditions).collect();
            let what = format!("rows of the table `{name}`");
            overlaps(subject, universe, &what, &places, &values, |boxes| boxes.rows(index), found);
        }
    }
}

/// Facts that are known and for which there is no value; those it reads have theirs.
fn gap(
    subject: &Subject<'_>,
    universe: &Universe,
    (index, name, derived): (u16, &Name, &Derived),
    place: &DerivedPlace,
    found: &mut Found,
) {
    let answer = subject.ask(universe, |boxes| {
        let defined = boxes.derived_defined(index);
        let mut gap = boxes.without(Region::TRUE, defined);
        for need in derived.needs() {
            let needed = boxes.derived_defined(*need);
            gap = boxes.both(gap, needed);
        }
        gap = known(boxes, gap, universe);
        boxes.find(gap)
    });
    let proof = subject.empty(None, answer);
    let claim = format!("the derived value `{name}` always has a value");
    let claim = Claim { doc: &TABLE_GAP, claim, span: place.name };
    found.judge(claim, proof, |witness| table_gap(place.name, name, derived.is_dated(), &witness.to_string()));
}

/// What of a region has every fact known that can be.
fn known(boxes: &mut Boxes<'_>, mut region: Region, universe: &Universe) -> Region {
    for slot in boxes.facts_of(region) {
        if universe.only(slot).is_none() {
            let known = boxes.is_known(slot);
            region = boxes.both(region, known);
        }
    }
    region
}

/// Rows behind which nothing comes: where they hold an earlier one does, or one before them errs.
fn dead_rows(
    subject: &Subject<'_>,
    universe: &Universe,
    (index, name): (u16, &Name),
    place: &DerivedPlace,
    found: &mut Found,
) {
    for (at, row) in place.rows.iter().enumerate().filter(|(_, row)| row.when.is_some()) {
        let answer = subject.ask(universe, |boxes| dead(boxes, index, at));
        let (proof, earlier) = match answer {
            Ok((facts, earlier)) => (Proof::Refuted(subject.witness(None, &facts)), earlier),
            Err(Answer::At(_)) => (Proof::Proved, Vec::new()),
            Err(answer) => (Proof::Unknown(reason(&answer)), Vec::new()),
        };
        let claim = Claim {
            doc: &DEAD_ROW,
            claim: format!("row {} of the table `{name}` can give it its value", at + 1),
            span: row.span,
        };
        let spans: Vec<Span> =
            earlier.iter().filter_map(|at| place.rows.get(*at)).map(|row: &RowPlace| row.span).collect();
        found.judge(claim, proof, |witness| dead_row(row.span, &spans, &witness.to_string()));
    }
}

/// The facts for which a row would hold and an earlier one does, with the places of those; else why it is not dead.
fn dead(boxes: &mut Boxes<'_>, index: u16, at: usize) -> Result<(Facts, Vec<usize>), Answer> {
    let rows = boxes.rows(index);
    let row = rows.get(at).copied().unwrap_or(Region::TRUE);
    let own = boxes.holds(row);
    let (mut rest, mut involved) = (own, Vec::new());
    for (earlier, row) in rows.iter().enumerate().take(at) {
        let overlap = boxes.both(rest, *row);
        if overlap != Region::FALSE {
            involved.push(earlier);
        }
        rest = boxes.without(rest, *row);
        let errs = boxes.errs(*row);
        rest = boxes.without(rest, errs);
    }
    match boxes.find(rest) {
        Answer::Never => match boxes.find(own) {
            Answer::At(facts) => Ok((facts, involved)),
            // Its condition holds for nothing, or only atoms could tell for what.
            Answer::Never | Answer::Unclear(_) => match boxes.find(Region::TRUE) {
                Answer::At(facts) => Ok((facts, involved)),
                answer => Err(answer),
            },
            answer => Err(answer),
        },
        answer => Err(answer),
    }
}

/// Rows about one and the same fact of which neither lies in the other, and that both hold for some of its values.
///
/// A general row behind a special one is how tables are written; two ranges that run into one another are a slip.
pub(super) fn overlaps(
    subject: &Subject<'_>,
    universe: &Universe,
    what: &str,
    places: &[Span],
    results: &[&str],
    conditions: impl Fn(&mut Boxes<'_>) -> Vec<Region>,
    found: &mut Found,
) {
    let (Some(first), true) = (places.first(), places.len() > 1) else { return };
    let answer = subject.ask(universe, |boxes| {
        let rows: Vec<Region> = conditions(boxes).into_iter().map(|row| boxes.holds(row)).collect();
        overlap(boxes, &rows, results)
    });
    let mut pair = None;
    let proof = match answer {
        Some((earlier, later, Answer::At(facts))) => {
            pair = places.get(earlier).zip(places.get(later));
            Proof::Refuted(subject.witness(None, &facts))
        }
        Some((_, _, answer)) => Proof::Unknown(reason(&answer)),
        None => Proof::Proved,
    };
    let claim = format!("no two {what} about one fact run into one another");
    let claim = Claim { doc: &OVERLAPPING_ROWS, claim, span: *first };
    found.judge(claim, proof, |witness| {
        let (earlier, later) = pair.unwrap_or((first, first));
        overlapping_rows(*later, *earlier, &witness.to_string())
    });
}

fn overlap(boxes: &mut Boxes<'_>, rows: &[Region], results: &[&str]) -> Option<(usize, usize, Answer)> {
    for (later, row) in rows.iter().enumerate() {
        let facts = boxes.facts_of(*row);
        for (earlier, before) in rows.iter().enumerate().take(later) {
            if facts.len() != 1 || boxes.facts_of(*before) != facts || results.get(earlier) == results.get(later) {
                continue;
            }
            let both = boxes.both(*row, *before);
            let (own, other) = (boxes.without(*row, *before), boxes.without(*before, *row));
            if [both, own, other].contains(&Region::FALSE) {
                continue;
            }
            match boxes.find(both) {
                Answer::Never => {}
                answer => return Some((earlier, later, answer)),
            }
        }
    }
    None
}
