//! What a case does, a table a rule: SCXML's and those of the language. One file a group of rules.

mod completing;
mod configuration;
mod history;
mod opening;
mod selection;
mod steps;
mod story;
