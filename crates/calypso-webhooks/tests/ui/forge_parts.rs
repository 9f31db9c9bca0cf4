//! A proof cannot be made from parts, defaulted, or converted.

use bytes::Bytes;
use calypso_model::Event;
use calypso_sign::{ApiKey, Fingerprint};
use calypso_webhooks::{Raw, Verified};

fn by_constructor(public_key: ApiKey, secret: Fingerprint, body: Bytes) {
    let _ = Verified::proven(public_key, secret, body);
}

fn by_default() -> Verified<Raw> {
    Default::default()
}

fn by_conversion(event: Event) -> Verified<Event> {
    event.into()
}

fn main() {}
