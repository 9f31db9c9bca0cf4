//! Tests of the table: no operation and no field is left out, and what is good succeeds.

use std::collections::BTreeSet;

use calypso_model::Endpoint;
use serde_json::Value;

use super::described::{body, fields, is_of_type};
use super::rows::{LENIENT, ROWS, WITHOUT_PAYLOAD};
use crate::merchant::World;
use crate::scene::Scene;

#[test]
fn every_endpoint_has_one_row() {
    let mut rows: Vec<_> = ROWS.iter().map(|row| row.endpoint).collect();
    rows.sort();
    assert_eq!(rows, Endpoint::ALL);
}

#[tokio::test]
async fn every_good_request_succeeds() {
    for row in ROWS {
        let scene = Scene::start().await;
        let payload = (row.good)(&scene).to_string();
        let answer = scene.world.call(row.endpoint, &payload).await;
        assert_eq!(answer.status, 200, "{} {payload} {answer:?}", row.endpoint.name());
    }
}

/// Tells what kind of a field this is by its name and its schema, if it is one that can be wrong
/// by more than its form.
fn kind(place: &str, schema: &Value) -> Option<&'static str> {
    let name = place.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap();
    let is_code = schema["pattern"] == "^[A-Za-z0-9_]{1,32}$";
    let is_known_code = ["BTC", "USD"].iter().any(|code| schema["enum"][0] == *code);
    if is_of_type(schema, "number") {
        Some("amount")
    } else if is_code || is_known_code {
        Some("currency")
    } else if name == "id" || name.ends_with("Id") || name == "idempotencyKey" {
        Some("id")
    } else {
        None
    }
}

#[tokio::test]
async fn every_amount_currency_and_id_of_the_document_has_its_place_in_the_table() {
    let world = World::start().await;
    let document = world.contract().await.document();
    for row in ROWS {
        let endpoint = row.endpoint;
        let body = body(document, endpoint.path(), endpoint.method().as_str()).unwrap();
        let payload = body.pointer("/properties/payload");
        assert_eq!(payload.is_none(), WITHOUT_PAYLOAD.contains(&endpoint), "{}", endpoint.name());
        let mut found = Vec::new();
        if let Some(payload) = payload {
            fields(document, payload, "", &mut found);
        }
        let described: BTreeSet<_> = found
            .iter()
            .filter_map(|field| Some((kind(&field.place, field.schema)?, field.place.clone())))
            .collect();
        let of = |kind, places: &[&str]| {
            // The document says of all items what the table says of each.
            let places = places.iter().filter(|place| !place.contains("/1"));
            places.map(|place| (kind, (*place).to_owned())).collect::<Vec<_>>()
        };
        let lenient = LENIENT.iter().filter(|(of, ..)| *of == endpoint).map(|(_, place, why)| {
            assert_ne!(*why, "");
            let field = found.iter().find(|field| field.place == *place).unwrap();
            (kind(place, field.schema).unwrap(), (*place).to_owned())
        });
        let listed: BTreeSet<_> = of("amount", row.amounts)
            .into_iter()
            .chain(of("currency", row.currencies))
            .chain(of("id", row.ids))
            .chain(lenient)
            .collect();
        assert_eq!(listed, described, "{}", endpoint.name());
    }
}
