//! Holds a stored account to its records.

use serde_json::Value as Json;

use crate::account::Account;
use crate::engine::Engine;
use crate::value::Value;

use super::replay::{ReplayError, Replayed, replay};

/// Replays an account's records, and holds what they lead to against the account as it is stored. Of an account that
/// reads back and that an engine takes, this alone says whether it is the one that was stored.
///
/// `lines` and `personal` are as for [`replay`], the secret is the account's own.
///
/// # Errors
/// As [`replay`]; and where the records lead to another account, with [the part that differs](ReplayError::departure).
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let record = engine.handle(&mut account, event, time.utc())?.record.unwrap();
/// use amends::{Account, verify_account};
/// assert_eq!(verify_account(&engine, &account, [record.line()], |_seq, _path| None)?.records, 1);
///
/// // Somebody put the deadline off.
/// let stored = serde_json::to_string(&account)?.replace("2026-03-03", "2026-03-30");
/// let bent: Account = serde_json::from_str(&stored)?;
/// let error = verify_account(&engine, &bent, [record.line()], |_, _| None).unwrap_err();
/// assert_eq!(error.departure(), Some("cases[0].timers[0].at"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn verify_account<'l>(
    engine: &Engine,
    account: &Account,
    lines: impl IntoIterator<Item = &'l str>,
    personal: impl Fn(u64, &str) -> Option<Value>,
) -> Result<Replayed, ReplayError> {
    let replayed =
        replay(engine, account.id(), account.secret.as_ref().map(|key| key.secret().clone()), lines, personal)?;
    if replayed.account == *account {
        return Ok(replayed);
    }
    // Where records are missing or too many, all that differs comes of that.
    let part = if replayed.records == account.seq { part(&replayed.account, account) } else { "seq".to_owned() };
    Err(ReplayError::departs(account.seq, part))
}

/// The first part in which two accounts differ, in order of the keys.
fn part(a: &Account, b: &Account) -> String {
    let mut path = String::new();
    let (a, b) = (serde_json::to_value(a).unwrap_or_default(), serde_json::to_value(b).unwrap_or_default());
    descend(&a, &b, &mut path);
    path
}

/// As deep as an account's form.
fn descend(a: &Json, b: &Json, path: &mut String) {
    match (a, b) {
        (Json::Object(a), Json::Object(b)) => {
            let differs = |key: &&String| a.get(*key) != b.get(*key);
            let Some(key) = a.keys().chain(b.keys()).filter(differs).min() else { return };
            if !path.is_empty() {
                path.push('.');
            }
            path.push_str(key);
            if let (Some(a), Some(b)) = (a.get(key), b.get(key)) {
                descend(a, b, path);
            }
        }
        (Json::Array(a), Json::Array(b)) => {
            let Some(at) = a.iter().zip(b).position(|(a, b)| a != b) else { return };
            path.push_str(&format!("[{at}]"));
            if let (Some(a), Some(b)) = (a.get(at), b.get(at)) {
                descend(a, b, path);
            }
        }
        _ => {}
    }
}
