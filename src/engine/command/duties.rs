//! Duties of the house, where people act: no command leaves one undone, neither at once nor by what the case does later of
//! its own accord. That a playbook keeps them on every path of its own is proved before it runs.

use crate::account::{CaseStep, Status};
use crate::expression::Expression;
use crate::policy::{Duty, DutyRule};
use crate::step::StepKind;

use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::Running;
use crate::engine::machine::scope::CaseScope;
use crate::engine::turn::{Outside, Turn};

/// Why a case stands still that people sent past a step that it may not go without.
pub(in crate::engine) const DUTY: &str = "duty";

impl Machine<'_, '_> {
    /// A step goes out: notes if another had to be out before it.
    pub(in crate::engine) fn mind_duties_before(&mut self, step: &CaseStep) {
        // What is owed waits for nobody, unless somebody asks for what leads to it.
        if step.owed && !self.turn.is_ordered {
            return;
        }
        self.mind_duties(|case, rule| match rule {
            DutyRule::Before(kind, nth) => {
                let before = case.emitted(*kind).filter(|known| known.id != step.id).count() as u64;
                *kind == step.kind && before + 1 >= u64::from(*nth)
            }
            DutyRule::Within(_) | DutyRule::BeforeEnd => false,
        });
    }

    /// The case ends: notes if a step had to be out before that, or in a time that nothing comes after.
    pub(in crate::engine) fn mind_duties_before_end(&mut self) {
        self.mind_duties(|_, rule| matches!(rule, DutyRule::BeforeEnd | DutyRule::Within(_)));
    }

    fn mind_duties(&mut self, is_due: impl Fn(&Running<'_>, &DutyRule) -> bool) {
        if self.turn.breach.is_some() || !(self.turn.is_ordered || self.case.overridden) {
            return;
        }
        let Some(rules) = self.turn.engine.rules(self.case.playbook) else { return };
        let undone =
            |duty: &&Duty<Expression>| is_due(self.case, &duty.rule) && self.case.emitted(duty.kind).next().is_none();
        let broken = rules.duties.iter().filter(undone).find(|duty| binds(duty, self.case, self.turn, self.outside));
        self.turn.breach = broken.map(told);
    }
}

/// A duty that would be undone if a step of this kind had not gone out, nor were to.
pub(in crate::engine) fn needed(
    case: &Running<'_>,
    turn: &Turn<'_>,
    outside: &Outside<'_>,
    step: &CaseStep,
) -> Option<String> {
    let other = |known: &&CaseStep| known.id != step.id;
    let rules = turn.engine.rules(case.playbook)?;
    let of_kind = rules.duties.iter().filter(|duty| duty.kind == step.kind);
    let alone = case.emitted(step.kind).find(other).is_none();
    of_kind.filter(|_| alone).find(|duty| binds(duty, case, turn, outside)).map(told)
}

/// A duty that has its time and is undone. Where somebody sent the case, nobody has proved that it comes to that in time.
pub(super) fn undone_in_time(case: &Running<'_>, turn: &Turn<'_>, outside: &Outside<'_>) -> Option<String> {
    let duties = &turn.engine.rules(case.playbook)?.duties;
    let in_time = duties.iter().filter(|duty| matches!(duty.rule, DutyRule::Within(_)));
    let mut undone = in_time.filter(|duty| case.emitted(duty.kind).next().is_none());
    undone.find(|duty| binds(duty, case, turn, outside)).map(told)
}

/// Whether the duty binds the case by what it knows.
fn binds(duty: &Duty<Expression>, case: &Running<'_>, turn: &Turn<'_>, outside: &Outside<'_>) -> bool {
    duty.when.as_ref().is_none_or(|when| CaseScope::of(case, turn, outside).holds(when).unwrap_or(false))
}

/// The duty in words.
fn told(duty: &Duty<Expression>) -> String {
    let because = duty.because.as_deref().map(|rule| format!(" ({rule})")).unwrap_or_default();
    let when = match duty.rule {
        DutyRule::Within(_) => "in time".to_owned(),
        DutyRule::Before(kind, 1) => format!("before any `{kind}`"),
        DutyRule::Before(kind, nth) => format!("before `{kind}` number {nth}"),
        DutyRule::BeforeEnd => "before the case ends".to_owned(),
    };
    format!("it is a duty of the house that `{}` goes out {when}{because}", duty.kind)
}

impl Running<'_> {
    /// The steps of that kind that went out, or whose work another does.
    fn emitted(&self, kind: StepKind) -> impl Iterator<Item = &CaseStep> {
        self.steps.iter().filter(move |step| {
            let went_out = match step.status {
                Status::Out | Status::Done | Status::Waiting => true,
                Status::Failed => step.attempt > 0,
                Status::Pending | Status::Asked | Status::Held | Status::Skipped | Status::Withdrawn => false,
            };
            step.kind == kind && went_out
        })
    }
}
