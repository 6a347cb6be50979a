//! `approve` and `refuse`: what people say of a payment that waits for them.

use crate::escape::escaped;
use crate::value::Name;

use super::{Order, deny};
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::Running;
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Turn};

impl Order<'_> {
    /// One more person approves; with as many as it takes, the payment goes out.
    pub(super) fn approve<'e>(
        &self,
        turn: &mut Turn<'e>,
        case: &mut Running<'e>,
        outside: &Outside<'_>,
    ) -> Result<(), Stop> {
        let at = self.held(case)?;
        let Some(held) = case.held.get_mut(at) else { return Ok(()) };
        self.check_sum(held.amount, |role| role.may_approve(held.amount))?;
        let actor = self.command.actor().id();
        if held.requester() == Some(actor) {
            let reason = format!("`{}` asked for this payment: somebody else has to approve it", escaped(actor));
            return Err(deny("four_eyes", reason));
        }
        if held.approvers.iter().any(|known| *known == *actor) {
            let reason = format!("`{}` approved it already: it takes {} people", escaped(actor), held.needs);
            return Err(deny("already_approved", reason));
        }
        let (step, approver) = (held.step, Name::from(actor));
        if held.approvers.len() as u64 + 1 < u64::from(held.needs) {
            held.approvers.push(approver);
            case.log.held.push(held.clone());
            return Ok(());
        }
        let kind = format!("approval.granted.{}", held.name);
        let outside = Outside { kind: &kind, ..*outside };
        Machine::carry_out(turn, case, &outside, |machine| Ok(machine.grant_held(step, approver)))?;
        Ok(())
    }

    /// The payment is closed, not done.
    pub(super) fn refuse<'e>(
        &self,
        turn: &mut Turn<'e>,
        case: &mut Running<'e>,
        outside: &Outside<'_>,
    ) -> Result<(), Stop> {
        let at = self.held(case)?;
        let Some(held) = case.held.get(at) else { return Ok(()) };
        let (step, because) = (held.step, self.command.reason().to_owned());
        let kind = format!("approval.refused.{}", held.name);
        let outside = Outside { kind: &kind, ..*outside };
        Machine::carry_out(turn, case, &outside, |machine| Ok(machine.refuse_held(step, because)))?;
        Ok(())
    }

    /// The place of the payment that is meant among those that wait.
    fn held(&self, case: &Running<'_>) -> Result<usize, Stop> {
        let at = self.step(case)?;
        let id = case.steps.get(at).map(|step| step.id);
        let place = case.held.iter().position(|held| Some(held.step) == id);
        place.ok_or_else(|| deny("not_held", "it does not wait for approval"))
    }
}
