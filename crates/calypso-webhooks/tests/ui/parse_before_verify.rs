//! A received body has no `parse`; only a verified one has.

fn handle(body: bytes::Bytes) {
    let _ = calypso_webhooks::Verified::parse(&body);
}

fn main() {}
