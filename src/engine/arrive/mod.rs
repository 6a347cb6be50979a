//! What arrives, a file for each kind: an event and the cases it opens, a receipt, time, a pool's answer, an erasure.

pub(in crate::engine) mod answer;
pub(in crate::engine) mod deliver;
pub(in crate::engine) mod erase;
pub(in crate::engine) mod key;
pub(in crate::engine) mod matching;
pub(in crate::engine) mod opening;
pub(in crate::engine) mod receive;
pub(in crate::engine) mod time;
