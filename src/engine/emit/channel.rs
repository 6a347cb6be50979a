//! Messages to the customer: the channel that is chosen, and what the account remembers of them.

use crate::account::{Apology, CaseStep, Contact, MAX_APOLOGIES, MAX_CONTACTS, Status};
use crate::explanation::ChannelTried;
use crate::ids::StepId;
use crate::playbook::StepPlan;
use crate::policy::{Policy, Slots, Unsent};
use crate::step::{ChannelReason, StepKind};
use crate::value::{Name, Time, Value, Zone};

use crate::engine::command::duties::needed;
use crate::engine::machine::machine::Machine;
use crate::engine::turn::Turn;

/// How a step goes out.
#[derive(Debug, Clone, Default)]
pub(in crate::engine) struct Sending {
    pub(in crate::engine) channel: Option<Name>,
    /// None: at once.
    pub(in crate::engine) not_before: Option<Time>,
    /// None where nothing was chosen: the house says nothing of it, or it is no message to the customer.
    pub(in crate::engine) chosen: Option<ChannelReason>,
    /// Whether the channel rests on a personal fact, and the time.
    pub(in crate::engine) personal_channel: bool,
    pub(in crate::engine) personal_time: bool,
}

impl Machine<'_, '_> {
    /// The channel of a step with that deadline; an error is a stable word for why it can't go out in time.
    pub(super) fn sending(
        &mut self,
        plan: &StepPlan,
        step: &CaseStep,
        due: Option<Time>,
    ) -> Result<Sending, &'static str> {
        let free = Sending { channel: plan.channel.clone(), ..Sending::default() };
        let policy = self.turn.engine.policy.as_deref().filter(|policy| policy.binds_messages());
        let Some(policy) = policy.filter(|_| plan.is_message_to_customer()) else { return Ok(free) };
        let (playbook, customer) = (self.case.playbook, &self.case.playbook.customer);
        let is_personal =
            |slot: Option<u16>| slot.and_then(|slot| playbook.fact(slot)).is_some_and(|fact| fact.personal);
        let zone = self.customer_fact(customer.zone).and_then(Zone::named);
        let now = self.turn.now;
        let message = Unsent {
            now,
            due,
            named: plan.channel.as_ref(),
            preferred: self.customer_fact(customer.channel),
            zone: zone.unwrap_or(policy.zone),
        };
        // A duty of the house holds on every way: what it wants is not one message too many.
        let is_owed = policy.contact.at_most.is_some() && needed(self.case, self.turn, self.outside, step).is_some();
        let slots = if is_owed { Slots::unbounded() } else { self.turn.slots(policy, step.id) };
        let choice = policy.choose(&message, &slots, self.turn.is_recording());
        let personal_channel = plan.channel.is_none() && is_personal(customer.channel);
        let personal_time = personal_channel || is_personal(customer.zone);
        let chosen = choice.chosen.map(|at| choice.tried.get(at));
        if let Some(recorder) = &mut self.turn.recorder {
            let channels = choice.tried.iter().map(|tried| ChannelTried {
                channel: tried.channel.clone(),
                reason: tried.reason,
                not_before: tried.not_before,
                is_held_back: tried.not_before.is_some_and(|time| time > now),
                is_chosen: chosen.is_ok_and(|chosen| chosen == Some(tried)),
                is_personal: personal_channel,
                is_time_personal: personal_time,
            });
            recorder.channels(channels.collect());
        }
        let Some(tried) = chosen? else { return Ok(free) };
        Ok(Sending {
            channel: tried.channel.clone(),
            not_before: tried.not_before.filter(|time| *time > now),
            chosen: Some(tried.reason),
            personal_channel,
            personal_time,
        })
    }

    /// What a fact says of the customer; nothing where it is unknown.
    pub(super) fn customer_fact(&self, slot: Option<u16>) -> Option<&str> {
        match self.case.facts.get(usize::from(slot?))?.as_ref()? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The step goes out: the account remembers it, where the house bounds how often or for what it writes.
    pub(super) fn remember_message(&mut self, plan: &StepPlan, step: &CaseStep, sending: &Sending) {
        let Some(policy) = self.turn.engine.policy.as_deref() else { return };
        if sending.chosen.is_some() && policy.contact.at_most.is_some() {
            self.turn.add_contact(policy, step.id, sending.not_before.unwrap_or(self.turn.now));
        }
        if let Some(incident) = self.incident(plan) {
            let (incident, apologies) = (incident.clone(), self.turn.apologies.to_mut());
            apologies.retain(|apology| apology.step != step.id);
            apologies.push(Apology { incident, state: Status::Out, step: step.id });
            let surplus = apologies.len().saturating_sub(MAX_APOLOGIES);
            apologies.drain(..surplus);
        }
    }

    /// The apology for the same incident that is out or done, if one is enough; and whether it is done.
    pub(super) fn apologised(&self, plan: &StepPlan, id: StepId) -> Option<(StepId, bool)> {
        let incident = self.incident(plan)?;
        let stands = |apology: &&Apology| matches!(apology.state, Status::Out | Status::Done) && apology.step != id;
        let mut same = self.turn.apologies.iter().rev().filter(|apology| apology.incident == *incident).filter(stands);
        same.next().map(|apology| (apology.step, apology.state == Status::Done))
    }

    /// What an apology to the customer is for, where one is enough for it.
    fn incident(&self, plan: &StepPlan) -> Option<&Name> {
        let policy = self.turn.engine.policy.as_deref()?;
        let counts = policy.contact.one_apology_per_incident && plan.kind == StepKind::Apology && plan.is_to_customer();
        self.case.incident.as_ref().filter(|_| counts)
    }
}

impl Turn<'_> {
    /// Where in time there is room for one more message: beside all others, but for the step itself if it waits to be sent.
    fn slots<'p>(&self, policy: &'p Policy, step: StepId) -> Slots<'p> {
        if policy.contact.at_most.is_none() {
            return Slots::unbounded();
        }
        let counts = |known: &&Contact| policy.counts(known.at, self.now);
        let others = self.contacts.iter().filter(|known| known.step != step || known.at <= self.now);
        let times: Vec<Time> = others.filter(counts).map(|known| known.at).collect();
        let is_full = times.len() >= MAX_CONTACTS;
        Slots::new(policy, times, is_full)
    }

    /// Remembers a message, and forgets those that no longer count.
    fn add_contact(&mut self, policy: &Policy, step: StepId, at: Time) {
        let now = self.now;
        let contacts = self.contacts.to_mut();
        contacts.retain(|known| policy.counts(known.at, now) && (known.step != step || known.at <= now));
        // Only what a duty wants goes out beyond that.
        if contacts.len() < MAX_CONTACTS {
            contacts.push(Contact { at, step });
        }
    }

    /// What became of a step: a message that was not sent makes room for another, an apology that failed is none.
    pub(in crate::engine) fn message_became(&mut self, step: StepId, state: Status) {
        let now = self.now;
        let is_unsent = |known: &Contact| match state {
            Status::Failed => known.step == step,
            Status::Withdrawn => known.step == step && known.at > now,
            _ => false,
        };
        if let Some(at) = self.contacts.iter().rposition(is_unsent) {
            self.contacts.to_mut().remove(at);
        }
        if let Some(at) = self.apologies.iter().position(|apology| apology.step == step) {
            if let Some(apology) = self.apologies.to_mut().get_mut(at) {
                apology.state = state;
            }
        }
    }
}
