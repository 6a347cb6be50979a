//! Something that happened to a customer.

use std::fmt;

use crate::canon::{Id, Keyed};
use crate::value::Time;

use super::datum::{Datum, Raw};
use super::packed::{Packed, Span};

/// Something that happened, as a CloudEvents 1.0 event.
///
/// `(source, id)` identifies it; `subject` is the account that it concerns. Its data are read by each playbook as that
/// playbook declares them. `Debug` shows the names of the data and leaves out their values, which may be personal.
///
/// ```
/// use amends::Event;
/// let event = Event::new("17", "warehouse", "parcel.late", "customer-1", "2026-03-27T16:30:00Z".parse()?)
///     .with("order", "A1")
///     .with("days_late", 3);
/// assert_eq!((event.source(), event.id(), event.kind()), ("warehouse", "17", "parcel.late"));
/// assert_eq!((event.subject(), event.time().to_string().as_str()), ("customer-1", "2026-03-27T16:30:00Z"));
/// assert_eq!((event.get("order"), event.data().len()), (Some("A1".into()), 2));
///
/// let read = Event::from_json(r#"{"specversion":"1.0","id":"17","source":"warehouse","type":"parcel.late",
///     "subject":"customer-1","time":"2026-03-27T16:30:00Z","data":{"order":"A1","days_late":3}}"#)?;
/// assert_eq!(read, event);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Event {
    /// All its texts, so that an event is two allocations however many members it has.
    texts: Packed,
    id: Span,
    source: Span,
    kind: Span,
    subject: Span,
    time: Time,
    incident: Option<Span>,
    /// In order of their names.
    data: Vec<Member>,
    /// Known from a record, which keeps less than the whole event.
    content: Option<Id>,
}

/// Up to so many members are looked through in turn for one of the wanted length.
const FEW: usize = 8;

/// A member of the data.
#[derive(Clone, Copy)]
struct Member {
    name: Span,
    kind: Kind,
    /// Empty where the kind says it all.
    value: Span,
}

#[derive(Clone, Copy)]
enum Kind {
    Null,
    Bool(bool),
    Number,
    Text,
    Nested,
}

impl Event {
    /// An event without data: its id, the source within which the id is unique, its type, the account, and when it
    /// happened. Nothing is refused here; the bounds of [`from_json`](Self::from_json) are those of its text.
    pub fn new(
        id: impl AsRef<str>,
        source: impl AsRef<str>,
        kind: impl AsRef<str>,
        subject: impl AsRef<str>,
        time: Time,
    ) -> Self {
        Self::with_room([id.as_ref(), source.as_ref(), kind.as_ref(), subject.as_ref()], time, 0, 0)
    }

    /// An event of this id, source, type and subject, with room for so many bytes and members.
    pub(super) fn with_room(envelope: [&str; 4], time: Time, bytes: usize, members: usize) -> Self {
        let mut texts = Packed::with_capacity(bytes);
        let [id, source, kind, subject] = envelope.map(|text| texts.push(text));
        Self {
            texts,
            id,
            source,
            kind,
            subject,
            time,
            incident: None,
            data: Vec::with_capacity(members),
            content: None,
        }
    }

    /// The event with one more member of its data; an earlier one of that name is replaced.
    #[must_use]
    pub fn with<'d>(mut self, name: impl AsRef<str>, value: impl Into<Datum<'d>>) -> Self {
        let found = self.find(name.as_ref());
        self.push(name.as_ref(), &value.into());
        match found {
            Ok(at) => drop(self.data.swap_remove(at)),
            Err(at) => {
                if let Some(moved) = self.data.get_mut(at..) {
                    moved.rotate_right(1);
                }
            }
        }
        self
    }

    /// Adds a member whose name comes after all others.
    pub(super) fn push(&mut self, name: &str, datum: &Datum<'_>) {
        let (kind, value) = match datum.raw() {
            Raw::Null => (Kind::Null, ""),
            Raw::Bool(value) => (Kind::Bool(value), ""),
            Raw::Number(text) => (Kind::Number, text),
            Raw::Text(text) => (Kind::Text, text),
            Raw::Nested(text) => (Kind::Nested, text),
        };
        self.data.push(Member { name: self.texts.push(name), kind, value: self.texts.push(value) });
    }

    /// The event as part of an incident: one cause that many events share. A case takes over the incident of the event
    /// that opens it.
    ///
    /// ```
    /// # let event = amends::Event::new("1", "ops", "flight.late", "ana", "2026-03-27T16:30:00Z".parse().unwrap());
    /// assert_eq!(event.in_incident("storm-7").incident(), Some("storm-7"));
    /// ```
    #[must_use]
    pub fn in_incident(mut self, incident: impl AsRef<str>) -> Self {
        self.incident = Some(self.texts.push(incident.as_ref()));
        self
    }

    /// The id, unique within the source.
    pub fn id(&self) -> &str {
        self.texts.get(self.id)
    }

    /// Where it comes from.
    pub fn source(&self) -> &str {
        self.texts.get(self.source)
    }

    /// The type, such as `parcel.late`.
    pub fn kind(&self) -> &str {
        self.texts.get(self.kind)
    }

    /// The account that it concerns.
    pub fn subject(&self) -> &str {
        self.texts.get(self.subject)
    }

    /// When it happened.
    pub fn time(&self) -> Time {
        self.time
    }

    /// The incident that it is part of, if it says so.
    pub fn incident(&self) -> Option<&str> {
        self.incident.map(|span| self.texts.get(span))
    }

    /// Its data, in order of their names (by bytes).
    pub fn data(&self) -> impl ExactSizeIterator<Item = (&str, Datum<'_>)> {
        self.data.iter().map(|member| (self.texts.get(member.name), self.raw(*member).into()))
    }

    /// The member of that name, if there is one.
    pub fn get(&self, name: &str) -> Option<Datum<'_>> {
        self.member(name).map(Datum::from)
    }

    // Called, it would hand over in memory what it found.
    #[inline(always)]
    pub(crate) fn member(&self, name: &str) -> Option<Raw<'_>> {
        let is_it = |member: &&Member| member.name.len() == name.len() && self.texts.get(member.name) == name;
        let member = match self.data.len() {
            0..=FEW => self.data.iter().find(is_it),
            _ => self.data.get(self.find(name).ok()?),
        };
        member.map(|member| self.raw(*member))
    }

    /// Where the member of that name stands, or would stand.
    fn find(&self, name: &str) -> Result<usize, usize> {
        self.data.binary_search_by(|member| self.texts.get(member.name).cmp(name))
    }

    fn raw(&self, member: Member) -> Raw<'_> {
        let text = self.texts.get(member.value);
        match member.kind {
            Kind::Null => Raw::Null,
            Kind::Bool(value) => Raw::Bool(value),
            Kind::Number => Raw::Number(text),
            Kind::Text => Raw::Text(text),
            Kind::Nested => Raw::Nested(text),
        }
    }

    /// The event with the digest of its content as a record has it.
    pub(crate) fn with_content(mut self, content: Id) -> Self {
        self.content = Some(content);
        self
    }

    /// A digest of all that was said under this `(source, id)`. It is keyed, because it covers personal facts too and
    /// stands in records.
    pub(crate) fn content(&self, keyed: &Keyed) -> Id {
        if let Some(known) = self.content {
            return known;
        }
        let seconds = self.time.utc().timestamp().to_be_bytes();
        let nanoseconds = self.time.utc().timestamp_subsec_nanos().to_be_bytes();
        let purpose: &[u8] = b"amends/content/1";
        let envelope =
            [purpose, &seconds, &nanoseconds, self.kind().as_bytes(), self.incident().unwrap_or_default().as_bytes()];
        let data = self.data.iter().flat_map(|member| {
            let kind = match member.kind {
                Kind::Null => "null",
                Kind::Bool(false) => "false",
                Kind::Bool(true) => "true",
                Kind::Number => "number",
                Kind::Text => "text",
                Kind::Nested => "json",
            };
            [self.texts.get(member.name), kind, self.texts.get(member.value)].map(str::as_bytes)
        });
        keyed.digest(envelope.into_iter().chain(data)).short()
    }

    fn envelope(&self) -> (&str, &str, &str, &str, Time, Option<&str>) {
        (self.id(), self.source(), self.kind(), self.subject(), self.time, self.incident())
    }
}

impl PartialEq for Event {
    fn eq(&self, other: &Self) -> bool {
        self.envelope() == other.envelope() && self.data().eq(other.data()) && self.content == other.content
    }
}

impl Eq for Event {}

impl fmt::Debug for Event {
    /// Without the data, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("id", &self.id())
            .field("source", &self.source())
            .field("kind", &self.kind())
            .field("subject", &self.subject())
            .field("time", &self.time)
            .field("incident", &self.incident())
            .field("data", &self.data().map(|(name, _)| name).collect::<Vec<_>>())
            .finish()
    }
}
