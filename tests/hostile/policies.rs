//! Policies that attack the compiler: too many of something, and rules that meet every playbook.

use crate::bounded::{Row, check};
use crate::yaml::compiled;

const HEAD: &str = "policy: x\n";

fn many(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(", ")
}

fn table(rows: Vec<Row<String>>) {
    check(rows, |text| compiled(text));
}

#[test]
fn very_many_of_each_rule() {
    let list = |key: &str, count: usize, one: &str| format!("{HEAD}{key}: [{}]\n", many(count, |_| one.to_owned()));
    let map = |key: &str, one: &str| format!("{HEAD}{key}: {{ {} }}\n", many(6_000, |at| format!("k{at}: {one}")));
    let days = many(15_000, |at| format!("20{:02}-{:02}-{:02}", at % 100, at % 12 + 1, at % 28 + 1));
    table(vec![
        ("roles", map("roles", "{ may: [skip] }"), "limits-exceeded 2:5788"),
        ("calendars", map("calendars", "{ days: mon }"), "limits-exceeded 2:5280"),
        ("channels", map("channels", "{}"), "limits-exceeded 2:2463"),
        ("limits", list("limits", 5_000, "{ payout: case, at_most: 1 GBP }"), "limits-exceeded 2:8724"),
        ("duties", list("duties", 5_000, "{ kind: apology, before: end }"), "limits-exceeded 2:8210"),
        ("parties", list("parties", 20_000, "a"), "duplicate-name…"),
        (
            "order",
            format!("{HEAD}contact: {{ order: [{}] }}", many(20_000, |_| "preferred".into())),
            "limits-exceeded…",
        ),
        ("closed dates", format!("{HEAD}calendars: {{ a: {{ days: mon, closed: [{days}] }} }}"), "duplicate-name…"),
        (
            "shifts",
            format!("{HEAD}calendars: {{ a: {{ hours: {{ mon: [{}] }} }} }}", many(15_000, |_| "'09:00-10:00'".into())),
            "limits-exceeded 2:3875",
        ),
        (
            "amounts",
            format!("{HEAD}roles: {{ a: {{ may_pay: [{}] }} }}", many(20_000, |_| "1 GBP".into())),
            "bad-literal 2:32, bad-literal 2:39, bad-literal 2:46, +253",
        ),
        (
            "commands",
            format!("{HEAD}roles: {{ a: {{ may: [{}] }} }}", many(20_000, |_| "skip".into())),
            "limits-exceeded 2:1557",
        ),
    ]);
}

#[test]
fn roles_that_include_each_other() {
    let ring = many(250, |at| format!("k{at}: {{ includes: [k{}], may_pay: {at} GBP }}", (at + 1) % 250));
    let names = many(250, |at| format!("k{at}"));
    let all = many(250, |at| format!("k{at}: {{ includes: [{names}], may: [skip, close] }}"));
    let strangers = many(8_000, |at| format!("s{at}"));
    table(vec![
        ("in a ring", format!("{HEAD}roles: {{ {ring} }}"), ""),
        ("all of them each other", format!("{HEAD}roles: {{ {all} }}"), "limits-exceeded…"),
        ("strangers", format!("{HEAD}roles: {{ a: {{ includes: [{strangers}] }} }}"), "unknown-word…"),
        ("itself", format!("{HEAD}roles: {{ a: {{ includes: [a, a, a] }} }}"), ""),
    ]);
}

#[test]
fn conditions_of_duties() {
    let duty = |when: &str| format!("{HEAD}duties: [{{ kind: apology, before: end, when: \"{when}\" }}]");
    let chain = format!("a{}", " && a".repeat(2_000));
    table(vec![
        ("long", duty(&chain), ""),
        ("too long", duty(&"a && ".repeat(5_000)), "limits-exceeded 2:47"),
        ("deep", duty(&"(".repeat(2_000)), "limits-exceeded 2:79"),
        ("torn", duty("a &&"), "condition-syntax 2:51"),
        ("a function that is none", duty("nope(a)"), "unknown-function 2:47"),
        (
            "many long ones",
            format!(
                "{HEAD}duties: [{}]",
                many(250, |_| format!("{{ kind: apology, before: end, when: \"{}\" }}", "a && ".repeat(180) + "a"))
            ),
            "",
        ),
    ]);
}
