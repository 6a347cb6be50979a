//! Audit files: the records, and beside them the personal values.

use std::path::{Path, PathBuf};

use amends::{Decision, Head, Personal, Record, Secret, Value};
use serde::{Deserialize, Serialize};

use crate::exit::Failure;
use crate::output::Output;

/// The key from which accounts' secrets are derived. It is no secret: digests in the audit files of this program protect
/// nobody, they are for trying playbooks. A service gives each account random bytes.
pub fn secret() -> Secret {
    Secret::new(*b"amends/examples/playbook/no-key!")
}

/// Where the personal values of an audit file are.
pub fn personal_path(audit: &Path) -> PathBuf {
    let mut name = audit.as_os_str().to_owned();
    name.push(".personal");
    name.into()
}

/// A personal value, with the record and the place in it where its digest stands.
#[derive(Debug, Serialize, Deserialize)]
pub struct PersonalLine {
    pub account: String,
    pub seq: u64,
    pub path: String,
    pub value: Value,
}

/// A head as it stands in a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadLine {
    account: String,
    seq: u64,
    hash: String,
}

impl From<&Head> for HeadLine {
    fn from(head: &Head) -> Self {
        Self { account: head.account.clone(), seq: head.seq, hash: head.hash.to_string() }
    }
}

impl TryFrom<HeadLine> for Head {
    type Error = String;

    fn try_from(line: HeadLine) -> Result<Self, String> {
        let hash = line.hash.parse().map_err(|e| format!("`hash`: {e}"))?;
        Ok(Self { account: line.account, seq: line.seq, hash })
    }
}

/// Writes records and personal values.
pub struct AuditWriter {
    records: Output,
    personal_path: PathBuf,
    /// Made when the first value comes.
    personal: Option<Output>,
}

impl AuditWriter {
    /// Starts an audit file; personal values that an earlier one left beside it are gone.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let personal_path = personal_path(path);
        match std::fs::remove_file(&personal_path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::write(&personal_path, error));
            }
            _ => {}
        }
        Ok(Self { records: Output::create(path)?, personal_path, personal: None })
    }

    pub fn write(&mut self, account: &str, decision: &Decision) -> Result<(), Failure> {
        let Some(record) = &decision.record else { return Ok(()) };
        self.write_record(account, record, &decision.personal)?;
        for answered in &decision.answered {
            self.write_record(account, &answered.record, &answered.personal)?;
        }
        Ok(())
    }

    fn write_record(&mut self, account: &str, record: &Record, personal: &[Personal]) -> Result<(), Failure> {
        self.records.line(record.line())?;
        for personal in personal {
            let output = match &mut self.personal {
                Some(output) => output,
                None => self.personal.insert(Output::create(&self.personal_path)?),
            };
            output.json(&PersonalLine {
                account: account.to_owned(),
                seq: record.seq(),
                path: personal.path.clone(),
                value: personal.value.clone(),
            })?;
        }
        Ok(())
    }

    pub fn finish(self) -> Result<(), Failure> {
        self.records.finish()?;
        self.personal.map_or(Ok(()), Output::finish)
    }
}
