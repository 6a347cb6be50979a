//! One condition on four facts of a late parcel, and four events to try it on, for every bench and peer alike.

#![allow(dead_code, reason = "each bench stands on its part of it")]

/// The condition as amends and CEL write it.
pub const TEXT: &str =
    "days_late >= 2 && order_total / parcels > money('5.00 GBP') && (tier == 'gold' || days_late > 4)";

/// The facts, any of them unknown. Money is exact in pence.
#[derive(Clone, Copy)]
pub struct Late {
    pub days_late: Option<i64>,
    pub order_total: Option<i64>,
    pub parcels: Option<i64>,
    pub tier: Option<&'static str>,
}

const KNOWN: Late = Late { days_late: Some(3), order_total: Some(4000), parcels: Some(2), tier: Some("gold") };

/// What can come of it.
const INPUTS: [(&str, Late); 4] = [
    ("holds", KNOWN),
    ("first part false", Late { days_late: Some(1), ..KNOWN }),
    ("unknown fact", Late { tier: None, ..KNOWN }),
    ("error", Late { parcels: Some(0), ..KNOWN }),
];

/// The names of the inputs, as a bench's arguments.
pub const NAMES: [&str; 4] = ["holds", "first part false", "unknown fact", "error"];

/// The input of that name.
pub fn late(name: &str) -> Late {
    INPUTS.iter().find(|(known, _)| *known == name).unwrap().1
}

impl Late {
    /// The data of the event that tells it, as JSON: what is unknown is left out, money is text like `40.00 GBP`.
    pub fn data(&self) -> String {
        let members = [
            self.days_late.map(|days| format!("\"days_late\":{days}")),
            self.order_total.map(|pence| format!("\"order_total\":\"{}.{:02} GBP\"", pence / 100, pence % 100)),
            self.parcels.map(|parcels| format!("\"parcels\":{parcels}")),
            self.tier.map(|tier| format!("\"tier\":\"{tier}\"")),
        ];
        format!("{{{}}}", members.into_iter().flatten().collect::<Vec<_>>().join(","))
    }

    /// The event that tells it, as a line of JSON; its data hold a member that nobody asks for too.
    pub fn event(&self) -> String {
        let data = self.data().replacen('{', "{\"order\":\"A1\",", 1);
        format!(
            r#"{{"specversion":"1.0","id":"17","source":"warehouse","type":"parcel.late","subject":"customer-1","time":"2026-03-27T16:29:00Z","data":{data}}}"#
        )
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    Unknown,
    Misfit,
    DivisionByZero,
    Overflow,
}

/// The condition in plain Rust: the parts in the same order, checked, unknowns and errors told.
pub fn by_hand(late: &Late) -> Result<bool, Stopped> {
    let days_late = late.days_late.ok_or(Stopped::Unknown)?;
    if days_late < 2 {
        return Ok(false);
    }
    let (total, parcels) = (late.order_total.ok_or(Stopped::Unknown)?, late.parcels.ok_or(Stopped::Unknown)?);
    if !is_more(total, parcels)? {
        return Ok(false);
    }
    Ok(late.tier.ok_or(Stopped::Unknown)? == "gold" || days_late > 4)
}

/// Whether a share of so many pence is more than 5 pounds; without a division, which would drop a part of a penny.
pub fn is_more(total: i64, parcels: i64) -> Result<bool, Stopped> {
    let bound = parcels.checked_mul(500).ok_or(Stopped::Overflow)?;
    match parcels.signum() {
        0 => Err(Stopped::DivisionByZero),
        1 => Ok(total > bound),
        _ => Ok(total < bound),
    }
}
