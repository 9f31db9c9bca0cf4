//! [`Customers`]: whom deposit addresses are given to.

use calypso_model::{Customer, CustomerUpdate, Endpoint, NewCustomer};

use crate::{Client, Error, Reply};

/// The calls about customers.
#[derive(Clone, Copy, Debug)]
pub struct Customers<'a> {
    client: &'a Client,
}

impl<'a> Customers<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Creates a customer.
    ///
    /// The API offers no key for this, so a lost answer is returned as *unknown* and never
    /// repeated: a second customer may then exist without use, which moves no money.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn create(&self, customer: &NewCustomer) -> Result<Reply<Customer>, Error> {
        self.client.ask(Endpoint::CustomerCreate, customer).await
    }

    /// Changes a customer; fields left out stay as they are.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn update(&self, update: &CustomerUpdate) -> Result<Reply<Customer>, Error> {
        self.client.ask(Endpoint::CustomerUpdate, update).await
    }
}
