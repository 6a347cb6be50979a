//! Canonical JSON written member by member, for what is written often.

use std::cmp::Ordering;

use super::encode::write_unsigned;
use super::plain::Plain;
use super::text::write_text;

/// Writes the members of one object, in the order of their keys: whoever writes knows the order, and says so by writing in
/// it. What comes out is what [`encode`](super::encode()) would make of the same members.
pub(crate) struct Object<'a> {
    out: &'a mut String,
    is_empty: bool,
    #[cfg(debug_assertions)]
    last: String,
}

impl<'a> Object<'a> {
    /// Writes an object at the end of the text.
    pub(crate) fn write(out: &'a mut String, members: impl FnOnce(&mut Object<'_>)) {
        out.push('{');
        let mut object = Object {
            out,
            is_empty: true,
            #[cfg(debug_assertions)]
            last: String::new(),
        };
        members(&mut object);
        object.out.push('}');
    }

    /// Begins a member, whose value the caller writes.
    pub(crate) fn key(&mut self, key: &'static str) -> &mut String {
        self.separate(key);
        self.out.push('"');
        self.out.push_str(key);
        self.out.push_str("\":");
        self.out
    }

    /// Begins a member that a playbook or an event names.
    pub(crate) fn name(&mut self, name: &str) -> &mut String {
        self.separate(name);
        write_text(self.out, name);
        self.out.push(':');
        self.out
    }

    fn separate(&mut self, _key: &str) {
        #[cfg(debug_assertions)]
        {
            debug_assert!(self.is_empty || order(&self.last, _key).is_lt(), "`{_key}` stands before `{}`", self.last);
            _key.clone_into(&mut self.last);
        }
        if !std::mem::take(&mut self.is_empty) {
            self.out.push(',');
        }
    }

    /// A member that is a text.
    pub(crate) fn text(&mut self, key: &'static str, text: &str) {
        write_text(self.key(key), text);
    }

    /// A member that is a text, where there is one.
    pub(crate) fn text_if(&mut self, key: &'static str, text: Option<&str>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    /// A member that is the text form of a value, which has nothing to escape.
    pub(crate) fn plain(&mut self, key: &'static str, value: impl Plain) {
        write_plain(self.key(key), value);
    }

    /// The same, where there is a value.
    pub(crate) fn plain_if(&mut self, key: &'static str, value: Option<impl Plain>) {
        if let Some(value) = value {
            self.plain(key, value);
        }
    }

    /// A member that is a digest.
    pub(crate) fn digits(&mut self, key: &'static str, value: &impl Plain) {
        write_digits(self.key(key), value);
    }

    /// The same, where there is one.
    pub(crate) fn digits_if(&mut self, key: &'static str, value: Option<&impl Plain>) {
        if let Some(value) = value {
            self.digits(key, value);
        }
    }

    /// A member that is a whole number.
    pub(crate) fn number(&mut self, key: &'static str, number: u64) {
        write_unsigned(self.key(key), number);
    }

    /// A member that stands there only where it is true.
    pub(crate) fn flag(&mut self, key: &'static str, is_set: bool) {
        if is_set {
            self.key(key).push_str("true");
        }
    }

    /// A member that is an object.
    pub(crate) fn object(&mut self, key: &'static str, members: impl FnOnce(&mut Object<'_>)) {
        Object::write(self.key(key), members);
    }

    /// A member that is a list of texts.
    pub(crate) fn texts(&mut self, key: &'static str, texts: impl Iterator<Item = impl AsRef<str>>) {
        write_list(self.key(key), texts, |out, text| write_text(out, text.as_ref()));
    }

    /// The same, where there is any.
    pub(crate) fn texts_if_any(&mut self, key: &'static str, texts: &[impl AsRef<str>]) {
        if !texts.is_empty() {
            self.texts(key, texts.iter());
        }
    }

    /// A member that is a list, where there is any item.
    pub(crate) fn list_if_any<I: IntoIterator>(
        &mut self,
        key: &'static str,
        items: I,
        write: impl FnMut(&mut String, I::Item),
    ) {
        let mut items = items.into_iter().peekable();
        if items.peek().is_some() {
            write_list(self.key(key), items, write);
        }
    }
}

fn write_list<T>(out: &mut String, items: impl Iterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
    out.push('[');
    for (at, item) in items.enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, item);
    }
    out.push(']');
}

/// Writes the text form of a value, which has nothing to escape.
pub(crate) fn write_plain(out: &mut String, value: impl Plain) {
    out.push('"');
    // Writing to a String can't fail.
    let _ = value.write_to(out);
    out.push('"');
}

/// Writes a digest.
pub(crate) fn write_digits(out: &mut String, value: &impl Plain) {
    write_plain(out, value);
}

/// How two keys stand to each other in RFC 8785's order.
pub(crate) fn order(a: &str, b: &str) -> Ordering {
    if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
}
