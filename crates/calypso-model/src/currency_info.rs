//! What the service tells about a currency (docs/API-FACTS.md, sections 5.4 and 5.5).

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use crate::{Amount, Currency, lenient, raw};

/// The codes of the currencies that the service knows.
///
/// The shape is carried over from the predecessor API; no current page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CurrencyCodes {
    /// Crypto currencies.
    #[serde(deserialize_with = "lenient::or_default")]
    pub crypto_currencies: Vec<Currency>,
    /// Fiat currencies.
    #[serde(deserialize_with = "lenient::or_default")]
    pub fiat_currencies: Vec<Currency>,
}

/// A currency as the service describes it.
///
/// Pages disagree on whether a place holds this object or the code alone, so a bare code is read
/// too, as an object with nothing but its name. All but the name may be absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CurrencyInfo {
    /// The name, which is the [code](Self::code) by all appearances.
    pub name: String,
    /// The currency in which the chain takes its fees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee_currency_name: Option<String>,
    /// The coin's id, of which one source says that it is spelled `coidId`; both are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coin_id: Option<String>,
    /// The network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_data: Option<NetworkData>,
    /// The decimals that an amount may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale: Option<u32>,
    /// The decimals that an amount may have on the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blockchain_scale: Option<u32>,
    /// An amount that is not worth moving.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub garbage_amount: Option<Amount>,
    /// Whether it is crypto rather than fiat.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub crypto: Option<bool>,
    /// The name of the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blockchain_name: Option<String>,
    /// The token's contract on the chain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// Whether it is enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    /// Whether it is active.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

impl CurrencyInfo {
    /// Returns the currency's code, unless the name turns out to be none.
    #[must_use]
    pub fn code(&self) -> Option<Currency> {
        Currency::parse(&self.name).ok()
    }

    /// Tells whether this describes a currency.
    #[must_use]
    pub fn is(&self, currency: &Currency) -> bool {
        self.name == currency.as_str()
    }
}

/// The network of a currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NetworkData {
    /// The name that people are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub front_name: Option<String>,
    /// The kind of token, such as a token standard's name; its words are not documented.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub network_type: Option<String>,
}

/// A currency object with each of the names that a field goes by.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct InfoNames {
    name: String,
    fee_currency_name: Option<String>,
    #[serde(default, deserialize_with = "raw::optional_text_or_digits")]
    coin_id: Option<String>,
    #[serde(default, deserialize_with = "raw::optional_text_or_digits")]
    coid_id: Option<String>,
    network_data: Option<NetworkData>,
    scale: Option<u32>,
    blockchain_scale: Option<u32>,
    garbage_amount: Option<Amount>,
    crypto: Option<bool>,
    blockchain_name: Option<String>,
    contract: Option<String>,
    enabled: Option<bool>,
    active: Option<bool>,
}

impl<'de> Deserialize<'de> for CurrencyInfo {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let names = if raw.get().starts_with('"') {
            let code: Currency = serde_json::from_str(raw.get()).map_err(D::Error::custom)?;
            InfoNames { name: code.to_string(), ..InfoNames::default() }
        } else {
            serde_json::from_str(raw.get()).map_err(D::Error::custom)?
        };
        Ok(Self {
            name: names.name,
            fee_currency_name: names.fee_currency_name,
            coin_id: names.coin_id.or(names.coid_id),
            network_data: names.network_data,
            scale: names.scale,
            blockchain_scale: names.blockchain_scale,
            garbage_amount: names.garbage_amount,
            crypto: names.crypto,
            blockchain_name: names.blockchain_name,
            contract: names.contract,
            enabled: names.enabled,
            active: names.active,
        })
    }
}

/// Reads a code that may come as the whole currency object.
pub(crate) fn code_or_object<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Currency, D::Error> {
    code(&CurrencyInfo::deserialize(deserializer)?)
}

/// Reads the same, or null or an empty text as nothing.
pub(crate) fn optional_code_or_object<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Currency>, D::Error> {
    lenient::optional(deserializer)?.as_ref().map(code).transpose()
}

/// Reads a list of codes, each of which may come as the whole object.
pub(crate) fn codes_or_objects<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Currency>, D::Error> {
    Vec::<CurrencyInfo>::deserialize(deserializer)?.iter().map(code).collect()
}

fn code<E: serde::de::Error>(info: &CurrencyInfo) -> Result<Currency, E> {
    info.code().ok_or_else(|| E::custom("the currency's name is not a code"))
}
