//! An account as it is stored and read back: what no engine stores is refused.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::canon::Hash;
use crate::escape::escaped;
use crate::ids::{PaysId, StepId};
use crate::value::{Money, Name, Time};

use super::account::{FORMAT, MAX_CASES, MAX_COUNTS, RareOfAccount};
use super::promise::MAX_SETTLED;
use super::secret::AccountSecret;
use super::{
    Account, Apology, Case, CaseStep, Contact, Count, Held, HeldState, MAX_APOLOGIES, MAX_CONTACTS, Made, Memory,
    Payment, PaymentState, Promise, PromiseState, Rare, Secret, Status, TakenBack, case_id,
};

/// More than any engine ever counts to.
const MAX_NUMBER: u64 = 1 << 53;

/// The members of an account.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Account", rename = "Account", expecting = "an account")]
struct Form {
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "apologies")]
    apologies: Vec<Apology>,
    armed: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Time>,
    cases: Box<[Case]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "contacts")]
    contacts: Vec<Contact>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "counts")]
    counts: Vec<Count>,
    #[serde(default, skip_serializing_if = "Option::is_none", getter = "erased")]
    erased: Option<Time>,
    #[serde(getter = "head")]
    head: Hash,
    id: Name,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "made")]
    made: Vec<Made>,
    memory: Memory,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "outstanding")]
    outstanding: Vec<(Name, CaseStep)>,
    #[serde(default, skip_serializing_if = "<[Payment]>::is_empty")]
    payments: Box<[Payment]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "promises")]
    promises: Vec<Promise>,
    #[serde(default, skip_serializing_if = "Option::is_none", getter = "secret")]
    secret: Option<Secret>,
    seq: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty", getter = "taken_back")]
    taken_back: Vec<TakenBack>,
    v: u32,
}

fn apologies(account: &Account) -> &Vec<Apology> {
    &account.rare.apologies
}

fn contacts(account: &Account) -> &Vec<Contact> {
    &account.rare.contacts
}

fn counts(account: &Account) -> &Vec<Count> {
    &account.rare.counts
}

fn erased(account: &Account) -> Option<Time> {
    account.rare.erased
}

fn head(account: &Account) -> Hash {
    account.head().1
}

fn outstanding(account: &Account) -> &Vec<(Name, CaseStep)> {
    &account.rare.outstanding
}

fn made(account: &Account) -> &Vec<Made> {
    &account.rare.made
}

fn taken_back(account: &Account) -> &Vec<TakenBack> {
    &account.rare.taken_back
}

fn promises(account: &Account) -> &Vec<Promise> {
    &account.rare.promises
}

fn secret(account: &Account) -> Option<Secret> {
    account.secret.as_ref().map(|key| key.secret().clone())
}

impl From<Form> for Account {
    fn from(form: Form) -> Self {
        let Form { apologies, armed, at, cases, contacts, counts, erased, head, id, made, memory, .. } = form;
        let Form { outstanding, payments, promises, secret, seq, taken_back, v, .. } = form;
        let rare = RareOfAccount { apologies, contacts, counts, erased, made, outstanding, promises, taken_back };
        let rare = Rare::new(rare);
        let last = Some(head).filter(|head| seq > 0 || *head != Self::root(&id));
        Self { armed, at, cases, last, id, memory, payments, rare, secret: secret.map(AccountSecret::Own), seq, v }
    }
}

impl Serialize for Account {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Form::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Account {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let account = Form::deserialize(deserializer)?;
        // What a later version stores is that version's to judge; the engine says that it is later.
        match account.fault().filter(|_| account.v <= FORMAT) {
            Some(what) => Err(D::Error::custom(format!("the account is not one that an engine stored: {what}"))),
            None => Ok(account),
        }
    }
}

impl Account {
    /// What it says that can't be, whatever the playbooks.
    fn fault(&self) -> Option<String> {
        if self.v == 0 {
            return Some("`v` is 0".into());
        }
        if (self.seq == 0) != (self.head().1 == Self::root(&self.id)) || self.seq > MAX_NUMBER {
            return Some("`seq` and `head` do not belong together".into());
        }
        if (self.seq == 0) != self.at.is_none() {
            return Some("`seq` and `at` do not belong together".into());
        }
        if let Some(what) = self.erasure_fault() {
            return Some(what.into());
        }
        if let Some(what) = self.rare.erased.and_then(|erased| self.time_fault("erased", erased)) {
            return Some(what);
        }
        if self.armed > MAX_NUMBER {
            return Some("`armed` is beyond what is ever counted".into());
        }
        let rare = &self.rare;
        if !self.memory.is_within_limits() || rare.counts.len() > MAX_COUNTS || self.cases.len() > MAX_CASES {
            return Some("`memory`, `counts` or `cases` hold more than is ever kept".into());
        }
        if rare.contacts.len() > MAX_CONTACTS || rare.apologies.len() > MAX_APOLOGIES {
            return Some("`contacts` or `apologies` hold more than is ever kept".into());
        }
        let ids: Vec<&Name> = self.cases.iter().map(|case| &case.id).collect();
        if let Some(id) = twice(ids) {
            return Some(format!("case `{}` comes twice", escaped(id)));
        }
        let of_case = |case: &Case| case.fault(self).map(|what| format!("case `{}`: {what}", escaped(&case.id)));
        let of_payment = |payment: &Payment| {
            let what = (payment.attempt == 0).then(|| "`attempt` is 0".to_owned());
            let what = what.or_else(|| self.time_fault("at", payment.at));
            let what = what.or_else(|| self.time_fault("paid", payment.paid?)).or_else(|| payment.fault());
            let what = what.or_else(|| match payment.amount {
                Some(amount) => sum_fault(amount),
                None if payment.personal && self.rare.erased.is_some() => None,
                None => Some("`amount` is missing".into()),
            });
            what.map(|what| format!("payment of step `{}`: {what}", payment.step))
        };
        if let Some(what) = self.waiting_fault() {
            return Some(what);
        }
        let taken_back: Vec<_> = self.rare.taken_back.iter().map(|taken| taken.by).collect();
        if taken_back.windows(2).any(|pair| matches!(pair, [a, b] if a >= b)) {
            return Some("`taken_back` is not in order".into());
        }
        let outstanding = || self.rare.outstanding.iter().find_map(|(_, step)| step.fault(self));
        let of_payments = || self.payments.iter().find_map(of_payment);
        let of_promises = || self.promises_fault();
        self.cases.iter().find_map(of_case).or_else(of_payments).or_else(outstanding).or_else(of_promises)
    }

    /// What waits for leave to go out is told twice, the step and what it would pay; what waits for a pool three times, for
    /// it goes out as it was decided.
    fn waiting_fault(&self) -> Option<String> {
        let told =
            |id: StepId, pays: Option<PaysId>, amount: Option<Money>| (id, pays, amount.map(|sum| sum.to_string()));
        let of_cases = self.cases.iter().flat_map(|case| &case.steps);
        let steps = || of_cases.clone().chain(self.rare.outstanding.iter().map(|(_, step)| step));
        let of_status = |status: &[Status]| {
            let steps = steps().filter(|step| status.contains(&step.status));
            sorted(steps.map(|step| told(step.id, step.pays, step.amount)).collect())
        };
        let held = self.payments.iter().filter(|payment| payment.state == PaymentState::Held);
        let held = sorted(held.map(|payment| told(payment.step, Some(payment.pays), payment.amount)).collect());
        let made = self.rare.made.iter().map(|made| &made.step);
        let made = sorted(made.map(|step| told(step.id, step.pays, step.amount)).collect());
        let is_twice = held.windows(2).any(|pair| matches!(pair, [a, b] if a == b));
        let fits = of_status(&[Status::Asked, Status::Held]) == held && of_status(&[Status::Asked]) == made;
        (!fits || is_twice).then(|| "`steps`, `payments` and `made` do not belong together".to_owned())
    }

    fn promises_fault(&self) -> Option<String> {
        let promises = &self.rare.promises;
        let settled = promises.iter().filter(|promise| promise.state != PromiseState::Open).count();
        if settled > MAX_SETTLED {
            return Some("`promises` holds more than is ever kept".into());
        }
        let of_cases = self.cases.iter().flat_map(|case| &case.steps);
        let outstanding = self.rare.outstanding.iter().map(|(_, step)| step);
        let mut open: Vec<_> = of_cases.chain(outstanding).filter(|step| step.is_out()).map(|step| step.id).collect();
        open.sort_unstable();
        let of_promise = |promise: &Promise| {
            let is_open = promise.state == PromiseState::Open;
            let what = match promise.settled {
                Some(_) if is_open => Some("`settled` of what is open".to_owned()),
                None if !is_open => Some("`settled` is missing".to_owned()),
                None if open.binary_search(&promise.step).is_err() => Some("it is open, and no step of it".to_owned()),
                Some(settled) => self.time_fault("settled", settled),
                None => None,
            };
            let what = what.or_else(|| self.time_fault("made", promise.made));
            what.map(|what| format!("promise `{}`: {what}", escaped(&promise.name)))
        };
        promises.iter().find_map(of_promise)
    }

    fn time_fault(&self, what: &str, time: Time) -> Option<String> {
        self.at.is_none_or(|at| time > at).then(|| format!("`{what}` lies after the account's own time"))
    }
}

impl Case {
    fn fault(&self, account: &Account) -> Option<String> {
        let since = |visit: &super::Active| {
            let too_high = (visit.visit > self.order).then(|| "`visit` is beyond the case's `order`".to_owned());
            let what = account.time_fault("since", visit.since).or(too_high);
            what.map(|what| format!("state `{}`: {what}", escaped(&visit.state)))
        };
        let of_step = |step: &CaseStep| {
            let too_high = step.order > self.order || step.visit.is_some_and(|visit| visit > self.order);
            let too_high =
                too_high.then(|| format!("step `{}`: `order` or `visit` is beyond the case's", escaped(&step.name)));
            step.fault(account).or(too_high)
        };
        let name = self.playbook.split('@').next().unwrap_or_default();
        if self.id != case_id(name, &self.key) {
            return Some("`id`, `key` and `playbook` do not belong together".into());
        }
        let steps = self.steps.iter().map(|step| step.id).collect();
        if self.order > MAX_NUMBER {
            return Some("`order` is beyond what is ever counted".into());
        }
        if let Some(id) = twice(steps) {
            return Some(format!("step `{id}` comes twice"));
        }
        let of_states = || self.active.iter().find_map(since);
        let own = account.time_fault("opened", self.opened).or_else(of_states);
        own.or_else(|| self.steps.iter().find_map(of_step)).or_else(|| self.held_fault(account))
    }
}

impl Case {
    /// Every payment that waits for approval is told of once, as what it is.
    fn held_fault(&self, account: &Account) -> Option<String> {
        let waits = |step: &&CaseStep| step.status == Status::Held;
        let is_of = |step: &CaseStep, held: &Held| {
            let names = (&step.name, &self.id, &self.playbook) == (&held.name, &held.case, &held.playbook);
            step.id == held.step && step.amount == Some(held.amount) && step.pays.is_some() && names
        };
        let alone = self.steps.iter().filter(waits).count() == self.held.len();
        let unlike = self.held.iter().find(|held| !self.steps.iter().filter(waits).any(|step| is_of(step, held)));
        let what = |held: &Held| {
            let stands = held.state == HeldState::Waiting && (held.approvers.len() as u64) < u64::from(held.needs);
            let told = (!stands).then(|| "`state`, `approvers` and `needs` do not belong together".to_owned());
            told.or_else(|| account.time_fault("at", held.at)).or_else(|| sum_fault(held.amount))
        };
        let ids = self.held.iter().map(|held| held.step).collect();
        let own = self.held.iter().find_map(|held| Some((held, what(held)?)));
        let own = own.map(|(held, what)| format!("held step `{}`: {what}", escaped(&held.name)));
        let apart = !alone || unlike.is_some() || twice(ids).is_some();
        own.or_else(|| apart.then(|| "`steps` and `held` do not belong together".to_owned()))
    }
}

impl Payment {
    fn fault(&self) -> Option<String> {
        let is_told = (self.state == PaymentState::Done) == self.paid.is_some();
        let is_in_order = self.paid.is_none_or(|paid| paid >= self.at);
        (!is_told || !is_in_order).then(|| "`state`, `at` and `paid` do not belong together".to_owned())
    }
}

impl CaseStep {
    fn fault(&self, account: &Account) -> Option<String> {
        let unpaid = (self.amount.is_some() && self.pays.is_none()).then(|| "`amount` without `pays`".to_owned());
        let what = account.time_fault("at", self.at).or_else(|| self.amount.and_then(sum_fault)).or(unpaid);
        what.map(|what| format!("step `{}`: {what}", escaped(&self.name)))
    }
}

fn sum_fault(amount: Money) -> Option<String> {
    let is_positive = !amount.amount().is_negative() && !amount.amount().is_zero();
    (!is_positive).then(|| "`amount` is not above zero".to_owned())
}

fn sorted<T: Ord>(mut all: Vec<T>) -> Vec<T> {
    all.sort_unstable();
    all
}

/// The least of those that are there more than once.
fn twice<T: Ord + Copy>(mut all: Vec<T>) -> Option<T> {
    all.sort_unstable();
    all.windows(2).find_map(|pair| match pair {
        [a, b] if a == b => Some(*a),
        _ => None,
    })
}
