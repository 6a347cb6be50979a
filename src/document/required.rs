//! Keys that may not be left out.

/// The required keys of a map of the format, by the name of its type.
pub(crate) fn required(name: &str) -> &'static [&'static str] {
    match name {
        "PlaybookDoc" => &["playbook", "version", "events", "triggers", "states"],
        "PolicyDoc" => &["policy"],
        "FactFields" => &["type"],
        "Row" => &["is"],
        "Dated" => &["on", "rows"],
        "DatedRow" => &["from", "is"],
        "Trigger" => &["upon"],
        "MessageStep" => &["message"],
        "QuestionStep" => &["message", "asks"],
        "ActionStep" => &["action"],
        "CompensationStep" => &["amount", "because"],
        "Disputed" => &["amount", "because"],
        "PromiseStep" => &["message", "by"],
        "EscalationStep" => &["to", "because"],
        "FollowUpStep" => &["message", "after"],
        "DeclineStep" => &["message", "because"],
        "Keep" => &["keep", "because"],
        "Waive" => &["waive", "because"],
        "LegalLimit" => &["within", "from", "because"],
        "Limit" => &["payout", "at_most"],
        "Duty" => &["kind"],
        "Discretion" => &["role"],
        "Goal" => &["measure", "target"],
        _ => &[],
    }
}
