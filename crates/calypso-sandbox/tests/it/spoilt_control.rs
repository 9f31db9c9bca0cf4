//! The list of bad input, at every call of the control API.
#![expect(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a surprise should stop the test"
)]

use calypso_sandbox::Counts;
use serde_json::{Map, Value, json};

use crate::merchant::Request;
use crate::scene::Scene;
use crate::spoilt::described::{Field, body, fields, is_of_type, resolve};

/// A call of the control API.
struct Call<'a> {
    method: &'static str,
    /// The documented path.
    path: &'a str,
    /// The schema of the body; some calls have none.
    schema: Option<&'a Value>,
    document: &'a Value,
}

/// What stands in a path where an object is named, and exists.
fn existing(scene: &Scene, template: &str) -> String {
    let names = [
        ("/interventions/{invoice}/", &scene.in_intervention),
        ("/payouts/{id}", &scene.payouts.planned),
        ("/widgets/{key}/", &scene.fiat_widget),
    ];
    let found = names.iter().find(|(part, _)| template.contains(part));
    // A body is read before anything is looked for, so that any name will do elsewhere.
    with_name(template, found.map_or("1", |(_, name)| name.as_str()))
}

fn with_name(template: &str, name: &str) -> String {
    match (template.find('{'), template.find('}')) {
        (Some(from), Some(to)) => format!("{}{name}{}", &template[..from], &template[to + 1..]),
        _ => template.to_owned(),
    }
}

fn calls(document: &Value) -> Vec<Call<'_>> {
    let mut calls = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        if !path.starts_with("/_sandbox/") {
            continue;
        }
        for method in methods.as_object().unwrap().keys() {
            let method = match method.as_str() {
                "get" => "GET",
                "post" => "POST",
                "delete" => "DELETE",
                other => panic!("{other} {path}"),
            };
            calls.push(Call { method, path, schema: body(document, path, method), document });
        }
    }
    calls
}

impl Call<'_> {
    fn request(&self, path: String, body: impl Into<Vec<u8>>) -> Request {
        let headers = vec![("Content-Type", String::from("application/json"))];
        Request { method: self.method, path, headers, body: body.into() }
    }

    /// Returns the fields of the body itself.
    fn fields(&self) -> Vec<Field<'_>> {
        let mut found = Vec::new();
        fields(self.document, self.schema.unwrap(), "", &mut found);
        found.retain(|field| field.place.rfind('/') == Some(0));
        found
    }

    /// A value as it is described, with the required fields alone.
    fn sample(&self, schema: &Value) -> Value {
        let schema = resolve(self.document, schema);
        if let Some(words) = schema.get("enum") {
            return words[0].clone();
        }
        let is = |name| is_of_type(schema, name);
        if is("object") {
            let required = schema["required"].as_array().into_iter().flatten();
            let names = required.filter_map(Value::as_str);
            let sample = |name: &str| (name.into(), self.sample(&schema["properties"][name]));
            return names.map(sample).collect::<Map<_, _>>().into();
        }
        if is("array") {
            return json!([self.sample(&schema["items"])]);
        }
        if is("boolean") {
            return json!(true);
        }
        if is("string") { json!("1") } else { json!(1) }
    }

    /// Values of other types than a field's.
    fn of_other_types(schema: &Value) -> Vec<Value> {
        let values = [
            ("boolean", json!(true)),
            ("string", json!("x")),
            ("object", json!({})),
            ("array", json!([])),
            ("integer", json!(1)),
        ];
        let other = values.into_iter().filter(|(name, _)| {
            let is_number = *name == "integer" && is_of_type(schema, "number");
            !is_number && !is_of_type(schema, name)
        });
        other.map(|(_, value)| value).collect()
    }
}

/// A request, what is wrong with it, and the status that it must get.
type Spoilt = (String, Request, u16);

/// Spoils every call in one way, and names all that were not refused as they should be.
async fn refuses(spoil: impl Fn(&Scene, &Call<'_>) -> Vec<Spoilt>) {
    let scene = Scene::start().await;
    let document = scene.world.contract().await.document();
    let before = scene.state().await;
    let (mut tried, mut failed) = (0, Vec::new());
    for call in calls(document) {
        for (what, request, expected) in spoil(&scene, &call) {
            tried += 1;
            let answer = scene.world.send(&request).await;
            let what = format!("{} {}: {what}", request.method, request.path);
            if answer.status != expected {
                let (status, body) = (answer.status, answer.body);
                failed.push(format!("{what}: {expected}, but {status} {body}"));
            }
            let counts: Counts = scene.world.sandbox.counts();
            if counts != before.counts {
                failed.push(format!("{what}: now {counts:?}"));
            }
        }
    }
    failed.extend(before.differences(&scene.state().await));
    assert_ne!(tried, 0);
    assert!(failed.is_empty(), "{} of {tried}:\n{}", failed.len(), failed.join("\n"));
}

/// Spoils every call that takes a body: the path and a good body are given.
async fn refuses_bodies(spoil: impl Fn(&Call<'_>, String, &Value) -> Vec<Spoilt>) {
    refuses(|scene, call| match call.schema {
        Some(schema) => spoil(call, existing(scene, call.path), &call.sample(schema)),
        None => Vec::new(),
    })
    .await;
}

#[tokio::test]
async fn bodies_that_are_not_json() {
    refuses_bodies(|call, path, good| {
        let whole = good.to_string();
        let bodies = ["", "not json", "null", "[]", "1", "\"{}\"", "a=b", &whole.replace('"', "'")]
            .map(|body| body.as_bytes().to_vec())
            .into_iter()
            .chain([
                whole.as_bytes()[..whole.len() - 1].to_vec(),
                format!("{whole}{whole}").into_bytes(),
                [whole.as_bytes(), b"\xe9"].concat(),
                whole.replacen('{', r#"{"x":1,"x":1,"#, 1).replace(",}", "}").into_bytes(),
            ]);
        // A body without any required field has no quotes to spoil.
        let bodies = bodies.filter(|body| *body != whole.as_bytes());
        bodies
            .map(|body| {
                let what = String::from_utf8_lossy(&body).into_owned();
                (what, call.request(path.clone(), body), 400)
            })
            .collect()
    })
    .await;
}

#[tokio::test]
async fn missing_fields() {
    refuses_bodies(|call, path, good| {
        let mut spoilt = Vec::new();
        for field in call.fields().iter().filter(|field| field.required) {
            let name = field.place.strip_prefix('/').unwrap();
            let mut body = good.clone();
            body[name] = Value::Null;
            spoilt.push((format!("null as {name}"), body.clone()));
            body.as_object_mut().unwrap().remove(name);
            spoilt.push((format!("no {name}"), body));
        }
        let request = |body: Value| call.request(path.clone(), body.to_string());
        spoilt.into_iter().map(|(what, body)| (what, request(body), 400)).collect()
    })
    .await;
}

#[tokio::test]
async fn fields_of_another_type() {
    refuses_bodies(|call, path, good| {
        let mut spoilt = Vec::new();
        for field in call.fields() {
            let name = field.place.strip_prefix('/').unwrap();
            for value in Call::of_other_types(field.schema) {
                let mut body = good.clone();
                body[name] = value;
                let body = body.to_string();
                spoilt.push((body.clone(), call.request(path.clone(), body), 400));
            }
        }
        spoilt
    })
    .await;
}

/// A whole state has a limit of its own, too large for a test.
const OF_ANY_SIZE: &[&str] = &["/_sandbox/snapshot"];

#[tokio::test]
async fn oversized_bodies() {
    refuses_bodies(|call, path, good| {
        if OF_ANY_SIZE.contains(&call.path) {
            return Vec::new();
        }
        let mut padded = good.to_string().into_bytes();
        padded.resize(64 * 1024 + 1, b' ');
        vec![
            (String::from("padded"), call.request(path.clone(), padded), 413),
            (String::from("no JSON"), call.request(path, vec![b'x'; 1024 * 1024]), 413),
        ]
    })
    .await;
}

#[tokio::test]
async fn wrong_content_types() {
    refuses_bodies(|call, path, good| {
        let request = call.request(path, good.to_string());
        let mut spoilt: Vec<_> = ["text/plain", "application/x-www-form-urlencoded", "json", ""]
            .into_iter()
            .map(|name| (name.into(), request.clone().with_header("Content-Type", name), 415))
            .collect();
        spoilt.push((String::from("none"), request.without_header("Content-Type"), 415));
        spoilt
    })
    .await;
}

#[tokio::test]
async fn unknown_ids() {
    let names = ["999999", "99999999-9999-4999-8999-999999999999", "x", "0", "-1", "1e3", "%20"];
    refuses(|_scene, call| {
        if !call.path.contains('{') {
            return Vec::new();
        }
        let body = call.schema.map(|schema| call.sample(schema).to_string()).unwrap_or_default();
        let path = |name: &str| with_name(call.path, name);
        let request = |name| call.request(path(name), body.clone());
        names.into_iter().map(|name| (name.to_owned(), request(name), 404)).collect()
    })
    .await;
}

#[tokio::test]
async fn wrong_methods() {
    refuses(|scene, call| {
        let here = calls(call.document);
        let allowed: Vec<_> =
            here.iter().filter(|other| other.path == call.path).map(|call| call.method).collect();
        // What answers GET answers HEAD.
        let is_allowed =
            |method| allowed.contains(&method) || (method == "HEAD" && allowed.contains(&"GET"));
        let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "BREW"];
        let request = call.request(existing(scene, call.path), "{}");
        let wrong = methods.into_iter().filter(|method| !is_allowed(method));
        wrong.map(|method| (method.into(), Request { method, ..request.clone() }, 405)).collect()
    })
    .await;
}

#[tokio::test]
async fn unknown_paths() {
    refuses(|scene, call| {
        let path = existing(scene, call.path);
        let paths = [format!("{path}/"), format!("{path}/x/x"), path.to_ascii_uppercase()];
        let request = |path: String| (path.clone(), call.request(path, "{}"), 404);
        paths.map(request).into()
    })
    .await;
}
