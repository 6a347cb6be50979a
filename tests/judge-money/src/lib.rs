//! How ICU4X writes amounts.

use std::collections::BTreeMap;

use icu_decimal::DecimalFormatter;
use icu_decimal::input::Decimal;
use icu_experimental::dimension::currency::CurrencyCode;
use icu_experimental::dimension::currency::formatter::CurrencyFormatter;
use icu_locale_core::Locale;

/// What ICU4X calls the locale of nobody.
pub const ROOT: &str = "und";

/// The scripts that locales are told apart by.
const SCRIPTS: [&str; 24] = [
    "Adlm", "Arab", "Beng", "Cans", "Cher", "Cyrl", "Deva", "Guru", "Hans", "Hant", "Java", "Latn", "Mtei", "Nkoo",
    "Olck", "Orya", "Rohg", "Sund", "Telu", "Tfng", "Thaa", "Thai", "Vaii", "Yezi",
];

/// The currencies that amends knows.
pub fn currencies() -> Vec<String> {
    let letters = || 'A'..='Z';
    let codes = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}"))));
    codes.filter(|code| code.parse::<amends::Currency>().is_ok()).collect()
}

/// How amounts stand in a locale: for each currency what is around the number, with `#` in its place.
pub type Row = Vec<String>;

/// The row of a locale.
pub fn row(tag: &str, currencies: &[String]) -> Option<Row> {
    let locale: Locale = tag.parse().ok()?;
    let amounts = CurrencyFormatter::try_new((&locale).into(), Default::default()).unwrap();
    let numbers = DecimalFormatter::try_new((&locale).into(), Default::default()).unwrap();
    let one = Decimal::from(1);
    let shown = numbers.format(&one).to_string();
    let around = |code: &String| {
        let amount = amounts.format_fixed_decimal(&one, CurrencyCode(code.parse().unwrap())).to_string();
        assert_eq!(amount.matches(&shown).count(), 1, "{tag} {amount}");
        amount.replace(&shown, "#")
    };
    Some(currencies.iter().map(around).collect())
}

/// The rows of all locales of which ICU4X knows more than of nobody; a region or a script only where it makes a difference.
pub fn rows(currencies: &[String]) -> BTreeMap<String, Row> {
    let root = row(ROOT, currencies).unwrap();
    let mut rows = BTreeMap::from([(ROOT.to_owned(), root.clone())]);
    let letters = || 'a'..='z';
    let two = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
    let three = two.clone().flat_map(|two| letters().map(move |c| format!("{two}{c}")));
    let pairs = two.clone().map(|two| two.to_uppercase());
    let regions: Vec<String> = pairs.chain(["001", "150", "419"].map(str::to_owned)).collect();
    for language in two.clone().chain(three) {
        let Some(own) = row(&language, currencies).filter(|row| *row != root) else { continue };
        let mut add = |tag: String, shorter: &Row| {
            let found = row(&tag, currencies).filter(|row| row != shorter && *row != root);
            found.inspect(|row| drop(rows.insert(tag, row.clone())))
        };
        for region in &regions {
            add(format!("{language}-{region}"), &own);
        }
        for script in SCRIPTS {
            let tag = format!("{language}-{script}");
            // Nobody writes the script that the language has anyway.
            let Some(shorter) = add(tag.clone(), &own) else { continue };
            for region in &regions {
                add(format!("{tag}-{region}"), &shorter);
            }
        }
        rows.insert(language, own);
    }
    rows
}
