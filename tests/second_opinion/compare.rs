//! Whether engine and interpreter say the same.

use amends::{Decision, Pool, StepId, Wants};

use super::account::Status;
use super::condition::pounds;
use super::house::Sent;
use super::input::{Answer, Emitted, Given};
use super::run::{Paying, Run, minutes};

impl Run<'_> {
    /// What they say of an input, and what is left of it in their accounts.
    pub fn compare(&mut self, decision: &Decision, answer: &Answer) -> Result<(), String> {
        same("outcome", decision.outcome.code(), answer.outcome)?;
        same("denied", decision.denial.as_ref().map(|denial| denial.code), answer.denied)?;
        same("opened", decision.cases.iter().filter(|case| case.opened).count(), answer.opened.len())?;
        let halted = decision.cases.iter().filter(|case| case.halted.is_some()).count();
        same("halted", halted, answer.halted.len())?;
        self.halted = halted > 0;
        if self.halted {
            return Ok(());
        }
        self.compare_steps(decision, answer)?;
        self.compare_held(decision, answer)?;
        self.compare_asks(decision, answer)?;
        self.compare_events(decision, answer)?;
        self.compare_accounts()
    }

    fn compare_steps(&mut self, decision: &Decision, answer: &Answer) -> Result<(), String> {
        let steps = decision.steps.iter().map(|step| {
            let amount = step.amount.map(|amount| amount.to_string());
            let (due, text) = (step.due.map(|due| minutes(due.utc())), &step.text);
            let sent = Sent {
                channel: step.channel.as_ref().map(ToString::to_string),
                chosen: step.chosen.map(|reason| reason.as_str()),
                at: step.not_before.map(|time| minutes(time.utc())),
            };
            let what = format!("{} {} {} {text:?} {amount:?}", step.kind, step.state, step.name);
            format!("{what} due {due:?} #{} {sent:?}", step.attempt)
        });
        let expected = answer.steps.iter().map(|step| {
            let (amount, text, due, sent) = (step.amount.map(pounds), &step.text, step.due, &step.sent);
            let what = format!("{} {} {} {text:?} {amount:?}", step.kind, step.state, step.name);
            format!("{what} due {due:?} #{} {sent:?}", step.attempt)
        });
        same("steps", steps.collect::<Vec<_>>(), expected.collect::<Vec<_>>())?;
        for (step, emitted) in decision.steps.iter().zip(&answer.steps) {
            self.know(step, emitted)?;
        }
        Ok(())
    }

    /// What pools are asked, and what they say.
    fn compare_asks(&mut self, decision: &Decision, answer: &Answer) -> Result<(), String> {
        let asks = decision.asks.iter().filter(|ask| matches!(ask.wants(), Wants::Reserve { .. }));
        same("payments that pools are asked for", asks.count(), answer.asked.len())?;
        let mut asked = answer.asked.iter();
        for ask in &decision.asks {
            let pool = self.pools.entry(ask.pool().to_owned()).or_insert_with(|| Pool::new(ask.pool()));
            let said = self.engine.reserve(pool, ask).map_err(|error| error.to_string())?;
            let Wants::Reserve { step, amount, .. } = ask.wants() else { continue };
            let (said, (number, ask_number, fits)) = (said.unwrap(), asked.next().unwrap());
            let known = *self.ids.entry(*number).or_insert(*step);
            same("the step that asks", *step, known)?;
            let asks = &self.model.account.steps[*number];
            let sum = asks.amount.map(pounds);
            same("what is asked", (Some(amount.to_string()), ask.attempt() as usize), (sum, asks.attempt_asked))?;
            same("whether it fits", said.is_granted(), *fits)?;
            let at = self.answers.len();
            self.answers.push((said, Given::Answer { at, ask: *ask_number, fits: *fits }));
        }
        Ok(())
    }

    /// Payments that wait, or wait no longer. A host knows them by their ids before they go out.
    fn compare_held(&mut self, decision: &Decision, answer: &Answer) -> Result<(), String> {
        let mut expected = answer.held.clone();
        expected.sort_by_key(|(number, _)| self.model.account.steps[*number].case);
        let held = decision.held.iter().map(|held| (held.name(), held.state().as_str()));
        let steps = &self.model.account.steps;
        same("held", held.collect::<Vec<_>>(), expected.iter().map(|(at, word)| (&*steps[*at].name, *word)).collect())?;
        for (held, (number, _)) in decision.held.iter().zip(&expected) {
            match self.ids.get(number) {
                Some(known) if *known != held.step() => return Err(format!("held {} has another id", held.name())),
                Some(_) => {}
                None => drop(self.ids.insert(*number, held.step())),
            }
        }
        let waiting = self.account.held_steps().map(|held| {
            let approvers: Vec<&str> = held.approvers().iter().map(|name| name.as_str()).collect();
            (self.number(held.step()), held.amount().to_string(), approvers, held.requester())
        });
        let mut waiting: Vec<_> = waiting.collect();
        waiting.sort();
        let expected = self.model.account.steps.iter().enumerate().filter(|(_, step)| step.status == Status::Held);
        let expected = expected
            .map(|(number, step)| (Some(number), pounds(step.amount.unwrap()), step.approvers.clone(), step.requester));
        same("what waits for approval", waiting, expected.collect())
    }

    /// One step has one id, and one thing that is paid for one key, for good.
    fn know(&mut self, step: &amends::Step, emitted: &Emitted) -> Result<(), String> {
        match self.ids.get(&emitted.number) {
            Some(known) if *known != step.id => return Err(format!("step {} has another id", emitted.name)),
            None if self.ids.values().any(|id| *id == step.id) => {
                return Err(format!("two steps {} have one id", emitted.name));
            }
            _ => {}
        }
        self.ids.insert(emitted.number, step.id);
        same("is a payment", step.pays.is_some(), emitted.pays.is_some())?;
        if let (Some(pays), Some(what)) = (step.pays, &emitted.pays) {
            if self.pays.get(what).is_some_and(|known| *known != pays) {
                return Err(format!("the engine pays {what} under another key than before"));
            }
            if self.pays.iter().any(|(known, id)| *id == pays && known != what) {
                return Err(format!("the engine pays {what} under the key of another"));
            }
            self.pays.insert(what.clone(), pays);
            let (number, what, attempt) = (emitted.number, what.clone(), emitted.attempt);
            self.paying.push(Paying { number, what, pays, id: step.id, attempt });
        }
        Ok(())
    }

    fn compare_events(&self, decision: &Decision, answer: &Answer) -> Result<(), String> {
        let withdrawn: Vec<Option<usize>> = decision.withdrawn.iter().map(|id| self.number(*id)).collect();
        let expected: Vec<Option<usize>> = answer.withdrawn.iter().copied().map(Some).collect();
        same("withdrawn", withdrawn, expected)?;
        let ended: Vec<&str> = decision.cases.iter().filter_map(|case| case.ended.as_deref()).collect();
        let expected: Vec<&str> = answer.ended.iter().map(|(_, outcome)| outcome.as_str()).collect();
        same("ended", ended, expected)?;
        let unhandled: Vec<&str> = decision.unhandled.iter().map(|name| name.as_str()).collect();
        let mut expected: Vec<(usize, &str)> =
            answer.unhandled.iter().map(|(case, name)| (*case, name.as_str())).collect();
        expected.sort_by_key(|(case, _)| *case);
        same("unhandled", unhandled, expected.into_iter().map(|(_, name)| name).collect())
    }

    fn compare_accounts(&self) -> Result<(), String> {
        let account = &self.model.account;
        let open = self.account.open_cases().map(|case| {
            let configuration = self.account.configuration(case).unwrap();
            configuration.iter().map(|state| state.to_string()).collect::<Vec<_>>()
        });
        let expected = account.cases.iter().filter(|case| case.is_open());
        let expected = expected.map(|case| case.configuration(&self.model.world[case.playbook]));
        same("configuration", open.collect::<Vec<_>>(), expected.collect())?;
        let out = self.account.open_steps();
        let out = out.map(|step| (self.number(step.id()), step.due().map(minutes), step.attempt() as usize));
        let mut out: Vec<_> = out.collect();
        out.sort();
        let expected = account.steps.iter().enumerate().filter(|(_, step)| step.status == Status::Out);
        let expected = expected.map(|(number, step)| (Some(number), step.due, step.attempt));
        same("steps that are out", out, expected.collect())?;
        self.compare_promises()?;
        same("wake_at", self.account.wake_at().map(minutes), account.wake_at())
            .map_err(|why| format!("{why}; {:?}", account.timers))
    }

    fn compare_promises(&self) -> Result<(), String> {
        let promises = self.account.promises().map(|promise| {
            let end = promise.settled_at().map(|at| (promise.state().as_str(), minutes(at)));
            let due = promise.due().filter(|_| end.is_none()).map(minutes);
            (self.number(promise.step()), playbook_of(promise.case()), minutes(promise.made_at()), due, end)
        });
        let account = &self.model.account;
        let expected = account.sworn.iter().map(|promise| {
            let step = &account.steps[promise.step];
            let due = step.due.filter(|_| promise.end.is_none());
            (Some(promise.step), playbook_of(&account.cases[step.case].id), promise.made, due, promise.end)
        });
        same("promises", promises.collect::<Vec<_>>(), expected.collect())
    }

    fn number(&self, id: StepId) -> Option<usize> {
        self.ids.iter().find(|(_, known)| **known == id).map(|(number, _)| *number)
    }
}

/// Of a case's id: the rest of it is written otherwise by the interpreter.
fn playbook_of(case: &str) -> String {
    case.split('/').next().unwrap_or_default().to_owned()
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, engine: T, model: T) -> Result<(), String> {
    match engine == model {
        true => Ok(()),
        false => Err(format!("{what}: the engine says {engine:?}, the interpreter {model:?}")),
    }
}
