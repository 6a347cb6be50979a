//! What binds a playbook, of the rules of its house and its own.

use crate::policy::{Rules, Unbound};
use crate::report::Source;
use crate::step::Verb;
use crate::value::Money;

const PLAYBOOK: &str = "
facts: { days: int, tier: { type: enum, of: [gold, plain] } }
derive: { late: days >= 3 }
events: { e: [days, tier] }
triggers: { t: { upon: e } }
states:
  a: { after: { 1d: z } }
  z: { end: done }
";

/// The playbook and the policy, compiled apart: what one says is never held to the other.
fn rules(policy: &str, own: &str) -> Option<Rules> {
    let compiled = |text: String| crate::compile([Source::new("x.yaml", text)]).finish();
    let playbook = compiled(format!("playbook: p\nversion: 1\n{own}{PLAYBOOK}")).unwrap_or_else(|bad| panic!("{bad}"));
    let house = (!policy.is_empty()).then(|| compiled(format!("policy: house\n{policy}")).unwrap());
    Rules::new(house.as_ref().and_then(|house| house.policy()), &playbook.playbooks()[0])
}

/// Who may do what, in the order of the roles.
fn authority(rules: &Rules) -> String {
    let roles = rules.roles.iter().map(|role| {
        let verbs: Vec<&str> = Verb::ALL.iter().filter(|verb| role.may(**verb)).map(|verb| verb.as_str()).collect();
        let amounts: Vec<String> = role.may_pay.0.iter().map(Money::to_string).collect();
        format!("{}: {} [{}]", role.name, verbs.join(" "), amounts.join(", "))
    });
    roles.collect::<Vec<_>>().join("; ")
}

#[test]
fn authority_is_the_narrower_of_both() {
    let house = "roles:
  automatic: { may_pay: 100 GBP }
  agent: { may_pay: [150 GBP, 180 EUR], may: [skip, resend] }
  lead: { includes: [agent], may_pay: 1000 GBP, may: [approve] }
";
    let all = "automatic: grant [100.00 GBP]; agent: skip resend grant [150.00 GBP, 180.00 EUR]; \
               lead: approve refuse skip resend grant [1000.00 GBP, 180.00 EUR]";
    for (policy, own, expected) in [
        (house, "", all),
        (house, "limits: [{ payout: case, at_most: 5 GBP }]\n", all),
        (
            house,
            "roles: { agent: { may_pay: 50 GBP } }\n",
            "automatic: grant [100.00 GBP]; agent: skip resend grant [50.00 GBP]; \
             lead: approve refuse skip resend grant [1000.00 GBP]",
        ),
        // Who includes a role has of it what is left to it here, whether near or far, in a ring too.
        (
            "roles:
  agent: { may_pay: [150 GBP, 180 EUR], may: [skip, resend] }
  desk: { includes: [agent] }
  lead: { includes: [desk], may_pay: 1000 GBP, may: [approve] }
",
            "discretion: [{ role: agent, may: [skip], up_to: 20 GBP }]\n",
            "agent: skip grant [20.00 GBP]; desk: skip grant [20.00 GBP]; lead: approve refuse skip grant [1000.00 GBP]",
        ),
        (
            "roles: { a: { includes: [b], may_pay: 9 GBP }, b: { includes: [c], may: [skip] }, c: { includes: [a], may: [close] } }\n",
            "discretion: [{ role: b, may: [skip, close], up_to: 4 GBP }]\n",
            "a: skip grant close [9.00 GBP]; b: skip grant close [4.00 GBP]; c: skip grant close [9.00 GBP]",
        ),
        // Who is named apart has what is said of them.
        (
            house,
            "discretion: [{ role: agent, up_to: 20 GBP }, { role: lead, up_to: [500 GBP, 100 EUR] }]\n",
            "automatic: grant [100.00 GBP]; agent: skip resend grant [20.00 GBP]; \
             lead: approve refuse skip resend grant [500.00 GBP, 100.00 EUR]",
        ),
        (
            house,
            "roles: { agent: { may: [] } }\ndiscretion: [{ role: lead, may: [refuse, skip], up_to: 200 EUR }]\n",
            "automatic: grant [100.00 GBP]; agent: grant [150.00 GBP, 180.00 EUR]; lead: refuse skip grant [180.00 EUR]",
        ),
        // Wider than the house: as if it were not said.
        (house, "roles: { agent: { may_pay: [900 GBP, 900 EUR], may: [skip, resend, close] } }\n", all),
        (house, "roles: { stranger: { may_pay: 900 GBP, may: [close] } }\n", all),
        (house, "discretion: [{ role: stranger, may: [close] }]\n", all),
        // Both at once: what is left of what is left.
        (
            house,
            "roles: { automatic: { may_pay: 60 GBP } }\ndiscretion: [{ role: automatic, up_to: 80 GBP }]\n",
            "automatic: grant [60.00 GBP]; agent: skip resend grant [150.00 GBP, 180.00 EUR]; \
             lead: approve refuse skip resend grant [1000.00 GBP, 180.00 EUR]",
        ),
        // No currency in common: nothing.
        (
            house,
            "roles: { automatic: { may_pay: 60 USD } }\n",
            "automatic:  []; agent: skip resend grant [150.00 GBP, 180.00 EUR]; \
             lead: approve refuse skip resend grant [1000.00 GBP, 180.00 EUR]",
        ),
        // A house that says nothing of roles gives none.
        ("limits: []\n", "roles: { agent: { may_pay: 5 GBP } }\n", ""),
        (
            "",
            "roles: { agent: { may_pay: 5 GBP }, lead: { includes: [agent], may: [approve] }, chief: { includes: [lead] } }\n",
            "agent: grant [5.00 GBP]; lead: approve refuse grant [5.00 GBP]; chief: approve refuse grant [5.00 GBP]",
        ),
        (
            "",
            "roles: { a: { includes: [b], may: [skip] }, b: { includes: [a], may: [close] } }\n",
            "a: skip close []; b: skip close []",
        ),
        ("", "discretion: [{ role: agent, may: [close] }]\n", ""),
    ] {
        let rules = rules(policy, own).unwrap();
        assert_eq!(authority(&rules), expected, "{policy} {own}");
    }
}

#[test]
fn limits_and_duties_bind_all_at_once() {
    let house = "limits: [{ payout: case, at_most: 1500 GBP }]\nduties: [{ kind: apology, before: compensation }]\n";
    for (policy, own, limits, duties) in [
        (house, "", 1, 1),
        (house, "limits: [{ payout: case, at_most: 9 GBP }, { payout: account, in: 1d, at_most: 9 GBP }]\n", 3, 1),
        (house, "duties: [{ kind: follow_up, before: end }]\n", 1, 2),
        ("", "duties: [{ kind: follow_up, before: end, when: late }]\n", 0, 1),
        ("language: en\n", "", 0, 0),
    ] {
        let rules = rules(policy, own).unwrap();
        assert_eq!((rules.limits.len(), rules.duties.len()), (limits, duties), "{policy} {own}");
    }
    assert!(rules("", "").is_none());
}

#[test]
fn a_duty_binds_where_its_condition_means_something() {
    for (when, expected) in [
        ("days >= 7", None),
        ("late && tier == 'gold'", None),
        ("has(days)", None),
        ("severity >= 7", Some(Unbound::Lacks("severity".into()))),
        ("days >= 7 && rank == 1", Some(Unbound::Lacks("rank".into()))),
        ("now > opened", Some(Unbound::MoreThanFacts)),
        ("seen('e', 30d) > 1", Some(Unbound::MoreThanFacts)),
        ("In('a')", Some(Unbound::MoreThanFacts)),
        (
            "days == 'seven'",
            Some(Unbound::Faulty("`days` is a whole number and `'seven'` is text: `==` can't compare them".into())),
        ),
    ] {
        let policy = format!("duties: [{{ kind: apology, before: end, when: \"{when}\" }}]\n");
        assert_eq!(rules(&policy, "").unwrap().duties.len(), usize::from(expected.is_none()), "{when}");
        let house = crate::compile([Source::new("x.yaml", format!("policy: house\n{policy}"))]).finish().unwrap();
        let playbook = crate::compile([Source::new("x.yaml", format!("playbook: p\nversion: 1\n{PLAYBOOK}"))]).finish();
        let duty = house.policy().unwrap().duties[0].bound(&playbook.unwrap().playbooks()[0]);
        assert_eq!(duty.err(), expected, "{when}");
    }
}
