//! How each kind of payment widget is created under its key, found again and recognised.

use calypso_model::{
    Currency, Endpoint, IdempotencyKey, NewSingleFiatWidget, NewUnlimitedLinkedWidget, Widget,
    WidgetFindRequest, WidgetType,
};

use crate::build_error::BuildError;
use crate::keyed_order::KeyedOrder;
use crate::mismatch::Comparison;
use crate::scale::fit;

impl KeyedOrder for NewSingleFiatWidget {
    type Object = Widget;
    type ByKey = WidgetFindRequest;

    const CREATE: Endpoint = Endpoint::WidgetSingleFiatCreate;
    const LOOK_UP: Endpoint = Endpoint::WidgetSingleFiatFind;

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

    fn by_key(key: IdempotencyKey) -> WidgetFindRequest {
        WidgetFindRequest::new(key)
    }

    fn key_of(found: &Widget) -> Option<&IdempotencyKey> {
        Some(&found.idempotency_key)
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

impl KeyedOrder for NewUnlimitedLinkedWidget {
    type Object = Widget;
    type ByKey = WidgetFindRequest;

    const CREATE: Endpoint = Endpoint::WidgetUnlimitedLinkedCreate;
    const LOOK_UP: Endpoint = Endpoint::WidgetUnlimitedLinkedFind;

    fn key(&self) -> Option<&IdempotencyKey> {
        self.idempotency_key.as_ref()
    }

    fn with_key(self, key: IdempotencyKey) -> Self {
        self.with_idempotency_key(key)
    }

    fn checked(self) -> Result<Self, BuildError> {
        Ok(self)
    }

    fn by_key(key: IdempotencyKey) -> WidgetFindRequest {
        WidgetFindRequest::new(key)
    }

    fn key_of(found: &Widget) -> Option<&IdempotencyKey> {
        Some(&found.idempotency_key)
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
