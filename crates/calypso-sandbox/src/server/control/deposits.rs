//! Deposits: a payer sends money to an address.

use calypso_model::{Address, TransactionHash, TransactionId};

use super::text::AmountText;
use super::{Action, Asked, Problem};
use crate::options::DepositOutcome;
use crate::rules::{DepositOrder, World};
use crate::server::answer::write;
use crate::wire::payload::payload;
use crate::wire::reply::reply;
use crate::wire::schema::Described as _;
use crate::wire::{Crypto, Payload as _};

pub(super) const ACTIONS: &[Action] = &[Action::post(
    "sandboxDeposit",
    "/_sandbox/deposits",
    "Sends money to an address.",
    make,
    DepositMadeBody::schema,
)
.takes(NewDeposit::schema)
.finds()];

payload! {
    /// Money to send.
    struct NewDeposit as "SandboxNewDeposit" {
        /// An address that the sandbox gave to an invoice or to a customer.
        address: Address = required "address",
        currency: Crypto = required "currency",
        amount: AmountText = required "amount",
        /// What becomes of it; `confirmed` if nothing is said.
        outcome: DepositOutcome = optional "outcome",
        /// Who sends it.
        sender: Address = optional "sender",
    }
}

reply! {
    /// A deposit that was made.
    #[derive(Debug)]
    struct DepositMadeBody<'a> as "SandboxDeposit" {
        transaction_id: &'a TransactionId = "transactionId",
        transaction_hash: &'a TransactionHash = "transactionHash",
    }
}

fn make(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let new = NewDeposit::read(asked.fields)?;
    let deposit = world.deposit(DepositOrder {
        address: new.address,
        currency: new.currency.0,
        amount: new.amount.0,
        outcome: new.outcome.unwrap_or_default(),
        sender: new.sender,
    })?;
    Ok(write(&DepositMadeBody { transaction_id: &deposit.id, transaction_hash: &deposit.hash })?)
}
