//! The three worlds in which each journey is made: a script of golden replies, the sandbox over
//! HTTP, and the sandbox in process.

use std::sync::Arc;
use std::time::Duration;

use calypso_flows::{Client, Credentials};
use calypso_model::{AccountId, Address, Currency, IdempotencyKey, SubscriptionId, TransactionId};
use calypso_sandbox::{Controls, InProcess, Sandbox, SandboxBuilder, StageDelays};
use calypso_sign::{ApiKey, SecretKey, Timestamp};
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};
use calypso_transport::{Delivery, HttpTransport, TransportError, TransportFailure};

/// A golden reply, typed by hand.
macro_rules! golden {
    ($name:literal) => {
        include_str!(concat!("../data/", $name, ".json"))
    };
}

pub(crate) use golden;

/// The key under which the golden objects were created.
pub(crate) const KEY: &str = "0b6f1c1e-7f3a-4b52-9d0a-6a1f2e3d4c5b";

/// The deposit in the golden objects.
const DEPOSIT: &str = "f3b1c2d4-1a2b-4c3d-8e4f-5a6b7c8d9e0f";

/// 2025-07-05T22:31:09.255Z, when clocks begin that only move when told.
pub(crate) const START: Timestamp = Timestamp::from_millis(1_751_754_669_255);

const DELAYS: StageDelays = StageDelays::uniform(Duration::from_millis(1));

/// A service to talk to, and somebody who pays.
pub(crate) struct World {
    pub(crate) client: Client,
    service: Service,
}

enum Service {
    Script,
    Server(Sandbox),
    InProcess(InProcess),
}

impl World {
    /// A service that plays a script. Its clock moves when somebody sleeps.
    pub(crate) fn scripted(steps: impl IntoIterator<Item = Step>) -> Self {
        let client = scripted_client(&ScriptedTransport::new(steps));
        Self { client, service: Service::Script }
    }

    /// The sandbox, over HTTP.
    pub(crate) async fn http() -> Self {
        Self::of(sandbox().await)
    }

    /// The sandbox in process. Its clock is the client's, and moves when that one sleeps.
    pub(crate) fn in_process() -> Self {
        let clock = ManualClock::new(START);
        let builder = Sandbox::builder().with_clock(Arc::new(clock.clone()));
        let sandbox = builder.with_stage_delays(DELAYS).in_process().unwrap();
        let client = in_process_client(&sandbox, &clock);
        Self { client, service: Service::InProcess(sandbox) }
    }

    /// A sandbox with options of its own, over HTTP.
    pub(crate) async fn with(builder: SandboxBuilder) -> Self {
        Self::of(builder.start().await.unwrap())
    }

    pub(crate) fn of(sandbox: Sandbox) -> Self {
        let transport = HttpTransport::new(sandbox.base_url()).unwrap();
        let client = Client::new(credentials(&sandbox), transport);
        Self { client, service: Service::Server(sandbox) }
    }

    /// Returns a key for a creation: the golden one in a script, a new one elsewhere.
    pub(crate) fn key(&self) -> IdempotencyKey {
        match self.service {
            Service::Script => IdempotencyKey::parse(KEY).unwrap(),
            Service::Server(_) | Service::InProcess(_) => self.client.random_key().unwrap(),
        }
    }

    /// Returns the sandbox's controls; a script has none.
    fn controls(&self) -> Option<&Controls> {
        match &self.service {
            Service::Script => None,
            Service::Server(sandbox) => Some(sandbox),
            Service::InProcess(sandbox) => Some(sandbox),
        }
    }

    pub(crate) fn subscription_id(&self) -> SubscriptionId {
        SubscriptionId::parse(self.key().as_str()).unwrap()
    }

    /// Lets a moment pass for who asks again and again, where time stands still between two calls.
    pub(crate) fn pass(&self) {
        if let Service::InProcess(sandbox) = &self.service {
            sandbox.advance(Duration::from_millis(1));
        }
    }

    /// Picks a currency on a widget's page, as its payer would.
    pub(crate) fn pick(&self, widget: &IdempotencyKey, currency: &Currency) {
        if let Some(sandbox) = self.controls() {
            sandbox.choose_widget_currency(widget, currency).unwrap();
        }
    }

    /// Puts money onto the merchant's account; a script needs none.
    pub(crate) fn top_up(&self, currency: &Currency, amount: &str) {
        if let Some(sandbox) = self.controls() {
            sandbox.top_up(currency, amount.parse().unwrap()).unwrap();
        }
    }

    /// Pays an address and returns the deposit's id, as a webhook would bring it.
    pub(crate) async fn pay(
        &self,
        address: &Address,
        currency: &Currency,
        amount: &str,
    ) -> TransactionId {
        let amount = amount.parse().unwrap();
        let deposit = match &self.service {
            Service::Script => return TransactionId::parse(DEPOSIT).unwrap(),
            Service::Server(sandbox) => sandbox.deposit(address, currency, amount).await,
            Service::InProcess(sandbox) => sandbox.deposit(address, currency, amount),
        };
        deposit.unwrap().transaction_id
    }
}

pub(crate) fn scripted_client(script: &ScriptedTransport) -> Client {
    Client::builder(fixed_credentials(), script.clone())
        .with_clock(ManualClock::new(START))
        .with_entropy(CountingEntropy::new())
        .build()
}

/// The request certainly did not arrive.
pub(crate) fn not_sent() -> TransportError {
    TransportError::new(Delivery::NotSent, TransportFailure::Connect)
}

/// The request may have arrived, and no whole answer came back.
pub(crate) fn cut() -> TransportError {
    TransportError::new(Delivery::Unknown, TransportFailure::Interrupted)
}

/// The key pair of the API's own documentation.
pub(crate) fn fixed_credentials() -> Credentials {
    Credentials::new(
        AccountId::parse("0xc195df92dd9db2a8f28e597981f113d6e7582f8b").unwrap(),
        ApiKey::new("c529e14832b34b74972365cf7bf02430").unwrap(),
        SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52").unwrap(),
    )
}

/// A client of a sandbox in process, on one clock with it.
pub(crate) fn in_process_client(sandbox: &InProcess, clock: &ManualClock) -> Client {
    Client::builder(credentials(sandbox), sandbox.transport())
        .with_clock(clock.clone())
        .with_entropy(CountingEntropy::new())
        .build()
}

/// A sandbox in which deposits take no time to speak of.
pub(crate) async fn sandbox() -> Sandbox {
    Sandbox::builder().with_stage_delays(DELAYS).start().await.unwrap()
}

pub(crate) fn credentials(sandbox: &Controls) -> Credentials {
    Credentials::new(sandbox.account().clone(), sandbox.api_key().clone(), sandbox.secret().clone())
}
