//! An emulator of the Calypso Pay merchant API: no account, no money, nothing to wait for.
//!
#![doc = include_str!("../README.md")]

mod builder;
mod charge;
mod clock;
mod controls;
mod counts;
mod courier;
mod delivery;
mod deposit;
mod error;
mod faults;
mod in_process;
mod journal;
mod keeper;
mod ledger_line;
mod merchant;
mod options;
mod origin;
mod payouts;
mod planning;
mod probability;
mod refund;
mod rules;
mod sandbox;
mod server;
mod shared;
#[cfg(feature = "sqlite")]
mod store;
mod turning;
mod webhook;
mod widget;
mod wire;

pub use self::builder::SandboxBuilder;
pub use self::charge::{Charge, InvalidPercentage};
pub use self::clock::ClockMode;
pub use self::controls::Controls;
pub use self::counts::Counts;
pub use self::deposit::{Deposit, MakeDepositError};
pub use self::error::StartSandboxError;
pub use self::faults::{EndpointFault, Fault, FaultPlan, WebhookFault};
pub use self::in_process::{InProcess, InProcessTransport};
pub use self::ledger_line::LedgerLine;
pub use self::merchant::Merchant;
pub use self::options::{DepositOutcome, ErrorStatuses, StageDelays};
pub use self::payouts::{DecidePayoutError, PayoutOutcome};
pub use self::probability::{InvalidProbability, Probability};
pub use self::refund::RefundError;
pub use self::sandbox::{Sandbox, ShutdownSummary};
#[cfg(feature = "sqlite")]
pub use self::store::StoreError;
pub use self::webhook::Webhook;
pub use self::widget::{ChooseCurrencyError, WidgetInvoice};
