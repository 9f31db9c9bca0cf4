//! `calypso demo`: money being accepted, from nothing, over real HTTP on this machine.

mod book;
mod merchant;
mod outsiders;
mod payer;
mod progress;
mod report;
mod story;
mod wire;

pub use report::{Payment, Report, Total, WebhookCounts};

use std::fmt;
use std::io::IsTerminal as _;
use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::Context;
use calypso_flows::{Client, Credentials};
use calypso_sandbox::Sandbox;
use calypso_transport::{HttpTransport, Transport};

use merchant::Merchant;
use payer::Payer;
use progress::Progress;

/// Wraps the merchant's transport, as a test does to meddle with what the merchant reads.
type Wrap = Arc<dyn Fn(HttpTransport) -> Arc<dyn Transport> + Send + Sync>;

/// How the demo runs.
#[derive(Clone)]
pub struct DemoOptions {
    listen: SocketAddr,
    wrap: Wrap,
    progress: bool,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            wrap: Arc::new(|transport| Arc::new(transport)),
            progress: true,
        }
    }
}

impl DemoOptions {
    /// Makes the sandbox listen elsewhere than on a free port of 127.0.0.1.
    #[must_use]
    pub const fn with_listen(mut self, listen: SocketAddr) -> Self {
        self.listen = listen;
        self
    }

    /// Wraps the transport through which the merchant talks to the sandbox.
    #[must_use]
    pub fn with_transport(
        mut self,
        wrap: impl Fn(HttpTransport) -> Arc<dyn Transport> + Send + Sync + 'static,
    ) -> Self {
        self.wrap = Arc::new(wrap);
        self
    }

    /// Says nothing on standard error.
    #[must_use]
    pub const fn quietly(mut self) -> Self {
        self.progress = false;
        self
    }
}

impl fmt::Debug for DemoOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoOptions").field("listen", &self.listen).finish_non_exhaustive()
    }
}

/// Runs the demo and returns what it found out.
///
/// # Errors
///
/// Whatever kept it from getting to the end. A mismatch of the ledgers is no error: it is in the
/// report.
pub async fn run(options: DemoOptions) -> anyhow::Result<Report> {
    let progress = Progress::new(options.progress, std::io::stderr().is_terminal());
    progress.doing("starting the sandbox");
    let sandbox = Sandbox::builder()
        .with_listen(options.listen)
        .start()
        .await
        .context("the sandbox cannot start")?;
    progress.done(&format!("sandbox listening on {}", sandbox.base_url()));
    let credentials = Credentials::new(
        sandbox.account().clone(),
        sandbox.api_key().clone(),
        sandbox.secret().clone(),
    );
    let transport = (options.wrap)(HttpTransport::new(sandbox.base_url())?);
    let client = Client::new(credentials, transport);
    let address = sandbox.base_url().trim_start_matches("http://");
    let payer = Payer::new(address.parse().context("the sandbox's address")?);
    let merchant = Merchant::start(&client).await.context("the merchant cannot start")?;
    progress.done(&format!("merchant subscribed, its webhooks at {}", merchant.url()));

    let report = story::tell(&client, &payer, &merchant, &progress).await;
    progress.end();
    let summary = sandbox.shutdown().await;
    let report = report?;
    if summary.abandoned > 0 {
        anyhow::bail!("{} webhooks were never delivered", summary.abandoned);
    }
    Ok(report)
}
