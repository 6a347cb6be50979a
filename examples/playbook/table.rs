//! A table of names and numbers.

use crate::summary::Tally;
use crate::text::{escaped, thousands};

/// Lines of a name, a number to the right, and a remark.
#[derive(Debug, Default)]
pub struct Table(Vec<Line>);

#[derive(Debug)]
enum Line {
    Space,
    Heading(String),
    Row { name: String, number: String, remark: String },
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
        self.push(name.to_owned(), number, "");
    }

    /// A row below a heading.
    pub fn row(&mut self, name: &str, number: u64, remark: &str) {
        self.push(format!("  {}", escaped(name)), number, remark);
    }

    /// A line of its own, as long as it is.
    pub fn heading(&mut self, text: &str) {
        self.0.push(Line::Heading(escaped(text).into_owned()));
    }

    pub fn space(&mut self) {
        self.0.push(Line::Space);
    }

    fn push(&mut self, name: String, number: u64, remark: &str) {
        self.0.push(Line::Row { name, number: thousands(number), remark: remark.to_owned() });
    }

    pub fn finish(self) -> String {
        let rows = self.0.iter().filter_map(|line| match line {
            Line::Row { name, number, .. } => Some((name.chars().count(), number.len())),
            Line::Space | Line::Heading(_) => None,
        });
        let (names, numbers) = rows.fold((0, 0), |(a, b), (name, number)| (a.max(name), b.max(number)));
        let mut text = String::new();
        for line in self.0 {
            match line {
                Line::Space => {}
                Line::Heading(heading) => text.push_str(&heading),
                Line::Row { name, number, remark } => {
                    let row = format!("{name:names$}  {number:>numbers$}   {remark}");
                    text.push_str(row.trim_end());
                }
            }
            text.push('\n');
        }
        text
    }
}
