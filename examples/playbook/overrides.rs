//! `overrides`: what people override, counted over audit files.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::Path;

use amends::{Override, OverrideCounter};
use serde::Serialize;

use crate::args::{Format, Overrides};
use crate::exit::{Done, Failure, printed};
use crate::lines::{Line, Lines, MAX_RECORD};
use crate::table::Table;
use crate::text::{escaped, escaped_json};

pub fn overrides(args: &Overrides) -> Result<Done, Failure> {
    let mut counter = OverrideCounter::new();
    for audit in &args.audits {
        count(audit, &mut counter)?;
    }
    let found = counter.finish();
    let text = match args.format {
        Format::Text => table(&found),
        Format::Json => json(&found).map_err(|e| Failure::write(Path::new("standard output"), e))?,
    };
    printed(write!(io::stdout().lock(), "{text}"))?;
    Ok(Done::Fine)
}

fn count(audit: &Path, counter: &mut OverrideCounter) -> Result<(), Failure> {
    let file = File::open(audit).map_err(|e| Failure::read(audit, e))?;
    let mut lines = Lines::new(BufReader::with_capacity(1 << 16, file), MAX_RECORD);
    while let Some((number, line)) = lines.next().map_err(|e| Failure::read(audit, e))? {
        let text = match line {
            Line::Text(text) => text,
            Line::TooLong | Line::NotUtf8 => "",
        };
        // It counts the lines of all files together.
        counter.line(text).map_err(|error| Failure::read(audit, format!("line {number}: {}", error.wrong)))?;
    }
    Ok(())
}

fn table(found: &amends::Overrides) -> String {
    let mut table = Table::default();
    table.always("commands", found.commands);
    table.row("obeyed", found.obeyed, "");
    table.row("denied", found.commands - found.obeyed, "");
    for (here, rows) in by_place(&found.rows) {
        table.space();
        table.heading(&here);
        for row in rows {
            let what = row.what.as_deref().map(|what| format!(" {what}")).unwrap_or_default();
            table.row(&format!("{}{what}", row.verb), row.count, &escaped(&remark(row)));
        }
    }
    table.finish()
}

/// Rows of one place stand together; where people override most comes first.
fn by_place(rows: &[Override]) -> Vec<(String, Vec<&Override>)> {
    let mut places: BTreeMap<String, Vec<&Override>> = BTreeMap::new();
    for row in rows {
        places.entry(words(row)).or_default().push(row);
    }
    let count = |rows: &[&Override]| rows.iter().map(|row| row.count).sum::<u64>();
    let mut places: Vec<_> = places.into_iter().collect();
    places.sort_by_key(|(_, rows)| std::cmp::Reverse(count(rows)));
    places
}

fn words(row: &Override) -> String {
    match &row.playbook {
        Some(playbook) => format!("{playbook} in {}", row.states.join(", ")),
        None => "for no open case".to_owned(),
    }
}

/// `12 obeyed; denied: 3 authority; by 10 agent, 5 supervisor`.
fn remark(row: &Override) -> String {
    let list = |counts: &BTreeMap<String, u64>| {
        let mut counts: Vec<(&String, &u64)> = counts.iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        counts.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
    };
    let mut parts = Vec::new();
    if row.obeyed > 0 {
        parts.push(format!("{} obeyed", row.obeyed));
    }
    if !row.denied.is_empty() {
        parts.push(format!("denied: {}", list(&row.denied)));
    }
    if !row.roles.is_empty() {
        parts.push(format!("by {}", list(&row.roles)));
    }
    parts.join("; ")
}

/// One JSON object, its keys in a fixed order.
fn json(found: &amends::Overrides) -> serde_json::Result<String> {
    #[derive(Serialize)]
    struct Root<'a> {
        commands: u64,
        obeyed: u64,
        overrides: Vec<Row<'a>>,
    }
    #[derive(Serialize)]
    struct Row<'a> {
        playbook: Option<&'a str>,
        states: &'a [String],
        r#do: &'static str,
        what: Option<&'a str>,
        count: u64,
        obeyed: u64,
        denied: &'a BTreeMap<String, u64>,
        roles: &'a BTreeMap<String, u64>,
    }
    let rows = found.rows.iter().map(|row| Row {
        playbook: row.playbook.as_deref(),
        states: &row.states,
        r#do: row.verb.as_str(),
        what: row.what.as_deref(),
        count: row.count,
        obeyed: row.obeyed,
        denied: &row.denied,
        roles: &row.roles,
    });
    let root = Root { commands: found.commands, obeyed: found.obeyed, overrides: rows.collect() };
    serde_json::to_string(&root).map(|text| format!("{}\n", escaped_json(&text)))
}
