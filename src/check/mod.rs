//! The findings of compiling, one a file: its catalogue entry `DOC` and the functions that make it.

mod bad_calendar;
mod bad_duration;
mod bad_fact;
mod bad_literal;
mod bad_locale;
mod bad_message;
mod bad_state;
mod bad_table;
mod bad_transition;
mod bad_trigger;
mod broken_duty;
mod business_time;
mod choose_beside_do;
mod circular_derive;
mod condition_syntax;
mod condition_type;
mod constant_condition;
mod currency_mismatch;
mod currency_without_limit;
mod dead_row;
mod dead_trigger;
mod decline_without_refer;
mod double_deviation;
mod duplicate_name;
mod empty_playbook;
mod fact_may_be_unknown;
mod faults;
mod graph;
mod integer_division;
mod key_changed;
mod key_not_carried;
mod later_than_law;
mod limit_needs_policy;
mod missing_because;
mod missing_locale;
mod mixed_grounds;
mod no_approver;
mod no_open_channel;
mod no_way_to_end;
mod now_in_choose;
mod once_per_account;
mod open_promise;
mod overlapping_rows;
mod overlapping_triggers;
mod overlapping_versions;
mod personal_elsewhere;
mod plural_form;
mod shadowed_transition;
mod step_without_within;
mod stuck_choice;
mod table_gap;
mod unbound_duty;
mod unequal_placeholders;
mod unhandled_error;
mod unhandled_failure;
mod unheard_answer;
mod unheard_approval;
mod unheard_deadline;
mod unindexed_trigger;
mod unknown_calendar;
mod unknown_event;
mod unknown_fact;
mod unknown_function;
mod unknown_message;
mod unknown_party;
mod unknown_placeholder;
mod unknown_state;
mod unknown_step;
mod unknown_trigger_target;
mod unknown_word;
mod unreachable_state;
mod unused_event;
mod unused_fact;
mod unused_message;
mod vague_because;
mod wait_without_deadline;
mod wider_than_policy;
mod wildcard_hears_steps;
mod zero_time_loop;

pub(crate) use bad_calendar::bad_calendar;
pub(crate) use bad_duration::{bad_duration, not_positive, too_long};
pub(crate) use bad_fact::bad_fact;
pub(crate) use bad_literal::bad_literal;
pub(crate) use bad_locale::{bad_locale, too_many_locales};
pub(crate) use bad_message::{bad_message, locale_twice};
pub(crate) use bad_state::bad_state;
pub(crate) use bad_transition::{apart, bad_transition};
pub(crate) use bad_trigger::bad_trigger;
pub(crate) use broken_duty::{DOC as BROKEN_DUTY, broken_duty};
pub(crate) use business_time::{business_time, which_calendar};
pub(crate) use choose_beside_do::choose_beside_do;
pub(crate) use circular_derive::circular_derive;
pub(crate) use condition_type::condition_needs;
pub(crate) use constant_condition::{DOC as CONSTANT_CONDITION, constant_condition};
pub(crate) use currency_without_limit::currency_without_limit;
pub(crate) use dead_row::{DOC as DEAD_ROW, dead_row};
pub(crate) use dead_trigger::{DOC as DEAD_TRIGGER, dead_trigger};
pub(crate) use decline_without_refer::decline_without_refer;
pub(crate) use double_deviation::double_deviation;
pub(crate) use duplicate_name::{carried_twice, duplicate_name, misleading_step_name, second_policy};
pub(crate) use empty_playbook::empty_playbook;
pub(crate) use fact_may_be_unknown::{DOC as FACT_MAY_BE_UNKNOWN, fact_may_be_unknown};
pub(crate) use faults::fault;
pub(crate) use graph::check_graph;
pub(crate) use integer_division::integer_division;
pub(crate) use key_changed::key_changed;
pub(crate) use key_not_carried::key_not_carried;
pub(crate) use later_than_law::later_than_law;
pub(crate) use missing_because::missing_because;
pub(crate) use missing_locale::missing_locale;
pub(crate) use mixed_grounds::mixed_grounds;
pub(crate) use no_approver::{DOC as NO_APPROVER, no_approver};
pub(crate) use no_open_channel::{never_open_channel, no_open_channel};
pub(crate) use no_way_to_end::no_way_to_end;
pub(crate) use now_in_choose::now_in_choose;
pub(crate) use once_per_account::once_per_account;
pub(crate) use open_promise::open_promise;
pub(crate) use overlapping_rows::{DOC as OVERLAPPING_ROWS, overlapping_rows};
pub(crate) use overlapping_triggers::{DOC as OVERLAPPING_TRIGGERS, overlapping_triggers};
pub(crate) use overlapping_versions::overlapping_versions;
pub(crate) use personal_elsewhere::personal_elsewhere;
pub(crate) use plural_form::{missing_form, unused_form};
pub(crate) use shadowed_transition::{DOC as SHADOWED_TRANSITION, shadowed_transition};
pub(crate) use step_without_within::step_without_within;
pub(crate) use stuck_choice::{DOC as STUCK_CHOICE, stuck_choice};
pub(crate) use table_gap::{DOC as TABLE_GAP, table_gap};
pub(crate) use unbound_duty::unbound_duty;
pub(crate) use unequal_placeholders::unequal_placeholders;
pub(crate) use unhandled_error::{DOC as UNHANDLED_ERROR, unhandled_error};
pub(crate) use unhandled_failure::{unhandled_failure, unheard_failure};
pub(crate) use unheard_answer::unheard_answer;
pub(crate) use unheard_approval::{DOC as UNHEARD_APPROVAL, unheard_approval};
pub(crate) use unheard_deadline::{unheard_overdue, unheard_promise};
pub(crate) use unindexed_trigger::{DOC as UNINDEXED_TRIGGER, unindexed_trigger};
pub(crate) use unknown_calendar::unknown_calendar;
pub(crate) use unknown_event::{reserved_event, unknown_event};
pub(crate) use unknown_fact::unknown_fact;
pub(crate) use unknown_message::unknown_message;
pub(crate) use unknown_party::unknown_party;
pub(crate) use unknown_placeholder::{lone_brace, unknown_placeholder};
pub(crate) use unknown_state::{not_a_child, unknown_state};
pub(crate) use unknown_step::unknown_step;
pub(crate) use unknown_trigger_target::unknown_trigger_target;
pub(crate) use unknown_word::unknown_word;
pub(crate) use unreachable_state::unreachable_state;
pub(crate) use unused_event::unused_event;
pub(crate) use unused_fact::unused_fact;
pub(crate) use unused_message::unused_message;
pub(crate) use vague_because::vague_because;
pub(crate) use wait_without_deadline::{waits_for_event, waits_for_receipt};
pub(crate) use wider_than_policy::wider_than_policy;
pub(crate) use wildcard_hears_steps::wildcard_hears_steps;
pub(crate) use zero_time_loop::zero_time_loop;

use crate::report::Doc;

/// The findings that compiling adds to those of reading, by code.
const COMPILING: &[Doc] = &[
    bad_calendar::DOC,
    bad_duration::DOC,
    bad_fact::DOC,
    bad_literal::DOC,
    bad_locale::DOC,
    bad_message::DOC,
    bad_state::DOC,
    bad_table::DOC,
    bad_transition::DOC,
    bad_trigger::DOC,
    broken_duty::DOC,
    business_time::DOC,
    choose_beside_do::DOC,
    circular_derive::DOC,
    condition_syntax::DOC,
    condition_type::DOC,
    constant_condition::DOC,
    currency_mismatch::DOC,
    currency_without_limit::DOC,
    dead_row::DOC,
    dead_trigger::DOC,
    decline_without_refer::DOC,
    double_deviation::DOC,
    duplicate_name::DOC,
    empty_playbook::DOC,
    fact_may_be_unknown::DOC,
    integer_division::DOC,
    key_changed::DOC,
    key_not_carried::DOC,
    later_than_law::DOC,
    limit_needs_policy::DOC,
    missing_because::DOC,
    missing_locale::DOC,
    mixed_grounds::DOC,
    no_approver::DOC,
    no_open_channel::DOC,
    no_way_to_end::DOC,
    now_in_choose::DOC,
    once_per_account::DOC,
    open_promise::DOC,
    overlapping_rows::DOC,
    overlapping_triggers::DOC,
    overlapping_versions::DOC,
    personal_elsewhere::DOC,
    plural_form::DOC,
    shadowed_transition::DOC,
    step_without_within::DOC,
    stuck_choice::DOC,
    table_gap::DOC,
    unbound_duty::DOC,
    unequal_placeholders::DOC,
    unhandled_error::DOC,
    unhandled_failure::DOC,
    unheard_answer::DOC,
    unheard_approval::DOC,
    unheard_deadline::DOC,
    unindexed_trigger::DOC,
    unknown_calendar::DOC,
    unknown_event::DOC,
    unknown_fact::DOC,
    unknown_function::DOC,
    unknown_message::DOC,
    unknown_party::DOC,
    unknown_placeholder::DOC,
    unknown_state::DOC,
    unknown_step::DOC,
    unknown_trigger_target::DOC,
    unknown_word::DOC,
    unreachable_state::DOC,
    unused_event::DOC,
    unused_fact::DOC,
    unused_message::DOC,
    vague_because::DOC,
    wait_without_deadline::DOC,
    wider_than_policy::DOC,
    wildcard_hears_steps::DOC,
    zero_time_loop::DOC,
];

/// The catalogue: every finding that this crate can make, in order of code.
///
/// ```
/// let docs = amends::docs();
/// let doc = docs.iter().find(|doc| doc.code.as_str() == "unreachable-state").unwrap();
/// println!("{}: {}", doc.code, doc.title);
/// # assert!(docs.is_sorted_by_key(|doc| doc.code));
/// ```
#[must_use]
pub fn docs() -> Vec<Doc> {
    let mut docs: Vec<Doc> = crate::document::check::DOCS.iter().chain(COMPILING).copied().collect();
    docs.sort_by_key(|doc| doc.code);
    docs
}
