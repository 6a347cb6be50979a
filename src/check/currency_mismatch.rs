//! Amounts in different currencies meet.

use crate::report::Doc;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "currency-mismatch",
    "amounts in different currencies meet",
    "Amounts are added, compared and paid in one currency; nothing is converted, because a rate is somebody's \
     decision and not the playbook's. A money fact whose currency is not fixed may meet no named currency either. \
     Avoid `order_total > 5 EUR` for a fact in GBP; prefer one currency, or a playbook for each.",
)
.examples(
    r"
triggers:
  dear: { upon: parcel.late, when: total > 50 EUR }   # `total` is in GBP
",
    r"
triggers:
  dear: { upon: parcel.late, when: total > 50 GBP }
",
);
