//! What others say of payments on the way: pools, whether one fits the limits across accounts, and people, whether it may go
//! out.

use crate::account::Account;
use crate::engine::Engine;
use crate::input::{Actor, Command, Input};
use crate::playbook::Playbook;
use crate::policy::{AUTOMATIC, Role, Rules};
use crate::pool::{Answer, Ask, Pool, Wants};
use crate::step::Verb;

use super::happening::Happening;

/// The pool of a playbook on one way, and what the account asked of it and waits for.
#[derive(Clone)]
pub(super) struct Asked {
    pool: Pool,
    open: Vec<Ask>,
}

impl Asked {
    pub(super) fn new(playbook: &Playbook) -> Self {
        Self { pool: Pool::new(playbook.name.clone()), open: Vec::new() }
    }

    /// Takes in what an input led to: what was granted counts from then on, what was told is kept, what was asked waits.
    pub(super) fn hear(&mut self, engine: &Engine, input: &Input, asks: Vec<Ask>, account: &Account) {
        if let Input::Answer(answer) = input {
            let is_meant = |ask: &&Ask| (ask.pays, ask.attempt) == (answer.pays, answer.attempt);
            if let Some(ask) = self.open.iter().find(is_meant).filter(|_| answer.is_granted()) {
                put(engine, &mut self.pool, ask);
            }
        }
        for ask in asks {
            match ask.wants {
                Wants::Reserve { .. } => self.open.push(ask),
                _ => {
                    put(engine, &mut self.pool, &ask);
                }
            }
        }
        self.open.retain(|ask| match &ask.wants {
            Wants::Reserve { step, .. } => account.rare.made.iter().any(|made| made.step.id == *step),
            _ => false,
        });
    }

    /// What the pool may say. That there is no room other accounts may bring about at any time; that there is some, only what
    /// this one did not use up itself.
    pub(super) fn answers(&self, engine: &Engine) -> Vec<(Input, Happening)> {
        let mut answers = Vec::new();
        for ask in &self.open {
            let Wants::Reserve { name, .. } = &ask.wants else { continue };
            let granted = put(engine, &mut self.pool.clone(), ask).filter(Answer::is_granted);
            answers.extend(granted.map(|granted| (granted.into(), Happening::Fits(name.clone()))));
            answers.push((Answer::refused(ask, "", "others").into(), Happening::DoesNotFit(name.clone())));
        }
        answers
    }
}

fn put(engine: &Engine, pool: &mut Pool, ask: &Ask) -> Option<Answer> {
    // The pool is that of the one playbook which the engine has.
    engine.reserve(pool, ask).ok().flatten()
}

/// What people may say of payments that wait for them, each time somebody else; `ids` counts them.
pub(super) fn approvals(rules: Option<&Rules>, account: &Account, ids: &mut u64) -> Vec<(Input, Happening)> {
    let people = || rules.into_iter().flat_map(|rules| &rules.roles).filter(|role| role.name != *AUTOMATIC);
    let mut said = Vec::new();
    for held in account.held_steps() {
        let mut say = |verb: Verb, role: &Role| {
            *ids += 1;
            let actor = Actor::new(format!("lint-{ids}"), role.name.clone());
            let command = Command::new(ids.to_string(), verb, actor, "lint").in_case(held.case.clone());
            Input::from(command.with("step", held.step))
        };
        if let Some(role) = people().find(|role| role.may_approve(held.amount)) {
            let happening = Happening::Approved { step: held.name.clone(), role: role.name.clone() };
            said.push((say(Verb::Approve, role), happening));
        }
        if let Some(role) = people().find(|role| role.may(Verb::Refuse)) {
            let happening = Happening::Refused { step: held.name.clone(), role: role.name.clone() };
            said.push((say(Verb::Refuse, role), happening));
        }
    }
    said
}
