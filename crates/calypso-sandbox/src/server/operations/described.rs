//! Tests that what an operation reads is what it is described to read.

use std::collections::BTreeSet;

use calypso_model::{AccountId, ErrorCode};
use calypso_sign::Timestamp;
use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

use super::{Operation, operations};
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{Chance, DepositOrder, NewMerchant, Settings, World};
use crate::wire::Fields;
use crate::wire::schema::Shapes;

const NOW: Timestamp = Timestamp::from_millis(1_650_885_468_390);
/// Fields for which not every described value will do.
const SAMPLES: &[(&str, &str)] = &[
    ("destinationCurrency", "USDT_TRX"),
    ("depositAddress", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
];

const UUID: &str = "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";

/// A world in which a merchant has something to spend.
fn world() -> (World, AccountId) {
    let settings = Settings { delays: StageDelays::NONE, ..Settings::default() };
    let mut world = World::new(settings, Chance::new([1; 32]), NOW);
    let account = world.add_merchant(NewMerchant::default()).unwrap().account;
    let (currency, amount) = ("BTC".parse().unwrap(), "100".parse().unwrap());
    let customer = world.create_customer(&account, None, None).id;
    let address = world.purse_address(&account, &customer, &currency).unwrap().address;
    let outcome = DepositOutcome::Confirmed;
    world.deposit(DepositOrder { address, currency, amount, outcome, sender: None }).unwrap();
    world.advance(NOW);
    (world, account)
}

/// A payload's description, and the named schemas that it refers to.
struct Described {
    payload: Value,
    schemas: Value,
}

impl Described {
    fn of(operation: &Operation) -> Option<Self> {
        let mut shapes = Shapes::default();
        let payload = serde_json::to_value(operation.payload?(&mut shapes)).unwrap();
        let schemas = serde_json::to_value(shapes.into_named()).unwrap();
        Some(Self { payload, schemas })
    }

    fn validator(&self) -> Validator {
        let schema = json!({
            "allOf": [self.payload],
            "components": {"schemas": self.schemas},
        });
        // Formats say what to write, and more is understood.
        let mut options = jsonschema::options();
        options.with_draft(Draft::Draft202012).should_validate_formats(false);
        options.build(&schema).unwrap()
    }

    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        if let Some(place) = schema.get("$ref").and_then(Value::as_str) {
            let name = place.strip_prefix("#/components/schemas/").unwrap();
            return self.resolve(&self.schemas[name]);
        }
        // One that may be null has its own schema first.
        schema.get("oneOf").map_or(schema, |either| self.resolve(&either[0]))
    }

    /// Adds the paths of an object's fields, those of objects within included.
    fn fields(&self, schema: &Value, prefix: &str, found: &mut BTreeSet<String>) {
        let schema = self.resolve(schema);
        if let Some(items) = schema.get("items") {
            let prefix = prefix.strip_suffix('.').unwrap();
            return self.fields(items, &format!("{prefix}[0]."), found);
        }
        for (name, field) in
            schema.get("properties").and_then(Value::as_object).into_iter().flatten()
        {
            let path = format!("{prefix}{name}");
            self.fields(field, &format!("{path}."), found);
            found.insert(path);
        }
    }

    /// A value as it is described, with every field.
    fn sample(&self, name: &str, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        if let Some((_, sample)) = SAMPLES.iter().find(|(field, _)| *field == name) {
            return json!(sample);
        }
        if let Some(words) = schema.get("enum") {
            return words[0].clone();
        }
        let kinds = &schema["type"];
        let kind = kinds.get(0).unwrap_or(kinds);
        match (kind.as_str().unwrap(), schema.get("format").and_then(Value::as_str)) {
            ("object", _) => {
                let fields = schema.get("properties").and_then(Value::as_object);
                let sample =
                    |(name, field): (&String, &Value)| (name.clone(), self.sample(name, field));
                fields.into_iter().flatten().map(sample).collect::<Map<_, _>>().into()
            }
            ("array", _) => json!([self.sample("", &schema["items"])]),
            ("boolean", _) => json!(true),
            ("integer" | "number", _) => json!(1),
            ("string", Some("uuid")) => json!(UUID),
            ("string", Some("uri")) => json!("http://127.0.0.1:9/"),
            ("string", Some("date-time")) => json!("2022-04-25T12:00:00Z"),
            ("string", None) => json!("x"),
            other => panic!("no sample of {other:?}"),
        }
    }
}

#[test]
fn a_payload_is_asked_for_the_fields_that_are_listed_and_for_no_other() {
    for operation in operations() {
        let Some(described) = Described::of(operation) else { continue };
        let mut listed = BTreeSet::new();
        described.fields(&described.payload, "payload.", &mut listed);

        let sample = described.sample("", &described.payload).to_string();
        let fields = Fields::parse(&sample, "payload.").unwrap();
        let (mut world, account) = world();
        let answer = (operation.run)(&mut world, &account, &fields);
        let name = operation.endpoint.name();
        assert_eq!(fields.asked(), listed, "{name}: {answer:?} to {sample}");
    }
}

/// Values of all kinds, among them what is nearly right.
fn values() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(-1),
        json!(1.5),
        json!(1e-7),
        json!(4_294_967_296_u64),
        json!(""),
        json!("x"),
        json!("1"),
        json!("BTC"),
        json!("btc"),
        json!("USDT_TRX"),
        json!("USD"),
        json!("EUR"),
        json!("RUB"),
        json!("NEW_COIN"),
        json!("with space"),
        json!("line\nbreak"),
        json!("x".repeat(257)),
        json!(UUID),
        json!(UUID.to_uppercase()),
        json!("7f8c1f5e3a524f0e9c0b0d8a1f6e2b11"),
        json!("https://shop.example/ü"),
        json!("http:127.0.0.1"),
        json!("ftp://127.0.0.1/"),
        json!("2022-04-25T12:00:00"),
        json!("2022-04-25"),
        json!([]),
        json!({}),
        json!([null]),
        json!(["BTC"]),
        json!(["BTC", "BTC"]),
        json!(["USD", "NEW_COIN"]),
        json!(["INVOICE"]),
        json!(["INVOICE_PAID", "NEW_EVENT"]),
        json!([{}]),
    ]
}

/// Leaves the required fields and one other in a payload.
fn least(described: &Described, payload: &Map<String, Value>, other: &str) -> Map<String, Value> {
    let required = described.resolve(&described.payload).get("required");
    let required = required.and_then(Value::as_array).into_iter().flatten();
    let kept: BTreeSet<_> = required.filter_map(Value::as_str).chain([other]).collect();
    let kept = payload.iter().filter(|(name, _)| kept.contains(name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Tells whether an operation takes a payload; what is refused for another reason than its form
/// is taken as well.
fn takes(operation: &Operation, payload: &Value) -> bool {
    let text = payload.to_string();
    let (mut world, account) = world();
    let fields = Fields::parse(&text, "payload.").unwrap();
    let answer = (operation.run)(&mut world, &account, &fields);
    answer.err().is_none_or(|refusal| refusal.code != ErrorCode::BadRequest)
}

#[test]
fn what_is_taken_is_as_described() {
    for operation in operations() {
        let Some(described) = Described::of(operation) else { continue };
        let validator = described.validator();
        let name = operation.endpoint.name();
        let check = |payload: Map<String, Value>| {
            let payload = Value::from(payload);
            let is_as_described = validator.is_valid(&payload);
            assert!(is_as_described || !takes(operation, &payload), "{name} takes {payload}");
        };
        let sample = described.sample("", &described.payload);
        assert!(takes(operation, &sample), "{name} refuses {sample}");
        let sample = sample.as_object().unwrap();
        for field in sample.keys() {
            for mut payload in [sample.clone(), least(&described, sample, field)] {
                check(payload.clone());
                for value in values() {
                    payload.insert(field.clone(), value);
                    check(payload.clone());
                }
                payload.remove(field);
                check(payload);
            }
        }
    }
}
