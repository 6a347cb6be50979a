//! Values as records show them, personal ones as digests.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::account::{Account, Personal};
use crate::canon::Hash;
use crate::input::Datum;
use crate::value::{Decimal, Value};

/// A value as a record shows it.
pub(super) enum Shown {
    Value(Value),
    /// A number that is no whole number of 53 bits, by its digits.
    Number(String),
    /// A list or object, which no fact takes.
    Json(String),
    Null,
    /// In place of a personal value.
    Digest(Hash),
    /// In place of a personal value that only its JSON text tells: `number` or `json`.
    DigestOf(&'static str, Hash),
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(Value::Bool(value)) => serializer.serialize_bool(*value),
            Self::Value(Value::Int(value)) => serializer.serialize_i64(*value),
            Self::Value(value) => serializer.collect_str(value),
            Self::Number(text) => BTreeMap::from([("number", text)]).serialize(serializer),
            Self::Json(text) => BTreeMap::from([("json", text)]).serialize(serializer),
            Self::Null => serializer.serialize_unit(),
            Self::DigestOf(kind, digest) => {
                BTreeMap::from([("digest", digest.to_string()), ("of", (*kind).to_owned())]).serialize(serializer)
            }
            Self::Digest(digest) => BTreeMap::from([("digest", digest)]).serialize(serializer),
        }
    }
}

/// Puts digests in the place of personal values, and keeps the values.
pub(super) struct Veil<'a> {
    pub(super) account: &'a Account,
    pub(super) seq: u64,
    pub(super) hidden: Vec<Personal>,
}

impl Veil<'_> {
    pub(super) fn show(&mut self, path: impl FnOnce() -> String, value: &Value, personal: bool) -> Shown {
        if personal { self.hide(path(), value.clone()) } else { Shown::Value(value.clone()) }
    }

    /// A member of an event's data.
    pub(super) fn hide_datum(&mut self, path: String, datum: &Datum<'_>) -> Shown {
        let value = personal_value(datum);
        let kind = match (datum, &value) {
            (Datum::Nested(_), _) => Some("json"),
            (Datum::Number(_), Value::Text(_)) => Some("number"),
            _ => None,
        };
        match (self.hide(path, value), kind) {
            (Shown::Digest(digest), Some(kind)) => Shown::DigestOf(kind, digest),
            (shown, _) => shown,
        }
    }

    pub(super) fn hide(&mut self, path: String, value: Value) -> Shown {
        // There is none once the account is erased, and then nothing personal is left to show.
        let Some(digest) = personal_digest(self.account, self.seq, &path, &value) else { return Shown::Null };
        self.hidden.push(Personal { path, value });
        Shown::Digest(digest)
    }
}

/// What stands in a record in place of a personal value.
pub(crate) fn personal_digest(account: &Account, seq: u64, path: &str, value: &Value) -> Option<Hash> {
    let (seq, text) = (seq.to_be_bytes(), value.to_string());
    account.digest(&[b"amends/personal/1", &seq, path.as_bytes(), text.as_bytes()])
}

pub(super) fn plain(datum: &Datum<'_>) -> Shown {
    match datum {
        Datum::Null => Shown::Null,
        Datum::Bool(value) => Shown::Value(Value::Bool(*value)),
        Datum::Text(text) => Shown::Value(Value::from(&**text)),
        Datum::Nested(text) => Shown::Json(text.to_string()),
        Datum::Number(text) => match text.parse::<i64>() {
            Ok(n) if n.unsigned_abs() < 1 << 53 && n.to_string() == **text => Shown::Value(Value::Int(n)),
            _ => Shown::Number(text.to_string()),
        },
    }
}

/// The value as the host keeps it beside the record.
fn personal_value(datum: &Datum<'_>) -> Value {
    match datum {
        Datum::Bool(value) => Value::Bool(*value),
        Datum::Number(text) => {
            let whole = text.parse::<i64>().ok().map(Value::Int);
            let exact = || text.parse::<Decimal>().ok().map(Value::Decimal);
            whole.or_else(exact).unwrap_or_else(|| Value::from(&**text))
        }
        Datum::Text(text) | Datum::Nested(text) => Value::from(&**text),
        Datum::Null => Value::from(""),
    }
}
