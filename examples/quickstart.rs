//! A service that embeds the crate, in about forty lines: `cargo run --example quickstart`.

use amends::{Account, Decision, Engine, Event, Input, Receipt, Secret, Source, Step, Time, compile};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // At start: compile playbook and house rules, all findings at once, and share the engine among the service's threads.
    let read = |name: &str| std::fs::read_to_string(format!("{}/playbooks/{name}", env!("CARGO_MANIFEST_DIR")));
    let sources =
        [Source::new("late-parcel.yaml", read("late-parcel.yaml")?), Source::new("policy.yaml", read("policy.yaml")?)];
    let engine = Engine::new(compile(sources).finish()?)?;

    // Once a customer: an account with a secret from a source of randomness. Here, where all is printed, any will do.
    let mut account = Account::new("customer-1", Secret::new([7; 32]));

    // A parcel is late. What the service does about it, the care team has written down.
    let now: Time = "2026-03-27T16:30:00Z".parse()?;
    let event = Event::new("evt-1", "warehouse", "parcel.late", "customer-1", now)
        .with("order", "A1")
        .with("days_late", 2)
        .with("order_total", "40.00 GBP")
        .with("first_name", "Ana");
    let mut waiting = decide(&engine, &mut account, event.into(), now)?.steps;

    // Do each step and say that it is done; the next steps follow.
    while let Some(step) = waiting.pop() {
        carry_out(&step);
        waiting.extend(decide(&engine, &mut account, Receipt::done(step.id).into(), now)?.steps);
    }
    println!("waiting in {:?}", account.configuration("late-parcel/A1"));

    // Nobody answers for a week: the service wakes the account when the decision said so.
    let due = account.wake_at().ok_or("a timer is armed")?;
    let decision = engine.handle(&mut account, Input::Wake, due)?;
    println!("{due}: ended {:?}", decision.cases[0].ended);
    Ok(())
}

/// One transaction: the account, the record, the steps and the personal values, before anything is done.
fn decide(engine: &Engine, account: &mut Account, input: Input, now: Time) -> Result<Decision, amends::EngineError> {
    let decision = engine.handle(account, input, now.utc())?;
    if let Some(record) = &decision.record {
        println!("store record {} {}", record.seq(), record.hash());
    }
    Ok(decision)
}

/// What the service does: sends the text, pays under the key `pays`, calls somebody.
fn carry_out(step: &Step) {
    let amount = step.amount.map(|amount| format!(" of {amount}")).unwrap_or_default();
    println!("do {}{amount}: {}", step.kind, step.text.as_deref().unwrap_or_default());
}
