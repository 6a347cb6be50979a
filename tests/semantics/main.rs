//! What a case does, a table a rule: SCXML's and those of the language. One file a group of rules.

mod against_scxml;
mod channels;
mod clocks;
mod completing;
mod configuration;
mod counting;
mod history;
mod inputs;
mod opening;
mod paid_once;
mod promises;
mod selection;
mod steps;
mod story;
mod story_runner;
mod values;
mod versions;
