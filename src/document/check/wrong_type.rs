//! A value of another kind than expected.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "wrong-type",
    "a value is of another kind than expected",
    "A list stands where one name is expected, a text where a number is, a word that is not one of those allowed. The \
     finding says what is there and what is expected. A key without a value is one too: YAML reads nothing as null, which \
     here means nothing. Avoid quotes around numbers and `true`; prefer to leave a key out when it has no value.",
)
.examples(
    r#"
version: "one"
"#,
    r"
version: 1
",
);

/// Keys of a state that, indented too little, are taken for the names of states.
const OF_A_STATE: [&str; 9] = ["do", "leave", "choose", "next", "start", "history", "go", "end", "clock"];

/// A value of another kind.
pub(crate) fn wrong_type(span: Span, key: Option<&str>, found: &str, expected: &str) -> Finding {
    let message = match key {
        Some(key) => format!("`{key}` can't be {found}"),
        None => format!("this can't be {found}"),
    };
    let finding = Finding::new(&DOC, span, message).expecting([expected]);
    match key {
        Some(key) if expected == "a map" && OF_A_STATE.contains(&key) => {
            finding.help(format!("if `{key}` is part of the state above, indent it below that state's name"))
        }
        _ => finding,
    }
}

/// A key without a value.
pub(crate) fn no_value(span: Span, key: Option<&str>, expected: &str) -> Finding {
    let message = match key {
        Some(key) => format!("`{key}` has no value"),
        None => "a value is missing here".to_owned(),
    };
    Finding::new(&DOC, span, message).expecting([expected])
}

/// A word that is none of those allowed.
pub(crate) fn unknown_word(span: Span, key: Option<&str>, word: &str, words: &[&str]) -> Finding {
    let message = match key {
        Some(key) => format!("`{key}` can't be `{word}`"),
        None => format!("this can't be `{word}`"),
    };
    Finding::new(&DOC, span, message).expecting(words.iter().copied()).nearest_to(word)
}
