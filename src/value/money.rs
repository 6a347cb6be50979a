//! Amounts of money.

use std::fmt;
use std::str::FromStr;

use crate::canon::Plain;

use super::{Decimal, DecimalError, Rounding, TextError, serde_by_text};

/// A currency by its ISO 4217 code, such as `GBP`: three upper-case letters, a code in use in 2026, no fund or metal.
///
/// ```
/// use amends::Currency;
/// let yen: Currency = "JPY".parse()?;
/// assert_eq!((yen.code(), yen.minor_digits()), ("JPY", 0));
/// assert!("gbp".parse::<Currency>().is_err());
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

/// Codes in use, ISO 4217 of 2026 (without funds codes and metals), with two digits behind the point.
const TWO_DIGITS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP \
    CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS \
    KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN \
    PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS \
    UAH USD UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG";
const NO_DIGITS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";

const EXPECTED_CURRENCY: TextError = TextError::new("a currency code like `GBP`");
const EXPECTED_MONEY: TextError = TextError::new("an amount with its currency, like `40.00 GBP`");

/// By the first two letters: two bits for each third letter, which tell the list that has the code, 0 where none has.
#[expect(clippy::indexing_slicing, reason = "worked out while compiling, where a wrong index is an error")]
const LISTS: [u64; 26 * 26] = {
    let mut table = [0; 26 * 26];
    let lists = [NO_DIGITS.as_bytes(), TWO_DIGITS.as_bytes(), THREE_DIGITS.as_bytes()];
    let mut list = 0;
    while list < lists.len() {
        let codes = lists[list];
        let mut at = 0;
        while at < codes.len() {
            // Each stands at a fourth byte, a space after it.
            let first = (codes[at] - b'A') as usize * 26 + (codes[at + 1] - b'A') as usize;
            table[first] |= (list as u64 + 1) << ((codes[at + 2] - b'A') * 2);
            at += 4;
        }
        list += 1;
    }
    table
};

impl Currency {
    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many digits its smallest unit has behind the point, by ISO 4217: 2 for most, 0 for `JPY`, 3 for `KWD`.
    pub fn minor_digits(self) -> u32 {
        digits(self.0).unwrap_or(2)
    }
}

/// The digits behind the point of a code in use.
fn digits(code: [u8; 3]) -> Option<u32> {
    let [first, second, third] = code.map(|letter| letter.wrapping_sub(b'A'));
    if first.max(second).max(third) > 25 {
        return None;
    }
    match LISTS.get(usize::from(first) * 26 + usize::from(second))? >> (third * 2) & 3 {
        1 => Some(0),
        2 => Some(2),
        3 => Some(3),
        _ => None,
    }
}

impl FromStr for Currency {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let letters: [u8; 3] = text.as_bytes().try_into().map_err(|_| EXPECTED_CURRENCY)?;
        digits(letters).map(|_| Self(letters)).ok_or(EXPECTED_CURRENCY)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// An exact amount in one currency; its text form is `40.00 GBP`.
///
/// Inside expressions it is exact to 28 digits; [`Money::rounded`] brings it to the currency's minor unit, which the
/// engine does once, where it becomes an amount to pay, a fact or text. Read is a decimal number without `+` and
/// exponent, one space, the currency's code.
///
/// ```
/// use amends::{Currency, Decimal, Money};
/// let total: Money = "40 GBP".parse()?;
/// assert_eq!(total.to_string(), "40.00 GBP");
/// assert_eq!((total.amount(), total.currency()), (Decimal::from(40), "GBP".parse()?));
/// assert_eq!(total, Money::new(Decimal::from(40), "GBP".parse::<Currency>()?));
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// So much in that currency.
    pub const fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// The number, in whole units of the currency (pounds, not pence).
    pub const fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The amount rounded to whole minor units (pence, cents).
    ///
    /// ```
    /// use amends::{Money, Rounding};
    /// let share: Money = "33.335 GBP".parse()?;
    /// assert_eq!(share.rounded(Rounding::HalfUp), "33.34 GBP".parse()?);
    /// # Ok::<(), amends::TextError>(())
    /// ```
    #[inline]
    pub fn rounded(self, mode: Rounding) -> Self {
        Self { amount: self.amount.round(self.currency.minor_digits(), mode), ..self }
    }

    /// Whether it is whole minor units.
    #[inline]
    pub(crate) fn is_payable(self) -> bool {
        self.amount.scale() == 0 || self.amount.scale() <= self.currency.minor_digits()
    }

    /// The sum of two amounts of one currency, exact; none where the currencies differ.
    ///
    /// # Errors
    /// [`DecimalError::TooManyDigits`].
    ///
    /// ```
    /// use amends::Money;
    /// let (five, euro): (Money, Money) = ("5 GBP".parse()?, "5 EUR".parse()?);
    /// assert_eq!(five.checked_add(five), Some(Ok("10 GBP".parse()?)));
    /// assert_eq!(five.checked_add(euro), None);
    /// # Ok::<(), amends::TextError>(())
    /// ```
    pub fn checked_add(self, other: Self) -> Option<Result<Self, DecimalError>> {
        (self.currency == other.currency).then(|| Ok(Self { amount: self.amount.checked_add(other.amount)?, ..self }))
    }
}

impl FromStr for Money {
    type Err = TextError;

    #[inline]
    fn from_str(text: &str) -> Result<Self, TextError> {
        plain(text.as_bytes()).map_or_else(|| Self::parse(text), Ok)
    }
}

/// Reads an amount as it is nearly always written; nothing for other texts.
#[inline]
fn plain(text: &[u8]) -> Option<Money> {
    let (amount, &[b' ', a, b, c]) = text.split_last_chunk()? else { return None };
    digits([a, b, c])?;
    Some(Money { amount: Decimal::plain(amount)?, currency: Currency([a, b, c]) })
}

impl Money {
    /// Reads every amount.
    fn parse(text: &str) -> Result<Self, TextError> {
        let (amount, currency) = text.split_once(' ').ok_or(EXPECTED_MONEY)?;
        if amount.bytes().any(|byte| matches!(byte, b'e' | b'E' | b'+')) {
            return Err(EXPECTED_MONEY);
        }
        let amount = amount.parse().map_err(|_| EXPECTED_MONEY)?;
        Ok(Self { amount, currency: currency.parse()? })
    }
}

impl fmt::Display for Money {
    /// With at least the digits of the currency's minor unit: `5.00 GBP`, `0.125 EUR`, `300 JPY`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_to(f)
    }
}

impl Plain for Money {
    fn write_to(&self, out: &mut impl fmt::Write) -> fmt::Result {
        self.amount.write_with(out, self.currency.minor_digits())?;
        out.write_str(" ")?;
        out.write_str(self.currency.code())
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_by_text!(Currency, "a currency code");
serde_by_text!(Money, "an amount with its currency as text");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_code_is_known() {
        let lists = [TWO_DIGITS, NO_DIGITS, THREE_DIGITS].map(|list| list.split(' ').collect::<Vec<_>>()).concat();
        for n in 0..26 * 26 * 26_u32 {
            let code: String = [n / 676, n / 26 % 26, n % 26].iter().filter_map(|c| char::from_u32(c + 65)).collect();
            assert_eq!(code.parse::<Currency>().is_ok(), lists.contains(&code.as_str()), "{code}");
        }
        for code in ["", "G", "GB", "GBPS", "gbp", "GB[", "GB@", "GBé", "ÉBP"] {
            assert_eq!(code.parse::<Currency>(), Err(EXPECTED_CURRENCY), "{code}");
        }
    }

    #[test]
    fn codes_stand_at_every_fourth_byte() {
        for (list, digits) in [(TWO_DIGITS, 2), (NO_DIGITS, 0), (THREE_DIGITS, 3)] {
            assert_eq!(list.len() % 4, 3);
            for code in list.split_ascii_whitespace() {
                assert_eq!(code.parse::<Currency>().map(Currency::minor_digits), Ok(digits), "{code}");
            }
        }
    }

    #[test]
    fn texts() {
        for (text, expected) in [
            ("40.00 GBP", Some("40.00 GBP")),
            ("5 GBP", Some("5.00 GBP")),
            ("-0.5 EUR", Some("-0.50 EUR")),
            ("300 JPY", Some("300 JPY")),
            ("1.2345 KWD", Some("1.2345 KWD")),
            ("5GBP", None),
            ("5 gbp", None),
            ("5 XYZ", None),
            ("£5", None),
            ("1,000 GBP", None),
            ("5  GBP", None),
            ("1e2 GBP", None),
        ] {
            assert_eq!(text.parse::<Money>().ok().map(|m| m.to_string()).as_deref(), expected, "{text}");
            assert_eq!(text.parse(), Money::parse(text), "{text}");
        }
    }
}
