//! What happens when a payer picks a currency on a widget's page: its invoice comes into being.

use calypso_model::{Currency, IdempotencyKey, InvoiceState, WidgetState};

use super::create_invoice::{NewInvoice, Price};
use super::invoice::Invoice;
use super::quote::life_in_widget;
use super::widget::Widget;
use super::world::World;
use crate::widget::ChooseCurrencyError;

impl World {
    /// Returns the invoice in a currency, which is made if the widget has none, or none that can
    /// still be paid. Picking the same currency again gives the same invoice.
    pub(crate) fn choose_currency(
        &mut self,
        key: &IdempotencyKey,
        currency: &Currency,
    ) -> Result<Invoice, ChooseCurrencyError> {
        let widget = self.widgets.get(key).ok_or(ChooseCurrencyError::UnknownWidget)?;
        if !widget.currencies.contains(currency) {
            return Err(ChooseCurrencyError::UnknownCurrency);
        }
        let view = self.view(widget);
        let newest = view.invoices.iter().rfind(|invoice| invoice.currency == *currency);
        let is_open = view.state == WidgetState::InProgress;
        if let Some(invoice) = newest.filter(|invoice| !is_open || !is_over(&invoice.state)) {
            return Ok((*invoice).clone());
        }
        if !is_open {
            return Err(ChooseCurrencyError::Closed { state: view.state });
        }
        // An invoice over fiat can be paid for as long as the widget can be used.
        let expiration = widget.expiration.filter(|_| widget.price.is_some());
        let (owner, new) = (widget.owner.clone(), order(widget, currency));
        let invoice = self
            .issue(&owner, new, expiration, life_in_widget(currency))
            .cloned()
            .map_err(|refusal| ChooseCurrencyError::Refused { message: refusal.message })?;
        if let Some(widget) = self.widgets.get_mut(key) {
            widget.invoices.push(invoice.number);
        }
        Ok(invoice)
    }
}

/// Returns what an invoice of a widget asks for.
fn order(widget: &Widget, currency: &Currency) -> NewInvoice {
    NewInvoice {
        price: match &widget.price {
            Some((amount, fiat)) => Price::Fiat(*amount, fiat.clone()),
            None => Price::AnyLinked,
        },
        currency: currency.clone(),
        description: widget.description.clone(),
        // A key of its own: a widget may come to hold several invoices.
        key: None,
        external_id: widget.external_id.clone(),
        expiration: None,
        page: widget.page.clone(),
        fiat_available: None,
    }
}

/// Tells whether nobody can pay an invoice any more, and nobody has.
fn is_over(state: &InvoiceState) -> bool {
    matches!(state, InvoiceState::Archived | InvoiceState::Declined)
}
