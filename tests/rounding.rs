//! Money is rounded once, by the playbook's `rounding`, where it becomes an amount, a fact or text, and nowhere else
//! (semantics 20).

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use amends::{Account, Decimal, Engine, Event, Money, Secret, Source, Time, compile};
use proptest::prelude::*;

const MODES: [&str; 5] = ["half_up", "half_even", "half_down", "up", "down"];

/// Whoever rounds in the library, outside of the numbers themselves.
const ROUNDING: [(&str, &str); 4] = [
    ("engine/emit/texts.rs", "where it leaves expressions"),
    ("expression/arithmetic.rs", "the function `round`, which is asked for"),
    ("input/read.rs", "what an event, a `set` or a default gives a fact"),
    ("value/money.rs", "to minor units"),
];

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn nobody_else_rounds() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut all, mut found) = (Vec::new(), Vec::new());
    files(&src, &mut all);
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap();
        // Tests stand at the end of a file, or in one of their own.
        let code = text.split("#[cfg(test)]").next().unwrap();
        let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        let rounds =
            |line: &str| line.contains(".rounded(") || line.contains("amount.round(") || line.contains("a.round(");
        if code.into_iter().any(rounds) {
            found.push(path.strip_prefix(&src).unwrap().to_str().unwrap().to_owned());
        }
    }
    found.sort();
    assert_eq!(found, ROUNDING.map(|(file, _)| file));
}

fn engines() -> &'static [Engine] {
    static ENGINES: OnceLock<Vec<Engine>> = OnceLock::new();
    ENGINES.get_or_init(|| {
        let engine = |mode: &str| {
            let text = format!(
                "
playbook: p
version: 1
rounding: {mode}
facts:
  total: {{ type: money, currency: GBP }}
  rate: decimal
  kept: {{ type: money, currency: GBP, default: 0 GBP }}
events: {{ e: [total, rate] }}
derive:
  part: total * rate
  whole: part * 10
triggers: {{ t: {{ upon: e }} }}
states:
  a:
    do:
      - set: {{ kept: whole }}
      - compensation: {{ amount: \"max(whole, part)\", because: \"{{whole}}, kept {{kept}}\", with: {{ part }} }}
    upon: {{ step.failed: z }}
    next: z
  z: {{ end: done }}
"
            );
            Engine::new(compile([Source::new("p.yaml", text)]).finish().unwrap()).unwrap()
        };
        MODES.map(engine).to_vec()
    })
}

/// So many parts of a penny, in whole pence.
fn pence(exact: i128, parts: i128, mode: &str) -> i128 {
    let (whole, rest) = (exact / parts, exact % parts);
    let up = match (mode, (2 * rest).cmp(&parts)) {
        _ if rest == 0 => false,
        ("up", _) => true,
        ("down", _) | (_, std::cmp::Ordering::Less) => false,
        (_, std::cmp::Ordering::Greater) | ("half_up", _) => true,
        ("half_even", _) => whole % 2 != 0,
        _ => false,
    };
    whole + i128::from(up)
}

fn pounds(pence: i128) -> String {
    format!("{}.{:02} GBP", pence / 100, pence % 100)
}

proptest! {
    #[test]
    fn what_is_paid_kept_and_told_is_the_exact_amount_rounded_once(
        total in prop_oneof![1_i128..1000, 1_i128..100_000_000],
        rate in prop_oneof![1_i128..1000, 1_i128..=1_000_000],
    ) {
        let time: Time = "2026-03-02T09:00:00Z".parse().unwrap();
        let decimal: Decimal = format!("{}.{:06}", rate / 1_000_000, rate % 1_000_000).parse().unwrap();
        for (mode, engine) in MODES.iter().zip(engines()) {
            let event = Event::new("1", "s", "e", "ana", time).with("total", pounds(total).parse::<Money>().unwrap());
            let mut account = Account::new("ana", Secret::new([7; 32]));
            let event = event.with("rate", decimal);
            let decision = engine.handle(&mut account, event, time.utc()).unwrap();
            // The rate has six digits, and `whole` is ten times the part.
            let whole = pounds(pence(total * rate, 100_000, mode));
            let Some(step) = decision.steps.first() else {
                prop_assert_eq!(whole, "0.00 GBP", "nothing is paid only where nothing is due");
                continue;
            };
            prop_assert_eq!(step.amount.unwrap().to_string(), whole.as_str());
            prop_assert_eq!(step.because.as_deref().unwrap(), format!("{whole}, kept {whole}"));
            let part = pounds(pence(total * rate, 1_000_000, mode));
            prop_assert_eq!(step.with[0].1.to_string(), part);
        }
    }
}
