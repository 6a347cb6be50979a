#![no_main]

#[path = "../../fuzzing/bodies/mod.rs"]
#[allow(dead_code, unused_imports, reason = "each target uses its part of the bodies")]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::read(data));
