//! From text to a tree, in one pass within limits.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, Span as Marks};

use super::limits::{MAX_BYTES, MAX_DEPTH, MAX_KEYS, MAX_NODES, MAX_TEXT};
use super::sink::Sink;
use super::syntax::report_error;
use super::tree::{Kind, Node, Pair, Scalar};
use super::{flow, json};
use crate::document::check::{
    Feature, duplicate_key, empty_document, hidden_character, is_yaml_word, limits_exceeded, unquoted_expression,
    yaml_feature, yaml_word,
};
use crate::escape::is_hidden;
use crate::span::Span;

pub(super) const TOO_DEEP: &str = "maps and lists stand too deep in each other";
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads the text of the sink's source. `None` if it can't be read on, with findings that say why.
pub(super) fn parse(sink: &Sink<'_>) -> Option<Node> {
    let text = sink.source.text();
    if text.len() > MAX_BYTES {
        sink.report(limits_exceeded(sink.span(0, 0), &format!("this document has {} bytes", text.len()), MAX_BYTES));
        return None;
    }
    if find_hidden(sink, text) {
        return None;
    }
    let body = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    let mut builder = Builder {
        sink,
        offsets: Offsets::new(body, text.len().saturating_sub(body.len())),
        frames: Vec::new(),
        nodes: 0,
        root: None,
        started: false,
    };
    let body = json::as_yaml(body);
    for event in Parser::new_from_str(&body) {
        let next = match event {
            Ok((event, marks)) => builder.event(event, marks),
            Err(error) => {
                report_error(sink, builder.offsets.byte(*error.marker()), error.info());
                Err(Stop)
            }
        };
        if next.is_err() || sink.is_full() {
            return None;
        }
    }
    let root = builder.root.filter(|root| !root.is_nothing());
    if root.is_none() && !sink.has_errors() {
        sink.report(empty_document(sink.span(0, 0)));
    }
    root
}

/// Whether the text holds characters that nobody sees.
fn find_hidden(sink: &Sink<'_>, text: &str) -> bool {
    let mut found = false;
    let hidden = text.char_indices().filter(|(at, c)| is_hidden(*c) && (*at > 0 || *c != BYTE_ORDER_MARK));
    for (at, c) in hidden {
        found = true;
        sink.report(hidden_character(sink.span(at, at.saturating_add(c.len_utf8())), c, false));
        if sink.is_full() {
            break;
        }
    }
    found
}

/// Reading can't go on; a finding says why.
struct Stop;

struct Builder<'a, 's> {
    sink: &'a Sink<'s>,
    offsets: Offsets,
    frames: Vec<Frame>,
    nodes: usize,
    root: Option<Node>,
    started: bool,
}

/// A map or list that is not closed yet.
enum Frame {
    Map { start: Span, flow: bool, pairs: Vec<Pair>, key: Option<Node> },
    List { start: Span, items: Vec<Node> },
}

impl Builder<'_, '_> {
    fn event(&mut self, event: Event<'_>, marks: Marks) -> Result<(), Stop> {
        let span = self.span(marks);
        match event {
            Event::DocumentStart(_) => self.document(span),
            Event::Alias(_) => self.feature(span, Feature::Alias),
            Event::Scalar(text, style, anchor, tag) => {
                let span = self.trimmed(span);
                let marked = self.refuse_marks(span, anchor, tag.is_some());
                let node = Node::new(Kind::Scalar(self.scalar(&text, style, span)?), span);
                if marked {
                    self.sink.refuse(&node);
                }
                self.add(node)
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_marks(span, anchor, tag.is_some());
                self.open(span, |start| Frame::List { start, items: Vec::new() })
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_marks(span, anchor, tag.is_some());
                let flow = self.sink.source.slice(span).starts_with('{');
                self.open(span, |start| Frame::Map { start, flow, pairs: Vec::new(), key: None })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn document(&mut self, span: Span) -> Result<(), Stop> {
        if self.started {
            return self.feature(span, Feature::Document);
        }
        self.started = true;
        // Directives stand at the beginning of a line before the document and make no event.
        let mut at = 0;
        for line in self.sink.source.text().split_inclusive('\n') {
            if at >= usize::try_from(span.start).unwrap_or(usize::MAX) {
                break;
            }
            if line.starts_with('%') {
                return self.feature(self.sink.span(at, at.saturating_add(line.trim_end().len())), Feature::Directive);
            }
            at = at.saturating_add(line.len());
        }
        Ok(())
    }

    fn open(&mut self, span: Span, frame: impl FnOnce(Span) -> Frame) -> Result<(), Stop> {
        if matches!(self.frames.last(), Some(Frame::Map { key: None, .. })) {
            return self.feature(span, Feature::Key);
        }
        self.count(span)?;
        if self.frames.len() >= MAX_DEPTH {
            return self.over(span, TOO_DEEP, MAX_DEPTH);
        }
        self.frames.push(frame(span));
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), Stop> {
        let whole = |start: Span| Span { end: end.end.max(start.end), ..start };
        let node = match self.frames.pop() {
            Some(Frame::Map { start, flow, pairs, .. }) => {
                let pairs = self.without_duplicates(pairs);
                // A block map ends where the next thing begins; its last value says where it really ends.
                let span = match pairs.last() {
                    Some(last) if !flow => Span { end: last.value.span.end.max(last.key.span.end), ..start },
                    _ => whole(start),
                };
                Node::new(Kind::Map { pairs, flow }, span)
            }
            Some(Frame::List { start, items }) => {
                let flow = self.sink.source.slice(start).starts_with('[');
                let span = match items.last() {
                    Some(last) if !flow => Span { end: last.span.end.max(start.end), ..start },
                    _ => whole(start),
                };
                Node::new(Kind::List(items), span)
            }
            None => return Ok(()),
        };
        self.add(node)
    }

    /// Puts a finished node where it belongs.
    fn add(&mut self, node: Node) -> Result<(), Stop> {
        let is_key = matches!(self.frames.last(), Some(Frame::Map { key: None, .. }));
        if node.scalar().is_some() {
            self.count(node.span)?;
            if !is_key {
                self.refuse_word(&node);
            }
        }
        match self.frames.last_mut() {
            Some(Frame::List { items, .. }) => items.push(node),
            Some(Frame::Map { pairs, key, .. }) => match key.take() {
                Some(key) => pairs.push(Pair { key, value: node }),
                None => {
                    if node.scalar().is_some_and(|scalar| scalar.plain && scalar.text == "<<") {
                        self.sink.report(yaml_feature(node.span, Feature::Merge));
                        self.sink.refuse(&node);
                    }
                    if pairs.len() >= MAX_KEYS {
                        let span = node.span;
                        return self.over(span, "this map has too many keys", MAX_KEYS);
                    }
                    *key = Some(node);
                }
            },
            None => self.root = Some(node),
        }
        Ok(())
    }

    fn without_duplicates(&self, mut pairs: Vec<Pair>) -> Vec<Pair> {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        let mut again: Vec<usize> = Vec::new();
        for (index, pair) in pairs.iter().enumerate() {
            match first.entry(pair.key.text()) {
                Entry::Vacant(entry) => {
                    entry.insert(pair.key.span);
                }
                Entry::Occupied(entry) => {
                    again.push(index);
                    self.sink.report(duplicate_key(pair.key.span, pair.key.text(), *entry.get()));
                }
            }
        }
        if !again.is_empty() {
            let mut index = 0..;
            pairs.retain(|_| index.next().is_none_or(|index| again.binary_search(&index).is_err()));
        }
        pairs
    }

    fn scalar(&self, text: &str, style: ScalarStyle, span: Span) -> Result<Scalar, Stop> {
        if text.len() > MAX_TEXT {
            return Err(self.over_stop(span, &format!("this text has {} bytes", text.len()), MAX_TEXT));
        }
        if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
            self.sink.report(hidden_character(span, hidden, true));
        }
        let plain = style == ScalarStyle::Plain;
        let inner = if plain {
            span
        } else {
            Span { start: span.start.saturating_add(1), end: span.end.saturating_sub(1), ..span }
        };
        let verbatim = self.sink.source.slice(inner) == text;
        Ok(Scalar { text: text.to_owned(), span: if verbatim { inner } else { span }, verbatim, plain })
    }

    fn refuse_word(&self, node: &Node) {
        if let Some(scalar) = node.scalar() {
            if scalar.plain && is_yaml_word(&scalar.text) {
                self.sink.report(yaml_word(node.span, &scalar.text));
                self.sink.refuse(node);
            }
        }
    }

    /// Whether a value has an anchor or a tag; reports it.
    fn refuse_marks(&self, span: Span, anchor: usize, tag: bool) -> bool {
        if anchor == 0 && !tag {
            return false;
        }
        let (start, line) = self.sink.source.line(self.sink.source.line_of(span.start));
        let column = usize::try_from(span.start.saturating_sub(start)).unwrap_or_default();
        let corrected = flow::corrected(line).filter(|_| flow::is_expression(line, column));
        self.sink.report(match corrected {
            Some(line) => unquoted_expression(span, Some(line)),
            None if tag => yaml_feature(span, Feature::Tag),
            None => yaml_feature(span, Feature::Anchor),
        });
        true
    }

    fn count(&mut self, span: Span) -> Result<(), Stop> {
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes > MAX_NODES {
            return self.over(span, "this document has too many keys and values", MAX_NODES);
        }
        Ok(())
    }

    fn feature(&self, span: Span, feature: Feature) -> Result<(), Stop> {
        self.sink.report(yaml_feature(span, feature));
        Err(Stop)
    }

    fn over(&self, span: Span, what: &str, limit: usize) -> Result<(), Stop> {
        Err(self.over_stop(span, what, limit))
    }

    fn over_stop(&self, span: Span, what: &str, limit: usize) -> Stop {
        self.sink.report(limits_exceeded(span, what, limit));
        Stop
    }

    /// The parser counts blanks behind a scalar to it.
    fn trimmed(&self, span: Span) -> Span {
        let length = self.sink.source.slice(span).trim_end().len();
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        Span { end: span.start.saturating_add(length), ..span }
    }

    fn span(&self, marks: Marks) -> Span {
        self.sink.span(self.offsets.byte(marks.start), self.offsets.byte(marks.end))
    }
}

/// Bytes of the characters by which the parser counts.
struct Offsets {
    base: usize,
    length: usize,
    /// First byte of each character; `None` if every character is one byte.
    bytes: Option<Vec<usize>>,
}

impl Offsets {
    fn new(text: &str, base: usize) -> Offsets {
        let bytes = (!text.is_ascii()).then(|| text.char_indices().map(|(at, _)| at).collect());
        Offsets { base, length: text.len(), bytes }
    }

    fn byte(&self, mark: Marker) -> usize {
        let within = match &self.bytes {
            Some(bytes) => bytes.get(mark.index()).copied().unwrap_or(self.length),
            None => mark.index().min(self.length),
        };
        self.base.saturating_add(within)
    }
}
