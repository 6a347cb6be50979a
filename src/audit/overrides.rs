//! What people override, and what they ask for in vain: where the process wants mending.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::step::Verb;

use super::verify::{VerifyError, Wrong};

/// Counts the [commands](crate::Command) in lines of records, of any accounts and in any order, by what they override.
/// Records of other inputs are passed over.
///
/// That nobody changed the lines is for [`verify`](crate::verify()) to say.
///
/// # Errors
/// The first line that is no record.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { do: [task: { as: form, action: fill-in }], upon: { step.failed: z }, next: z }\n  z: { end: done }\n";
/// # let policy = "policy: house\nroles: { agent: { may: [skip] } }\n";
/// # let sources = [amends::Source::new("p.yaml", text), amends::Source::new("policy.yaml", policy)];
/// # let engine = amends::Engine::new(amends::compile(sources).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let mut records = Vec::new();
/// # let mut handle = |input: amends::Input| records.extend(engine.handle(&mut account, input, time.utc()).unwrap().record);
/// # handle(amends::Event::new("1", "shop", "e", "ana", time).into());
/// use amends::{Actor, Command, Override, Overrides, Verb, overrides};
/// let kim = || Actor::new("kim", "agent");
/// handle(Command::new("c-1", Verb::Close, kim(), "they hung up").into()); // which an agent may not
/// handle(Command::new("c-2", Verb::Skip, kim(), "nobody reads that form").into());
///
/// let found: Overrides = overrides(records.iter().map(|record| record.line()))?;
/// assert_eq!((found.commands, found.obeyed), (2, 1));
/// let first: &Override = &found.rows[0];
/// assert_eq!((first.playbook.as_deref(), first.states.as_slice()), (Some("p@1"), ["a".to_owned()].as_slice()));
/// assert_eq!((first.verb, first.what.as_deref(), first.count), (Verb::Skip, Some("form"), 1));
/// assert_eq!((first.obeyed, first.roles["agent"]), (1, 1));
/// assert_eq!((found.rows[1].verb, found.rows[1].denied["authority"]), (Verb::Close, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn overrides<'l>(lines: impl IntoIterator<Item = &'l str>) -> Result<Overrides, VerifyError> {
    let mut counter = OverrideCounter::new();
    for line in lines {
        counter.line(line)?;
    }
    Ok(counter.finish())
}

/// What people override, from [`overrides`].
///
/// ```
/// let none: amends::Overrides = amends::overrides([])?;
/// assert_eq!((none.commands, none.obeyed, none.rows.len()), (0, 0, 0));
/// # Ok::<(), amends::VerifyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Overrides {
    /// How many commands there were.
    pub commands: u64,
    /// How many of them were obeyed.
    pub obeyed: u64,
    /// What they were for: what came most often first, then in order of playbook, states, command and what.
    pub rows: Vec<Override>,
}

/// One thing that people override or ask to override, from [`overrides`].
///
/// ```
/// use amends::{Override, Overrides};
/// /// What is asked for and never obeyed: authority that is lacking, or a rule that nobody was told of.
/// fn in_vain(found: &Overrides) -> impl Iterator<Item = &Override> {
///     found.rows.iter().filter(|row| row.obeyed == 0)
/// }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Override {
    /// `name@version` of the playbook; none where no case was found that the command could be for.
    pub playbook: Option<String>,
    /// The states in which the case was when the command came, without those around them.
    pub states: Vec<String>,
    /// The command.
    pub verb: Verb,
    /// The step that was to be approved, refused, skipped or sent again, or the state to which the case was to move; none for
    /// grants and closes, and where there is no such step or state.
    pub what: Option<String>,
    /// How often it was asked for.
    pub count: u64,
    /// How often it was obeyed.
    pub obeyed: u64,
    /// How often it was denied, by the [denial's](crate::Denial) code.
    pub denied: BTreeMap<String, u64>,
    /// How often it was asked for in which role; roles that the policy does not have are left out.
    pub roles: BTreeMap<String, u64>,
}

/// Counts line by line what people override, for trails that don't fit into memory; it keeps one row for each thing that
/// is overridden.
///
/// ```
/// # let text = "playbook: p\nversion: 1\nevents: { e: [] }\ntriggers: { t: { upon: e } }\nstates:\n  a: { after: { 1d: z } }\n  z: { end: done }\n";
/// # let engine = amends::Engine::new(amends::compile([amends::Source::new("p.yaml", text)]).finish()?)?;
/// # let mut account = amends::Account::new("ana", amends::Secret::new([7; 32]));
/// # let time: amends::Time = "2026-03-02T09:00:00Z".parse()?;
/// # let event = amends::Event::new("1", "shop", "e", "ana", time);
/// # let record = engine.handle(&mut account, event, time.utc())?.record.unwrap();
/// use amends::OverrideCounter;
/// let mut counter = OverrideCounter::new();
/// counter.line(record.line())?; // of an event
/// assert_eq!(counter.finish().commands, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct OverrideCounter {
    lines: u64,
    rows: BTreeMap<Thing, Counts>,
}

/// What is overridden.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Thing {
    playbook: Option<String>,
    states: Vec<String>,
    verb: Verb,
    what: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Counts {
    obeyed: u64,
    denied: BTreeMap<String, u64>,
    roles: BTreeMap<String, u64>,
}

/// The parts of a record that tell of a command.
#[derive(Deserialize)]
struct Written {
    #[serde(default)]
    concerns: Concerns,
    denied: Option<Denied>,
    input: Input,
}

#[derive(Deserialize, Default)]
struct Concerns {
    #[serde(default, rename = "in")]
    states: Vec<String>,
    playbook: Option<String>,
    step: Option<String>,
}

#[derive(Deserialize)]
struct Denied {
    code: String,
}

/// Whatever else it is, it is no command.
#[derive(Deserialize)]
#[serde(untagged)]
enum Input {
    Command { command: Command },
    Other(serde::de::IgnoredAny),
}

#[derive(Deserialize)]
struct Command {
    actor: Actor,
    r#do: Verb,
    #[serde(default)]
    with: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Actor {
    role: String,
}

impl OverrideCounter {
    /// A counter that has seen nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next line, without its end of line.
    ///
    /// # Errors
    /// Where it is no record; it is not counted.
    pub fn line(&mut self, line: &str) -> Result<(), VerifyError> {
        self.lines = self.lines.saturating_add(1);
        let number = self.lines;
        let no_record = |_| VerifyError { line: Some(number), account: None, seq: None, wrong: Wrong::NotCanonical };
        let written: Written = serde_json::from_str(line).map_err(no_record)?;
        let Input::Command { command } = written.input else { return Ok(()) };
        let Concerns { states, playbook, step } = written.concerns;
        let name =
            |reference: String| reference.rsplit_once(':').map_or(reference.clone(), |(name, _)| name.to_owned());
        let denied = written.denied.map(|denied| denied.code);
        // What nobody ever wrote into a playbook or policy would make a row for each way to be mistaken.
        let is = |code: &str| denied.as_deref() == Some(code);
        let what = match command.r#do {
            Verb::Move => command.with.get("to").filter(|_| !is("unknown_state") && !is("bad_argument")).cloned(),
            Verb::Close | Verb::Grant => None,
            Verb::Approve | Verb::Refuse | Verb::Skip | Verb::Resend => step,
        };
        let role = Some(command.actor.role).filter(|_| !is("unknown_role"));
        let thing = Thing { playbook: playbook.map(name), states, verb: command.r#do, what };
        let counts = self.rows.entry(thing).or_default();
        if let Some(role) = role {
            *counts.roles.entry(role).or_default() += 1;
        }
        match denied {
            Some(code) => *counts.denied.entry(code).or_default() += 1,
            None => counts.obeyed += 1,
        }
        Ok(())
    }

    /// What was counted.
    pub fn finish(self) -> Overrides {
        let mut rows: Vec<Override> = self.rows.into_iter().map(|(thing, counts)| thing.counted(counts)).collect();
        // Equal counts keep their order.
        rows.sort_by_key(|row| std::cmp::Reverse(row.count));
        let sum = |count: fn(&Override) -> u64| rows.iter().map(count).sum();
        Overrides { commands: sum(|row| row.count), obeyed: sum(|row| row.obeyed), rows }
    }
}

impl Thing {
    fn counted(self, Counts { obeyed, denied, roles }: Counts) -> Override {
        let Self { playbook, states, verb, what } = self;
        let count = obeyed + denied.values().sum::<u64>();
        Override { playbook, states, verb, what, count, obeyed, denied, roles }
    }
}
