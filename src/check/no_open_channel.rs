//! A message that no channel takes before its deadline.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::warning(
    "no-open-channel",
    "a message that no channel takes before its deadline",
    "A message to the customer goes out on a channel that is open: when somebody is there, and in no quiet hours. A \
     deadline counts from the decision, whatever the hour. Where no channel opens before it, nothing is sent and the step \
     fails at once. Avoid a deadline that is shorter than a night or a weekend for a channel that keeps hours; prefer a \
     longer one, or an order with a channel that is always open. Of what customers prefer nothing is known here, and \
     their clocks are taken to be the house's.",
)
.examples(
    r"
states:
  apologise:
    do: [apology: { message: sorry, channel: phone, within: 4h }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
---
policy: house
zone: Europe/London
calendars: { office: { hours: { mon-fri: '09:00-17:30' } } }
channels: { email: {}, phone: { calendar: office } }
",
    r"
states:
  apologise:
    do: [apology: { message: sorry, within: 4h }]
    upon: { step.failed: done, step.overdue: done }
    next: done
  done: { end: done }
---
policy: house
zone: Europe/London
calendars: { office: { hours: { mon-fri: '09:00-17:30' } } }
channels: { email: {}, phone: { calendar: office } }
contact: { order: [phone, email] }
",
);

/// A deadline that may pass before a channel opens: which channels, and an example of a time for which they are closed.
pub(crate) fn no_open_channel(span: Span, written: &str, channels: &str, from: &str, until: &str) -> Finding {
    let message = format!("`{written}` may pass before {channels} opens: closed from {from} until {until}");
    Finding::new(&DOC, span, message).help("give it longer, or a channel that is open then")
}

/// A message that may go out on no channel at all.
pub(crate) fn never_open_channel(span: Span, step: &str, channels: &str) -> Finding {
    let message = format!("`{step}` may find no channel: {channels} never opens");
    Finding::new(&DOC, span, message).help("put a channel that opens into the order of the policy")
}
