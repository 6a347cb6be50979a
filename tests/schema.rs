//! The schemas that editors read are those that the document types have, explain every key, and take what the reader
//! takes.

use std::collections::BTreeSet;

use amends::{Source, compile};
use serde_json::{Value, json};

/// Each kind of document with its schema.
fn schemas() -> [(&'static str, String); 2] {
    [("playbook", amends::schema()), ("policy", amends::policy_schema())]
}

fn schema(kind: &str) -> Value {
    let schemas = schemas();
    let (_, text) = schemas.iter().find(|(known, _)| *known == kind).unwrap();
    serde_json::from_str(text).unwrap()
}

/// Write them anew with `UPDATE_FIXTURES=1 cargo test --test schema`.
#[test]
fn the_schema_files_are_current() {
    for (kind, text) in schemas() {
        let path = format!("{}/playbooks/schema/{kind}.json", env!("CARGO_MANIFEST_DIR"));
        let schema = format!("{}\n", text.trim_end());
        if std::env::var_os("UPDATE_FIXTURES").is_some() {
            std::fs::write(&path, &schema).unwrap();
        }
        assert!(std::fs::read_to_string(&path).unwrap_or_default() == schema, "{path} is not what the library gives");
    }
}

#[test]
fn every_shipped_document_names_its_schema_and_fits_it() {
    let mut seen = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/playbooks")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = std::fs::read_to_string(&path).unwrap();
            let modeline = |kind: &str| format!("# yaml-language-server: $schema=schema/{kind}.json\n");
            let named = schemas().into_iter().find(|(kind, _)| text.starts_with(&modeline(kind)));
            let (kind, _) = named.unwrap_or_else(|| panic!("{} does not begin with a modeline", path.display()));
            let (schema, document): (Value, Value) = (schema(kind), serde_yaml::from_str(&text).unwrap());
            assert!(document.get(kind).is_some(), "{} is no {kind}", path.display());
            assert_eq!(fault(&schema, &schema, &document, ""), None, "{}", path.display());
            seen += 1;
        }
    }
    assert!(seen >= 3);
}

#[test]
fn every_key_is_explained_with_an_example_that_fits() {
    let keys: usize = schemas().iter().map(|(kind, _)| explained(&schema(kind))).sum();
    assert!(keys > 190, "{keys} keys");
}

/// How many keys a schema has, all of them explained.
fn explained(schema: &Value) -> usize {
    let (mut waiting, mut keys) = (vec![(String::new(), schema)], BTreeSet::new());
    while let Some((place, part)) = waiting.pop() {
        let Some(part) = part.as_object() else { continue };
        for (key, property) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let place = format!("{place}/{key}");
            let about = property["description"].as_str().unwrap_or_default();
            assert!(about.ends_with('.') && about.len() > 8, "{place} is not explained: {property}");
            let examples = property["examples"].as_array().map(Vec::as_slice).unwrap_or_default();
            assert!(!examples.is_empty(), "{place} has no example: {property}");
            for example in examples {
                assert_eq!(fault(schema, property, example, ""), None, "{place}: {example}");
            }
            keys.insert(place);
        }
        for (key, inner) in part {
            match inner {
                Value::Object(_) if key != "properties" => waiting.push((format!("{place}/{key}"), inner)),
                Value::Object(properties) => {
                    waiting.extend(properties.iter().map(|(name, inner)| (format!("{place}/{name}"), inner)));
                }
                Value::Array(items) if key == "anyOf" || key == "oneOf" => {
                    waiting.extend(items.iter().map(|inner| (place.clone(), inner)));
                }
                _ => {}
            }
        }
    }
    keys.len()
}

/// Playbooks that differ from a good one in one line: whether the schema takes them, and the reader and compiler too.
const CHANGES: &[(&str, &str, bool)] = &[
    ("version: 1", "version: 1", true),
    ("version: 1", "version: one", false),
    ("version: 1", "", false),
    ("version: 1", "version: 1\nnote: x", false),
    ("version: 1", "version: 1\nkey: each event", true),
    ("version: 1", "version: 1\nkey: [order]", true),
    ("version: 1", "version: 1\nkey: order", false),
    ("order: text", "order: { type: text, personal: true }", true),
    ("order: text", "order: string", false),
    ("order: text", "order: { type: string }", false),
    ("order: text", "order: { personal: true }", false),
    ("order: text", "order: { type: text, persnal: true }", false),
    ("e: [order]", "e: { carries: [order], may_carry: [] }", true),
    ("e: [order]", "e: order", false),
    ("t: { upon: e }", "t: { upon: e, count: 2, in: 30d }", true),
    ("t: { upon: e }", "t: { upon: e, count: two, in: 30d }", false),
    ("t: { upon: e }", "t: { when: true }", false),
    ("t: { upon: e }", "t: { upon: e, on: e }", false),
    ("go: z", "go: [z]", true),
    ("go: z", "go: { z: z }", false),
    ("go: z", "goto: z", false),
    ("go: z", "go: z, stay: perhaps", false),
    ("- task: { action: look }", "- task: { action: look, within: 1h, with: { order, calls: 2 } }", true),
    ("- task: { action: look }", "- task: { action: look }\n        notice: { message: m }", false),
    ("- task: { action: look }", "- task: {}", false),
    ("- task: { action: look }", "- task: look", false),
    ("- task: { action: look }", "- {}", false),
    ("- task: { action: look }", "- tsk: { action: look }", false),
    ("- task: { action: look }", "- task: { action: look, amount: 5 EUR }", false),
    ("- task: { action: look }", "- task: { action: look, once: true }", true),
    ("- task: { action: look }", "- task: { action: look, once: case }", false),
    ("- task: { action: look }", "- compensation: { amount: 5 EUR, because: b, once: incident }", true),
    ("- task: { action: look }", "- compensation: { amount: 5 EUR, because: b, once: [order] }", true),
    ("- task: { action: look }", "- compensation: { amount: 5 EUR, because: b, once: ever }", false),
    ("- task: { action: look }", "- compensation: { amount: 5 EUR, because: b, ground: law }", false),
    ("- task: { action: look }", "- compensation: { amount: 5 EUR }", false),
    (
        "- task: { action: look }",
        "- promise: { as: call, message: m, by: 1d }\n      - keep: call\n        because: b",
        true,
    ),
    ("- task: { action: look }", "- promise: { as: call, message: m, by: 1d }\n      - keep: call", false),
    ("- task: { action: look }", "- task: { action: look }\n        because: b", false),
    ("clock: paused", "clock: running", true),
    ("clock: paused", "clock: stopped", false),
    ("clock: paused", "history: deepest", false),
    ("clock: paused", "clock: paused\n    afterwards: { 1d: z }", false),
    ("m: { en: hello }", "m: { en: { text: hello, sms: hi } }", true),
    ("m: { en: hello }", "m: { en: { txt: hello } }", false),
    ("m: { en: hello }", "m: [hello]", false),
];

const GOOD: &str = "playbook: p
version: 1
facts: { order: text }
events: { e: [order] }
triggers: { t: { upon: e } }
states:
  a:
    clock: paused
    do:
      - task: { action: look }
    upon: { step.failed: { go: z } }
    after: { 1d: z }
    next: z
  z: { end: done }
messages: { m: { en: hello } }
";

/// The same of policies.
const POLICY_CHANGES: &[(&str, &str, bool)] = &[
    ("zone: Europe/London", "zone: Europe/London\ncalendar: office", true),
    ("zone: Europe/London", "zone: [Europe/London]", false),
    ("zone: Europe/London", "timezone: Europe/London", false),
    ("sat: [\"10:00-12:00\"]", "sat: \"10:00-12:00\"", true),
    ("sat: [\"10:00-12:00\"]", "sat: { from: \"10:00\" }", false),
    ("closed: [2026-12-25]", "closed: 2026-12-25", false),
    ("closed: [2026-12-25]", "open: [2026-12-25]", false),
    ("days: mon-fri", "days: [mon-thu, sat]", true),
    ("days: mon-fri", "days: { mon: true }", false),
    ("may_pay: 150 GBP", "may_pay: [150 GBP, 180 EUR]", true),
    ("may_pay: 150 GBP", "may_pay: { GBP: 150 }", false),
    ("may: [skip]", "may: []", true),
    ("may: [skip]", "may: skip", false),
    ("includes: [agent]", "include: [agent]", false),
    ("quiet: \"21:00-08:00\"", "quiet: [\"21:00-08:00\"]", false),
    ("order: [preferred, sms]", "order: sms", false),
    ("at_most: 3 per 24h", "at_most: 3 per 24h, at_least: 1", false),
    ("parties: [carrier]", "parties: carrier", false),
    ("at_most: 1500 GBP", "at_most: [1500 GBP]", true),
    ("payout: case, ", "", false),
    ("kind: apology, ", "", false),
    ("before: compensation", "before: [compensation]", false),
];

const GOOD_POLICY: &str = "policy: house
zone: Europe/London
calendars:
  office: { hours: { mon-fri: \"09:00-17:30\", sat: [\"10:00-12:00\"] }, closed: [2026-12-25] }
  week: { days: mon-fri }
roles:
  agent: { may_pay: 150 GBP, may: [skip] }
  lead: { includes: [agent] }
parties: [carrier]
channels: { sms: { quiet: \"21:00-08:00\" }, phone: { calendar: office } }
contact: { order: [preferred, sms], at_most: 3 per 24h, one_apology_per: incident }
limits: [{ payout: case, at_most: 1500 GBP }]
duties: [{ kind: apology, before: compensation }]
";

#[test]
fn what_the_reader_refuses_the_schema_refuses() {
    for (kind, good, changes) in [("playbook", GOOD, CHANGES), ("policy", GOOD_POLICY, POLICY_CHANGES)] {
        let schema = schema(kind);
        for (line, changed, is_good) in changes {
            assert!(good.contains(line), "{line}");
            let text = good.replacen(line, changed, 1);
            let document: Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
            let found = fault(&schema, &schema, &document, "");
            assert_eq!(found.is_none(), *is_good, "{changed}: {found:?}");
            let compiled = compile([Source::new("p.yaml", text)]);
            assert_eq!(!compiled.report().is_blocking(), *is_good, "{changed}\n{}", compiled.report().to_text(false));
        }
    }
}

/// Where a value does not fit a schema; knows the words that this schema uses, and no others.
fn fault(root: &Value, schema: &Value, value: &Value, place: &str) -> Option<String> {
    let at = |fits: bool, word: &str| (!fits).then(|| format!("{place}: {word} {schema}"));
    let rules = schema.as_object().unwrap_or_else(|| panic!("{place}: {schema} is no schema"));
    for (word, rule) in rules {
        let found = match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "examples" | "default" | "format" => None,
            "$ref" => {
                let target = root.pointer(rule.as_str().unwrap().trim_start_matches('#')).unwrap();
                fault(root, target, value, place)
            }
            "type" => {
                let names: Vec<&str> = match rule {
                    Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
                    name => vec![name.as_str().unwrap()],
                };
                at(names.iter().any(|name| is_a(value, name)), word)
            }
            "const" => at(value == rule, word),
            "enum" => at(rule.as_array().unwrap().contains(value), word),
            "minimum" => at(value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()), word),
            "maxProperties" => at(value.as_object().is_none_or(|map| map.len() as u64 <= rule.as_u64().unwrap()), word),
            "required" => {
                let lacks = |map: &serde_json::Map<String, Value>| {
                    rule.as_array().unwrap().iter().any(|key| !map.contains_key(key.as_str().unwrap()))
                };
                at(!value.as_object().is_some_and(lacks), word)
            }
            "anyOf" | "oneOf" => {
                let fits = rule.as_array().unwrap().iter().filter(|form| fault(root, form, value, place).is_none());
                let fits = fits.count();
                at(fits == 1 || fits > 1 && word == "anyOf", word)
            }
            "items" => value.as_array().into_iter().flatten().find_map(|item| fault(root, rule, item, place)),
            "properties" => value.as_object().into_iter().flatten().find_map(|(key, inner)| {
                rule.get(key).and_then(|rule| fault(root, rule, inner, &format!("{place}/{key}")))
            }),
            "additionalProperties" => value.as_object().into_iter().flatten().find_map(|(key, inner)| {
                let is_known = schema["properties"].get(key).is_some();
                match rule {
                    _ if is_known => None,
                    Value::Bool(allowed) => at(*allowed, &format!("`{key}`")),
                    rule => fault(root, rule, inner, &format!("{place}/{key}")),
                }
            }),
            other => panic!("{place}: the test does not know `{other}`"),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

fn is_a(value: &Value, name: &str) -> bool {
    match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64() || value.is_u64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("no type `{other}`"),
    }
}

#[test]
fn the_test_itself_finds_faults() {
    let schema = json!({ "type": "object", "properties": { "a": { "type": "integer", "minimum": 0 } }, "required": ["a"],
        "additionalProperties": { "anyOf": [{ "const": "x" }, { "type": "array", "items": { "enum": [1, 2] } }] } });
    for (value, fits) in [
        (json!({ "a": 1 }), true),
        (json!({ "a": -1 }), false),
        (json!({ "a": "1" }), false),
        (json!({}), false),
        (json!([]), false),
        (json!({ "a": 1, "b": "x", "c": [1, 2, 2] }), true),
        (json!({ "a": 1, "b": "y" }), false),
        (json!({ "a": 1, "b": [3] }), false),
    ] {
        assert_eq!(fault(&schema, &schema, &value, "").is_none(), fits, "{value}");
    }
}
