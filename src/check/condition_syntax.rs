//! An expression that can't be read.

use crate::report::Doc;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "condition-syntax",
    "an expression that can't be read",
    "Conditions and values are written in a part of CEL: facts, literals, comparisons, `&&`, `||`, `!`, \
     arithmetic and a few functions. What does not follow its grammar has no meaning, and nothing is guessed. \
     Avoid `days_late => 2` and `tier = 'gold'`; prefer `days_late >= 2` and `tier == 'gold'`.",
)
.examples(
    r"
triggers:
  late: { upon: parcel.late, when: days_late => 2 }
",
    r"
triggers:
  late: { upon: parcel.late, when: days_late >= 2 }
",
);
