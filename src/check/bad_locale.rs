//! A locale that is none.

use crate::report::{Doc, Finding};
use crate::span::Span;
use crate::words::Tag;

/// The catalogue entry.
pub(crate) const DOC: Doc = Doc::error(
    "bad-locale",
    "a locale that is none",
    "A locale is a language, and where it makes a difference a script or a region: `en`, `fr-CA`, `zh-Hant`. Of one \
     that nobody knows there are no plural forms, and no way to write dates or money; and no customer asks for it. \
     Avoid `french`, or `dk` for Danish, which is the country; prefer the language, `fr` and `da`.",
)
.examples(
    r#"
states:
  apologise:
    do: [apology: { message: sorry }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
messages:
  sorry: { en: "We are sorry.", dk: "Vi beklager." }
"#,
    r#"
states:
  apologise:
    do: [apology: { message: sorry }]
    upon: { step.failed: done }
    next: done
  done: { end: done }
messages:
  sorry: { en: "We are sorry.", da: "Vi beklager." }
"#,
);

/// A locale that is none; `known` are others of the playbook.
pub(crate) fn bad_locale(span: Span, written: &str, known: Vec<&str>) -> Finding {
    let finding = Finding::new(&DOC, span, format!("`{written}` is no locale"))
        .help("a locale is a language's code, or one with a region's: `en`, `fr-CA`");
    // Written otherwise; with a part too many or wrong; a country for its language.
    let cut = || written.rsplit_once(['-', '_']).and_then(|(shorter, _)| Tag::read(shorter));
    let is_known = |tag: Option<Tag>| tag.filter(Tag::is_known);
    let meant = is_known(Tag::read(written)).or_else(|| is_known(cut())).or_else(|| is_known(Tag::of_region(written)));
    match meant {
        Some(tag) => Finding { suggestion: Some(tag.to_string()), ..finding },
        None => finding.nearest_of(written, known),
    }
}

/// A locale beyond the number that a playbook may have.
pub(crate) fn too_many_locales(span: Span, most: usize) -> Finding {
    Finding::new(&DOC, span, format!("more than {most} locales in one playbook"))
}
