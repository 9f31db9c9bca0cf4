//! [`BuildError`]: the request could not be made, so nothing was sent.

use calypso_model::{Address, AddressError, Currency, MassSizeError, RefundError, ScaleExceeded};
use calypso_transport::{EntropyError, InvalidPath};
use thiserror::Error;

/// Why a request could not be made. Nothing left this process.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The amount has more decimals than its currency allows.
    #[error("not sent: the amount has too many decimals for {currency}")]
    Scale {
        /// The currency.
        currency: Currency,
        /// The amount and the number of decimals allowed.
        source: ScaleExceeded,
    },
    /// The address cannot be one of the currency's chain.
    #[error("not sent: {address} is no address for {currency}")]
    Destination {
        /// The currency.
        currency: Currency,
        /// The address.
        address: Address,
        /// What is wrong with it.
        source: AddressError,
    },
    /// A mass payout has no entry, or more than it may have.
    #[error("not sent: the mass payout has a size that is not taken")]
    MassSize(#[from] MassSizeError),
    /// The invoice holds no overpayment that could be paid back.
    #[error("not sent: there is no overpayment to pay back")]
    Refund(#[from] RefundError),
    /// The payload could not be written as JSON.
    #[error("not sent: the payload cannot be written as JSON")]
    Payload {
        /// What the JSON writer says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No random bytes were to be had for an id.
    #[error("not sent: no random bytes for an id")]
    Entropy(#[from] EntropyError),
    /// The path of the operation is not one.
    #[error("not sent: the path of the operation is not valid")]
    Path(#[from] InvalidPath),
    /// The invoice can be paid any number of times, so it never settles.
    #[error("an unlimited invoice never settles: confirm its deposits one by one")]
    NeverSettles,
}
