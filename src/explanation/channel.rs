//! The channels that a message could have gone out on.

use crate::step::ChannelReason;
use crate::value::{Name, Time};

/// A channel that was considered for a message to the customer; see [`Candidate`](super::Candidate).
///
/// ```
/// use amends::{Candidate, ChannelTried};
/// /// The channels that would have been there at once.
/// fn open(candidate: &Candidate) -> impl Iterator<Item = &ChannelTried> {
///     candidate.channels.iter().filter(|tried| tried.not_before.is_some() && !tried.is_held_back)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChannelTried {
    /// The channel; none where the house names no channels, and for a preference that is not known or no channel.
    pub channel: Option<Name>,
    /// Why it comes into question or, where the message would be held back, what holds it back last.
    pub reason: ChannelReason,
    /// The message does not go out on it before; none where it never does. Where that lies beyond the step's deadline,
    /// it may be held back for longer still.
    pub not_before: Option<Time>,
    /// Whether that is later than now.
    pub is_held_back: bool,
    /// Whether it is the one that was chosen.
    pub is_chosen: bool,
    /// Whether the channel rests on personal facts.
    pub is_personal: bool,
    /// Whether the time does.
    pub is_time_personal: bool,
}
