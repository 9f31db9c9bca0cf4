//! The doubles as a merchant's tests use them, and proof that the contract suite can fail.

#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]

mod clock;
mod contract;
mod loopback;
mod plain;
mod scripted;

use calypso_sign::{ApiKey, SecretKey, Signer};
use calypso_transport::http::Method;
use calypso_transport::{Draft, SignedRequest};

const SECRET: &str = "b823a6b9ea72408583cef9ec8d67fa52";

fn post(path: &str) -> SignedRequest {
    sign(Draft::new(Method::POST, path, r#"{"timestamp":1}"#).unwrap())
}

fn sign(draft: Draft) -> SignedRequest {
    let signer = Signer::new(&SecretKey::new(SECRET).unwrap());
    SignedRequest::sign(draft, &ApiKey::new("c529e14832b34b74972365cf7bf02430").unwrap(), &signer)
}
