//! Literals by the type that is wanted, and the right spelling of wrong ones.

use super::fault::{Fault, FaultKind};
use crate::suggest::nearest;
use crate::value::{Currency, Date, Decimal, Duration, Money, Time, Type, Value};

/// A right spelling for a scalar that is nearly a literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Misspelling {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// Reads a literal that is plain text of a scalar: `default`, `min`, `max`, members of `of`.
///
/// # Errors
/// Where the text is no literal of the type; the fault's range is the whole text.
pub(crate) fn literal(text: &str, ty: &Type) -> Result<Value, Fault> {
    let wrong = |expected: &str| {
        let fault =
            Fault::new(FaultKind::Literal, 0..text.len(), format!("`{text}` is not {expected}")).expecting([expected]);
        match misspelt(text, Some(ty)) {
            Some(right) => fault.help(right.help),
            None => fault,
        }
    };
    match ty {
        Type::Text => Ok(Value::from(text)),
        Type::Bool => match text {
            "true" => Ok(Value::Bool(true)),
            "false" => Ok(Value::Bool(false)),
            _ => Err(wrong("`true` or `false`")),
        },
        Type::Int => text.parse().map(Value::Int).map_err(|_| wrong("a whole number")),
        Type::Decimal => text.parse::<Decimal>().map(Value::Decimal).map_err(|error| wrong(&error.to_string())),
        Type::Duration => Duration::from_playbook(text).map(Value::Duration).map_err(|error| wrong(error.expected())),
        Type::Date => text.parse::<Date>().map(Value::Date).map_err(|error| wrong(error.expected())),
        Type::Time => text.parse::<Time>().map(Value::Time).map_err(|error| wrong(error.expected())),
        Type::Money(currency) => {
            let money = text.parse::<Money>().map_err(|error| wrong(error.expected()))?;
            match currency {
                Some(wanted) if *wanted != money.currency() => {
                    let message = format!("an amount in {} where one in {wanted} is expected", money.currency());
                    Err(Fault::new(FaultKind::Currency, 0..text.len(), message))
                }
                _ => Ok(Value::Money(money)),
            }
        }
        Type::Enum(members) => {
            if members.iter().any(|member| member == text) {
                return Ok(Value::from(text));
            }
            let message = format!("`{text}` is none of the words that are allowed here");
            let mut fault = Fault::new(FaultKind::UnknownMember, 0..text.len(), message)
                .expecting(members.iter().map(|member| member.as_str()));
            fault.suggestion = nearest(text, members.iter().map(|member| member.as_str())).map(str::to_owned);
            Err(fault)
        }
    }
}

/// The right spelling where a scalar is nearly a literal: `5GBP`, `£5`, `1,000 GBP`, a number where a duration is wanted.
pub(crate) fn misspelt(text: &str, wanted: Option<&Type>) -> Option<Misspelling> {
    let text = text.trim();
    if let Some(right) = respelled_money(text) {
        return Some(Misspelling { message: format!("`{text}` is no amount"), help: format!("write `{right}`") });
    }
    if wanted == Some(&Type::Duration) {
        return unitless(text).or_else(|| respelled_duration(text));
    }
    match wanted {
        Some(Type::Money(currency)) if text.parse::<Decimal>().is_ok() => {
            let code = currency.map_or_else(|| "GBP".to_owned(), |currency| currency.to_string());
            Some(Misspelling {
                message: format!("`{text}` has no currency"),
                help: format!("write the currency behind it: `{text} {code}`"),
            })
        }
        Some(Type::Int | Type::Decimal) => {
            let plain = text.replace([',', '_', ' '], "");
            let grouped = plain != text && plain.parse::<Decimal>().is_ok();
            grouped.then(|| Misspelling {
                message: format!("`{text}` is no number"),
                help: format!("write `{plain}`, without signs between the digits"),
            })
        }
        _ => None,
    }
}

fn unitless(text: &str) -> Option<Misspelling> {
    text.parse::<Decimal>().ok()?;
    Some(Misspelling {
        message: format!("`{text}` has no unit"),
        help: format!("write the unit behind it: `{text}m` for minutes, `{text}h` for hours, `{text}d` for days"),
    })
}

/// `3 days`, `3days`, `3 hrs`, `PT3H` in the playbook's spelling.
fn respelled_duration(text: &str) -> Option<Misspelling> {
    let right = match text.parse::<Duration>() {
        Ok(_) if text.starts_with('P') => text.replace(['P', 'T'], "").to_ascii_lowercase(),
        _ => {
            let end = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
            let (number, unit) = text.split_at_checked(end)?;
            format!("{number}{}", unit_of(unit.trim())?)
        }
    };
    Duration::from_playbook(&right).ok()?;
    (right != text)
        .then(|| Misspelling { message: format!("`{text}` is no duration"), help: format!("write `{right}`") })
}

/// The unit that a word means.
pub(super) fn unit_of(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().trim_end_matches('s') {
        "week" | "w" => "w",
        "day" | "d" => "d",
        "hour" | "hr" | "h" => "h",
        "minute" | "min" | "m" => "m",
        "second" | "sec" => "s",
        _ => return None,
    })
}

const SIGNS: [(char, &str); 4] = [('£', "GBP"), ('€', "EUR"), ('$', "USD"), ('¥', "JPY")];

/// The right spelling of an amount that is spelt in a way people do; nothing where it is right or no amount.
pub(super) fn respelled_money(text: &str) -> Option<String> {
    let (minus, rest) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text),
    };
    let first = rest.find(|c: char| c.is_ascii_digit())?;
    let last = rest.rfind(|c: char| c.is_ascii_digit())?;
    let (before, number, after) = (rest.get(..first)?, rest.get(first..=last)?, rest.get(last + 1..)?);
    let unit = match (before.trim(), after.trim()) {
        (unit, "") | ("", unit) => unit,
        _ => return None,
    };
    let code = match SIGNS.iter().find(|(sign, _)| unit.chars().eq([*sign])) {
        Some((_, code)) => (*code).to_owned(),
        None => unit.to_ascii_uppercase().parse::<Currency>().ok()?.to_string(),
    };
    let right = format!("{minus}{} {code}", plain_number(number)?);
    (right != text).then_some(right)
}

/// Without the commas of thousands, or with a point for the comma of other countries.
fn plain_number(text: &str) -> Option<String> {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) if digits(fraction) => (whole, Some(fraction)),
        Some(_) => return None,
        None => (text, None),
    };
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    if !digits(first) || !rest.iter().all(|group| digits(group)) {
        return None;
    }
    if rest.iter().all(|group| group.len() == 3) {
        let fraction = fraction.map(|digits| format!(".{digits}")).unwrap_or_default();
        return Some(format!("{first}{}{fraction}", rest.concat()));
    }
    match (rest.as_slice(), fraction) {
        ([cents], None) if cents.len() <= 2 => Some(format!("{first}.{cents}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts() {
        for (text, right) in [
            ("5GBP", Some("5 GBP")),
            ("£5", Some("5 GBP")),
            ("-£5.50", Some("-5.50 GBP")),
            ("5€", Some("5 EUR")),
            ("GBP 5", Some("5 GBP")),
            ("1,000 GBP", Some("1000 GBP")),
            ("1,000,000.50 GBP", Some("1000000.50 GBP")),
            ("5,50 EUR", Some("5.50 EUR")),
            ("5 gbp", Some("5 GBP")),
            ("5  GBP", Some("5 GBP")),
            ("5 GBP", None),
            ("5.00 GBP", None),
            ("5", None),
            ("order", None),
            ("5 XYZ", None),
            ("", None),
        ] {
            assert_eq!(respelled_money(text).as_deref(), right, "{text}");
        }
    }

    #[test]
    fn durations() {
        for (text, help) in [
            ("3", Some("write the unit behind it: `3m` for minutes, `3h` for hours, `3d` for days")),
            ("3 days", Some("write `3d`")),
            ("3hrs", Some("write `3h`")),
            ("PT3H", Some("write `3h`")),
            ("3h", None),
            ("soon", None),
        ] {
            assert_eq!(misspelt(text, Some(&Type::Duration)).map(|m| m.help).as_deref(), help, "{text}");
        }
    }

    #[test]
    fn literals() {
        let tiers = Type::Enum(["standard".into(), "gold".into()].into());
        let gbp = Type::Money("GBP".parse().ok());
        for (text, ty, expected) in [
            ("3", &Type::Int, Ok("3")),
            ("3.0", &Type::Int, Err(FaultKind::Literal)),
            ("0.20", &Type::Decimal, Ok("0.2")),
            ("5 GBP", &gbp, Ok("5.00 GBP")),
            ("5 EUR", &gbp, Err(FaultKind::Currency)),
            ("5 EUR", &Type::Money(None), Ok("5.00 EUR")),
            ("2d", &Type::Duration, Ok("PT48H")),
            ("2", &Type::Duration, Err(FaultKind::Literal)),
            ("2026-04-01", &Type::Date, Ok("2026-04-01")),
            ("2026-04-01T10:00:00+01:00", &Type::Time, Ok("2026-04-01T09:00:00Z")),
            ("gold", &tiers, Ok("gold")),
            ("golt", &tiers, Err(FaultKind::UnknownMember)),
            ("yes", &Type::Bool, Err(FaultKind::Literal)),
            ("yes", &Type::Text, Ok("yes")),
        ] {
            let found = literal(text, ty).map(|value| value.to_string()).map_err(|fault| fault.kind);
            assert_eq!(found, expected.map(str::to_owned), "{text} as {ty}");
        }
    }
}
