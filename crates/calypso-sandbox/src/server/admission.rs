//! Who may enter: the headers, the key, the signature over the raw bytes, in this order.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use calypso_model::{AccountId, ErrorCode};
use calypso_sign::Signature;

use crate::rules::Refusal;
use crate::shared::Shared;

/// Checks `Key` and `Sign`, and returns whose they are. A header that is missing or comes twice is
/// a wrong one.
///
/// The world is asked for the keys only: nobody waits for it while a signature is computed.
pub(super) fn check(
    headers: &HeaderMap,
    body: &[u8],
    shared: &Shared,
) -> Result<AccountId, Refusal> {
    let wrong_key = |problem| Refusal::new(ErrorCode::InvalidApiKey, problem);
    let wrong_sign = |problem| Refusal::new(ErrorCode::WrongSign, problem);
    let key = only(headers, "key").ok_or_else(|| wrong_key("Exactly one Key header is needed"))?;
    let sign =
        only(headers, "sign").ok_or_else(|| wrong_sign("Exactly one Sign header is needed"))?;
    let signing = shared.signing(key).ok_or_else(|| wrong_key("Invalid api key"))?;
    // The documentation says lower-case; what it does not say is not accepted.
    let signature = Signature::parse(sign)
        .ok()
        .filter(|_| !sign.iter().any(u8::is_ascii_uppercase))
        .ok_or_else(|| wrong_sign("Sign must be 128 lower-case hex digits"))?;
    match signing.signer.sign(body) == signature {
        true => Ok(signing.account),
        false => Err(wrong_sign("Wrong sign")),
    }
}

pub(super) fn is_json(headers: &HeaderMap) -> bool {
    is_of_type(headers, b"application/json")
}

/// Tells whether a body is what a browser sends of a form.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    is_of_type(headers, b"application/x-www-form-urlencoded")
}

fn is_of_type(headers: &HeaderMap, wanted: &[u8]) -> bool {
    only(headers, CONTENT_TYPE.as_str()).is_some_and(|value| {
        let media_type = value.split(|byte| *byte == b';').next().unwrap_or_default();
        media_type.trim_ascii().eq_ignore_ascii_case(wanted)
    })
}

/// Returns the value of a header that comes exactly once.
pub(super) fn only<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?;
    values.next().is_none().then(|| first.as_bytes())
}
