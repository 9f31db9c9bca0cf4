//! Deliveries signed as Calypso signs them, for tests of a receiver.

use bytes::Bytes;
use calypso_sign::{ApiKey, SecretKey, Signer};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use http::{Method, Request};

use crate::error::SignatureHeader;

/// A delivery as Calypso would send it, signed with keys of your own, to test your receiver with.
///
/// ```
/// use calypso_sign::{ApiKey, SecretKey};
/// use calypso_webhooks::{Receiver, SignedDelivery};
///
/// let (key, secret) = (ApiKey::new("test-key")?, SecretKey::new("test-secret")?);
/// let delivery = SignedDelivery::new(&key, &secret, r#"{"id":1}"#);
/// let receiver = Receiver::new(key, &secret);
/// assert!(receiver.verify(delivery.headers(), delivery.body().clone()).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SignedDelivery {
    headers: HeaderMap,
    body: Bytes,
}

impl SignedDelivery {
    /// Signs a body with the keys of a subscription.
    #[must_use]
    pub fn new(public_key: &ApiKey, secret: &SecretKey, body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let signature = Signer::new(secret).sign(&body);
        let mut headers = HeaderMap::with_capacity(3);
        headers.insert(SignatureHeader::Key.name(), value(public_key.as_str()));
        headers.insert(SignatureHeader::Sign.name(), value(signature.to_hex().as_str()));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Self { headers, body }
    }

    /// Returns the headers `Key`, `Sign` and `Content-Type`.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body.
    #[must_use]
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// Turns the delivery into a `POST` request to `/`; set another address on the request if need
    /// be.
    #[must_use]
    pub fn into_request(self) -> Request<Bytes> {
        let mut request = Request::new(self.body);
        *request.method_mut() = Method::POST;
        *request.headers_mut() = self.headers;
        request
    }
}

#[expect(clippy::expect_used, reason = "keys and hex digits are visible ASCII")]
fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("keys and hex digits are visible ASCII")
}
