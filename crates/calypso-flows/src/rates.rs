//! [`Rates`]: exchange rates.

use calypso_model::{Currency, Endpoint, FiatRatesRequest, RatesRequest};

use crate::{Client, Error, Reply};

/// The calls about exchange rates.
#[derive(Clone, Copy, Debug)]
pub struct Rates<'a> {
    client: &'a Client,
}

impl<'a> Rates<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Reads the rates between each of `from` and each of `to`.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn get(
        &self,
        from: &[Currency],
        to: &[Currency],
    ) -> Result<Reply<calypso_model::Rates>, Error> {
        let request = RatesRequest::new(from.to_vec(), to.to_vec());
        self.client.ask(Endpoint::Rate, &request).await
    }

    /// Reads the rates between each of the fiat currencies `from` and each of `to`.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn get_fiat(
        &self,
        from: &[Currency],
        to: &[Currency],
    ) -> Result<Reply<calypso_model::FiatRates>, Error> {
        let request = FiatRatesRequest::new(from.to_vec(), to.to_vec());
        self.client.ask(Endpoint::RateFiat, &request).await
    }
}
