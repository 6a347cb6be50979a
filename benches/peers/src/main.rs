//! `amends` beside other engines at the same work; prints one table.

mod condition;
#[path = "../../late/mod.rs"]
mod late;
mod matching;
#[path = "../../rules/mod.rs"]
mod rules;
mod table;
mod timing;
mod transitions;

use clap::{Parser, ValueEnum};

use table::Table;

/// Times amends beside other engines at the same work, after both gave the same answers, and prints one table.
#[derive(Parser)]
struct Args {
    /// Only these parts of the table.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// How many triggers an event is matched against.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000])]
    triggers: Vec<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    Condition,
    Match,
    Transitions,
}

fn main() {
    let args = Args::parse();
    let is_wanted = |part| args.only.is_empty() || args.only.contains(&part);
    let mut table = Table::default();
    if is_wanted(Part::Condition) {
        condition::add(&mut table);
    }
    if is_wanted(Part::Match) {
        args.triggers.iter().for_each(|triggers| matching::add(&mut table, *triggers));
    }
    if is_wanted(Part::Transitions) {
        transitions::add(&mut table);
    }
    print!("{table}");
}
