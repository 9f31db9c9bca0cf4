//! Every flag of every command.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use calypso_sign::Timestamp;
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Accept crypto payments through the Calypso Pay merchant API.
#[derive(Debug, Parser)]
#[command(name = "calypso", version, max_term_width = 100)]
#[command(after_help = "Nothing here needs an account or a network beyond this machine.")]
pub(crate) struct Flags {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Show money being accepted: sandbox, merchant, webhooks, payments, and a reconciliation.
    Demo(DemoFlags),
    /// Run the sandbox: an emulator of the API, until interrupted.
    Sandbox(SandboxFlags),
}

/// How results are written to standard output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object, for programs.
    Json,
}

/// A value that nothing shows, error messages included.
#[derive(Clone)]
pub(crate) struct Hidden(pub(crate) String);

impl From<String> for Hidden {
    fn from(value: String) -> Self {
        Self(value)
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden")
    }
}

/// Starts a sandbox and a merchant on this machine, takes six payments over HTTP, and compares the
/// merchant's own record with the sandbox's ledger. Exits with 0 only if they match.
#[derive(Args, Debug)]
pub(crate) struct DemoFlags {
    /// How to write the result
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Where the sandbox listens; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
}

/// Answers like the API, with signatures, states and webhooks, and no money. Missing keys are made
/// up and shown. Ends with Ctrl-C or SIGTERM; receivers of webhooks that are due get up to ten
/// seconds.
#[derive(Args, Debug)]
pub(crate) struct SandboxFlags {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// The merchant's public API key
    #[arg(long, value_name = "KEY")]
    pub(crate) api_key: Option<String>,
    /// The merchant's secret, used as text. It is visible to other users of this machine
    #[arg(long, value_name = "SECRET")]
    pub(crate) secret: Option<Hidden>,
    /// The merchant's account
    #[arg(long, value_name = "ACCOUNT")]
    pub(crate) account: Option<String>,
    /// Open the control API and the page at /_sandbox/ to whoever shows this token: as a Bearer
    /// token, or as the password that a browser asks for. Without it they are for this machine
    /// only. Other users of this machine see the flag; they do not see the environment
    #[arg(long, value_name = "TOKEN", env = "CALYPSO_SANDBOX_CONTROL_TOKEN")]
    #[arg(hide_env_values = true)]
    pub(crate) control_token: Option<Hidden>,
    /// How to write the first line, which tells the address and the keys
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Milliseconds that a deposit spends in each of its stages
    #[arg(long, value_name = "MS")]
    pub(crate) stage_delay_ms: Option<u64>,
    /// Deliver webhooks to public addresses too, never into private networks
    #[arg(long)]
    pub(crate) allow_public_webhooks: bool,
    /// Let every payout wait until a person confirms it: POST /_sandbox/payouts/{id}
    #[arg(long)]
    pub(crate) payout_verification: bool,
    /// Keep everything in this file, and go on with what is in it: whatever was answered is there,
    /// however the process ended. It is made if it is missing, and holds the secrets
    #[arg(long, value_name = "FILE")]
    pub(crate) store: Option<PathBuf>,
    /// Make ids, keys, addresses and faults of this number, the same ones each time
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// How the clock runs: `real`, `frozen:UNIX_MS` or `scaled:FACTOR`
    #[arg(long, value_name = "CLOCK", default_value = "real", value_parser = clock)]
    pub(crate) clock: ClockFlag,
}

/// How the sandbox's clock runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ClockFlag {
    Real,
    FrozenAt(Timestamp),
    Scaled(u32),
}

fn clock(text: &str) -> Result<ClockFlag, &'static str> {
    const PROBLEM: &str = "must be real, frozen:UNIX_MS such as frozen:1650885468390, or \
        scaled:FACTOR with a factor from 1 to 1000000";
    let flag = match text.split_once(':') {
        None => (text == "real").then_some(ClockFlag::Real),
        Some(("frozen", at)) => {
            at.parse().ok().map(|millis| ClockFlag::FrozenAt(Timestamp::from_millis(millis)))
        }
        Some(("scaled", factor)) => {
            let factor = factor.parse().ok().filter(|factor| (1..=1_000_000).contains(factor));
            factor.map(ClockFlag::Scaled)
        }
        Some(_) => None,
    };
    flag.ok_or(PROBLEM)
}
