//! What a person asks for.

use crate::canon::{Hasher, Id};
use crate::step::Verb;
use crate::value::Name;

use crate::escape::shortened;

/// The longest id of a command or actor, the longest role, and the longest name or value of an argument, in bytes.
const MAX_TEXT: usize = 1024;
/// The longest id of a case, in bytes: it holds the values of key facts.
const MAX_CASE: usize = 1 << 16;
/// How many arguments there may be.
const MAX_ARGUMENTS: usize = 16;

/// What a person of the house asks for: discretion, within what the policy gives their role.
///
/// Every command is recorded, obeyed or denied, with its actor, role, reason and arguments as they are given. They are of
/// the house's own people and survive [erasure](crate::Input::Erase): nothing personal of a customer belongs in them.
///
/// The id is the host's. The same command again is a duplicate, and does nothing; another one under its id is a conflict.
/// Ids of commands and of events are apart. An account remembers its last 256 commands; beyond that a command counts as
/// new, but what a [grant](Verb::Grant) paid it never pays again.
///
/// It goes to the open case of that [id](Self::in_case), which may be left out where one is open. Its arguments
/// ([`with`](Self::with)) are texts:
///
/// | command | arguments |
/// |---|---|
/// | `approve`, `refuse` | `step`: which payment that waits for approval |
/// | `skip`, `resend` | `step`: which one |
/// | `move` | `to`: the state |
/// | `grant` | `amount`, as `5.00 GBP`; may have `form` and `because` |
/// | `close` | may have `outcome`, else it is `closed` |
///
/// A `step` is a name or an id; it may be left out where only one can be meant.
///
/// ```
/// use amends::{Actor, Command, Money, Verb};
/// let amount: Money = "20 GBP".parse()?;
/// let command = Command::new("c-7", Verb::Grant, Actor::new("kim", "agent"), "two hours in the rain")
///     .in_case("late-parcel/A1")
///     .with("amount", amount);
/// assert_eq!((command.id(), command.verb(), command.case()), ("c-7", Verb::Grant, Some("late-parcel/A1")));
/// assert_eq!((command.actor().id(), command.actor().role()), ("kim", "agent"));
/// assert_eq!((command.reason(), command.get("amount")), ("two hours in the rain", Some("20.00 GBP")));
/// # assert_eq!(command.arguments().collect::<Vec<_>>(), [("amount", "20.00 GBP")]);
/// # Ok::<(), amends::TextError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    id: Name,
    verb: Verb,
    actor: Actor,
    reason: String,
    case: Option<Name>,
    /// In order of their names.
    with: Vec<(Name, String)>,
}

/// Who gives a [`Command`].
///
/// The host makes it of whom it knows to be there, never from what an event or a request says of itself: the engine
/// believes it.
///
/// ```
/// let kim = amends::Actor::new("kim", "agent");
/// assert_eq!((kim.id(), kim.role()), ("kim", "agent"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    id: Name,
    role: Name,
}

impl Actor {
    /// Somebody by an id that is theirs alone, who acts in a role of the policy.
    pub fn new(id: impl Into<Name>, role: impl Into<Name>) -> Self {
        Self { id: id.into(), role: role.into() }
    }

    /// Who it is.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// In which role.
    pub fn role(&self) -> &str {
        &self.role
    }
}

impl Command {
    /// A command without arguments, for the only open case. Of the reason, which must not be empty, the first 1,024 bytes
    /// are kept (fewer where a character would be cut).
    ///
    /// Nothing is refused here: [`handle`](crate::Engine::handle) says what is wrong.
    pub fn new(id: impl Into<Name>, verb: Verb, actor: Actor, reason: impl Into<String>) -> Self {
        Self { id: id.into(), verb, actor, reason: shortened(reason.into()), case: None, with: Vec::new() }
    }

    /// The command for the open case of this id. Needed only where several are open.
    #[must_use]
    pub fn in_case(mut self, id: impl Into<Name>) -> Self {
        self.case = Some(id.into());
        self
    }

    /// The command with one more argument; an earlier one of that name is replaced.
    #[must_use]
    pub fn with(mut self, name: impl Into<Name>, value: impl ToString) -> Self {
        let (name, value) = (name.into(), value.to_string());
        match self.with.binary_search_by(|(known, _)| known.cmp(&name)) {
            Ok(at) => {
                if let Some(known) = self.with.get_mut(at) {
                    known.1 = value;
                }
            }
            Err(at) => self.with.insert(at, (name, value)),
        }
        self
    }

    /// The id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is asked for.
    pub fn verb(&self) -> Verb {
        self.verb
    }

    /// Who asks.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Why.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The id of the case that it is for, if it says so.
    pub fn case(&self) -> Option<&str> {
        self.case.as_deref()
    }

    /// The argument of that name, if there is one.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.with.iter().find(|(known, _)| *known == *name).map(|(_, value)| value.as_str())
    }

    /// Its arguments, in order of their names (by bytes).
    pub fn arguments(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.with.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// What makes it none that can be recorded.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        if self.id.is_empty() || self.actor.id.is_empty() {
            return Some("its `id` or its actor's is empty");
        }
        let texts = [&*self.id, &*self.actor.id, &*self.actor.role];
        let arguments = self.with.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        if texts.into_iter().chain(arguments).any(|text| text.len() > MAX_TEXT) {
            return Some("its `id`, its actor or an argument has more than 1,024 bytes");
        }
        if self.case.as_ref().is_some_and(|case| case.len() > MAX_CASE) {
            return Some("its case's id has more than 65,536 bytes");
        }
        (self.with.len() > MAX_ARGUMENTS).then_some("it has more than 16 arguments")
    }

    /// A digest of all that was said under this id. It stands in no record, which has all of it.
    pub(crate) fn content(&self) -> Id {
        let mut hasher = Hasher::new("amends/content/command/1");
        hasher.part(self.verb.as_str().as_bytes()).part(self.actor.id.as_bytes()).part(self.actor.role.as_bytes());
        hasher.part(self.reason.as_bytes());
        hasher.part(&[u8::from(self.case.is_some())]).part(self.case.as_deref().unwrap_or_default().as_bytes());
        for (name, value) in &self.with {
            hasher.part(name.as_bytes()).part(value.as_bytes());
        }
        hasher.id()
    }
}
