//! Tests `calypso-sign` as its users see it.
#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]

mod derive;
mod keys;
mod properties;
mod signature;
mod time;
mod vectors;
mod verifier;

use calypso_sign::{
    ApiKey, DerivationKey, Fingerprint, FreshnessWindow, InvalidApiKey, InvalidDerivationKey,
    InvalidSecretKey, ParseSignatureError, SecretKey, Signature, SignatureHex, Signer,
    StaleTimestamp, Timestamp, Verifier, VerifySignatureError,
};

/// The secret of the official example (Calypso docs, Authorization).
const OFFICIAL_SECRET: &str = "b823a6b9ea72408583cef9ec8d67fa52";

fn secret(text: &str) -> SecretKey {
    SecretKey::new(text).unwrap()
}

// A compile-time check: every public type crosses threads.
const _: () = {
    const fn crosses_threads<T: Send + Sync + 'static>() {}
    crosses_threads::<ApiKey>();
    crosses_threads::<DerivationKey>();
    crosses_threads::<Fingerprint>();
    crosses_threads::<FreshnessWindow>();
    crosses_threads::<InvalidApiKey>();
    crosses_threads::<InvalidDerivationKey>();
    crosses_threads::<InvalidSecretKey>();
    crosses_threads::<ParseSignatureError>();
    crosses_threads::<SecretKey>();
    crosses_threads::<Signature>();
    crosses_threads::<SignatureHex>();
    crosses_threads::<Signer>();
    crosses_threads::<StaleTimestamp>();
    crosses_threads::<Timestamp>();
    crosses_threads::<Verifier>();
    crosses_threads::<VerifySignatureError>();
};

// A compile-time check: every error is one for `?` and for error reports, without std.
const _: () = {
    const fn is_error<T: core::error::Error>() {}
    is_error::<InvalidApiKey>();
    is_error::<InvalidDerivationKey>();
    is_error::<InvalidSecretKey>();
    is_error::<ParseSignatureError>();
    is_error::<StaleTimestamp>();
    is_error::<VerifySignatureError>();
};
