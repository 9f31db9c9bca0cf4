//! The currency object (docs/API-FACTS.md, section 5.4).

use calypso_model::{Amount, Chain, KnownCurrency};

use super::reply::reply;

reply! {
    /// A currency with all that the sandbox knows of it.
    #[derive(Debug)]
    pub(crate) struct CurrencyBody as "CurrencyInfo" {
        /// The code.
        name: &'static str = "name",
        /// The coin in which the chain takes its fees.
        fee_currency_name: &'static str = "feeCurrencyName",
        coin_id: String = "coinId",
        network_data: NetworkBody = "networkData",
        /// The decimals that an amount may have.
        scale: u32 = "scale",
        /// The decimals that an amount may have on the chain.
        blockchain_scale: u32 = "blockchainScale",
        /// An amount that is not worth moving.
        garbage_amount: Option<Amount> = "garbageAmount",
        crypto: bool = "crypto",
        blockchain_name: &'static str = "blockchainName",
        /// The token's contract; the sandbox's chains have none.
        contract: Option<&'static str> = "contract",
        enabled: bool = "enabled",
        active: bool = "active",
    }
}

reply! {
    /// The network of a currency.
    #[derive(Debug)]
    pub(crate) struct NetworkBody as "NetworkData" {
        front_name: &'static str = "frontName",
        /// The standard of a token; a chain's own coin has none.
        kind: Option<&'static str> = "type",
    }
}

/// What is said of a chain.
struct ChainNames {
    blockchain: &'static str,
    front: &'static str,
    coins: &'static [&'static str],
    token: Option<&'static str>,
}

/// The names of chains and fee coins are documented but for Litecoin's; those of networks and
/// standards are our guess.
const fn names(chain: Option<Chain>) -> ChainNames {
    let (blockchain, front, coins, token): (_, _, &'static [&'static str], _) = match chain {
        Some(Chain::Bitcoin) => ("BITCOIN", "Bitcoin", &["BTC"], None),
        Some(Chain::BinanceSmartChain) => {
            ("BINANCE_SMART_CHAIN", "BNB Smart Chain", &["BNB"], Some("BEP-20"))
        }
        Some(Chain::Dogecoin) => ("DOGECOIN", "Dogecoin", &["XDG"], None),
        Some(Chain::Ethereum) => ("ETHEREUM", "Ethereum", &["ETH"], Some("ERC-20")),
        Some(Chain::Litecoin) => ("LITECOIN", "Litecoin", &["LTC"], None),
        Some(Chain::Polygon) => ("POLYGON", "Polygon", &["MATIC", "POL"], Some("ERC-20")),
        Some(Chain::Tron) => ("TRON", "Tron", &["TRX"], Some("TRC-20")),
        None | Some(_) => ("", "", &[], None),
    };
    ChainNames { blockchain, front, coins, token }
}

impl CurrencyBody {
    pub(crate) fn new(facts: &KnownCurrency) -> Self {
        let names = names(facts.chain);
        let is_coin = names.coins.contains(&facts.code);
        let fee_coin = names.coins.first().copied().filter(|_| !is_coin);
        Self {
            name: facts.code,
            fee_currency_name: fee_coin.unwrap_or(facts.code),
            coin_id: facts.code.to_ascii_lowercase(),
            network_data: NetworkBody {
                front_name: names.front,
                kind: names.token.filter(|_| !is_coin),
            },
            scale: facts.scale,
            blockchain_scale: facts.chain_scale,
            garbage_amount: Amount::from_base_units(1, facts.scale),
            crypto: facts.is_crypto(),
            blockchain_name: names.blockchain,
            contract: None,
            enabled: true,
            active: true,
        }
    }
}
