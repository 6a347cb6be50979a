//! `erase`: the personal values of one account, dropped from beside an audit file.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::args::Erase;
use crate::audit::{self, PersonalLine};
use crate::exit::{Done, Failure, printed};
use crate::text::{counted, escaped};

pub fn erase(args: &Erase) -> Result<Done, Failure> {
    let path = audit::personal_path(&args.audit);
    let erased = match File::open(&path) {
        Ok(file) => without(BufReader::new(file), &path, &args.account)?,
        // An audit file without personal values has none beside it; one that is not there is a mistake.
        Err(error) if error.kind() == io::ErrorKind::NotFound && args.audit.exists() => 0,
        Err(error) => return Err(Failure::read(&path, error)),
    };
    let values = counted(erased, "personal value", "personal values");
    let text = match erased {
        0 => format!("account `{}` has no personal values beside `{}`", args.account, args.audit.display()),
        _ => format!(
            "{values} of account `{}` erased: the records still verify; what holds one can't be replayed",
            args.account
        ),
    };
    printed(writeln!(io::stdout().lock(), "{}", escaped(&text)))?;
    Ok(if erased > 0 { Done::Fine } else { Done::Found })
}

/// Writes the file anew without an account's lines; how many these are. The old file stays until the new one is whole.
fn without(file: impl BufRead, path: &Path, account: &str) -> Result<u64, Failure> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let new = PathBuf::from(name);
    let mut output = BufWriter::new(File::create(&new).map_err(|e| Failure::write(&new, e))?);
    let mut erased = 0;
    for (number, line) in (1_u64..).zip(file.lines()) {
        let line = line.map_err(|e| Failure::read(path, e))?;
        let parsed: PersonalLine =
            serde_json::from_str(&line).map_err(|e| Failure::read(path, format!("line {number}: {e}")))?;
        if parsed.account == account {
            erased += 1;
        } else {
            writeln!(output, "{line}").map_err(|e| Failure::write(&new, e))?;
        }
    }
    output.into_inner().map_err(|e| Failure::write(&new, e))?.sync_all().map_err(|e| Failure::write(&new, e))?;
    fs::rename(&new, path).map_err(|e| Failure::write(path, e))?;
    Ok(erased)
}
