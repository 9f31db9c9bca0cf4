//! What a receiver of webhooks is tried with: real deliveries, a repeated one, and a forged one.

use std::net::SocketAddr;

use anyhow::Context as _;
use bytes::Bytes;
use calypso_flows::{Client, Credentials};
use calypso_model::{EventService, NewSubscription, NewUnlimitedInvoice};
use calypso_sandbox::{Sandbox, StageDelays};
use calypso_sign::{ApiKey, SecretKey, Signer};
use calypso_transport::http::Method;
use calypso_transport::{Draft, HttpTransport, SignedRequest, Transport as _};
use calypso_webhooks::Receiver;

/// A sandbox that delivers webhooks to an address on this machine.
#[derive(Debug)]
pub struct Rehearsal {
    sandbox: Sandbox,
    client: Client,
    address: SocketAddr,
    key: ApiKey,
    secret: SecretKey,
}

impl Rehearsal {
    /// The path at which webhooks are received.
    pub const PATH: &'static str = "/calypso";

    /// Starts a sandbox and subscribes the address to the events of invoices.
    ///
    /// # Errors
    ///
    /// When this machine has no loopback sockets to give.
    pub async fn start(address: SocketAddr) -> anyhow::Result<Self> {
        let sandbox = Sandbox::builder().with_stage_delays(StageDelays::NONE).start().await?;
        let credentials = Credentials::new(
            sandbox.account().clone(),
            sandbox.api_key().clone(),
            sandbox.secret().clone(),
        );
        let client = Client::new(credentials, HttpTransport::new(sandbox.base_url())?);
        let url = format!("http://{address}{}", Self::PATH);
        let new = NewSubscription::new(client.random_subscription_id()?, url)
            .with_service(EventService::Invoice);
        let subscription = client.webhooks().subscribe(new).await?;
        let key = ApiKey::new(subscription.public_key.as_str())?;
        let secret = SecretKey::new(subscription.secret_key.expose_secret())?;
        Ok(Self { sandbox, client, address, key, secret })
    }

    /// Returns a receiver with the keys of the subscription.
    #[must_use]
    pub fn receiver(&self) -> Receiver {
        Receiver::new(self.key.clone(), &self.secret)
    }

    /// Lets somebody pay an invoice; returns when everything about it has been delivered.
    ///
    /// # Errors
    ///
    /// When the sandbox refuses the invoice or the payment.
    pub async fn play(&self) -> anyhow::Result<()> {
        let order = NewUnlimitedInvoice::new("USDT".parse()?, "Donations");
        let invoice = self.client.invoices().create_unlimited(order).await?;
        let address = invoice.invoice_address.as_ref().context("an invoice has an address")?;
        self.sandbox.deposit(address, &invoice.currency, "5".parse()?).await?;
        self.sandbox.settle().await;
        Ok(())
    }

    /// Delivers a body once more, signed as it was, and returns the status of the answer.
    ///
    /// # Errors
    ///
    /// When the receiver does not answer.
    pub async fn deliver_again(&self, body: Bytes) -> anyhow::Result<u16> {
        self.deliver(body, &self.secret).await
    }

    /// Delivers a body signed with a secret that is not the subscription's, and returns the status
    /// of the answer.
    ///
    /// # Errors
    ///
    /// When the receiver does not answer.
    pub async fn deliver_forged(&self, body: Bytes) -> anyhow::Result<u16> {
        self.deliver(body, &SecretKey::new("a secret that anybody can make up")?).await
    }

    /// A delivery is signed like a request, so the transport for requests can carry it.
    async fn deliver(&self, body: Bytes, secret: &SecretKey) -> anyhow::Result<u16> {
        let draft = Draft::new(Method::POST, Self::PATH, body)?;
        let request = SignedRequest::sign(draft, &self.key, &Signer::new(secret));
        let transport = HttpTransport::new(&format!("http://{}", self.address))?;
        Ok(transport.send(&request).await?.status().as_u16())
    }
}
