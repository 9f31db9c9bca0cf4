//! The API document itself: complete, and consistent in itself.

use std::collections::BTreeSet;

use calypso_model::Endpoint;
use serde_json::{Value, json};

use crate::merchant::World;

async fn document() -> Value {
    World::start().await.contract().await.document().clone()
}

/// Calls `visit` with every object in a value.
fn walk<'a>(value: &'a Value, visit: &mut impl FnMut(&'a serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            visit(object);
            object.values().for_each(|value| walk(value, visit));
        }
        Value::Array(values) => values.iter().for_each(|value| walk(value, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns every operation, with its path and its method.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document.get("paths").and_then(Value::as_object).unwrap();
    paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap();
        methods.iter().map(|(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

#[tokio::test]
async fn every_endpoint_is_in_it_under_its_full_path() {
    let document = document().await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document.get("servers"), None, "paths are whole");
    let found: BTreeSet<_> = operations(&document)
        .filter(|(path, ..)| path.starts_with("/api/"))
        .map(|(path, method, _)| (path.to_owned(), method.to_uppercase()))
        .collect();
    let expected: BTreeSet<_> = Endpoint::ALL
        .iter()
        .map(|endpoint| (endpoint.path().to_owned(), endpoint.method().as_str().to_owned()))
        .collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn operations_have_ids_of_their_own_and_say_what_they_do() {
    let document = document().await;
    let mut ids = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        assert!(ids.insert(id), "{id} comes twice");
        assert_ne!(operation["summary"].as_str().unwrap_or_default(), "", "{method} {path}");
    }
}

#[tokio::test]
async fn every_operation_declares_its_refusals() {
    let document = document().await;
    for (path, method, operation) in operations(&document) {
        if !path.starts_with("/api/") {
            continue;
        }
        let statuses: Vec<_> = operation["responses"].as_object().unwrap().keys().collect();
        let expected = ["200", "400", "401", "413", "415", "500"];
        assert_eq!(statuses, expected, "{method} {path}");
        for status in ["400", "401", "500"] {
            let schema = &operation["responses"][status]["content"]["application/json"]["schema"];
            assert_eq!(schema["$ref"], "#/components/schemas/Error");
        }
    }
    let codes = &document["components"]["schemas"]["Error"]["properties"]["errorCode"]["enum"];
    for code in ["000", "001", "002", "003", "004", "011", "016"] {
        assert!(codes.as_array().unwrap().contains(&Value::from(code)), "{code} in {codes}");
    }
}

/// The README's table of the control API: method and path of each row.
fn control_api() -> BTreeSet<(String, String)> {
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once("## The control API").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let calls = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let call = |call: &str| {
        let (method, path) = call.split_once(' ').unwrap();
        let path = path.split('?').next().unwrap();
        (format!("/_sandbox/{path}"), method.to_lowercase())
    };
    calls.map(call).collect()
}

#[tokio::test]
async fn the_control_api_is_in_it_as_in_the_readme_and_needs_no_signature() {
    let document = document().await;
    let mut found = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let is_control = path.starts_with("/_sandbox/");
        let security = if is_control {
            json!([{}, {"ControlToken": []}, {"ControlPassword": []}])
        } else {
            json!([{"Key": [], "Sign": []}])
        };
        assert_eq!(operation["security"], security, "{method} {path}");
        if is_control {
            found.insert((path.to_owned(), method.to_owned()));
            for status in ["401", "403"] {
                assert!(operation["responses"].get(status).is_some(), "{method} {path}");
            }
        }
    }
    assert_eq!(found, control_api());
}

#[tokio::test]
async fn the_ways_to_be_let_in_are_described() {
    let document = document().await;
    let schemes = document["components"]["securitySchemes"].as_object().unwrap();
    let kind = |name: &str, field: &str| schemes[name][field].as_str().unwrap();
    let names: Vec<_> = schemes.keys().map(String::as_str).collect();
    assert_eq!(names, ["ControlPassword", "ControlToken", "Key", "Sign"]);
    assert_eq!((kind("Key", "in"), kind("Sign", "in")), ("header", "header"));
    assert_eq!((kind("ControlToken", "type"), kind("ControlToken", "scheme")), ("http", "bearer"));
    let password = (kind("ControlPassword", "type"), kind("ControlPassword", "scheme"));
    assert_eq!(password, ("http", "basic"));
    assert!(schemes.values().all(|scheme| scheme["description"].is_string()));
}

#[tokio::test]
async fn every_reference_leads_somewhere() {
    let document = document().await;
    let mut count = 0;
    walk(&document, &mut |object| {
        if let Some(place) = object.get("$ref") {
            let place = place.as_str().unwrap().strip_prefix('#').unwrap();
            assert!(document.pointer(place).is_some_and(Value::is_object), "{place}");
            count += 1;
        }
    });
    assert_ne!(count, 0);
}

#[tokio::test]
async fn every_named_schema_is_used() {
    let document = document().await;
    let mut used = BTreeSet::new();
    walk(&document, &mut |object| {
        used.extend(object.get("$ref").and_then(Value::as_str));
    });
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        let place = format!("#/components/schemas/{name}");
        assert!(used.contains(place.as_str()), "{name}");
    }
}

#[tokio::test]
async fn amounts_are_numbers_without_a_format_and_exact() {
    let document = document().await;
    let schemas = &document["components"]["schemas"];
    assert_eq!(schemas["Amount"]["minimum"], 0);
    assert_eq!(schemas["PositiveAmount"]["exclusiveMinimum"], 0);
    let mut count = 0;
    walk(&document, &mut |object| {
        if !object.get("type").is_some_and(|kind| kind.to_string().contains("number")) {
            return;
        }
        count += 1;
        assert_eq!(object.get("format"), None);
        let description = object["description"].as_str().unwrap();
        assert!(description.contains("exact decimal of up to 28 significant digits"));
        assert!(description.contains("never as a binary floating-point number"));
    });
    assert_eq!(count, 2, "every amount refers to one of the two");
}

#[tokio::test]
async fn the_keys_of_the_merchant_are_not_in_it() {
    let world = World::start().await;
    let text = world.contract().await.document().to_string();
    for secret in [world.sandbox.secret().expose_secret(), world.sandbox.api_key().as_str()] {
        assert!(!text.contains(secret));
    }
    assert!(!text.contains(world.sandbox.account().as_str()));
}
