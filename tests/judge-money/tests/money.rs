//! Amounts as amends writes them, against ICU4X, in every locale and currency.

use std::collections::BTreeMap;
use std::path::Path;

use amends::{Account, Engine, Event, Money, Secret, Source, Time, compile};
use icu_decimal::DecimalFormatter;
use icu_locale_core::Locale;
use judge_money::{ROOT, Row, currencies, rows};

/// How most currencies stand in a row, with `¤` for their codes.
fn general(row: &Row, currencies: &[String]) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (pattern, code) in row.iter().zip(currencies).filter(|(pattern, code)| pattern.contains(code.as_str())) {
        *counts.entry(pattern.replace(code.as_str(), "¤")).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).unwrap().0
}

/// The row of the next shorter tag that has one.
fn shorter<'r>(tag: &str, rows: &'r BTreeMap<String, Row>) -> &'r Row {
    let tags = std::iter::successors(Some(tag), |tag| tag.rsplit_once('-').map(|(shorter, _)| shorter)).skip(1);
    tags.chain([ROOT]).find_map(|tag| rows.get(tag)).unwrap()
}

/// One line a locale, as `src/words/amount.rs` reads it.
fn drawn(rows: &BTreeMap<String, Row>, currencies: &[String]) -> String {
    let mut text = String::new();
    for (tag, row) in rows {
        let entries = |differs: &dyn Fn(usize) -> bool| -> String {
            let differing = (0..row.len()).filter(|at| differs(*at));
            differing.map(|at| format!("\t{}{}", currencies[at], row[at])).collect()
        };
        let pattern = general(row, currencies);
        let whole = format!("{pattern}{}", entries(&|at| row[at] != pattern.replace('¤', &currencies[at])));
        let before = shorter(tag, rows);
        let added = entries(&|at| row[at] != before[at]);
        let line = if tag != ROOT && added.len() < whole.len() { added } else { whole };
        text.push_str(&format!("{tag}\t{line}\n"));
    }
    text
}

#[test]
fn the_table_is_what_icu4x_knows() {
    let currencies = currencies();
    let text = drawn(&rows(&currencies), &currencies);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../src/words/currencies.txt");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap() == text, "`UPDATE_FIXTURES=1` draws it anew");
}

/// An engine that says amounts in a locale.
fn engine(tag: &str) -> Engine {
    let text = format!(
        "playbook: p\nversion: 1\nlanguage: \"{tag}\"\nfacts: {{ total: money }}\nevents: {{ e: [total] }}\ntriggers: {{ t: {{ upon: e }} }}\n\
         states:\n  a: {{ do: [notice: {{ message: m }}], after: {{ 1d: z }} }}\n  z: {{ end: done }}\nmessages: {{ m: {{ \"{tag}\": \"{{total}}\" }} }}\n"
    );
    let compiled = compile([Source::new("p.yaml", text.as_str())]);
    Engine::new(compiled.finish().unwrap_or_else(|report| panic!("{report}"))).unwrap()
}

#[test]
fn amounts_are_written_as_icu4x_writes_them() {
    let currencies = currencies();
    let now: Time = "2026-03-27T16:30:00Z".parse().unwrap();
    let mut judged = 0;
    for (tag, row) in rows(&currencies).iter().filter(|(tag, _)| *tag != ROOT) {
        let engine = engine(tag);
        let locale: Locale = tag.parse().unwrap();
        let numbers = DecimalFormatter::try_new((&locale).into(), Default::default()).unwrap();
        for (code, around) in currencies.iter().zip(row) {
            for amount in ["1", "12345.6"] {
                let amount: Money = format!("{amount} {code}").parse::<Money>().unwrap().rounded(Default::default());
                let digits = amount.to_string().split(' ').next().unwrap().parse().unwrap();
                let expected = around.replace('#', &numbers.format(&digits).to_string());
                let mut account = Account::new("ana", Secret::new([7; 32]));
                let event = Event::new("1", "judge", "e", "ana", now).with("total", amount);
                let decision = engine.handle(&mut account, event, now.utc()).unwrap();
                assert_eq!(decision.steps[0].text.as_deref(), Some(expected.as_str()), "{tag} {amount}");
                judged += 1;
            }
        }
    }
    assert!(judged > 100_000, "{judged}");
}
