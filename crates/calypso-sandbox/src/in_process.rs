//! A sandbox in the process of a test, behind no socket.

#[cfg(test)]
mod tests;
mod transport;

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use calypso_model::{Address, Amount, Currency};
use calypso_sign::Timestamp;

pub use self::transport::InProcessTransport;
use crate::clock::ClockMode;
use crate::controls::Controls;
use crate::courier::Courier;
use crate::deposit::{Deposit, MakeDepositError};
use crate::merchant::Merchant;
use crate::options::{DepositOutcome, ErrorStatuses};
use crate::rules::World;
use crate::server::{Api, merchant_router};
use crate::shared::Shared;
use crate::webhook::Webhook;

/// An emulator of the merchant API in the process of a test: the same rules and answers as those of
/// a [`Sandbox`](crate::Sandbox), without a port, a runtime, a thread or a wait.
///
/// Nothing happens between two calls: each brings the sandbox to the present, and hands over the
/// webhooks that are due before it returns, to the [receiver](Self::set_receiver) or, without one,
/// for [`take_webhooks`](Self::take_webhooks). So a webhook can be there before the answer to the
/// call that set it off, as it can over the network.
///
/// There is no control API under `/_sandbox/`; the methods here, and those of [`Controls`], take
/// its place.
///
/// ```
/// use calypso_sandbox::{Sandbox, StageDelays};
/// use calypso_sign::{Signer, Timestamp};
/// use calypso_transport::http::Method;
/// use calypso_transport::{Draft, SignedRequest, Transport as _};
///
/// # fn wait<T>(future: impl Future<Output = T>) -> T {
/// #     let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// #     match std::pin::pin!(future).poll(&mut context) {
/// #         std::task::Poll::Ready(output) => output,
/// #         std::task::Poll::Pending => unreachable!("nothing is waited for"),
/// #     }
/// # }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let now = Timestamp::from_millis(1_650_885_468_390);
/// let sandbox = Sandbox::builder().with_clock_frozen_at(now).in_process()?;
///
/// let body = format!(
///     r#"{{"account":"{}","timestamp":{now},"payload":{{"email":"ada@example.com"}}}}"#,
///     sandbox.account()
/// );
/// let draft = Draft::new(Method::POST, "/api/v1/customer-purse/customer/create", body)?;
/// let signer = Signer::new(sandbox.secret());
/// let request = SignedRequest::sign(draft, sandbox.api_key(), &signer);
/// // `wait` stands for any executor, such as the one of a test's runtime.
/// let answer = wait(sandbox.transport().send(&request))?;
/// assert_eq!(answer.status(), 200);
/// assert_eq!(sandbox.counts().customers, 1);
/// # Ok(())
/// # }
/// ```
pub struct InProcess {
    controls: Controls,
    courier: Arc<Courier>,
    transport: InProcessTransport,
}

impl InProcess {
    pub(crate) fn new(merchant: Merchant, shared: Shared, error_statuses: ErrorStatuses) -> Self {
        let shared = Arc::new(shared);
        let api = Api {
            shared: Arc::clone(&shared),
            error_statuses,
            errors: AtomicU64::new(0),
            control_token: None,
        };
        let courier = Arc::new(Courier::new(Arc::clone(&shared)));
        let transport = InProcessTransport::new(merchant_router(api), Arc::clone(&courier));
        let controls = Controls::new(merchant, shared).with_courier(Arc::clone(&courier));
        Self { controls, courier, transport }
    }

    /// Returns a transport to this sandbox, for the client under test.
    ///
    /// It works on any executor, and as long as it is kept.
    #[must_use]
    pub fn transport(&self) -> InProcessTransport {
        self.transport.clone()
    }

    /// Hands webhooks to a receiver from now on, whose status decides, as it does over the network,
    /// whether they are sent again: only 200 is a success.
    ///
    /// Webhooks come one at a time, in the thread of the call that makes them due. The receiver may
    /// call the API, turn the clock, or anything else: what that makes due comes once the receiver
    /// has answered.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU16, Ordering};
    /// use std::time::Duration;
    ///
    /// use calypso_sandbox::Sandbox;
    ///
    /// static CALLS: AtomicU16 = AtomicU16::new(0);
    ///
    /// let sandbox = Sandbox::builder().in_process()?;
    /// sandbox.set_receiver(|webhook| {
    ///     assert!(webhook.body.starts_with(b"{"));
    ///     // Is down at first.
    ///     if CALLS.fetch_add(1, Ordering::Relaxed) == 0 { 503 } else { 200 }
    /// });
    /// // What is due meanwhile comes now, such as a retry after 30 seconds.
    /// sandbox.advance(Duration::from_secs(30));
    /// # Ok::<(), calypso_sandbox::StartSandboxError>(())
    /// ```
    pub fn set_receiver(&self, receiver: impl Fn(&Webhook) -> u16 + Send + Sync + 'static) {
        self.courier.set_receiver(Arc::new(receiver));
    }

    /// Takes the webhooks that came while there was no receiver, in their order.
    ///
    /// They count as delivered, with the status 200.
    #[must_use]
    pub fn take_webhooks(&self) -> Vec<Webhook> {
        self.settle();
        self.courier.take_kept()
    }

    /// Sends money to an address, as a payer would.
    ///
    /// A deposit to an invoice that is expired or paid, or in another currency than the invoice's,
    /// goes astray: it is made, and nobody is told.
    ///
    /// # Errors
    ///
    /// [`MakeDepositError`] if no such deposit is possible on the chain.
    pub fn deposit(
        &self,
        address: &Address,
        currency: &Currency,
        amount: Amount,
    ) -> Result<Deposit, MakeDepositError> {
        self.deposit_with_outcome(address, currency, amount, DepositOutcome::Confirmed)
    }

    /// Sends money to an address, and says what the service will make of it.
    ///
    /// # Errors
    ///
    /// [`MakeDepositError`] if no such deposit is possible on the chain.
    pub fn deposit_with_outcome(
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
    /// a receiver is being waited for.
    ///
    /// Turn the clock from one thread, while no other one calls the API: whoever finds another
    /// thread at the delivery of webhooks leaves them to it, and does not wait.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use calypso_sandbox::Sandbox;
    /// use calypso_sign::Timestamp;
    ///
    /// let start = Timestamp::from_millis(1_650_885_468_390);
    /// let sandbox = Sandbox::builder().with_clock_frozen_at(start).in_process()?;
    /// let month = Duration::from_secs(30 * 24 * 3600);
    /// assert_eq!(sandbox.advance(month), start.saturating_add(month));
    /// # Ok::<(), calypso_sandbox::StartSandboxError>(())
    /// ```
    #[expect(clippy::must_use_candidate, reason = "most are after what happens on the way")]
    pub fn advance(&self, by: Duration) -> Timestamp {
        self.turn_clock(by, None)
    }

    /// Sets how the sandbox's clock runs from now on.
    pub fn set_clock_mode(&self, mode: ClockMode) {
        self.turn_clock(Duration::ZERO, Some(mode));
    }

    /// Does all that is due at the clock's present time, and hands its webhooks over.
    ///
    /// Every other call does so, too; this is for a clock that was turned
    /// [from outside](crate::SandboxBuilder::with_clock).
    pub fn settle(&self) {
        self.courier.deliver_due();
    }

    fn turn_clock(&self, by: Duration, mode: Option<ClockMode>) -> Timestamp {
        let turning = self.shared.start_turning(by, mode);
        loop {
            self.courier.deliver_due();
            if !turning.go_on() {
                break;
            }
        }
        drop(turning);
        self.shared.look(World::now)
    }
}

impl Deref for InProcess {
    type Target = Controls;

    fn deref(&self) -> &Controls {
        &self.controls
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess").field("controls", &self.controls).finish_non_exhaustive()
    }
}
