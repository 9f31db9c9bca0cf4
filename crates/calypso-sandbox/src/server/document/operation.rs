//! The operations of the merchant API, as the document has them.

use calypso_model::{Method, Provenance};
use utoipa::openapi::path::{HttpMethod, Operation as DocumentedOperation, OperationBuilder};
use utoipa::openapi::schema::{KnownFormat, SchemaFormat, Type};
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{RefOr, ResponseBuilder, Schema};

use super::content::{TOO_LARGE, answer, body, json, plain};
use crate::server::answer::ErrorBody;
use crate::server::operations::Operation;
use crate::wire::schema::{Described as _, Nothing, Shapes, of_type, property};

/// Returns the method of an operation.
pub(super) fn method(operation: &Operation) -> HttpMethod {
    match operation.endpoint.method() {
        Method::Delete => HttpMethod::Delete,
        // And whatever the model learns next.
        Method::Post | _ => HttpMethod::Post,
    }
}

/// Describes an operation.
pub(super) fn describe(operation: &Operation, shapes: &mut Shapes) -> DocumentedOperation {
    let endpoint = operation.endpoint;
    let tag = endpoint.path().split('/').nth(3).unwrap_or_default();
    let ok = match operation.reply {
        Some(reply) => ResponseBuilder::new()
            .description("It succeeded.")
            .content("application/json", json(reply(shapes))),
        None => ResponseBuilder::new().description("It succeeded; there is nothing to say."),
    };
    let error = json(ErrorBody::schema(shapes));
    let refusal = |text: &str| answer(text, "application/json", &error);
    let security = SecurityRequirement::new::<_, [&str; 0], &str>("Key", []);
    OperationBuilder::new()
        .operation_id(Some(operation_id(endpoint.name())))
        .tag(tag)
        .summary(Some(endpoint.summary()))
        .description(provenance(endpoint.provenance()))
        .security(security.add::<_, [&str; 0], &str>("Sign", []))
        .request_body(Some(body(envelope(operation, shapes))))
        .response("200", ok.build())
        .response("400", refusal("It was refused."))
        .response("401", refusal("The key or the signature is wrong."))
        .response("413", plain(TOO_LARGE))
        .response("415", plain("The body is not declared as JSON."))
        .response("500", refusal("The sandbox failed."))
        .build()
}

/// `InvoiceGet` → `invoiceGet`.
fn operation_id(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn provenance(provenance: Provenance) -> Option<&'static str> {
    match provenance {
        Provenance::Integration => {
            Some("Seen in a public integration, on no page of the vendor's.")
        }
        Provenance::CarriedOver => {
            Some("Carried over from the predecessor API; not seen on a page of the current one.")
        }
        Provenance::Inferred => Some("Named by the vendor; its path or body is inferred."),
        Provenance::Documented | _ => None,
    }
}

/// Describes the body: what stands around every payload, and the payload.
fn envelope(operation: &Operation, shapes: &mut Shapes) -> RefOr<Schema> {
    let mut envelope = of_type(Type::Object);
    if operation.endpoint.names_account() {
        let doc = &["The merchant's account."];
        envelope = property::<String>(envelope, shapes, "account", doc, Nothing::Absent);
    }
    let timestamp = of_type(Type::Integer)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
        .description(Some("Unix milliseconds, at most three minutes off."));
    envelope = envelope.property("timestamp", timestamp.build()).required("timestamp");
    if let Some(payload) = operation.payload {
        envelope = envelope.property("payload", payload(shapes)).required("payload");
    }
    envelope.build().into()
}
