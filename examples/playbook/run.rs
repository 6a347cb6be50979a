//! `run`: playbooks on a file of events.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

use amends::{Account, Head};

use crate::args::{Format, Run};
use crate::exit::{Done, Failure, printed};
use crate::feed::Feed;
use crate::host::Host;
use crate::house;
use crate::text::escaped;
use crate::trail::Trail;

pub fn run(args: &Run) -> Result<Done, Failure> {
    let engine = house::engine(&args.paths)?;
    spare_inputs(args)?;
    let feed = Feed::open(&args.events)?;
    let mut host = Host::new(engine, args.receipts, Trail::open(args, feed.progress())?);
    let start = Instant::now();
    feed.run(&mut host)?;
    host.end()?;
    if let Some(until) = args.until {
        host.wait(until)?;
    }
    let heads: Vec<_> = if args.heads.is_some() { host.desk().accounts().map(head).collect() } else { Vec::new() };
    let failures = host.trail.finish(heads.into_iter())?;
    let (summary, money) = (&host.trail.summary, host.trail.ledger.totals());
    let text = match args.format {
        Format::Text => summary.table(&money, start.elapsed()),
        Format::Json => summary.json(&money),
    };
    printed(io::stdout().lock().write_all(text.as_bytes()))?;
    Ok(if failures == 0 { Done::Fine } else { Done::Found })
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
