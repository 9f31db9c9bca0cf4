//! The ways to spoil a request, by the names of the tests.

use calypso_model::Endpoint;
use calypso_sign::{SecretKey, Timestamp};
use serde_json::{Value, json};

use super::described::{Field, body, fields, is_of_type};
use super::{Case, Expected, Spoilt};
use crate::merchant::{Request, START, sign};

/// No key or id in the scene is any of these.
const NO_UUID: &str = "99999999-9999-4999-8999-999999999999";
const NO_NUMBER: u64 = 999_999;

fn error(what: impl Into<String>, request: Request, (status, code): (u16, &'static str)) -> Spoilt {
    Spoilt { what: what.into(), request, answer: Expected::Error(status, code) }
}

fn plain(what: impl Into<String>, request: Request, status: u16) -> Spoilt {
    Spoilt { what: what.into(), request, answer: Expected::Plain(status) }
}

impl Case<'_> {
    /// Signs a body as the merchant would.
    fn signed(&self, body: impl Into<Vec<u8>>) -> Request {
        self.scene.world.signed_for(self.row.endpoint, body)
    }

    fn fields(&self) -> Vec<Field<'_>> {
        let mut found = Vec::new();
        if let Some(schema) = self.schema() {
            fields(self.document, schema, "", &mut found);
        }
        found
    }

    fn schema(&self) -> Option<&Value> {
        let endpoint = self.row.endpoint;
        let body = body(self.document, endpoint.path(), endpoint.method().as_str()).unwrap();
        body.pointer("/properties/payload")
    }

    /// The request with something else in one place of the payload, letter for letter.
    fn with(&self, place: &str, value: &str) -> Request {
        let mut payload = self.payload.clone();
        *slot(&mut payload, place) = json!("\u{1}");
        self.request_of(&payload.to_string().replace(r#""\u0001""#, value))
    }
}

/// Returns the value in a place, which is made if the object around it is there.
fn slot<'a>(payload: &'a mut Value, place: &str) -> &'a mut Value {
    let (parent, name) = place.rsplit_once('/').unwrap();
    let parent = payload.pointer_mut(parent).unwrap();
    match name.parse::<usize>() {
        Ok(index) => &mut parent[index],
        Err(_name) => &mut parent[name],
    }
}

fn remove(value: &mut Value, place: &str) -> bool {
    let (parent, name) = place.rsplit_once('/').unwrap();
    let parent = value.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.is_some_and(|parent| parent.remove(name).is_some())
}

/// Writes a place as messages do: `massAddresses[0].amount`.
fn name(place: &str) -> String {
    let parts = place.split('/').skip(1).map(|part| match part.parse::<usize>() {
        Ok(index) => format!("[{index}]"),
        Err(_name) => format!(".{part}"),
    });
    parts.collect::<String>().trim_start_matches('.').to_owned()
}

pub(super) fn wrong_keys(case: &Case<'_>) -> Vec<Spoilt> {
    let key = case.scene.world.sandbox.api_key().as_str();
    let other = case.scene.world.sandbox.add_merchant();
    let (longer, upper) = (format!("{key}0"), key.to_ascii_uppercase());
    let wrong = ["nobody", "", &longer, &key[1..], &upper].map(|key| {
        error(format!("key {key:?}"), case.request().with_header("Key", key), (401, "002"))
    });
    let foreign = case.request().with_header("Key", other.api_key.as_str());
    wrong.into_iter().chain([error("another's key", foreign, (401, "003"))]).collect()
}

pub(super) fn wrong_signatures(case: &Case<'_>) -> Vec<Spoilt> {
    let good = case.request();
    let right = good.headers[1].1.clone();
    let other = sign(&SecretKey::new("another secret").unwrap(), &good.body);
    let flipped = match right.strip_prefix('0') {
        Some(rest) => format!("1{rest}"),
        None => format!("0{}", &right[1..]),
    };
    let wrong =
        ["", "zz", &other, &flipped, &right[1..], &right.to_ascii_uppercase()].map(|sign| {
            error(format!("sign {sign:?}"), good.clone().with_header("Sign", sign), (401, "003"))
        });
    let mut more = good.body.clone();
    more.push(b' ');
    let more = Request { body: more, ..good };
    wrong.into_iter().chain([error("one space more", more, (401, "003"))]).collect()
}

pub(super) fn stale_timestamps(case: &Case<'_>) -> Vec<Spoilt> {
    let (account, now) = (case.scene.world.sandbox.account(), START.as_millis());
    let offsets = [-86_400_000, -180_001, 180_001, 86_400_000];
    let times = offsets.map(|offset| now + offset).into_iter().chain([0, now / 1000, i64::MAX]);
    times
        .map(|time| {
            let (time, payload) = (Timestamp::from_millis(time), &case.payload);
            let body =
                format!(r#"{{"account":"{account}","timestamp":{time},"payload":{payload}}}"#);
            error(format!("at {time}"), case.signed(body), (400, "011"))
        })
        .collect()
}

/// Each required field of the envelope and of the payload, one at a time.
pub(super) fn missing_fields(case: &Case<'_>) -> Vec<Spoilt> {
    let endpoint = case.row.endpoint;
    let mut found = Vec::new();
    let envelope = body(case.document, endpoint.path(), endpoint.method().as_str()).unwrap();
    fields(case.document, envelope, "", &mut found);
    let good: Value = serde_json::from_slice(&case.request().body).unwrap();
    let mut spoilt = Vec::new();
    for Field { place, .. } in found.iter().filter(|field| field.required) {
        let (mut missing, mut null, name) = (good.clone(), good.clone(), name(place));
        assert!(remove(&mut missing, place), "the good payload has no {name}");
        *null.pointer_mut(place).unwrap() = Value::Null;
        for (what, body) in [("no", missing), ("null as", null)] {
            let message = format!("{name}=[Must not be null]");
            let answer = Expected::Message(400, "001", message);
            let (what, request) = (format!("{what} {name}"), case.signed(body.to_string()));
            spoilt.push(Spoilt { what, request, answer });
        }
    }
    spoilt
}

/// Where one of several fields must be there.
pub(super) fn too_few_fields(case: &Case<'_>) -> Vec<Spoilt> {
    let Some(schema) = case.schema() else { return Vec::new() };
    let schema = super::described::resolve(case.document, schema);
    if schema.get("minProperties").is_none() {
        return Vec::new();
    }
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().collect();
    let mut least = case.payload.clone();
    least.as_object_mut().unwrap().retain(|name, _| required.iter().any(|field| *field == name));
    let mut spoilt = vec![error("too little", case.request_of(&least.to_string()), (400, "001"))];
    least["unheardOf"] = json!(1);
    spoilt.push(error("unheard of", case.request_of(&least.to_string()), (400, "001")));
    spoilt
}

pub(super) fn over_precise_amounts(case: &Case<'_>) -> Vec<Spoilt> {
    let too_precise = ["1.0000001", "1.0000000", "10.0000000000000000001", "1e-7"];
    // No amount can hold 29 decimals, not even where any scale is taken.
    let unheld = ["0.00000000000000000000000000001", "1.00000000000000000000000000001", "1e-29"];
    let mut spoilt = Vec::new();
    for field in case.fields().iter().filter(|field| is_of_type(field.schema, "number")) {
        let place = &field.place;
        for value in unheld {
            let what = format!("{place} {value}");
            spoilt.push(error(what, case.with(place, value), (400, "001")));
        }
    }
    for place in case.row.amounts {
        for value in too_precise {
            let what = format!("{place} {value}");
            spoilt.push(error(what, case.with(place, value), (400, "001")));
        }
    }
    spoilt
}

pub(super) fn unknown_currencies(case: &Case<'_>) -> Vec<Spoilt> {
    let mut spoilt = Vec::new();
    for place in case.row.currencies {
        for code in ["NO_COIN", "", "usdt_trx", " BTC", "RUB\u{0}", "B\u{422}C"] {
            let value = json!(code).to_string();
            let what = format!("{place} {value}");
            spoilt.push(error(what, case.with(place, &value), (400, "001")));
        }
    }
    spoilt
}

/// Each name alone, and beside the others.
pub(super) fn unknown_ids(case: &Case<'_>) -> Vec<Spoilt> {
    let all = case.fields();
    let field = |place: &str| all.iter().find(|field| field.place == place).unwrap();
    let mut spoilt = Vec::new();
    for place in case.row.ids {
        let schema = field(place).schema;
        let unknown = match schema["format"].as_str() {
            Some("uuid") => json!(NO_UUID),
            _ if is_of_type(schema, "integer") => json!(NO_NUMBER),
            _ => json!(NO_NUMBER.to_string()),
        };
        let mut beside = case.payload.clone();
        *slot(&mut beside, place) = unknown;
        let mut alone = beside.clone();
        for other in case.row.ids.iter().filter(|other| *other != place) {
            if !field(other).required && !field(place).required {
                remove(&mut alone, other);
            }
        }
        for payload in [alone, beside] {
            let payload = payload.to_string();
            spoilt.push(error(payload.clone(), case.request_of(&payload), (400, "004")));
        }
    }
    spoilt
}

pub(super) fn oversized_bodies(case: &Case<'_>) -> Vec<Spoilt> {
    let limit = 64 * 1024;
    let mut padded = case.request().body;
    padded.resize(limit + 1, b' ');
    // The size is looked at before the signature.
    let unsigned = |length| Request { body: vec![b'x'; length], ..case.request() };
    vec![
        plain("a good body, padded", case.signed(padded), 413),
        plain("no JSON, unsigned", unsigned(limit + 1), 413),
        plain("more than anyone reads", unsigned(16 * limit), 413),
    ]
}

pub(super) fn bodies_that_are_not_json(case: &Case<'_>) -> Vec<Spoilt> {
    let whole = String::from_utf8(case.request().body).unwrap();
    let bodies = [
        String::new(),
        String::from("not json"),
        String::from("null"),
        String::from("[]"),
        String::from("account=x&timestamp=1"),
        whole.replace('"', "'"),
        format!("{whole}{whole}"),
        format!("\u{feff}{whole}"),
        whole.replacen('{', "{,", 1),
        whole.replacen('{', r#"{"timestamp":1,"#, 1),
    ];
    let mut spoilt: Vec<_> = bodies
        .into_iter()
        .map(|body| error(body.clone(), case.signed(body), (400, "001")))
        .collect();
    let latin = [whole.as_bytes(), b"\xe9"].concat();
    spoilt.push(error("no UTF-8", case.signed(latin), (400, "001")));
    spoilt
}

pub(super) fn truncated_json(case: &Case<'_>) -> Vec<Spoilt> {
    let whole = case.request().body;
    let ends = [1, whole.len() / 4, whole.len() / 2, whole.len() - 2, whole.len() - 1];
    let cut = |end: usize| error(format!("{end} bytes"), case.signed(&whole[..end]), (400, "001"));
    ends.into_iter().map(cut).collect()
}

pub(super) fn doubled_headers(case: &Case<'_>) -> Vec<Spoilt> {
    let twice = |name: &'static str, value: Option<&str>| {
        let request = case.request();
        let found = request.headers.iter().find(|(header, _)| *header == name);
        let value = value.map_or_else(|| found.unwrap().1.clone(), str::to_owned);
        request.and_header(name, &value)
    };
    vec![
        error("the key twice", twice("Key", None), (401, "002")),
        error("two keys", twice("Key", Some("other")), (401, "002")),
        error("the signature twice", twice("Sign", None), (401, "003")),
        error("two signatures", twice("Sign", Some(&"0".repeat(128))), (401, "003")),
        plain("the content type twice", twice("Content-Type", None), 415),
    ]
}

pub(super) fn missing_headers(case: &Case<'_>) -> Vec<Spoilt> {
    let without = |name| case.request().without_header(name);
    vec![
        error("no key", without("Key"), (401, "002")),
        error("no signature", without("Sign"), (401, "003")),
        error("neither", without("Key").without_header("Sign"), (401, "002")),
        plain("no content type", without("Content-Type"), 415),
    ]
}

pub(super) fn wrong_content_types(case: &Case<'_>) -> Vec<Spoilt> {
    let wrong = ["text/plain", "application/x-www-form-urlencoded", "text/json", "json", ""];
    let of_type =
        |wrong| plain(format!("{wrong:?}"), case.request().with_header("Content-Type", wrong), 415);
    wrong.map(of_type).into()
}

pub(super) fn wrong_methods(case: &Case<'_>) -> Vec<Spoilt> {
    let path = case.row.endpoint.path();
    let is_allowed = |method: &str| {
        let mut here = Endpoint::ALL.iter().filter(|endpoint| endpoint.path() == path);
        here.any(|endpoint| endpoint.method().as_str() == method)
    };
    let methods = ["GET", "HEAD", "PUT", "PATCH", "DELETE", "POST", "OPTIONS", "TRACE", "BREW"];
    let wrong = methods.into_iter().filter(|method| !is_allowed(method));
    wrong.map(|method| plain(method, Request { method, ..case.request() }, 405)).collect()
}

pub(super) fn unknown_paths(case: &Case<'_>) -> Vec<Spoilt> {
    let path = case.row.endpoint.path();
    let paths = [
        format!("{path}/"),
        format!("{path}/nothing"),
        format!("/{path}"),
        format!("{path}%20"),
        path.replacen("/api/v1", "/api/v2", 1),
        path.replacen("/api/v1", "", 1),
        path.to_ascii_uppercase(),
    ];
    paths.map(|path| plain("", Request { path, ..case.request() }, 404)).into()
}
