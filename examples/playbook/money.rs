//! The part of the summary that is about money.

use std::collections::BTreeMap;

use amends::{Currency, Money};
use serde_json::{Value as Json, json};

use crate::ledger::Totals;
use crate::text::thousands;

const HEAD: [&str; 6] = ["money", "payments", "asked", "done", "failed", "open"];

/// A line a currency: how many payments, what they asked for, what was done of it, what failed, what is still to do.
pub fn table(totals: &BTreeMap<(Currency, bool), Totals>) -> String {
    let mut rows = vec![HEAD.map(str::to_owned)];
    for ((currency, is_reversal), totals) in totals {
        let name = format!("  {currency}{}", if *is_reversal { " taken back" } else { "" });
        let sums = [totals.asked, totals.done, totals.failed, totals.open].map(digits);
        let [asked, done, failed, open] = sums;
        rows.push([name, thousands(totals.payments), asked, done, failed, open]);
    }
    let mut text = String::new();
    for row in &rows {
        for (column, cell) in row.iter().enumerate() {
            let width = rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
            let cell = if column == 0 { format!("{cell:width$}") } else { format!("  {cell:>width$}") };
            text.push_str(&cell);
        }
        text.push('\n');
    }
    text
}

/// The same for tools: each sum with its currency, or null where it has more digits than can be kept.
pub fn json(totals: &BTreeMap<(Currency, bool), Totals>) -> Json {
    let sums = totals.iter().map(|((currency, is_reversal), totals)| {
        let [asked, done, failed, open] =
            [totals.asked, totals.done, totals.failed, totals.open].map(|sum| sum.map(|sum| sum.to_string()));
        json!({ "currency": currency.code(), "taken_back": is_reversal, "payments": totals.payments,
            "asked": asked, "done": done, "failed": failed, "open": open })
    });
    sums.collect()
}

/// The amount without its currency, thousands apart.
fn digits(sum: Option<Money>) -> String {
    let Some(sum) = sum else { return "too much to add".to_owned() };
    let text = sum.to_string();
    let number = text.split(' ').next().unwrap_or_default();
    let (whole, fraction) = number.split_once('.').map_or((number, ""), |(whole, fraction)| (whole, fraction));
    let point = if fraction.is_empty() { "" } else { "." };
    match whole.parse() {
        Ok(whole) => format!("{}{point}{fraction}", thousands(whole)),
        Err(_) => number.to_owned(),
    }
}
