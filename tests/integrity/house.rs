//! Policies and playbooks as plain data, read from their YAML by nobody's rules but those of the language's description:
//! what the auditor holds the engine to, and what adversaries draw their values from.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use serde_json::Value;

/// Sums in minor units, by currency.
pub type Bounds = BTreeMap<String, i64>;

/// A house: what binds each of its playbooks.
pub struct House {
    pub books: BTreeMap<String, Book>,
}

/// A playbook with the rules that bind it.
pub struct Book {
    pub roles: BTreeMap<String, Role>,
    pub limits: Vec<Limit>,
    pub duties: Vec<Duty>,
    pub steps: BTreeMap<String, Planned>,
    pub states: Vec<String>,
    pub facts: BTreeMap<String, Fact>,
    /// By type: the facts that it carries, and those that it may carry.
    pub events: BTreeMap<String, (Vec<String>, Vec<String>)>,
    /// The events that open cases.
    pub triggers: BTreeSet<String>,
    /// Whether deadlines may stand still.
    pub pauses: bool,
    /// What its text and the policy's have between quotes, and every bare literal.
    pub literals: Vec<String>,
}

#[derive(Clone, Default)]
pub struct Role {
    may: BTreeSet<String>,
    pub may_pay: Bounds,
}

impl Role {
    /// Whether it may give a command: who may pay may grant, who may approve may refuse.
    pub fn may(&self, verb: &str) -> bool {
        self.may.contains(verb)
            || (verb == "grant" && !self.may_pay.is_empty())
            || (verb == "refuse" && self.may.contains("approve"))
    }

    /// Whether a sum lies within what it may pay.
    pub fn may_pay(&self, (currency, sum): &(String, i64)) -> bool {
        self.may_pay.get(currency).is_some_and(|bound| sum <= bound)
    }
}

#[derive(Debug, Clone)]
pub struct Limit {
    pub payout: String,
    /// In seconds.
    pub window: Option<i64>,
    pub at_most: Bounds,
}

#[derive(Debug, Clone)]
pub struct Duty {
    pub kind: String,
    pub rule: Rule,
    /// An int fact, and how much of it makes the duty bind.
    when: Option<(String, i64)>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// In seconds.
    Within(i64),
    Before(String, usize),
    BeforeEnd,
}

impl Duty {
    /// Whether it binds a case that knows so much; a case that knows nothing of the fact is not bound.
    pub fn binds(&self, known: &BTreeMap<String, i64>) -> bool {
        self.when.as_ref().is_none_or(|(fact, least)| known.get(fact).is_some_and(|value| value >= least))
    }
}

/// A step as it is written.
pub struct Planned {
    pub kind: String,
    pub approvals: usize,
}

pub struct Fact {
    pub kind: String,
    pub of: Vec<String>,
    pub default: Option<String>,
    /// What the playbook reads it for: the customer's locale, zone or channel.
    pub customer: Option<String>,
    pub is_key: bool,
    pub currency: Option<String>,
    /// Of a whole number.
    pub range: RangeInclusive<i64>,
}

impl House {
    pub fn read(policy: &str, playbooks: &[String]) -> Self {
        let policy_doc = yaml(policy);
        let books = playbooks.iter().map(|text| {
            let doc = yaml(text);
            (word(&doc["playbook"]), Book::new(&policy_doc, policy, &doc, text))
        });
        Self { books: books.collect() }
    }
}

impl Book {
    fn new(policy: &Value, policy_text: &str, doc: &Value, text: &str) -> Self {
        let mut book = Self {
            roles: BTreeMap::new(),
            limits: each(&policy["limits"]).chain(each(&doc["limits"])).map(limit).collect(),
            duties: each(&policy["duties"]).chain(each(&doc["duties"])).map(duty).collect(),
            steps: BTreeMap::new(),
            states: Vec::new(),
            facts: fields(&doc["facts"]).map(|(name, fact)| (name.clone(), fact_of(doc, name, fact))).collect(),
            events: fields(&doc["events"]).map(|(name, event)| (name.clone(), carried(event))).collect(),
            triggers: fields(&doc["triggers"]).map(|(_, trigger)| word(&trigger["upon"])).collect(),
            pauses: text.contains("clock: paused"),
            literals: literals(text).chain(literals(policy_text)).collect(),
        };
        let narrower = fields(&doc["roles"]).map(|(name, role)| (name.clone(), role, "may_pay"));
        let discretion = each(&doc["discretion"]).map(|role| (word(&role["role"]), role, "up_to"));
        let whole = own_roles(policy);
        let (mut own, mut named) = (whole.clone(), BTreeSet::new());
        for (name, written, sum) in narrower.chain(discretion) {
            // It has no more of what it includes, nor do those that include it.
            let (role, includes) = own.get_mut(&name).unwrap();
            if named.insert(name.clone()) {
                (*role, *includes) = (with_included(&name, &whole), Vec::new());
            }
            if !written["may"].is_null() {
                role.may = words(&written["may"]).filter(|verb| role.may(verb)).collect();
            }
            if !written[sum].is_null() {
                let narrower = bounds(&written[sum]);
                role.may_pay.retain(|currency, _| narrower.contains_key(currency));
                role.may_pay.iter_mut().for_each(|(currency, bound)| *bound = narrower[currency].min(*bound));
            }
        }
        book.roles = own.keys().map(|name| (name.clone(), with_included(name, &own))).collect();
        let known = &book.facts;
        book.duties.retain(|duty| duty.when.as_ref().is_none_or(|(fact, _)| known.contains_key(fact)));
        book.walk(&serde_json::json!({ "states": doc["states"] }), "");
        book.steps.insert("command.grant".to_owned(), Planned { kind: "compensation".to_owned(), approvals: 1 });
        book
    }

    /// Finds steps, wherever they are written, and states.
    fn walk(&mut self, value: &Value, state: &str) {
        each(value).for_each(|item| self.walk(item, state));
        for (key, inner) in fields(value) {
            if matches!(key.as_str(), "states" | "together") {
                for (name, child) in fields(inner) {
                    self.states.push(name.clone());
                    self.walk(child, name);
                }
                continue;
            }
            let is_step = amends::StepKind::ALL.iter().any(|kind| kind.as_str() == key) && inner.is_object();
            if is_step {
                let name = inner["as"].as_str().map_or_else(|| format!("{state}.{key}"), str::to_owned);
                let approvals = inner["approvals"].as_u64().unwrap_or(1) as usize;
                self.steps.insert(name, Planned { kind: key.clone(), approvals });
            }
            self.walk(inner, state);
        }
    }

    /// Whether goodwill of that sum goes out without asking anybody.
    pub fn is_automatic(&self, sum: &(String, i64)) -> bool {
        self.roles.is_empty() || self.roles.get("automatic").is_some_and(|role| role.may_pay(sum))
    }

    /// What a case of it knows of whole numbers before any event.
    pub fn defaults(&self) -> BTreeMap<String, i64> {
        let ints = self.facts.iter().filter(|(_, fact)| fact.kind == "int");
        ints.filter_map(|(name, fact)| Some((name.clone(), fact.default.as_ref()?.parse().ok()?))).collect()
    }
}

/// A sum in minor units with its currency, of `5 GBP` or `5.00 GBP`.
pub fn sum(text: &str) -> Option<(String, i64)> {
    let (number, currency) = text.split_once(' ')?;
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let minor = format!("{whole}{part:0<2}");
    Some((currency.to_owned(), minor.parse().ok()?))
}

/// Seconds, of `4h` and the like.
pub fn seconds(text: &str) -> Option<i64> {
    let (number, unit) = text.split_at(text.len().checked_sub(1)?);
    let unit = match unit {
        "m" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return None,
    };
    Some(number.parse::<i64>().ok()? * unit)
}

fn yaml(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// One or several.
fn words(value: &Value) -> impl Iterator<Item = String> {
    each(value).map(word).chain(value.as_str().map(str::to_owned))
}

fn bounds(value: &Value) -> Bounds {
    words(value).map(|amount| sum(&amount).unwrap()).collect()
}

/// Roles by name, each with those that it includes.
type Own = BTreeMap<String, (Role, Vec<String>)>;

fn own_roles(policy: &Value) -> Own {
    let roles = fields(&policy["roles"]);
    let own = roles.map(|(name, role)| {
        let own = Role { may: words(&role["may"]).collect(), may_pay: bounds(&role["may_pay"]) };
        (name.clone(), (own, words(&role["includes"]).collect::<Vec<_>>()))
    });
    own.collect()
}

fn with_included(name: &str, own: &Own) -> Role {
    let (mut role, includes) = own[name].clone();
    for included in includes.iter().map(|included| with_included(included, own)) {
        role.may.extend(included.may);
        for (currency, bound) in included.may_pay {
            let known = role.may_pay.entry(currency).or_insert(bound);
            *known = bound.max(*known);
        }
    }
    role
}

fn limit(written: &Value) -> Limit {
    let window = written["in"].as_str().map(|span| seconds(span).expect("a span of hours or days"));
    Limit { payout: word(&written["payout"]), window, at_most: bounds(&written["at_most"]) }
}

fn duty(written: &Value) -> Duty {
    let rule = match (written["within"].as_str(), written["before"].as_str()) {
        (Some(within), _) => Rule::Within(seconds(within).expect("a span of hours or days")),
        (_, Some("end")) => Rule::BeforeEnd,
        (_, Some(before)) => match before.split_once(' ') {
            Some(("second", kind)) => Rule::Before(kind.to_owned(), 2),
            _ => Rule::Before(before.to_owned(), 1),
        },
        _ => panic!("{written}"),
    };
    let when = written["when"].as_str().map(|when| {
        let (fact, least) = when.split_once(" >= ").expect("`FACT >= NUMBER`");
        (fact.to_owned(), least.parse().unwrap())
    });
    Duty { kind: word(&written["kind"]), rule, when }
}

fn fact_of(doc: &Value, name: &str, written: &Value) -> Fact {
    let customer = fields(&doc["customer"]).find(|(_, fact)| **fact == *name).map(|(what, _)| what.clone());
    Fact {
        kind: written.as_str().map_or_else(|| word(&written["type"]), str::to_owned),
        of: words(&written["of"]).collect(),
        default: (!written["default"].is_null()).then(|| word(&written["default"])),
        customer,
        is_key: each(&doc["key"]).any(|key| *key == *name),
        currency: written["currency"].as_str().map(str::to_owned),
        range: written["min"].as_i64().unwrap_or(-9)..=written["max"].as_i64().unwrap_or(999),
    }
}

fn carried(event: &Value) -> (Vec<String>, Vec<String>) {
    let name = |item: &Value| fields(item).next().map_or_else(|| word(item), |(name, _)| name.clone());
    match event {
        Value::Object(parts) => {
            let part = |key: &str| parts.get(key).into_iter().flat_map(each).map(name).collect();
            (part("carries"), part("may_carry"))
        }
        list => (each(list).map(name).collect(), Vec::new()),
    }
}

/// Everything in a text that could be a literal.
fn literals(text: &str) -> impl Iterator<Item = String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    let tokens: Vec<&str> = text.split(|c: char| !is_part(c)).filter(|token| !token.is_empty()).collect();
    let is_number = |token: &str| token.starts_with(|c: char| c.is_ascii_digit());
    let is_currency = |token: &str| token.len() == 3 && token.chars().all(|c| c.is_ascii_uppercase());
    let pairs = tokens.windows(2).filter(|pair| is_number(pair[0]) && is_currency(pair[1]));
    let sums: BTreeSet<String> = pairs.map(|pair| pair.join(" ")).collect();
    let quoted = text.split('\'').skip(1).step_by(2).filter(|word| word.len() < 20).map(str::to_owned);
    let plain = tokens.iter().filter(|token| is_number(token)).map(|token| (*token).to_owned());
    let all: BTreeSet<String> = quoted.chain(plain).chain(sums).collect();
    all.into_iter()
}
