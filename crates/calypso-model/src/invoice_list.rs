//! Lists of invoices (docs/API-FACTS.md, section 4.7).
//!
//! Both are known from the predecessor API, with the names that the current one gives to paging.

use serde::Serialize;

use crate::{ExternalId, InvoiceState, InvoiceType, PageRequest};

/// Asks for all invoices with one reference of the merchant's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoicesByExternalId {
    /// The merchant's own reference.
    pub external_id: ExternalId,
    /// Which part of the list.
    #[serde(flatten)]
    pub page: PageRequest,
}

impl InvoicesByExternalId {
    /// Asks for all invoices with a reference.
    #[must_use]
    pub fn new(external_id: ExternalId) -> Self {
        Self { external_id, page: PageRequest::default() }
    }

    /// Asks for a part of the list.
    #[must_use]
    pub fn with_page(mut self, page: PageRequest) -> Self {
        self.page = page;
        self
    }
}

/// Asks for invoices of some states and types.
///
/// The predecessor sorts by `PAY_AMOUNT`, `CURRENCY`, `STATE` or `DATE`; give one of them as the
/// page's property.
///
/// ```
/// use calypso_model::{InvoiceListRequest, InvoiceState, PageRequest};
///
/// let request = InvoiceListRequest::new()
///     .with_state(InvoiceState::PendingIntervention)
///     .with_page(PageRequest::new(0, 50).with_properties("DATE"));
/// assert_eq!(
///     serde_json::to_string(&request)?,
///     concat!(
///         r#"{"stateNames":["PENDING_INTERVENTION"],"#,
///         r#""pageNumber":0,"pageSize":50,"properties":"DATE"}"#,
///     ),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct InvoiceListRequest {
    /// Only those in one of these states; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub state_names: Vec<InvoiceState>,
    /// Only those of one of these types; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub type_names: Vec<InvoiceType>,
    /// Which part of the list, and how it is sorted.
    #[serde(flatten)]
    pub page: PageRequest,
}

impl InvoiceListRequest {
    /// Asks for all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for those in this state too, instead of in all.
    #[must_use]
    pub fn with_state(mut self, state: InvoiceState) -> Self {
        self.state_names.push(state);
        self
    }

    /// Asks for those of this type too, instead of all.
    #[must_use]
    pub fn with_type(mut self, invoice_type: InvoiceType) -> Self {
        self.type_names.push(invoice_type);
        self
    }

    /// Asks for a part of the list.
    #[must_use]
    pub fn with_page(mut self, page: PageRequest) -> Self {
        self.page = page;
        self
    }
}
