//! How each kind of payment widget is created under its key, found again and recognised.

use std::time::Duration;

use calypso_model::{
    Currency, Endpoint, IdempotencyKey, NewSingleFiatWidget, NewUnlimitedLinkedWidget, Widget,
    WidgetFindRequest, WidgetType,
};
use serde::Serialize;

use crate::build_error::BuildError;
use crate::client::Inner;
use crate::creation::CreationPlan;
use crate::invoice_order::fit;
use crate::lookup::found;
use crate::mismatch::{Comparison, FieldDifference};
use crate::operation::Operation;
use crate::{Error, Reply};

/// A new payment widget of some kind.
pub(crate) trait WidgetOrder: Serialize + Sync + Sized {
    const CREATE: Endpoint;
    const FIND: Endpoint;

    /// Returns the key the caller chose.
    fn key(&self) -> Option<&IdempotencyKey>;

    fn with_key(self, key: IdempotencyKey) -> Self;

    /// Writes its amount with no more decimals than the currency has.
    fn within_scale(self) -> Result<Self, BuildError>;

    fn compare(&self, found: &Widget) -> Comparison;
}

impl WidgetOrder for NewSingleFiatWidget {
    const CREATE: Endpoint = Endpoint::WidgetSingleFiatCreate;
    const FIND: Endpoint = Endpoint::WidgetSingleFiatFind;

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

    fn compare(&self, found: &Widget) -> Comparison {
        Comparison::default()
            .required("widgetType", &WidgetType::SingleFiat, Some(&found.widget_type))
            .required("fiatAmount", &self.fiat_amount, found.fiat_amount.as_ref())
            .required("fiatCurrency", &self.fiat_currency, found.fiat_currency.as_ref())
            .required(
                "cryptoCurrencies",
                &codes(&self.crypto_currencies),
                Some(&codes(&found.crypto_currencies)),
            )
            .optional("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}

impl WidgetOrder for NewUnlimitedLinkedWidget {
    const CREATE: Endpoint = Endpoint::WidgetUnlimitedLinkedCreate;
    const FIND: Endpoint = Endpoint::WidgetUnlimitedLinkedFind;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn within_scale(self) -> Result<Self, BuildError> {
        Ok(self)
    }

    fn compare(&self, found: &Widget) -> Comparison {
        Comparison::default()
            .required("widgetType", &WidgetType::UnlimitedLinked, Some(&found.widget_type))
            .required(
                "cryptoCurrencies",
                &codes(&self.crypto_currencies),
                Some(&codes(&found.crypto_currencies)),
            )
            .optional("externalId", self.external_id.as_ref(), found.external_id.as_ref())
    }
}

/// Writes currencies so that their order does not matter: an answer may list them in another.
fn codes(currencies: &[Currency]) -> String {
    let mut codes: Vec<&str> = currencies.iter().map(Currency::as_str).collect();
    codes.sort_unstable();
    codes.join(", ")
}

/// The creation of one widget under one key.
pub(crate) struct WidgetPlan<O> {
    order: O,
    key: IdempotencyKey,
}

impl<O: WidgetOrder> WidgetPlan<O> {
    pub(crate) fn new(order: O, key: IdempotencyKey) -> Self {
        Self { order: order.with_key(key.clone()), key }
    }
}

impl<O: WidgetOrder> CreationPlan for WidgetPlan<O> {
    const ENDPOINT: Endpoint = O::CREATE;
    type Payload = O;
    type Object = Widget;

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
    ) -> Result<Option<Reply<Widget>>, Error> {
        let operation = Operation::of(O::FIND, &inner.endpoints);
        let by_key = WidgetFindRequest::new(self.key.clone());
        found(inner.call_within(&operation, Some(&by_key), limit).await)
    }

    fn differences(&self, found: &Widget) -> Vec<FieldDifference> {
        self.order
            .compare(found)
            .required("idempotencyKey", &self.key, Some(&found.idempotency_key))
            .into_differences()
    }
}
