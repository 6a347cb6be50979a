//! `run`: playbooks on a file of events.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;
use std::time::Instant;

use amends::{Account, Head};

use crate::args::Run;
use crate::entry::{BadLine, Entry};
use crate::exit::{Done, Failure, printed};
use crate::host::Host;
use crate::house;
use crate::lines::{Line, Lines, MAX_EVENT};
use crate::progress::Progress;
use crate::refused::Refused;
use crate::text::escaped;
use crate::trail::Trail;

pub fn run(args: &Run) -> Result<Done, Failure> {
    let engine = house::engine(&args.paths)?;
    spare_inputs(args)?;
    let (reader, progress) = open(&args.events)?;
    let mut host = Host::new(engine, args.receipts, Trail::open(args, progress)?);
    let start = Instant::now();
    let mut lines = Lines::new(reader, MAX_EVENT);
    while let Some((number, line)) = lines.next().map_err(|e| Failure::read(&args.events, e))? {
        take(&mut host, number, line)?;
        host.trail.progress.line(number, lines.bytes());
    }
    if let Some(until) = args.until {
        host.wait(until)?;
    }
    let heads: Vec<_> = if args.heads.is_some() { host.desk().accounts().map(head).collect() } else { Vec::new() };
    let failures = host.trail.finish(heads.into_iter())?;
    let text = host.trail.summary.table(&host.trail.ledger.totals(), start.elapsed());
    printed(io::stdout().lock().write_all(text.as_bytes()))?;
    Ok(if failures == 0 { Done::Fine } else { Done::Found })
}

fn take(host: &mut Host, number: u64, line: Line<'_>) -> Result<(), Failure> {
    let (text, bad) = match line {
        Line::Text(text) if text.trim_ascii().is_empty() => return Ok(()),
        Line::Text(text) => match Entry::read(text.trim_start_matches('\u{feff}')) {
            Ok(entry) => return host.take(number, entry),
            Err(bad) => (Some(text), bad),
        },
        Line::TooLong => {
            let reason = format!("a line may have {MAX_EVENT} bytes, this has more");
            (None, BadLine { code: "too_large", reason })
        }
        Line::NotUtf8 => (None, BadLine { code: "not_utf8", reason: "this is no UTF-8".to_owned() }),
    };
    host.trail.summary.bad_lines.add(bad.code);
    host.trail.refuse(Refused::line(number, text, bad), true)
}

fn open(path: &Path) -> Result<(Box<dyn BufRead>, Progress), Failure> {
    if path == Path::new("-") {
        return Ok((Box::new(io::stdin().lock()), Progress::new(None)));
    }
    let file = File::open(path).map_err(|e| Failure::read(path, e))?;
    if file.metadata().is_ok_and(|found| found.is_dir()) {
        return Err(Failure::read(path, "it is a folder"));
    }
    let progress = Progress::new(Some(&file));
    Ok((Box::new(BufReader::with_capacity(1 << 16, file)), progress))
}

/// No file is written twice, and none that is read.
fn spare_inputs(args: &Run) -> Result<(), Failure> {
    let personal = args.audit.as_deref().map(crate::audit::personal_path);
    let outputs = [&args.steps, &args.audit, &personal, &args.heads, &args.rejected];
    let mut taken: Vec<_> =
        args.paths.iter().chain([&args.events]).filter_map(|path| fs::canonicalize(path).ok()).collect();
    for path in outputs.into_iter().flatten() {
        // A file that is not there yet is known by its folder.
        let place = fs::canonicalize(path).ok().or_else(|| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Some(fs::canonicalize(folder).ok()?.join(path.file_name()?))
        });
        let Some(place) = place else { continue };
        let is_file = fs::metadata(&place).map_or(true, |found| found.is_file());
        if is_file && taken.contains(&place) {
            let path = path.to_string_lossy();
            return Err(Failure::Usage(format!(
                "`{}` can't be written: it is in use for something else",
                escaped(&path)
            )));
        }
        taken.push(place);
    }
    Ok(())
}

fn head(account: &Account) -> Head {
    let (seq, hash) = account.head();
    Head { account: account.id().to_owned(), seq, hash }
}
