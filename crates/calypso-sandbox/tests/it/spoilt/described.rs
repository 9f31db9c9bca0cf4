//! What the API document says of a payload's fields.

use serde_json::Value;

/// A field of a payload: where it is in one, whether it must be there, and its schema.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    /// A JSON pointer; lists are looked into at their first item.
    pub(crate) place: String,
    pub(crate) required: bool,
    pub(crate) schema: &'a Value,
}

/// Returns the schema of what a path is sent.
pub(crate) fn body<'a>(document: &'a Value, path: &str, method: &str) -> Option<&'a Value> {
    let operation = &document["paths"][path][method.to_lowercase()];
    operation.pointer("/requestBody/content/application~1json/schema")
}

pub(crate) fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(place) = schema.get("$ref").and_then(Value::as_str) {
        return resolve(document, document.pointer(place.strip_prefix('#').unwrap()).unwrap());
    }
    // One that may be null has its own schema first.
    schema.get("oneOf").map_or(schema, |either| resolve(document, &either[0]))
}

pub(crate) fn is_of_type(schema: &Value, name: &str) -> bool {
    let kinds = &schema["type"];
    kinds == name || kinds.get(0).is_some_and(|kind| kind == name)
}

/// Adds the fields of an object, those of what is in it included.
pub(crate) fn fields<'a>(
    document: &'a Value,
    schema: &'a Value,
    prefix: &str,
    found: &mut Vec<Field<'a>>,
) {
    let schema = resolve(document, schema);
    let required: Vec<_> = schema["required"].as_array().into_iter().flatten().collect();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let (place, schema) = (format!("{prefix}/{name}"), resolve(document, field));
        let required = required.iter().any(|required| *required == name);
        if let Some(items) = schema.get("items") {
            let items = resolve(document, items);
            fields(document, items, &format!("{place}/0"), found);
            if items.get("properties").is_none() {
                let place = format!("{place}/0");
                found.push(Field { place, required: false, schema: items });
            }
        }
        fields(document, schema, &place, found);
        found.push(Field { place, required, schema });
    }
}
