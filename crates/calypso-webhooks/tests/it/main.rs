//! Tests `calypso-webhooks` as a merchant's receiver sees it.
#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]

#[cfg(feature = "axum")]
mod extract;
mod hints;
mod misuse;
mod properties;
mod receiver;
mod refusals;
mod verified;

use calypso_sign::{ApiKey, SecretKey};
use calypso_webhooks::{DedupKey, Receiver, SignedDelivery, Verified, VerifyWebhookError};

/// An event as the vendor's page shows it (docs/API-FACTS.md section 7), without a line break at
/// the end, since that would be part of the signed bytes.
const BODY: &str = include_str!("../data/invoice-pending-intervention.json");

fn key(text: &str) -> ApiKey {
    ApiKey::new(text).unwrap()
}

fn secret(text: &str) -> SecretKey {
    SecretKey::new(text).unwrap()
}

/// A receiver of one subscription.
fn receiver() -> Receiver {
    Receiver::new(key("public-key"), &secret("the-secret"))
}

/// A genuine delivery for that receiver.
fn delivery(body: &str) -> SignedDelivery {
    SignedDelivery::new(&key("public-key"), &secret("the-secret"), body.to_owned())
}

fn verify(receiver: &Receiver, delivery: &SignedDelivery) -> Result<Verified, VerifyWebhookError> {
    receiver.verify(delivery.headers(), delivery.body().clone())
}

// A compile-time check: every public type crosses threads.
const _: () = {
    const fn crosses_threads<T: Send + Sync + 'static>() {}
    crosses_threads::<DedupKey>();
    crosses_threads::<Receiver>();
    crosses_threads::<SignedDelivery>();
    crosses_threads::<Verified>();
    crosses_threads::<Verified<calypso_model::Event>>();
    crosses_threads::<VerifyWebhookError>();
};
