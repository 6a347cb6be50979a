//! A decision table that is not one.

use crate::report::Doc;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-table",
    "a decision table that is not one",
    "The first row that holds gives a table its value, so that a row without `when` stands at the end and nowhere \
     else, and all rows have one type. The rows of a table by date stand in order of `from`. Avoid a table that \
     has no value for some customers; prefer a last row that says what holds otherwise.",
)
.examples(
    r"
derive:
  gesture:
    - { when: days_late >= 5, is: 10 GBP }
    - { when: days_late >= 2, is: 5 GBP }
",
    r"
derive:
  gesture:
    - { when: days_late >= 5, is: 10 GBP }
    - { when: days_late >= 2, is: 5 GBP }
    - { is: 0 GBP }
",
);
