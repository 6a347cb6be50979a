//! The key under which personal facts become digests.

use std::fmt;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::canon::{Hash, Keyed};
use crate::value::Name;

/// Thirty-two random bytes that the host gives an account.
///
/// Records hold digests of personal facts under it (HMAC-SHA-256). Once the secret and the values are
/// [erased](crate::Input::Erase), the records still verify and tell nothing of the person: without the secret nobody
/// can try values against a digest, not even where there are few of them, as there are of birthdays. So erase every
/// copy of it, and derive it from nothing that stays. It is part of the stored account, as 64 hexadecimal digits; `Debug`
/// hides it.
///
/// ```
/// use amends::Secret;
/// // In a service the bytes come from a source of randomness.
/// let secret = Secret::new([7; 32]);
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(Hash);

impl Secret {
    /// The secret of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Hash::from_bytes(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.0.bytes()
    }

    /// The secret that a desk with this one gives an account.
    pub(crate) fn derived(&self, account: &str) -> Self {
        Self(Keyed::new(self.bytes()).digest([b"amends/desk/1".as_slice(), account.as_bytes()]))
    }
}

impl From<[u8; 32]> for Secret {
    fn from(bytes: [u8; 32]) -> Self {
        Self::new(bytes)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// An account's secret, or what it takes to derive it: most accounts that a desk tries an event on are not kept, and their
/// secret is never asked for.
#[derive(Clone)]
pub(crate) enum AccountSecret {
    Own(Secret),
    Derived(Box<Derived>),
}

#[derive(Clone)]
pub(crate) struct Derived {
    from: Secret,
    account: Name,
    secret: OnceLock<Secret>,
}

impl AccountSecret {
    pub(crate) fn derived(from: &Secret, account: &Name) -> Self {
        Self::Derived(Box::new(Derived { from: from.clone(), account: account.clone(), secret: OnceLock::new() }))
    }

    pub(crate) fn secret(&self) -> &Secret {
        match self {
            Self::Own(secret) => secret,
            Self::Derived(key) => key.secret.get_or_init(|| key.from.derived(&key.account)),
        }
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        self.secret().bytes()
    }
}

impl PartialEq for AccountSecret {
    fn eq(&self, other: &Self) -> bool {
        self.secret() == other.secret()
    }
}

impl Eq for AccountSecret {}
