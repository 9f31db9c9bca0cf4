//! [`Accounts`]: the merchant's account and its balances.

use calypso_model::{Account, Amount, Currency, Endpoint};

use crate::{Client, Error, Reply};

/// The calls about the merchant's account.
#[derive(Clone, Copy, Debug)]
pub struct Accounts<'a> {
    client: &'a Client,
}

impl<'a> Accounts<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Reads the account with all its balances.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn get(&self) -> Result<Reply<Account>, Error> {
        self.client.ask_bare(Endpoint::AccountGet).await
    }

    /// Reads the balance of one currency; nothing if the account does not list it.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn balance(&self, currency: &Currency) -> Result<Reply<Option<Amount>>, Error> {
        let account = self.get().await?;
        let balance = account.balance(currency);
        Ok(account.with_value(balance))
    }
}
