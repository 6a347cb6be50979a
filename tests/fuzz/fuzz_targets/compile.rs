#![no_main]

#[path = "../../fuzzing/bodies.rs"]
#[allow(dead_code, reason = "each target uses its part of the bodies")]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::compile(data));
