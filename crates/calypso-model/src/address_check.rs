//! [`check_address`]: whether an address can belong to a currency's chain, before money goes there.

mod base58;
mod evm;
mod witness;

use core::fmt;

use thiserror::Error;

use crate::{Address, Chain, ChainFamily, Currency};

/// Checks an address with the checksum of the currency's chain.
///
/// A payout to a mistyped address is lost, so check before you send. What is accepted:
///
/// | chain | forms |
/// | --- | --- |
/// | Bitcoin | Base58 (`1…`, `3…`), bech32 and bech32m (`bc1…`) |
/// | Litecoin | Base58 (`L…`, `M…`, and the older `3…`), bech32 and bech32m (`ltc1…`) |
/// | Dogecoin | Base58 (`D…`, and `9…` or `A…` for scripts) |
/// | Tron | Base58 (`T…`) |
/// | Ethereum and its kin | `0x` and 40 hex digits; in mixed case the case must fit (EIP-55) |
///
/// Hex digits in one case carry no checksum: a typing error in such an address goes unnoticed. A
/// Litecoin address of the older form `3…` is a Bitcoin address as well. Addresses of test
/// networks are refused. This function knows nothing of who owns an address, or whether anybody
/// does.
///
/// # Errors
///
/// [`AddressError`] if the address cannot be one of the currency's chain.
///
/// ```
/// use calypso_model::{Address, AddressCheck, AddressProblem, check_address};
///
/// let usdt = "USDT_TRX".parse()?;
/// let address = Address::parse("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW")?;
/// assert_eq!(check_address(&usdt, &address), Ok(AddressCheck::Valid));
///
/// let mistyped = Address::parse("TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMX")?;
/// let error = check_address(&usdt, &mistyped).unwrap_err();
/// assert_eq!(error.problem(), AddressProblem::Checksum);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn check_address(currency: &Currency, address: &Address) -> Result<AddressCheck, AddressError> {
    let Some(chain) = currency.known().and_then(|facts| facts.chain) else {
        return Ok(AddressCheck::NotChecked);
    };
    let text = address.as_str();
    let result = match chain.family() {
        ChainFamily::Bitcoin => witness::check_or(text, "bc", |text| {
            base58::check(text, &[BITCOIN_KEY_HASH, BITCOIN_SCRIPT_HASH])
        }),
        ChainFamily::Litecoin => witness::check_or(text, "ltc", |text| {
            let versions = [LITECOIN_KEY_HASH, LITECOIN_SCRIPT_HASH, BITCOIN_SCRIPT_HASH];
            base58::check(text, &versions)
        }),
        ChainFamily::Dogecoin => base58::check(text, &[DOGECOIN_KEY_HASH, DOGECOIN_SCRIPT_HASH]),
        ChainFamily::Tron => base58::check(text, &[TRON]),
        ChainFamily::Evm => evm::check(text),
    };
    result.map(|()| AddressCheck::Valid).map_err(|problem| AddressError { chain, problem })
}

// The version bytes of the main networks: each chain chose its own.
const BITCOIN_KEY_HASH: u8 = 0x00;
const BITCOIN_SCRIPT_HASH: u8 = 0x05;
const LITECOIN_KEY_HASH: u8 = 0x30;
const LITECOIN_SCRIPT_HASH: u8 = 0x32;
const DOGECOIN_KEY_HASH: u8 = 0x1e;
const DOGECOIN_SCRIPT_HASH: u8 = 0x16;
const TRON: u8 = 0x41;

/// What a check that found nothing wrong amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressCheck {
    /// The address has a form of the currency's chain, and its checksum, if it carries one, fits.
    Valid,
    /// Nothing is known of the currency's addresses: this version does not know the code, or it
    /// is a fiat currency. Nothing was looked at.
    NotChecked,
}

/// An address cannot be one of the currency's chain.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not {}: {problem}", Described(*chain))]
#[non_exhaustive]
pub struct AddressError {
    chain: Chain,
    problem: AddressProblem,
}

impl AddressError {
    /// Returns the chain whose addresses were expected.
    #[must_use]
    pub const fn chain(&self) -> Chain {
        self.chain
    }

    /// Returns what is wrong.
    #[must_use]
    pub const fn problem(&self) -> AddressProblem {
        self.problem
    }
}

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AddressProblem {
    /// The text has no form that the chain's addresses have: a wrong length, a character that
    /// does not belong there, letters in mixed case where the form has one.
    Form,
    /// The form is right and the checksum is not: at least one character is wrong.
    Checksum,
    /// It is a proper address of another chain or of a test network.
    OtherNetwork,
    /// It is a proper address by its checksum, of a kind that the chain has no rule for yet:
    /// whoever wants could spend what is sent there.
    Unprotected,
}

impl fmt::Display for AddressProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Form => "length or characters are wrong",
            Self::Checksum => "the checksum does not fit, so look for a mistyped character",
            Self::OtherNetwork => "it belongs to another chain or a test network",
            Self::Unprotected => "its kind has no rules on this chain, so anybody could spend it",
        })
    }
}

struct Described(Chain);

impl fmt::Display for Described {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Chain::Bitcoin => "a Bitcoin address",
            Chain::BinanceSmartChain => "a Binance Smart Chain address",
            Chain::Dogecoin => "a Dogecoin address",
            Chain::Ethereum => "an Ethereum address",
            Chain::Litecoin => "a Litecoin address",
            Chain::Polygon => "a Polygon address",
            Chain::Tron => "a Tron address",
        })
    }
}
