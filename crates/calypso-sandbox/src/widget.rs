//! What a payer does on a payment widget's page: picking a currency.

use calypso_model::{Address, Amount, Currency, IdempotencyKey, InvoiceId, WidgetState};
use serde_json::json;
use thiserror::Error;

use crate::controls::Controls;
use crate::journal::Entry;
use crate::rules::Invoice;

/// The invoice that a widget has in the currency that was picked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WidgetInvoice {
    /// The invoice.
    pub id: InvoiceId,
    /// The invoice's own key, which its payment link is built from.
    pub key: IdempotencyKey,
    /// Where the payer sends the money.
    pub address: Address,
    /// The currency that was picked.
    pub currency: Currency,
    /// What is due right now; nothing if any amount is welcome.
    pub amount: Option<Amount>,
}

impl From<Invoice> for WidgetInvoice {
    fn from(invoice: Invoice) -> Self {
        let Invoice { id, key, address, currency, amount, .. } = invoice;
        Self { id, key, address, currency, amount }
    }
}

/// A currency cannot be picked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChooseCurrencyError {
    /// There is no such widget.
    #[error("no such widget")]
    UnknownWidget,
    /// The widget does not offer the currency.
    #[error("the widget does not offer this currency")]
    UnknownCurrency,
    /// The widget is paid or has expired, and had no invoice in the currency.
    #[error("a widget in state {state} takes no choice any more")]
    #[non_exhaustive]
    Closed {
        /// The widget's state.
        state: WidgetState,
    },
    /// The invoice cannot be made, such as for a sum that the sandbox cannot hold.
    #[error("the invoice cannot be made: {message}")]
    #[non_exhaustive]
    Refused {
        /// What the rules say.
        message: String,
    },
}

impl Controls {
    /// Picks a currency on a widget's page, as a payer would, and returns the invoice to pay.
    ///
    /// The invoice comes into being now, and `INVOICE_CREATE_INVOICE` or
    /// `INVOICE_CREATE_UNLIMITED_INVOICE` tells of it. Picking the same currency again gives the
    /// same invoice, unless that one is archived or declined and the widget still in progress.
    ///
    /// # Errors
    ///
    /// [`ChooseCurrencyError`] if there is nothing to pick.
    pub fn choose_widget_currency(
        &self,
        key: &IdempotencyKey,
        currency: &Currency,
    ) -> Result<WidgetInvoice, ChooseCurrencyError> {
        let body = json!({ "currency": currency });
        let entry = Entry::control("sandboxChooseCurrency", key.as_str(), &body);
        let chosen = self.change(&entry, |world| world.choose_currency(key, currency));
        chosen.map(WidgetInvoice::from)
    }
}
