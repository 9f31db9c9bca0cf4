//! The seams as other crates use them, and the built-in transport against a server on this machine.

#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]

mod clock;
#[cfg(feature = "http")]
mod http_options;
#[cfg(feature = "http")]
mod http_transport;
mod request;
mod seams;
#[cfg(feature = "http")]
mod secrets;
#[cfg(feature = "tower")]
mod tower_layers;
#[cfg(feature = "tower")]
mod tower_service;

use calypso_sign::{ApiKey, SecretKey, Signer};
use calypso_transport::http::Method;
use calypso_transport::{Draft, SignedRequest};

/// The key pair of the official signing example.
const API_KEY: &str = "c529e14832b34b74972365cf7bf02430";
const SECRET: &str = "b823a6b9ea72408583cef9ec8d67fa52";

fn draft(body: &'static str) -> Draft {
    Draft::new(Method::POST, "/api/v1/rate", body).unwrap()
}

fn sign(draft: Draft) -> SignedRequest {
    let signer = Signer::new(&SecretKey::new(SECRET).unwrap());
    SignedRequest::sign(draft, &ApiKey::new(API_KEY).unwrap(), &signer)
}
