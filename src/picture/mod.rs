//! Pictures of a playbook: the state machine as a care team reads it.
//!
//! ```text
//! Playbook ── chart ──▶ boxes and lines between siblings ──┬─ scene (sizes, layout, routes) ──▶ SVG
//!                                                          ├─▶ Graphviz
//!                                                          └─▶ Mermaid
//! ```
//!
//! Every line runs between two boxes of one container: where a transition comes from or goes to a state deeper inside,
//! the line ends at the box around it, and label and box name that state. So a playbook of forty states stays readable.

mod chart;
mod dot;
mod ink;
mod layout;
mod mermaid;
#[expect(clippy::module_inception, reason = "the room is named after its chief inhabitant")]
mod picture;
mod scene;
mod svg;
mod text;
mod words;

#[cfg(test)]
mod tests;

pub use picture::{Picture, TooLarge};
