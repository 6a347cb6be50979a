//! Values in many locales. No-break spaces are written as `_`.

use crate::value::{Date, Decimal, Duration, Money, Time, Value, Zone};

use super::*;

fn locale(tag: &str) -> Locale {
    Locale::new(Tag::read(tag).unwrap())
}

fn shown(tag: &str, value: Value, clock: Clock) -> String {
    let mut text = String::new();
    locale(tag).write(&mut text, &value, clock);
    text.replace(['\u{a0}', '\u{202f}'], "_")
}

const UTC: Clock = Clock { zone: Zone::UTC, ends: false };

#[test]
fn numbers_and_amounts() {
    for (tag, int, decimal, amount) in [
        ("en", "1,234,567", "-12,345.678", "£1,234.50"),
        ("en-GB", "1,234,567", "-12,345.678", "£1,234.50"),
        ("en-IN", "12,34,567", "-12,345.678", "£1,234.50"),
        ("fr", "1_234_567", "-12_345,678", "1_234,50_£GB"),
        ("fr-CA", "1_234_567", "-12_345,678", "1_234,50_£"),
        ("de", "1.234.567", "-12.345,678", "1.234,50_£"),
        ("de-CH", "1'234'567", "-12'345.678", "£_1'234.50"),
        ("es", "1.234.567", "-12.345,678", "1234,50_GBP"),
        ("pt-BR", "1.234.567", "-12.345,678", "£_1.234,50"),
        ("pl", "1_234_567", "-12_345,678", "1234,50_GBP"),
        ("sv", "1_234_567", "−12_345,678", "1_234,50_GBP"),
        ("ar-EG", "١٬٢٣٤٬٥٦٧", "\u{61c}-١٢٬٣٤٥٫٦٧٨", "\u{200f}١٬٢٣٤٫٥٠_UK£"),
        ("hi", "12,34,567", "-12,345.678", "£1,234.50"),
        ("zu-ZW", "1,234,567", "-12,345.678", "£1,234.50"),
    ] {
        let number: Decimal = "-12345.678".parse().unwrap();
        let pounds: Money = "1234.5 GBP".parse().unwrap();
        let all = [Value::from(1_234_567), Value::from(number), Value::from(pounds)];
        assert_eq!(all.map(|value| shown(tag, value, UTC)), [int, decimal, amount], "{tag}");
    }
}

#[test]
fn amounts_of_all_sorts() {
    for (tag, amount, expected) in [
        ("en-GB", "5 GBP", "£5.00"),
        ("en-GB", "-5 GBP", "-£5.00"),
        ("en-GB", "0.125 GBP", "£0.125"),
        ("en-US", "5 USD", "$5.00"),
        ("en-GB", "5 USD", "US$5.00"),
        ("en-CA", "5 CAD", "$5.00"),
        ("en", "300 JPY", "¥300"),
        ("en", "1.234 KWD", "KWD_1.234"),
        ("en", "5 CHF", "CHF_5.00"),
        ("en", "-5 CHF", "-CHF_5.00"),
        ("fr", "-5 EUR", "-5,00_€"),
        ("it", "5 EUR", "5,00_€"),
        ("nl", "5 EUR", "€_5,00"),
        ("da", "5 DKK", "5,00_kr."),
        ("sv", "-5 SEK", "−5,00_kr"),
        ("ja", "300 JPY", "￥300"),
        ("zh-Hant-TW", "5 TWD", "$5.00"),
        ("es-MX", "5 MXN", "$5.00"),
        ("fr-CH", "5 CHF", "5,00_CHF"),
    ] {
        let amount = Value::from(amount.parse::<Money>().unwrap());
        assert_eq!(shown(tag, amount.clone(), UTC), expected, "{tag} {amount}");
    }
}

#[test]
fn dates_and_moments() {
    for (tag, date, moment) in [
        ("en", "March 7, 2026", "March 7, 2026 at 4:05_PM"),
        ("en-GB", "7 March 2026", "7 March 2026 at 16:05"),
        ("en-CA", "March 7, 2026", "March 7, 2026 at 4:05_p.m."),
        ("fr", "7 mars 2026", "7 mars 2026 à 16:05"),
        ("fr-CA", "7 mars 2026", "7 mars 2026 à 16 h 05"),
        ("de", "7. März 2026", "7. März 2026 um 16:05"),
        ("es", "7 de marzo de 2026", "7 de marzo de 2026 a las 16:05"),
        ("pt-BR", "7 de março de 2026", "7 de março de 2026 às 16:05"),
        ("ru", "7 марта 2026_г.", "7 марта 2026_г. в 16:05"),
        ("ja", "2026年3月7日", "2026年3月7日 16:05"),
        ("th", "7 มีนาคม ค.ศ. 2026", "7 มีนาคม ค.ศ. 2026 เวลา 16:05"),
    ] {
        let values = [Value::Date("2026-03-07".parse::<Date>().unwrap()), moment_of("2026-03-07T16:05:59Z")];
        assert_eq!(values.map(|value| shown(tag, value, UTC)), [date, moment], "{tag}");
    }
}

fn moment_of(text: &str) -> Value {
    Value::Time(text.parse::<Time>().unwrap())
}

#[test]
fn an_end_of_a_day_is_its_last_minute() {
    for (zone, moment, as_it_is, as_an_end) in [
        ("UTC", "2026-03-28T00:00:00Z", "28 March 2026 at 00:00", "27 March 2026 at 23:59"),
        ("UTC", "2026-03-28T00:00:01Z", "28 March 2026 at 00:00", "28 March 2026 at 00:00"),
        ("UTC", "2026-03-28T12:00:00Z", "28 March 2026 at 12:00", "28 March 2026 at 12:00"),
        ("UTC", "0001-01-01T00:00:00Z", "1 January 1 AD at 00:00", "31 December 1 BC at 23:59"),
        ("Europe/London", "2026-03-29T00:00:00Z", "29 March 2026 at 00:00", "28 March 2026 at 23:59"),
        ("Europe/London", "2026-03-29T23:00:00Z", "30 March 2026 at 00:00", "29 March 2026 at 23:59"),
        ("Europe/London", "2026-03-30T00:00:00Z", "30 March 2026 at 01:00", "30 March 2026 at 01:00"),
        // In Beirut clocks are put forward at midnight, so that the day begins at one.
        ("Asia/Beirut", "2026-03-28T22:00:00Z", "29 March 2026 at 01:00", "28 March 2026 at 23:59"),
        // The 30th of December 2011 never was in Samoa.
        ("Pacific/Apia", "2011-12-30T10:00:00Z", "31 December 2011 at 00:00", "30 December 2011 at 23:59"),
    ] {
        let zone = Zone::named(zone).unwrap();
        let shown = |ends| shown("en-GB", moment_of(moment), Clock { zone, ends });
        assert_eq!([shown(false), shown(true)], [as_it_is, as_an_end], "{zone} {moment}");
    }
}

#[test]
fn spans_of_time() {
    for (span, en, de) in [
        ("PT0S", "0_s", "0_s"),
        ("PT3H20M", "3_h 20_min", "3_h 20_min"),
        ("PT51H", "2_d 3_h", "2_d 3_h"),
        ("-PT90S", "-1_min 30_s", "-1_min 30_s"),
        ("PT1.5S", "1.5_s", "1,5_s"),
        ("P1500D", "1,500_d", "1.500_d"),
    ] {
        let span = Value::Duration(span.parse::<Duration>().unwrap());
        assert_eq!([shown("en", span.clone(), UTC), shown("de", span, UTC)], [en, de]);
    }
}

#[test]
fn words_stay_what_they_are() {
    for (value, expected) in [(Value::from("Ana 1234.5"), "Ana 1234.5"), (Value::from(true), "true")] {
        assert_eq!(shown("de", value, UTC), expected);
    }
}

#[test]
fn plural_forms() {
    use Plural::{Few, Many, One, Other, Two, Zero};
    for (tag, number, expected) in [
        ("en", "0", Other),
        ("en", "1", One),
        ("en", "-1", One),
        ("en", "1.5", Other),
        ("fr", "0", One),
        ("fr", "1.5", One),
        ("fr", "2", Other),
        ("fr", "1000000", Many),
        ("pl", "1", One),
        ("pl", "22", Few),
        ("pl", "5", Many),
        ("pl", "1.5", Other),
        ("ar", "0", Zero),
        ("ar", "2", Two),
        ("ar", "103", Few),
        ("ar", "11", Many),
        ("ja", "1", Other),
    ] {
        let count = match number.parse::<i64>() {
            Ok(number) => Value::from(number),
            Err(_) => Value::from(number.parse::<Decimal>().unwrap()),
        };
        assert_eq!(locale(tag).plural(&count), Some(expected), "{tag} {number}");
    }
    assert_eq!(locale("en").plural(&Value::from("1")), None);
}

#[test]
fn plural_forms_that_small_numbers_take() {
    for (tag, whole, expected) in [
        ("en", true, "other 0, one 1"),
        ("en", false, "other 0, one 1"),
        ("fr", true, "one 0, other 2"),
        ("pl", true, "many 0, one 1, few 2"),
        ("pl", false, "many 0, other 0.1, one 1, few 2"),
        ("cs", true, "other 0, one 1, few 2"),
        ("ar", true, "zero 0, one 1, two 2, few 3, many 11, other 100"),
        ("ja", true, "other 0"),
    ] {
        let forms = locale(tag).plurals(whole);
        let forms: Vec<String> = forms.iter().map(|(plural, n)| format!("{} {n}", plural.as_str())).collect();
        assert_eq!(forms.join(", "), expected, "{tag} {whole}");
    }
    assert!(locale("fr").has(Plural::Many) && !locale("en").has(Plural::Zero));
}

#[test]
fn known_languages() {
    let tag = |text| Tag::read(text).unwrap();
    for (text, expected) in [
        ("en", true),
        ("fr-CA", true),
        ("ja", true),
        ("fil", true),
        ("zh-Hant", true),
        ("dk", false),
        ("jp", false),
        ("gr", false),
    ] {
        assert_eq!(tag(text).is_known(), expected, "{text}");
    }
}
