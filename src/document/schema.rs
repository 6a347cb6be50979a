//! The JSON Schemas of playbooks and policies.

use schemars::JsonSchema;
use serde_json::{Value, json};

use super::required::required;
use super::{PlaybookDoc, PolicyDoc};

/// The JSON Schema (draft 2020-12) of a playbook, for editors, as indented JSON text.
///
/// It knows the keys and the shapes; names, types and conditions are checked by [`compile`](crate::compile()). There
/// only with the feature `schema`.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(&amends::schema())?;
/// assert!(schema["properties"]["triggers"].is_object());
/// assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn schema() -> String {
    closed::<PlaybookDoc>("PlaybookDoc")
}

/// The same of a policy.
///
/// ```
/// let schema: serde_json::Value = serde_json::from_str(&amends::policy_schema())?;
/// assert!(schema["properties"]["calendars"].is_object());
/// # Ok::<(), serde_json::Error>(())
/// ```
#[must_use]
pub fn policy_schema() -> String {
    closed::<PolicyDoc>("PolicyDoc")
}

fn closed<D: JsonSchema>(name: &str) -> String {
    let mut schema = schemars::schema_for!(D).to_value();
    close(&mut schema, name);
    if let Some(definitions) = schema.get_mut("$defs").and_then(Value::as_object_mut) {
        for (name, definition) in definitions {
            close(definition, name);
        }
    }
    serde_json::to_string_pretty(&schema).unwrap_or_default()
}

/// Adds what the types don't say: which keys may not be left out, and that there are no others.
fn close(schema: &mut Value, name: &str) {
    let Some(schema) = schema.as_object_mut().filter(|schema| schema.contains_key("properties")) else {
        return;
    };
    schema.insert("additionalProperties".to_owned(), json!(false));
    if !required(name).is_empty() {
        schema.insert("required".to_owned(), json!(required(name)));
    }
}

mod types {
    //! What the hand-written types look like.

    use std::borrow::Cow;

    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use serde_json::{Map, Value, json};

    use crate::document::step::{
        ActionStep, CompensationStep, DeclineStep, EscalationStep, FollowUpStep, MessageStep, PromiseStep, QuestionStep,
    };
    use crate::document::{Action, Entries, Spanned, Text, With};
    use crate::step::StepKind;

    impl JsonSchema for Text {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Text".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": ["string", "number", "boolean"] })
        }
    }

    impl<T: JsonSchema> JsonSchema for Spanned<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            T::schema_name()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            generator.subschema_for::<T>()
        }
    }

    impl<T: JsonSchema> JsonSchema for Entries<T> {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            format!("Entries_of_{}", T::schema_name()).into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
        }
    }

    impl JsonSchema for With {
        fn schema_name() -> Cow<'static, str> {
            "With".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "type": "object",
                "additionalProperties": { "type": ["string", "number", "boolean", "null"] },
            })
        }
    }

    impl JsonSchema for Action {
        fn schema_name() -> Cow<'static, str> {
            "Action".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            let mut properties = Map::new();
            for kind in StepKind::ALL {
                let (about, example) = kind_in_words(*kind);
                properties.insert(kind.as_str().to_owned(), described(keys_of(*kind, generator), about, &example));
            }
            let facts = generator.subschema_for::<Entries<Text>>();
            let text = generator.subschema_for::<Text>();
            for (word, schema, about, example) in [
                ("set", facts, "Facts computed and stored.", json!({ "matter": "'repair'" })),
                ("raise", text.clone(), "An event inside the case, for an `upon` that hears it.", json!("checked")),
                ("cancel", text.clone(), "Withdraws a step, by its name.", json!("reminder")),
                ("resend", text.clone(), "Sends a step again, by its name.", json!("payment")),
                ("keep", text.clone(), "Says that another step kept a promise, by its name.", json!("call")),
                ("waive", text.clone(), "Gives up a promise, by its name.", json!("call")),
                ("because", text, "The reason, beside `keep` and `waive`.", json!("the customer called us")),
            ] {
                properties.insert(word.to_owned(), described(schema, about, &example));
            }
            // One word an item; a promise that is kept or waived needs a reason beside it.
            let one = |word: &'static str| match word {
                "keep" | "waive" => json!({ "required": [word, "because"], "maxProperties": 2 }),
                _ => json!({ "required": [word], "maxProperties": 1 }),
            };
            let forms: Vec<Value> = Action::words().map(one).collect();
            json_schema!({
                "description": "A step for the host, or something done with facts, events, steps and promises.",
                "type": "object", "properties": properties, "additionalProperties": false, "anyOf": forms,
            })
        }
    }

    /// The keys that a kind of step has.
    fn keys_of(kind: StepKind, generator: &mut SchemaGenerator) -> Schema {
        match kind {
            StepKind::Apology | StepKind::Explanation | StepKind::Notice => generator.subschema_for::<MessageStep>(),
            StepKind::Question => generator.subschema_for::<QuestionStep>(),
            StepKind::Remedy | StepKind::Care | StepKind::Task => generator.subschema_for::<ActionStep>(),
            StepKind::Compensation => generator.subschema_for::<CompensationStep>(),
            StepKind::Promise => generator.subschema_for::<PromiseStep>(),
            StepKind::Escalation => generator.subschema_for::<EscalationStep>(),
            StepKind::FollowUp => generator.subschema_for::<FollowUpStep>(),
            StepKind::Decline => generator.subschema_for::<DeclineStep>(),
        }
    }

    /// What a kind of step is for, with an example of one.
    fn kind_in_words(kind: StepKind) -> (&'static str, Value) {
        match kind {
            StepKind::Apology => ("Care and concern, first and always.", json!({ "message": "sorry", "within": "1h" })),
            StepKind::Explanation => ("Says why it happened.", json!({ "message": "what-went-wrong" })),
            StepKind::Question => ("Asks the customer.", json!({ "message": "put-right", "asks": ["satisfied"] })),
            StepKind::Remedy => ("Fixes the problem.", json!({ "action": "reship", "within": "2d" })),
            StepKind::Care => ("Care in kind.", json!({ "action": "meals", "within": "30m" })),
            StepKind::Compensation => {
                ("Pays money or value.", json!({ "amount": "5.00 GBP", "because": "house rule 4", "within": "3d" }))
            }
            StepKind::Promise => ("Makes a commitment.", json!({ "message": "call-you", "by": "1d" })),
            StepKind::Escalation => {
                ("Hands on to more authority.", json!({ "to": "supervisor", "because": "it failed once" }))
            }
            StepKind::Notice => ("Informs someone.", json!({ "to": "warehouse", "message": "stop" })),
            StepKind::FollowUp => ("Comes back later.", json!({ "message": "still-well", "after": "7d" })),
            StepKind::Decline => {
                ("Says no, with the rule.", json!({ "message": "refused", "because": "house rule 9" }))
            }
            StepKind::Task => ("Anything else that the host can do.", json!({ "action": "look", "within": "4h" })),
        }
    }

    fn described(mut schema: Schema, about: &str, example: &Value) -> Value {
        schema.insert("description".to_owned(), json!(about));
        schema.insert("examples".to_owned(), json!([example]));
        schema.to_value()
    }
}
