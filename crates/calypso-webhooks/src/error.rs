//! Why a delivery is not trusted, and what to answer.

use calypso_sign::ParseSignatureError;
use core::fmt;
use http::StatusCode;
use thiserror::Error;

use crate::hint::MismatchHint;

/// Why a delivery is refused; nothing of its body, its signature or a secret is repeated.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyWebhookError {
    /// The body is longer than the receiver accepts.
    #[error("the body is longer than the {limit} bytes this receiver accepts")]
    BodyTooLarge {
        /// The greatest length in bytes.
        limit: usize,
    },
    /// A header of the signature stands there more than once, so it is unclear which one is meant.
    #[error("the {header} header stands there more than once: look for a proxy that repeats it")]
    DuplicateHeader {
        /// The header in question.
        header: SignatureHeader,
    },
    /// The `Sign` header is not a signature.
    #[error("the Sign header is not a signature")]
    MalformedSignature(#[source] ParseSignatureError),
    /// The signature does not belong to the body under any secret of the named key.
    #[error("the signature does not match the body: {hint}")]
    Mismatch {
        /// The most likely cause, if it is not a forgery.
        hint: MismatchHint,
    },
    /// A header of the signature is absent.
    #[error("the {header} header is missing: a genuine delivery carries Key and Sign")]
    MissingHeader {
        /// The header in question.
        header: SignatureHeader,
    },
    /// The `Key` header names a public key that the receiver was not given.
    #[error("the Key header names no key of this receiver: add the subscription's public key")]
    UnknownKey,
}

impl VerifyWebhookError {
    /// Returns the HTTP status to answer with: 401, or 413 for a body over the limit.
    ///
    /// Calypso repeats whatever is not answered with 200, so a genuine delivery that is refused
    /// over a wrong setting comes again once the setting is right.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::DuplicateHeader { .. }
            | Self::MalformedSignature(_)
            | Self::Mismatch { .. }
            | Self::MissingHeader { .. }
            | Self::UnknownKey => StatusCode::UNAUTHORIZED,
        }
    }
}

/// The two headers that a delivery is signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureHeader {
    /// `Key`: the public key of the subscription.
    Key,
    /// `Sign`: the signature of the body.
    Sign,
}

impl SignatureHeader {
    /// Returns the name in the lower case that header maps use.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Sign => "sign",
        }
    }
}

impl fmt::Display for SignatureHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Key => "Key",
            Self::Sign => "Sign",
        })
    }
}
