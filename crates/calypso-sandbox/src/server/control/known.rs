//! What a request may say. A limit that is misspelt would be no limit, so nothing is overlooked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;
use url::form_urlencoded;

use super::{Action, Problem, actions};
use crate::wire::Fields;
use crate::wire::schema::Shapes;

/// The fields of each action's body, as the API document has them.
static FIELDS: LazyLock<BTreeMap<&'static str, BTreeSet<String>>> =
    LazyLock::new(|| actions().map(|action| (action.name, fields_of(action))).collect());

fn fields_of(action: &Action) -> BTreeSet<String> {
    let Some(payload) = action.payload else { return BTreeSet::new() };
    let mut shapes = Shapes::default();
    let schema = serde_json::to_value(payload(&mut shapes)).unwrap_or_default();
    let named =
        schema.get("$ref").and_then(Value::as_str).and_then(|place| place.rsplit('/').next());
    let object = named
        .and_then(|name| shapes.into_named().remove(name))
        .and_then(|shape| serde_json::to_value(shape).ok());
    let properties = object.as_ref().and_then(|object| object.get("properties"));
    let names = properties.and_then(Value::as_object).map(|all| all.keys().cloned().collect());
    names.unwrap_or_default()
}

/// Refuses fields and parameters that the action does not have.
pub(super) fn check(action: &Action, query: &str, fields: &Fields<'_>) -> Result<(), Problem> {
    let known = FIELDS.get(action.name);
    let mut names = fields.names();
    if let Some(name) = names.find(|name| !known.is_some_and(|known| known.contains(*name))) {
        return Err(Problem::from(fields.refuse(name, "There is no such field")));
    }
    let parameters = || action.query.iter().flatten().map(|parameter| parameter.name);
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    match pairs.find(|(name, _)| !parameters().any(|known| known == *name)) {
        Some((name, _)) => Err(Problem::Bad(format!("{name}=[There is no such parameter]"))),
        None => Ok(()),
    }
}
