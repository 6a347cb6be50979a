//! Names of playbooks, states, facts, steps, events.

use std::borrow::Borrow;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use smol_str::{SmolStr, SmolStrBuilder};

/// A name from a playbook or an event, cheap to clone and to compare; it dereferences to its text.
///
/// Up to 23 bytes stand in the name itself; a longer text is shared by its clones.
///
/// ```
/// use amends::Name;
/// let name = Name::from("late-parcel");
/// assert_eq!(name.as_str(), "late-parcel");
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(SmolStr);

impl Name {
    /// The name's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A name that is put together: `Name::format(format_args!("trigger/{name}"))` needs no memory where it is short.
    pub(crate) fn format(parts: fmt::Arguments<'_>) -> Self {
        let mut text = SmolStrBuilder::new();
        // Nothing that is put into a name refuses to be written.
        let _ = fmt::Write::write_fmt(&mut text, parts);
        Self(text.finish())
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Self {
        Self(SmolStr::new(text))
    }
}

impl From<String> for Name {
    fn from(text: String) -> Self {
        Self(SmolStr::new(text))
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Name {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::ops::Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl de::Visitor<'_> for Visitor {
            type Value = Name;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Name, E> {
                Ok(Name::from(text))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_stand_in_themselves_and_long_ones_are_shared() {
        assert_eq!(size_of::<Option<Name>>(), 24);
        for (text, inline) in
            [("", true), ("a", true), ("twenty-three-bytes-long", true), ("twenty-four-bytes-long..", false)]
        {
            for name in [Name::from(text), Name::from(text.to_owned()), Name::format(format_args!("{text}"))] {
                let clone = name.clone();
                assert_eq!((name.as_str(), clone.as_str()), (text, text));
                let (at, clone_at) = (name.as_str().as_ptr(), clone.as_str().as_ptr());
                assert_eq!(at == clone_at, !inline, "{text}");
            }
        }
    }
}
