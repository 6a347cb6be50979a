//! What the command line says.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

use amends::{StepId, Time};

/// Check, draw, run, verify and replay service-recovery playbooks.
///
/// Exit codes: 0 fine, 1 findings or failures, 2 usage, 3 could not read or write.
#[derive(Debug, Parser)]
#[command(name = "playbook", version, max_term_width = 100)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Check(Check),
    Explain(Explain),
    Graph(Graph),
    Run(Run),
    Why(Why),
    Verify(Verify),
    Replay(Replay),
    Overrides(Overrides),
    Erase(Erase),
    /// Print the JSON Schema of playbooks or policies, for editors and other tools
    ///
    /// With it editors complete keys, show what they mean, and mark those that don't exist. A playbook names it in its first
    /// line: # yaml-language-server: $schema=schema/playbook.json
    Schema {
        /// Of which documents
        #[arg(value_enum, default_value_t = Schema::Playbook)]
        of: Schema,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Schema {
    /// What an organisation does when something goes wrong
    Playbook,
    /// The rules of a house
    Policy,
}

/// Find every mistake in playbooks
///
/// Errors make the exit code 1, warnings do not.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// Playbooks, or folders to search for *.yaml and *.yml
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// For people, or for tools
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Explain a finding: what it is, why it matters, what to write instead
///
/// Without a code, lists all of them.
#[derive(Debug, clap::Args)]
pub struct Explain {
    /// The finding's code, as check shows it in brackets
    pub code: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The lines with the mistakes, for people
    Text,
    /// JSON, for tools
    Json,
}

/// Draw a playbook as a picture
///
/// States stand as boxes, those inside others nested, regions side by side, with their steps, amounts and deadlines; lines
/// have events, conditions and times; ends are coloured by outcome. What leads deeper into a box, or out of one, is
/// named at the line and in the box.
#[derive(Debug, clap::Args)]
pub struct Graph {
    /// The playbook, and the policy if it counts by a calendar
    #[arg(required = true, value_name = "FILE")]
    pub paths: Vec<PathBuf>,
    /// What to write: a picture, or the text of one for Graphviz or Mermaid
    #[arg(long, value_enum, default_value_t = Drawing::Svg)]
    pub format: Drawing,
    /// Write it to this file, not to standard output
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Drawing {
    /// For browsers, printers and walls; needs no other program
    Svg,
    /// For Graphviz
    Dot,
    /// For web pages and wikis that draw Mermaid
    Mermaid,
}

/// Run playbooks on a file of events, and see what they would have done
///
/// Each line of the file is one JSON object: a CloudEvents event; a receipt
/// {"receipt":{"account":ID,"step":ID or NAME,"done":true,"at":TIME}}, or "failed":"reason" in place of "done"; a command
/// {"command":{"id":ID,"account":ID,"do":"grant","actor":{"id":ID,"role":ROLE},"reason":TEXT,"with":{"amount":"20 GBP"},"at":TIME}},
/// with "case":ID where several are open; or a time {"wake":TIME}. A name means the oldest open step of that name; if none is open and the receipt says failed, the latest
/// payment of that name that was done.
///
/// Time is virtual: each event is handled at its own time, after every timer that was due before then; one
/// due at that very time waits, for an answer at the deadline is in time. A line that can't be used is counted, named on
/// stderr with its number, and passed over; that alone does not make the exit code 1.
#[derive(Debug, clap::Args)]
pub struct Run {
    /// Playbooks, or folders to search for *.yaml and *.yml
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The file of events, one JSON object a line; - is standard input
    #[arg(long, value_name = "FILE")]
    pub events: PathBuf,
    /// Go on until this time after the last line, as in 2026-03-27T16:30:00Z
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub until: Option<Time>,
    /// Who says what became of a step
    #[arg(long, value_enum, default_value_t = Receipts::Auto)]
    pub receipts: Receipts,
    /// Write every step to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pub steps: Option<PathBuf>,
    /// Write the records to this file, one a line, and personal values to FILE.personal. The secret under which records
    /// hold digests of these is this program's and no secret: for trying out, not for real customers
    #[arg(long, value_name = "FILE")]
    pub audit: Option<PathBuf>,
    /// Write the last record's number and hash of each account to this file, for verify --heads
    #[arg(long, value_name = "FILE")]
    pub heads: Option<PathBuf>,
    /// Write what was refused to this file, with every reason, one JSON object a line; events of a type that no
    /// playbook declares are there too
    #[arg(long, value_name = "FILE")]
    pub rejected: Option<PathBuf>,
    /// How to sum up: for people, or for tools
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Receipts {
    /// Each step is done at once
    Auto,
    /// Only the lines of the file
    None,
}

/// Tell why an event or command of the file did what it did, or nothing
///
/// Runs the file as `run` does, writes nothing, and tells of every event with that ID what it did and what was considered:
/// each trigger and transition, why it was taken or was not, and the values in its condition. Receipts of a step, those
/// that this program gives among them, are told of with --step, and what people asked for with --command.
#[derive(Debug, clap::Args)]
pub struct Why {
    /// Playbooks, or folders to search for *.yaml and *.yml
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The file of events, one JSON object a line; - is standard input
    #[arg(long, value_name = "FILE")]
    pub events: PathBuf,
    /// The event's id
    #[arg(long, value_name = "ID", group = "input", required = true)]
    pub event: Option<String>,
    /// A command's id
    #[arg(long, value_name = "ID", group = "input", required = true)]
    pub command: Option<String>,
    /// A step's id: why its receipt did what it did
    #[arg(long, value_name = "ID", group = "input", required = true)]
    pub step: Option<StepId>,
    /// Who says what became of a step
    #[arg(long, value_enum, default_value_t = Receipts::Auto)]
    pub receipts: Receipts,
    /// Show the values of personal facts too
    #[arg(long)]
    pub personal: bool,
    /// For people, or for tools
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Hold an audit file to its hashes
///
/// Names the first record that was changed, dropped, inserted or exchanged. That records were cut off the end shows only
/// with the heads kept elsewhere.
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// The records, one a line
    pub audit: PathBuf,
    /// The last record of each account as it was kept: {"account":ID,"seq":N,"hash":HASH} lines
    #[arg(long, value_name = "FILE")]
    pub heads: Option<PathBuf>,
}

/// Run the inputs of an audit file again: they must lead to the same records
///
/// Personal values are read from AUDIT.personal, if that is there. Accounts whose values are lacking are named, and the
/// others replayed; the exit code is 1 then.
#[derive(Debug, clap::Args)]
pub struct Replay {
    /// The playbooks that the records name
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The records, one a line
    #[arg(long, value_name = "AUDIT")]
    pub audit: PathBuf,
}

/// Count what people override, and what they ask for in vain: where a playbook wants mending
///
/// For every state of every playbook: which commands people gave there, for which step or state, how often they were obeyed
/// or denied and why, and in which roles. What came most often stands first.
#[derive(Debug, clap::Args)]
pub struct Overrides {
    /// Audit files: the records, one a line
    #[arg(required = true, value_name = "RECORDS")]
    pub audits: Vec<PathBuf>,
    /// For people, or for tools
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Erase the personal values of one account from beside an audit file
///
/// Takes its lines out of AUDIT.personal. The records hold digests and stay as they are: verify still passes, and replay
/// says which records can't be run again without the values. Copies, and files of steps and events, are yours to erase.
/// The exit code is 1 where there was nothing to erase.
#[derive(Debug, clap::Args)]
pub struct Erase {
    /// The records, one a line
    pub audit: PathBuf,
    /// Whose personal values
    #[arg(long, value_name = "ID")]
    pub account: String,
}

fn time(text: &str) -> Result<Time, String> {
    text.parse().map_err(|e| format!("expected {e}"))
}
