//! The sandbox's word: no answer differs from what its own API document says.
//!
//! Every request that a test sends passes through here, so every test is a test of the document.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use jsonschema::{Draft, Validator};
use serde_json::{Value, json};

use crate::merchant::{Answer, Request};

/// The document, which is the same for every sandbox.
#[derive(Debug)]
pub(crate) struct Contract {
    document: Value,
    /// By the place of the schema in the document.
    validators: Mutex<HashMap<String, Arc<Validator>>>,
}

static CONTRACT: OnceLock<Contract> = OnceLock::new();

impl Contract {
    /// Returns the document if one of this process's sandboxes was asked for it.
    pub(crate) fn known() -> Option<&'static Self> {
        CONTRACT.get()
    }

    pub(crate) fn learn(document: &str) -> &'static Self {
        let document = serde_json::from_str(document).unwrap();
        CONTRACT.get_or_init(|| Self { document, validators: Mutex::default() })
    }

    pub(crate) fn document(&self) -> &Value {
        &self.document
    }

    /// Checks status, content type and body of an answer, and that what was done had been asked
    /// for as the document says. Paths and methods that are not documented are nobody's business.
    #[track_caller]
    pub(crate) fn check(&self, request: &Request, answer: &Answer) {
        let Some(path) = self.template(&request.path) else { return };
        let method = request.method.to_lowercase();
        let place = format!("/paths/{}/{method}", path.replace('~', "~0").replace('/', "~1"));
        let Some(operation) = self.document.pointer(&place) else { return };
        let what = format!("{} {}: {answer:?}", request.method, request.path);

        let status = answer.status.to_string();
        let declared = operation.pointer(&format!("/responses/{status}"));
        assert!(declared.is_some(), "status not declared: {what}");
        let content = declared.and_then(|declared| declared.get("content"));
        let Some(content) = content.and_then(Value::as_object) else {
            assert_eq!(answer.body, "", "{what}");
            return;
        };
        let content_type = answer.header("Content-Type").unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap();
        assert!(content.contains_key(media_type), "content type not declared: {what}");
        let body = match media_type {
            "application/json" => serde_json::from_str(&answer.body).unwrap(),
            _ => Value::from(answer.body.as_str()),
        };
        let media_type = media_type.replace('/', "~1");
        let schema = format!("{place}/responses/{status}/content/{media_type}/schema");
        self.check_value(&schema, &body, &what);

        if answer.status == 200 && operation.get("requestBody").is_some() {
            let schema = format!("{place}/requestBody/content/application~1json/schema");
            let body = serde_json::from_slice(&request.body).unwrap();
            self.check_value(&schema, &body, &format!("{what} to {body}"));
        }
    }

    /// Returns the documented form of a path, whose variable part has a name in braces.
    fn template(&self, path: &str) -> Option<&str> {
        let path = path.split('?').next().unwrap();
        let is_of = |template: &&String| {
            let (parts, names) = (path.split('/'), template.split('/'));
            parts.clone().count() == names.clone().count()
                && names.zip(parts).all(|(name, part)| name == part || name.starts_with('{'))
        };
        self.document.get("paths")?.as_object()?.keys().find(is_of).map(String::as_str)
    }

    /// Formats count in answers; in requests they say what to write, and more is understood.
    fn check_value(&self, place: &str, value: &Value, what: &str) {
        let validator = {
            let mut validators = self.validators.lock().unwrap();
            Arc::clone(validators.entry(place.to_owned()).or_insert_with(|| {
                let is_answer = place.contains("/responses/");
                let mut schema = json!({
                    "allOf": [self.document.pointer(place).unwrap()],
                    "components": self.document.get("components"),
                });
                if is_answer {
                    close(&mut schema);
                }
                let validator = jsonschema::options()
                    .with_draft(Draft::Draft202012)
                    .should_validate_formats(is_answer)
                    .build(&schema);
                Arc::new(validator.unwrap())
            }))
        };
        let errors: Vec<_> = validator
            .validate(value)
            .err()
            .into_iter()
            .flatten()
            .map(|error| format!("at `{}`: {error}", error.instance_path))
            .collect();
        assert!(errors.is_empty(), "not as {place} says: {}\n{what}", errors.join("; "));
    }
}

/// Forbids the fields that an object does not describe: readers must bear more, we write no more.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            object.values_mut().for_each(close);
            if object.contains_key("properties") && !object.contains_key("additionalProperties") {
                object.insert(String::from("additionalProperties"), Value::from(false));
            }
        }
        Value::Array(values) => values.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A document of one operation, whose answer is an object with an amount.
fn example() -> Contract {
    let document = json!({
        "paths": {"/a": {"post": {"responses": {"200": {"content": {"application/json": {
            "schema": {"$ref": "#/components/schemas/A"},
        }}}}}}},
        "components": {"schemas": {"A": {
            "type": "object",
            "properties": {"amount": {"type": "number", "minimum": 0}},
            "required": ["amount"],
        }}},
    });
    Contract { document, validators: Mutex::default() }
}

#[track_caller]
fn answer(status: u16, content_type: &str, body: &str) {
    let (method, path) = ("POST", String::from("/a"));
    let request = Request { method, path, headers: Vec::new(), body: Vec::new() };
    let head = format!("HTTP/1.1 {status} Some\r\ncontent-type: {content_type}");
    example().check(&request, &Answer { status, head, body: body.to_owned() });
}

#[test]
fn amounts_of_28_digits_are_numbers() {
    for amount in ["9999999999999999999999999999", "0.0000000000000000000000000001", "0"] {
        answer(200, "application/json", &format!(r#"{{"amount":{amount}}}"#));
    }
}

#[test]
#[should_panic(expected = "status not declared")]
fn other_statuses_are_noticed() {
    answer(201, "application/json", r#"{"amount":1}"#);
}

#[test]
#[should_panic(expected = "content type not declared")]
fn other_content_types_are_noticed() {
    answer(200, "text/plain", "1");
}

#[test]
#[should_panic(expected = "is a required property")]
fn missing_fields_are_noticed() {
    answer(200, "application/json", "{}");
}

#[test]
#[should_panic(expected = "Additional properties are not allowed")]
fn more_fields_are_noticed() {
    answer(200, "application/json", r#"{"amount":1,"fee":1}"#);
}

#[test]
#[should_panic(expected = "is not of type \"number\"")]
fn amounts_as_text_are_noticed() {
    answer(200, "application/json", r#"{"amount":"1"}"#);
}
