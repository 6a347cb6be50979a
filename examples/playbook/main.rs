//! The author's program: checks playbooks, draws them, runs them on a file of events, verifies and replays what came out.
//!
//! ```text
//! cargo run --release --example playbook -- check playbooks
//! cargo run --release --example playbook -- run playbooks/eu261.yaml --events examples/events/eu261.ndjson
//! ```
//!
//! Exit codes: 0 fine, 1 findings or failures, 2 usage, 3 could not read or write.
#![allow(
    clippy::disallowed_types,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "the library does no input and output; a program around it does"
)]

mod args;
mod audit;
mod check;
mod entry;
mod erase;
mod exit;
mod explain;
mod feed;
mod files;
mod graph;
mod host;
mod house;
mod ledger;
mod lines;
mod money;
mod order;
mod output;
mod overrides;
mod progress;
mod question;
mod refused;
mod replay;
mod run;
mod schema;
mod steps;
mod summary;
mod table;
mod text;
mod trail;
mod verify;
mod why;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => return exit::refused(&error),
    };
    let done = match args.command {
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Graph(args) => graph::graph(&args),
        Command::Run(args) => run::run(&args),
        Command::Verify(args) => verify::verify(&args),
        Command::Replay(args) => replay::replay(&args),
        Command::Overrides(args) => overrides::overrides(&args),
        Command::Erase(args) => erase::erase(&args),
        Command::Schema { of } => schema::schema(of),
        Command::Why(args) => why::why(&args),
    };
    exit::code(done)
}
