//! A picture of a playbook.

use std::fmt;

use crate::playbook::Playbook;

use super::chart::{Chart, chart};
use super::{dot, mermaid, scene, svg};

/// The state machine of a playbook as a picture: nested states as boxes, regions side by side, every transition with what
/// brings it about, the steps of each state with amounts and deadlines, ends by outcome, triggers as entries.
///
/// A line runs between two boxes of one container; where a transition comes from or goes to a state deeper inside, label
/// and box name that state. The same playbook gives the same bytes. Text of the playbook is escaped, characters that a
/// reader does not see are shown as escapes.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
/// use amends::Picture;
/// let picture: Picture = house.playbooks()[0].picture();
/// assert!(picture.to_svg()?.contains("after 1d"));
/// assert!(picture.to_dot().starts_with("digraph"));
/// assert!(picture.to_mermaid().starts_with("stateDiagram-v2"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Picture {
    chart: Chart,
}

impl Playbook {
    /// The state machine as a picture.
    ///
    /// ```
    /// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
    /// let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
    /// assert!(house.playbooks()[0].picture().to_mermaid().contains("[*] --> "));
    /// # Ok::<(), amends::Report>(())
    /// ```
    #[must_use]
    pub fn picture(&self) -> Picture {
        Picture { chart: chart(self) }
    }
}

impl Picture {
    /// As an SVG file, placed and drawn by this crate; in pixels of whole numbers, on a white ground.
    ///
    /// # Errors
    /// Where the playbook has more than about 500 states, or so many long lines that nobody could follow them.
    pub fn to_svg(&self) -> Result<String, TooLarge> {
        let scene =
            scene::scene(&self.chart).map_err(|_| TooLarge { boxes: self.chart.figures.len().saturating_sub(1) })?;
        Ok(svg::svg(&self.chart, &scene))
    }

    /// As a graph in the DOT language, for Graphviz to place.
    #[must_use]
    pub fn to_dot(&self) -> String {
        dot::dot(&self.chart)
    }

    /// As a state diagram in the Mermaid language, for web pages and wikis that draw it.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        mermaid::mermaid(&self.chart)
    }
}

/// A playbook is too large to be drawn by this crate.
///
/// ```
/// # let states: String = (0..700).map(|n| format!("  s{n}: {{ after: {{ 1d: s{} }} }}\n", n + 1)).collect();
/// # let text = format!("playbook: p\nversion: 1\nevents: {{ e: [] }}\ntriggers: {{ t: {{ upon: e }} }}\nstates:\n{states}  s700: {{ end: done }}\n");
/// # let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
/// use amends::TooLarge;
/// // A playbook of 700 states.
/// let error: TooLarge = house.playbooks()[0].picture().to_svg().unwrap_err();
/// assert!(error.to_string().contains("too large to draw"));
/// # Ok::<(), amends::Report>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLarge {
    boxes: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the playbook is too large to draw: its picture would have {} boxes", self.boxes)
    }
}

impl std::error::Error for TooLarge {}
