//! The API document: OpenAPI 3.1, made of the operations table and the wire structs.

use axum::http::StatusCode;
use axum::response::Response;
use calypso_model::{Method, Provenance};
use utoipa::openapi::path::{HttpMethod, Operation as DocumentedOperation, OperationBuilder};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{ComponentsBuilder, KnownFormat, SchemaFormat, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    Components, Content, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths, RefOr,
    Required, ResponseBuilder, Schema,
};

use super::answer::{ErrorBody, json};
use super::operations::{Operation, operations};
use crate::wire::schema::Nothing;
use crate::wire::schema::{Described as _, Shapes, of_type, property, text};

const DESCRIPTION: &str = "The merchant API of Calypso Pay as this sandbox emulates it. \
    Every request is signed: the header `Sign` is the HMAC-SHA512 of the exact bytes of the body, \
    under the secret as text, in lower-case hex; `Key` is the public key. The body names the \
    account and the time, in Unix milliseconds, which may be three minutes off either way. \
    Amounts are JSON numbers and exact decimals: read and write them digit for digit. Fields that \
    are not described are ignored; null counts as absent. Where the vendor's documentation is \
    silent or only that of the predecessor speaks, the operation says so.";

/// Answers with the document.
pub(super) fn document() -> Response {
    json(StatusCode::OK, serde_json::to_vec(&describe()).unwrap_or_default())
}

fn describe() -> OpenApi {
    let mut shapes = Shapes::default();
    let paths = paths(&mut shapes);
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Calypso Pay merchant API, emulated")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(DESCRIPTION))
                .license(Some(
                    LicenseBuilder::new()
                        .name("MIT OR Apache-2.0")
                        .identifier(Some("MIT OR Apache-2.0"))
                        .build(),
                ))
                .build(),
        )
        .paths(paths)
        .components(Some(components(shapes)))
        .build()
}

fn components(shapes: Shapes) -> Components {
    let header = |name: &str, text: &str| {
        SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::with_description(name, text)))
    };
    let mut components = ComponentsBuilder::new()
        .security_scheme("Key", header("Key", "The public API key."))
        .security_scheme("Sign", header("Sign", "The signature of the body's exact bytes."));
    for (name, schema) in shapes.into_named() {
        components = components.schema(name, schema);
    }
    components.build()
}

fn paths(shapes: &mut Shapes) -> Paths {
    let mut paths = Paths::new();
    for operation in operations() {
        let method = match operation.endpoint.method() {
            Method::Delete => HttpMethod::Delete,
            // And whatever the model learns next.
            Method::Post | _ => HttpMethod::Post,
        };
        let described = describe_operation(operation, shapes);
        paths.add_path_operation(operation.endpoint.path(), vec![method], described);
    }
    paths
}

fn describe_operation(operation: &Operation, shapes: &mut Shapes) -> DocumentedOperation {
    let endpoint = operation.endpoint;
    let tag = endpoint.path().split('/').nth(3).unwrap_or_default();
    let ok = match operation.reply {
        Some(reply) => ResponseBuilder::new()
            .description("It succeeded.")
            .content("application/json", Content::new(Some(reply(shapes)))),
        None => ResponseBuilder::new().description("It succeeded; there is nothing to say."),
    };
    let error = Content::new(Some(ErrorBody::schema(shapes)));
    let refusal = |text: &str| {
        ResponseBuilder::new().description(text).content("application/json", error.clone()).build()
    };
    let plain = |text: &str| {
        let content = Content::new(Some(self::text().build()));
        ResponseBuilder::new().description(text).content("text/plain", content).build()
    };
    let security = SecurityRequirement::new::<_, [&str; 0], &str>("Key", []);
    OperationBuilder::new()
        .operation_id(Some(operation_id(endpoint.name())))
        .tag(tag)
        .summary(Some(endpoint.summary()))
        .description(provenance(endpoint.provenance()))
        .security(security.add::<_, [&str; 0], &str>("Sign", []))
        .request_body(Some(
            RequestBodyBuilder::new()
                .required(Some(Required::True))
                .content("application/json", Content::new(Some(envelope(operation, shapes))))
                .build(),
        ))
        .response("200", ok.build())
        .response("400", refusal("It was refused."))
        .response("401", refusal("The key or the signature is wrong."))
        .response("413", plain("The body is larger than 64 KiB."))
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
