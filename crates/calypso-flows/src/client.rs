//! [`Client`]: credentials, a transport, and the groups of calls.

use std::fmt;
use std::sync::Arc;

use calypso_model::{AccountId, Endpoints, IdempotencyKey, SubscriptionId};
use calypso_sign::{ApiKey, DerivationKey, Signer, derive_id};
use calypso_transport::{Clock, Entropy, OsEntropy, SystemClock, Transport};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Semaphore;

use crate::budget::RetryBudget;
use crate::build_error::BuildError;
use crate::observer::Observer;
use crate::rate_limit::Turns;
use crate::skew::ClockOffset;
use crate::{
    Accounts, Credentials, Currencies, Customers, Error, Exchanges, Invoices, Operation, Payouts,
    Purses, RateLimit, Rates, Reply, RetryPolicy, Tariffs, Webhooks, Widgets,
};

/// A client of the merchant API. Cloning it is cheap; clones share everything.
///
/// ```
/// # async fn example(transport: impl calypso_transport::Transport + 'static,
/// #     credentials: calypso_flows::Credentials) -> Result<(), Box<dyn std::error::Error>> {
/// use calypso_flows::Client;
/// use calypso_model::NewSingleInvoice;
///
/// let client = Client::new(credentials, transport);
/// let order = NewSingleInvoice::new("25.50".parse()?, "USDT_TRX".parse()?, "Order 1042")
///     .with_idempotency_key(client.random_key()?);
/// let invoice = client.invoices().create_single(order).await?;
/// println!("pay at {}", client.invoices().payment_link(&invoice));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(crate) inner: Arc<Inner>,
}

/// What clones of a client share.
pub(crate) struct Inner {
    pub(crate) account: AccountId,
    pub(crate) api_key: ApiKey,
    pub(crate) signer: Signer,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) endpoints: Endpoints,
    pub(crate) policy: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) permits: Semaphore,
    pub(crate) turns: Turns,
    pub(crate) offset: ClockOffset,
    pub(crate) observer: Option<Arc<dyn Observer>>,
}

impl Client {
    /// Returns a client with safe defaults.
    #[must_use]
    pub fn new(credentials: Credentials, transport: impl Transport + 'static) -> Self {
        Self::builder(credentials, transport).build()
    }

    /// Returns a builder for a client with other settings.
    #[must_use]
    pub fn builder(credentials: Credentials, transport: impl Transport + 'static) -> ClientBuilder {
        ClientBuilder {
            credentials,
            transport: Arc::new(transport),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(OsEntropy),
            endpoints: Endpoints::default(),
            policy: RetryPolicy::default(),
            retry_stock: 100,
            calls_in_flight_max: 64,
            rate_limit: None,
            observer: None,
        }
    }

    /// Returns the calls about customers.
    #[must_use]
    pub const fn customers(&self) -> Customers<'_> {
        Customers::new(self)
    }

    /// Returns the calls about customers' deposit addresses and the deposits to them.
    #[must_use]
    pub const fn purses(&self) -> Purses<'_> {
        Purses::new(self)
    }

    /// Returns the calls about invoices and the deposits to them.
    #[must_use]
    pub const fn invoices(&self) -> Invoices<'_> {
        Invoices::new(self)
    }

    /// Returns the calls about payouts and mass payouts.
    #[must_use]
    pub const fn payouts(&self) -> Payouts<'_> {
        Payouts::new(self)
    }

    /// Returns the calls about webhook subscriptions.
    #[must_use]
    pub const fn webhooks(&self) -> Webhooks<'_> {
        Webhooks::new(self)
    }

    /// Returns the calls about exchange rates.
    #[must_use]
    pub const fn rates(&self) -> Rates<'_> {
        Rates::new(self)
    }

    /// Returns the calls about the merchant's account and its balances.
    #[must_use]
    pub const fn account(&self) -> Accounts<'_> {
        Accounts::new(self)
    }

    /// Returns the calls about currencies.
    #[must_use]
    pub const fn currencies(&self) -> Currencies<'_> {
        Currencies::new(self)
    }

    /// Returns the calls about exchanges of one balance into another.
    #[must_use]
    pub const fn exchange(&self) -> Exchanges<'_> {
        Exchanges::new(self)
    }

    /// Returns the calls about service fees.
    #[must_use]
    pub const fn tariffs(&self) -> Tariffs<'_> {
        Tariffs::new(self)
    }

    /// Returns the calls about payment widgets.
    #[must_use]
    pub const fn widgets(&self) -> Widgets<'_> {
        Widgets::new(self)
    }

    /// Makes a random key for one creation. Store it before you send.
    ///
    /// # Errors
    ///
    /// [`Error::Build`] if no random bytes are to be had.
    pub fn random_key(&self) -> Result<IdempotencyKey, Error> {
        let mut bytes = [0_u8; 16];
        self.inner.entropy.fill(&mut bytes).map_err(BuildError::from)?;
        Ok(IdempotencyKey::from_random_bytes(bytes))
    }

    /// Makes a random id for a new webhook subscription. Store it before you send.
    ///
    /// # Errors
    ///
    /// [`Error::Build`] if no random bytes are to be had.
    pub fn random_subscription_id(&self) -> Result<SubscriptionId, Error> {
        let key = self.random_key()?;
        // A key is 36 characters of hex and hyphens, all of which an id may hold.
        SubscriptionId::parse(key.as_str())
            .map_err(|error| Error::Build(BuildError::Payload { source: Box::new(error) }))
    }

    /// Calls any operation with any payload, signed and sorted like the rest.
    ///
    /// This is the way to what this version does not know. Without a way to look a key up, an
    /// unknown outcome is returned to you for any operation but a read.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn call<P: Serialize + Sync, T: DeserializeOwned>(
        &self,
        operation: &Operation,
        payload: Option<&P>,
    ) -> Result<Reply<T>, Error> {
        self.inner.call(operation, payload).await
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("account", &self.inner.account)
            .field("api_key", &self.inner.api_key)
            .field("transport", &self.inner.transport)
            .finish_non_exhaustive()
    }
}

/// Makes the key of an order's creation again and again the same, and nobody else can.
///
/// A process that crashed before it stored anything comes back to the same key. Use a derivation
/// key of its own, not the API secret: rotating that must not change keys.
///
/// ```
/// use calypso_flows::order_key;
/// use calypso_sign::DerivationKey;
///
/// let derivation = DerivationKey::new("kept beside the order database, never rotated")?;
/// assert_eq!(order_key(&derivation, "order-1042"), order_key(&derivation, "order-1042"));
/// assert_ne!(order_key(&derivation, "order-1042"), order_key(&derivation, "order-1043"));
/// # Ok::<(), calypso_sign::InvalidDerivationKey>(())
/// ```
#[must_use]
pub fn order_key(key: &DerivationKey, order_id: &str) -> IdempotencyKey {
    IdempotencyKey::from_uuid_bytes(derive_id(key, order_id))
}

/// Settings of a [`Client`].
#[derive(Debug)]
pub struct ClientBuilder {
    credentials: Credentials,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    endpoints: Endpoints,
    policy: RetryPolicy,
    retry_stock: u32,
    calls_in_flight_max: usize,
    rate_limit: Option<RateLimit>,
    observer: Option<Arc<dyn Observer>>,
}

impl ClientBuilder {
    /// Takes the time from `clock`. Default: the system's.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Takes randomness from `entropy`. Default: the system's.
    #[must_use]
    pub fn with_entropy(mut self, entropy: impl Entropy + 'static) -> Self {
        self.entropy = Arc::new(entropy);
        self
    }

    /// Uses other paths and link templates.
    #[must_use]
    pub fn with_endpoints(mut self, endpoints: Endpoints) -> Self {
        self.endpoints = endpoints;
        self
    }

    /// Uses another retry policy.
    #[must_use]
    pub const fn with_retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Sets how many retries the client may make beyond one per ten successful calls.
    /// Default 100.
    #[must_use]
    pub const fn with_retry_stock(mut self, retries: u32) -> Self {
        self.retry_stock = retries;
        self
    }

    /// Caps the attempts that are under way at once. Default 64.
    #[must_use]
    pub const fn with_calls_in_flight_max(mut self, calls: usize) -> Self {
        self.calls_in_flight_max = calls;
        self
    }

    /// Limits how many attempts are begun in a time. Default: no limit.
    #[must_use]
    pub const fn with_rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Tells an observer of every attempt and every call. Default: nobody.
    #[must_use]
    pub fn with_observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Makes the client.
    #[must_use]
    pub fn build(self) -> Client {
        // More permits than a semaphore can hold, or none, would make calls panic or hang.
        let permits = self.calls_in_flight_max.clamp(1, Semaphore::MAX_PERMITS);
        let Credentials { account, api_key, secret } = self.credentials;
        let inner = Inner {
            account,
            api_key,
            signer: Signer::new(&secret),
            transport: self.transport,
            clock: self.clock,
            entropy: self.entropy,
            endpoints: self.endpoints,
            policy: self.policy,
            budget: RetryBudget::new(self.retry_stock),
            permits: Semaphore::new(permits),
            turns: Turns::new(self.rate_limit),
            offset: ClockOffset::default(),
            observer: self.observer,
        };
        Client { inner: Arc::new(inner) }
    }
}
