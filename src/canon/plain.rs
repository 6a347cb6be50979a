//! Text forms that are written often, and so without what `write!` does for every form.

use std::fmt::{self, Write};

/// What has a text form of its own: said once, for `Display` and for records.
pub(crate) trait Plain {
    fn write_to(&self, out: &mut impl Write) -> fmt::Result;
}

impl<T: Plain> Plain for &T {
    fn write_to(&self, out: &mut impl Write) -> fmt::Result {
        T::write_to(self, out)
    }
}

/// Writes a whole number, with zeros before it up to so many digits.
pub(crate) fn write_number(out: &mut impl Write, number: u64, width: usize) -> fmt::Result {
    let mut digits = [b'0'; 20];
    let (mut rest, mut length) = (number, 0);
    for digit in digits.iter_mut().rev() {
        // It is one of ten.
        *digit += u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        length += 1;
        if rest == 0 {
            break;
        }
    }
    let start = digits.len() - width.max(length).min(digits.len());
    out.write_str(digits.get(start..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::write_number;

    #[test]
    fn as_fmt_writes_them() {
        for number in [0, 7, 10, 99, 100, 1_234_567_890, u64::MAX / 10, u64::MAX] {
            for width in [0, 1, 2, 9, 20] {
                let mut text = String::new();
                write_number(&mut text, number, width).unwrap();
                assert_eq!(text, format!("{number:0width$}"));
            }
        }
    }
}
