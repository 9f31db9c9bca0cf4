//! Lists of payouts and of mass payouts (docs/API-FACTS.md, section 9.3).

use serde::Serialize;

use crate::{PageRequest, PayoutState};

/// Asks for payouts, or for mass payouts.
///
/// Known from the predecessor API, with the names that the current one gives to paging.
///
/// ```
/// use calypso_model::{PageRequest, PayoutState, PayoutsRequest};
///
/// let request = PayoutsRequest::new()
///     .with_state(PayoutState::InProgress)
///     .with_page(PageRequest::new(0, 50));
/// assert_eq!(
///     serde_json::to_string(&request)?,
///     r#"{"stateNames":["IN_PROGRESS"],"pageNumber":0,"pageSize":50}"#,
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PayoutsRequest {
    /// Only those in one of these states; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub state_names: Vec<PayoutState>,
    /// Which part of the list.
    #[serde(flatten)]
    pub page: PageRequest,
    /// Only those that are yet to be carried out, or only the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_execution_date_in_future: Option<bool>,
}

impl PayoutsRequest {
    /// Asks for all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for those in this state too, instead of in all.
    #[must_use]
    pub fn with_state(mut self, state: PayoutState) -> Self {
        self.state_names.push(state);
        self
    }

    /// Asks for a part of the list.
    #[must_use]
    pub fn with_page(mut self, page: PageRequest) -> Self {
        self.page = page;
        self
    }

    /// Asks only for those whose time of execution is yet to come, or only for the others.
    #[must_use]
    pub const fn with_execution_date_in_future(mut self, in_future: bool) -> Self {
        self.is_execution_date_in_future = Some(in_future);
        self
    }
}
