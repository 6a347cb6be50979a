//! Decisions as tracing spans and counters: `cargo run --example observe`.
//!
//! The library traces nothing itself. Every decision carries stable codes, and a host makes of them what it observes
//! its services with; here `tracing`, written to the terminal, and counters by code.

use std::collections::BTreeMap;
use std::io::IsTerminal;

use amends::{Decision, Desk, Engine, Event, Receipt, Secret, Source, compile};
use tracing::{Level, info, info_span, warn};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let colour = std::io::stdout().is_terminal();
    tracing_subscriber::fmt().with_max_level(Level::INFO).with_ansi(colour).without_time().init();
    let folder = env!("CARGO_MANIFEST_DIR");
    let text = std::fs::read_to_string(format!("{folder}/playbooks/eu261.yaml"))?;
    let engine = Engine::new(compile([Source::new("eu261.yaml", text)]).finish()?)?;
    let mut desk = Desk::new(engine, Secret::new([7; 32]));
    let mut counters = Counters::default();

    let lines = std::fs::read_to_string(format!("{folder}/examples/events/eu261.ndjson"))?;
    for event in lines.lines().filter_map(|line| Event::from_json(line).ok()).take(20) {
        let (account, now) = (event.subject().to_owned(), event.time().utc());
        let span = info_span!("event", id = event.id(), kind = event.kind(), account);
        let _entered = span.enter();
        let decision = desk.handle(&account, event, now)?;
        counters.observe(&decision);
        let mut waiting = decision.steps;
        while let Some(step) = waiting.pop() {
            let decision = desk.handle(&account, Receipt::done(step.id), now)?;
            counters.observe(&decision);
            waiting.extend(decision.steps);
        }
    }
    for (name, count) in counters.0 {
        println!("{name} {count}");
    }
    Ok(())
}

/// Counts by stable codes: names of outcomes, kinds of steps, outcomes of cases.
#[derive(Default)]
struct Counters(BTreeMap<String, u64>);

impl Counters {
    fn add(&mut self, name: String) {
        *self.0.entry(name).or_default() += 1;
    }

    fn observe(&mut self, decision: &Decision) {
        self.add(format!("amends_inputs_total{{outcome=\"{}\"}}", decision.outcome.code()));
        for step in &decision.steps {
            info!(step = %step.id, name = %step.name, kind = %step.kind, amount = step.amount.map(tracing::field::display), "step");
            self.add(format!("amends_steps_total{{kind=\"{}\"}}", step.kind));
        }
        for case in &decision.cases {
            if let Some(outcome) = &case.ended {
                info!(case = %case.case, %outcome, "case ended");
                self.add(format!("amends_cases_ended_total{{outcome=\"{outcome}\"}}"));
            }
        }
        for refusal in &decision.refusals {
            warn!(%refusal, "refused");
            self.add(format!("amends_refusals_total{{code=\"{}\"}}", refusal.code));
        }
        for failure in &decision.unhandled {
            warn!(%failure, "nobody handled a failure");
        }
    }
}
