//! The key under which personal facts become digests.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::canon::Hash;

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
