//! The token that opens the control API to other machines.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use calypso_sign::{SecretKey, Signature, Signer};

use super::admission;

/// A token to compare with, which is not kept as text.
#[derive(Debug)]
pub(crate) struct ControlToken {
    signer: Signer,
    proof: Signature,
}

impl ControlToken {
    pub(crate) fn new(token: &SecretKey) -> Self {
        let signer = Signer::new(token);
        let proof = signer.sign(token.expose_secret().as_bytes());
        Self { signer, proof }
    }

    /// Tells whether a request shows the token, as `Bearer` or as the password of `Basic`.
    pub(super) fn is_shown(&self, headers: &HeaderMap) -> bool {
        let shown = admission::only(headers, AUTHORIZATION.as_str());
        let Some((scheme, rest)) = shown.and_then(split_scheme) else { return false };
        if scheme.eq_ignore_ascii_case(b"bearer") {
            return self.is(rest);
        }
        scheme.eq_ignore_ascii_case(b"basic")
            && STANDARD.decode(rest).is_ok_and(|pair| password(&pair).is_some_and(|it| self.is(it)))
    }

    /// Compares signatures, so that the time taken tells nothing, not even a length.
    fn is(&self, text: &[u8]) -> bool {
        self.signer.sign(text) == self.proof
    }
}

fn split_scheme(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let space = value.iter().position(|byte| *byte == b' ')?;
    let (scheme, rest) = value.split_at_checked(space)?;
    Some((scheme, rest.trim_ascii()))
}

/// Returns what follows the first colon; the name before it may be any.
fn password(pair: &[u8]) -> Option<&[u8]> {
    let colon = pair.iter().position(|byte| *byte == b':')?;
    pair.get(colon.saturating_add(1)..)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "tea:for two";

    #[track_caller]
    fn check(value: &str, shown: bool) {
        let token = ControlToken::new(&SecretKey::new(TOKEN).unwrap());
        let mut headers = HeaderMap::new();
        headers.append(AUTHORIZATION, value.parse().unwrap());
        assert_eq!(token.is_shown(&headers), shown, "{value}");
        headers.append(AUTHORIZATION, value.parse().unwrap());
        assert!(!token.is_shown(&headers), "twice: {value}");
    }

    fn basic(pair: &str) -> String {
        format!("Basic {}", STANDARD.encode(pair))
    }

    #[test]
    fn a_token_is_shown_as_bearer_or_as_a_basic_password() {
        check("Bearer tea:for two", true);
        check("bearer  tea:for two", true);
        check(&basic(":tea:for two"), true);
        check(&basic("anna:tea:for two"), true);
        check(&basic("anna:tea:for two").replace("Basic", "BASIC"), true);
    }

    #[test]
    fn anything_else_shows_nothing() {
        check("Bearer tea:for tw", false);
        check("Bearer tea:for two!", false);
        check("Bearer Tea:for two", false);
        check("Bearer ", false);
        check("Bearer", false);
        check("tea:for two", false);
        check("Digest tea:for two", false);
        check(&basic("tea:for two"), false);
        check(&basic("tea"), false);
        check(&basic("anna:"), false);
        check("Basic !!!!", false);
        check("Basic tea:for two", false);
    }

    #[test]
    fn the_token_is_not_in_what_debug_shows() {
        let token = ControlToken::new(&SecretKey::new(TOKEN).unwrap());
        assert!(!format!("{token:?}").contains("tea"));
    }
}
