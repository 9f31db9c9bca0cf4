//! Payment widgets as the service answers them, and how to ask for them (docs/API-FACTS.md, section
//! 9.6).

use serde::{Deserialize, Serialize};

use crate::currency_info::{code_or_object, codes_or_objects, optional_code_or_object};
use crate::{
    Amount, Currency, ExternalId, IdempotencyKey, Instant, InvoiceId, PageRequest, WidgetState,
    WidgetType, lenient,
};

/// A payment widget: a page on which the payer picks a currency and pays.
///
/// Its currencies come as codes or, in a newer rendering of the schema, as whole currency objects;
/// either is read, and the codes are kept. That a widget over fiat names its amount is inferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Widget {
    /// The key it was created under. The widget's link is built from it.
    pub idempotency_key: IdempotencyKey,
    /// What may be paid in, in the order of the page.
    #[serde(deserialize_with = "codes_or_objects")]
    pub crypto_currencies: Vec<Currency>,
    /// What the payer is told it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The kind of widget.
    pub widget_type: WidgetType,
    /// How far it is.
    pub widget_state: WidgetState,
    /// The logo on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo_url: Option<String>,
    /// Where the page leads back to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// Where the page sends a payer in need.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_url: Option<String>,
    /// The merchant's own reference.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub external_id: Option<ExternalId>,
    /// The invoices that came into being so far, one per currency that the payer picked.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub invoices: Vec<WidgetInvoice>,
    /// When the widget was created.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub created_date: Option<Instant>,
    /// Until when it can be used.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub expiration: Option<Instant>,
    /// The amount due in fiat, of a widget over a fixed amount.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fiat_amount: Option<Amount>,
    /// The currency of the fiat amount.
    #[serde(
        default,
        deserialize_with = "optional_code_or_object",
        skip_serializing_if = "Option::is_none"
    )]
    pub fiat_currency: Option<Currency>,
}

impl Widget {
    /// Returns the invoice in a currency, once the payer has picked it. Should there be several,
    /// it is the newest: invoices are added at the end.
    #[must_use]
    pub fn invoice_in(&self, currency: &Currency) -> Option<&WidgetInvoice> {
        self.invoices.iter().rfind(|invoice| invoice.crypto_currency == *currency)
    }
}

/// An invoice of a payment widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WidgetInvoice {
    /// The invoice.
    pub invoice_id: InvoiceId,
    /// What it is paid in.
    #[serde(deserialize_with = "code_or_object")]
    pub crypto_currency: Currency,
    /// The invoice's own key, which its payment link is built from.
    pub invoice_idempotency_key: IdempotencyKey,
    /// The merchant's own reference, that of the widget.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub invoice_external_id: Option<ExternalId>,
}

/// Asks for a widget by the key it was created under.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WidgetFindRequest {
    /// The widget's key, under the name that this operation has for it.
    pub request_id: IdempotencyKey,
}

impl WidgetFindRequest {
    /// Asks for a widget.
    #[must_use]
    pub const fn new(key: IdempotencyKey) -> Self {
        Self { request_id: key }
    }
}

/// Asks for widgets, in some states or in any.
///
/// The operation is carried over from the predecessor API; no current page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WidgetListRequest {
    /// The states; none means any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub widget_states: Vec<WidgetState>,
    /// Which part of the list.
    #[serde(flatten)]
    pub page: PageRequest,
}

impl WidgetListRequest {
    /// Asks for all widgets.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for widgets in these states only.
    #[must_use]
    pub fn with_states(mut self, states: impl IntoIterator<Item = WidgetState>) -> Self {
        self.widget_states.extend(states);
        self
    }

    /// Asks for a part of the list.
    #[must_use]
    pub fn with_page(mut self, page: PageRequest) -> Self {
        self.page = page;
        self
    }
}
