//! What tells the cases of an account apart.

use crate::account::Account;
use crate::input::Event;
use crate::playbook::{Key, Playbook};
use crate::value::{Name, Value};

/// The values of a case's key facts as text, or nothing where one is unknown.
pub(super) fn key_of<'v>(
    playbook: &Playbook,
    account: &Account,
    event: &Event,
    fact: impl Fn(u16) -> Option<&'v Value>,
) -> Option<Vec<Name>> {
    match &playbook.key {
        Key::Account => Some(Vec::new()),
        Key::EachEvent => Some(vec![Name::from(event.source()), Name::from(event.id())]),
        Key::Facts(slots) => slots.iter().map(|slot| key_text(playbook, account, *slot, fact(*slot)?)).collect(),
    }
}

/// One key fact as text; a personal one as a digest, for the key stands in the case's id. None where an account is erased
/// and there is nothing to digest it with.
pub(in crate::engine) fn key_text(playbook: &Playbook, account: &Account, slot: u16, value: &Value) -> Option<Name> {
    let text = value.to_text();
    match playbook.fact(slot) {
        Some(fact) if fact.personal => {
            let parts: [&[u8]; 3] = [b"amends/key/1", fact.name.as_bytes(), text.as_bytes()];
            Some(Name::from(account.keyed()?.digest(parts).short().to_string()))
        }
        _ => Some(Name::from(&*text)),
    }
}
