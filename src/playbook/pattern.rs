//! Event names by dotted prefix, as in SCXML.

use crate::value::Name;

/// What an `upon` listens to: `flight` matches `flight` and `flight.arrived`, `*` matches all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern(Name);

/// Events about a step that, without a name, mean only steps of the state that listens or of states inside it.
const ABOUT_OWN_STEPS: [&str; 7] = [
    "step.failed",
    "step.overdue",
    "promise.broken",
    "approval",
    "approval.granted",
    "approval.refused",
    "approval.expired",
];

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        Self(Name::from(text.strip_suffix(".*").unwrap_or(text)))
    }

    pub(crate) fn text(&self) -> &Name {
        &self.0
    }

    pub(crate) fn is_all(&self) -> bool {
        self.0 == "*"
    }

    pub(crate) fn matches(&self, event: &str) -> bool {
        self.is_all()
            || event.strip_prefix(self.0.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Whether it hears only of steps of its own state.
    pub(crate) fn is_about_own_steps(&self) -> bool {
        ABOUT_OWN_STEPS.contains(&self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn prefixes() {
        for (pattern, event, matches) in [
            ("flight", "flight", true),
            ("flight", "flight.arrived", true),
            ("flight.arrived", "flight", false),
            ("flight", "flights", false),
            ("flight.*", "flight.arrived", true),
            ("*", "anything.at.all", true),
            ("step.done.apologise", "step.done.apologise.apology", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(event), matches, "{pattern} {event}");
        }
    }
}
