//! Conditions that are made to cost.

use super::*;

/// Facts `f0` to `f39`, half of them whole numbers, half truths.
fn many() -> Facts {
    let names: Vec<String> = (0..40).map(|n| format!("f{n}")).collect();
    let facts = names.iter().enumerate().map(|(n, name)| {
        let ty = if n % 2 == 0 { Type::Int } else { Type::Bool };
        (name.as_str(), ty, Vec::new())
    });
    Facts::new(facts.collect())
}

#[test]
fn work_stays_within_its_budget() {
    let facts = many();
    let names = facts.names();
    let part = |n: usize, bound: usize| match n % 40 {
        n if n % 2 == 0 => format!("f{n} > {bound}"),
        n => format!("f{n}"),
    };
    let alternations = (0..200).fold("f1".to_owned(), |text, n| {
        let sign = if n % 2 == 0 { "&&" } else { "||" };
        format!("{text} {sign} {}", part(n * 7, n))
    });
    // Pairs in the worst order for any fixed one.
    let pairs: Vec<String> = (0..20).map(|n| format!("({} && {})", part(n, 0), part(n + 20, 0))).collect();
    let sums = (0..40).step_by(2).map(|n| format!("f{n}")).collect::<Vec<_>>().join(" + ");
    let nested = (0..14).fold("1".to_owned(), |text, n| format!("(f{} ? {text} : f{})", n * 2 % 40 + 1, n * 2 % 40));
    let table = [
        alternations.clone(),
        format!("!({alternations})"),
        pairs.join(" || "),
        pairs.join(" && ").replace("&& f", "|| f"),
        format!("{sums} > 5"),
        format!("{nested} > 3"),
        format!("f0 in [{}]", (0..2000).map(|n| (n * 2).to_string()).collect::<Vec<_>>().join(", ")),
        (0..1000).map(|n| format!("f{} != {n}", n % 20 * 2)).collect::<Vec<_>>().join(" && "),
    ];
    let limits: Vec<_> = facts.facts.iter().map(|_| None).collect();
    for text in table {
        let compiled = condition(&text, &names).unwrap_or_else(|faults| panic!("{text}: {}", faults[0].message));
        let mut boxes = Boxes::new(&names, &facts.ranges(&limits), &facts.derived, WORK);
        let region = boxes.condition(&compiled);
        let nodes = boxes.space.size();
        assert!(nodes <= WORK, "{nodes} nodes");
        // Over the budget nothing is claimed; the rest is answered.
        let exhausted = boxes.space.budget().is_exhausted();
        assert_eq!(boxes.find(region) == Answer::TooMuch, exhausted, "{}", &text[..60]);
    }
}

#[test]
fn a_long_chain_of_atoms_is_too_much_and_said_so() {
    let facts = many();
    let names = facts.names();
    let text = (1..200).map(|n| format!("seen('e', {n}d) > {n}")).collect::<Vec<_>>().join(" && ");
    let compiled = condition(&text, &names).unwrap();
    let limits: Vec<_> = facts.facts.iter().map(|_| None).collect();
    let mut boxes = Boxes::new(&names, &facts.ranges(&limits), &facts.derived, WORK);
    let region = boxes.condition(&compiled);
    assert_eq!(boxes.find(region), Answer::TooMuch);
}
