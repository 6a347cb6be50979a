//! A table of names and numbers.

use serde_json::{Map, Value as Json, json};

use crate::summary::Tally;
use crate::text::{escaped, thousands};

/// Lines of a name, a number to the right, and a remark.
#[derive(Debug, Default)]
pub struct Table(Vec<Line>);

#[derive(Debug)]
enum Line {
    Space,
    /// A line of its own.
    Heading(String),
    /// A heading with its number.
    Counted {
        name: String,
        number: u64,
    },
    /// Below a heading.
    Row {
        name: String,
        number: u64,
        remark: String,
    },
}

impl Table {
    /// A heading with the sum, and a row for each word; nothing where none came.
    pub fn tally(&mut self, name: &str, tally: &Tally) {
        self.count(name, tally.total());
        self.rows(tally);
    }

    /// A row for each word.
    pub fn rows(&mut self, tally: &Tally) {
        for (word, count, note) in tally.ranked() {
            self.row(word, count, note);
        }
    }

    /// A heading with a number that is not 0.
    pub fn count(&mut self, name: &str, number: u64) {
        if number > 0 {
            self.always(name, number);
        }
    }

    /// A heading with its number.
    pub fn always(&mut self, name: &str, number: u64) {
        self.0.push(Line::Counted { name: name.to_owned(), number });
    }

    /// A row below a heading.
    pub fn row(&mut self, name: &str, number: u64, remark: &str) {
        self.0.push(Line::Row { name: name.to_owned(), number, remark: remark.to_owned() });
    }

    /// A line of its own, as long as it is.
    pub fn heading(&mut self, text: &str) {
        self.0.push(Line::Heading(escaped(text).into_owned()));
    }

    pub fn space(&mut self) {
        self.0.push(Line::Space);
    }

    pub fn finish(self) -> String {
        let cells = |line: &Line| match line {
            Line::Space | Line::Heading(_) => None,
            Line::Counted { name, number } => Some((name.clone(), thousands(*number), String::new())),
            Line::Row { name, number, remark } => {
                Some((format!("  {}", escaped(name)), thousands(*number), remark.clone()))
            }
        };
        let rows: Vec<_> = self.0.iter().map(cells).collect();
        let widths = rows.iter().flatten().map(|(name, number, _)| (name.chars().count(), number.len()));
        let (names, numbers) = widths.fold((0, 0), |(a, b), (name, number)| (a.max(name), b.max(number)));
        let mut text = String::new();
        for (line, row) in self.0.iter().zip(rows) {
            if let Line::Heading(heading) = line {
                text.push_str(heading);
            } else if let Some((name, number, remark)) = row {
                let row = format!("{name:names$}  {number:>numbers$}   {remark}");
                text.push_str(row.trim_end());
            }
            text.push('\n');
        }
        text
    }

    /// The same for tools: each heading with its number and, if there are any, its rows.
    pub fn json(&self) -> Map<String, Json> {
        let mut all: Map<String, Json> = Map::new();
        let mut last = String::new();
        for line in &self.0 {
            match line {
                Line::Space | Line::Heading(_) => {}
                Line::Counted { name, number } => {
                    last.clone_from(name);
                    all.insert(name.clone(), json!({ "count": number }));
                }
                Line::Row { name, number, .. } => {
                    if let Some(heading) = all.get_mut(&last) {
                        heading["of"][name] = (*number).into();
                    }
                }
            }
        }
        all
    }
}
