//! Where the parser gives up: what the author may have meant there.

use super::flow;
use super::limits::MAX_DEPTH;
use super::parse::TOO_DEEP;
use super::sink::Sink;
use crate::document::check::{Feature, limits_exceeded, unquoted_expression, yaml_feature, yaml_syntax};
use crate::report::Finding;

/// Reports the error that the parser gives at a byte.
pub(super) fn report_error(sink: &Sink<'_>, at: usize, says: &str) {
    sink.report(finding(sink, at, says));
}

fn finding(sink: &Sink<'_>, at: usize, says: &str) -> Finding {
    let place = sink.span(at, at);
    // The parser looks ahead of the maps and lists it has told of, and has a limit of its own.
    if says == "recursion limit exceeded" {
        return limits_exceeded(place, TOO_DEEP, MAX_DEPTH);
    }
    let source = sink.source;
    let line = source.line_of(place.start);
    let (start, text) = source.line(line);
    let column = usize::try_from(place.start.saturating_sub(start)).unwrap_or_default();
    let rest = text.get(column..).unwrap_or_default();
    // An alias of an anchor that is not there.
    if rest.starts_with('*') && !flow::is_expression(text, column) {
        return yaml_feature(place, Feature::Alias);
    }
    if let Some(corrected) = flow::corrected(text) {
        return unquoted_expression(place, Some(corrected));
    }
    // The error may be noticed only at the beginning of the next line.
    let Some(before) = line.checked_sub(1) else {
        return yaml_syntax(place, says);
    };
    let (start, text) = source.line(before);
    match flow::corrected(text) {
        Some(corrected) => {
            let start = usize::try_from(start).unwrap_or_default();
            let indent = text.len().saturating_sub(text.trim_start().len());
            let end = start.saturating_add(text.trim_end().len());
            unquoted_expression(sink.span(start.saturating_add(indent), end), Some(corrected))
        }
        None => yaml_syntax(place, says),
    }
}
