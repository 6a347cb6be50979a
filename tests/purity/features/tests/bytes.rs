//! The run, with the features of this package.

#[path = "../../run.rs"]
mod run;

#[test]
fn the_bytes_are_those_of_a_build_without_these_features() {
    let (kept, text) = (include_str!("../../run.txt"), run::run());
    let differs = kept.lines().zip(text.lines()).position(|(kept, now)| kept != now);
    assert_eq!((differs, kept.len()), (None, text.len()), "line (from 0) that differs");
}

#[test]
fn the_features_are_on() {
    let value: serde_json::Value = serde_json::from_str(r#"{"b":1.10,"a":1e400}"#).unwrap();
    assert_eq!(value.to_string(), r#"{"b":1.10,"a":1e+400}"#);
}
