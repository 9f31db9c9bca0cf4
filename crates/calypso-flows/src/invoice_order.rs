//! How each kind of invoice is created under its key, found again and recognised.

use calypso_model::{
    Endpoint, IdempotencyKey, Invoice, InvoiceRef, InvoiceType, NewBoundInvoice,
    NewSingleFiatInvoice, NewSingleInvoice, NewUnlimitedInvoice,
};

use crate::build_error::BuildError;
use crate::keyed_order::KeyedOrder;
use crate::mismatch::Comparison;
use crate::scale::fit;

impl KeyedOrder for NewSingleInvoice {
    type Object = Invoice;
    type ByKey = InvoiceRef;

    const CREATE: Endpoint = Endpoint::InvoiceSingleCreate;
    const LOOK_UP: Endpoint = Endpoint::InvoiceGet;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn checked(mut self) -> Result<Self, BuildError> {
        self.amount = fit(self.amount, &self.currency)?;
        Ok(self)
    }

    fn by_key(key: IdempotencyKey) -> InvoiceRef {
        InvoiceRef::Key(key)
    }

    fn key_of(found: &Invoice) -> Option<&IdempotencyKey> {
        Some(&found.idempotency_key)
    }

    fn compare(&self, found: &Invoice) -> Comparison {
        Comparison::default()
            .required("type", &InvoiceType::Single, Some(&found.invoice_type))
            .required("amount", &self.amount, found.amount.as_ref())
            .required("currency", &self.currency, Some(&found.currency))
            .optional("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}

impl KeyedOrder for NewSingleFiatInvoice {
    type Object = Invoice;
    type ByKey = InvoiceRef;

    const CREATE: Endpoint = Endpoint::InvoiceSingleFiatCreate;
    const LOOK_UP: Endpoint = Endpoint::InvoiceGet;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn checked(mut self) -> Result<Self, BuildError> {
        self.fiat_amount = fit(self.fiat_amount, &self.fiat_currency)?;
        Ok(self)
    }

    fn by_key(key: IdempotencyKey) -> InvoiceRef {
        InvoiceRef::Key(key)
    }

    fn key_of(found: &Invoice) -> Option<&IdempotencyKey> {
        Some(&found.idempotency_key)
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

impl KeyedOrder for NewBoundInvoice {
    type Object = Invoice;
    type ByKey = InvoiceRef;

    const CREATE: Endpoint = Endpoint::InvoiceBoundCreate;
    const LOOK_UP: Endpoint = Endpoint::InvoiceGet;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn checked(mut self) -> Result<Self, BuildError> {
        self.lower_bound = fit(self.lower_bound, &self.currency)?;
        Ok(self)
    }

    fn by_key(key: IdempotencyKey) -> InvoiceRef {
        InvoiceRef::Key(key)
    }

    fn key_of(found: &Invoice) -> Option<&IdempotencyKey> {
        Some(&found.idempotency_key)
    }

    fn compare(&self, found: &Invoice) -> Comparison {
        Comparison::default()
            .required("type", &InvoiceType::Bound, Some(&found.invoice_type))
            .required("lowerBound", &self.lower_bound, found.lower_bound.as_ref())
            .required("currency", &self.currency, Some(&found.currency))
            .optional("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}

impl KeyedOrder for NewUnlimitedInvoice {
    type Object = Invoice;
    type ByKey = InvoiceRef;

    const CREATE: Endpoint = Endpoint::InvoiceUnlimitedCreate;
    const LOOK_UP: Endpoint = Endpoint::InvoiceGet;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn checked(self) -> Result<Self, BuildError> {
        Ok(self)
    }

    fn by_key(key: IdempotencyKey) -> InvoiceRef {
        InvoiceRef::Key(key)
    }

    fn key_of(found: &Invoice) -> Option<&IdempotencyKey> {
        Some(&found.idempotency_key)
    }

    fn compare(&self, found: &Invoice) -> Comparison {
        Comparison::default()
            .required("type", &InvoiceType::Unlimited, Some(&found.invoice_type))
            .required("currency", &self.currency, Some(&found.currency))
            .optional("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}
