//! One event against many triggers.
//!
//! A peer's index of boolean expressions holds the same rules: it may lose those that no index finds, and is asked again
//! with them.

use std::time::Instant;

use a_tree::{ATree, AttributeDefinition};
use amends::{Account, Engine, Event, Secret, Source, Time, compile};

use crate::rules::{self, Conjunct, Late, Rule};
use crate::table::{Row, Table};
use crate::timing::{Job, medians};

const TO_A_PLAYBOOK: usize = 100;

pub fn add(table: &mut Table, triggers: usize) {
    let mut all = rules::rules(triggers, false);
    let indexed = all.len();
    let is_residue = |rule: &Rule| matches!(rule.conjuncts[..], [Conjunct::DaysOrTotalAbove(..)]);
    let residue = rules::rules(triggers, true).into_iter().filter(is_residue);
    all.extend(residue);

    let mut tree = Tree::new();
    tree.insert(&all, 0..indexed);
    let engine = engine(&all[..indexed]);
    compare(table, &engine, &tree, &all[..indexed], &rules::matches_two());
    tree.insert(&all, indexed..all.len());
    let engine = self::engine(&all);
    compare(table, &engine, &tree, &all, &rules::matches_two());
    compare(table, &engine, &tree, &all, &rules::matches_many());
}

fn compare(table: &mut Table, engine: &Engine, tree: &Tree, rules: &[Rule], late: &Late) {
    let by_hand: Vec<usize> = (0..rules.len()).filter(|at| rules[*at].holds(late)).collect();
    let time: Time = "2026-03-27T16:30:00Z".parse().unwrap();
    let account = Account::new("customer-1", Secret::new([7; 32]));
    let (our_event, their_event) = (Event::from_json(&late.json("1", "customer-1")).unwrap(), tree.event(late));

    let ours = engine.matching(&account, &our_event, time.utc());
    let ours: Vec<String> = ours.iter().map(|found| found.trigger().to_owned()).collect();
    assert_eq!(ours, by_hand.iter().map(|at| trigger(*at)).collect::<Vec<_>>());
    let report = tree.0.search(&their_event).unwrap();
    let mut theirs: Vec<usize> = report.matches().iter().map(|at| **at).collect();
    theirs.sort_unstable();
    assert_eq!(theirs, by_hand);

    let [ours, theirs] = medians([
        Job::new(|| engine.matching(&account, &our_event, time.utc()).len()),
        Job::new(|| tree.0.search(&their_event).unwrap().matches().len()),
    ]);
    let residue = rules.iter().filter(|rule| matches!(rule.conjuncts[..], [Conjunct::DaysOrTotalAbove(..)])).count();
    let what = format!("one event, {} match of {} triggers, {residue} of them in no index", by_hand.len(), rules.len());
    table.0.push(Row { what, ours, peer: "a-tree", theirs });
}

fn engine(rules: &[Rule]) -> Engine {
    let parts = rules.chunks(TO_A_PLAYBOOK).enumerate();
    let source = |(nth, part)| Source::new(format!("{nth:05}.yaml"), rules::playbook(nth, nth * TO_A_PLAYBOOK, part));
    Engine::new(compile(parts.map(source)).finish().unwrap()).unwrap()
}

/// What [`rules::playbook`] calls the rule at this place.
fn trigger(at: usize) -> String {
    format!("rule-{at}")
}

/// The rules by their places.
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

    /// The more there are, the longer it takes to insert one: progress is told.
    fn insert(&mut self, rules: &[Rule], places: std::ops::Range<usize>) {
        let start = Instant::now();
        for at in places {
            self.0.insert(&at, &expression(&rules[at])).unwrap();
            if (at + 1) % 10_000 == 0 {
                eprintln!("a-tree: {} of {} triggers are in after {:.1?}", at + 1, rules.len(), start.elapsed());
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
}

/// The rule as a-tree has it.
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
