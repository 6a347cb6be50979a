//! Everything that a run leaves behind: files, counts, complaints.

use amends::{Decision, Head};

use crate::args::Run;
use crate::audit::{AuditWriter, HeadLine};
use crate::exit::Failure;
use crate::ledger::Ledger;
use crate::output::Output;
use crate::progress::Progress;
use crate::refused::Refused;
use crate::steps;
use crate::summary::Summary;
use crate::text::{counted, escaped};

/// How many complaints of a kind are printed; the rest is counted.
const MAX_PRINTED: u64 = 10;

pub struct Trail {
    pub ledger: Ledger,
    pub summary: Summary,
    pub progress: Progress,
    steps: Option<Output>,
    audit: Option<AuditWriter>,
    heads: Option<Output>,
    rejected: Option<Output>,
    /// Lines that could not be used.
    unused: u64,
    /// What neither the file nor the customer is to blame for.
    failures: u64,
}

impl Trail {
    /// A trail that leaves nothing and says nothing.
    pub fn silent() -> Self {
        Self {
            ledger: Ledger::default(),
            summary: Summary::default(),
            progress: Progress::silent(),
            steps: None,
            audit: None,
            heads: None,
            rejected: None,
            unused: 0,
            failures: 0,
        }
    }

    /// Opens the files that the command line names.
    pub fn open(args: &Run, progress: Progress) -> Result<Self, Failure> {
        let output = |path: &Option<_>| path.as_deref().map(Output::create).transpose();
        Ok(Self {
            ledger: Ledger::default(),
            summary: Summary::default(),
            progress,
            steps: output(&args.steps)?,
            audit: args.audit.as_deref().map(AuditWriter::create).transpose()?,
            heads: output(&args.heads)?,
            rejected: output(&args.rejected)?,
            unused: 0,
            failures: 0,
        })
    }

    /// Keeps what the engine decided.
    pub fn decided(&mut self, account: &str, decision: &Decision) -> Result<(), Failure> {
        self.summary.decided(decision);
        for step in &decision.steps {
            self.ledger.asked(step);
            if let Some(output) = &mut self.steps {
                output.json(&steps::line(account, step))?;
            }
        }
        for case in decision.cases.iter().filter(|case| case.ended.is_none()) {
            if let Some(reason) = &case.halted {
                self.fail(account, &format!("case `{}` was halted: {reason}", case.case));
            }
        }
        match &mut self.audit {
            Some(audit) => audit.write(account, decision),
            None => Ok(()),
        }
    }

    /// Keeps what was refused. What the line itself is to blame for is told at once.
    pub fn refuse(&mut self, refused: Refused, is_told: bool) -> Result<(), Failure> {
        if is_told {
            self.unused += 1;
            if self.unused <= MAX_PRINTED {
                let whom = refused.whom();
                let reasons = refused.reasons.join("; ");
                let text = format!("line {}: {}: {whom}{reasons}", refused.line, refused.code);
                self.progress.say(&escaped(&text));
            }
        }
        match &mut self.rejected {
            Some(output) => output.json(&refused),
            None => Ok(()),
        }
    }

    /// Tells of a failure of an account.
    pub fn fail(&mut self, account: &str, what: &str) {
        self.failures += 1;
        if self.failures <= MAX_PRINTED {
            self.progress.say(&escaped(&format!("failed: account `{account}`: {what}")));
        }
    }

    /// Closes the files. How many failures there were.
    pub fn finish(&mut self, heads: impl Iterator<Item = Head>) -> Result<u64, Failure> {
        self.progress.finish();
        for (number, what) in [(self.unused, "line"), (self.failures, "failure")] {
            if number > MAX_PRINTED {
                let rest = counted(number - MAX_PRINTED, what, &format!("{what}s"));
                let hint = if what == "line" { ", `--rejected FILE` has them all" } else { "" };
                crate::exit::say(&format!("… and {rest} more{hint}"));
            }
        }
        if let Some(output) = &mut self.heads {
            for head in heads {
                output.json(&HeadLine::from(&head))?;
            }
        }
        for output in [self.steps.take(), self.heads.take(), self.rejected.take()].into_iter().flatten() {
            output.finish()?;
        }
        self.audit.take().map_or(Ok(()), AuditWriter::finish)?;
        Ok(self.failures)
    }
}
