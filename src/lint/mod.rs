//! What can be proved of compiled playbooks: each claim is proved, refuted with facts that show it, or left open with the
//! reason. Compiling is linear in the text and knows nothing of this.

mod approval;
mod choice;
mod constant;
mod corner;
mod duty;
mod erring;
mod happening;
mod known;
mod opening;
mod overlap;
mod question;
mod search;
mod shadow;
mod table;
mod trigger;
mod universe;
mod values;
mod verdict;
mod written;

pub use happening::Happening;
pub use verdict::{Lint, Proof, Verdict, Witness};

use std::cell::Cell;

use crate::expression::WORK_OF_A_HOUSE;
use crate::house::House;
use crate::playbook::PlaybookNames;
use crate::policy::Rules;
use crate::report::Report;
use question::{Found, Subject};

impl House {
    /// Takes the conditions of all playbooks apart and says what can never happen, what nothing answers, and what could
    /// not be decided. Bounded work, whatever the conditions; the same house gives the same lint.
    ///
    /// ```
    /// let text = "
    /// playbook: p
    /// version: 1
    /// facts: { days: int }
    /// events: { e: [days] }
    /// triggers: { t: { upon: e } }
    /// states:
    ///   a:
    ///     upon:
    ///       e:
    ///         - { stay: true, when: days > 1 }
    ///         - { go: z, when: days > 2 }
    ///     after: { 1d: z }
    ///   z: { end: done }
    /// ";
    /// let house = amends::compile([amends::Source::new("p.yaml", text)]).finish()?;
    /// let lint = house.lint();
    /// assert_eq!(lint.report().iter().next().unwrap().code.as_str(), "shadowed-transition");
    /// # Ok::<(), amends::Report>(())
    /// ```
    pub fn lint(&self) -> Lint {
        let mut found = Found::default();
        let work = Cell::new(WORK_OF_A_HOUSE);
        let mut tries = search::Tries::default();
        let mut budget = duty::Budget::default();
        for ((playbook, places), alone) in self.placed().zip(self.singles()) {
            let names = PlaybookNames(playbook);
            let subject = Subject::new(playbook, places, &names, &work);
            trigger::triggers(&subject, &mut found);
            table::tables(&subject, &mut found);
            shadow::transitions(&subject, &mut found);
            let stuck = choice::choices(&subject, &mut found);
            overlap::lists(&subject, &mut found);
            constant::conditions(&subject, &mut found);
            erring::expressions(&subject, &mut found);
            approval::payments(&subject, Rules::new(self.policy(), playbook).as_ref(), &mut found);
            let claims = known::claims(playbook, places, &mut found);
            let owed = duty::owed(&subject, (self.policy(), self.duties()), &claims, &mut budget);
            let wanted = search::Wanted { reads: &claims, stuck: &stuck, owed: &owed };
            let ways = search::ways(playbook, alone, wanted, &mut tries);
            known::judge(playbook, &claims, &ways, &mut found);
            choice::judge(&subject, stuck, &ways, &mut found);
            duty::judge(&subject, owed, &ways, &mut found);
        }
        Lint::new(Report::new(self.sources().to_vec(), found.findings), found.verdicts)
    }
}
