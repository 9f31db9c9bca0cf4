//! The API document: OpenAPI 3.1, made of the operations table and the wire structs.

mod action;
mod content;
mod operation;

use std::sync::LazyLock;

use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use utoipa::openapi::schema::ComponentsBuilder;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Paths};

use super::answer::json;
use super::control::actions;
use super::operations::operations;
use crate::wire::schema::Shapes;

const DESCRIPTION: &str = "The merchant API of Calypso Pay as this sandbox emulates it, under \
    `/api/v1/`. Every request to it is signed: the header `Sign` is the HMAC-SHA512 of the exact \
    bytes of the body, under the secret as text, in lower-case hex; `Key` is the public key. The \
    body names the account and the time, in Unix milliseconds, which may be three minutes off \
    either way. Amounts are JSON numbers and exact decimals: read and write them digit for digit. \
    Fields that are not described are ignored; null counts as absent. A format says what to write; \
    more may be understood. Where the vendor's documentation is silent or only that of the \
    predecessor speaks, the operation says so. What the world around the merchant does is under \
    `/_sandbox/`: nothing is signed there, amounts are strings, and it answers this machine only \
    or, if the sandbox was started with a control token, whoever shows that.";

const TOKEN: &str = "The control token, if the sandbox was started with one.";

const PASSWORD: &str = "The control token as the password, with any name, for browsers.";

/// The document, which is the same for every sandbox.
static DOCUMENT: LazyLock<Bytes> =
    LazyLock::new(|| serde_json::to_vec(&describe()).unwrap_or_default().into());

/// Answers with the document.
pub(super) fn document() -> Response {
    json(StatusCode::OK, DOCUMENT.clone())
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
    let token = |scheme, text: &str| {
        let mut token = Http::new(scheme);
        token.description = Some(text.to_owned());
        SecurityScheme::Http(token)
    };
    let mut components = ComponentsBuilder::new()
        .security_scheme("Key", header("Key", "The public API key."))
        .security_scheme("Sign", header("Sign", "The signature of the body's exact bytes."))
        .security_scheme("ControlToken", token(HttpAuthScheme::Bearer, TOKEN))
        .security_scheme("ControlPassword", token(HttpAuthScheme::Basic, PASSWORD));
    for (name, schema) in shapes.into_named() {
        components = components.schema(name, schema);
    }
    components.build()
}

fn paths(shapes: &mut Shapes) -> Paths {
    let mut paths = Paths::new();
    for operation in operations() {
        let (path, method) = (operation.endpoint.path(), operation::method(operation));
        paths.add_path_operation(path, vec![method], operation::describe(operation, shapes));
    }
    for action in actions() {
        let method = action::method(action);
        paths.add_path_operation(action.path, vec![method], action::describe(action, shapes));
    }
    paths
}
