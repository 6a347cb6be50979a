//! The JSON Schema of playbooks.

use serde_json::{Value, json};

use super::PlaybookDoc;
use super::required::required;

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
    let mut schema = schemars::schema_for!(PlaybookDoc).to_value();
    close(&mut schema, "PlaybookDoc");
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
    use serde_json::{Map, Value};

    use crate::document::step::{
        ActionStep, CompensationStep, DeclineStep, EscalationStep, FollowUpStep, MessageStep, PromiseStep, QuestionStep,
    };
    use crate::document::{Action, Entries, Spanned, Text, With};

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
            let message = generator.subschema_for::<MessageStep>();
            let deed = generator.subschema_for::<ActionStep>();
            let text = generator.subschema_for::<Text>();
            let entries = [
                ("apology", message.clone()),
                ("explanation", message.clone()),
                ("question", generator.subschema_for::<QuestionStep>()),
                ("remedy", deed.clone()),
                ("care", deed.clone()),
                ("compensation", generator.subschema_for::<CompensationStep>()),
                ("promise", generator.subschema_for::<PromiseStep>()),
                ("escalation", generator.subschema_for::<EscalationStep>()),
                ("notice", message),
                ("follow_up", generator.subschema_for::<FollowUpStep>()),
                ("decline", generator.subschema_for::<DeclineStep>()),
                ("task", deed),
                ("set", generator.subschema_for::<Entries<Text>>()),
                ("raise", text.clone()),
                ("cancel", text.clone()),
                ("resend", text.clone()),
                ("keep", text.clone()),
                ("waive", text.clone()),
                ("because", text),
            ];
            let properties: Map<String, Value> =
                entries.into_iter().map(|(word, schema)| (word.to_owned(), schema.to_value())).collect();
            json_schema!({ "type": "object", "properties": properties, "minProperties": 1, "additionalProperties": false })
        }
    }
}
