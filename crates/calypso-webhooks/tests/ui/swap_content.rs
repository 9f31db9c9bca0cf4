//! A proof of one event cannot be turned into a proof of another one.

use calypso_model::Event;
use calypso_webhooks::Verified;

fn swap(proven: Verified<Event>, forged: Event) -> Verified<Event> {
    *proven = forged;
    proven
}

fn main() {}
