//! Expressions deep, wide, long and broken, by the public door.

use amends::{Condition, Decimal, Money, Type, Value};

use crate::bounded::check;
use crate::yaml::{START, compiled};

fn facts() -> Vec<(&'static str, Type)> {
    let money = |code: &str| Type::Money(Some(code.parse().unwrap()));
    vec![
        ("n", Type::Int),
        ("d", Type::Decimal),
        ("gbp", money("GBP")),
        ("eur", money("EUR")),
        ("text", Type::Text),
        ("time", Type::Time),
        ("long", Type::Duration),
        ("date", Type::Date),
        ("yes", Type::Bool),
    ]
}

/// What compiling says, or what evaluating says of facts at their ends.
fn evaluated(text: &str) -> String {
    let condition = match Condition::new(text, &facts()) {
        Ok(condition) => condition,
        Err(error) => {
            assert!(error.is_text() && text.get(error.range()).is_some(), "{error:?}");
            crate::text::assert_harmless(&error.to_string());
            return format!("text {}..{}", error.range().start, error.range().end);
        }
    };
    let mut facts = condition.facts();
    let parse = |text: &str| text.parse::<Money>().unwrap();
    facts
        .set("n", i64::MAX)
        .set("d", "9999999999999999999999999999".parse::<Decimal>().unwrap())
        .set("gbp", parse("99999999999999999999999999.99 GBP"))
        .set("eur", parse("-0.01 EUR"))
        .set("text", "x".repeat(16_000))
        .set("time", Value::Time("9999-12-31T23:59:59.999999999Z".parse().unwrap()))
        .set("date", Value::Date("0001-01-01".parse().unwrap()))
        .set("long", Value::Duration(amends::Duration::seconds(9_000_000_000_000_000).unwrap()))
        .set("yes", true);
    match condition.evaluate(&facts) {
        Ok(value) => value.to_string(),
        Err(error) => {
            assert!(text.get(error.range()).is_some(), "{error:?}");
            crate::text::assert_harmless(&error.to_string());
            let what = [
                (error.is_overflow(), "overflow"),
                (error.is_division_by_zero(), "division by zero"),
                (error.is_unknown_fact(), "unknown fact"),
                (error.is_currency_mismatch(), "currencies"),
            ];
            let what = what.iter().find(|(is, _)| *is).map_or("erred", |(_, word)| word);
            format!("{what} {}..{}", error.range().start, error.range().end)
        }
    }
}

#[test]
fn deep_wide_and_long() {
    let deep =
        |open: &str, middle: &str, close: &str| format!("{}{middle}{}", open.repeat(10_000), close.repeat(10_000));
    let wide = |part: &str, join: &str| vec![part; 100_000].join(join);
    let fit = |part: &str, join: &str| vec![part; 4_096 / (part.len() + join.len())].join(join);
    check(
        vec![
            ("brackets", deep("(", "1", ")"), "text 0..20001"),
            ("open brackets", deep("(", "", ""), "text 32..33"),
            ("not", deep("!", "yes", ""), "text 32..33"),
            ("minus", deep("-", "n", ""), "text 32..33"),
            ("lists", deep("[", "1", "]"), "text 0..20001"),
            ("calls", deep("abs(", "n", ")"), "text 0..50001"),
            ("choices", deep("yes ? ", "1", " : 1"), "text 0..100001"),
            ("choices to the right", deep("yes ? 1 : ", "1", ""), "text 0..100001"),
            ("and", wide("yes", " && "), "text 0..699996"),
            ("or", wide("!yes", " || "), "text 0..799996"),
            ("plus", wide("1", " + "), "text 0..399997"),
            ("a list", format!("n in [{}]", wide("1", ",")), "text 0..200006"),
            ("arguments", format!("min({})", wide("n", ",")), "text 0..200004"),
            ("a text", format!("'{}' == text", "x".repeat(100_000)), "text 0..100010"),
            ("blanks", " ".repeat(100_000), "text 0..100000"),
            ("digits", "9".repeat(100_000), "text 0..100000"),
            ("as many `and` as fit", fit("yes", "&&"), "true"),
            ("as many brackets as fit", format!("{}1{}", "(".repeat(2_000), ")".repeat(2_000)), "text 32..33"),
            ("as many products as fit", fit("n", "*"), "overflow 0..3"),
            ("as many sums as fit", fit("d", "+"), "overflow 0..3"),
            ("as many unknown names as fit", fit("nn", "+"), "text 0..2"),
        ],
        |text| evaluated(text),
    );
}

#[test]
fn numbers_money_and_time_at_their_ends() {
    check(
        vec![
            ("30 digits", "123456789012345678901234567890", "text 0..30"),
            ("30 digits and a point", "0.123456789012345678901234567890", "text 0..32"),
            ("an exponent", "1e400", "text 0..5"),
            ("a small exponent", "1e-400", "text 0..6"),
            ("not a number", ".nan", "text 0..1"),
            ("infinity", "inf", "text 0..3"),
            ("the least int", "-9223372036854775808", "-9223372036854775808"),
            ("one less", "-9223372036854775809", "text 0..20"),
            ("ints beyond", "n + 1", "overflow 0..5"),
            ("ints below", "-n - 2", "overflow 0..6"),
            ("ints multiplied", "n * n", "overflow 0..5"),
            ("the least int by -1", "(-n - 1) / -1", "overflow 0..13"),
            ("the rest of that", "(-n - 1) % -1", "overflow 0..13"),
            ("without that sign", "abs(-n - 1)", "overflow 0..11"),
            ("by zero", "n / 0", "division by zero 0..5"),
            ("the rest by zero", "n % 0", "division by zero 0..5"),
            ("decimals by zero", "d / 0.0", "division by zero 0..7"),
            ("decimals beyond", "d + d", "overflow 0..5"),
            ("decimals multiplied", "d * d", "overflow 0..5"),
            ("a small part", "d * 0.0000000000000000000000000001", "0.9999999999999999999999999999"),
            ("money beyond", "gbp * 2", "overflow 0..7"),
            ("money by nothing", "gbp / (n - n)", "division by zero 0..13"),
            ("money by money of nothing", "gbp / (gbp - gbp)", "division by zero 0..17"),
            ("two currencies", "gbp + eur", "text 0..9"),
            ("money of 30 digits", "money('123456789012345678901234567890 GBP')", "text 6..42"),
            ("money below zero", "eur * 100", "-1.00 EUR"),
            ("round far", "round(d, '0.0000000000000000000000000001')", "9999999999999999999999999999"),
            ("after the last second", "time + 1s", "erred 0..9"),
            ("far before the first", "time - long - long", "erred 0..11"),
            ("durations beyond", "long * n", "text 0..8"),
            ("durations added", "long + long", "erred 0..11"),
            ("before the first day", "plus_days(date, -1)", "erred 0..19"),
            ("days beyond", "plus_days(date, n)", "erred 0..18"),
            ("months beyond", "plus_months(time, n)", "erred 0..20"),
            ("the end of the last day", "end_of_day(time)", "erred 0..16"),
            ("days between the ends", "days(date, time)", "3652058"),
            ("a timestamp of year 10000", "timestamp('10000-01-01T00:00:00Z')", "text 10..33"),
            ("a date that is none", "date('2026-02-30')", "text 5..17"),
            ("a duration without end", "duration('99999999999999999999h')", "text 9..32"),
            ("a day 0", "date('0000-00-00')", "text 5..17"),
        ],
        |text| evaluated(text),
    );
}

#[test]
fn broken_texts() {
    check(
        vec![
            ("nothing", "", "text 0..0"),
            ("NUL", "\0", "text 0..1"),
            ("ESC", "yes == \u{1b}[31m", "text 7..8"),
            ("a bidi override", "yes\u{202e}", "text 3..6"),
            ("a zero-width space", "y\u{200b}es", "text 1..4"),
            ("a confusable", "\u{443}es", "text 0..2"),
            ("an escape in a text", "text == '\\u202e'", "false"),
            ("a broken escape", "text == '\\u12'", "text 9..13"),
            ("a surrogate", "text == '\\ud800'", "text 9..15"),
            ("an escape beyond Unicode", "text == '\\U00110000'", "text 9..19"),
            ("an open text", "text == '", "text 8..9"),
            ("a text over lines", "text == 'a\nb'", "text 8..10"),
            ("a comment", "yes // no", "text 4..6"),
            ("a second expression", "yes; yes", "text 3..4"),
            ("a map", "{'a': 1}.a == 1", "text 0..1"),
            ("a macro", "[1].all(x, x > 0)", "text 0..1"),
            ("an index", "[1][0] == 1", "text 0..1"),
            ("bytes", "b'x' == b'x'", "text 0..1"),
            ("a regular expression", "text.matches('(a+)+$')", "text 5..12"),
        ],
        |text| evaluated(text),
    );
}

/// The same by the author's door, where the place is one in the document.
#[test]
fn expressions_in_a_playbook() {
    let when = |text: &str| START.replace("upon: e }", &format!("upon: e, when: \"{text}\" }}"));
    check(
        vec![
            ("10,000 deep", when(&format!("{}true{}", "(".repeat(10_000), ")".repeat(10_000))), "limits-exceeded 4:34"),
            ("100,000 wide", when(&["true"; 10_000].join(" && ")), "limits-exceeded 4:33"),
            ("60 KB", when(&"x".repeat(60_000)), "limits-exceeded 4:34"),
            ("30 digits", when("1 < 123456789012345678901234567890"), "bad-literal 4:38"),
            ("an escape", when("'a' == '\\\\u202e'"), ""),
            ("100 deep", when(&format!("{}true{}", "(".repeat(100), ")".repeat(100))), "limits-exceeded 4:66"),
        ],
        |text: &String| compiled(text),
    );
}
