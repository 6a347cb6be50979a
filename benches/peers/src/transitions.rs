//! Receipts through six states: ours writes its records, the peer writes none.

use amends::{Account, Engine, Event, Receipt, Secret, Source, Time, compile};
use determa_state::{AggregateState, Bindings, Bundle, Delivery, Envelope, Target, Value, create, dispatch};

use crate::table::{Row, Table};
use crate::timing::{Job, medians};

/// The kinds of steps that both send, in this order; the receipt of the last ends the case.
const STEPS: [&str; 6] = ["apology", "explanation", "remedy", "compensation", "notice", "task"];

pub fn add(table: &mut Table) {
    let (ours, theirs) = (Ours::new(), Determa::new());
    assert_eq!(ours.kinds(), STEPS);
    assert_eq!(theirs.kinds(), STEPS);
    // The account is copied before each walk, for handling changes it; the peer copies its state within each dispatch.
    let [our_time, their_time] = medians([Job::new(|| ours.walk(|_| ())), Job::new(|| theirs.walk(|_| ()))]);
    table.0.push(Row {
        what: "one receipt of a chart of six states (ours with its record)".to_owned(),
        ours: our_time / STEPS.len() as f64,
        peer: "determa-state",
        theirs: their_time / STEPS.len() as f64,
    });
}

struct Ours {
    engine: Engine,
    /// Its case has just been opened.
    account: Account,
    first: amends::Step,
    receipts: Vec<Receipt>,
    time: Time,
}

impl Ours {
    fn new() -> Self {
        let source = Source::new("six-states.yaml", include_str!("../../six-states.yaml"));
        let engine = Engine::new(compile([source]).finish().unwrap()).unwrap();
        let time: Time = "2026-03-27T16:30:00Z".parse().unwrap();
        let mut account = Account::new("customer-1", Secret::new([7; 32]));
        let event = Event::new("1", "warehouse", "parcel.late", "customer-1", time)
            .with("order", "A1")
            .with("days_late", 3)
            .with("order_total", "40.00 GBP");
        let first = engine.handle(&mut account, event, time.utc()).unwrap().steps.remove(0);
        let mut ours = Self { engine, account, receipts: vec![Receipt::done(first.id)], first, time };
        for _ in 1..STEPS.len() {
            let mut last = None;
            ours.walk(|step| last = Some(step.id));
            ours.receipts.push(Receipt::done(last.unwrap()));
        }
        ours
    }

    /// From the first receipt to the last.
    fn walk(&self, mut sent: impl FnMut(&amends::Step)) -> Account {
        let mut account = self.account.clone();
        for receipt in &self.receipts {
            let decision = self.engine.handle(&mut account, receipt.clone(), self.time.utc()).unwrap();
            assert!(decision.record.is_some());
            decision.steps.iter().for_each(&mut sent);
        }
        account
    }

    fn kinds(&self) -> Vec<String> {
        let mut kinds = vec![self.first.kind.to_string()];
        let account = self.walk(|step| kinds.push(step.kind.to_string()));
        assert_eq!(account.open_steps().count(), 0);
        kinds
    }
}

struct Determa {
    bundle: Bundle,
    /// Just created.
    state: AggregateState,
    first: String,
    receipts: Vec<Envelope>,
}

impl Determa {
    fn new() -> Self {
        let bundle = determa_state::load_bundle(include_str!("../charts/six-states.yaml")).unwrap();
        let input = [
            ("order", Value::String("A1".to_owned())),
            ("days_late", Value::Int(3)),
            ("order_total", Value::Int(4000)),
        ];
        let bindings =
            Bindings { input: input.map(|(name, value)| (name.to_owned(), value)).into(), ..Bindings::default() };
        let created = create(&bundle, "six_states", "customer-1", "1", &bindings);
        let state = created.state.unwrap();
        let receipt = |nth: usize| Envelope {
            event: "step_done".to_owned(),
            event_id: format!("receipt-{nth}"),
            target: Target::Root {
                root_instance_id: state.root_instance_id.clone(),
                root_runtime_id: state.root.runtime_id.clone(),
            },
            payload: [].into(),
            correlation_id: Some("A1".to_owned()),
        };
        let receipts = (0..STEPS.len()).map(receipt).collect();
        Self { first: kind(&created.emissions[0]), bundle, state, receipts }
    }

    fn walk(&self, mut sent: impl FnMut(&determa_state::Emission)) -> AggregateState {
        let mut state = None;
        for receipt in &self.receipts {
            let before = state.as_ref().unwrap_or(&self.state);
            let result = dispatch(&self.bundle, before, Some(Delivery::Input(receipt.clone())));
            assert!(result.rejection.is_none() && result.fault.is_none());
            result.emissions.iter().for_each(&mut sent);
            state = result.state;
        }
        state.unwrap()
    }

    fn kinds(&self) -> Vec<String> {
        let mut kinds = vec![self.first.clone()];
        let state = self.walk(|emission| kinds.push(kind(emission)));
        assert_eq!(state.root.status, determa_state::RuntimeStatus::Completed);
        kinds
    }
}

fn kind(emission: &determa_state::Emission) -> String {
    match &emission.payload["kind"] {
        Value::String(kind) => kind.clone(),
        other => panic!("a kind is a text: {other:?}"),
    }
}
