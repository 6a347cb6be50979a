//! Business time: what is counted by calendars (rules 11, 12, 13, 14, 23, 36).

use amends::{Account, Event, Secret, Time};

use super::story::{check, engine, refuses};

/// England's office and a help line that works nights; the office counts where none is named.
const POLICY: &str = "
policy: house
zone: Europe/London
calendar: office
calendars:
  office:
    hours: { mon-thu: ['09:00-12:30', '13:30-17:30'], fri: '09:00-16:00' }
    closed: [2026-04-03, 2026-04-06, 2026-12-25, 2026-12-28]
  nights: { hours: { mon-fri: '22:00-06:00' } }
  post: { days: mon-sat, closed: [2026-04-03] }
";

fn house(playbook: &str) -> String {
    format!("{playbook}\n---{POLICY}")
}

#[test]
fn deadlines_are_counted_by_the_calendar_that_they_name() {
    check(
        &house(
            "
zone: Europe/London
facts: { reported: { type: date, default: 2026-03-20 } }
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - task: { as: hours, action: x, within: 4 business hours }
      - task: { as: days, action: x, within: 3 working days }
      - task: { as: night, action: x, within: 1 business hour in nights }
      - task: { as: post, action: x, within: 1 business day in post }
      - task: { as: since, action: x, within: 3 business days from reported }
      - task: { as: opening, action: x, within: 1 working hour from opened }
      - promise: { as: call, message: m, by: 1 business day }
      - task: { as: text, action: x, with: { until: opened }, within: 6 business days in post from opened }
    upon: { e: z, step.overdue: { stay: true }, step.failed: z }
  z: { end: done }
messages: { m: { en: 'We call you by {by}.' } }
",
        ),
        // Friday afternoon; clocks go forward on Sunday.
        "
at 2026-03-27T15:30:00Z
event e -> applied; hours due=2026-03-30T11:30:00Z; days due=2026-04-01T16:30:00Z; night due=2026-03-27T23:00:00Z; post due=2026-03-28T24:00:00Z; since due=2026-03-25T17:30:00Z; opening due=2026-03-30T08:30:00Z; call due=2026-03-30T16:30:00Z; text due=2026-04-04T23:00:00Z
"
        .replace("2026-03-28T24:00:00Z", "2026-03-29T00:00:00Z")
        .as_str(),
    );
}

#[test]
fn a_business_day_counts_from_the_local_date_whatever_the_hour() {
    let playbook = house(
        "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a: { do: [task: { action: x, within: 3 business days }], upon: { e: z, step.overdue: { stay: true } } }
  z: { end: done }
",
    );
    for (start, due) in [
        ("2026-03-09T00:00:00Z", "2026-03-12T17:30:00Z"),
        ("2026-03-09T23:59:00Z", "2026-03-12T17:30:00Z"),
        ("2026-03-10T00:00:00Z", "2026-03-13T16:00:00Z"),
        // In the house it is Tuesday already; the calendar's clocks count.
        ("2026-06-08T23:30:00Z", "2026-06-12T15:00:00Z"),
        // Over Easter, and over Christmas with its substitute day.
        ("2026-04-01T12:00:00Z", "2026-04-08T16:30:00Z"),
        ("2026-12-24T12:00:00Z", "2026-12-31T17:30:00Z"),
    ] {
        check(&playbook, &format!("at {start}\nevent e -> applied; a.task due={due}"));
    }
}

#[test]
fn timers_follow_ups_and_windows_count_by_calendars_too() {
    check(
        &house(
            "
zone: Europe/London
facts: { order: text }
key: [order]
events: { e: [order], other: [] }
triggers:
  again: { upon: e, count: 2, in: 2 business days, go: angry }
  first: { upon: e, go: a }
states:
  a:
    do: [follow_up: { message: m, after: 2 business hours, within: 2 business hours in nights, wait: false }]
    after: { 1 business day: z }
    upon: { step.overdue: { stay: true }, step.failed: z }
  angry: { upon: { other: z } }
  z: { end: done }
messages: { m: { en: Hello. } }
",
        ),
        "
at 2026-03-12T16:30:00Z
event e order=A           -> applied; in a; next 2026-03-13T10:00:00Z
wake 2026-03-13T10:00:00Z -> applied; fired follow_up.a.follow_up; a.follow_up due=2026-03-14T00:00:00Z; next 2026-03-13T16:00:00Z
wake 2026-03-13T16:00:00Z -> applied; fired after.a; in z; ended done
at 2026-03-16T17:29:59Z
event e order=B           -> applied; in angry        # two business days after Thursday end with Monday
",
    );
}

#[test]
fn a_window_of_business_time_reaches_back_to_what_is_not_over() {
    let playbook = house(
        "
facts: { order: text }
key: [order]
events: { e: [order] }
triggers:
  again: { upon: e, count: 2, in: PERIOD, go: again }
  first: { upon: e, go: first }
states:
  first: { upon: { e: z } }
  again: { upon: { e: z } }
  z: { end: done }
",
    );
    for (period, first, last) in [
        // Friday has three of the four hours until noon; what came exactly so long ago no longer counts.
        ("4 business hours", "2026-03-12T16:30:00Z", "2026-03-13T11:59:59Z"),
        ("4 business hours", "2026-03-12T20:00:00Z", "2026-03-13T12:59:59Z"),
        ("4 business hours in nights", "2026-03-13T23:00:00Z", "2026-03-14T02:59:59Z"),
        // Two days after Thursday end with Monday, whatever the hour.
        ("2 business days", "2026-03-12T00:00:00Z", "2026-03-16T17:29:59Z"),
        ("2 business days", "2026-03-12T23:59:59Z", "2026-03-16T17:29:59Z"),
        ("2 business days", "2026-03-15T12:00:00Z", "2026-03-17T17:29:59Z"),
        ("1 business day in post", "2026-03-14T12:00:00Z", "2026-03-16T23:59:59Z"),
    ] {
        let playbook = playbook.replace("PERIOD", period);
        check(
            &playbook,
            &format!(
                "at {first}\nevent e order=A -> applied; in first\nat {last}\nevent e order=B -> applied; in again"
            ),
        );
        check(
            &playbook,
            &format!(
                "at {first}\nevent e order=A -> applied; in first\nat {last}\n+1s\nevent e order=B -> applied; in first"
            ),
        );
    }
}

#[test]
fn a_paused_clock_keeps_what_is_left_in_its_own_unit() {
    let playbook = house(
        "
zone: Europe/London
events: { e: [], wait: [], go: [] }
triggers: { t: { upon: e } }
states:
  care:
    upon: { e: z, step.overdue: { stay: true }, step.failed: z }
    states:
      work:
        do:
          - task: { as: hours, action: x, within: 4 business hours }
          - task: { as: days, action: x, within: 3 business days }
          - task: { as: elapsed, action: x, within: 4d }
          - task: { as: since, action: x, within: 3 business days in post from opened }
        upon: { wait: waiting }
      waiting: { clock: paused, upon: { go: back } }
      back: { upon: { wait: waiting } }
  z: { end: done }
",
    );
    // Half of the four hours, two of the three days and 77 of the 96 hours are left.
    check(
        &playbook,
        "
at 2026-03-09T14:00:00Z
event e                   -> applied; hours due=2026-03-10T09:30:00Z; days due=2026-03-12T17:30:00Z; elapsed due=2026-03-13T14:00:00Z; since due=2026-03-13T00:00:00Z
at 2026-03-10T09:00:00Z
event wait                -> applied; in waiting; next none
at 2026-03-13T15:45:00Z
event go                  -> applied; in back; next 2026-03-16T09:15:00Z
wake 2026-03-16T09:15:00Z -> applied; fired step.overdue.hours; next 2026-03-16T20:45:00Z
wake 2026-03-16T20:45:00Z -> applied; fired step.overdue.elapsed; next 2026-03-17T00:00:00Z
wake 2026-03-17T00:00:00Z -> applied; fired step.overdue.since; next 2026-03-17T17:30:00Z
wake 2026-03-17T17:30:00Z -> applied; fired step.overdue.days; next none
",
    );
    // A pause that takes no time changes nothing, at whatever hour.
    for pause in ["2026-03-09T14:00:01Z", "2026-03-09T18:00:00Z", "2026-03-10T09:29:59Z"] {
        check(
            &playbook,
            &format!(
                "
at 2026-03-09T14:00:00Z
event e                   -> applied; hours; days; elapsed; since
at {pause}
event wait                -> applied; in waiting; next none
event go                  -> applied; in back; next 2026-03-10T09:30:00Z
wake 2026-03-10T09:30:00Z -> applied; fired step.overdue.hours; next 2026-03-12T17:30:00Z
wake 2026-03-12T17:30:00Z -> applied; fired step.overdue.days; next 2026-03-13T00:00:00Z
wake 2026-03-13T00:00:00Z -> applied; fired step.overdue.since; next 2026-03-13T14:00:00Z
"
            ),
        );
    }
    // On the last day the rest of it is left: it ends with the first day that has not closed.
    check(
        &playbook,
        "
at 2026-03-09T14:00:00Z
event e                   -> applied; hours; days; elapsed; since
at 2026-03-10T09:30:00Z
wake                      -> applied; fired step.overdue.hours
at 2026-03-12T10:00:00Z
event wait                -> applied; in waiting
at 2026-03-13T20:00:00Z
event go                  -> applied; in back; next 2026-03-14T00:00:00Z
event e                   -> applied; in z; ended done
",
    );
}

#[test]
fn functions_count_by_the_usual_calendar() {
    check(
        &house(
            "
zone: Europe/London
facts: { day: date, at: time, many: int, left: { type: int, default: 0 }, due: date, until: time, hours: time }
events: { e: [day, at, many] }
triggers:
  t:
    upon: e
    when: workdays(day, at) >= 2
states:
  a:
    do:
      - set:
          left: workdays(at, day)
          due: plus_workdays(day, many)
          until: plus_workdays(at, many)
          hours: plus_workhours(at, many)
      - task: { action: x, with: { left: left, due: due, until: until, hours: hours }, within: 'plus_workdays(day, 1)' }
    upon: { e: z, step.overdue: { stay: true } }
  z: { end: done }
",
        ),
        "
event e day=2026-03-27 at=2026-03-30T16:00:00Z many=2  -> no_trigger                     # one business day only
event e day=2026-03-27 at=2026-03-31T09:30:00Z many=3  -> applied; a.task with.left=-2 with.due=2026-04-01 with.until=2026-04-07T09:30:00Z with.hours=2026-03-31T13:30:00Z due=2026-03-30T23:00:00Z
",
    );
}

#[test]
fn limits_of_house_and_playbook_have_windows_of_business_time() {
    let playbook = |limits: &str| {
        format!(
            "
facts: {{ order: text }}
key: [order]
events: {{ e: [order] }}
triggers: {{ t: {{ upon: e }} }}
{limits}
states:
  a: {{ do: [compensation: {{ amount: 6 GBP, because: rule }}], upon: {{ step.failed: z }}, next: z }}
  z: {{ end: done }}
---{POLICY}"
        )
    };
    let of_house = "limits: [{ payout: account, in: 2 business days, at_most: 10 GBP }]\n";
    let of_playbook = |span: &str| playbook(&format!("limits: [{{ payout: account, in: {span}, at_most: 10 GBP }}]"));
    // Thursday's two business days end with Monday; by the post's calendar with Saturday.
    for (playbook, span, last) in [
        (format!("{}{of_house}", playbook("")), "2 business days", "2026-03-16T17:29:59Z"),
        (of_playbook("2 business days in post"), "2 business days in post", "2026-03-14T23:59:59Z"),
        (format!("calendar: post{}", of_playbook("2 business days")), "2 business days", "2026-03-14T23:59:59Z"),
    ] {
        let first = "at 2026-03-12T12:00:00Z\nevent e order=A -> applied; a.compensation\ndone a.compensation -> applied; ended done\n";
        let limit = format!("failing a.compensation; limit a.compensation 10.00 GBP an account in {span}");
        check(&playbook, &format!("{first}at {last}\nevent e order=B -> applied; {limit}; ended done"));
        check(&playbook, &format!("{first}at {last}\n+1s\nevent e order=B -> applied; a.compensation"));
    }
}

#[test]
fn a_playbook_names_its_own_calendar() {
    check(
        &house(
            "
calendar: post
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - task: { as: usual, action: x, within: 1 business day }
      - task: { as: other, action: x, within: 1 business day in office }
      - task: { as: moment, action: x, within: 'plus_workdays(opened, 1)' }
    upon: { e: z, step.overdue: { stay: true } }
  z: { end: done }
",
        ),
        "
at 2026-03-13T12:00:00Z
event e -> applied; usual due=2026-03-15T00:00:00Z; other due=2026-03-16T17:30:00Z; moment due=2026-03-14T12:00:00Z
",
    );
}

const PLAYBOOK: &str = "
events: { e: [] }
triggers: { t: { upon: e } }
states:
  a:
    do:
      - task:
          action: x
          within: SPAN
    upon: { e: z, step.overdue: { stay: true }, step.failed: z }
  z: { end: done }
";

#[test]
fn without_a_calendar_nothing_is_counted() {
    let playbook = |span: &str| PLAYBOOK.replace("SPAN", span);
    let two = "\n---\npolicy: house\ncalendars: { one: { days: mon-fri }, two: { days: mon-sat } }\n";
    let none = "\n---\npolicy: house\n";
    for (span, policy, code) in [
        ("3 business days", "", "business-time"),
        ("3 business days in england", "", "business-time"),
        ("plus_workdays(opened, 3)", "", "business-time"),
        ("3 business days", none, "business-time"),
        ("3 business days", two, "business-time"),
        ("plus_workhours(opened, 3)", two, "business-time"),
        ("3 business days in three", two, "unknown-calendar"),
        ("3 business days in three from opened", two, "unknown-calendar"),
        ("0 business days in one", two, "bad-duration"),
        ("5000 business days in one", two, "bad-duration"),
        ("90000 business hours in one", two, "bad-duration"),
        ("3 business days in", two, "bad-duration"),
        ("3 business weeks", two, "bad-duration"),
        ("1.5 business hours", two, "bad-duration"),
        ("3 business days in one two", two, "bad-duration"),
    ] {
        refuses(&format!("{}{policy}", playbook(span)), code);
    }
    refuses(&format!("calendar: officer{}\n---{POLICY}", playbook("1d")), "unknown-calendar");
    // Which one is meant can be said in each place.
    check(
        &format!("{}{two}", playbook("1 business day in two")),
        "event e -> applied; a.task due=2026-03-04T00:00:00Z",
    );
}

#[test]
fn what_a_calendar_has_not_in_ten_years_fails_the_step() {
    check(
        &format!(
            "{}\n---\npolicy: house\ncalendars: {{ c: {{ hours: {{ sun: '09:00-10:00' }} }} }}\n",
            PLAYBOOK.replace("SPAN", "600 business days")
        ),
        "event e -> applied; failing a.task; ended done",
    );
}

/// A policy takes the place of the one before, and open cases go on by its calendars.
#[test]
fn a_new_policy_has_the_calendars_of_all_playbooks() {
    let playbook = house(
        &PLAYBOOK
            .replace("SPAN", "2 business days in nights")
            .replace("events: { e: [] }", "events: { e: [], f: [] }")
            .replace("e: z,", "e: a, f: z,"),
    );
    let engine = engine(&playbook);
    let house = |policy: &str| amends::compile([amends::Source::new("policy.yaml", policy)]).finish().unwrap();
    let error = engine.with(house("policy: house\ncalendars: { office: { days: mon-fri } }\n")).unwrap_err();
    assert!(error.is_unknown_calendar());
    assert!(error.to_string().ends_with("counts by the calendar `nights`, which the policy has not"), "{error}");
    let engine = [
        engine.clone(),
        engine.with(house("policy: house\ncalendars: { nights: { hours: { mon-fri: '23:00-07:00' } } }\n")).unwrap(),
    ];
    let time: Time = "2026-03-02T09:00:00Z".parse().unwrap();
    let mut account = Account::new("ana", Secret::new([7; 32]));
    let due = engine.map(|engine| {
        let event = Event::new(engine.policy().unwrap().reference(), "shop", "e", "ana", time);
        engine.handle(&mut account, event, time.utc()).unwrap().steps[0].due.unwrap().to_string()
    });
    assert_eq!(due, ["2026-03-05T06:00:00Z", "2026-03-05T07:00:00Z"]);
}
