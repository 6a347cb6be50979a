//! Findings: what is wrong in a set of sources, where, and what to write instead.
//!
//! [`Finding`] is one mistake, [`Report`] is all of them with the sources they point into. A report is drawn for people
//! ([`Report::to_text`]) or written for tools ([`Report::to_json`]).

mod doc;
mod finding;
mod json;
mod plain;
#[cfg(feature = "render")]
mod render;
#[expect(clippy::module_inception, reason = "the module is named after its main type")]
mod report;
mod source;

pub use doc::Doc;
pub use finding::{Code, Finding, Label, Severity};
pub use report::Report;
pub use source::{Position, Source};
