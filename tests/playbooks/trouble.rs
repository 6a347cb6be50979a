//! Shipped playbooks when things go wrong a second time: a payment fails, or nobody answers at all.

use amends::{Event, Receipt, Step, StepKind};
use chrono::TimeDelta;

use crate::owed::ALL;
use crate::table::{Answer, Host, rule_events, story_events};

/// Longer than any case stays open.
const PATIENCE: TimeDelta = TimeDelta::days(400);

/// What a host brings about that gives receipts like this, until nothing more happens by itself.
fn outcome(host: &mut Host, event: Event) -> Answer {
    let (account, end) = (event.subject().to_owned(), event.time().utc() + PATIENCE);
    let mut answer = host.take(event);
    let later = host.wake(end, &account);
    answer.steps.extend(later.steps);
    answer.words.extend(later.words);
    answer
}

/// Runs every row whose event opens a case, and gives what it came to beside the sums that are owed.
fn each_case(receipt: fn(&Step) -> Option<Receipt>, check: impl Fn(&str, &Answer, &[String])) {
    for rules in &ALL {
        let mut host = Host::new(&[&format!("{}.yaml", rules.name)], |_| None);
        host.receipt = receipt;
        for (event, expected) in rule_events(&format!("tests/data/{}.tsv", rules.name)) {
            let subject = format!("{}: {}", rules.name, event.subject());
            let amounts = expected.split("; ").filter_map(|item| item.strip_prefix("compensation "));
            let amounts: Vec<String> = amounts.map(str::to_owned).collect();
            let answer = outcome(&mut host, event);
            if !answer.steps.is_empty() {
                check(&subject, &answer, &amounts);
            }
        }
    }
}

fn sums<'a>(steps: impl Iterator<Item = &'a Step>) -> Vec<String> {
    steps.filter_map(|step| step.amount).map(|amount| amount.to_string()).collect()
}

fn of_kind(answer: &Answer, kind: StepKind) -> impl Iterator<Item = &Step> {
    answer.steps.iter().filter(move |step| step.kind == kind)
}

fn fails_once(step: &Step) -> Option<Receipt> {
    let fails = step.kind == StepKind::Compensation && step.attempt == 1;
    Some(if fails { Receipt::failed(step.id, "no such account") } else { Receipt::done(step.id) })
}

#[test]
fn a_payment_that_fails_is_put_right_by_a_person_and_sent_again() {
    each_case(fails_once, |subject, answer, owed| {
        let second = of_kind(answer, StepKind::Compensation).filter(|step| step.attempt == 2);
        assert_eq!(sums(second), owed, "{subject}");
        let helped = of_kind(answer, StepKind::Escalation).count() > 0;
        assert!(helped || owed.is_empty(), "{subject}: nobody was told");
        assert!(answer.words.iter().any(|word| word.starts_with("ends ")), "{subject} never ends: {:?}", answer.words);
    });
}

/// The same in stories of several events: each subject is paid what it would have been.
#[test]
fn a_payment_that_fails_in_a_story_is_sent_again() {
    for name in ["complaint", "ofcom-compensation", "overbooked-room"] {
        let mut host = Host::new(&[&format!("{name}.yaml")], |_| None);
        host.receipt = fails_once;
        let mut payments = 0;
        for (event, expected) in story_events(&format!("tests/data/{name}.tsv")) {
            let subject = format!("{name}: {} at {}", event.subject(), event.time());
            let owed: Vec<_> = expected.split("; ").filter_map(|item| item.strip_prefix("compensation ")).collect();
            let answer = host.take(event);
            let second = of_kind(&answer, StepKind::Compensation).filter(|step| step.attempt == 2);
            assert_eq!(sums(second), owed, "{subject}");
            payments += owed.len();
        }
        assert!(payments > 10, "{name}: {payments}");
    }
}

#[test]
fn where_no_step_is_ever_answered_the_money_is_asked_for_all_the_same_and_a_person_is_called() {
    each_case(
        |_| None,
        |subject, answer, owed| {
            assert_eq!(sums(of_kind(answer, StepKind::Compensation)), owed, "{subject}");
            assert!(of_kind(answer, StepKind::Escalation).count() > 0, "{subject}: nobody was called");
            assert!(answer.words.iter().any(|word| word.starts_with("ends ")), "{subject} never ends");
        },
    );
}

#[test]
fn where_every_step_fails_a_person_is_called_and_the_case_ends() {
    let fails = |step: &Step| Some(Receipt::failed(step.id, "out of order"));
    each_case(fails, |subject, answer, _| {
        assert!(of_kind(answer, StepKind::Escalation).count() > 0, "{subject}: nobody was called");
        assert!(answer.words.iter().any(|word| word.starts_with("ends ")), "{subject} never ends");
        assert!(answer.steps.len() < 60, "{subject}: {} steps", answer.steps.len());
    });
}
