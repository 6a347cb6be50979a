//! The name an author may have meant.

/// Longest name compared: the cost grows with the product of the lengths, and nobody types longer ones by hand.
const MAX_NAME: usize = 64;
/// The most names looked at: a document may have thousands of mistakes, and thousands of names for each.
const MAX_NAMES: usize = 1_024;

/// The nearest of these names to what was written, if one is near: at most one edit in three characters, swapped
/// neighbours counting as one; but a name of which it is a part, as `name` is of `guest_name`, before one more than an
/// edit away. Of equally near names the first in order of the alphabet. Of many names only the first 1,024 count.
pub(crate) fn nearest<'a>(written: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = written.chars().count();
    if length == 0 || length > MAX_NAME {
        return None;
    }
    let allowed = length.div_ceil(3);
    let plainly_written = plain(written);
    names
        .into_iter()
        .take(MAX_NAMES)
        .filter(|name| name.chars().count() <= MAX_NAME && *name != written)
        .filter_map(|name| {
            let count = name.chars().count();
            // The difference of their lengths is the least that two names are apart.
            let distance = match count.abs_diff(length) {
                least if least > allowed => least,
                _ => strsim::osa_distance(&plainly_written, &plain(name)),
            };
            let is_near = distance <= allowed && distance < count;
            match (is_near && distance <= 1, has_part(name, written)) {
                (true, _) => Some((distance, name)),
                (false, true) => Some((PART, name)),
                (false, false) => is_near.then(|| (distance.saturating_add(PART), name)),
            }
        })
        .min()
        .map(|(_, name)| name)
}

/// Where a name with the written word as a part ranks: behind one edit.
const PART: usize = 2;

/// Whether a word, not a letter or two, is one of the parts of a name.
fn has_part(name: &str, word: &str) -> bool {
    word.len() >= 3 && name.split(['_', '-', '.']).any(|part| part == word)
}

fn plain(text: &str) -> String {
    text.to_lowercase().replace('_', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_found_and_far_ones_are_not() {
        let names = ["message", "within", "when", "with", "go", "start"];
        let table = [
            ("mesage", Some("message")),
            ("wihtin", Some("within")),
            ("WHEN", Some("when")),
            ("strat", Some("start")),
            ("compensation", None),
            ("x", None),
            ("", None),
        ];
        for (written, expected) in table {
            assert_eq!(nearest(written, names), expected, "{written}");
        }
        assert_eq!(nearest("name", ["rate", "guest_name"]), Some("guest_name"), "a part before two edits");
        assert_eq!(nearest("name", ["guest_name", "names"]), Some("names"), "one edit before a part");
        assert_eq!(nearest("ac", ["ad", "ab"]), Some("ab"), "ties go by the alphabet");
    }
}
