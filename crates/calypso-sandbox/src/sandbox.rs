//! A running sandbox.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use calypso_model::{AccountId, Address, Amount, Currency, InvoiceId, OperationCode};
use calypso_sign::{ApiKey, SecretKey, Timestamp};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use crate::builder::SandboxBuilder;
use crate::charge::Charge;
use crate::clock::ClockMode;
use crate::counts::Counts;
use crate::delivery::{ATTEMPTS_AT_ONCE, DeliveryClient, dispatch, reach::Reach};
use crate::deposit::{Deposit, MakeDepositError};
use crate::error::StartSandboxError;
use crate::journal::Entry;
use crate::ledger_line::LedgerLine;
use crate::merchant::Merchant;
use crate::options::DepositOutcome;
use crate::refund::RefundError;
use crate::rules::{DeliveryState, DepositOrder, NewMerchant, World};
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
    merchant: Merchant,
    pub(crate) shared: Arc<Shared>,
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
        Ok(Self { base_url, merchant, shared, stop_listening, server, tasks, keeper })
    }

    /// Returns where the API is: `http://127.0.0.1:` and a port.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// Returns the merchant's account.
    #[must_use]
    pub const fn account(&self) -> &AccountId {
        &self.merchant.account
    }

    /// Returns the merchant's public key.
    #[must_use]
    pub const fn api_key(&self) -> &ApiKey {
        &self.merchant.api_key
    }

    /// Returns the secret that the merchant signs with.
    #[must_use]
    pub const fn secret(&self) -> &SecretKey {
        &self.merchant.secret
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
        let (address, currency) = (address.clone(), currency.clone());
        let order = DepositOrder { address, currency, amount, outcome, sender: None };
        let entry = Entry::control("sandboxDeposit", "", &order.written());
        let deposit = self.shared.change(entry, |world| world.deposit(order))?;
        Ok(Deposit { transaction_id: deposit.id, transaction_hash: deposit.hash })
    }

    /// Sets a rate from now on; pending fiat invoices follow with their next quote.
    ///
    /// A rate of zero is ignored.
    pub fn set_rate(&self, from: Currency, to: Currency, rate: Amount) {
        if !rate.is_zero() {
            let body = json!({ "from": from, "to": to, "rate": rate.to_string() });
            let entry = Entry::control("sandboxSetRate", "", &body);
            self.shared.change(entry, |world| world.set_rate(from, to, rate));
        }
    }

    /// Sets what is charged from now on for an operation, in one currency or, with none, in all
    /// that have no charge of their own.
    ///
    /// Deposits to invoices are charged by the code of the invoice's type, those to purses as
    /// `TOP_UP`. Fees are quoted by `SINGLE_INVOICE` and `SINGLE_WITHDRAWAL`. The codes that
    /// begin with `CREATION` and those of exchanges are kept and charged to nobody.
    pub fn set_tariff(&self, operation: OperationCode, currency: Option<Currency>, charge: Charge) {
        let body = json!({
            "operation": operation,
            "currency": currency,
            "percent": charge.percent().to_string(),
            "fixed": charge.fixed().to_string(),
        });
        let entry = Entry::control("sandboxSetTariff", "", &body);
        self.shared.change(entry, |world| world.set_charge(operation, currency, charge));
    }

    /// Adds another merchant, with an account and keys of its own.
    ///
    /// All merchants share the sandbox's clock, chains and rates; none finds what another made.
    #[must_use]
    pub fn add_merchant(&self) -> Merchant {
        loop {
            // What is made up collides with nothing but by an accident that the next draw mends.
            let entry = Entry::control("sandboxAddAccount", "", &json!({}));
            let added =
                self.shared.change(entry, |world| world.add_merchant(NewMerchant::default()));
            if let Some(merchant) = added {
                return merchant.into();
            }
        }
    }

    /// Sends the money of an invoice in intervention back to its payers, which ends the invoice.
    ///
    /// The API has no call for it: at the service, people do it.
    ///
    /// # Errors
    ///
    /// [`RefundError`] if the invoice is not in intervention, or more money is on its way to it.
    pub fn refund_intervention(&self, invoice: &InvoiceId) -> Result<(), RefundError> {
        let entry = Entry::control("sandboxRefund", invoice.as_str(), &json!({}));
        self.shared
            .change(entry, |world| world.refund_intervention(invoice).map(drop))
            .map_err(|refusal| RefundError(refusal.message))
    }

    /// Returns where the money of each currency is, that of all merchants together.
    #[must_use]
    pub fn ledger(&self) -> Vec<LedgerLine> {
        self.shared.read(|world| world.ledger(None))
    }

    /// Returns where one merchant's money of each currency is.
    #[must_use]
    pub fn ledger_of(&self, account: &AccountId) -> Vec<LedgerLine> {
        self.shared.read(|world| world.ledger(Some(account)))
    }

    /// Returns what an account has of a currency.
    #[must_use]
    pub fn balance(&self, account: &AccountId, currency: &Currency) -> Amount {
        self.shared.read(|world| world.balance(account, currency))
    }

    /// Returns how many objects there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.shared.read(|world| world.counts())
    }

    /// Returns the time on the sandbox's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.now()
    }

    /// Tells how the sandbox's clock runs.
    #[must_use]
    pub fn clock_mode(&self) -> ClockMode {
        self.shared.clock.mode()
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
        let drained = self.shared.until(World::first_attempts_are_made);
        if tokio::time::timeout(DRAIN_LIMIT, drained).await.is_err() {
            tracing::warn!("not every webhook was offered in time");
        }
        self.tasks.shutdown().await;
        self.shared.commit(|state| state.journal.close());
        if let Some(keeper) = self.keeper {
            // An error means that it has already ended.
            let _ended = tokio::time::timeout(DRAIN_LIMIT, keeper).await;
        }
        self.shared.look(|world| {
            let all = world.deliveries().count();
            let is_done = |delivery: &&_| is_delivered(delivery);
            let delivered = world.deliveries().filter(is_done).count();
            ShutdownSummary { delivered, abandoned: all.saturating_sub(delivered) }
        })
    }
}

fn is_delivered(delivery: &crate::rules::Delivery) -> bool {
    delivery.state == DeliveryState::Delivered
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox")
            .field("base_url", &self.base_url)
            .field("merchant", &self.merchant)
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
