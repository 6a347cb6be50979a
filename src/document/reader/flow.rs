//! Expressions that YAML takes apart: how a line should have been written, and maps split at a comma.

use super::sink::Sink;
use super::tree::{Node, Pair};
use crate::document::check::unquoted_expression;
use crate::span::Span;

/// Nested flow maps looked at in one line.
const MAX_NESTING: usize = 16;
/// Longest line that is corrected.
const MAX_LINE: usize = 4_096;

/// Finds values of a flow map that a comma split into a value and keys without values, reports each once and passes the
/// pieces over.
pub(super) fn find_split(sink: &Sink<'_>, pairs: &[Pair<'_>], fields: &[&str]) {
    let mut rest = pairs.iter().peekable();
    while let Some(pair) = rest.next() {
        let plain = pair.value.scalar().is_some_and(|scalar| scalar.plain);
        if !plain || pair.value.is_nothing() || pair.value.refused.get() {
            continue;
        }
        if !rest.peek().is_some_and(|next| next.value.is_nothing()) {
            continue;
        }
        let opened = is_opened(&pair.value);
        let is_piece = |piece: &Pair<'_>| {
            let key = piece.key.text();
            let words = key.contains(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'));
            piece.value.is_nothing() && (opened || (words && !fields.contains(&key)))
        };
        let mut end: Option<Span> = None;
        while let Some(piece) = rest.next_if(|piece| is_piece(piece)) {
            end = Some(piece.key.span);
            sink.refuse(&piece.key);
        }
        if let Some(end) = end {
            sink.refuse(&pair.value);
            let span = Span { end: end.end, ..pair.value.span };
            let line = sink.source.line(sink.source.line_of(span.start)).1;
            sink.report(unquoted_expression(span, corrected(line)));
        }
    }
}

/// Whether a text without quotes has a bracket that it does not close.
fn is_opened(node: &Node<'_>) -> bool {
    let Some(scalar) = node.scalar().filter(|scalar| scalar.plain) else {
        return false;
    };
    let count = |brackets: [char; 2]| scalar.text.chars().filter(|c| brackets.contains(c)).count();
    count(['(', '[']) > count([')', ']'])
}

/// Whether what begins at this byte of a line, with a mark of YAML's own, was meant as an expression: by its key, or
/// because it is more than a word.
pub(super) fn is_expression(line: &str, start: usize) -> bool {
    const KEYS: [&str; 6] = ["when:", "is:", "amount:", "on:", "by:", "within:"];
    let before = line.get(..start).unwrap_or_default().trim_end();
    let key = before.rsplit([' ', '{', ',']).next().unwrap_or_default();
    let after = line.get(start..).unwrap_or_default();
    KEYS.contains(&key) || after.contains(['(', ')', '=', '<', '>', '|', '+', '/', '\'', '"'])
}

/// The line with its expressions in double quotes where they must be; `None` if nothing is to be changed.
pub(super) fn corrected(line: &str) -> Option<String> {
    if line.len() > MAX_LINE {
        return None;
    }
    let chars: Vec<char> = line.chars().collect();
    let mut fixer = Fixer { chars: &chars, at: 0, out: String::with_capacity(line.len()), changed: false };
    fixer.line();
    fixer.changed.then_some(fixer.out)
}

struct Fixer<'a> {
    chars: &'a [char],
    at: usize,
    out: String,
    changed: bool,
}

impl Fixer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at.saturating_add(ahead)).copied()
    }

    fn copy(&mut self) {
        if let Some(c) = self.peek(0) {
            self.out.push(c);
            self.at = self.at.saturating_add(1);
        }
    }

    fn copy_while(&mut self, accept: impl Fn(char) -> bool) {
        while self.peek(0).is_some_and(&accept) {
            self.copy();
        }
    }

    /// Indentation, list marks, then a map in braces or `key: value`.
    fn line(&mut self) {
        self.copy_while(|c| c == ' ');
        while self.peek(0) == Some('-') && self.peek(1) == Some(' ') {
            self.copy();
            self.copy_while(|c| c == ' ');
        }
        if self.peek(0) == Some('{') {
            self.map(0);
        } else if self.key() {
            self.value(0, false);
        }
        self.copy_while(|_| true);
    }

    /// A key and its colon, if one stands here.
    fn key(&mut self) -> bool {
        let length = self.key_length(0);
        for _ in 0..length {
            self.copy();
        }
        self.copy_while(|c| c == ' ');
        length > 0
    }

    /// Characters of a key and its colon from here on; 0 if there is none.
    fn key_length(&self, from: usize) -> usize {
        let mut length = from;
        if self.peek(length) == Some('"') {
            length = length.saturating_add(1);
            while self.peek(length).is_some_and(|c| c != '"') {
                length = length.saturating_add(1);
            }
            length = length.saturating_add(1);
        } else {
            while self.peek(length).is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '*')) {
                length = length.saturating_add(1);
            }
        }
        let named = length > from && self.peek(length) == Some(':');
        let ended = matches!(self.peek(length.saturating_add(1)), None | Some(' '));
        if named && ended { length.saturating_add(1).saturating_sub(from) } else { 0 }
    }

    fn map(&mut self, depth: usize) {
        self.copy();
        loop {
            self.copy_while(|c| matches!(c, ' ' | ','));
            match self.peek(0) {
                None => return,
                Some('}') => return self.copy(),
                Some(_) if self.key() => self.value(depth, true),
                // A bare name, as in `{ x }`.
                Some(_) => {
                    let before = self.at;
                    self.copy_while(|c| !matches!(c, ',' | '}' | ' '));
                    if self.at == before {
                        return;
                    }
                }
            }
        }
    }

    fn value(&mut self, depth: usize, flow: bool) {
        match self.peek(0) {
            Some('{') if depth < MAX_NESTING => self.map(depth.saturating_add(1)),
            Some('"') => {
                self.copy();
                while let Some(c) = self.peek(0) {
                    if c == '\\' {
                        self.copy();
                    }
                    self.copy();
                    if c == '"' {
                        break;
                    }
                }
            }
            // A list, a block text, a comment: not an expression.
            Some('[' | '#' | '|') | None => self.copy_while(|c| !flow || c != '}'),
            Some(_) => self.expression(flow),
        }
    }

    /// A text without quotes, up to where its author meant it to end.
    fn expression(&mut self, flow: bool) {
        let text = self.until_end(flow);
        let trimmed = text.trim_end();
        let spaces = text.get(trimmed.len()..).unwrap_or_default();
        if needs_quotes(trimmed, flow) {
            self.changed = true;
            self.out.push('"');
            self.out.push_str(&trimmed.replace('\\', "\\\\").replace('"', "\\\""));
            self.out.push('"');
        } else {
            self.out.push_str(trimmed);
        }
        self.out.push_str(spaces);
        self.at = self.at.saturating_add(text.chars().count());
    }

    fn until_end(&self, flow: bool) -> String {
        let mut text = String::new();
        let mut open = 0_usize;
        let mut quote: Option<char> = None;
        let mut ahead = 0;
        while let Some(c) = self.peek(ahead) {
            let ends = quote.is_none()
                && match c {
                    '}' if flow => open == 0,
                    ',' if flow => open == 0 && self.begins_pair(ahead.saturating_add(1)),
                    '#' => text.ends_with(' '),
                    _ => false,
                };
            if ends {
                break;
            }
            match (quote, c) {
                (None, '(' | '[' | '{') => open = open.saturating_add(1),
                (None, ')' | ']' | '}') => open = open.saturating_sub(1),
                (None, '\'' | '"') => quote = Some(c),
                (Some(mark), c) if mark == c => quote = None,
                _ => {}
            }
            text.push(c);
            ahead = ahead.saturating_add(1);
        }
        text
    }

    fn begins_pair(&self, from: usize) -> bool {
        let mut from = from;
        while self.peek(from) == Some(' ') {
            from = from.saturating_add(1);
        }
        self.key_length(from) > 0 || matches!(self.peek(from), None | Some('}'))
    }
}

/// Whether YAML would take this text apart.
fn needs_quotes(text: &str, flow: bool) -> bool {
    let quoted = text.len() > 1 && text.starts_with('\'') && text.ends_with('\'') && text.matches('\'').count() == 2;
    if quoted {
        return false;
    }
    text.starts_with(['!', '*', '&', '\'', '>', '%', '@', '`'])
        || text.contains(": ")
        || text.contains(" #")
        || (flow && text.contains([',', '[', ']', '{', '}']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_corrected_where_yaml_takes_them_apart() {
        let table: &[(&str, Option<&str>)] = &[
            ("  - { when: max(a, b) > 3, go: x }", Some("  - { when: \"max(a, b) > 3\", go: x }")),
            ("- { when: tier in ['a', 'b'], go: x }", Some("- { when: \"tier in ['a', 'b']\", go: x }")),
            ("    when: !has(x)", Some("    when: \"!has(x)\"")),
            ("    - { when: 'gold' == tier, is: 5 }", Some("    - { when: \"'gold' == tier\", is: 5 }")),
            ("{ when: a ? b : c, go: x }", Some("{ when: \"a ? b : c\", go: x }")),
            ("x: { when: a == \"b, c\", go: x }", Some("x: { when: \"a == \\\"b, c\\\"\", go: x }")),
            ("  title: this: that", Some("  title: \"this: that\"")),
            ("  - { when: \"max(a, b) > 3\", go: x }", None),
            ("  order: { type: text, about: the order number }", None),
            ("  put-right: { en: \"a, b\", fr: 'c' }", None),
            ("      - compensation: { amount: gesture, form: [refund, voucher], because: rule 4 }", None),
            ("  a: { with: { x, y: z } }", None),
            ("", None),
            ("{{{{{{", None),
        ];
        for (line, expected) in table {
            assert_eq!(corrected(line).as_deref(), *expected, "{line}");
        }
    }
}
