//! [`Currencies`]: which ones the service knows.

use calypso_model::{CurrencyCodes, Endpoint};

use crate::{Client, Error, Reply};

/// The calls about currencies.
#[derive(Clone, Copy, Debug)]
pub struct Currencies<'a> {
    client: &'a Client,
}

impl<'a> Currencies<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists the codes of the currencies that the service knows.
    ///
    /// Path and shape are carried over from the predecessor API.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn list(&self) -> Result<Reply<CurrencyCodes>, Error> {
        self.client.ask_bare(Endpoint::CurrencyList).await
    }
}
