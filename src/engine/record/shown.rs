//! Values as records show them, personal ones as digests.

use crate::account::{Account, Personal};
use crate::canon::{Hash, Keyed, Object, order, write_integer, write_plain, write_text};
use crate::input::{Datum, Event};
use crate::value::{Decimal, Value};

use crate::engine::Engine;
use crate::engine::turn::Turn;

/// Puts digests in the place of personal values, and keeps the values.
pub(in crate::engine) struct Veil<'a> {
    pub(in crate::engine) turn: &'a Turn<'a>,
    pub(in crate::engine) seq: u64,
    pub(in crate::engine) hidden: Vec<Personal>,
}

impl Veil<'_> {
    /// Writes the value or, in the place of a personal one, its digest; `path` says where that stands.
    pub(super) fn show(&mut self, out: &mut String, value: &Value, personal: bool, path: impl FnOnce() -> String) {
        if personal { self.hide(out, value.clone(), None, path()) } else { write_value(out, value) }
    }

    /// Writes the digest of a member of an event's data.
    pub(super) fn hide_datum(&mut self, out: &mut String, datum: &Datum<'_>, path: String) {
        let value = personal_value(datum);
        let of = match (datum, &value) {
            (Datum::Nested(_), _) => Some("json"),
            (Datum::Number(_), Value::Text(_)) => Some("number"),
            _ => None,
        };
        self.hide(out, value, of, path);
    }

    /// `of` says what the value is where only its JSON text tells.
    fn hide(&mut self, out: &mut String, value: Value, of: Option<&str>, path: String) {
        // There is none once the account is erased, and then nothing personal is left to show.
        let Some(key) = self.turn.keyed() else { return out.push_str("null") };
        let digest = digest(key, self.seq, &path, &value);
        Object::write(out, |members| {
            members.digits("digest", &digest);
            members.text_if("of", of);
        });
        self.hidden.push(Personal { path, value });
    }
}

fn digest(key: &Keyed, seq: u64, path: &str, value: &Value) -> Hash {
    let (seq, value) = (seq.to_be_bytes(), value.to_text());
    key.digest([b"amends/personal/1".as_slice(), &seq, path.as_bytes(), value.as_bytes()])
}

/// What stands in a record in place of a personal value.
pub(crate) fn personal_digest(account: &Account, seq: u64, path: &str, value: &Value) -> Option<Hash> {
    account.keyed().map(|key| digest(&key, seq, path, value))
}

/// Writes a value as it is.
fn write_value(out: &mut String, value: &Value) {
    match value {
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(value) => write_integer(out, *value),
        Value::Text(value) => write_text(out, value),
        value => write_plain(out, value),
    }
}

/// Writes the data that some playbook declares; the rest is nobody's and is not kept.
pub(super) fn write_data(data: &mut Object<'_>, engine: &Engine, event: &Event, veil: &mut Veil<'_>) {
    let Some(kind) = engine.index.kind(event.kind()) else { return };
    let mut known: Vec<_> = kind.known(event).collect();
    known.sort_by(|(a, ..), (b, ..)| order(a, b));
    for (name, datum, is_personal) in known {
        let out = data.name(name);
        if is_personal && datum != Datum::Null {
            veil.hide_datum(out, &datum, format!("input.data.{name}"));
        } else {
            write_datum(out, &datum);
        }
    }
}

/// Writes a member of an event's data as it is; what is no whole number of 53 bits, and what no fact takes, by its text.
fn write_datum(out: &mut String, datum: &Datum<'_>) {
    match datum {
        Datum::Null => out.push_str("null"),
        Datum::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Datum::Text(text) => write_text(out, text),
        Datum::Nested(text) => Object::write(out, |members| members.text("json", text)),
        Datum::Number(text) if is_canonical(text) => out.push_str(text),
        Datum::Number(text) => Object::write(out, |members| members.text("number", text)),
    }
}

/// Whether a number is written as canonical JSON writes it.
fn is_canonical(number: &str) -> bool {
    let digits = number.strip_prefix('-').unwrap_or(number);
    let is_whole = match digits.as_bytes() {
        [b'0'] => number == "0",
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    is_whole && number.parse::<i64>().is_ok_and(|n| n.unsigned_abs() < 1 << 53)
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
