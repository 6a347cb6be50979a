//! The one table.

use std::fmt;

/// Ours and a peer's time for the same work.
pub struct Row {
    pub what: String,
    /// Nanoseconds.
    pub ours: f64,
    /// The peer's crate.
    pub peer: &'static str,
    /// Nanoseconds.
    pub theirs: f64,
}

#[derive(Default)]
pub struct Table(pub Vec<Row>);

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | ours | peer | ratio | peer's version |")?;
        writeln!(f, "|---|---:|---:|---:|---|")?;
        for Row { what, ours, peer, theirs } in &self.0 {
            let ratio = theirs / ours;
            let version = version(peer);
            writeln!(f, "| {what} | {} | {} | {ratio:.1} | {peer} {version} |", Time(*ours), Time(*theirs))?;
        }
        Ok(())
    }
}

struct Time(f64);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanoseconds = self.0;
        match nanoseconds {
            ..1e4 => write!(f, "{nanoseconds:.0} ns"),
            ..1e7 => write!(f, "{:.1} µs", nanoseconds / 1e3),
            ..1e10 => write!(f, "{:.1} ms", nanoseconds / 1e6),
            _ => write!(f, "{:.1} s", nanoseconds / 1e9),
        }
    }
}

/// What `Cargo.lock` says: the version that was built.
fn version(peer: &str) -> &'static str {
    let lock = include_str!("../Cargo.lock");
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{peer}\""));
    let version = lines.nth(1).and_then(|line| line.strip_prefix("version = "));
    version.expect("a peer is in Cargo.lock").trim_matches('"')
}
