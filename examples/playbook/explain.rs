//! `explain`: the page of a finding.

use std::io::{self, Write};

use amends::{Doc, Severity, docs};

use crate::args::Explain;
use crate::exit::{Done, Failure, printed};
use crate::text::escaped;

/// How wide a page is.
const WIDTH: usize = 90;

pub fn explain(args: &Explain) -> Result<Done, Failure> {
    let docs = docs();
    let text = match &args.code {
        None => list(&docs),
        Some(code) => match docs.iter().find(|doc| doc.code.as_str() == code) {
            Some(doc) => page(doc),
            None => return Err(Failure::Usage(unknown(code, &docs))),
        },
    };
    printed(io::stdout().lock().write_all(text.as_bytes()))?;
    Ok(Done::Fine)
}

fn list(docs: &[Doc]) -> String {
    let width = docs.iter().map(|doc| doc.code.as_str().len()).max().unwrap_or(0);
    docs.iter().map(|doc| format!("{:width$}  {:7}  {}\n", doc.code.as_str(), severity(doc), doc.title)).collect()
}

fn page(doc: &Doc) -> String {
    let mut text = format!("{}[{}]: {}\n\n", severity(doc), doc.code, doc.title);
    text.push_str(&wrapped(doc.text));
    for (word, example) in [("avoid", doc.avoid), ("prefer", doc.prefer)] {
        text.push_str(&format!("\n{word}:\n\n"));
        for line in example.lines() {
            text.push_str(format!("    {}", escaped(line)).trim_end());
            text.push('\n');
        }
    }
    text
}

fn severity(doc: &Doc) -> &'static str {
    if doc.severity == Severity::Error { "error" } else { "warning" }
}

fn unknown(code: &str, docs: &[Doc]) -> String {
    let mut near: Vec<(usize, &str)> =
        docs.iter().map(|doc| (strsim::osa_distance(code, doc.code.as_str()), doc.code.as_str())).collect();
    near.sort_unstable();
    let part = docs.iter().map(|doc| doc.code.as_str()).filter(|known| known.split('-').any(|word| word == code));
    let near = near.iter().filter(|(far, _)| *far <= code.chars().count().div_ceil(3)).map(|(_, known)| *known);
    let mut nearest: Vec<&str> = Vec::new();
    near.chain(part).take(3).for_each(|known| {
        if !nearest.contains(&known) {
            nearest.push(known)
        }
    });
    let nearest: Vec<_> = nearest.iter().map(|known| format!("`{known}`")).collect();
    let hint = match nearest.as_slice() {
        [] => "`explain` alone lists all of them".to_owned(),
        _ => format!("did you mean {}?", nearest.join(" or ")),
    };
    format!("there is no finding `{}`; {hint}", escaped(code))
}

/// The text in lines of [`WIDTH`] at most, as far as words allow.
fn wrapped(text: &str) -> String {
    let mut wrapped = String::new();
    let mut width = 0;
    for word in text.split_whitespace() {
        let longer = word.chars().count();
        if width > 0 && width + 1 + longer > WIDTH {
            wrapped.push('\n');
            width = 0;
        }
        if width > 0 {
            wrapped.push(' ');
            width += 1;
        }
        wrapped.push_str(word);
        width += longer;
    }
    wrapped.push('\n');
    wrapped
}
