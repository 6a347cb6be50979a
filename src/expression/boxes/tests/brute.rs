//! Random conditions over facts of few values: the region is what evaluation says, at every point.

use proptest::prelude::*;

use super::*;

/// Two truths, two words of one enum, two small whole numbers; each may be unknown.
fn small() -> Facts {
    let truth = || vec![Some(Value::Bool(false)), Some(Value::Bool(true)), None];
    let words = || Type::Enum(["low".into(), "mid".into(), "high".into()].into());
    let word = || vec![Some(Value::from("low")), Some(Value::from("mid")), Some(Value::from("high")), None];
    let number = || (-3..=3).map(|n| Some(Value::Int(n))).chain([None]).collect::<Vec<_>>();
    Facts::new(vec![
        ("p", Type::Bool, truth()),
        ("q", Type::Bool, truth()),
        ("v", words(), word()),
        ("w", words(), word()),
        ("i", Type::Int, number()),
        ("j", Type::Int, number()),
    ])
}

fn limits() -> Vec<Option<(Value, Value)>> {
    let number = Some((Value::Int(-3), Value::Int(3)));
    vec![None, None, None, None, number.clone(), number]
}

fn numbers() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![3 => Just("i".to_owned()), 2 => Just("j".to_owned()), 2 => (-3..=3_i64).prop_map(|n| n.to_string())];
    leaf.prop_recursive(3, 8, 2, |inner| {
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            4 => (pair.clone(), prop::sample::select(vec!["+", "-", "*", "/", "%"]))
                .prop_map(|((a, b), sign)| format!("({a} {sign} {b})")),
            1 => (pair, prop::sample::select(vec!["min", "max"])).prop_map(|((a, b), f)| format!("{f}({a}, {b})")),
            1 => inner.clone().prop_map(|a| format!("abs({a})")),
            1 => inner.prop_map(|a| format!("(-({a}))")),
        ]
    })
}

fn conditions() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let fact = prop::sample::select(vec!["p", "q", "v", "w", "i", "j"]);
    let word = || prop::sample::select(vec!["'low'", "'mid'", "'high'"]);
    let leaf = prop_oneof![
        2 => prop::sample::select(vec!["p", "q", "true", "false"]).prop_map(str::to_owned),
        2 => fact.prop_map(|fact| format!("has({fact})")),
        6 => (numbers(), sign, numbers()).prop_map(|(a, sign, b)| format!("{a} {sign} {b}")),
        1 => (numbers(), numbers(), numbers()).prop_map(|(a, b, c)| format!("{a} in [{b}, {c}]")),
        2 => (word(), prop::bool::ANY).prop_map(|(word, same)| format!("v {} {word}", if same { "==" } else { "!=" })),
        1 => (word(), word()).prop_map(|(a, b)| format!("w in [{a}, {b}]")),
        1 => Just("v == w".to_owned()),
        1 => Just("p != q".to_owned()),
        1 => Just("v.startsWith('m')".to_owned()),
    ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            2 => inner.clone().prop_map(|a| format!("!({a})")),
            1 => (inner.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, c)| format!("({a} ? {b} : {c})")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("(({a} ? i : j) < ({b} ? 1 : i))")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_region_is_what_evaluation_says(text in conditions()) {
        let facts = small();
        let names = facts.names();
        let compiled = condition(&text, &names);
        prop_assume!(compiled.is_ok());
        let compiled = compiled.unwrap();
        let limits = limits();
        let mut boxes = Boxes::new(&names, &facts.ranges(&limits), &facts.derived, 4_000_000);
        let region = boxes.condition(&compiled);
        prop_assert!(!boxes.space.budget().is_exhausted(), "{}", text);
        prop_assert_eq!(boxes.atoms(), 0, "{}", text);
        let (mut holds, mut fails) = (false, false);
        for point in facts.points() {
            let expected = facts.evaluated(&compiled, &point);
            prop_assert_eq!(boxes.at(region, &point), expected, "{} at {:?}", text, point);
            holds |= expected == Region::TRUE;
            fails |= expected != Region::TRUE;
        }
        // What is found is found, and shows it.
        let where_it_fails = boxes.without(Region::TRUE, region);
        let where_it_holds = boxes.holds(region);
        for (region, is_there, expected) in [(where_it_holds, holds, true), (where_it_fails, fails, false)] {
            match boxes.find(region) {
                Answer::Never => prop_assert!(!is_there, "{}", text),
                Answer::At(found) => {
                    let mut point: Vec<Option<Value>> = facts.facts.iter().map(|_| None).collect();
                    for (slot, value) in found {
                        point[usize::from(slot)] = value;
                    }
                    let shown = facts.evaluated(&compiled, &point) == Region::TRUE;
                    prop_assert_eq!(shown, expected, "{} at {:?}", text, point);
                }
                other => prop_assert!(false, "{}: {:?}", text, other),
            }
        }
    }
}
