//! No personal value stands where it would outlive its person: planted ones are searched for in everything that is kept
//! or printed.

mod host;

use amends::chrono::{Days, NaiveDate};
use amends::{Account, Datum, Decision, Engine, Event, Input, Receipt, Source, Time, compile, replay, verify};
use host::{Host, events, read};
use proptest::prelude::*;

/// What nobody's text, amount or duration would hold by chance.
const PLANTED: &str = "Pl4nted";
const CENTS: &str = "7391.53";

/// A shipped playbook in which every fact is personal, key facts too.
fn all_personal(name: &str) -> String {
    let mut is_fact = false;
    let lines = read(&format!("playbooks/{name}")).lines().map(str::to_owned).collect::<Vec<_>>();
    let lines = lines.into_iter().map(|line| {
        if !line.starts_with(' ') && !line.is_empty() {
            is_fact = line == "facts:";
        }
        match line.trim().split_once(':').filter(|_| is_fact && line.starts_with("  ")) {
            Some((fact, rest)) => match rest.trim().strip_prefix('{') {
                Some(rest) if !rest.contains("personal:") => format!("  {fact}: {{ personal: true,{rest}"),
                Some(_) => line,
                None => format!("  {fact}: {{ type: {}, personal: true }}", rest.trim()),
            },
            None => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn engine() -> Engine {
    let playbooks = ["late-parcel.yaml", "eu261.yaml", "uk261.yaml"].map(|name| Source::new(name, all_personal(name)));
    let sources = playbooks.into_iter().chain([Source::new("policy.yaml", read("playbooks/policy.yaml"))]);
    Engine::new(compile(sources).finish().unwrap_or_else(|report| panic!("{}", report.to_text(false)))).unwrap()
}

/// The event with other values: texts and amounts planted, and members that nobody declares.
fn planted(event: &Event) -> Event {
    let mut changed = Event::new(event.id(), event.source(), event.kind(), event.subject(), event.time());
    for (name, datum) in event.data() {
        let datum = match datum {
            Datum::Text(text) if text.ends_with(" GBP") || text.ends_with(" EUR") => {
                Datum::Text(format!("{CENTS}{}", &text[text.len() - 4..]).into())
            }
            Datum::Text(text) if name != "choice" && !text.starts_with(['P', '-']) && text != "gold" => {
                Datum::Text(format!("{PLANTED} {text}").into())
            }
            other => other,
        };
        changed = changed.with(name, datum);
    }
    changed.with("note", format!("{PLANTED} note")).with("nested", Datum::Nested(format!("[\"{PLANTED}\"]").into()))
}

fn holds_nothing(what: &str, text: &str, secrets: &[String]) {
    for secret in secrets {
        let at = text.find(secret.as_str());
        let near = at.map(|at| text.get(at.saturating_sub(80)..(at + 80).min(text.len())).unwrap_or(text));
        assert_eq!(near, None, "{secret} stands in {what}");
    }
}

/// Everything that a decision prints or leaves behind, but for the steps and the values themselves.
fn holds_nothing_of(decision: &Decision, secrets: &[String]) {
    // When something is due, and is done, can't be hidden: the host has to know.
    let mut timeless = decision.clone();
    timeless.wake_at = None;
    holds_nothing("the decision's Debug", &format!("{timeless:?}"), secrets);
    let refusals: String = decision.refusals.iter().map(|refusal| format!("{refusal} {refusal:?}")).collect();
    holds_nothing("refusals", &refusals, secrets);
    if let Some(record) = &decision.record {
        holds_nothing("the record", record.line(), secrets);
    }
}

fn stored(account: &Account) -> String {
    serde_json::to_string(account).unwrap()
}

#[test]
fn nothing_of_the_shipped_playbooks_events_stands_in_records_or_erased_accounts() {
    let secrets = [PLANTED.to_owned(), CENTS.to_owned(), "7,391".to_owned()];
    let mut host = Host::new(engine());
    let (mut shown, mut knowing) = (0, 0);
    for file in ["late-parcel.ndjson", "eu261.ndjson", "uk261.ndjson"] {
        for event in events(file) {
            for event in [planted(&event), planted(&event).with("days_late", PLANTED).with("distance_km", PLANTED)] {
                let account = event.subject().to_owned();
                for decision in host.event(event) {
                    holds_nothing_of(&decision, &secrets);
                    shown += usize::from(decision.personal.iter().any(|personal| {
                        let value = personal.value.to_string();
                        value.contains(PLANTED) || value.contains(CENTS)
                    }));
                }
                knowing += usize::from(erased(&host, &account, &secrets));
            }
        }
    }
    assert!(shown > 20, "planted values reached {shown} records");
    assert!(host.steps.iter().any(|step| step.text.as_deref().is_some_and(|text| text.contains(PLANTED))));
    // What facts say of a customer is hidden member by member, whatever its type.
    for line in host.records.values().flatten() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let data = record["input"]["event"]["data"].as_object();
        for (name, value) in data.into_iter().flatten() {
            assert!(value["digest"].is_string() || value.is_null(), "{name} is {value} in {line}");
        }
    }
    assert!(knowing > 20, "{knowing} accounts knew planted values when they were erased");
}

/// Erases a copy of an account as it stands, and searches everything that is left. Whether it knew anything.
fn erased(host: &Host, id: &str, secrets: &[String]) -> bool {
    let Some(mut account) = host.desk.account(id).cloned() else { return false };
    holds_nothing("an account's Debug", &format!("{account:?}"), secrets);
    let before = stored(&account);
    let now = account.time().unwrap();
    let decision = host.desk.engine().handle(&mut account, Input::Erase, now).unwrap();
    holds_nothing_of(&decision, secrets);
    holds_nothing("the erased account", &stored(&account), secrets);
    let lines: Vec<&str> =
        host.records[id].iter().map(String::as_str).chain(decision.record.iter().map(|r| r.line())).collect();
    verify(lines.iter().copied(), []).unwrap();
    let error = replay(host.desk.engine(), id, None, lines, |_, _| None);
    holds_nothing("what replay says", &format!("{error:?}"), secrets);
    secrets.iter().any(|secret| before.contains(secret.as_str()))
}

#[test]
fn a_record_tells_the_locale_unless_that_is_personal() {
    let playbook = |personal: bool, messages: &str| {
        format!(
            "playbook: p\nversion: 1\nfacts: {{ lang: {{ type: text, personal: {personal} }} }}\ncustomer: {{ locale: lang }}\n\
             events: {{ e: [lang] }}\ntriggers: {{ t: {{ upon: e }} }}\nstates:\n  a: {{ do: [apology: {{ message: m }}], after: {{ 1d: z }} }}\n  \
             z: {{ end: done }}\nmessages: {{ m: {messages} }}\n"
        )
    };
    for (personal, messages, lang, told) in [
        (false, "{ en: A, fr: B }", "fr-CA", r#""locale":"fr-CA""#),
        (false, "{ en: A, fr: B }", "ja", r#""locale":"en""#),
        (false, "{ en: A }", "en", ""),
        (true, "{ en: A, fr: B }", "fr-CA", r#""locale":{"digest":"#),
        // That it is none of the playbook's is told by nothing either.
        (true, "{ en: A, fr: B }", "ja", r#""locale":{"digest":"#),
        (true, "{ en: A }", "en", ""),
    ] {
        let house = compile([Source::new("p.yaml", playbook(personal, messages))]).finish().unwrap();
        let mut account = Account::new("ana", amends::Secret::new([7; 32]));
        let now: Time = "2026-03-02T09:00:00Z".parse().unwrap();
        let event = Event::new("1", "s", "e", "ana", now).with("lang", lang);
        let decision = Engine::new(house).unwrap().handle(&mut account, event, now.utc()).unwrap();
        let line = decision.record.as_ref().unwrap().line();
        assert_eq!((line.contains(told), line.contains("locale")), (true, !told.is_empty()), "{line}");
        let kept = decision.personal.iter().find(|personal| personal.path.ends_with(".locale"));
        assert_eq!(kept.is_some(), personal && !told.is_empty(), "{messages}");
    }
}

#[test]
fn an_event_that_cannot_be_read_is_not_quoted() {
    let head = r#"{"id":"1","source":"s","type":"e","subject":"a","time":"2026-03-02T09:00:00Z","data":"#;
    for data in [
        r#"{"who":"Pl4nted" "x"}}"#,
        r#"{"who":"Pl4nted","who":"Pl4nted"}}"#,
        r#"{"who":Pl4nted}}"#,
        r#"{"who":"Pl4nted\ud800"}}"#,
        r#"["Pl4nted"]}"#,
        r#""Pl4nted"}"#,
    ] {
        let error = Event::from_json(&format!("{head}{data}")).unwrap_err();
        holds_nothing(data, &format!("{error} {error:?}"), &[PLANTED.to_owned()]);
    }
}

/// Every way that a value can go through a playbook.
const EVERY_WAY: &str = r#"
playbook: p
version: 1
key: [member]
facts:
  member: { type: text, personal: true }
  who: { type: text, personal: true }
  income: { type: money, currency: GBP, personal: true }
  score: { type: decimal, personal: true }
  waited: { type: duration, personal: true }
  born: { type: date, personal: true }
  called: { type: time, personal: true }
  copy: { type: text, default: "-" }
  second: { type: text, default: "-" }
  later: { type: date, default: 2026-01-01 }
  share: { type: money, currency: GBP, default: 0 GBP }
derive:
  half: income * 0.5
  grade:
    - { when: score > 10, is: income * 0.25 }
    - { is: 3 GBP }
events:
  e: { carries: [member, who, income], may_carry: [score, waited, born, called] }
  more: { carries: [member], may_carry: [who, income, score, born] }
triggers:
  often: { upon: more, count: 3, in: 30d, per: key, when: "score > 0" }
  t: { upon: e, set: { copy: who } }
states:
  a:
    do:
      - set: { second: copy, later: "plus_days(born, 20000)", share: half }
      - notice: { as: told, message: dated, to: team, with: { second, score, later, half }, within: "plus_days(born, 24000)" }
      - compensation: { as: paid, amount: half, disputed: { amount: grade, because: "{grade} for {copy}" }, once: [who, income], because: "{second} {amount} {score}" }
      - compensation: { as: small, amount: grade, because: "{waited} since {called}" }
      - promise: { as: call, message: m, by: called, wait: false }
      - promise: { as: kept, message: m, by: 3d from called, wait: false }
      - follow_up: { as: birthday, message: m, after: "plus_days(born, 25000)", within: 1h, wait: false }
      - decline: { as: refusal, message: m, because: "{who} has {income}", refer: "court of {second}" }
      - { keep: kept, because: "{who} was called" }
      - { waive: call, because: "{second} said no to {half}" }
    upon:
      more: { go: b, when: "income > 0 GBP" }
    at: { "plus_days(born, 26000)": b }
  b:
    do: [ notice: { as: again, message: m, to: team, with: { who, later } } ]
    upon: { e: z }
    at: { "later": z }
    after: { 30000d: z }
  z: { end: done }
messages: { m: { en: "Dear {who} of {member}, {half} " }, dated: { en: "By {due}, {who}" } }
"#;

#[derive(Debug, Clone)]
struct Person {
    text: String,
    cents: u32,
    days: u64,
    minutes: u32,
}

fn person() -> impl Strategy<Value = Person> {
    ("[b-df-hj-np-tv-z]{6}", 10_000_000..99_999_999_u32, 0..9_000_u64, 10_000..99_999_u32)
        .prop_map(|(text, cents, days, minutes)| Person { text, cents, days, minutes })
}

impl Person {
    fn born(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + Days::new(self.days)
    }

    fn event(&self, id: usize, kind: &str, time: Time) -> Event {
        let money = |cents: u32| format!("{}.{:02} GBP", cents / 100, cents % 100);
        let event = Event::new(id.to_string(), "shop", kind, "a-17", time);
        event
            .with("member", format!("M{}/\"%", self.text))
            .with("who", format!("{{who}} {}\n\u{1F600}", self.text))
            .with("income", money(self.cents))
            .with("score", Datum::Number(format!("{}.5", self.minutes).into()))
            .with("waited", format!("PT{}M", self.minutes))
            .with("born", self.born().to_string())
            .with("called", format!("{}T03:17:44Z", self.born() + Days::new(21_000)))
    }

    /// What must not be found: the values, what is computed from them, and their moments.
    fn secrets(&self) -> Vec<String> {
        let moments = [0, 20_000, 21_000, 21_003, 24_000, 24_001, 25_000, 26_000, 26_001];
        let dates = moments.iter().map(|days| (self.born() + Days::new(*days)).to_string());
        let amounts = [self.cents, self.cents / 2, self.cents / 4, self.cents.div_ceil(2), self.cents.div_ceil(4)];
        let amounts = amounts.iter().map(|cents| format!("{}.{:02}", cents / 100, cents % 100));
        let hours = format!("PT{}H", self.minutes / 60);
        let rest = [self.text.clone(), format!("{}.5", self.minutes), format!("{}M", self.minutes), hours];
        dates.chain(amounts).chain(rest).collect()
    }
}

#[derive(Debug, Clone, Copy)]
enum Act {
    Event(bool),
    Receipt(usize, bool),
    /// So many hours later, never at the very moment of a timer.
    Wake(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        any::<bool>().prop_map(Act::Event),
        (any::<usize>(), any::<bool>()).prop_map(|(which, done)| Act::Receipt(which, done)),
        (1..200_000_i64).prop_map(Act::Wake),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_way_through_a_playbook_leads_into_records(person in person(), acts in prop::collection::vec(act(), 0..12)) {
        let compiled = compile([Source::new("p.yaml", EVERY_WAY)]);
        let engine = Engine::new(compiled.finish().unwrap_or_else(|report| panic!("{}", report.to_text(false)))).unwrap();
        let mut host = Host::new(engine);
        let secrets = person.secrets();
        let mut now: Time = "2026-03-02T09:31:07Z".parse().unwrap();
        let first = host.handle("a-17", person.event(0, "e", now), now);
        prop_assert_eq!(first.outcome.code(), "applied");
        prop_assert!(first.steps.len() >= 5, "{:?}", first.steps);
        holds_nothing_of(&first, &secrets);
        for (number, act) in acts.iter().enumerate() {
            let input: Input = match act {
                Act::Event(first) => person.event(number + 1, if *first { "e" } else { "more" }, now).into(),
                Act::Receipt(which, done) => {
                    let open: Vec<_> = host.desk.account("a-17").unwrap().open_steps().map(|step| step.id()).collect();
                    let Some(step) = open.get(which % open.len().max(1)) else { continue };
                    if *done { Receipt::done(*step).into() } else { Receipt::failed(*step, "no").into() }
                }
                Act::Wake(wait) => {
                    let hours = |hours: i64| amends::Duration::seconds(hours * 3600).unwrap();
                    now = now.checked_add(hours(*wait)).unwrap();
                    // The host's own time stands in records, so that it must not come to one of those days by chance.
                    while secrets.iter().any(|secret| now.to_string().starts_with(secret.as_str())) {
                        now = now.checked_add(hours(24)).unwrap();
                    }
                    Input::Wake
                }
            };
            let decision = host.handle("a-17", input, now);
            holds_nothing_of(&decision, &secrets);
        }
        holds_nothing("the account's Debug", &format!("{:?}", host.desk.account("a-17")), &secrets);
        let erased = host.handle("a-17", Input::Erase, now);
        holds_nothing_of(&erased, &secrets);
        holds_nothing("the erased account", &stored(host.desk.account("a-17").unwrap()), &secrets);
        let values = |seq: u64, path: &str| host.personal.get(&("a-17".to_owned(), seq, path.to_owned())).cloned();
        let lines = host.records["a-17"].iter().map(String::as_str);
        let replayed = replay(host.desk.engine(), "a-17", host.desk.secret_of("a-17"), lines, values);
        let replayed = replayed.unwrap_or_else(|error| panic!("{error} {:#?}", error.difference()));
        prop_assert_eq!(Some(&replayed.account), host.desk.account("a-17"));
    }
}
