//! Numbers, amounts and durations, and what people write in their place.

use super::{Kind, LONGEST_NUMBER, Lexer, is_word};
use crate::expression::fault::{Fault, FaultKind};
use crate::expression::spelling;
use crate::value::{Date, Duration, Money, Time, Type};

impl<'t> Lexer<'t> {
    /// `£5`
    pub(super) fn amount_by_sign(&mut self, start: usize) -> Option<Fault> {
        self.skip(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
        let text = self.text.get(start..self.at)?;
        let right = spelling::respelled_money(text.trim_end_matches(['.', ',']))?;
        let fault = Fault::new(FaultKind::Literal, start..self.at, format!("`{text}` is no amount"));
        Some(fault.help(format!("write `{right}`")))
    }

    pub(super) fn number(&mut self) -> Result<Kind<'t>, Fault> {
        let start = self.at;
        if let Some(fault) = self.bare_date(start) {
            return Err(fault);
        }
        if let Some(found) = self.amount(start) {
            return found.map(Kind::Money);
        }
        if self.rest().starts_with("0x") || self.rest().starts_with("0X") {
            self.at += 2;
            let digits = self.skip(|c| c.is_ascii_alphanumeric());
            return u64::from_str_radix(digits, 16).map(Kind::Int).map_err(|_| {
                Fault::new(FaultKind::Literal, start..self.at, "a hexadecimal number of at most 64 bits is expected")
            });
        }
        let whole = self.skip(|c| c.is_ascii_digit());
        let fraction = self.fraction();
        let exponent = self.exponent();
        if self.peek().is_some_and(is_word) {
            return self.with_unit(start);
        }
        self.no_word_behind(start)?;
        let text = self.text.get(start..self.at).unwrap_or_default();
        let fault = |message: &str| Fault::new(FaultKind::Literal, start..self.at, message);
        if fraction || exponent {
            return text.parse().map(Kind::Decimal).map_err(|_| fault("a number of at most 28 digits is expected"));
        }
        whole.parse().map(Kind::Int).map_err(|_| fault("a whole number of at most 64 bits is expected"))
    }

    /// Goes over a point and the digits behind it.
    pub(super) fn fraction(&mut self) -> bool {
        let mut ahead = self.rest().chars();
        let found = ahead.next() == Some('.') && ahead.next().is_some_and(|c| c.is_ascii_digit());
        if found {
            self.at += 1;
            self.skip(|c| c.is_ascii_digit());
        }
        found
    }

    pub(super) fn exponent(&mut self) -> bool {
        let rest = self.rest();
        let Some(tail) = rest.strip_prefix(['e', 'E']) else {
            return false;
        };
        let digits = tail.strip_prefix(['+', '-']).unwrap_or(tail);
        let found = digits.starts_with(|c: char| c.is_ascii_digit());
        if found {
            self.at += rest.len() - digits.len();
            self.skip(|c| c.is_ascii_digit());
        }
        found
    }

    /// The rest of a duration, after its first number.
    pub(super) fn with_unit(&mut self, start: usize) -> Result<Kind<'t>, Fault> {
        loop {
            self.skip(|c| c == '_' || c.is_ascii_alphabetic());
            if !self.peek().is_some_and(|c| c.is_ascii_digit()) {
                break;
            }
            self.skip(|c| c.is_ascii_digit());
            self.fraction();
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        Duration::from_playbook(text).map(Kind::Duration).map_err(|_| {
            let fault = Fault::new(FaultKind::Literal, start..self.at, format!("`{text}` is no duration"));
            match spelling::misspelt(text, Some(&Type::Duration)) {
                Some(right) => fault.help(right.help),
                None => {
                    fault.help("the units are `w d h m s ms us ns`, as in `3h20m`; months are counted by `plus_months`")
                }
            }
        })
    }

    /// A word behind a number that isn't an operator: `3 days`, `4 business hours`.
    pub(super) fn no_word_behind(&self, start: usize) -> Result<(), Fault> {
        let blanks = self.rest().len() - self.rest().trim_start_matches([' ', '\t']).len();
        let tail = self.rest().get(blanks..).unwrap_or_default();
        let word = tail.get(..tail.find(|c| !is_word(c)).unwrap_or(tail.len())).unwrap_or_default();
        let range = start..self.at + blanks + word.len();
        let number = self.text.get(start..self.at).unwrap_or_default();
        let fault = |help: String| {
            let text = self.text.get(range.clone()).unwrap_or_default();
            Err(Fault::new(FaultKind::Literal, range.clone(), format!("`{text}` is no value")).help(help))
        };
        match word {
            "business" | "working" => fault("count business time with `plus_workdays` or `plus_workhours`".to_owned()),
            "month" | "months" | "year" | "years" => fault("count months with `plus_months`".to_owned()),
            _ => match spelling::unit_of(word) {
                Some(unit) => fault(format!("write `{number}{unit}`")),
                None => Ok(()),
            },
        }
    }

    /// A number with a currency behind it.
    pub(super) fn amount(&mut self, start: usize) -> Option<Result<Money, Fault>> {
        let rest = self.rest();
        // Looking no further than any number reaches keeps a long list of numbers linear.
        let number =
            rest.bytes().take(LONGEST_NUMBER).take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b',')).count();
        if number == LONGEST_NUMBER {
            return None;
        }
        let (digits, tail) = rest.split_at_checked(number)?;
        let blanks = tail.len() - tail.trim_start_matches([' ', '\t']).len();
        let letters = tail.get(blanks..)?;
        let code = letters.get(..letters.find(|c| !is_word(c)).unwrap_or(letters.len()))?;
        let end = start + number + blanks + code.len();
        let text = rest.get(..end - start)?;
        let looks_right = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) && blanks > 0;
        if looks_right && !digits.contains(',') {
            self.at = end;
            let normal = format!("{digits} {code}");
            return Some(normal.parse::<Money>().map_err(|error| {
                Fault::new(FaultKind::Literal, start..end, format!("`{text}` is no amount"))
                    .expecting([error.expected()])
            }));
        }
        // A sign of another currency behind the number, or letters that would be one.
        let sign = letters.chars().next().filter(|c| matches!(c, '£' | '€' | '$' | '¥'));
        let end = end + sign.map_or(0, char::len_utf8);
        let text = rest.get(..end - start)?;
        let right = spelling::respelled_money(text)?;
        let fault = Fault::new(FaultKind::Literal, start..end, format!("`{text}` is no amount"));
        Some(Err(fault.help(format!("write `{right}`"))))
    }

    /// `2026-04-01`, which would be a subtraction.
    pub(super) fn bare_date(&self, start: usize) -> Option<Fault> {
        let date = self.rest().get(..10)?;
        date.parse::<Date>().ok()?;
        let tail = self.rest().get(10..)?;
        if tail.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let end = tail
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, ':' | '.' | '+' | '-'))
            .unwrap_or(tail.len());
        let whole = self.rest().get(..10 + end)?;
        let (range, help) = match whole.parse::<Time>() {
            Ok(_) => (start..start + whole.len(), format!("write `timestamp('{whole}')`")),
            Err(_) => (start..start + date.len(), format!("write `date('{date}')`")),
        };
        let text = self.text.get(range.clone())?;
        Some(Fault::new(FaultKind::Date, range, format!("`{text}` is a subtraction of whole numbers")).help(help))
    }
}
