//! One event against many triggers.

use std::collections::BTreeSet;
use std::time::Instant;

use a_tree::{ATree, AttributeDefinition};

use crate::rules::{Conjunct, Late, Rule, matches_many, matches_two, rules};
use crate::table::{Row, Table};
use crate::timing::{Job, medians};

/// The rules in a tree, by their place.
struct Tree(ATree<usize>);

impl Tree {
    fn new() -> Self {
        let attributes = [
            AttributeDefinition::string("tier"),
            AttributeDefinition::string("carrier"),
            AttributeDefinition::integer("days_late"),
            AttributeDefinition::integer("total"),
        ];
        Self(ATree::new(&attributes).unwrap())
    }

    /// Inserting takes longer the more there are: progress is told.
    fn insert<'a>(&mut self, rules: impl ExactSizeIterator<Item = (usize, &'a Rule)>) {
        let (start, all) = (Instant::now(), rules.len());
        for (nth, (at, rule)) in rules.enumerate() {
            self.0.insert(&at, &expression(rule)).unwrap();
            if (nth + 1) % 10_000 == 0 {
                eprintln!("a-tree: {} of {all} triggers in, after {:.1?}", nth + 1, start.elapsed());
            }
        }
    }

    fn event(&self, late: &Late) -> a_tree::Event {
        let mut event = self.0.make_event();
        event.with_string("tier", &late.tier).unwrap();
        event.with_string("carrier", &late.carrier).unwrap();
        event.with_integer("days_late", late.days_late).unwrap();
        event.with_integer("total", late.total).unwrap();
        event.build().unwrap()
    }

    fn search(&self, event: &a_tree::Event) -> BTreeSet<usize> {
        self.0.search(event).unwrap().matches().iter().map(|at| **at).collect()
    }
}

/// The rule as a-tree writes it.
fn expression(rule: &Rule) -> String {
    let conjunct = |conjunct: &Conjunct| match conjunct {
        Conjunct::Tier(tier) => format!("tier = '{tier}'"),
        Conjunct::Carrier([a, b, c]) => format!("carrier in ['{a}', '{b}', '{c}']"),
        Conjunct::DaysAtLeast(days) => format!("days_late >= {days}"),
        Conjunct::TotalAtLeast(total) => format!("total >= {total}"),
        Conjunct::TotalBelow(total) => format!("total < {total}"),
        Conjunct::DaysOrTotalAbove(days, total) => format!("(days_late > {days} or total > {total})"),
    };
    rule.conjuncts.iter().map(conjunct).collect::<Vec<_>>().join(" and ")
}

pub fn add(table: &mut Table, triggers: usize) {
    let (indexable, residue): (Vec<_>, Vec<_>) = rules(triggers, true)
        .into_iter()
        .enumerate()
        .partition(|(_, rule)| !matches!(rule.conjuncts[0], Conjunct::DaysOrTotalAbove(..)));
    let all: Vec<Rule> = rules(triggers, true);
    let mut tree = Tree::new();
    tree.insert(indexable.iter().map(|(at, rule)| (*at, rule)));
    for late in [matches_two(), matches_many()] {
        let event = tree.event(&late);
        let by_hand: BTreeSet<usize> =
            indexable.iter().filter(|(_, rule)| rule.holds(&late)).map(|(at, _)| *at).collect();
        assert_eq!(tree.search(&event), by_hand);
        let [theirs] = medians([Job::new(|| tree.0.search(&event).unwrap().matches().len())]);
        eprintln!("{} {theirs}", by_hand.len());
    }
    tree.insert(residue.iter().map(|(at, rule)| (*at, rule)));
    for late in [matches_two(), matches_many()] {
        let event = tree.event(&late);
        let [theirs] = medians([Job::new(|| tree.0.search(&event).unwrap().matches().len())]);
        eprintln!("{} {theirs} {}", tree.search(&event).len(), all.len());
    }
}
