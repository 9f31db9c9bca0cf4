//! A webhook as it would be posted.

use calypso_model::{EventType, SubscriptionId};
use calypso_sign::{ApiKey, Signature, Timestamp};
use calypso_transport::Bytes;
use calypso_transport::http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

/// One attempt at the delivery of a webhook, with the bytes and the headers of its `POST`.
///
/// An attempt that is repeated has the same body, and the same signature unless the subscription
/// got new keys.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Webhook {
    /// When it is sent, by the sandbox's clock.
    pub sent: Timestamp,
    /// Where it goes, as the subscription says.
    pub url: String,
    /// The subscription that it goes to.
    pub subscription: SubscriptionId,
    /// What it tells, as the body says.
    pub event_type: EventType,
    /// The header `Key`: the subscription's public key.
    pub api_key: ApiKey,
    /// The header `Sign`: the signature over the body.
    pub signature: Signature,
    /// The bytes that are signed.
    pub body: Bytes,
}

impl Webhook {
    /// Returns its three headers: `Key`, `Sign` and `Content-Type`.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        headers(&self.api_key, &self.signature)
    }
}

/// Returns what a webhook's body is posted with.
pub(crate) fn headers(api_key: &ApiKey, signature: &Signature) -> HeaderMap {
    HeaderMap::from_iter([
        (HeaderName::from_static("key"), header_value(api_key.as_str())),
        (HeaderName::from_static("sign"), header_value(signature.to_hex().as_str())),
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
    ])
}

#[expect(clippy::expect_used, reason = "the types of both values allow visible ASCII only")]
fn header_value(visible_ascii: &str) -> HeaderValue {
    HeaderValue::from_str(visible_ascii).expect("visible ASCII is a header value")
}
