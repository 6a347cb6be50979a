//! Texts as playbooks.

use amends::{Compiled, Datum, Engine, Event, Input, Receipt, Source, Time};

use super::world::{Trail, harmless, time};

/// A text is read the same however its lines end and whatever stands before and behind it; findings lie within it, and
/// nothing that is drawn is obeyed by a terminal.
pub fn read(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let compiled = compiled(text);
    let report = compiled.report();
    let mut last = 0;
    for finding in report.iter() {
        let span = finding.span();
        let (start, end) = (span.start as usize, span.end as usize);
        assert!(text.get(start..end).is_some(), "{span:?} of {finding:?} lies outside");
        assert!(last <= start, "findings stand in the order of the text");
        last = start;
        for label in &finding.labels {
            assert!(text.get(label.span.start as usize..label.span.end as usize).is_some(), "{label:?}");
        }
    }
    for drawn in [report.to_text(false), report.to_json(), report.to_string()] {
        harmless(&drawn);
    }
    let before = said(text);
    assert_eq!(before, said(text), "the same text is read the same");
    // A quoted or block text may hold the ends of lines themselves; limits count bytes.
    let is_plain = !text.contains(['\r', '|', '>', '"', '\'', '\\', '\u{feff}', '%', '\u{85}', '\u{2028}', '\u{2029}']);
    if is_plain && text.len() < 100_000 && report.len() < 50 {
        assert_eq!(before, said(&format!("\u{feff}{text}")), "behind a byte order mark");
        assert_eq!(before, said(&text.replace('\n', "\r\n")), "with other ends of lines");
        // Where the structure is torn, what is said depends on what comes next.
        if !before.iter().any(|said| said.starts_with("yaml-") || said.starts_with("unquoted-")) {
            assert_eq!(before, said(&format!("{text}\n# a comment\n")), "before a comment");
        }
    }
}

/// What a playbook of any make meets as the rules of its house, and a policy of any make as a playbook.
const POLICY: &str = include_str!("../../fixtures/policy.yaml");
const PLAYBOOK: &str = include_str!("../playbook.yaml");

/// What compiles runs, alone and with its house: the same twice, within what must hold of every decision, and replayed to
/// the same.
pub fn compile(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let other = if text.starts_with("policy") { PLAYBOOK } else { POLICY };
    run(|| compiled(text));
    run(|| amends::compile([Source::new("p.yaml", text), Source::new("q.yaml", other)]));
}

fn run(compiled: impl Fn() -> Compiled) {
    let Ok(house) = compiled().finish() else { return };
    let references =
        |house: &amends::House| house.playbooks().iter().map(|p| p.reference().to_owned()).collect::<Vec<_>>();
    assert_eq!(references(&house), references(&compiled().finish().unwrap()));
    let engine = Engine::new(house).unwrap();
    let mut trail = Trail::new("ana");
    let mut now = time("2026-03-02T09:00:00Z");
    for round in 0..12 {
        let kind = ["e", "parcel.late", "again", "customer.replied"][round % 4];
        let event = event(round, kind, now);
        let _ = trail.handle(&engine, event.clone(), now);
        assert!(!trail.handle(&engine, event, now).outcome.is_change(), "an event works once");
        for (nth, step) in
            trail.account.open_steps().map(|step| step.id()).take(8).collect::<Vec<_>>().into_iter().enumerate()
        {
            let receipt = if (nth + round) % 3 == 0 { Receipt::failed(step, "no") } else { Receipt::done(step) };
            let _ = trail.handle(&engine, receipt.clone(), now);
        }
        now = trail.account.wake_at().and_then(Time::from_utc).map_or(now, |due| due.max(now));
        let _ = trail.handle(&engine, Input::Wake, now);
    }
    trail.hold(&engine);
}

fn event(round: usize, kind: &str, now: Time) -> Event {
    let number = i32::try_from(round).unwrap();
    Event::new(round.to_string(), "s", kind, "ana", now)
        .with("order", if round < 6 { "A" } else { "B" })
        .with("days_late", number)
        .with("f", number - 2)
        .with("n", Datum::Number(format!("{round}.5").into()))
        .with("order_total", "40.00 GBP")
        .with("total", "0.01 GBP")
        .with("satisfied", round % 2 == 0)
        .with("first_name", "Ana")
}

fn compiled(text: &str) -> Compiled {
    amends::compile([Source::new("p.yaml", text)])
}

/// Codes and messages of the findings, and the references of what compiled.
fn said(text: &str) -> Vec<String> {
    let compiled = compiled(text);
    let mut said: Vec<_> =
        compiled.report().iter().map(|finding| format!("{} {}", finding.code, finding.message)).collect();
    match compiled.finish() {
        Ok(house) => {
            said.extend(house.playbooks().iter().map(|playbook| playbook.reference().to_owned()));
            said.extend(policy(&house));
        }
        Err(report) => assert!(report.is_blocking()),
    }
    said
}

fn policy(house: &amends::House) -> Option<String> {
    house.policy().map(|policy| policy.reference().to_owned())
}
