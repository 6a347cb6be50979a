//! Why a person's command is not obeyed.

use std::fmt;

/// Why a [command](crate::Command) was denied; `Display` says it in words.
///
/// | code | why |
/// |---|---|
/// | `unknown_role` | the policy has no such role for people; there is none without a policy |
/// | `authority` | the role may not give this command, or not for so much money |
/// | `four_eyes` | who asked for a payment can't approve it |
/// | `already_approved` | this person has approved the payment; it takes others |
/// | `limit` | a limit does not allow the payment |
/// | `duty` | a duty of the house would be left undone |
/// | `owed` | the step is owed by regulation or contract |
/// | `unknown_case`, `several_cases`, `case_ended`, `halted` | no open case has that id; several are open and none is named; the case has ended; it stands still, and only `move` and `close` help |
/// | `unknown_step`, `several_steps` | the case has no such step; several can be meant, and only an id tells them apart |
/// | `not_held`, `not_open` | the payment does not wait for approval; the step is not one that is still to be done |
/// | `unknown_state` | the playbook has no such state |
/// | `not_sent` | the step can't go out, for the reason given |
/// | `bad_argument`, `no_reason` | an argument is lacking, is none of this command's, or can't be read; the reason is empty |
/// | `erased` | the account was erased |
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let policy = "policy: house\nroles: { agent: { may: [skip] } }\n";
/// # let sources = [amends::Source::new("p.yaml", text), amends::Source::new("policy.yaml", policy)];
/// # let engine = amends::Engine::new(amends::compile(sources).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let _ = engine.handle(&mut account, amends::Event::new("1", "shop", "e", "ana", time), time.utc())?;
/// // roles: { agent: { may: [skip] } }
/// use amends::{Actor, Command, Denial, Outcome, Verb};
/// let command = Command::new("c-1", Verb::Close, Actor::new("kim", "agent"), "nothing left to do");
/// let decision = engine.handle(&mut account, command, time.utc())?;
/// assert_eq!(decision.outcome, Outcome::Denied);
/// let denial: &Denial = decision.denial.as_ref().unwrap();
/// assert_eq!(denial.to_string(), "`agent` may not close, and no role may");
/// assert_eq!(denial.code, "authority");
/// assert!(decision.record.unwrap().line().contains(r#""denied":{"code":"authority""#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Denial {
    /// A stable word for it, in snake_case.
    pub code: &'static str,
    /// The same in words for people. It stands in the record and holds nothing personal.
    pub reason: String,
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
