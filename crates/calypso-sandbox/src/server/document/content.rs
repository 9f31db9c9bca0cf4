//! Bodies, there and back, as the document has them.

use utoipa::openapi::request_body::{RequestBody, RequestBodyBuilder};
use utoipa::openapi::{Content, RefOr, Required, Response, ResponseBuilder, Schema};

use crate::wire::schema::text;

pub(super) const TOO_LARGE: &str = "The body is larger than 64 KiB.";

pub(super) fn json(schema: RefOr<Schema>) -> Content {
    Content::new(Some(schema))
}

/// Describes a body that must be sent.
pub(super) fn body(schema: RefOr<Schema>) -> RequestBody {
    let body = RequestBodyBuilder::new().required(Some(Required::True));
    body.content("application/json", json(schema)).build()
}

pub(super) fn answer(about: &str, content_type: &str, content: &Content) -> Response {
    ResponseBuilder::new().description(about).content(content_type, content.clone()).build()
}

/// Describes an answer of one line for people.
pub(super) fn plain(about: &str) -> Response {
    answer(about, "text/plain", &json(text().build().into()))
}
