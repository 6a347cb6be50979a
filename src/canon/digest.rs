//! Digests over length-prefixed parts.

use std::fmt;
use std::str::FromStr;

use hmac::digest::Update;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use super::plain::Plain;

/// SHA-256 over parts, each prefixed with its length in four bytes, so that no two lists of parts share their bytes.
pub(crate) struct Hasher(Parts<Sha256>);

impl Hasher {
    /// A digest for one purpose, such as `amends/step/1`.
    pub(crate) fn new(purpose: &str) -> Self {
        let mut parts = Parts::new(Sha256::new());
        parts.add(purpose.as_bytes());
        Self(parts)
    }

    pub(crate) fn part(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.add(bytes);
        self
    }

    /// The first half of the digest. Nothing can be added after.
    pub(crate) fn id(&mut self) -> Id {
        self.hash().short()
    }

    /// The digest. Nothing can be added after.
    pub(crate) fn hash(&mut self) -> Hash {
        self.0.flush();
        Hash(self.0.digest.finalize_reset().into())
    }
}

/// HMAC-SHA-256 under a secret: tells nothing of what it covers to whom lacks the secret.
///
/// Made once for many digests, for half of the work of a short one is to begin with the secret.
#[derive(Clone)]
pub(crate) struct Keyed(Hmac<Sha256>);

impl Keyed {
    pub(crate) fn new(secret: &[u8; 32]) -> Self {
        #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
        Self(<Hmac<Sha256> as Mac>::new_from_slice(secret).expect("a key of any length"))
    }

    /// The digest of parts, as [`Hasher`] takes them.
    pub(crate) fn digest<'p>(&self, parts: impl IntoIterator<Item = &'p [u8]>) -> Hash {
        let mut all = Parts::new(self.0.clone());
        parts.into_iter().for_each(|part| all.add(part));
        all.flush();
        Hash(all.digest.finalize().into_bytes().into())
    }
}

/// Parts on their way into a digest. Short ones are gathered first: a digest takes its time with each piece.
struct Parts<D> {
    digest: D,
    gathered: [u8; 256],
    len: usize,
}

impl<D: Update> Parts<D> {
    fn new(digest: D) -> Self {
        Self { digest, gathered: [0; 256], len: 0 }
    }

    fn add(&mut self, part: &[u8]) {
        // No input is as long as four bytes can't say.
        let length = u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes();
        if self.gathered.len() - self.len < length.len() + part.len() {
            self.flush();
        }
        let room = self.gathered.get_mut(self.len..self.len + length.len() + part.len());
        match room.and_then(|room| room.split_first_chunk_mut()) {
            Some((place, rest)) => {
                *place = length;
                rest.copy_from_slice(part);
                self.len += length.len() + part.len();
            }
            None => {
                self.digest.update(&length);
                self.digest.update(part);
            }
        }
    }

    fn flush(&mut self) {
        self.digest.update(self.gathered.get(..self.len).unwrap_or_default());
        self.len = 0;
    }
}

/// Sixteen bytes that name something, written as 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 16]);

/// A SHA-256 digest, written as 64 lower-case hexadecimal digits.
///
/// ```
/// use amends::Hash;
/// let text = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
/// assert_eq!(text.parse::<Hash>()?.to_string(), text);
/// assert!(text.to_uppercase().parse::<Hash>().is_err());
/// # Ok::<(), amends::BadHex>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Id {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Hash {
    /// The digest of plain bytes, without any prefix.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub(crate) fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The first sixteen bytes.
    pub(crate) fn short(&self) -> Id {
        let mut id = [0; 16];
        id.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        Id(id)
    }
}

macro_rules! hexadecimal {
    ($type:ty, $bytes:literal, $what:literal) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.write_to(f)
            }
        }
        impl Plain for $type {
            fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
                let mut text = [0; $bytes * 2];
                for (pair, byte) in text.chunks_exact_mut(2).zip(self.0) {
                    for (digit, nibble) in pair.iter_mut().zip([byte >> 4, byte & 15]) {
                        *digit = if nibble < 10 { b'0' + nibble } else { b'a' + nibble - 10 };
                    }
                }
                out.write_str(std::str::from_utf8(&text).unwrap_or_default())
            }
        }
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
        impl FromStr for $type {
            type Err = BadHex;
            fn from_str(text: &str) -> Result<Self, BadHex> {
                let digits = text.as_bytes();
                let lower_hex = |b: &u8| b.is_ascii_digit() || (b'a'..=b'f').contains(b);
                if digits.len() != $bytes * 2 || !digits.iter().all(lower_hex) {
                    return Err(BadHex { expected: $what });
                }
                let mut bytes = [0; $bytes];
                for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
                    for digit in pair {
                        *byte = *byte << 4 | if digit.is_ascii_digit() { digit - b'0' } else { digit - b'a' + 10 };
                    }
                }
                Ok(Self(bytes))
            }
        }
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }
    };
}
hexadecimal!(Id, 16, "32 hexadecimal digits");
hexadecimal!(Hash, 32, "64 hexadecimal digits");

/// A text that is no digest: of another length, or with other characters than `0`–`9` and `a`–`f`.
///
/// ```
/// let error: amends::BadHex = "x".parse::<amends::StepId>().unwrap_err();
/// assert_eq!(error.to_string(), "32 hexadecimal digits"); // what was expected
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{expected}")]
pub struct BadHex {
    expected: &'static str,
}

/// An id type of its own over [`Id`], so that a step is never taken for a payment.
macro_rules! hex_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub(crate) $crate::canon::Id);

        impl $crate::canon::Plain for $name {
            fn write_to(&self, out: &mut impl std::fmt::Write) -> std::fmt::Result {
                self.0.write_to(out)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::canon::BadHex;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}
pub(crate) use hex_id;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_digests() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Hash::of(b"abc").to_string(), abc);
        assert_eq!(abc.parse::<Hash>().unwrap(), Hash::of(b"abc"));
        assert_eq!(Hash::of(b"abc").short().to_string(), abc[..32]);
        assert!(abc.to_uppercase().parse::<Hash>().is_err());
        let parts = |a: &[u8], b: &[u8]| Hasher::new("test").part(a).part(b).hash();
        assert_ne!(parts(b"ab", b"c"), parts(b"a", b"bc"));
    }

    /// However the parts are cut into pieces on the way, the digest is that of their bytes.
    #[test]
    fn parts_of_any_length() {
        let bytes = [7; 700];
        for lengths in [[0, 0, 0], [1, 2, 3], [240, 4, 4], [255, 256, 257], [600, 1, 64], [100, 150, 700]] {
            let mut hasher = Hasher::new("test");
            let mut whole = b"\0\0\0\x04test".to_vec();
            for length in lengths {
                hasher.part(&bytes[..length]);
                whole.extend(u32::try_from(length).unwrap().to_be_bytes());
                whole.extend(&bytes[..length]);
            }
            assert_eq!(hasher.hash(), Hash::of(&whole), "{lengths:?}");
        }
    }
}
