//! Where something stands in a source.

/// A range of bytes in one source of a compilation.
///
/// ```
/// # let report = amends::compile([amends::Source::new("a.yaml", "journey: parcels")]).finish().unwrap_err();
/// use amends::Span;
/// let span: Span = report.iter().next().unwrap().span();
/// assert_eq!((span.source, span.start, span.end), (0, 0, 7));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Index of the source in [`Report::sources`](crate::Report::sources).
    pub source: u16,
    /// First byte, counted from 0.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}
