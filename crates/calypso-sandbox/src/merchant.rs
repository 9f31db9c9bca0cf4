//! A merchant of a sandbox: its account and its keys.

use calypso_model::AccountId;
use calypso_sign::{ApiKey, SecretKey};

use crate::rules;

/// A merchant of a sandbox: what its client needs to call the API.
///
/// What one merchant makes, no other finds.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Merchant {
    /// The account.
    pub account: AccountId,
    /// The public key.
    pub api_key: ApiKey,
    /// The secret that the merchant signs with. It opens nothing but the sandbox.
    pub secret: SecretKey,
}

impl From<rules::Merchant> for Merchant {
    fn from(merchant: rules::Merchant) -> Self {
        Self { account: merchant.account, api_key: merchant.api_key, secret: merchant.secret }
    }
}
