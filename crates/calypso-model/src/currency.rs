//! [`Currency`]: an open code, with what is known about the codes seen so far.

use core::fmt;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use thiserror::Error;

/// A currency code, crypto or fiat, such as `USDT_TRX` or `EUR`.
///
/// The set is open: a code this version does not know is carried like any other, it only has no
/// [`known`](Self::known) facts.
///
/// ```
/// use calypso_model::Currency;
///
/// let usdt: Currency = "USDT_TRX".parse()?;
/// assert_eq!(usdt.known().map(|facts| facts.scale), Some(6));
/// assert!("NEW_COIN".parse::<Currency>()?.known().is_none());
/// # Ok::<(), calypso_model::ParseCurrencyError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency(Box<str>);

/// A text is not a currency code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not a currency code: 1 to 32 letters, digits or underscores, such as USDT_TRX")]
#[non_exhaustive]
pub struct ParseCurrencyError;

/// The chain a currency lives on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Chain {
    /// Bitcoin.
    Bitcoin,
    /// Binance Smart Chain.
    BinanceSmartChain,
    /// Dogecoin.
    Dogecoin,
    /// Ethereum.
    Ethereum,
    /// Litecoin.
    Litecoin,
    /// Polygon.
    Polygon,
    /// Tron.
    Tron,
}

/// Chains whose addresses are interchangeable: a customer has one address per family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ChainFamily {
    /// Bitcoin.
    Bitcoin,
    /// Dogecoin.
    Dogecoin,
    /// Ethereum, Binance Smart Chain and Polygon.
    Evm,
    /// Litecoin.
    Litecoin,
    /// Tron.
    Tron,
}

impl Chain {
    /// Returns the family whose addresses the chain shares.
    #[must_use]
    pub const fn family(self) -> ChainFamily {
        match self {
            Self::Bitcoin => ChainFamily::Bitcoin,
            Self::Dogecoin => ChainFamily::Dogecoin,
            Self::BinanceSmartChain | Self::Ethereum | Self::Polygon => ChainFamily::Evm,
            Self::Litecoin => ChainFamily::Litecoin,
            Self::Tron => ChainFamily::Tron,
        }
    }
}

/// What is known about a currency code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KnownCurrency {
    /// The code.
    pub code: &'static str,
    /// The chain; nothing for fiat.
    pub chain: Option<Chain>,
    /// The decimals an invoice amount may have. The token's own, at most 18; dollar tokens of
    /// the USDT and USDC kind take 6. For fiat, 2.
    pub scale: u32,
    /// The decimals a deposit may have on the chain. For fiat, 2.
    pub chain_scale: u32,
}

impl KnownCurrency {
    /// Tells whether this is a crypto currency rather than a fiat one.
    #[must_use]
    pub const fn is_crypto(&self) -> bool {
        self.chain.is_some()
    }

    const fn crypto(code: &'static str, chain: Chain, scale: u32, chain_scale: u32) -> Self {
        Self { code, chain: Some(chain), scale, chain_scale }
    }

    const fn fiat(code: &'static str) -> Self {
        Self { code, chain: None, scale: 2, chain_scale: 2 }
    }
}

/// The codes seen in the API's documentation (docs/API-FACTS.md, section 8.11). Scales are the
/// tokens' own: the API publishes none but the 6 of dollar tokens.
const KNOWN: &[KnownCurrency] = &[
    KnownCurrency::crypto("BTC", Chain::Bitcoin, 8, 8),
    KnownCurrency::crypto("LTC", Chain::Litecoin, 8, 8),
    KnownCurrency::crypto("XDG", Chain::Dogecoin, 8, 8),
    KnownCurrency::crypto("ETH", Chain::Ethereum, 18, 18),
    KnownCurrency::crypto("USDT", Chain::Ethereum, 6, 6),
    KnownCurrency::crypto("USDC", Chain::Ethereum, 6, 6),
    KnownCurrency::crypto("DAI", Chain::Ethereum, 18, 18),
    KnownCurrency::crypto("FRAX", Chain::Ethereum, 18, 18),
    KnownCurrency::crypto("BUSD_ETH", Chain::Ethereum, 18, 18),
    KnownCurrency::crypto("TRX", Chain::Tron, 6, 6),
    KnownCurrency::crypto("USDT_TRX", Chain::Tron, 6, 6),
    KnownCurrency::crypto("USDC_TRX", Chain::Tron, 6, 6),
    KnownCurrency::crypto("BNB", Chain::BinanceSmartChain, 18, 18),
    KnownCurrency::crypto("BUSD", Chain::BinanceSmartChain, 18, 18),
    KnownCurrency::crypto("USDT_BSC", Chain::BinanceSmartChain, 6, 18),
    KnownCurrency::crypto("MATIC", Chain::Polygon, 18, 18),
    KnownCurrency::crypto("POL", Chain::Polygon, 18, 18),
    KnownCurrency::crypto("USDT_MATIC", Chain::Polygon, 6, 6),
    KnownCurrency::fiat("USD"),
    KnownCurrency::fiat("EUR"),
    KnownCurrency::fiat("RUB"),
    KnownCurrency::fiat("UAH"),
    KnownCurrency::fiat("KZT"),
];

impl Currency {
    /// Reads a currency code.
    ///
    /// # Errors
    ///
    /// [`ParseCurrencyError`] unless it is 1 to 32 ASCII letters, digits and underscores.
    pub fn parse(text: &str) -> Result<Self, ParseCurrencyError> {
        let is_code = (1..=32).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if is_code { Ok(Self(Box::from(text))) } else { Err(ParseCurrencyError) }
    }

    /// Returns the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what is known about the code, if it is one this version knows.
    #[must_use]
    pub fn known(&self) -> Option<&'static KnownCurrency> {
        KNOWN.iter().find(|facts| facts.code == self.as_str())
    }

    /// Returns the facts of every code this version knows.
    #[must_use]
    pub const fn all_known() -> &'static [KnownCurrency] {
        KNOWN
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Currency({})", self.0)
    }
}

impl FromStr for Currency {
    type Err = ParseCurrencyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
