//! The time, and where the money is.

use calypso_model::{AccountId, Currency};

use super::text::AmountText;
use super::{Action, Asked, Problem};
use crate::ledger_line::LedgerLine;
use crate::rules::World;
use crate::server::answer::write;
use crate::wire::reply::reply;
use crate::wire::schema::Described as _;

pub(super) const ACTIONS: &[Action] = &[
    Action::get(
        "sandboxHealth",
        "/_sandbox/health",
        "Tells that the sandbox is there, and its time.",
        health,
        HealthBody::schema,
    ),
    Action::get(
        "sandboxLedger",
        "/_sandbox/ledger",
        "Tells where the money of each currency is.",
        ledger,
        LedgerBody::schema,
    )
    .asks(
        "account",
        "The account whose money it is; all of them if none is named.",
        AccountId::schema,
    ),
];

reply! {
    /// The state of the sandbox.
    #[derive(Debug)]
    struct HealthBody as "SandboxHealth" {
        status: &'static str = "status",
        /// Unix milliseconds.
        now_ms: i64 = "now_ms",
    }
}

reply! {
    /// The sandbox's ledger.
    #[derive(Debug)]
    struct LedgerBody as "SandboxLedger" {
        result: Vec<LineBody> = "result",
    }
}

reply! {
    /// Where the money of one currency is: what came in was kept as fees, credited, declined or
    /// refunded, or is pending, to the last digit.
    #[derive(Debug)]
    struct LineBody as "SandboxLedgerLine" {
        currency: Currency = "currency",
        /// All deposits to addresses that were watched, and all top-ups.
        received: AmountText = "in",
        /// What the service kept.
        fees: AmountText = "fees",
        /// What reached the merchant's account.
        credited: AmountText = "credited",
        /// What is on its way, or waits for the merchant's decision.
        pending: AmountText = "pending",
        /// What the compliance check refused.
        declined: AmountText = "declined",
        /// What went back to payers.
        refunded: AmountText = "refunded",
        /// What went to addresses that nobody watches any more; not a part of what came in.
        stray: AmountText = "stray",
        /// What was paid out, fees included, or is about to be.
        paid_out: AmountText = "out",
        /// What exchanges took.
        exchanged_away: AmountText = "exchanged_away",
        /// What completed exchanges brought.
        exchanged_in: AmountText = "exchanged_in",
    }
}

impl From<LedgerLine> for LineBody {
    fn from(line: LedgerLine) -> Self {
        Self {
            currency: line.currency,
            received: AmountText(line.received),
            fees: AmountText(line.fees),
            credited: AmountText(line.credited),
            pending: AmountText(line.pending),
            declined: AmountText(line.declined),
            refunded: AmountText(line.refunded),
            stray: AmountText(line.stray),
            paid_out: AmountText(line.paid_out),
            exchanged_away: AmountText(line.exchanged_away),
            exchanged_in: AmountText(line.exchanged_in),
        }
    }
}

fn health(_: &World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    Ok(write(&HealthBody { status: "ok", now_ms: asked.now.as_millis() })?)
}

fn ledger(world: &World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let account = asked.parameter("account")?.as_deref().map(AccountId::parse).transpose();
    let account = account.map_err(|problem| Problem::Bad(problem.to_string()))?;
    let lines = world.ledger(account.as_ref());
    Ok(write(&LedgerBody { result: lines.into_iter().map(LineBody::from).collect() })?)
}
