//! A proof cannot be written down.

use bytes::Bytes;
use calypso_model::Event;
use calypso_sign::{ApiKey, Fingerprint};
use calypso_webhooks::Verified;

fn forge(public_key: ApiKey, secret: Fingerprint, body: Bytes, content: Event) {
    let _ = Verified { public_key, secret, body, content };
}

fn main() {}
