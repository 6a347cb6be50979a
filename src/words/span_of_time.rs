//! Spans of time.

use crate::value::{Decimal, Duration};

const SECOND: i128 = 1_000_000_000;

/// The parts of a span of time with the signs that the SI has for all languages, largest first: `2 d 3 h 20 min`.
///
/// Words for them are not among what ICU4X keeps stable; an author who wants them gives numbers, and plural forms.
pub(super) fn parts(span: Duration) -> Vec<(String, &'static str)> {
    let mut rest = span.as_nanoseconds().unsigned_abs();
    let mut parts = Vec::new();
    for (unit, length) in [("d", 86_400 * SECOND), ("h", 3_600 * SECOND), ("min", 60 * SECOND)] {
        let length = length.unsigned_abs();
        if rest >= length {
            parts.push(((rest / length).to_string(), unit));
            rest %= length;
        }
    }
    if rest > 0 || parts.is_empty() {
        let seconds = i128::try_from(rest).ok().and_then(|nanos| Decimal::new(nanos, 9).ok());
        parts.push((seconds.unwrap_or_default().to_string(), "s"));
    }
    if let Some((number, _)) = parts.first_mut().filter(|_| span.is_negative()) {
        number.insert(0, '-');
    }
    parts
}
