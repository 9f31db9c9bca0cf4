//! A running sandbox.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use calypso_model::{Address, Amount, Currency};
use calypso_sign::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::builder::SandboxBuilder;
use crate::clock::ClockMode;
use crate::controls::Controls;
use crate::delivery::{ATTEMPTS_AT_ONCE, DeliveryClient, dispatch, reach::Reach};
use crate::deposit::{Deposit, MakeDepositError};
use crate::error::StartSandboxError;
use crate::merchant::Merchant;
use crate::options::DepositOutcome;
use crate::rules::{DeliveryState, World};
use crate::server::{Api, ControlToken, Door, on_lines, router};
use crate::shared::Shared;

/// The longest that a shutdown waits for connections to the API.
const CLOSE_LIMIT: Duration = Duration::from_secs(1);

/// The longest that a shutdown waits for receivers of webhooks.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);

/// An emulator of the merchant API that listens on a port of this machine.
///
/// It ends when it is dropped; [`shutdown`](Self::shutdown) ends it in good order.
///
/// ```
/// use calypso_sandbox::{Sandbox, StageDelays};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().with_stage_delays(StageDelays::NONE).start().await?;
/// assert!(sandbox.base_url().starts_with("http://127.0.0.1:"));
/// let summary = sandbox.shutdown().await;
/// assert_eq!((summary.delivered, summary.abandoned), (0, 0));
/// # Ok(())
/// # }
/// ```
pub struct Sandbox {
    base_url: String,
    controls: Controls,
    stop_listening: oneshot::Sender<()>,
    server: AbortOnDrop,
    // Dropping the set ends the tasks.
    tasks: JoinSet<()>,
    /// Whoever keeps the journal; it ends with the last one who has something to keep.
    keeper: Option<JoinHandle<()>>,
}

/// What became of the deliveries of a sandbox that was shut down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShutdownSummary {
    /// Deliveries that their receivers took, since the start.
    pub delivered: usize,
    /// Deliveries that nobody took, retries still to come included.
    pub abandoned: usize,
}

impl Sandbox {
    /// Collects options.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new()
    }

    /// Starts with the default options.
    ///
    /// # Errors
    ///
    /// See [`SandboxBuilder::start`].
    pub async fn start() -> Result<Self, StartSandboxError> {
        Self::builder().start().await
    }

    pub(crate) async fn run(
        options: SandboxBuilder,
        merchant: Merchant,
        shared: Shared,
        keeper: Option<JoinHandle<()>>,
    ) -> Result<Self, StartSandboxError> {
        let reach = Reach::new(options.public_webhooks);
        let client = DeliveryClient::build(reach, options.public_webhooks)
            .map_err(|source| StartSandboxError::Client { source })?;
        let address = options.listen;
        let refused = |source| StartSandboxError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(refused)?;
        let base_url = base_url(listener.local_addr().map_err(refused)?);

        let shared = Arc::new(shared);
        let api = Api {
            shared: Arc::clone(&shared),
            error_statuses: options.error_statuses,
            errors: AtomicU64::new(0),
            control_token: options.control_token.as_ref().map(ControlToken::new),
        };
        let (stop_listening, stopped) = oneshot::channel();
        let serve =
            axum::serve(Door(listener), on_lines(router(api))).with_graceful_shutdown(async {
                // A dropped sender stops the server as well.
                let _dropped = stopped.await;
            });
        let server = AbortOnDrop(tokio::spawn(async move {
            if let Err(error) = serve.await {
                tracing::error!(%error, "the sandbox stopped listening");
            }
        }));
        let mut tasks = JoinSet::new();
        tasks.spawn(Arc::clone(&shared).drive());
        tasks.spawn(dispatch(Arc::clone(&shared), client, ATTEMPTS_AT_ONCE));
        let controls = Controls::new(merchant, shared);
        Ok(Self { base_url, controls, stop_listening, server, tasks, keeper })
    }

    /// Returns where the API is: `http://127.0.0.1:` and a port.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Sends money to an address, as a payer would.
    ///
    /// A deposit to an invoice that is expired or paid, or in another currency than the invoice's,
    /// goes astray: it is made, and nobody is told.
    ///
    /// # Errors
    ///
    /// [`MakeDepositError`] if no such deposit is possible on the chain.
    pub async fn deposit(
        &self,
        address: &Address,
        currency: &Currency,
        amount: Amount,
    ) -> Result<Deposit, MakeDepositError> {
        self.deposit_with_outcome(address, currency, amount, DepositOutcome::Confirmed).await
    }

    /// Sends money to an address, and says what the service will make of it.
    ///
    /// # Errors
    ///
    /// [`MakeDepositError`] if no such deposit is possible on the chain.
    pub async fn deposit_with_outcome(
        &self,
        address: &Address,
        currency: &Currency,
        amount: Amount,
        outcome: DepositOutcome,
    ) -> Result<Deposit, MakeDepositError> {
        self.make_deposit(address, currency, amount, outcome)
    }

    /// Advances the sandbox's clock, and returns its time.
    ///
    /// Whatever falls due on the way happens in the order of time, each at its own time, and every
    /// attempt to deliver a webhook has ended, repeated ones included. The clock stands still while
    /// a receiver is being waited for, which takes 10 seconds of real time at most.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use calypso_sandbox::Sandbox;
    /// use calypso_sign::Timestamp;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let start = Timestamp::from_millis(1_650_885_468_390);
    /// let sandbox = Sandbox::builder().with_clock_frozen_at(start).start().await?;
    /// let month = Duration::from_secs(30 * 24 * 3600);
    /// assert_eq!(sandbox.advance(month).await, start.saturating_add(month));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn advance(&self, by: Duration) -> Timestamp {
        self.shared.turn_clock(by, None).await
    }

    /// Sets how the sandbox's clock runs from now on.
    pub async fn set_clock_mode(&self, mode: ClockMode) {
        self.shared.turn_clock(Duration::ZERO, Some(mode)).await;
    }

    /// Waits until all that is due at the clock's present time is done and every webhook attempt
    /// that falls due with it has ended.
    ///
    /// Retries that are due later are not waited for.
    pub async fn settle(&self) {
        self.shared.until(World::is_quiet).await;
    }

    /// Stops listening, makes the first attempts at all webhooks that are due, closes the store,
    /// and ends.
    ///
    /// Receivers get at most 10 seconds of the runtime's time.
    pub async fn shutdown(mut self) -> ShutdownSummary {
        // An error means that the server has already stopped.
        let _stopped = self.stop_listening.send(());
        // Answers that are being written get their time; an idle connection is worth no wait.
        let _ended = tokio::time::timeout(CLOSE_LIMIT, &mut self.server.0).await;
        let drained = self.controls.shared.until(World::first_attempts_are_made);
        if tokio::time::timeout(DRAIN_LIMIT, drained).await.is_err() {
            tracing::warn!("not every webhook was offered in time");
        }
        self.tasks.shutdown().await;
        self.controls.shared.commit(|state| state.journal.close());
        if let Some(keeper) = self.keeper {
            // An error means that it has already ended.
            let _ended = tokio::time::timeout(DRAIN_LIMIT, keeper).await;
        }
        self.controls.shared.look(|world| {
            let all = world.deliveries().count();
            let is_done = |delivery: &&_| is_delivered(delivery);
            let delivered = world.deliveries().filter(is_done).count();
            ShutdownSummary { delivered, abandoned: all.saturating_sub(delivered) }
        })
    }
}

impl Deref for Sandbox {
    type Target = Controls;

    fn deref(&self) -> &Controls {
        &self.controls
    }
}

fn is_delivered(delivery: &crate::rules::Delivery) -> bool {
    delivery.state == DeliveryState::Delivered
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .field("controls", &self.controls)
            .finish_non_exhaustive()
    }
}

/// A task that does not outlive its handle.
struct AbortOnDrop(JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Who listens on every address can be reached on the loopback one.
fn base_url(mut address: SocketAddr) -> String {
    if address.ip().is_unspecified() {
        let is_v6 = address.is_ipv6();
        address.set_ip(if is_v6 { Ipv6Addr::LOCALHOST.into() } else { Ipv4Addr::LOCALHOST.into() });
    }
    format!("http://{address}")
}
