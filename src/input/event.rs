//! Something that happened to a customer.

use std::fmt;

use crate::canon::{Id, keyed};
use crate::value::{Name, Time};

use super::Datum;

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
/// assert_eq!((event.get("order"), event.data().len()), (Some(&"A1".into()), 2));
///
/// let read = Event::from_json(r#"{"specversion":"1.0","id":"17","source":"warehouse","type":"parcel.late",
///     "subject":"customer-1","time":"2026-03-27T16:30:00Z","data":{"order":"A1","days_late":3}}"#)?;
/// assert_eq!(read, event);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Event {
    id: String,
    source: String,
    kind: String,
    subject: String,
    time: Time,
    incident: Option<String>,
    /// In order of their names.
    data: Vec<(Name, Datum)>,
    /// Known from a record, which keeps less than the whole event.
    content: Option<Id>,
}

impl Event {
    /// An event without data: its id, the source within which the id is unique, its type, the account, and when it
    /// happened. Nothing is refused here; the bounds of [`from_json`](Self::from_json) are those of its text.
    pub fn new(
        id: impl Into<String>,
        source: impl Into<String>,
        kind: impl Into<String>,
        subject: impl Into<String>,
        time: Time,
    ) -> Self {
        Self {
            id: id.into(),
            source: source.into(),
            kind: kind.into(),
            subject: subject.into(),
            time,
            incident: None,
            data: Vec::new(),
            content: None,
        }
    }

    /// The event with one more member of its data; an earlier one of that name is replaced.
    #[must_use]
    pub fn with(mut self, name: impl Into<Name>, value: impl Into<Datum>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.data.binary_search_by(|(known, _)| known.cmp(&name)) {
            Ok(at) => {
                if let Some(slot) = self.data.get_mut(at) {
                    slot.1 = value;
                }
            }
            Err(at) => self.data.insert(at, (name, value)),
        }
        self
    }

    /// The event as part of an incident: one cause that many events share. A case takes over the incident of the event
    /// that opens it.
    ///
    /// ```
    /// # let event = amends::Event::new("1", "ops", "flight.late", "ana", "2026-03-27T16:30:00Z".parse().unwrap());
    /// assert_eq!(event.in_incident("storm-7").incident(), Some("storm-7"));
    /// ```
    #[must_use]
    pub fn in_incident(mut self, incident: impl Into<String>) -> Self {
        self.incident = Some(incident.into());
        self
    }

    /// The id, unique within the source.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Where it comes from.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The type, such as `parcel.late`.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The account that it concerns.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// When it happened.
    pub fn time(&self) -> Time {
        self.time
    }

    /// The incident that it is part of, if it says so.
    pub fn incident(&self) -> Option<&str> {
        self.incident.as_deref()
    }

    /// Its data, in order of their names (by bytes).
    pub fn data(&self) -> &[(Name, Datum)] {
        &self.data
    }

    /// The member of that name, if there is one.
    pub fn get(&self, name: &str) -> Option<&Datum> {
        let at = self.data.binary_search_by(|(known, _)| known.as_str().cmp(name)).ok()?;
        self.data.get(at).map(|(_, datum)| datum)
    }

    /// The event with the digest of its content as a record has it.
    pub(crate) fn with_content(mut self, content: Id) -> Self {
        self.content = Some(content);
        self
    }

    /// A digest of all that was said under this `(source, id)`. It is keyed, because it covers personal facts too and
    /// stands in records.
    pub(crate) fn content(&self, secret: &[u8; 32]) -> Id {
        if let Some(known) = self.content {
            return known;
        }
        let mut data = String::new();
        for (name, datum) in &self.data {
            crate::canon::write_text(&mut data, name);
            data.push(':');
            datum.write_content(&mut data);
            data.push(',');
        }
        let time = self.time.to_string();
        let incident = self.incident.as_deref().unwrap_or_default();
        let parts =
            ["amends/content/1", &self.source, &self.id, &self.kind, &self.subject, &time, incident, data.as_str()];
        keyed(secret, &parts.map(str::as_bytes)).short()
    }
}

impl fmt::Debug for Event {
    /// Without the data, which may be personal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, source, kind, subject, time, incident, data, content: _ } = self;
        f.debug_struct("Event")
            .field("id", id)
            .field("source", source)
            .field("kind", kind)
            .field("subject", subject)
            .field("time", time)
            .field("incident", incident)
            .field("data", &data.iter().map(|(name, _)| name).collect::<Vec<_>>())
            .finish()
    }
}
