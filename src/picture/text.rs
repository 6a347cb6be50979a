//! How wide text is, and how it is cut short, without asking a font.

use std::borrow::Cow;

/// Advances of the characters from space to `~`, in thousandths of the font size, of the widest of the common sans-serif
/// faces (Verdana, DejaVu Sans): narrower ones leave room.
const WIDTHS: [u16; 95] = [
    317, 400, 459, 837, 636, 950, 779, 274, 390, 390, 500, 837, 317, 360, 317, 336, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 336, 336, 837, 837, 837, 530, 1000, 684, 686, 698, 770, 631, 575, 774, 751, 294, 294, 655, 557, 862,
    748, 787, 603, 787, 694, 634, 610, 731, 684, 988, 685, 610, 685, 390, 336, 390, 837, 500, 500, 612, 634, 549, 634,
    615, 352, 634, 633, 277, 277, 579, 277, 974, 633, 611, 634, 634, 411, 520, 392, 633, 591, 817, 591, 591, 524, 636,
    336, 636, 837,
];

/// How much wider bold letters are, in thousandths.
const BOLD: i32 = 1140;

/// The width of a text in pixels, rounded up.
pub(super) fn width(text: &str, size: i32, bold: bool) -> i32 {
    let thousandths: i32 = text.chars().map(advance).fold(0, i32::saturating_add);
    let thousandths = if bold { thousandths / 1000 * BOLD + BOLD } else { thousandths };
    thousandths.saturating_mul(size) / 1000 + 1
}

/// Beyond ASCII a character counts as a wide Latin letter, or as a full square from the East Asian blocks on.
fn advance(c: char) -> i32 {
    let ascii = usize::try_from(u32::from(c).wrapping_sub(32)).ok().and_then(|at| WIDTHS.get(at));
    match (ascii, c) {
        (Some(width), _) => i32::from(*width),
        (None, ..'\u{1100}') => 800,
        (None, _) => 1050,
    }
}

/// The text, or its beginning and `…` where it has more characters than that.
pub(super) fn shortened(text: &str, at_most: usize) -> Cow<'_, str> {
    if text.chars().count() <= at_most {
        return Cow::Borrowed(text);
    }
    let begin: String = text.chars().take(at_most.saturating_sub(1)).collect();
    Cow::Owned(format!("{}…", begin.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths() {
        for (text, size, bold, pixels) in [
            ("", 12, false, 1),
            ("a", 10, false, 7),
            ("aa", 10, false, 13),
            ("aa", 10, true, 23),
            ("é", 10, false, 9),
            ("中", 10, false, 11),
        ] {
            assert_eq!(width(text, size, bold), pixels, "{text}");
        }
    }

    #[test]
    fn long_text_is_cut() {
        for (text, at_most, cut) in [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab cd", 4, "ab…"), ("äöüß", 4, "äöüß")]
        {
            assert_eq!(shortened(text, at_most), cut);
        }
    }
}
