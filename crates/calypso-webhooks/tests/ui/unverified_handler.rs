//! A function that asks for a verified event takes no other.

use calypso_model::Event;
use calypso_webhooks::Verified;

fn credit(_event: &Verified<Event>) {}

fn handle(body: &[u8]) {
    if let Ok(event) = Event::from_slice(body) {
        credit(&event);
    }
}

fn main() {}
