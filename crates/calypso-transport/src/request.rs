//! A request before and after signing.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use calypso_sign::{ApiKey, Signature, Signer};
use http::Method;
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use crate::attempt_id::AttemptId;
use crate::path::{self, InvalidPath};

/// A request that has not been signed yet; nothing can send it.
///
/// The path is checked once, here, so the parts are private.
#[derive(Clone)]
pub struct Draft {
    method: Method,
    path: String,
    body: Bytes,
    attempt_id: AttemptId,
    time_limit: Option<Duration>,
}

impl Draft {
    /// Takes what is sent: the method, the path below the base URL (`/api/v1/…`), and the exact
    /// bytes of the body.
    ///
    /// # Errors
    ///
    /// When the path does not start with a slash, has a query or a fragment, a character that URLs
    /// escape, or a segment such as `..` that URLs fold away.
    pub fn new(
        method: Method,
        path: impl Into<String>,
        body: impl Into<Bytes>,
    ) -> Result<Self, InvalidPath> {
        let path = path.into();
        path::check(&path)?;
        Ok(Self {
            method,
            path,
            body: body.into(),
            attempt_id: AttemptId::default(),
            time_limit: None,
        })
    }

    /// Names the attempt.
    #[must_use]
    pub fn with_attempt_id(mut self, attempt_id: AttemptId) -> Self {
        self.attempt_id = attempt_id;
        self
    }

    /// Bounds the time of this one attempt; the transport's own limit holds as well, and the
    /// smaller one wins.
    #[must_use]
    pub fn with_time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = Some(time_limit);
        self
    }
}

/// A request whose body is signed: the only thing a [`Transport`](crate::Transport) takes.
///
/// It cannot be made without a [`Signer`], nor changed afterwards, so the signature always belongs
/// to these very bytes.
/// It is good for one attempt: the body holds a timestamp that the API accepts for three minutes,
/// so a retry builds and signs a new one.
///
/// ```
/// use calypso_sign::{ApiKey, SecretKey, Signer};
/// use calypso_transport::http::Method;
/// use calypso_transport::{Draft, SignedRequest};
///
/// // The key pair and the body of the official signing example.
/// let api_key = ApiKey::new("c529e14832b34b74972365cf7bf02430")?;
/// let signer = Signer::new(&SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52")?);
///
/// let draft = Draft::new(Method::POST, "/api/v1/account/list", r#"{"timestamp":1}"#)?;
/// let request = SignedRequest::sign(draft, &api_key, &signer);
///
/// assert_eq!(request.headers()["Key"], "c529e14832b34b74972365cf7bf02430");
/// assert_eq!(request.headers()["Sign"], request.signature().to_string());
/// assert_eq!(request.headers()["Content-Type"], "application/json");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SignedRequest {
    draft: Draft,
    api_key: ApiKey,
    signature: Signature,
}

impl SignedRequest {
    /// Signs the body of a draft.
    #[must_use]
    pub fn sign(draft: Draft, api_key: &ApiKey, signer: &Signer) -> Self {
        let signature = signer.sign(&draft.body);
        Self { draft, api_key: api_key.clone(), signature }
    }

    /// Returns the HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.draft.method
    }

    /// Returns the path below the base URL; it starts with a slash.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.draft.path
    }

    /// Returns the body, to be sent byte for byte.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.draft.body
    }

    /// Returns the public key that names the sender.
    #[must_use]
    pub fn api_key(&self) -> &ApiKey {
        &self.api_key
    }

    /// Returns the signature over the body.
    #[must_use]
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Returns the name of this attempt.
    #[must_use]
    pub fn attempt_id(&self) -> AttemptId {
        self.draft.attempt_id
    }

    /// Returns the longest this attempt may take, if the caller set a bound.
    #[must_use]
    pub fn time_limit(&self) -> Option<Duration> {
        self.draft.time_limit
    }

    /// Returns the three headers of every call: `Key`, `Sign` and `Content-Type`.
    ///
    /// `Sign` is marked sensitive, so HTTP libraries leave it out of their logs.
    #[must_use]
    pub fn headers(&self) -> HeaderMap {
        let mut sign = header_value(self.signature.to_hex().as_str());
        sign.set_sensitive(true);
        HeaderMap::from_iter([
            (HeaderName::from_static("key"), header_value(self.api_key.as_str())),
            (HeaderName::from_static("sign"), sign),
            (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        ])
    }
}

#[expect(clippy::expect_used, reason = "the types of both values allow visible ASCII only")]
fn header_value(visible_ascii: &str) -> HeaderValue {
    HeaderValue::from_str(visible_ascii).expect("visible ASCII is a header value")
}

impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("attempt_id", &self.attempt_id)
            .field("time_limit", &self.time_limit)
            .field("body_len", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for SignedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedRequest")
            .field("method", &self.draft.method)
            .field("path", &self.draft.path)
            .field("attempt_id", &self.draft.attempt_id)
            .field("time_limit", &self.draft.time_limit)
            .field("body_len", &self.draft.body.len())
            .finish_non_exhaustive()
    }
}
