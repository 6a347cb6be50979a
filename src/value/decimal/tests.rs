//! Decimals by table.

use proptest::prelude::{prop_assert_eq, proptest};

use super::*;

fn d(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn texts() {
    for (text, expected) in [
        ("0", "0"),
        ("-0.0", "0"),
        ("0.20", "0.2"),
        ("-12.50", "-12.5"),
        ("1e3", "1000"),
        ("1.5E-3", "0.0015"),
        ("9999999999999999999999999999", "9999999999999999999999999999"),
        ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
    ] {
        assert_eq!(d(text).to_string(), expected, "{text}");
    }
    for (text, error) in [
        ("", DecimalError::Syntax),
        (".5", DecimalError::Syntax),
        ("5.", DecimalError::Syntax),
        ("1_000", DecimalError::Syntax),
        ("nan", DecimalError::Syntax),
        ("1e400", DecimalError::TooManyDigits),
        ("1e99999", DecimalError::TooManyDigits),
        ("10000000000000000000000000000", DecimalError::TooManyDigits),
        ("123456789012345678901234567890", DecimalError::TooManyDigits),
        ("0.00000000000000000000000000001", DecimalError::TooManyDigits),
    ] {
        assert_eq!(text.parse::<Decimal>(), Err(error), "{text}");
    }
}

proptest! {
    /// Short numbers have a way of their own, to the same end.
    #[test]
    fn short_texts_are_read_as_long_ones(text in "[+-]?[0-9]{0,20}[.]?[0-9]{0,12}(e[+-]?[0-9]{1,2})?") {
        prop_assert_eq!(text.parse::<Decimal>(), Decimal::parse(&text));
    }

    /// Quotients that come in few steps are those of the long way.
    #[test]
    fn short_quotients_are_long_ones(a in -100_000..100_000_i64, b in -1000..1000_i64, ten in 0..15_u32, places in 0..29_u32, of in 0..29_u32) {
        let dividend = Decimal::new(i128::from(a) * 10_i128.pow(ten), places);
        if let (Ok(dividend), Ok(divisor)) = (dividend, Decimal::new(b.into(), of)) {
            if let Some(short) = dividend.short_quotient(divisor) {
                prop_assert_eq!(Ok(short), dividend.long_quotient(divisor));
            }
        }
    }

    /// Order is that of the numbers raised to one scale.
    #[test]
    fn order_is_that_of_the_coefficients(a: i64, b in -1000..1000_i64, shift in 0..40_u32, places in 0..10_u32) {
        let (a, b) = (i128::from(a) << (shift % 30), i128::from(b) << shift);
        if let (Ok(one), Ok(other)) = (Decimal::new(a, places), Decimal::new(b, places)) {
            prop_assert_eq!(one.cmp(&other), a.cmp(&b));
        }
    }

    #[test]
    fn small_coefficients_are_large_ones(coefficient: i64, zeros in 0..4_u32, scale in 0..=30_u32) {
        let coefficient = i128::from(coefficient / 1000) * 10_i128.pow(zeros);
        prop_assert_eq!(Decimal::new(coefficient, scale), Decimal::large(coefficient, scale));
    }
}

#[test]
fn arithmetic() {
    for (a, op, b, expected) in [
        ("0.1", '+', "0.2", "0.3"),
        ("1", '-', "1.1", "-0.1"),
        ("40.00", '*', "0.2", "8"),
        ("10", '/', "4", "2.5"),
        ("2", '/', "3", "0.6666666666666666666666666667"),
        ("-2", '/', "3", "-0.6666666666666666666666666667"),
        ("1", '/', "0.0000000000000000000000000001", "10000000000000000000000000000!"),
        ("7.5", '%', "2", "1.5"),
        ("-7.5", '%', "2", "-1.5"),
        ("9999999999999999999999999999", '+', "1", "!"),
        ("9999999999999999999999999999", '/', "9", "1111111111111111111111111111"),
        ("0.0000000000000000000000000001", '/', "2", "0"),
        ("0.0000000000000000000000000003", '/', "2", "0.0000000000000000000000000002"),
        ("1", '/', "0", "!"),
    ] {
        let result = match op {
            '+' => d(a).checked_add(d(b)),
            '-' => d(a).checked_sub(d(b)),
            '*' => d(a).checked_mul(d(b)),
            '/' => d(a).checked_div(d(b)),
            _ => d(a).checked_rem(d(b)),
        };
        match result {
            Ok(value) => assert_eq!(value.to_string(), expected, "{a} {op} {b}"),
            Err(_) => assert!(expected.ends_with('!'), "{a} {op} {b}"),
        }
    }
}

#[test]
fn rounding() {
    for (text, places, results) in [
        // half_up, half_even, half_down, up, down
        ("2.345", 2, ["2.35", "2.34", "2.34", "2.35", "2.34"]),
        ("2.355", 2, ["2.36", "2.36", "2.35", "2.36", "2.35"]),
        ("-2.345", 2, ["-2.35", "-2.34", "-2.34", "-2.35", "-2.34"]),
        ("2.341", 2, ["2.34", "2.34", "2.34", "2.35", "2.34"]),
        ("2.3", 2, ["2.3", "2.3", "2.3", "2.3", "2.3"]),
        ("0.5", 0, ["1", "0", "0", "1", "0"]),
    ] {
        for ((_, mode), expected) in Rounding::NAMES.into_iter().zip(results) {
            assert_eq!(d(text).round(places, mode).to_string(), expected, "{text} {mode:?}");
        }
    }
}

#[test]
fn order() {
    let sorted = [
        "-9999999999999999999999999999",
        "-1",
        "-0.0000000000000000000000000001",
        "0",
        "0.0000000000000000000000000001",
        "0.5",
        "2",
        "9999999999999999999999999999",
    ];
    for (i, a) in sorted.iter().enumerate() {
        for (j, b) in sorted.iter().enumerate() {
            assert_eq!(d(a).cmp(&d(b)), i.cmp(&j), "{a} {b}");
        }
    }
}
