//! Making a deposit: what comes of it, and why it can be refused.

use calypso_model::{TransactionHash, TransactionId};
use thiserror::Error;

/// A deposit that was just made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deposit {
    /// The deposit in the service's records.
    pub transaction_id: TransactionId,
    /// The transaction on the chain that nobody will find on any chain.
    pub transaction_hash: TransactionHash,
}

/// A deposit cannot be made.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum MakeDepositError {
    /// The amount is zero.
    #[error("a deposit of nothing")]
    Nothing,
    /// The sums of the ledger could no longer be held exactly.
    #[error("more than the sandbox can add up exactly")]
    TooLarge,
    /// The amount has more decimals than the chain knows.
    #[error("the chain knows at most {scale_max} decimals of this currency")]
    #[non_exhaustive]
    TooPrecise {
        /// The most decimals a deposit may have.
        scale_max: u32,
    },
    /// No merchant has this account.
    #[error("no merchant has this account")]
    UnknownAccount,
    /// The sandbox never gave this address to anybody.
    #[error("no invoice and no purse has this address")]
    UnknownAddress,
    /// The currency is not a crypto currency that the sandbox knows.
    #[error("not a known crypto currency")]
    UnknownCurrency,
    /// The currency lives on other chains than the address.
    #[error("the currency is not on the address's chain")]
    WrongChain,
}
