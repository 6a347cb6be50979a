//! Runs a story: lines of inputs, each with what must come of it.
//!
//! ```text
//! at 2026-03-02T09:00:00Z                      the clock; also `+1h`
//! event parcel.late days=2 total="5 GBP"       data; `@id= @source= @time= @incident= @subject=` for the rest
//! done NAME      failed NAME why               a receipt for the last step of that name, NAME@2 for the second
//! command VERB amount="5 GBP"                  arguments; `@id= @by=lee/supervisor @case= @why=` for the rest; `step=@pay`
//!                                              is the id of the last step of that name
//! wake           wake TIME          erase
//! answer         what the pool says to the first ask that waits; `answer again` the last one once more, `answer first` the first
//! ```
//! `elsewhere 30.00 GBP` reserves so much for others in the pool `p`, `pool 70.00 GBP` says how much counts in it by then.
//!
//! After `->` stand items apart by `;`, the first being the outcome's code (`denied` with the denial's). An item is a step (its name, then fields that
//! must match) or begins with one of [`WORDS`]. Steps, and whatever is not among [`OPTIONAL`], must be listed completely.
//!
//! Every input also proves that the account survives being stored and restored, that the same input decides the same
//! twice and when it is explained, and that an input without a record changes nothing; every story, that its trail verifies and replays.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;

use amends::{
    Account, Actor, Answer, Ask, CandidateKind, Command, Datum, Decision, Engine, Event, Explanation, Fate, HeldState,
    Input, Lack, Money, Pool, Promise, PromiseState, Receipt, ReplayError, Replayed, Secret, Source, Step, StepId,
    TextPart, Time, Value, replay, verify,
};

const SECRET: [u8; 32] = [7; 32];
/// What items may begin with, other than the name of a step.
const WORDS: [&str; 17] = [
    "ask",
    "opened",
    "in",
    "ended",
    "halted",
    "held",
    "withdrawn",
    "unhandled",
    "erred",
    "failing",
    "limit",
    "already",
    "promise",
    "refused",
    "took",
    "fired",
    "next",
];
/// Items that may be left out.
const OPTIONAL: [&str; 5] = ["opened", "in", "took", "fired", "next"];

/// Runs the story on playbooks and at most one policy, which `---` parts. A playbook without its first line is `playbook: p`, version 1.
#[track_caller]
pub fn check(playbooks: &str, story: &str) {
    Runner::new(engine(playbooks)).run(story);
}

/// Compiling must find an error of that code.
#[track_caller]
pub fn refuses(playbooks: &str, code: &str) {
    let compiled = amends::compile(sources(playbooks));
    let errors: Vec<_> = compiled.report().iter().filter(|f| f.severity == amends::Severity::Error).collect();
    assert!(errors.iter().any(|finding| finding.code.as_str() == code), "{code} is not found in {errors:#?}");
}

#[track_caller]
pub fn engine(playbooks: &str) -> Engine {
    let house = amends::compile(sources(playbooks)).finish();
    Engine::new(house.unwrap_or_else(|report| panic!("{}", report.to_text(false)))).unwrap()
}

fn sources(playbooks: &str) -> Vec<Source> {
    let texts = playbooks.split("\n---\n").enumerate();
    texts.map(|(at, text)| Source::new(format!("{at}.yaml"), head(text))).collect()
}

fn head(text: &str) -> String {
    let text = text.trim_start_matches('\n');
    if text.starts_with("playbook:") || text.starts_with("policy:") {
        text.to_owned()
    } else {
        format!("playbook: p\nversion: 1\n{text}")
    }
}

#[derive(Clone)]
pub struct Runner {
    pub engine: Engine,
    pub account: Account,
    now: Time,
    events: u32,
    commands: u32,
    /// Its trail, and the personal values beside it.
    records: Vec<String>,
    personal: BTreeMap<(u64, String), Value>,
    /// Every step that went out, in order.
    steps: Vec<(String, StepId)>,
    /// Names that stories give to ids: `pays=A`.
    labels: BTreeMap<String, String>,
    pools: BTreeMap<String, Pool>,
    /// What was asked of pools and not put to them yet.
    asks: VecDeque<Ask>,
    answers: Vec<Answer>,
    asks_elsewhere: usize,
}

impl Runner {
    pub fn new(engine: Engine) -> Self {
        let account = Account::new("ana", SECRET);
        let now = "2026-03-02T09:00:00Z".parse().unwrap();
        let (records, personal) = (Vec::new(), BTreeMap::new());
        Self {
            engine,
            account,
            now,
            events: 0,
            commands: 0,
            records,
            personal,
            steps: Vec::new(),
            labels: BTreeMap::new(),
            pools: BTreeMap::new(),
            asks: VecDeque::new(),
            answers: Vec::new(),
            asks_elsewhere: 0,
        }
    }

    #[track_caller]
    pub fn run(&mut self, story: &str) {
        self.go_on(story);
        self.replay();
    }

    /// The same without replaying, where the engine has changed on the way.
    #[track_caller]
    pub fn go_on(&mut self, story: &str) {
        let mut checked = 0;
        for line in story.lines().map(|line| line.split(" # ").next().unwrap_or_default().trim()) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(time) = line.strip_prefix("at ") {
                self.now = time.trim().parse().unwrap();
                continue;
            }
            if let Some(span) = line.strip_prefix('+') {
                self.now = later(self.now, span.trim());
                continue;
            }
            if let Some(amount) = line.strip_prefix("elsewhere ") {
                self.reserve_elsewhere(amount.parse().unwrap());
                continue;
            }
            if let Some(amount) = line.strip_prefix("pool ") {
                assert_eq!(self.tell_pool(), None, "an answer is waited for: {line}");
                let pool = self.pools.entry("p".into()).or_insert_with(|| Pool::new("p"));
                let amount: Money = amount.parse().unwrap();
                assert_eq!(pool.used(amount.currency(), None), amount, "{line}");
                continue;
            }
            let Some((input, expected)) = line.split_once("->") else { panic!("`{line}` expects nothing") };
            let expected: Vec<Vec<String>> = split(expected, ';').iter().map(|item| tokens(item)).collect();
            assert!(expected.iter().all(|item| !item.is_empty()), "`{line}` expects nothing");
            let input = self.input(&tokens(input), line);
            let decision = self.handle(input, line);
            let found = self.describe(&decision);
            if let Err(why) = self.compare(&expected, &decision, &found) {
                panic!("{why}\n  in: {line}\n got: {}", render(&found, &decision));
            }
            checked += 1;
        }
        assert!(checked > 0, "the story says nothing");
    }

    /// The records so far.
    pub fn records(&self) -> &[String] {
        &self.records
    }

    /// The trail verifies, and replaying it gives the account.
    #[track_caller]
    fn replay(&self) {
        assert_eq!(self.replayed().unwrap().account, self.account, "replaying gives another account");
    }

    /// What keeps the trail from being replayed.
    pub fn lack(&self) -> Option<Lack> {
        self.replayed().err()?.lack().cloned()
    }

    fn replayed(&self) -> Result<Replayed, ReplayError> {
        let lines = || self.records.iter().map(String::as_str);
        verify(lines(), []).unwrap();
        let personal = |seq: u64, path: &str| self.personal.get(&(seq, path.to_owned())).cloned();
        replay(&self.engine, "ana", Secret::from(SECRET), lines(), personal)
    }

    /// Puts to the pools what was asked, up to what waits for an answer, and gives that.
    fn tell_pool(&mut self) -> Option<Answer> {
        while let Some(ask) = self.asks.pop_front() {
            let stored = serde_json::to_string(&ask).unwrap();
            assert_eq!(serde_json::from_str::<Ask>(&stored).unwrap(), ask);
            let pool = self.pools.entry(ask.pool().to_owned()).or_insert_with(|| Pool::new(ask.pool()));
            let answer = self.engine.reserve(pool, &ask).unwrap();
            let told = pool.clone();
            assert_eq!(self.engine.reserve(pool, &ask).unwrap(), answer, "to ask twice is to ask once");
            assert_eq!(*pool, told);
            let stored = serde_json::to_string(pool).unwrap();
            assert_eq!(serde_json::from_str::<Pool>(&stored).unwrap(), *pool);
            if answer.is_some() {
                self.answers.extend(answer.clone());
                return answer;
            }
        }
        None
    }

    /// Another account is paid so much.
    fn reserve_elsewhere(&mut self, amount: Money) {
        let mut other = Account::new(format!("other{}", self.asks_elsewhere), SECRET);
        self.asks_elsewhere += 1;
        let event = |id: &str, kind: &str| Event::new(id, "shop", kind, other.id(), self.now).with("order", "A");
        let events = [event("1", "e"), event("2", "pay").with("amount", amount)];
        let handled = events.map(|event| self.engine.handle(&mut other, event, self.now.utc()).unwrap());
        let [_, Decision { asks, .. }] = handled;
        let pool = self.pools.entry("p".into()).or_insert_with(|| Pool::new("p"));
        assert!(self.engine.reserve(pool, &asks[0]).unwrap().unwrap().is_granted());
    }

    fn handle(&mut self, input: Input, line: &str) -> Decision {
        let stored = serde_json::to_string(&self.account).unwrap();
        let mut restored: Account = serde_json::from_str(&stored).unwrap();
        assert_eq!(restored, self.account, "restoring changes the account before {line}");
        let mut again = self.account.clone();
        let now = self.now.utc();
        let decision = self.engine.handle(&mut restored, input.clone(), now).unwrap_or_else(|e| panic!("{e}\n{line}"));
        let explained = self.engine.explain(&self.account, input.clone(), now).unwrap();
        assert_eq!(explained.decision, decision, "explaining decides otherwise: {line}");
        tells_what_was_done(&explained, line);
        let same = self.engine.handle(&mut again, input, now).unwrap();
        assert_eq!((&decision, &restored), (&same, &again), "the same input decides otherwise: {line}");
        assert_eq!(decision.record.is_some(), decision.outcome.is_change(), "{line}");
        match &decision.record {
            None => assert_eq!(restored, self.account, "an input without a record changed the account: {line}"),
            Some(record) => {
                assert_eq!(restored.head(), (self.account.head().0 + 1, record.hash()), "{line}");
                self.records.push(record.line().to_owned());
                let personal = decision.personal.iter();
                self.personal.extend(personal.map(|p| ((record.seq(), p.path.clone()), p.value.clone())));
            }
        }
        for step in &decision.steps {
            let put_together: String = step.parts().map(shown).collect();
            assert_eq!(put_together, step.text.clone().unwrap_or_default(), "{line}");
            assert_eq!((step.text.is_some(), step.message.is_some()), (step.locale.is_some(), step.locale.is_some()));
            let reused = self.steps.iter().any(|(_, id)| *id == step.id) && step.attempt == 1 && step.pays.is_none();
            assert!(!reused, "two steps have one id: {line}");
            self.steps.retain(|(_, id)| *id != step.id);
            self.steps.push((step.name.to_string(), step.id));
        }
        self.account = restored;
        self.asks.extend(decision.asks.iter().cloned());
        self.holds_promises(&decision, line);
        decision
    }

    /// The ledger is open where a promise is out and not broken; the record tells what changed as the decision does.
    #[track_caller]
    fn holds_promises(&self, decision: &Decision, line: &str) {
        let stored = serde_json::to_value(&self.account).unwrap();
        let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
        let of_cases = list(&stored["cases"]).into_iter().flat_map(|case| list(&case["steps"]));
        let outstanding = list(&stored["outstanding"]).into_iter().map(|pair| pair[1].clone());
        let is_open = |step: &serde_json::Value| {
            step["kind"] == "promise" && step["status"] == "out" && step["overdue"].is_null()
        };
        let steps = of_cases.chain(outstanding).filter(is_open);
        let due = |step: &serde_json::Value| step["due"].as_str().map(str::to_owned);
        let mut steps: Vec<_> = steps.map(|step| (step["id"].as_str().unwrap().to_owned(), due(&step))).collect();
        let open = self.account.promises().filter(|promise| promise.state() == PromiseState::Open);
        let due = |promise: &Promise| promise.due().and_then(Time::from_utc).map(|due| due.to_string());
        let mut open: Vec<_> = open.map(|promise| (promise.step().to_string(), due(promise))).collect();
        steps.sort();
        open.sort();
        assert_eq!(open, steps, "the promises that are open are not those that are out: {line}");
        let Some(record) = &decision.record else { return assert!(decision.promises.is_empty(), "{line}") };
        let record: serde_json::Value = serde_json::from_str(record.line()).unwrap();
        let told = list(&record["promises"]).into_iter();
        let told = told.chain(list(&record["cases"]).into_iter().flat_map(|case| list(&case["promises"])));
        let told: Vec<_> = told.map(|promise| format!("{} {}", promise["promise"], promise["was"])).collect();
        let word = |state: PromiseState| if state == PromiseState::Open { "made" } else { state.as_str() };
        let changed =
            decision.promises.iter().map(|promise| format!("{:?} {:?}", promise.name(), word(promise.state())));
        assert_eq!(told, changed.collect::<Vec<_>>(), "{line}");
    }

    /// The ledger, a promise an item: name, state and the fields that are asked for.
    #[track_caller]
    pub fn ledger(&self, fields: &[&str], expected: &str) {
        let time = |time: Option<amends::chrono::DateTime<amends::chrono::Utc>>| {
            time.and_then(Time::from_utc).map_or("none".to_owned(), |time| time.to_string())
        };
        let field = |promise: &Promise, key: &str| match key {
            "case" => promise.case().to_owned(),
            "owner" => promise.owner().unwrap_or("none").to_owned(),
            "message" => promise.message().to_owned(),
            "playbook" => promise.playbook().split(':').next().unwrap().to_owned(),
            "made" => time(Some(promise.made_at())),
            "due" => time(promise.due()),
            "settled" => time(promise.settled_at()),
            "because" => promise.because().unwrap_or("none").to_owned(),
            _ => panic!("promises have no `{key}`"),
        };
        let item = |promise: &Promise| {
            let fields: String = fields.iter().map(|key| format!(" {key}={}", field(promise, key))).collect();
            format!("{} {}{fields}", promise.name(), promise.state())
        };
        let found: Vec<String> = self.account.promises().map(item).collect();
        let expected: Vec<&str> = expected.split(';').map(str::trim).filter(|item| !item.is_empty()).collect();
        assert_eq!(found, expected);
    }

    fn input(&mut self, words: &[String], line: &str) -> Input {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["answer"] => self.tell_pool().expect(line).into(),
            ["answer", "again"] => self.answers.last().expect(line).clone().into(),
            ["answer", "first"] => self.answers.first().expect(line).clone().into(),
            ["wake"] => Input::Wake,
            ["erase"] => Input::Erase,
            ["wake", time] => {
                self.now = time.parse().unwrap();
                Input::Wake
            }
            ["done", name] => Receipt::done(self.step(name)).into(),
            ["failed", name, why @ ..] => Receipt::failed(self.step(name), why.join(" ")).into(),
            ["event", kind, data @ ..] => {
                self.events += 1;
                let data: Vec<_> = data.iter().map(|pair| pair.split_once('=').expect(line)).collect();
                let given = |key: &str| data.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
                let id = given("@id").map_or(format!("e{}", self.events), str::to_owned);
                let time = given("@time").map_or(self.now, |time| time.parse().unwrap());
                let source = given("@source").unwrap_or("shop");
                let mut event = Event::new(id, source, *kind, given("@subject").unwrap_or("ana"), time);
                if let Some(incident) = given("@incident") {
                    event = event.in_incident(incident);
                }
                for (key, value) in data.iter().filter(|(key, _)| !key.starts_with('@')) {
                    event = event.with(*key, datum(value));
                }
                event.into()
            }
            ["command", verb, rest @ ..] => {
                self.commands += 1;
                let rest: Vec<_> = rest.iter().map(|pair| pair.split_once('=').expect(line)).collect();
                let given = |key: &str| rest.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
                let id = given("@id").map_or(format!("c{}", self.commands), str::to_owned);
                let (actor, role) = given("@by").expect(line).split_once('/').expect(line);
                let why = given("@why").unwrap_or("it is right");
                let mut command = Command::new(id, verb.parse().unwrap(), Actor::new(actor, role), why);
                if let Some(case) = given("@case") {
                    command = command.in_case(case);
                }
                for (name, value) in rest.iter().filter(|(name, _)| !name.starts_with('@')) {
                    let id = value.strip_prefix('@').map(|name| self.any_step(name).to_string());
                    command = command.with(*name, id.unwrap_or((*value).to_owned()));
                }
                command.into()
            }
            _ => panic!("`{line}` is no input"),
        }
    }

    /// A step that went out, or a payment that waits.
    fn any_step(&self, name: &str) -> StepId {
        let held = self.account.held_steps().find(|held| held.name() == name);
        held.map_or_else(|| self.step(name), |held| held.step())
    }

    fn step(&self, name: &str) -> StepId {
        if name == "unknown" {
            return "00112233445566778899aabbccddeeff".parse().unwrap();
        }
        let (name, nth) = match name.split_once('@') {
            Some((name, nth)) => (name, Some(nth.parse::<usize>().unwrap())),
            None => (name, None),
        };
        let mut ids = self.steps.iter().filter(|(known, _)| known == name).map(|(_, id)| *id);
        let id = match nth {
            Some(nth) => ids.nth(nth - 1),
            None => ids.next_back(),
        };
        id.unwrap_or_else(|| panic!("no step `{name}` went out"))
    }

    /// Everything but the steps, by word.
    fn describe(&self, decision: &Decision) -> BTreeMap<&'static str, Vec<String>> {
        let mut found: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
        let mut add = |word: &'static str, text: String| found.entry(word).or_default().push(text);
        let record: serde_json::Value = match &decision.record {
            Some(record) => serde_json::from_str(record.line()).unwrap(),
            None => serde_json::Value::Null,
        };
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
        for case in &decision.cases {
            add("in", case.configuration.iter().map(|state| state.as_str()).collect::<Vec<_>>().join(" "));
            if case.opened {
                add("opened", case.case.to_string());
            }
            if let Some(outcome) = &case.ended {
                add("ended", outcome.to_string());
            }
            if let Some(why) = &case.halted {
                add("halted", why.to_string());
            }
            case.taken.iter().for_each(|label| add("took", label.to_string()));
        }
        if decision.cases.is_empty() {
            for case in self.account.open_cases() {
                add("in", self.account.configuration(case).unwrap().join(" "));
            }
        }
        for case in list(&record["cases"]) {
            list(&case["erred"]).iter().for_each(|erred| add("erred", text(&erred["at"])));
            list(&case["failed"]).iter().for_each(|failed| add("failing", text(&failed["at"])));
            for key in ["already_paid", "already_done"] {
                list(&case[key]).iter().for_each(|step| add("already", text(&step["step"])));
            }
            // Steps that were not out yet have no name any more: the host never heard of them.
            let pending = list(&case["withdrawn"]).len() - decision.withdrawn.len().min(list(&case["withdrawn"]).len());
            (0..pending).for_each(|_| add("withdrawn", "pending".to_owned()));
        }
        for id in &decision.withdrawn {
            let name = self.steps.iter().find(|(_, known)| known == id).map_or("?", |(name, _)| name);
            add("withdrawn", name.to_owned());
        }
        for ask in &decision.asks {
            let amount = ask.wants().amount().map(|amount| format!(" {amount}")).unwrap_or_default();
            add("ask", format!("{}{amount}", ask.wants().as_str()));
        }
        for promise in decision.promises.iter().filter(|promise| promise.state() != PromiseState::Open) {
            add("promise", format!("{} {}", promise.name(), promise.state()));
        }
        for held in &decision.held {
            let more = match (held.state(), held.approvers().len()) {
                (HeldState::Waiting, 0) => format!(" {}", held.role().unwrap_or("nobody")),
                (HeldState::Waiting, given) => format!(" {given}/{}", held.needs()),
                _ => String::new(),
            };
            add("held", format!("{} {}{more}", held.name(), held.state()));
        }
        decision.limits.iter().for_each(|hit| add("limit", format!("{} {}", hit.step, hit.limit)));
        decision.unhandled.iter().for_each(|kind| add("unhandled", kind.to_string()));
        decision.refusals.iter().for_each(|refusal| add("refused", format!("{} {}", refusal.fact, refusal.code)));
        list(&record["fired"]).iter().for_each(|fired| add("fired", text(&fired["event"])));
        let next = decision.wake_at.and_then(Time::from_utc);
        add("next", next.map_or("none".to_owned(), |time| time.to_string()));
        found
    }

    fn compare(
        &mut self,
        expected: &[Vec<String>],
        decision: &Decision,
        found: &BTreeMap<&'static str, Vec<String>>,
    ) -> Result<(), String> {
        let mut code = decision.outcome.code().to_owned();
        if let Some(denial) = &decision.denial {
            code.push_str(&format!(" {}", denial.code));
        }
        if expected[0].join(" ") != code {
            return Err(format!("the outcome is `{code}`"));
        }
        let mut wanted: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut steps = Vec::new();
        for item in &expected[1..] {
            let word = item[0].as_str();
            if WORDS.contains(&word) {
                wanted.entry(word).or_default().push(item[1..].join(" "));
            } else {
                steps.push(item);
            }
        }
        for word in WORDS {
            let (wanted, found) = (wanted.get(word), found.get(word));
            if wanted.is_none() && OPTIONAL.contains(&word) {
                continue;
            }
            if wanted != found {
                return Err(format!("`{word}` is {found:?}, not {wanted:?}"));
            }
        }
        let names: Vec<&str> = decision.steps.iter().map(|step| step.name.as_str()).collect();
        let wanted: Vec<&str> = steps.iter().map(|step| step[0].as_str()).collect();
        if names != wanted {
            return Err(format!("the steps are {names:?}, not {wanted:?}"));
        }
        for (step, fields) in decision.steps.iter().zip(&steps) {
            for pair in &fields[1..] {
                let (key, wanted) = pair.split_once('=').ok_or_else(|| format!("`{pair}` is no field"))?;
                self.field(step, key, wanted)?;
            }
        }
        Ok(())
    }

    fn field(&mut self, step: &Step, key: &str, wanted: &str) -> Result<(), String> {
        let found = value(step, key)?;
        // What is taken back goes by what it was paid under.
        let key = if key == "reverses_pays" { "pays" } else { key };
        if key != "pays" && key != "id" {
            return if found == wanted { Ok(()) } else { Err(format!("`{key}` is `{found}`, not `{wanted}`")) };
        }
        let label = format!("{key} {wanted}");
        let other = self.labels.iter().find(|(known, id)| **id == found && **known != label);
        if let Some((other, _)) = other {
            return Err(format!("`{label}` is the same as `{other}`"));
        }
        let known = self.labels.entry(label.clone()).or_insert_with(|| found.clone());
        if *known == found { Ok(()) } else { Err(format!("`{label}` was another before")) }
    }
}

/// What an explanation calls taken is what the decision says was taken and goes out, in the same order.
#[track_caller]
fn tells_what_was_done(explained: &Explanation, line: &str) {
    let decision = &explained.decision;
    let taken = |kind: CandidateKind, case: Option<&str>| -> Vec<String> {
        let selections =
            explained.selections.iter().filter(|selection| case.is_none() || selection.case.as_deref() == case);
        let candidates = selections.flat_map(|selection| &selection.candidates);
        let of_kind = candidates.filter(|candidate| candidate.kind == kind && candidate.fate == Fate::Taken);
        of_kind.map(|candidate| candidate.name.to_string()).collect()
    };
    let is_new = !explained.is_cut && decision.outcome.is_change();
    for change in decision.cases.iter().filter(|change| is_new && change.halted.is_none()) {
        let told = taken(CandidateKind::Transition, Some(&change.case));
        let transitions = change.taken.iter().filter(|label| !label.starts_with("trigger/"));
        let transitions: Vec<String> = transitions.map(ToString::to_string).collect();
        // A case of the same id may have ended just before.
        let same = decision.cases.iter().filter(|other| other.case == change.case).count() > 1;
        assert!(same || transitions == told, "{transitions:?} is told as {told:?}: {line}");
    }
    if is_new && decision.cases.iter().all(|change| change.halted.is_none()) {
        let steps: Vec<String> = decision.steps.iter().map(|step| step.name.to_string()).collect();
        assert_eq!(taken(CandidateKind::Step, None), steps, "{line}");
        let opened = decision.cases.iter().filter(|change| change.opened).count();
        assert_eq!(taken(CandidateKind::Trigger, None).len(), opened, "{line}");
    }
    assert!(explained.to_string().lines().count() >= explained.selections.len(), "{line}");
    serde_json::from_str::<serde_json::Value>(&explained.to_json()).unwrap();
}

/// A field of a step as text, `none` where there is nothing.
fn value(step: &Step, key: &str) -> Result<String, String> {
    let text = |value: Option<String>| value.unwrap_or_else(|| "none".to_owned());
    let name = |value: &Option<amends::Name>| text(value.as_ref().map(ToString::to_string));
    let names = |list: &[amends::Name]| list.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    Ok(match key {
        "kind" => step.kind.to_string(),
        "state" => step.state.to_string(),
        "case" => step.case.to_string(),
        "playbook" => step.playbook.split(':').next().unwrap_or_default().to_owned(),
        "at" => step.at.to_string(),
        "due" => text(step.due.map(|due| due.to_string())),
        "attempt" => step.attempt.to_string(),
        "to" => step.to.to_string(),
        "channel" => name(&step.channel),
        "chosen" => text(step.chosen.map(|reason| reason.to_string())),
        "not_before" => text(step.not_before.map(|time| time.to_string())),
        "message" => name(&step.message),
        // No-break spaces are written as `_`.
        "text" => text(step.text.as_ref().map(|text| text.replace(['\u{a0}', '\u{202f}'], "_"))),
        "locale" => name(&step.locale),
        // `said [name value] said [name! value]`, where `!` says that it is personal.
        "parts" => step.parts().map(part).collect(),
        "action" => name(&step.action),
        "asks" => names(&step.asks),
        "form" => names(&step.form),
        "amount" => text(step.amount.map(|amount| amount.to_string())),
        "pays" => text(step.pays.map(|pays| pays.to_string())),
        "id" => step.id.to_string(),
        "reverses" => text(step.reverses.as_ref().map(|of| of.name.to_string())),
        "reverses_pays" => text(step.reverses.as_ref().map(|of| of.pays.to_string())),
        "reverses_attempt" => text(step.reverses.as_ref().map(|of| of.attempt.to_string())),
        "disputed" => text(step.disputed.as_ref().map(|d| format!("{} {}", d.amount, d.because))),
        "ground" => text(step.ground.map(|ground| ground.to_string())),
        "because" => text(step.because.clone()),
        "refer" => text(step.refer.clone()),
        _ => {
            let wanted = key.strip_prefix("with.").ok_or_else(|| format!("steps have no `{key}`"))?;
            text(step.with.iter().find(|(known, _)| known.as_str() == wanted).map(|(_, value)| value.to_string()))
        }
    })
}

fn shown(part: TextPart<'_>) -> &str {
    match part {
        TextPart::Value { shown, .. } => shown,
        TextPart::Literal(text) => text,
        other => panic!("{other:?}"),
    }
}

fn part(part: TextPart<'_>) -> String {
    match part {
        TextPart::Value { name, value, personal, .. } => {
            format!("[{name}{} {value}]", if personal { "!" } else { "" })
        }
        TextPart::Literal(text) => text.to_owned(),
        other => panic!("{other:?}"),
    }
}

fn render(found: &BTreeMap<&'static str, Vec<String>>, decision: &Decision) -> String {
    let mut text = decision.outcome.code().to_owned();
    if let Some(denial) = &decision.denial {
        let _ = write!(text, " {} ({denial})", denial.code);
    }
    for step in &decision.steps {
        let _ = write!(text, "; {} due={}", step.name, value(step, "due").unwrap());
        for key in ["amount", "text", "attempt"] {
            let _ = write!(text, " {key}={:?}", value(step, key).unwrap());
        }
        step.with.iter().for_each(|(name, value)| {
            let _ = write!(text, " with.{name}={:?}", value.to_string());
        });
    }
    for word in WORDS {
        for item in found.get(word).into_iter().flatten() {
            let _ = write!(text, "; {word} {item}");
        }
    }
    if let Some(record) = &decision.record {
        let _ = write!(text, "\n{}", record.line());
    }
    text
}

fn datum(text: &str) -> Datum<'static> {
    let is_number = text.parse::<i64>().is_ok() || (text.contains('.') && text.parse::<f64>().is_ok());
    let json = match text {
        "true" | "false" | "null" => text.to_owned(),
        _ if is_number => text.to_owned(),
        _ => format!("\"{text}\""),
    };
    let event = format!(
        r#"{{"specversion":"1.0","id":"1","source":"s","type":"t","subject":"a","time":"2026-01-01T00:00:00Z","data":{{"x":{json}}}}}"#
    );
    Event::from_json(&event).unwrap().get("x").unwrap().into_owned()
}

fn later(time: Time, span: &str) -> Time {
    let (number, unit) = span.split_at(span.len() - 1);
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 86400,
        _ => panic!("`{span}` is no span"),
    };
    let span = format!("PT{}S", number.parse::<i64>().unwrap() * seconds);
    time.checked_add(span.parse().unwrap()).unwrap()
}

/// Splits outside quotes.
fn split(text: &str, at: char) -> Vec<String> {
    let mut quoted = false;
    let parts = text.split(|c: char| {
        quoted ^= c == '"';
        c == at && !quoted
    });
    parts.map(str::to_owned).collect()
}

/// Words outside quotes; the quotes go.
fn tokens(text: &str) -> Vec<String> {
    let words = split(text.trim(), ' ');
    words.iter().filter(|word| !word.is_empty()).map(|word| word.replace('"', "")).collect()
}
