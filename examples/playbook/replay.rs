//! `replay`: the inputs of an audit file once more.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use amends::{Desk, Engine, Lack, ReplayError, Value};
use serde::Deserialize;

use crate::args::Replay;
use crate::audit::{self, PersonalLine};
use crate::exit::{Done, Failure, printed};
use crate::house;
use crate::text::{counted, escaped};

/// How many accounts that could not be replayed are named; the rest is counted.
const MAX_PRINTED: usize = 10;

/// Whose line it is.
#[derive(Deserialize)]
struct Owner {
    account: String,
}

/// An account's records, each with its line in the file.
type Trails<'t> = BTreeMap<String, Vec<(u64, &'t str)>>;

/// Personal values by account, record and path.
type Values = HashMap<String, HashMap<(u64, String), Value>>;

pub fn replay(args: &Replay) -> Result<Done, Failure> {
    let engine = house::engine(&args.paths)?;
    let text = fs::read_to_string(&args.audit).map_err(|e| Failure::read(&args.audit, e))?;
    let trails = match trails(&text) {
        Ok(trails) => trails,
        Err(line) => return told(&format!("line {line}: this is no record"), Done::Found),
    };
    let values = read_values(&audit::personal_path(&args.audit))?;
    let desk = Desk::new(engine, audit::secret());
    let (mut records, mut accounts) = (0, 0);
    let mut lacking = Vec::new();
    for (account, lines) in &trails {
        let of_account = values.get(account);
        let personal = |seq, path: &str| of_account?.get(&(seq, path.to_owned())).cloned();
        let texts = lines.iter().map(|(_, text)| *text);
        match amends::replay(desk.engine(), account, desk.secret_of(account), texts, personal) {
            Ok(replayed) => {
                records += replayed.records;
                accounts += 1;
            }
            // That of one person the values are gone says nothing of the others.
            Err(error) if matches!(error.lack(), Some(Lack::Personal(_))) => {
                lacking.push(complaint(desk.engine(), account, lines, &error));
            }
            Err(error) => return told(&complaint(desk.engine(), account, lines, &error), Done::Found),
        }
    }
    let records = counted(records, "record", "records");
    let accounts = counted(accounts, "account", "accounts");
    let mut text = format!("{records} of {accounts} replayed: the same inputs lead to the same records");
    if lacking.is_empty() {
        return told(&text, Done::Fine);
    }
    let others = counted(lacking.len() as u64, "account", "accounts");
    text.push_str(&format!("\n{others} not replayed"));
    lacking.iter().take(MAX_PRINTED).for_each(|complaint| text.push_str(&format!("\n  {complaint}")));
    if lacking.len() > MAX_PRINTED {
        text.push_str(&format!("\n  … and {} more", lacking.len() - MAX_PRINTED));
    }
    told(&text, Done::Found)
}

fn told(text: &str, done: Done) -> Result<Done, Failure> {
    let safe = text.split('\n').map(escaped).collect::<Vec<_>>().join("\n");
    printed(writeln!(io::stdout().lock(), "{safe}"))?;
    Ok(done)
}

/// The records of each account, in the order of the file; the number of the first line that is none.
fn trails(text: &str) -> Result<Trails<'_>, u64> {
    let mut trails = Trails::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Ok(Owner { account }) = serde_json::from_str(line) else { return Err(number) };
        trails.entry(account).or_default().push((number, line));
    }
    Ok(trails)
}

fn complaint(engine: &Engine, account: &str, lines: &[(u64, &str)], error: &ReplayError) -> String {
    let at = usize::try_from(error.seq()).ok().and_then(|seq| lines.get(seq.checked_sub(1)?));
    let place = at.map(|(line, _)| format!("line {line}: ")).unwrap_or_default();
    let mut text = format!("{place}account `{account}`, {error}");
    if let Some(Lack::Playbook(reference)) = error.lack() {
        let of = |reference: &str| reference.rsplit_once(':').map(|(name, _)| name.to_owned());
        let (wanted, mut given) = (of(reference), engine.playbooks().map(|playbook| of(playbook.reference())));
        if let Some(name) = wanted.filter(|_| given.any(|given| given == of(reference))) {
            text.push_str(&format!(
                "\n  the `{name}` given here has other content: it was changed without a new version"
            ));
        }
    }
    if let Some((written, replayed)) = error.difference() {
        let replayed = replayed.unwrap_or("nothing changes");
        text.push_str(&format!("\n  written:  {written}\n  replayed: {replayed}"));
    }
    text
}

/// The personal values beside an audit file; none where there is no such file.
fn read_values(path: &Path) -> Result<Values, Failure> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Values::new()),
        Err(error) => return Err(Failure::read(path, error)),
    };
    let mut values = Values::new();
    for (number, line) in (1..).zip(BufReader::new(file).lines()) {
        let number: u64 = number;
        let line = line.map_err(|e| Failure::read(path, e))?;
        let parsed: PersonalLine =
            serde_json::from_str(&line).map_err(|e| Failure::read(path, format!("line {number}: {e}")))?;
        values.entry(parsed.account).or_default().insert((parsed.seq, parsed.path), parsed.value);
    }
    Ok(values)
}
