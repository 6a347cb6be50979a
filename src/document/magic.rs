//! Names by which a type asks the reader of this crate for more than serde's data model holds: positions, all of a
//! section's mistakes, the kind of node. Any other deserialiser takes them for plain newtypes.

pub(crate) const TEXT: &str = "$amends::text";
pub(crate) const SPANNED: &str = "$amends::spanned";
pub(crate) const SECTION: &str = "$amends::section";
pub(crate) const ENTRIES: &str = "$amends::entries";
pub(crate) const SHAPE: &str = "$amends::shape";
pub(crate) const SHORT: &str = "$amends::short";
pub(crate) const ACTION: &str = "$amends::action";

/// What [`SHAPE`] answers for a text.
pub(crate) const SHAPE_TEXT: u8 = 0;
/// What [`SHAPE`] answers for a map.
pub(crate) const SHAPE_MAP: u8 = 1;
/// What [`SHAPE`] answers for a list.
pub(crate) const SHAPE_LIST: u8 = 2;
