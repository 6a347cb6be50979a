//! Whether a person may give a command at all: their role, what it may, and what they say.

use crate::escape::escaped;
use crate::ids::Cause;
use crate::input::Command;
use crate::policy::{AUTOMATIC, Role, Rules};
use crate::step::Verb;
use crate::value::Money;

use super::super::Engine;
use super::{Order, deny, unknown};
use crate::engine::machine::running::Running;
use crate::engine::stop::Stop;

/// What may be said beside the verb.
fn arguments(verb: Verb) -> &'static [&'static str] {
    match verb {
        Verb::Approve | Verb::Refuse | Verb::Skip | Verb::Resend => &["step"],
        Verb::Move => &["to"],
        Verb::Grant => &["amount", "because", "form"],
        Verb::Close => &["outcome"],
    }
}

impl Engine {
    /// The command as its role may give it in this case.
    pub(super) fn order<'o>(
        &'o self,
        case: &Running<'_>,
        command: &'o Command,
        cause: Cause,
    ) -> Result<Order<'o>, Stop> {
        let (verb, name) = (command.verb(), command.actor().role());
        let Some(rules) = self.rules(case.playbook) else {
            return Err(deny("unknown_role", "no policy says who may give commands"));
        };
        // Nobody is the engine itself.
        let Some(role) = rules.role(name).filter(|_| name != AUTOMATIC) else {
            let known = rules.roles.iter().map(|role| role.name.as_str()).filter(|known| *known != AUTOMATIC);
            return Err(deny("unknown_role", unknown("the policy has no role", name, known)));
        };
        if !role.may(verb) {
            let others = those_who_may(rules, |role| role.may(verb));
            return Err(deny("authority", format!("`{name}` may not {verb}, {others}")));
        }
        if case.halted.is_some() && !matches!(verb, Verb::Move | Verb::Close) {
            return Err(deny("halted", format!("the case stands still; `move` and `close` help, `{verb}` does not")));
        }
        if let Some((unknown, _)) = command.arguments().find(|(name, _)| !arguments(verb).contains(name)) {
            let known = arguments(verb).join("`, `");
            let reason = format!("`{verb}` has no argument `{}`, only `{known}`", escaped(unknown));
            return Err(deny("bad_argument", reason));
        }
        Ok(Order { command, cause, rules, role })
    }
}

impl Order<'_> {
    /// Whether the role may let that much go out.
    pub(super) fn check_sum(&self, amount: Money, may: impl Fn(&Role) -> bool) -> Result<(), Stop> {
        if may(self.role) {
            return Ok(());
        }
        let (name, verb) = (&self.role.name, self.command.verb());
        let bound = match self.role.may_pay.of(amount.currency()) {
            Some(bound) => format!("no more than {bound}"),
            None => format!("nothing in {}", amount.currency()),
        };
        let others = those_who_may(self.rules, may);
        Err(deny("authority", format!("`{name}` may {verb} {bound}, {others}")))
    }

    /// An argument that must be there.
    pub(super) fn argument(&self, name: &str) -> Result<&str, Stop> {
        let missing = || deny("bad_argument", format!("`{}` needs `{name}`", self.command.verb()));
        self.command.get(name).ok_or_else(missing)
    }
}

/// The roles of people who may, in words.
fn those_who_may(rules: &Rules, may: impl Fn(&Role) -> bool) -> String {
    let roles = rules.roles.iter().filter(|role| role.name != *AUTOMATIC && may(role));
    let names: Vec<String> = roles.map(|role| format!("`{}`", role.name)).collect();
    match names.as_slice() {
        [] => "and no role may".to_owned(),
        [only] => format!("but {only} may"),
        [first @ .., last] => format!("but {} and {last} may", first.join(", ")),
    }
}
