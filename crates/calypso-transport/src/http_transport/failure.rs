//! What the backend's errors say about a request.

use crate::error::{Delivery, TransportError, TransportFailure};

/// Judges an error that came before the head of a response.
///
/// Only a failure to build the request or to connect proves that nothing left; the connector's own
/// timeout is one of the latter.
pub(super) fn while_sending(error: reqwest::Error) -> TransportError {
    let (delivery, reason) = if error.is_connect() {
        let reason =
            if error.is_timeout() { TransportFailure::TimedOut } else { TransportFailure::Connect };
        (Delivery::NotSent, reason)
    } else if error.is_builder() {
        (Delivery::NotSent, TransportFailure::Other)
    } else {
        (Delivery::Unknown, after_connecting(&error))
    };
    TransportError::new(delivery, reason).with_source(error.without_url())
}

/// Judges an error inside the body of a response: the request has certainly arrived.
pub(super) fn while_reading(error: reqwest::Error) -> TransportError {
    TransportError::new(Delivery::Unknown, after_connecting(&error))
        .with_source(error.without_url())
}

fn after_connecting(error: &reqwest::Error) -> TransportFailure {
    if error.is_timeout() { TransportFailure::TimedOut } else { TransportFailure::Interrupted }
}
