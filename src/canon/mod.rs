//! Bytes that never change: canonical JSON, its checker, and digests.
//!
//! What is hashed or kept is written here and not by a JSON crate, whose output depends on features that some other
//! crate of the host's build may switch on.

mod check;
mod digest;
mod encode;
mod plain;
mod writer;

pub(crate) use check::members;
pub use digest::{BadHex, Hash, Id};
pub(crate) use digest::{Hasher, Keyed, hex_id};
pub(crate) use encode::{encode, plain_length, write_integer, write_text};
pub(crate) use plain::{Plain, write_number};
pub(crate) use writer::{Object, order, write_digits, write_plain};
