//! From a playbook's text to a house, beside bare YAML parsing of the same text.

use amends::{Engine, House, Source, compile};
use divan::counter::{BytesCount, ItemsCount};

fn main() {
    divan::main();
}

const LATE_PARCEL: &str = include_str!("late-parcel.yaml");
const EU261: &str = include_str!("../playbooks/eu261.yaml");
const UK261: &str = include_str!("../playbooks/uk261.yaml");

/// Playbooks as they are shipped, or were before they knew a house, each alone and all together.
const SETS: [(&str, &[&str]); 4] =
    [("late-parcel", &[LATE_PARCEL]), ("eu261", &[EU261]), ("uk261", &[UK261]), ("all", &[LATE_PARCEL, EU261, UK261])];

const NAMES: [&str; 4] = ["late-parcel", "eu261", "uk261", "all"];

fn texts(name: &str) -> &'static [&'static str] {
    SETS.iter().find(|(known, _)| *known == name).unwrap().1
}

fn bytes(texts: &[&str]) -> BytesCount {
    BytesCount::new(texts.iter().map(|text| text.len()).sum::<usize>())
}

/// Text to a tree of values: no types, positions, limits or refusal of equal keys.
#[divan::bench(args = NAMES)]
fn a_floor_bare_yaml(bencher: divan::Bencher<'_, '_>, name: &str) {
    let texts = texts(name);
    bencher.counter(bytes(texts)).bench(|| -> Vec<serde_yaml::Value> {
        texts.iter().map(|text| serde_yaml::from_str(divan::black_box(text)).unwrap()).collect()
    });
}

/// Text to a house: read, lowered, checked, digested.
#[divan::bench(args = NAMES)]
fn b_compile(bencher: divan::Bencher<'_, '_>, name: &str) {
    let texts = texts(name);
    bencher.counter(bytes(texts)).bench(|| -> House {
        let sources = texts.iter().enumerate().map(|(at, text)| Source::new(format!("{at}.yaml"), *text));
        compile(divan::black_box(sources)).finish().unwrap()
    });
}

/// A platform's tenants: a house for each, from a playbook of fifty lines and its own name, and an engine for the house.
/// All stay in memory until the last is there.
#[divan::bench_group(sample_count = 3, sample_size = 1)]
mod houses {
    use super::*;

    const HOUSES: usize = 10_000;

    fn texts() -> Vec<String> {
        let text = include_str!("fifty_lines.yaml");
        (0..HOUSES).map(|at| text.replacen("late-order", &format!("late-order-{at}"), 1)).collect()
    }

    #[divan::bench]
    fn a_floor_bare_yaml(bencher: divan::Bencher<'_, '_>) {
        let texts = texts();
        bencher.counter(ItemsCount::new(HOUSES)).bench(|| -> Vec<serde_yaml::Value> {
            texts.iter().map(|text| serde_yaml::from_str(divan::black_box(text)).unwrap()).collect()
        });
    }

    #[divan::bench]
    fn b_engines(bencher: divan::Bencher<'_, '_>) {
        let texts = texts();
        bencher.counter(ItemsCount::new(HOUSES)).bench(|| -> Vec<Engine> {
            let house = |text: &String| compile([Source::new("house.yaml", text.as_str())]).finish().unwrap();
            texts.iter().map(|text| Engine::new(house(divan::black_box(text))).unwrap()).collect()
        });
    }
}
