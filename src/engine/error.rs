//! The caller's mistakes.

use std::fmt;

use crate::escape::escaped;

/// Why [`Engine::handle`](crate::Engine::handle) or [`Engine::with`](crate::Engine::with) could not work: the caller
/// handed in what does not fit together. Nothing was changed.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// use amends::{EngineError, Event};
/// let event = Event::new("1", "shop", "e", "bob", time);
/// let error: EngineError = engine.handle(&mut account, event, time.utc()).unwrap_err();
/// assert!(error.is_wrong_account());
/// assert_eq!(error.to_string(), "the event concerns account `bob`, this is account `ana`");
/// # assert!(!error.is_unknown_playbook() && !error.is_newer_version());
/// # assert!(!error.is_invalid_account() && !error.is_invalid_command() && !error.is_two_digests());
/// # assert!(!error.is_unknown_calendar() && !error.is_wrong_pool());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct EngineError(Box<Kind>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    WrongAccount { account: String, subject: String },
    UnknownPlaybook { case: String, playbook: String },
    NewerVersion { version: u32 },
    InvalidAccount { what: String },
    InvalidCommand { what: &'static str },
    TwoDigests { playbook: String },
    UnknownCalendar { playbook: String, calendar: Option<String> },
    WrongPool { pool: String, asked: String },
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongAccount { account, subject } => {
                write!(f, "the event concerns account `{}`, this is account `{}`", escaped(subject), escaped(account))
            }
            Self::UnknownPlaybook { case, playbook } => {
                write!(
                    f,
                    "case `{}` began on playbook `{}`, which this engine has not",
                    escaped(case),
                    escaped(playbook)
                )
            }
            Self::NewerVersion { version } => {
                write!(f, "it was stored in form {version}, this engine knows forms up to {}", crate::account::FORMAT)
            }
            Self::InvalidAccount { what } => write!(f, "the account is not one that an engine stored: {what}"),
            Self::WrongPool { pool, asked } => {
                write!(f, "pool `{}` was asked, this is pool `{}`", escaped(asked), escaped(pool))
            }
            Self::InvalidCommand { what } => write!(f, "the command can't be recorded: {what}"),
            Self::TwoDigests { playbook } => {
                write!(
                    f,
                    "`{playbook}` was loaded twice with different contents; a changed playbook needs a new version"
                )
            }
            Self::UnknownCalendar { playbook, calendar: Some(calendar) } => {
                write!(f, "playbook `{playbook}` counts by the calendar `{calendar}`, which the policy has not")
            }
            Self::UnknownCalendar { playbook, calendar: None } => {
                write!(f, "playbook `{playbook}` counts by the policy's calendar, and there is none that it means")
            }
        }
    }
}

impl EngineError {
    pub(super) fn wrong_account(account: &str, subject: &str) -> Self {
        Self(Box::new(Kind::WrongAccount { account: account.to_owned(), subject: subject.to_owned() }))
    }

    pub(super) fn unknown_playbook(case: &str, playbook: &str) -> Self {
        Self(Box::new(Kind::UnknownPlaybook { case: case.to_owned(), playbook: playbook.to_owned() }))
    }

    pub(super) fn newer_version(version: u32) -> Self {
        Self(Box::new(Kind::NewerVersion { version }))
    }

    pub(super) fn invalid_account(what: impl Into<String>) -> Self {
        Self(Box::new(Kind::InvalidAccount { what: what.into() }))
    }

    pub(super) fn invalid_command(what: &'static str) -> Self {
        Self(Box::new(Kind::InvalidCommand { what }))
    }

    pub(super) fn two_digests(playbook: String) -> Self {
        Self(Box::new(Kind::TwoDigests { playbook }))
    }

    pub(super) fn unknown_calendar(playbook: &str, calendar: Option<&str>) -> Self {
        let (playbook, calendar) = (playbook.to_owned(), calendar.map(str::to_owned));
        Self(Box::new(Kind::UnknownCalendar { playbook, calendar }))
    }

    pub(super) fn wrong_pool(pool: &str, asked: &str) -> Self {
        Self(Box::new(Kind::WrongPool { pool: pool.to_owned(), asked: asked.to_owned() }))
    }

    /// Whether another [pool](crate::Pool) was asked than this one.
    pub fn is_wrong_pool(&self) -> bool {
        matches!(*self.0, Kind::WrongPool { .. })
    }

    /// Whether the event's `subject` is another account. The host gave it the wrong account.
    pub fn is_wrong_account(&self) -> bool {
        matches!(*self.0, Kind::WrongAccount { .. })
    }

    /// Whether an open case of the account runs on a playbook that this engine has not. Load that version beside the
    /// new one: [`Engine::with`](crate::Engine::with).
    pub fn is_unknown_playbook(&self) -> bool {
        matches!(*self.0, Kind::UnknownPlaybook { .. })
    }

    /// Whether the account was stored in a form that only a later version of this crate knows.
    pub fn is_newer_version(&self) -> bool {
        matches!(*self.0, Kind::NewerVersion { .. })
    }

    /// Whether the account is not one that an engine stored: what it says of a case does not fit the case's playbook.
    pub fn is_invalid_account(&self) -> bool {
        matches!(*self.0, Kind::InvalidAccount { .. })
    }

    /// Whether the command is none that can be recorded: its id or its actor's is empty, or one of its texts is too long (its
    /// id, actor, role, and the names and values of its arguments may have 1,024 bytes, its case's id 65,536), or it has
    /// more than 16 arguments.
    pub fn is_invalid_command(&self) -> bool {
        matches!(*self.0, Kind::InvalidCommand { .. })
    }

    /// Whether one name and version of a playbook was loaded with two contents. A changed playbook needs a new version.
    pub fn is_two_digests(&self) -> bool {
        matches!(*self.0, Kind::TwoDigests { .. })
    }

    /// Whether a playbook counts business time by a calendar that the policy has not. A policy keeps the calendars of all
    /// playbooks on which cases are open.
    pub fn is_unknown_calendar(&self) -> bool {
        matches!(*self.0, Kind::UnknownCalendar { .. })
    }
}
