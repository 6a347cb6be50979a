//! Rules for `matching`, as plain data: a loop, a playbook and any other engine can be made of the same.
//!
//! Of a thousand rules 600 are an equality and a comparison, 250 a set, 149 a range with two sides, and one has nothing
//! that an index could find it by. All listen to one type of event, so that only what an event carries tells them apart.
//! What one event matches is as much whatever the number of rules is: more rules bring more tiers, carriers and totals.

#![allow(dead_code, reason = "each bench takes its part of it")]

use std::fmt::Write;

/// The type of event that all rules listen to.
pub const KIND: &str = "parcel.late";

/// Rules for one tier differ in the days that they ask for: 1, 2, 3 and so on.
const A_TIER: usize = 62;
/// Rules that name a carrier, among two others.
const A_CARRIER: usize = 99;
/// From the beginning of one bracket to that of the next.
const A_BRACKET: i64 = 10;

/// A rule holds where all of its conjuncts do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    pub conjuncts: Vec<Conjunct>,
}

/// One part of a rule. `total` and `days_late` are whole numbers, the others texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Conjunct {
    /// `tier == '…'`
    Tier(String),
    /// `carrier in ['…', '…', '…']`
    Carrier([String; 3]),
    /// `days_late >= …`
    DaysAtLeast(i64),
    /// `total >= …`
    TotalAtLeast(i64),
    /// `total < …`
    TotalBelow(i64),
    /// `days_late > … || total > …`: no fact by itself tells that it does not hold.
    DaysOrTotalAbove(i64, i64),
}

/// What an event carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    pub tier: String,
    pub carrier: String,
    pub days_late: i64,
    pub total: i64,
}

/// So many rules; `residue` says whether those are among them that no index finds.
pub fn rules(n: usize, residue: bool) -> Vec<Rule> {
    let parts = |per_mille: usize| (n * per_mille / 1000).max(1);
    let (tiers, carriers) = (parts(600).div_ceil(A_TIER), (parts(250) * 3).div_ceil(A_CARRIER).max(3));
    let mut made = [0; 4];
    let mut nth = |kind: usize| {
        let nth: usize = made[kind];
        made[kind] += 1;
        nth
    };
    let rule = |at: usize| {
        // Spread, so that each thousand has all kinds and neighbours differ.
        let conjuncts = match at * 7 % 1000 {
            0..600 => {
                let nth = nth(0);
                vec![Conjunct::Tier(tier(nth % tiers)), Conjunct::DaysAtLeast(number(nth / tiers + 1))]
            }
            600..850 => {
                let nth = nth(1);
                vec![Conjunct::Carrier([0, 1, 2].map(|side| carrier((nth + side) % carriers)))]
            }
            850..999 => {
                let from = number(nth(2)) * A_BRACKET;
                // As wide as forty beginnings on average, from one to seventy-nine.
                let width = (number(at) * 13 % 79 + 1) * A_BRACKET;
                vec![Conjunct::TotalAtLeast(from), Conjunct::TotalBelow(from + width)]
            }
            _ => {
                let nth = number(nth(3));
                vec![Conjunct::DaysOrTotalAbove(365 + nth, 10_000_000 + nth)]
            }
        };
        Rule { conjuncts }
    };
    let is_kept = |rule: &Rule| residue || !matches!(rule.conjuncts[0], Conjunct::DaysOrTotalAbove(..));
    (0..n).map(rule).filter(is_kept).collect()
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap()
}

fn tier(nth: usize) -> String {
    format!("tier-{nth}")
}

fn carrier(nth: usize) -> String {
    format!("carrier-{nth}")
}

/// An event that two rules are for: the first of a tier, and the first bracket.
pub fn matches_two() -> Late {
    Late { tier: tier(1), carrier: "nobody's".to_owned(), days_late: 1, total: 0 }
}

/// An event that 200 rules are for, of 10,000 and more: a whole tier, a carrier, the brackets around a total.
pub fn matches_many() -> Late {
    Late { tier: tier(1), carrier: carrier(7), days_late: 62, total: 6_005 }
}

impl Rule {
    /// What anybody would write by hand.
    pub fn holds(&self, late: &Late) -> bool {
        self.conjuncts.iter().all(|conjunct| match conjunct {
            Conjunct::Tier(tier) => late.tier == *tier,
            Conjunct::Carrier(carriers) => carriers.contains(&late.carrier),
            Conjunct::DaysAtLeast(days) => late.days_late >= *days,
            Conjunct::TotalAtLeast(total) => late.total >= *total,
            Conjunct::TotalBelow(total) => late.total < *total,
            Conjunct::DaysOrTotalAbove(days, total) => late.days_late > *days || late.total > *total,
        })
    }

    /// The condition as a playbook has it.
    pub fn condition(&self) -> String {
        let mut text = String::new();
        for conjunct in &self.conjuncts {
            if !text.is_empty() {
                text.push_str(" && ");
            }
            match conjunct {
                Conjunct::Tier(tier) => write!(text, "tier == '{tier}'"),
                Conjunct::Carrier([a, b, c]) => write!(text, "carrier in ['{a}', '{b}', '{c}']"),
                Conjunct::DaysAtLeast(days) => write!(text, "days_late >= {days}"),
                Conjunct::TotalAtLeast(total) => write!(text, "total >= {total}"),
                Conjunct::TotalBelow(total) => write!(text, "total < {total}"),
                Conjunct::DaysOrTotalAbove(days, total) => write!(text, "(days_late > {days} || total > {total})"),
            }
            .unwrap();
        }
        text
    }
}

/// A playbook whose triggers are these rules, named by their place behind `first`.
pub fn playbook(nth: usize, first: usize, rules: &[Rule]) -> String {
    let mut triggers = String::new();
    for (at, rule) in rules.iter().enumerate() {
        writeln!(triggers, "  rule-{}: {{ upon: {KIND}, when: \"{}\" }}", first + at, rule.condition()).unwrap();
    }
    format!(
        "playbook: rules-{nth:05}
version: 1
facts: {{ tier: text, carrier: text, days_late: int, total: int }}
events: {{ {KIND}: [tier, carrier, days_late, total] }}
triggers:
{triggers}states:
  sorry: {{ do: [apology: {{ message: sorry }}], next: done }}
  done: {{ end: recovered }}
messages: {{ sorry: {{ en: We are sorry. }} }}
"
    )
}

impl Late {
    /// The event as its sender writes it, for this account.
    pub fn json(&self, id: &str, subject: &str) -> String {
        let Self { tier, carrier, days_late, total } = self;
        format!(
            r#"{{"specversion":"1.0","id":"{id}","source":"bench","type":"{KIND}","subject":"{subject}","time":"2026-03-27T16:30:00Z","data":{{"tier":"{tier}","carrier":"{carrier}","days_late":{days_late},"total":{total}}}}}"#
        )
    }
}
