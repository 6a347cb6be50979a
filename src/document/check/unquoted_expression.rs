//! An expression that YAML takes apart.

use crate::report::{Doc, Finding};
use crate::span::Span;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "unquoted-expression",
    "YAML takes a text or expression apart",
    "Inside `{ }` and `[ ]`, YAML ends a text without quotes at a comma or a bracket; everywhere `: ` begins a value, and a \
     leading `!` `*` `&` `'` `>` `%` means something to YAML itself. An expression with one of these must be in double \
     quotes. The finding prints the corrected line where it can. Avoid `{ when: max(a, b) > 3, go: x }`; prefer \
     `{ when: \"max(a, b) > 3\", go: x }`, and `not x` to `!x`.",
)
.examples(
    r"
triggers:
  late: { upon: parcel.late, when: max(days_late, 1) > 3 }
",
    r#"
triggers:
  late: { upon: parcel.late, when: "max(days_late, 1) > 3" }
"#,
);

/// The rule, which the help states.
const RULE: &str =
    "a text or expression with `,` `[` `: ` or a leading `!` `*` `&` `'` `>` `%` must be in double quotes";

/// An expression that was taken apart, with the line as it should be if that is known.
pub(crate) fn unquoted_expression(span: Span, corrected: Option<String>) -> Finding {
    let help = match corrected {
        Some(line) => format!("{RULE}; write\n{}", line.trim()),
        None => RULE.to_owned(),
    };
    Finding::new(&DOC, span, "YAML takes this text apart").help(help)
}
