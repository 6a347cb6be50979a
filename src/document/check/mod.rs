//! The findings of reading, one a file: its catalogue entry `DOC` and the functions that make it.

mod bad_id;
mod document_kind;
mod duplicate_key;
mod hidden_character;
mod limits_exceeded;
mod missing_key;
mod unknown_key;
mod unquoted_expression;
mod wrong_type;
mod yaml_feature;
mod yaml_syntax;
mod yaml_words;

pub(crate) use bad_id::{Name, bad_id, reserved};
pub(crate) use document_kind::{empty_document, first_key, not_a_map, other_kind, unknown_kind};
pub(crate) use duplicate_key::duplicate_key;
pub(crate) use hidden_character::hidden_character;
pub(crate) use limits_exceeded::{DOC as LIMITS_EXCEEDED, limits_exceeded};
pub(crate) use missing_key::missing_key;
pub(crate) use unknown_key::{beside_action, unknown_action, unknown_key};
pub(crate) use unquoted_expression::unquoted_expression;
pub(crate) use wrong_type::{no_value, unknown_word, wrong_type};
pub(crate) use yaml_feature::{Feature, yaml_feature};
pub(crate) use yaml_syntax::yaml_syntax;
pub(crate) use yaml_words::{is_yaml_word, yaml_word};

use crate::report::Doc;

/// The catalogue, by code.
pub(crate) const DOCS: &[Doc] = &[
    bad_id::DOC,
    document_kind::DOC,
    duplicate_key::DOC,
    hidden_character::DOC,
    limits_exceeded::DOC,
    missing_key::DOC,
    unknown_key::DOC,
    unquoted_expression::DOC,
    wrong_type::DOC,
    yaml_feature::DOC,
    yaml_syntax::DOC,
    yaml_words::DOC,
];
