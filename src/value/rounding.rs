//! Ways to round.

use std::cmp::Ordering;

/// What happens to digits that are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Rounding {
    /// To the nearest; a half goes away from zero (`half_up`, the default).
    #[default]
    HalfUp,
    /// To the nearest; a half goes to the even digit (`half_even`).
    HalfEven,
    /// To the nearest; a half goes towards zero (`half_down`).
    HalfDown,
    /// Away from zero (`up`).
    Up,
    /// Towards zero (`down`).
    Down,
}

impl Rounding {
    /// All modes by the name a playbook's `rounding:` gives them.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("half_up", Self::HalfUp),
        ("half_even", Self::HalfEven),
        ("half_down", Self::HalfDown),
        ("up", Self::Up),
        ("down", Self::Down),
    ];
}

/// Where the dropped part stands in relation to one half.
#[derive(Clone, Copy)]
pub(super) enum Half {
    Below,
    Exactly,
    Above,
}

impl Half {
    pub(super) fn of_digit(digit: u128, more_below: bool) -> Self {
        match (digit.cmp(&5), more_below) {
            (Ordering::Greater, _) | (Ordering::Equal, true) => Self::Above,
            (Ordering::Equal, false) => Self::Exactly,
            (Ordering::Less, _) => Self::Below,
        }
    }

    /// Whether the magnitude is rounded up, given that something is dropped.
    pub(super) fn rounds_up(self, mode: Rounding, odd: bool) -> bool {
        match (mode, self) {
            (Rounding::Up, _) => true,
            (Rounding::Down, _) | (_, Self::Below) => false,
            (_, Self::Above) | (Rounding::HalfUp, Self::Exactly) => true,
            (Rounding::HalfEven, Self::Exactly) => odd,
            (Rounding::HalfDown, Self::Exactly) => false,
        }
    }
}
