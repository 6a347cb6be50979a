//! `verify`: an audit file held to its hashes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use amends::{Head, Verified, Verifier, VerifyError};

use crate::args::Verify;
use crate::audit::HeadLine;
use crate::exit::{Done, Failure, printed};
use crate::lines::{Line, Lines, MAX_RECORD};
use crate::text::{counted, escaped};

pub fn verify(args: &Verify) -> Result<Done, Failure> {
    let heads = args.heads.as_deref().map(read_heads).transpose()?.unwrap_or_default();
    let file = File::open(&args.audit).map_err(|e| Failure::read(&args.audit, e))?;
    let lines = Lines::new(BufReader::with_capacity(1 << 16, file), MAX_RECORD);
    let (text, done) = match verified(lines, heads).map_err(|e| Failure::read(&args.audit, e))? {
        Ok(verified) => (praise(&verified), Done::Fine),
        Err(wrong) => (format!("wrong: {wrong}"), Done::Found),
    };
    printed(writeln!(io::stdout().lock(), "{}", escaped(&text)))?;
    Ok(done)
}

fn verified(mut lines: Lines<impl BufRead>, heads: Vec<Head>) -> io::Result<Result<Verified, VerifyError>> {
    let mut verifier = Verifier::new();
    while let Some((_, line)) = lines.next()? {
        let text = match line {
            Line::Text(text) => text,
            // No record either; the verifier says so.
            Line::TooLong | Line::NotUtf8 => "",
        };
        if let Err(wrong) = verifier.line(text) {
            return Ok(Err(wrong));
        }
    }
    Ok(verifier.finish(heads))
}

fn praise(verified: &Verified) -> String {
    let records = counted(verified.records, "record", "records");
    let accounts = counted(verified.heads.len() as u64, "account", "accounts");
    let ends = if verified.ends_checked {
        "each ends where its kept head says"
    } else {
        "whether records were cut off the end can't be seen without `--heads`"
    };
    format!("{records} of {accounts} hold: none was changed, dropped, inserted or exchanged; {ends}")
}

fn read_heads(path: &Path) -> Result<Vec<Head>, Failure> {
    let file = File::open(path).map_err(|e| Failure::read(path, e))?;
    let mut heads = Vec::new();
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|e| Failure::read(path, e))?;
        let wrong = |what: String| Failure::read(path, format!("line {}: {what}", at + 1));
        let head: HeadLine = serde_json::from_str(&line).map_err(|e| wrong(e.to_string()))?;
        heads.push(head.try_into().map_err(wrong)?);
    }
    Ok(heads)
}
