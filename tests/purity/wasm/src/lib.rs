//! The run for wasm32, which has no system to ask: whoever loads it calls `length`, then reads as many bytes from `text`.

#[path = "../../run.rs"]
mod run;

use std::sync::OnceLock;

static TEXT: OnceLock<String> = OnceLock::new();

/// Runs, and says how many bytes came out.
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    TEXT.get_or_init(run::run).len()
}

/// Where they are.
#[unsafe(no_mangle)]
pub extern "C" fn text() -> *const u8 {
    TEXT.get_or_init(run::run).as_ptr()
}
