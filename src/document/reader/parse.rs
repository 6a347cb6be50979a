//! From text to a tree, in one pass within limits.

use std::borrow::Cow;
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
use crate::escape::{is_hidden, is_plain};
use crate::span::Span;

pub(super) const TOO_DEEP: &str = "maps and lists stand too deep in each other";
const BYTE_ORDER_MARK: char = '\u{feff}';
/// Keys of a map that are compared each with each; of more a set is made.
const FEW_KEYS: usize = 12;

/// Reads the text of the sink's source. `None` if it can't be read on, with findings that say why.
pub(super) fn parse<'s>(sink: &Sink<'s>) -> Option<Node<'s>> {
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
        done: Vec::new(),
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
    if is_plain(text) {
        return false;
    }
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
    /// Finished nodes that stand in a frame, the frame's own behind those of the frames around it.
    done: Vec<Node<'s>>,
    nodes: usize,
    root: Option<Node<'s>>,
    started: bool,
}

/// A map or list that is not closed yet.
struct Frame {
    /// Where it begins.
    start: Span,
    /// Where its nodes begin among those that are done; those of a map are a key and its value by turns.
    first: usize,
    map: bool,
    flow: bool,
}

impl<'s> Builder<'_, 's> {
    fn event(&mut self, event: Event<'_>, marks: Marks) -> Result<(), Stop> {
        let span = self.span(marks);
        match event {
            Event::DocumentStart(_) => self.document(span),
            Event::Alias(_) => self.feature(span, Feature::Alias),
            Event::Scalar(text, style, anchor, tag) => {
                let span = self.trimmed(span);
                let marked = self.refuse_marks(span, anchor, tag.is_some());
                let node = Node::new(Kind::Scalar(self.scalar(text, style, span)?), span);
                if marked {
                    self.sink.refuse(&node);
                }
                self.add(node)
            }
            Event::SequenceStart(anchor, tag) => {
                self.refuse_marks(span, anchor, tag.is_some());
                self.open(span, false)
            }
            Event::MappingStart(anchor, tag) => {
                self.refuse_marks(span, anchor, tag.is_some());
                self.open(span, true)
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

    fn open(&mut self, span: Span, map: bool) -> Result<(), Stop> {
        if self.keys().is_some() {
            return self.feature(span, Feature::Key);
        }
        self.count(span)?;
        if self.frames.len() >= MAX_DEPTH {
            return self.over(span, TOO_DEEP, MAX_DEPTH);
        }
        let flow = self.sink.source.slice(span).starts_with(if map { '{' } else { '[' });
        self.frames.push(Frame { start: span, first: self.done.len(), map, flow });
        Ok(())
    }

    /// How many keys are done of a map in which a key comes next.
    fn keys(&self) -> Option<usize> {
        let frame = self.frames.last().filter(|frame| frame.map)?;
        let done = self.done.len().saturating_sub(frame.first);
        (done % 2 == 0).then_some(done / 2)
    }

    fn close(&mut self, end: Span) -> Result<(), Stop> {
        let Some(Frame { start, first, map, flow }) = self.frames.pop() else { return Ok(()) };
        let mut done = self.done.drain(first.min(self.done.len())..);
        // A block map or list ends where the next thing begins; what stands last in it says where it really ends.
        let (kind, last) = if map {
            let mut pairs = Vec::with_capacity(done.len() / 2);
            while let (Some(key), Some(value)) = (done.next(), done.next()) {
                pairs.push(Pair { key, value });
            }
            drop(done);
            let pairs = self.without_duplicates(pairs);
            let last = pairs.last().map(|last| last.value.span.end.max(last.key.span.end));
            (Kind::Map { pairs, flow }, last)
        } else {
            let items: Vec<Node<'s>> = done.collect();
            let last = items.last().map(|last| last.span.end.max(start.end));
            (Kind::List(items), last)
        };
        let end = last.filter(|_| !flow).unwrap_or(end.end.max(start.end));
        self.add(Node::new(kind, Span { end, ..start }))
    }

    /// Puts a finished node where it belongs.
    fn add(&mut self, node: Node<'s>) -> Result<(), Stop> {
        let keys = self.keys();
        if let Some(scalar) = node.scalar() {
            self.count(node.span)?;
            if keys.is_none() {
                self.refuse_word(&node, scalar);
            } else if scalar.plain && scalar.text == "<<" {
                self.sink.report(yaml_feature(node.span, Feature::Merge));
                self.sink.refuse(&node);
            }
        }
        if keys.is_some_and(|keys| keys >= MAX_KEYS) {
            return self.over(node.span, "this map has too many keys", MAX_KEYS);
        }
        if self.frames.is_empty() {
            self.root = Some(node);
        } else {
            self.done.push(node);
        }
        Ok(())
    }

    fn without_duplicates(&self, mut pairs: Vec<Pair<'s>>) -> Vec<Pair<'s>> {
        let stands_before = |at: usize, key: &str| pairs.iter().take(at).any(|pair| pair.key.text() == key);
        let differ = || !pairs.iter().enumerate().any(|(at, pair)| stands_before(at, pair.key.text()));
        if pairs.len() <= FEW_KEYS && differ() {
            return pairs;
        }
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

    fn scalar(&self, text: Cow<'_, str>, style: ScalarStyle, span: Span) -> Result<Scalar<'s>, Stop> {
        if text.len() > MAX_TEXT {
            return Err(self.over_stop(span, &format!("this text has {} bytes", text.len()), MAX_TEXT));
        }
        let plain = style == ScalarStyle::Plain;
        let inner = if plain {
            span
        } else {
            Span { start: span.start.saturating_add(1), end: span.end.saturating_sub(1), ..span }
        };
        let source = self.sink.source.slice(inner);
        if source == text {
            return Ok(Scalar { text: Cow::Borrowed(source), span: inner, verbatim: true, plain });
        }
        // What stands in the source was looked at before; an escape may hide more.
        if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
            self.sink.report(hidden_character(span, hidden, true));
        }
        Ok(Scalar { text: Cow::Owned(text.into_owned()), span, verbatim: false, plain })
    }

    fn refuse_word(&self, node: &Node<'s>, scalar: &Scalar<'s>) {
        if scalar.plain && is_yaml_word(&scalar.text) {
            self.sink.report(yaml_word(node.span, &scalar.text));
            self.sink.refuse(node);
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
    /// Behind each character of more than one byte: characters and bytes up to there.
    wide: Vec<(usize, usize)>,
}

impl Offsets {
    fn new(text: &str, base: usize) -> Offsets {
        let behind = |(count, (at, c)): (usize, (usize, char))| {
            (!c.is_ascii()).then(|| (count.saturating_add(1), at.saturating_add(c.len_utf8())))
        };
        let wide =
            if text.is_ascii() { Vec::new() } else { text.char_indices().enumerate().filter_map(behind).collect() };
        Offsets { base, length: text.len(), wide }
    }

    fn byte(&self, mark: Marker) -> usize {
        let before = self.wide.partition_point(|(count, _)| *count <= mark.index());
        let (count, bytes) = before.checked_sub(1).and_then(|at| self.wide.get(at)).copied().unwrap_or_default();
        let within = bytes.saturating_add(mark.index().saturating_sub(count)).min(self.length);
        self.base.saturating_add(within)
    }
}
