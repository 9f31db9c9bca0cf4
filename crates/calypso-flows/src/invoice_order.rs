//! How each kind of invoice is created under its key, found again and recognised.

use std::time::Duration;

use calypso_model::{
    Amount, Currency, Endpoint, IdempotencyKey, Invoice, InvoiceRef, InvoiceType, NewBoundInvoice,
    NewSingleFiatInvoice, NewSingleInvoice, NewUnlimitedInvoice,
};
use serde::Serialize;

use crate::build_error::BuildError;
use crate::client::Inner;
use crate::creation::CreationPlan;
use crate::lookup::found;
use crate::mismatch::{Comparison, FieldDifference};
use crate::operation::Operation;
use crate::{Error, Reply};

/// A new invoice of some kind.
pub(crate) trait InvoiceOrder: Serialize + Sync + Sized {
    const ENDPOINT: Endpoint;

    /// Returns the key the caller chose.
    fn key(&self) -> Option<&IdempotencyKey>;

    fn with_key(self, key: IdempotencyKey) -> Self;

    /// Writes its amounts with no more decimals than their currency has.
    fn within_scale(self) -> Result<Self, BuildError>;

    fn compare(&self, found: &Invoice) -> Comparison;
}

/// Writes `amount` with the decimals that `currency` allows; an unknown code allows any.
pub(crate) fn fit(amount: Amount, currency: &Currency) -> Result<Amount, BuildError> {
    let Some(known) = currency.known() else {
        return Ok(amount);
    };
    amount
        .fit_scale(known.scale)
        .map_err(|source| BuildError::Scale { currency: currency.clone(), source })
}

impl InvoiceOrder for NewSingleInvoice {
    const ENDPOINT: Endpoint = Endpoint::InvoiceSingleCreate;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn within_scale(mut self) -> Result<Self, BuildError> {
        self.amount = fit(self.amount, &self.currency)?;
        Ok(self)
    }

    fn compare(&self, found: &Invoice) -> Comparison {
        Comparison::default()
            .required("type", &InvoiceType::Single, Some(&found.invoice_type))
            .required("amount", &self.amount, found.amount.as_ref())
            .required("currency", &self.currency, Some(&found.currency))
            .optional("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}

impl InvoiceOrder for NewSingleFiatInvoice {
    const ENDPOINT: Endpoint = Endpoint::InvoiceSingleFiatCreate;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn within_scale(mut self) -> Result<Self, BuildError> {
        self.fiat_amount = fit(self.fiat_amount, &self.fiat_currency)?;
        Ok(self)
    }

    // The crypto amount moves with the quote, so it says nothing about the order.
    fn compare(&self, found: &Invoice) -> Comparison {
        Comparison::default()
            .required("type", &InvoiceType::SingleFiat, Some(&found.invoice_type))
            .required("fiatAmount", &self.fiat_amount, found.fiat_amount.as_ref())
            .required("fiatCurrency", &self.fiat_currency, found.fiat_currency.as_ref())
            .required("currency", &self.currency, Some(&found.currency))
            .optional("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}

impl InvoiceOrder for NewBoundInvoice {
    const ENDPOINT: Endpoint = Endpoint::InvoiceBoundCreate;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn within_scale(mut self) -> Result<Self, BuildError> {
        self.lower_bound = fit(self.lower_bound, &self.currency)?;
        Ok(self)
    }

    fn compare(&self, found: &Invoice) -> Comparison {
        Comparison::default()
            .required("type", &InvoiceType::Bound, Some(&found.invoice_type))
            .required("lowerBound", &self.lower_bound, found.lower_bound.as_ref())
            .required("currency", &self.currency, Some(&found.currency))
            .optional("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}

impl InvoiceOrder for NewUnlimitedInvoice {
    const ENDPOINT: Endpoint = Endpoint::InvoiceUnlimitedCreate;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn within_scale(self) -> Result<Self, BuildError> {
        Ok(self)
    }

    fn compare(&self, found: &Invoice) -> Comparison {
        Comparison::default()
            .required("type", &InvoiceType::Unlimited, Some(&found.invoice_type))
            .required("currency", &self.currency, Some(&found.currency))
            .optional("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}

/// The creation of one invoice under one key.
pub(crate) struct InvoicePlan<O> {
    order: O,
    key: IdempotencyKey,
}

impl<O: InvoiceOrder> InvoicePlan<O> {
    pub(crate) fn new(order: O, key: IdempotencyKey) -> Self {
        Self { order: order.with_key(key.clone()), key }
    }
}

impl<O: InvoiceOrder> CreationPlan for InvoicePlan<O> {
    const ENDPOINT: Endpoint = O::ENDPOINT;
    type Payload = O;
    type Object = Invoice;

    fn payload(&self) -> &O {
        &self.order
    }

    fn key(&self) -> &str {
        self.key.as_str()
    }

    async fn look_up(
        &self,
        inner: &Inner,
        limit: Duration,
    ) -> Result<Option<Reply<Invoice>>, Error> {
        let operation = Operation::of(Endpoint::InvoiceGet, &inner.endpoints);
        let by_key = InvoiceRef::Key(self.key.clone());
        found(inner.call_within(&operation, Some(&by_key), limit).await)
    }

    fn differences(&self, found: &Invoice) -> Vec<FieldDifference> {
        let wanted = Some(&self.key);
        self.order
            .compare(found)
            .optional("idempotencyKey", wanted, Some(&found.idempotency_key))
            .into_differences()
    }
}
