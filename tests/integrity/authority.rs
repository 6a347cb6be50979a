//! Authority: nobody does what their role may not, nobody approves what they asked for, and a command has its effect once.

use std::collections::{BTreeMap, BTreeSet};

use amends::{Account, Command, HeldState, Input, Outcome, StepId, StepKind, Wants};
use serde_json::Value;

use super::auditor::{Case, Judged, Seen, ensure, is_silent, text};
use super::house::{Book, sum};

type Sum = (String, i64);

/// What people did to an account, and what waits for them.
#[derive(Clone, Default)]
pub struct Authority {
    held: BTreeMap<StepId, Hold>,
    /// Whose command led to what a pool was asked, and whether something that was due might have instead.
    asked_by: BTreeMap<StepId, (String, bool)>,
    /// What was granted, and the most that ever went out of each step.
    granted: BTreeMap<StepId, Sum>,
    out: BTreeMap<StepId, Sum>,
    /// By id: what was said.
    commands: BTreeMap<String, Command>,
}

#[derive(Clone)]
struct Hold {
    sum: Sum,
    requester: Option<String>,
    approvers: BTreeSet<String>,
    needs: usize,
}

impl Authority {
    pub fn take(&mut self, seen: &Seen<'_>, cases: &[Case]) -> Judged {
        let command = match seen.input {
            Input::Command(command) => Some(command),
            _ => None,
        };
        if let Some(command) = command {
            let before = self.commands.insert(command.id().to_owned(), command.clone());
            ensure(before.is_none(), || format!("the command {} had its effect before", command.id()))?;
            match &seen.decision.denial {
                Some(denial) => self.denied(seen, command, denial.code)?,
                None => obeyed(seen, command)?,
            }
        }
        for ask in &seen.decision.asks {
            let Wants::Reserve { step, amount, name, .. } = ask.wants() else { continue };
            self.asked_by.remove(step);
            if let Some(command) = command.filter(|_| seen.decision.denial.is_none()) {
                self.asked_by.insert(*step, (command.actor().id().to_owned(), seen.fired()));
                if *name == *"command.grant" {
                    self.granted.insert(*step, sum(&amount.to_string()).unwrap());
                }
            }
        }
        let full = self.hear_of_held(seen, cases, command)?;
        for step in &seen.decision.steps {
            let is_owed = step.ground.is_some_and(|ground| ground != amends::Ground::Goodwill);
            let Some(amount) = step.amount.filter(|_| step.kind == StepKind::Compensation && !is_owed) else {
                continue;
            };
            let sum = sum(&amount.to_string()).unwrap();
            if command.is_some_and(|command| command.verb().as_str() == "grant") && step.name == "command.grant" {
                self.granted.insert(step.id, sum.clone());
            }
            let book = &seen.house.books[text_before(&step.playbook, '@')];
            let within = |known: Option<&Sum>| known.is_some_and(|known| known.0 == sum.0 && sum.1 <= known.1);
            let is_allowed = step.reverses.is_some()
                || book.is_automatic(&sum)
                || within(full.get(&step.id))
                || within(self.granted.get(&step.id))
                || within(self.out.get(&step.id));
            ensure(is_allowed, || format!("nobody let {sum:?} go out as {} of {}", step.name, step.case))?;
            let most = self.out.entry(step.id).or_insert_with(|| sum.clone());
            if most.0 == sum.0 && most.1 < sum.1 {
                *most = sum;
            }
        }
        Ok(())
    }

    /// What waits for people, and what they said to it; gives what as many approved as it takes.
    fn hear_of_held(
        &mut self,
        seen: &Seen<'_>,
        cases: &[Case],
        command: Option<&Command>,
    ) -> Result<BTreeMap<StepId, Sum>, String> {
        let mut full = BTreeMap::new();
        let is_order = |verb: &str| command.is_some_and(|command| command.verb().as_str() == verb);
        for held in &seen.decision.held {
            let id = held.step();
            let Some(case) = cases.iter().rev().find(|case| case.id == held.case()) else { continue };
            let book = seen.book(case);
            if held.state() == HeldState::Waiting && held.approvers().is_empty() {
                let sum = sum(&held.amount().to_string()).unwrap();
                ensure(!book.is_automatic(&sum), || format!("{sum:?} waits for nobody's approval"))?;
                let needs = book.steps[held.name()].approvals;
                let (own, or_nobody) = match seen.input {
                    Input::Command(command) => (Some(command.actor().id().to_owned()), Some(seen.fired())),
                    Input::Answer(_) => self.asked_by.get(&id).cloned().unzip(),
                    _ => (None, None),
                };
                // What was due before a command asks nobody.
                let agrees =
                    held.requester() == own.as_deref() || (or_nobody == Some(true) && held.requester().is_none());
                ensure(agrees, || format!("{own:?} asked for {held:?}"))?;
                let requester = held.requester().map(str::to_owned);
                self.held.insert(id, Hold { sum, requester, approvers: BTreeSet::new(), needs });
                continue;
            }
            let Some(hold) = self.held.get_mut(&id) else { return Err(format!("nobody knew of {held:?}")) };
            if matches!(held.state(), HeldState::Waiting | HeldState::Granted) {
                let Some(command) = command.filter(|_| is_order("approve")) else {
                    return Err(format!("approved by nobody: {held:?}"));
                };
                let actor = command.actor().id().to_owned();
                let role = &book.roles[command.actor().role()];
                ensure(role.may_pay(&hold.sum), || format!("{actor} approves too much: {held:?}"))?;
                ensure(hold.requester.as_ref() != Some(&actor), || format!("{actor} asked for it: {held:?}"))?;
                ensure(held.until().is_none_or(|until| until >= seen.now()), || format!("expired: {held:?}"))?;
                ensure(hold.approvers.insert(actor), || format!("approved twice by one: {held:?}"))?;
                let is_full = hold.approvers.len() == hold.needs;
                ensure(is_full == (held.state() == HeldState::Granted), || {
                    format!("{} of {} approved: {held:?}", hold.approvers.len(), hold.needs)
                })?;
            }
            match held.state() {
                HeldState::Granted => drop(full.insert(id, hold.sum.clone())),
                HeldState::Refused => ensure(is_order("refuse"), || format!("refused by nobody: {held:?}"))?,
                HeldState::Expired => ensure(seen.fired(), || format!("expired out of time: {held:?}"))?,
                _ => {}
            }
            if held.state() != HeldState::Waiting {
                self.held.remove(&id);
            }
        }
        Ok(full)
    }

    /// A command that is denied changes nothing but the record, and those that a role may give are not denied for that.
    fn denied(&self, seen: &Seen<'_>, command: &Command, code: &str) -> Judged {
        if !seen.fired() {
            ensure(is_silent(seen.decision), || format!("something comes of what is denied: {:?}", seen.decision))?;
            let (before, after) = (apart(seen.before), apart(seen.after));
            ensure(before == after, || format!("what is denied changed {before} to {after}"))?;
        }
        let playbook = seen.record["concerns"]["playbook"].as_str();
        let role = playbook.and_then(|playbook| {
            let book = &seen.house.books[text_before(playbook, '@')];
            book.roles.get(command.actor().role())
        });
        match (code, role) {
            ("authority", Some(role)) if role.may(command.verb().as_str()) => {
                let asked = command.get("amount").and_then(sum);
                let waits = self.held.values().map(|hold| &hold.sum);
                let too_much = asked.iter().chain(waits).any(|sum| !role.may_pay(sum));
                ensure(too_much, || format!("denied though the role may: {command:?}"))
            }
            _ => Ok(()),
        }
    }

    /// A command that had its effect has none again.
    pub fn repeated(&self, command: &Command, outcome: Outcome) -> Judged {
        let expected = match self.commands.get(command.id()) {
            None => return Ok(()),
            Some(known) if known == command => Outcome::Duplicate,
            Some(_) => Outcome::Conflict,
        };
        ensure(outcome == expected, || format!("{} came again as {outcome:?}", command.id()))
    }
}

/// Whether the actor's role may give a command that was obeyed.
fn obeyed(seen: &Seen<'_>, command: &Command) -> Judged {
    let playbook = text_before(text(&seen.record["concerns"]["playbook"]), '@');
    let book: &Book = &seen.house.books[playbook];
    let (role, verb) = (command.actor().role(), command.verb().as_str());
    let Some(known) = book.roles.get(role).filter(|_| role != "automatic") else {
        return Err(format!("there is no role {role}: {command:?}"));
    };
    ensure(known.may(verb), || format!("{role} may not {verb}: {command:?}"))?;
    ensure(!command.reason().trim().is_empty(), || format!("no reason: {command:?}"))?;
    match command.get("amount").filter(|_| verb == "grant") {
        Some(amount) => ensure(known.may_pay(&sum(amount).unwrap()), || format!("too much: {command:?}")),
        None => Ok(()),
    }
}

/// The account without what every record changes.
fn apart(account: &Account) -> Value {
    let mut value = serde_json::to_value(account).unwrap();
    for key in ["at", "seq", "head", "memory", "armed", "commands"] {
        value.as_object_mut().unwrap().remove(key);
    }
    value
}

pub fn text_before(text: &str, stop: char) -> &str {
    text.split(stop).next().unwrap_or_default()
}
