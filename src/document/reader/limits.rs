//! How large a document may be. Each bound is far above what people write, and going over it is a finding.

/// Bytes of one source: 256 KiB.
pub const MAX_BYTES: usize = 256 * 1024;
/// Maps and lists inside each other: states inside each other take two, and what reads them a few kilobytes of stack each.
pub const MAX_DEPTH: usize = 32;
/// Maps, lists, keys and values of one source.
pub const MAX_NODES: usize = 65_536;
/// Keys of one map.
pub const MAX_KEYS: usize = 8_192;
/// Bytes of one text: 64 KiB.
pub const MAX_TEXT: usize = 64 * 1024;
/// Findings reported for one source; a source with more is not looked at further.
pub const MAX_FINDINGS: usize = 200;
/// Sources read at once.
pub const MAX_SOURCES: usize = 4_096;
