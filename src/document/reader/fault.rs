//! The error type of the deserialiser: a finding, or the makings of one.

use std::fmt;

use serde::de::{Error, Expected, Unexpected};

/// Why a value could not be read.
#[derive(Debug)]
pub(super) enum Fault {
    /// Not reported yet: the node being read adds where it stands and what it is.
    Open(Wrong),
    /// Reported; the map or list around it passes it over and reads on.
    Reported,
    /// Reported and passed over: what is around may be read again.
    Refused,
}

/// What was expected.
#[derive(Debug)]
pub(super) enum Wrong {
    /// Another kind of value.
    Kind(String),
    /// Another word: what was written, what is allowed.
    Word(String, &'static [&'static str]),
}

impl Error for Fault {
    fn custom<T: fmt::Display>(expected: T) -> Fault {
        Fault::Open(Wrong::Kind(expected.to_string()))
    }

    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Fault {
        Fault::Open(Wrong::Kind(expected.to_string()))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Fault {
        Fault::Open(Wrong::Kind(expected.to_string()))
    }

    fn unknown_variant(word: &str, words: &'static [&'static str]) -> Fault {
        Fault::Open(Wrong::Word(word.to_owned(), words))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Open(Wrong::Kind(expected)) => write!(f, "expected {expected}"),
            Fault::Open(Wrong::Word(word, words)) => {
                write!(f, "`{word}` is none of {}", words.join(", "))
            }
            Fault::Reported | Fault::Refused => f.write_str("reported as a finding"),
        }
    }
}

impl std::error::Error for Fault {}
