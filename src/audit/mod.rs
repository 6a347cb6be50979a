//! Holds a trail of records to what it says: that nobody changed it, and that its inputs lead to it; and counts in it what
//! people override.

mod account;
mod line;
mod overrides;
mod replay;
mod verify;

pub use account::verify_account;
pub use overrides::{Override, OverrideCounter, Overrides, overrides};
pub use replay::{Lack, ReplayError, Replayed, replay};
pub use verify::{Head, Verified, Verifier, VerifyError, Wrong, verify};
