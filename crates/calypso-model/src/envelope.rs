//! [`Envelope`]: what surrounds every request's payload.

use serde::Serialize;

use crate::AccountId;

/// The body of a request: account, timestamp, payload, in this order (docs/API-FACTS.md,
/// section 1). What is absent is left out.
///
/// ```
/// use calypso_model::{AccountId, Envelope};
///
/// let account = AccountId::parse("0xc195df92dd9db2a8f28e597981f113d6e7582f8b")?;
/// let envelope = Envelope::<()>::new(Some(&account), 1_700_000_000_000, None);
/// assert_eq!(
///     serde_json::to_string(&envelope)?,
///     r#"{"account":"0xc195df92dd9db2a8f28e597981f113d6e7582f8b","timestamp":1700000000000}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Envelope<'a, P> {
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a AccountId>,
    timestamp: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<&'a P>,
}

impl<'a, P> Envelope<'a, P> {
    /// Surrounds a payload. `timestamp` is the Unix time in milliseconds at which this very body
    /// is made.
    #[must_use]
    pub const fn new(
        account: Option<&'a AccountId>,
        timestamp: i64,
        payload: Option<&'a P>,
    ) -> Self {
        Self { account, timestamp, payload }
    }
}
