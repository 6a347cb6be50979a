//! What a case does, a table a rule: SCXML's and those of the language. One file a group of rules.

mod against_scxml;
mod approvals;
mod business_time;
mod channels;
mod clocks;
mod commands;
mod completing;
mod configuration;
mod counting;
mod history;
mod inputs;
mod limits;
mod messages;
mod opening;
mod paid_once;
mod pools;
mod promises;
mod released;
mod reverses;
mod selection;
mod steps;
mod story;
mod story_runner;
mod values;
mod versions;
