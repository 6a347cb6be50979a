//! Amounts in parts, without losing a penny.

use super::{Decimal, Money};

impl Money {
    /// The amount in so many parts that differ by one minor unit (a penny, a cent) at most: the first parts are the larger
    /// ones. The parts add up to the amount.
    ///
    /// None for no parts, for an amount that is not in whole minor units ([round](Self::rounded) it first), and where a
    /// part has more than 28 digits.
    ///
    /// ```
    /// use amends::Money;
    /// let bill: Money = "10.00 GBP".parse()?;
    /// let parts = bill.split(3).unwrap();
    /// assert_eq!(parts.iter().map(Money::to_string).collect::<Vec<_>>(), ["3.34 GBP", "3.33 GBP", "3.33 GBP"]);
    /// assert_eq!(bill.split(0), None);
    /// # Ok::<(), amends::TextError>(())
    /// ```
    pub fn split(self, parts: usize) -> Option<Vec<Self>> {
        self.split_by(&vec![1; parts])
    }

    /// The amount in parts in proportion to the weights, in their order. What does not divide goes, a minor unit each, to the
    /// parts that lack most of their exact share; of equal ones to the first. Each part is less than one minor unit off its
    /// exact share, and the parts add up to the amount.
    ///
    /// None where the weights add up to zero, for an amount that is not in whole minor units ([round](Self::rounded) it
    /// first), and where a part has more than 28 digits.
    ///
    /// ```
    /// use amends::Money;
    /// // Two travellers paid for three nights, one for one.
    /// let refund: Money = "100.00 EUR".parse()?;
    /// let parts = refund.split_by(&[3, 3, 1]).unwrap();
    /// assert_eq!(parts.iter().map(Money::to_string).collect::<Vec<_>>(), ["42.86 EUR", "42.86 EUR", "14.28 EUR"]);
    /// assert_eq!(refund.split_by(&[0, 0]), None);
    /// # Ok::<(), amends::TextError>(())
    /// ```
    pub fn split_by(self, weights: &[u32]) -> Option<Vec<Self>> {
        let digits = self.currency().minor_digits();
        let amount = self.amount();
        let units = amount.coefficient().checked_mul(10_i128.checked_pow(digits.checked_sub(amount.scale())?)?)?;
        let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
        let (each, rest) = (units.checked_div(total)?, units.checked_rem(total)?);
        // The rest is smaller than the weights' sum, so that its product with a weight has room.
        let exact = |weight: u32| rest.saturating_mul(weight.into());
        let mut shares: Vec<i128> = Vec::with_capacity(weights.len());
        for weight in weights {
            shares.push(each.checked_mul((*weight).into())?.checked_add(exact(*weight).checked_div(total)?)?);
        }
        let lost = units - shares.iter().sum::<i128>();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        let lacks = |at: usize| weights.get(at).and_then(|weight| exact(*weight).checked_rem(total)).unwrap_or(0).abs();
        order.sort_by_key(|at| std::cmp::Reverse(lacks(*at)));
        for at in order.into_iter().take(usize::try_from(lost.unsigned_abs()).ok()?) {
            *shares.get_mut(at)? += lost.signum();
        }
        let part = |units: i128| Some(Self::new(Decimal::new(units, digits).ok()?, self.currency()));
        shares.into_iter().map(part).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::value::{Currency, Rounding};

    fn money(units: i128, currency: &str) -> Money {
        let currency: Currency = currency.parse().unwrap();
        Money::new(Decimal::new(units, currency.minor_digits()).unwrap(), currency)
    }

    #[test]
    fn what_has_no_parts_has_none() {
        for (amount, weights) in [
            ("1.00 GBP", &[][..]),
            ("1.00 GBP", &[0]),
            ("0.005 GBP", &[1, 1]),
            ("0.5 JPY", &[1]),
            ("9999999999999999999999999999 KWD", &[1, 1]),
        ] {
            assert_eq!(amount.parse::<Money>().unwrap().split_by(weights), None, "{amount} {weights:?}");
        }
        let zero: Money = "0 GBP".parse().unwrap();
        assert_eq!(zero.split(2), Some(vec![zero, zero]));
    }

    proptest! {
        #[test]
        fn parts_add_up_and_are_near_their_share(
            units in -10_000_000_000_000_000_000_000_000_i128..10_000_000_000_000_000_000_000_000,
            small in -1000_i128..1000,
            is_small in any::<bool>(),
            weights in prop::collection::vec(prop_oneof![0_u32..5, any::<u32>()], 1..20),
            currency in prop::sample::select(vec!["GBP", "JPY", "KWD"]),
        ) {
            let units = if is_small { small } else { units };
            let whole = money(units, currency);
            let total: i128 = weights.iter().map(|weight| i128::from(*weight)).sum();
            prop_assume!(total > 0);
            let parts = whole.split_by(&weights).unwrap();
            prop_assert_eq!(parts.len(), weights.len());
            let digits = whole.currency().minor_digits();
            let in_units = |part: &Money| {
                assert_eq!(part.rounded(Rounding::Down), *part, "whole minor units");
                part.amount().coefficient() * 10_i128.pow(digits - part.amount().scale())
            };
            prop_assert_eq!(parts.iter().map(in_units).sum::<i128>(), units);
            for (part, weight) in parts.iter().zip(&weights) {
                let off = in_units(part) * total - units * i128::from(*weight);
                prop_assert!(off.abs() < total, "{part} of {whole} by {weight} of {total}");
            }
        }

        #[test]
        fn equal_parts_differ_by_one_unit_at_most(units in -100_000_i128..100_000, parts in 1_usize..200) {
            let split = money(units, "GBP").split(parts).unwrap();
            let in_pence = |part: &Money| part.amount().coefficient() * 10_i128.pow(2 - part.amount().scale());
            let pence: Vec<i128> = split.iter().map(in_pence).collect();
            prop_assert_eq!(pence.iter().sum::<i128>(), units);
            prop_assert!(pence.windows(2).all(|pair| pair[0].abs() >= pair[1].abs()), "{:?}", pence);
            prop_assert!(pence.first().unwrap().abs() - pence.last().unwrap().abs() <= 1);
        }
    }
}
