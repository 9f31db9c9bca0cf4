//! [`Credentials`]: who the merchant is and how its requests are signed.

use calypso_model::AccountId;
use calypso_sign::{ApiKey, SecretKey};

/// A merchant's account, API key and secret.
///
/// ```
/// use calypso_flows::Credentials;
/// use calypso_model::AccountId;
/// use calypso_sign::{ApiKey, SecretKey};
///
/// let credentials = Credentials::new(
///     AccountId::parse("0xc195df92dd9db2a8f28e597981f113d6e7582f8b")?,
///     ApiKey::new("c529e14832b34b74972365cf7bf02430")?,
///     SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52")?,
/// );
/// assert!(!format!("{credentials:?}").contains("b823a6"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Credentials {
    pub(crate) account: AccountId,
    pub(crate) api_key: ApiKey,
    pub(crate) secret: SecretKey,
}

impl Credentials {
    /// Joins the three values that the merchant cabinet shows.
    #[must_use]
    pub const fn new(account: AccountId, api_key: ApiKey, secret: SecretKey) -> Self {
        Self { account, api_key, secret }
    }
}
