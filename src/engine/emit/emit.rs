//! Steps: from the plan to what the host is told to do.

use crate::account::{
    CaseStep, Disputed, LoggedStep, Payment, PaymentState, PromiseState, Reversed, Status, Step, push_snug,
};
use crate::canon::Hasher;
use crate::explanation::Fate;
use crate::ids::{PaysId, StepId};
use crate::playbook::{CUSTOMER, Deadline, Once, StateId, StepPlan};
use crate::step::StepKind;
use crate::value::{Money, Name, Value};

use super::channel::Sending;
use super::promises::ANOTHER;
use super::texts::{Texts, settled};
use crate::engine::arrive::key::key_text;
use crate::engine::explain::evaluation::fate;
use crate::engine::machine::actions::Holder;
use crate::engine::machine::machine::Machine;
use crate::engine::machine::running::Signal;

/// A step with everything that it says, and what its record shows. It is large and goes from hand to hand: boxed.
pub(in crate::engine) struct Whole {
    pub(in crate::engine) out: Step,
    pub(in crate::engine) logged: LoggedStep,
}

/// The same, and how it goes out, or why it can't.
type Made = (Box<Whole>, Result<Sending, &'static str>);

impl Machine<'_, '_> {
    /// Decides a step: it goes out, waits for its time or for another that does the same, or fails at once.
    pub(in crate::engine) fn plan_step(&mut self, plan: &StepPlan, holder: &Holder<'_>) {
        if let Some(when) = &plan.when {
            match self.scope().holds(when) {
                Ok(true) => {}
                Ok(false) => return self.record_step(plan, Fate::ConditionFalse, true),
                Err(error) => {
                    self.record_step(plan, fate(&Err(error.clone())), true);
                    let why = self.case.explain(&error);
                    self.case.log.erred(&plan.name, why);
                    return;
                }
            }
        }
        let step = self.new_step(plan, holder);
        if let Some(not_before) = &plan.not_before {
            match self.moment(not_before) {
                Ok(due) => {
                    self.record_step(plan, Fate::Later, true);
                    self.case.log.touched = true;
                    let personal_due = self.case.playbook.is_personal(not_before.expression());
                    self.case.steps.push(CaseStep { status: Status::Pending, due: Some(due), personal_due, ..step });
                }
                Err(why) => self.fail_at_once(plan, step, holder.state, why, None),
            }
            return;
        }
        self.send(plan, holder.state, step, None);
    }

    /// A step of which nothing has been worked out yet.
    pub(in crate::engine) fn new_step(&mut self, plan: &StepPlan, holder: &Holder<'_>) -> CaseStep {
        CaseStep {
            amount: None,
            armed: self.turn.next_armed(),
            at: self.turn.now,
            attempt: 0,
            cause: self.outside.cause,
            due: None,
            free: !plan.wait,
            id: self.step_id(plan, holder),
            kind: plan.kind,
            name: plan.name.clone(),
            order: self.case.next_order(),
            overdue: false,
            owed: plan.is_owed(),
            pays: None,
            personal_amount: false,
            personal_due: false,
            remaining: None,
            state: self.case.playbook.state(holder.state).name.clone(),
            status: Status::Out,
            visit: holder.visit,
            waits_for: None,
        }
    }

    /// Sends a step out: for the first time, or (with its place in the case) again. One that was held has been approved.
    pub(in crate::engine) fn send(&mut self, plan: &StepPlan, state: StateId, step: CaseStep, place: Option<usize>) {
        let was_out = place.is_some() && step.is_out();
        let is_approved = step.status == Status::Held;
        let (whole, sending) = match self.make(plan, &step) {
            Ok(made) => made,
            Err(why) => return self.fail_at_once(plan, step, state, why, place),
        };
        let Whole { out, logged } = &*whole;
        let step = match is_approved {
            true => CaseStep { at: self.turn.now, status: Status::Out, ..step },
            false => CaseStep {
                armed: self.turn.next_armed(),
                at: self.turn.now,
                due: out.due,
                // A follow-up is emitted now, a step sent again too: a pause that began before is no pause for it.
                order: self.case.next_order(),
                overdue: false,
                personal_amount: logged.personal_amount,
                personal_due: logged.personal_due,
                remaining: None,
                status: Status::Out,
                ..step
            },
        };
        if let Some(done_by) = self.done_by_another(plan, out, &step) {
            let (other, is_done) = done_by;
            let already = if out.pays.is_some() { Fate::AlreadyPaid } else { Fate::AlreadyDone };
            self.record_step(plan, already, place.is_none());
            let log = &mut self.case.log;
            let list = if out.pays.is_some() { &mut log.already_paid } else { &mut log.already_done };
            list.push((plan.name.clone(), other));
            if step.kind == StepKind::Promise {
                let waived = self.turn.settle(step.id, PromiseState::Waived, step.at, Some(ANOTHER));
                self.case.log.promises.extend(waived);
            }
            if is_approved {
                self.turn.withdrawn_unsent.push(step.id);
            }
            let status = if is_done { Status::Done } else { Status::Waiting };
            return self
                .keep(CaseStep { status, due: None, pays: out.pays, waits_for: Some(Box::new(other)), ..step }, place);
        }
        let sending = match sending {
            Ok(sending) => sending,
            Err(why) => return self.fail_at_once(plan, step, state, why.to_owned(), place),
        };
        if out.pays.is_some() && self.turn.is_ledger_full(step.id) {
            return self.fail_at_once(plan, step, state, "the account may keep no more payments".to_owned(), place);
        }
        let too_much = match (out.amount, &out.reverses) {
            _ if was_out || self.turn.is_held(step.id) => None,
            (Some(amount), Some(of)) => self.more_than_paid(of, &step, amount),
            (Some(amount), None) if !step.owed => self.over_limit(&step, amount),
            _ => None,
        };
        if let Some(why) = too_much {
            return self.fail_at_once(plan, step, state, why, place);
        }
        self.mind_duties_before(&step);
        match out.amount {
            Some(_) if !was_out && self.needs_pool(out, &step) => {
                self.ask(plan, whole, step, place, is_approved);
            }
            Some(amount) if !was_out && !is_approved && self.needs_approval(out, &step, amount) => {
                self.hold(plan, state, &whole, step, place);
            }
            _ => self.go_out(plan, whole, &sending, step, place, is_approved),
        }
    }

    /// Nothing is left to decide: the host is told.
    fn go_out(
        &mut self,
        plan: &StepPlan,
        mut whole: Box<Whole>,
        sending: &Sending,
        mut step: CaseStep,
        place: Option<usize>,
        is_approved: bool,
    ) {
        let out = &mut whole.out;
        // The provider's key is what is paid for and the attempt: a step of its own after a failed one is one more.
        step.attempt = match out.pays {
            Some(pays) => self.turn.attempt(pays),
            None => step.attempt.saturating_add(1),
        };
        step.amount = out.amount;
        step.pays = out.pays;
        out.attempt = step.attempt;
        if let Some(payment) = self.payment(&step, out) {
            let was_out =
                self.turn.payments.iter().any(|known| known.step == step.id && known.state == PaymentState::Out);
            if out.reverses.is_none() {
                self.turn.tell_standing(&payment, was_out);
            }
            self.turn.enter_payment(payment);
        }
        if let Some(of) = &out.reverses {
            self.turn.enter_taken_back(step.id, of.step);
        }
        match is_approved {
            // Its amount was worked out when it was decided.
            true => self.record_approved(plan),
            false => self.record_step(plan, Fate::Taken, place.is_none()),
        }
        self.remember_message(plan, &step, sending);
        match plan.kind {
            StepKind::Promise => self.promise(out, &step),
            StepKind::Escalation => self.hand_over(&out.to),
            _ => {}
        }
        self.keep(step, place);
        push_snug(&mut self.case.log.steps, whole.logged);
        push_snug(&mut self.turn.steps, whole.out);
    }

    /// What a step pays, if it does: decided when the step says, unless it is out already and only goes out again.
    pub(in crate::engine) fn payment(&self, step: &CaseStep, out: &Step) -> Option<Payment> {
        let (amount, pays) = (step.amount?, step.pays?);
        let before = |payment: &&Payment| payment.step == step.id && payment.state == PaymentState::Out;
        let at = self.turn.payments.iter().find(before).map_or(out.at, |payment| payment.at);
        Some(Payment {
            amount: Some(amount),
            attempt: step.attempt,
            at,
            case: self.case.id.clone(),
            paid: None,
            pays,
            personal: step.personal_amount,
            state: PaymentState::Out,
            step: step.id,
        })
    }

    pub(in crate::engine) fn keep(&mut self, step: CaseStep, place: Option<usize>) {
        match place.and_then(|at| self.case.steps.get_mut(at)) {
            Some(known) => *known = step,
            None => push_snug(&mut self.case.steps, step),
        }
    }

    /// The step is closed without going out, and says so.
    pub(in crate::engine) fn fail_at_once(
        &mut self,
        plan: &StepPlan,
        step: CaseStep,
        state: StateId,
        why: String,
        place: Option<usize>,
    ) {
        let known = place.and_then(|at| self.case.steps.get(at));
        if known.is_some_and(CaseStep::is_out) {
            // It could not be sent again, but it went out before, and its receipt may still come.
            self.turn.recorder.iter_mut().for_each(|recorder| recorder.channels(Vec::new()));
            self.case.log.erred(&step.name, why);
            return;
        }
        self.record_step(plan, Fate::Failed { why: why.clone() }, place.is_none());
        self.case.log.failed.push((step.name.clone(), why.clone()));
        let kind = match step.kind {
            StepKind::Promise => format!("promise.broken.{}", step.name),
            _ => format!("step.failed.{}", step.name),
        };
        self.case.queue.push_back(Signal::failure(kind, Some(state), why));
        self.keep(CaseStep { status: Status::Failed, due: None, ..step }, place);
    }

    /// Another step that does, or has done, the same thing; and whether it is done.
    fn done_by_another(&self, plan: &StepPlan, out: &Step, step: &CaseStep) -> Option<(StepId, bool)> {
        if let Some(pays) = out.pays {
            let standing = self.turn.standing(pays, step.id)?;
            return Some((standing.step, standing.state == PaymentState::Done));
        }
        if let Some(apologised) = self.apologised(plan, step.id) {
            return Some(apologised);
        }
        plan.once.as_ref()?;
        let same = |known: &&CaseStep| known.name == plan.name && known.id != step.id;
        let earlier = self.case.steps.iter().rev().filter(same);
        let mut standing = earlier.filter(|known| matches!(known.status, Status::Out | Status::Done | Status::Pending));
        standing.next().map(|known| (known.id, known.status == Status::Done))
    }

    /// Computes everything that a step says; an error of any part leaves the whole step out.
    fn make(&mut self, plan: &StepPlan, step: &CaseStep) -> Result<Made, String> {
        let playbook = self.case.playbook;
        let is_approved = step.status == Status::Held;
        let due = match is_approved {
            true => step.due,
            false => plan.due.as_ref().map(|due| self.moment(due)).transpose()?,
        };
        let sending = self.sending(plan, step, due);
        let channel = sending.as_ref().ok().and_then(|sending| sending.channel.as_deref());
        // What is out goes again as it went, and what was approved as it was; what failed is paid anew, for the same thing.
        let amount = match step.amount.filter(|_| step.is_out() || is_approved) {
            Some(decided) => Some(decided),
            None => plan.amount.as_ref().map(|amount| self.money(amount)).transpose()?,
        };
        if amount.is_some_and(|amount| amount.amount().is_negative() || amount.amount().is_zero()) {
            return Err("the amount is not above zero".to_owned());
        }
        let mut with = Vec::with_capacity(plan.with.len());
        for (name, expression) in &plan.with {
            let value = settled(self.value(expression)?, playbook.rounding);
            with.push((name.clone(), value, playbook.reads_personal(expression)));
        }
        let personal_amount = playbook.is_personal(plan.amount.as_ref());
        let personal_due = playbook.is_personal(plan.due.as_ref().and_then(Deadline::expression));
        let (made_of, holes) = (&plan.with, Vec::new());
        let mut texts = Texts { with: &with, due, personal_due, amount, personal_amount, made_of, holes };
        let message = plan.message.and_then(|at| playbook.messages.get(usize::from(at)));
        let said = message.map(|message| self.say(plan, message, channel, &mut texts)).transpose()?.flatten();
        let (text, filled, locale, personal_locale) = match said {
            Some(said) => (Some(said.text), said.filled, Some(said.locale), said.personal_locale),
            None => (None, Vec::new(), None, false),
        };
        let because = plan.because.as_ref().map(|t| self.fill_both(t, &mut texts)).transpose()?;
        let refer = plan.refer.as_ref().map(|t| self.fill_both(t, &mut texts)).transpose()?;
        let disputed = match &plan.disputed {
            Some((amount, because)) => Some((self.money(amount)?, self.fill_both(because, &mut texts)?)),
            None => None,
        };
        let reverses = plan.reverses.as_ref().map(|name| self.reversed(name)).transpose()?;
        let holes = texts.holes;
        let (because, because_logged) = because.unzip();
        let (refer, refer_logged) = refer.unzip();
        let (disputed, disputed_logged) =
            disputed.map(|(amount, (because, logged))| (Disputed { amount, because }, logged)).unzip();
        let Sending { channel, not_before, chosen, personal_channel, personal_time } =
            sending.as_ref().ok().cloned().unwrap_or_default();
        let out = Step {
            id: step.id,
            case: self.case.id.clone(),
            playbook: playbook.reference.clone(),
            state: step.state.clone(),
            name: plan.name.clone(),
            kind: plan.kind,
            at: if is_approved { step.at } else { self.turn.now },
            due,
            attempt: step.attempt,
            to: plan.to.clone().unwrap_or_else(|| Name::from(CUSTOMER)),
            channel,
            not_before,
            chosen,
            message: message.map(|message| message.name.clone()),
            text,
            locale,
            filled,
            action: plan.action.clone(),
            asks: plan.asks.clone(),
            form: plan.form.clone(),
            amount,
            pays: amount.is_some().then(|| step.pays.unwrap_or_else(|| self.pays(plan, reverses.as_ref()))),
            reverses,
            disputed,
            ground: plan.ground,
            because,
            refer,
            with: with.iter().map(|(name, value, _)| (name.clone(), value.clone())).collect(),
        };
        let logged = LoggedStep {
            at: self.turn.steps.len(),
            holes,
            with,
            personal_amount,
            personal_due,
            personal_channel,
            personal_time,
            tells_locale: message.is_some_and(|message| message.wordings.len() > 1),
            personal_locale,
            personal_disputed: playbook.is_personal(plan.disputed.as_ref().map(|(amount, _)| amount)),
            because: because_logged,
            refer: refer_logged,
            disputed_because: disputed_logged,
        };
        Ok((Box::new(Whole { out, logged }), sending))
    }

    fn money(&self, expression: &crate::expression::Expression) -> Result<Money, String> {
        match settled(self.value(expression)?, self.case.playbook.rounding) {
            Value::Money(money) => Ok(money),
            _ => Err("this is no amount of money".to_owned()),
        }
    }

    /// What a payment pays for, or takes back.
    fn pays(&self, plan: &StepPlan, reverses: Option<&Reversed>) -> PaysId {
        let playbook = self.case.playbook;
        let mut hasher = Hasher::new("amends/pays/1");
        hasher.part(self.turn.account.id().as_bytes()).part(playbook.name.as_bytes()).part(plan.name.as_bytes());
        let incident = self.case.incident.as_deref().unwrap_or_default();
        match plan.once.as_ref().unwrap_or(&Once::Case) {
            // Without an incident there is nothing that could be the same: the case is what is paid for.
            Once::Incident if !incident.is_empty() => {
                hasher.part(b"incident").part(incident.as_bytes());
            }
            Once::Case | Once::Incident => {
                hasher.part(b"case").part(incident.as_bytes());
                for value in &self.case.key {
                    hasher.part(value.as_bytes());
                }
            }
            Once::Event => {
                hasher.part(b"event").part(self.case.last_event.bytes());
            }
            Once::Facts(slots) => {
                hasher.part(b"facts");
                for slot in slots {
                    let value = self.case.facts.get(usize::from(*slot)).and_then(Option::as_ref);
                    // A personal one as a digest under the secret: a plain digest of a name can be guessed.
                    let text = value.and_then(|value| key_text(playbook, self.turn.account, *slot, value));
                    let text = text.unwrap_or_else(|| Name::from(""));
                    hasher.part(&[u8::from(value.is_some())]).part(text.as_bytes());
                }
            }
        }
        if let Some(of) = reverses {
            hasher.part(b"reverses").part(of.pays.0.bytes());
        }
        PaysId(hasher.id())
    }
}
