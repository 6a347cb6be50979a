use std::fmt;
use std::sync::Arc;

use super::{Finding, Source, json, plain};

/// Every finding of a set of sources.
///
/// Small and cheap to clone, so that it serves as an error. Errors block, warnings do not. `Display` writes a line for
/// each finding and indented lines for what was expected and for help.
///
/// ```
/// use amends::{Source, compile};
///
/// let compiled = compile([Source::new("parcels.yaml", "journey: parcels")]);
/// let report = compiled.report();
/// assert!(report.is_blocking());
/// assert_eq!((report.len(), report.is_empty(), report.is_blocking()), (1, false, true));
/// assert_eq!(report.iter().next().unwrap().code.as_str(), "document-kind");
/// assert_eq!(
///     report.to_string().lines().next(),
///     Some("parcels.yaml:1:1: error[document-kind]: `journey` documents are not read by this version"),
/// );
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct Report {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    sources: Vec<Source>,
    findings: Vec<Finding>,
}

impl Report {
    /// A report of these findings; spans index into the sources as given. Sorts by source, first byte, then code.
    pub(crate) fn new(sources: Vec<Source>, mut findings: Vec<Finding>) -> Report {
        findings.sort_by(|a, b| {
            let key = |finding: &Finding| (finding.span().source, finding.span().start, finding.code);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        Report { inner: Arc::new(Inner { sources, findings }) }
    }

    /// The findings of both, which are of the same sources, in one order.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// let compiled = amends::compile([amends::Source::new("p.yaml", text)]);
    /// let warnings = compiled.report().clone();
    /// let all = warnings.joined(compiled.finish()?.lint().report());
    /// assert!(!all.is_blocking());
    /// # Ok::<(), amends::Report>(())
    /// ```
    pub fn joined(&self, other: &Report) -> Report {
        Report::new(self.sources().to_vec(), self.iter().chain(other).cloned().collect())
    }

    /// The findings in order of their source's name, first byte, then code.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.inner.findings.iter()
    }

    /// How many findings there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inner.findings.len()
    }

    /// Whether there is no finding.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inner.findings.is_empty()
    }

    /// Whether the sources can't be used: whether a finding is an error.
    #[must_use]
    pub fn is_blocking(&self) -> bool {
        self.iter().any(Finding::is_error)
    }

    /// The sources in order of their names, which is the order that spans count them in.
    ///
    /// ```
    /// # use amends::{Source, compile};
    /// let compiled = compile([Source::new("b.yaml", ""), Source::new("a.yaml", "")]);
    /// assert_eq!(compiled.report().sources()[0].name(), "a.yaml");
    /// ```
    #[must_use]
    pub fn sources(&self) -> &[Source] {
        &self.inner.sources
    }

    /// The source that a finding points into; none for a finding of another report.
    ///
    /// ```
    /// # let report = amends::compile([amends::Source::new("a.yaml", "")]).finish().unwrap_err();
    /// let finding = report.iter().next().unwrap();
    /// assert_eq!(report.source_of(finding).unwrap().name(), "a.yaml");
    /// ```
    #[must_use]
    pub fn source_of(&self, finding: &Finding) -> Option<&Source> {
        self.source(finding.span().source)
    }

    pub(crate) fn source(&self, index: u16) -> Option<&Source> {
        self.inner.sources.get(usize::from(index))
    }

    /// The findings for people: place, message, the source text with carets, what was expected, help.
    ///
    /// With `colour` the text holds ANSI escapes, for a terminal; nothing from the sources is ever passed on as one.
    /// Without the feature `render` there is no source text and no colour.
    ///
    /// ```
    /// # let report = amends::compile([amends::Source::new("a.yaml", "journey: parcels")]).finish().unwrap_err();
    /// eprintln!("{}", report.to_text(true));
    /// assert!(report.to_text(false).contains("a.yaml:1:1"));
    /// ```
    #[must_use]
    pub fn to_text(&self, colour: bool) -> String {
        #[cfg(feature = "render")]
        {
            super::render::text(self, colour)
        }
        #[cfg(not(feature = "render"))]
        {
            let _ = colour;
            self.to_string()
        }
    }

    /// The findings for tools: a JSON array, one object a finding.
    ///
    /// Keys, in this order: `code`, `severity` (`error` or `warning`), `file`, `line`, `column`, `end_line`,
    /// `end_column` (from 1, in characters, the end being one past the last), `message`, `expected` (a list), and where
    /// there is one `help` and `suggestion`; where there is more than one place, `labels` (a list of all, each with
    /// `file` to `end_column` and `text`).
    ///
    /// ```
    /// # let report = amends::compile([amends::Source::new("a.yaml", "journey: parcels")]).finish().unwrap_err();
    /// let json = r#"[{"code":"document-kind","severity":"error","file":"a.yaml","line":1,"column":1,"#;
    /// assert!(report.to_json().starts_with(json));
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        json::text(self)
    }
}

impl<'a> IntoIterator for &'a Report {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// One line a finding, `file:line:column: error[code]: message`, and indented lines for what was expected and help.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        plain::write(self, f)
    }
}

impl std::error::Error for Report {}
