//! Payloads that are as they are described, and values that are nearly so.

use std::collections::BTreeSet;

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};

use crate::wire::schema::Shapes;

/// Fields for which not every described value will do.
const SAMPLES: &[(&str, &str)] = &[
    ("endpoint", "*"),
    ("destinationCurrency", "USDT_TRX"),
    ("depositAddress", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
];

const UUID: &str = "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";

/// A payload's description, and the named schemas that it refers to.
pub(super) struct Described {
    pub(super) payload: Value,
    schemas: Value,
}

impl Described {
    pub(super) fn of(describe: fn(&mut Shapes) -> RefOr<Schema>) -> Self {
        let mut shapes = Shapes::default();
        let payload = serde_json::to_value(describe(&mut shapes)).unwrap();
        let schemas = serde_json::to_value(shapes.into_named()).unwrap();
        Self { payload, schemas }
    }

    pub(super) fn validator(&self) -> Validator {
        let schema = json!({
            "allOf": [self.payload],
            "components": {"schemas": self.schemas},
        });
        // Formats say what to write, and more is understood.
        let mut options = jsonschema::options();
        options.with_draft(Draft::Draft202012).should_validate_formats(false);
        options.build(&schema).unwrap()
    }

    pub(super) fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let schema = self.named(schema);
        // One that may be null has its own schema first, and of alternatives the first will do.
        schema.get("oneOf").map_or(schema, |either| self.resolve(&either[0]))
    }

    fn named<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let Some(place) = schema.get("$ref").and_then(Value::as_str) else { return schema };
        let name = place.strip_prefix("#/components/schemas/").unwrap();
        self.named(&self.schemas[name])
    }

    /// Adds the paths of an object's fields, those of objects within included.
    pub(super) fn fields(&self, schema: &Value, prefix: &str, found: &mut BTreeSet<String>) {
        let schema = self.named(schema);
        for either in schema.get("oneOf").and_then(Value::as_array).into_iter().flatten() {
            self.fields(either, prefix, found);
        }
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
    pub(super) fn sample(&self, name: &str, schema: &Value) -> Value {
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
            ("integer" | "number", _) => {
                let least = schema.get("minimum").and_then(Value::as_i64).unwrap_or(1);
                json!(least.max(1))
            }
            ("string", Some("uuid")) => json!(UUID),
            ("string", Some("uri")) => json!("http://127.0.0.1:9/"),
            ("string", Some("decimal")) => json!("1"),
            ("string", Some("date-time")) => json!("2022-04-25T12:00:00Z"),
            ("string", None) => json!("x"),
            other => panic!("no sample of {other:?}"),
        }
    }

    /// Leaves the required fields and one other in a payload.
    pub(super) fn least(&self, payload: &Map<String, Value>, other: &str) -> Map<String, Value> {
        let required = self.resolve(&self.payload).get("required");
        let required = required.and_then(Value::as_array).into_iter().flatten();
        let kept: BTreeSet<_> = required.filter_map(Value::as_str).chain([other]).collect();
        let kept = payload.iter().filter(|(name, _)| kept.contains(name.as_str()));
        kept.map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

/// Values of all kinds, among them what is nearly right.
pub(super) fn values() -> Vec<Value> {
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
        json!("0"),
        json!("-1"),
        json!("0.10"),
        json!("1e-3"),
        json!("1,5"),
        json!("declined"),
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
