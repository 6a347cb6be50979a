//! Input that is made to do harm: each kind meets a typed error that names its place, in bounded work on a small stack;
//! nothing changes and nothing panics.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::disallowed_macros,
    reason = "tests start threads and programs and read files"
)]

mod accounts;
mod bounded;
mod counts;
mod events;
mod expressions;
mod policies;
#[path = "../tool/program.rs"]
#[allow(dead_code, reason = "each test uses its part of it")]
mod program;
mod text;
mod tool;
mod yaml;
