//! Collects the options of a sandbox and starts it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use calypso_model::{AccountId, Amount, Currency, OverpayTolerance};
use calypso_sign::{ApiKey, SecretKey, Timestamp};
use calypso_transport::{Clock, Entropy, OsEntropy, SystemClock};

use crate::clock::{Course, VirtualClock};
use crate::error::StartSandboxError;
use crate::in_process::InProcess;
use crate::journal::Journal;
use crate::merchant::Merchant;
use crate::options::{ErrorStatuses, StageDelays};
use crate::origin::Origin;
use crate::sandbox::Sandbox;
#[cfg(feature = "sqlite")]
use crate::server::Restored;
use crate::shared::{Shared, State};
#[cfg(feature = "sqlite")]
use crate::store::{self, Asked, Resumed};

/// Collects the options of a [`Sandbox`].
///
/// Without any, it listens on a free port of 127.0.0.1, makes up its keys, and follows the clock of
/// this machine.
#[derive(Debug)]
#[must_use]
pub struct SandboxBuilder {
    pub(crate) listen: SocketAddr,
    pub(crate) account: Option<AccountId>,
    pub(crate) api_key: Option<ApiKey>,
    pub(crate) secret: Option<SecretKey>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) error_statuses: ErrorStatuses,
    pub(crate) public_webhooks: bool,
    pub(crate) control_token: Option<SecretKey>,
    entropy: Arc<dyn Entropy>,
    seed: Option<[u8; 32]>,
    #[cfg(feature = "sqlite")]
    store: Option<std::path::PathBuf>,
    course: Course,
    payout_verification: bool,
    delays: StageDelays,
    overpay: OverpayTolerance,
    rates: Vec<(Currency, Currency, Amount)>,
}

impl SandboxBuilder {
    pub(crate) fn new() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            account: None,
            api_key: None,
            secret: None,
            clock: Arc::new(SystemClock),
            error_statuses: ErrorStatuses::default(),
            public_webhooks: false,
            control_token: None,
            entropy: Arc::new(OsEntropy),
            seed: None,
            #[cfg(feature = "sqlite")]
            store: None,
            course: Course::REAL,
            payout_verification: false,
            delays: StageDelays::default(),
            overpay: OverpayTolerance::NONE,
            rates: Vec::new(),
        }
    }

    /// Listens on another address; port 0 takes a free one.
    ///
    /// Wherever the sandbox listens, its control API answers this machine only, unless there is a
    /// [control token](Self::with_control_token).
    pub fn with_listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// Sets the merchant's account and keys, which are made up otherwise.
    pub fn with_credentials(self, account: AccountId, api_key: ApiKey, secret: SecretKey) -> Self {
        self.with_account(account).with_api_key(api_key).with_secret(secret)
    }

    /// Sets the merchant's account.
    pub fn with_account(mut self, account: AccountId) -> Self {
        self.account = Some(account);
        self
    }

    /// Sets the merchant's public key.
    pub fn with_api_key(mut self, api_key: ApiKey) -> Self {
        self.api_key = Some(api_key);
        self
    }

    /// Sets the secret that the merchant signs with.
    pub fn with_secret(mut self, secret: SecretKey) -> Self {
        self.secret = Some(secret);
        self
    }

    /// Takes the time from another clock: for states, expiry, retries and the `Date` header.
    ///
    /// The clock is read about every 20 ms, never slept on, so a clock that stands still holds the
    /// sandbox still, and one that is turned moves it: follow up with
    /// [`settle`](Sandbox::settle) to wait for what that set off.
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// Lets the sandbox's clock stand still at a time until it is advanced.
    pub const fn with_clock_frozen_at(mut self, at: Timestamp) -> Self {
        self.course = Course::Frozen { at_ms: at.as_millis() };
        self
    }

    /// Lets the sandbox's clock run faster than the one it is started with; `factor` is at least 1.
    pub const fn with_clock_scaled_by(mut self, factor: u32) -> Self {
        self.course = Course::Scaled { factor, since_ms: 0, from_ms: 0 };
        self
    }

    /// Draws ids, keys, addresses, hashes and faults from a seed: two sandboxes with one seed that
    /// are asked the same at the same times answer the same.
    pub fn with_seed(mut self, seed: u64) -> Self {
        let mut bytes = [0; 32];
        for (to, from) in bytes.iter_mut().zip(seed.to_be_bytes()) {
            *to = from;
        }
        self.seed = Some(bytes);
        self
    }

    /// Keeps the whole state in a file, and goes on with what is in it; nothing is kept otherwise.
    ///
    /// Whatever was answered over HTTP is in the file, however the process ends, and what was not
    /// delivered is delivered when it goes on. What a method of [`Sandbox`] returns may be a moment
    /// ahead of the file. Only if the computer loses its power the last moments may be missing.
    /// Keys, seed and settings are those that the file was started with. It holds their secrets,
    /// and one sandbox at a time can use it.
    #[cfg(feature = "sqlite")]
    pub fn with_store(mut self, path: impl Into<std::path::PathBuf>) -> Self {
        self.store = Some(path.into());
        self
    }

    /// Takes randomness from another source.
    ///
    /// It is asked once, for a seed of 32 bytes, unless there is [one](Self::with_seed): the same
    /// seed makes the same ids, keys, addresses and hashes.
    pub fn with_entropy(mut self, entropy: Arc<dyn Entropy>) -> Self {
        self.entropy = entropy;
        self
    }

    /// Sets how long a deposit spends in each of its stages.
    pub const fn with_stage_delays(mut self, delays: StageDelays) -> Self {
        self.delays = delays;
        self
    }

    /// Accepts overpayments up to a share without intervention; none by default.
    ///
    /// The service has this as a setting of the company (docs/API-FACTS.md, section 4.12).
    pub const fn with_overpay_tolerance(mut self, tolerance: OverpayTolerance) -> Self {
        self.overpay = tolerance;
        self
    }

    /// Lets every payout wait for a person's confirmation: see
    /// [`PayoutOutcome`](crate::PayoutOutcome).
    ///
    /// The service has this as a setting of the company (docs/API-FACTS.md, section 10.5).
    pub const fn with_payout_verification(mut self, verification: bool) -> Self {
        self.payout_verification = verification;
        self
    }

    /// Sets a rate: one unit of `from` is worth `rate` of `to`.
    ///
    /// The opposite direction follows unless it is set too.
    pub fn with_rate(mut self, from: Currency, to: Currency, rate: Amount) -> Self {
        self.rates.push((from, to, rate));
        self
    }

    /// Lets webhooks go to public addresses as well as to loopback ones.
    ///
    /// Addresses of private networks stay out of reach.
    pub const fn allow_public_webhooks(mut self, allow: bool) -> Self {
        self.public_webhooks = allow;
        self
    }

    /// Opens the control API, and the page at `/_sandbox/`, to whoever shows this token, from any
    /// machine; whoever does not show it gets 401, on this machine as well.
    ///
    /// It is shown as `Authorization: Bearer TOKEN`, or as the password of HTTP Basic with any
    /// name, which is what a browser asks for. The sandbox speaks plain HTTP, so let only a network
    /// you trust see it.
    ///
    /// ```
    /// use calypso_sandbox::Sandbox;
    /// use calypso_sign::SecretKey;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let token = SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52")?;
    /// let sandbox = Sandbox::builder().with_control_token(token).start().await?;
    /// # sandbox.shutdown().await;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_control_token(mut self, token: SecretKey) -> Self {
        self.control_token = Some(token);
        self
    }

    /// Sets which HTTP status goes with an error.
    pub const fn with_error_statuses(mut self, statuses: ErrorStatuses) -> Self {
        self.error_statuses = statuses;
        self
    }

    /// Makes the sandbox in process: without a port, a runtime, a thread or a wait.
    ///
    /// An address to listen on means nothing there. URLs of webhooks have to be loopback ones all
    /// the same, unless public ones are allowed, though nothing is sent to them.
    ///
    /// # Errors
    ///
    /// - There are no random bytes, or a rate is zero.
    /// - A store is asked for, which only a server keeps.
    pub fn in_process(self) -> Result<InProcess, StartSandboxError> {
        #[cfg(feature = "sqlite")]
        if self.store.is_some() {
            return Err(StartSandboxError::StoreInProcess);
        }
        let (merchant, shared) = self.fresh()?;
        Ok(InProcess::new(merchant, shared, self.error_statuses))
    }

    /// Starts the sandbox; it needs a Tokio runtime with I/O and time.
    ///
    /// # Errors
    ///
    /// - The address cannot be listened on, most often because something else does.
    /// - There are no random bytes, or a rate is zero.
    /// - Public webhooks are allowed and the certificates this machine trusts cannot be read.
    pub async fn start(self) -> Result<Sandbox, StartSandboxError> {
        #[cfg(feature = "sqlite")]
        if let Some(path) = self.store.clone() {
            let origin = self.origin()?;
            return self.resume(origin, path).await;
        }
        let (merchant, shared) = self.fresh()?;
        Sandbox::run(self, merchant, shared, None).await
    }

    fn fresh(&self) -> Result<(Merchant, Shared), StartSandboxError> {
        let origin = self.origin()?;
        let (world, merchant) = origin.world()?;
        let clock = VirtualClock::new(Arc::clone(&self.clock), origin.course);
        Ok((merchant, Shared::new(State::new(origin, world, Journal::default()), clock)))
    }

    /// Starts the sandbox from its store.
    #[cfg(feature = "sqlite")]
    async fn resume(
        self,
        origin: Origin,
        path: std::path::PathBuf,
    ) -> Result<Sandbox, StartSandboxError> {
        let asked = Asked { origin, is_seeded: self.seed.is_some() };
        let resumed = store::open(&path, asked).await;
        let resumed = resumed.map_err(|source| StartSandboxError::Store { path, source })?;
        let Resumed { origin, restored, journal, writer } = resumed;
        let Restored { world, merchant, course } = restored;
        let clock = VirtualClock::new(Arc::clone(&self.clock), Course::REAL);
        clock.resume(self.clock.now(), course, world.now());
        let mut state = State::new(origin, world, journal);
        state.resume();
        let shared = Shared::new(state, clock);
        Sandbox::run(self, merchant, shared, Some(tokio::spawn(writer.run()))).await
    }

    fn origin(&self) -> Result<Origin, StartSandboxError> {
        let mut seed = [0; 32];
        match self.seed {
            Some(given) => seed = given,
            None => self
                .entropy
                .fill(&mut seed)
                .map_err(|source| StartSandboxError::Entropy { source })?,
        }
        let course = self.course.begin(self.clock.now());
        let started = VirtualClock::new(Arc::clone(&self.clock), course).now();
        let text = |rate: &(Currency, Currency, Amount)| {
            let (from, to, rate) = rate;
            (from.clone(), to.clone(), rate.to_string())
        };
        let mut origin = Origin::new(seed, started, course);
        origin.delays = [self.delays.seen, self.delays.check, self.delays.credit];
        origin.overpay_basis_points = self.overpay.basis_points();
        origin.rates = self.rates.iter().map(text).collect();
        origin.public_webhooks = self.public_webhooks;
        origin.payout_verification = self.payout_verification;
        origin.account.clone_from(&self.account);
        origin.api_key = self.api_key.as_ref().map(|key| String::from(key.as_str()));
        origin.secret = self.secret.as_ref().map(|secret| String::from(secret.expose_secret()));
        Ok(origin)
    }
}
