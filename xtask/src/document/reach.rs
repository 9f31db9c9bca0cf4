//! Whether the requests got past the checks: every operation must have succeeded at least once.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

/// Operations that need not succeed, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// Compares the operations of a document with the statuses of the answers, and says how many
/// succeeded.
pub(super) fn check(document: &Value, statuses: &Value) -> Result<String> {
    check_with(document, statuses, EXCEPTIONS)
}

fn check_with(document: &Value, statuses: &Value, exceptions: &[(&str, &str)]) -> Result<String> {
    let operations = operations(document).context("the document has no paths")?;
    let answers = statuses.as_object().context("the record of answers is no object")?;
    let succeeded = |operation: &str| {
        let by_status = answers.get(operation).and_then(Value::as_object);
        by_status.is_some_and(|statuses| statuses.keys().any(|status| status.starts_with('2')))
    };
    for (name, reason) in exceptions {
        if !operations.contains(*name) || succeeded(name) {
            bail!("`{name}` is an exception ({reason}) that is not needed: remove it");
        }
    }
    let is_exception = |name: &str| exceptions.iter().any(|(exception, _)| *exception == name);
    let (reached, missed): (Vec<_>, Vec<_>) =
        operations.iter().partition(|operation| succeeded(operation));
    let missed: Vec<&str> =
        missed.into_iter().map(String::as_str).filter(|name| !is_exception(name)).collect();
    if !missed.is_empty() {
        bail!(
            "these operations never succeeded, so their answers were not checked; \
             xtask/openapi/objects.py says what requests are made of:\n  {}",
            missed.join("\n  ")
        );
    }
    Ok(format!("{} of {} operations succeeded at least once", reached.len(), operations.len()))
}

/// Returns every operation, such as `POST /api/v1/invoice`.
fn operations(document: &Value) -> Option<BTreeSet<String>> {
    const METHODS: [&str; 7] = ["delete", "get", "head", "options", "patch", "post", "put"];
    let mut operations = BTreeSet::new();
    for (path, item) in document.get("paths")?.as_object()? {
        let methods = item.as_object()?.keys().filter(|method| METHODS.contains(&method.as_str()));
        operations.extend(methods.map(|method| format!("{} {path}", method.to_uppercase())));
    }
    Some(operations)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({"paths": {
            "/one": {"post": {}, "delete": {}, "summary": "not an operation"},
            "/two": {"get": {}},
        }})
    }

    #[test]
    fn every_operation_must_have_succeeded() {
        let statuses = json!({
            "POST /one": {"200": 3, "400": 1},
            "DELETE /one": {"204": 1},
            "GET /two": {"201": 1},
        });
        let said = check(&document(), &statuses).unwrap();
        assert_eq!(said, "3 of 3 operations succeeded at least once");
    }

    #[test]
    fn those_that_did_not_are_named() {
        let statuses = json!({"POST /one": {"200": 3}, "DELETE /one": {"400": 9}});
        let error = check(&document(), &statuses).unwrap_err().to_string();
        assert!(error.ends_with(":\n  DELETE /one\n  GET /two"), "{error}");
    }

    #[test]
    fn exceptions_are_allowed_while_they_are_needed() {
        let statuses = json!({"POST /one": {"200": 3}, "DELETE /one": {"200": 9}});
        let exceptions = [("GET /two", "it is two")];
        let said = check_with(&document(), &statuses, &exceptions).unwrap();
        assert_eq!(said, "2 of 3 operations succeeded at least once");
        let exceptions = [("GET /two", "it is two"), ("POST /one", "no reason")];
        let error = check_with(&document(), &statuses, &exceptions).unwrap_err().to_string();
        assert_eq!(error, "`POST /one` is an exception (no reason) that is not needed: remove it");
    }
}
