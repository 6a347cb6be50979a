//! `grant`: goodwill that the playbook does not foresee.

use crate::account::{CaseStep, Status};
use crate::canon::Hasher;
use crate::ids::PaysId;
use crate::playbook::{GRANT, StepPlan};
use crate::step::StepKind;
use crate::value::{Money, Name};

use super::{Order, deny};
use crate::engine::machine::actions::Holder;
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::Running;
use crate::engine::stop::Stop;
use crate::engine::turn::{Outside, Turn};

impl Order<'_> {
    /// Pays goodwill, once for the command's id whatever became of the account in between. It holds up no state.
    pub(super) fn grant<'e>(
        &self,
        turn: &mut Turn<'e>,
        case: &mut Running<'e>,
        outside: &Outside<'_>,
    ) -> Result<(), Stop> {
        let amount = self.amount()?;
        self.check_sum(amount, |role| role.may_pay.allow(amount))?;
        let text = |name: &str| self.command.get(name);
        let plan = StepPlan::of_grant(text("form"), text("because"));
        let pays = PaysId(
            Hasher::new("amends/pays/grant/1")
                .part(turn.account.id().as_bytes())
                .part(self.command.id().as_bytes())
                .id(),
        );
        // Where it is given there is somebody to hear that it failed.
        let Some(state) = case.leaves().next() else { return Ok(()) };
        let mut sent = Ok(());
        Machine::carry_out(turn, case, outside, |machine| {
            let label = Name::from(GRANT);
            let holder = Holder { label: &label, state, visit: None };
            // As if it had waited for approval: whoever grants it gives that.
            let step = CaseStep {
                amount: Some(amount),
                pays: Some(pays),
                status: Status::Held,
                ..machine.new_step(&plan, &holder)
            };
            sent = machine.send_as_asked(&plan, state, step, None);
            Ok(None)
        })?;
        sent
    }

    fn amount(&self) -> Result<Money, Stop> {
        let text = self.argument("amount")?;
        let amount = text.parse::<Money>().ok();
        let is_payable =
            |amount: &Money| amount.is_payable() && !amount.amount().is_zero() && !amount.amount().is_negative();
        let expected = || deny("bad_argument", "`amount` is above zero, in whole minor units, as `5.00 GBP`");
        amount.filter(is_payable).ok_or_else(expected)
    }
}

impl StepPlan {
    /// What a grant would say if a playbook planned it.
    fn of_grant(form: Option<&str>, because: Option<&str>) -> Self {
        Self {
            form: form.map(Name::from).into_iter().collect(),
            because: because.map(crate::playbook::Template::plain),
            ground: Some(crate::step::Ground::Goodwill),
            wait: false,
            ..Self::bare(StepKind::Compensation, Name::from(GRANT))
        }
    }
}
