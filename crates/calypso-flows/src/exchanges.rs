//! [`Exchanges`]: what an exchange would bring, making one, and following it.

use calypso_model::{
    AverageRate, Currency, CurrencyPair, Endpoint, Exchange, ExchangeId, ExchangeLimit,
    ExchangePairs, ExchangeRequest, NewExchange, PreCalculateRequest, PreCalculation,
};

use crate::follow::{FollowPolicy, follow};
use crate::scale::fit;
use crate::{Client, Error, Reply, identity};

/// The calls about exchanges of one balance into another.
#[derive(Clone, Copy, Debug)]
pub struct Exchanges<'a> {
    client: &'a Client,
}

impl<'a> Exchanges<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Lists which currencies can be exchanged into which.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn pairs(&self) -> Result<Reply<ExchangePairs>, Error> {
        self.client.ask_bare(Endpoint::ExchangePairs).await
    }

    /// Calculates what an amount would be exchanged into; nothing is exchanged.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn pre_calculate(
        &self,
        mut request: PreCalculateRequest,
    ) -> Result<Reply<PreCalculation>, Error> {
        // With a direction the amount may be meant in either currency.
        if request.direction.is_none() {
            request.amount = fit(request.amount, &request.source_currency)?;
        }
        self.client.ask(Endpoint::ExchangePreCalculate, &request).await
    }

    /// Reads the average rate of a pair.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn average_rate(
        &self,
        source: &Currency,
        destination: &Currency,
    ) -> Result<Reply<AverageRate>, Error> {
        let pair = CurrencyPair::new(source.clone(), destination.clone());
        self.client.ask(Endpoint::ExchangeAverageRate, &pair).await
    }

    /// Reads the most that one exchange of a pair may sell.
    ///
    /// The name of the limit's field is not documented: if [`ExchangeLimit::limit`] has nothing,
    /// look at [`Reply::raw`].
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn limit(
        &self,
        source: &Currency,
        destination: &Currency,
    ) -> Result<Reply<ExchangeLimit>, Error> {
        let pair = CurrencyPair::new(source.clone(), destination.clone());
        self.client.ask(Endpoint::ExchangeLimit, &pair).await
    }

    /// Exchanges an amount of one balance into another currency.
    ///
    /// The API takes no key for this and lists no exchanges, so a lost answer is returned as
    /// *unknown* and never repeated: a second request would exchange a second time. Compare the
    /// account's balances before you ask anew. Store the id of the answer.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn create(&self, mut new: NewExchange) -> Result<Reply<Exchange>, Error> {
        let refuse = |error| self.client.inner.refuse(Endpoint::ExchangeCreate, error);
        new.amount = fit(new.amount, &new.source_currency).map_err(refuse)?;
        self.client.ask(Endpoint::ExchangeCreate, &new).await
    }

    /// Reads an exchange.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about another exchange.
    pub async fn get(&self, id: &ExchangeId) -> Result<Reply<Exchange>, Error> {
        let request = ExchangeRequest::new(id.clone());
        identity::of_exchange(self.client.ask(Endpoint::ExchangeGet, &request).await?, id)
    }

    /// Follows an exchange until it is completed or has failed.
    ///
    /// When the limit comes first, the exchange is returned as it is then: look at its state.
    /// Failures that can pass do not end it before the limit.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of reading it.
    pub async fn follow_until_final(
        &self,
        id: &ExchangeId,
        policy: FollowPolicy,
    ) -> Result<Reply<Exchange>, Error> {
        let is_over = |exchange: &Reply<Exchange>| exchange.state.is_final() == Some(true);
        follow(&*self.client.inner.clock, policy, || self.get(id), is_over).await
    }
}
