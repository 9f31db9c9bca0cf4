//! How the suite gets hold of a transport and of the other side.

use std::fmt;

use async_trait::async_trait;
use calypso_sign::{ApiKey, SecretKey, Signer};
use calypso_transport::{Draft, SignedRequest, Transport};

use crate::loopback::{Arrival, Behaviour, LoopbackServer};

/// Prepares a transport together with another side that behaves as told.
#[async_trait]
pub trait Harness: Sync {
    /// The transport under test.
    type Transport: Transport + 'static;

    /// Returns a fresh transport whose first request meets the first behaviour, the second the
    /// second, and so on.
    ///
    /// Returns nothing if this other side cannot be made to behave so; the check then counts as
    /// skipped.
    async fn prepare(&self, script: Vec<Behaviour>) -> Option<Prepared<Self::Transport>>;

    /// Signs a request; with a key pair of the suite's own, unless the other side needs another.
    fn sign(&self, draft: Draft) -> SignedRequest {
        sign(draft)
    }
}

#[expect(clippy::expect_used, reason = "the texts are valid keys")]
fn sign(draft: Draft) -> SignedRequest {
    let api_key = ApiKey::new("contract-suite").expect("a key");
    let secret = SecretKey::new("not a secret, only a contract").expect("a secret");
    SignedRequest::sign(draft, &api_key, &Signer::new(&secret))
}

/// A transport ready for one check, and a look at what it delivers.
pub struct Prepared<T> {
    pub(super) transport: T,
    pub(super) arrivals: Box<dyn Fn() -> Vec<Arrival> + Send + Sync>,
}

impl<T> Prepared<T> {
    /// Takes the transport, and a closure that returns the requests which arrived so far.
    ///
    /// The closure lives as long as the check, so it may own the server.
    #[must_use]
    pub fn new(transport: T, arrivals: impl Fn() -> Vec<Arrival> + Send + Sync + 'static) -> Self {
        Self { transport, arrivals: Box::new(arrivals) }
    }
}

impl<T: fmt::Debug> fmt::Debug for Prepared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("transport", &self.transport).finish_non_exhaustive()
    }
}

/// The harness for transports that speak HTTP: a [`LoopbackServer`] for each check.
pub struct Loopback<F> {
    connect: F,
}

impl<F> Loopback<F> {
    /// Takes a closure that makes a transport for a base URL such as `http://127.0.0.1:49152`.
    pub fn new<T>(connect: F) -> Self
    where
        F: Fn(&str) -> T + Sync,
        T: Transport + 'static,
    {
        Self { connect }
    }
}

#[async_trait]
impl<F, T> Harness for Loopback<F>
where
    F: Fn(&str) -> T + Sync,
    T: Transport + 'static,
{
    type Transport = T;

    async fn prepare(&self, script: Vec<Behaviour>) -> Option<Prepared<T>> {
        let server = LoopbackServer::start(script);
        let transport = (self.connect)(&server.base_url());
        Some(Prepared::new(transport, move || server.arrivals()))
    }
}

impl<F> fmt::Debug for Loopback<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loopback").finish_non_exhaustive()
    }
}
