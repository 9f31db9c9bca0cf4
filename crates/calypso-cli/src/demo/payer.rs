//! The payer, and a look into the sandbox's books: both through its control API, over HTTP.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, bail};
use bytes::Bytes;
use calypso_model::{Address, Amount, Currency};
use http::{HeaderMap, Method};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::report::Total;
use super::wire;

/// The time between two looks at what is still to be delivered.
const GLANCE: Duration = Duration::from_millis(20);

/// Somebody outside the merchant who moves money in the sandbox's world.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Payer {
    sandbox: SocketAddr,
}

#[derive(Serialize)]
struct DepositOrder<'a> {
    address: &'a Address,
    currency: &'a Currency,
    amount: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DepositMade {
    transaction_id: String,
}

/// One line of the sandbox's ledger; the control API writes amounts as strings.
#[derive(Deserialize)]
struct LedgerLine {
    currency: Currency,
    #[serde(rename = "in")]
    incoming: String,
    fees: String,
    credited: String,
    pending: String,
    declined: String,
}

#[derive(Deserialize)]
struct Ledger {
    result: Vec<LedgerLine>,
}

#[derive(Deserialize)]
struct DeliveryLine {
    state: String,
}

#[derive(Deserialize)]
struct Deliveries {
    result: Vec<DeliveryLine>,
}

impl Payer {
    pub(crate) const fn new(sandbox: SocketAddr) -> Self {
        Self { sandbox }
    }

    /// Sends money to an address and returns the deposit's id.
    pub(crate) async fn pay(
        &self,
        address: &Address,
        currency: &Currency,
        amount: Amount,
    ) -> anyhow::Result<String> {
        let order = DepositOrder { address, currency, amount: amount.to_string() };
        let body = serde_json::to_vec(&order)?;
        let made: DepositMade = self.ask(Method::POST, "/_sandbox/deposits", body).await?;
        Ok(made.transaction_id)
    }

    /// Reads the sandbox's own sums.
    pub(crate) async fn ledger(&self) -> anyhow::Result<BTreeMap<Currency, Total>> {
        let ledger: Ledger = self.ask(Method::GET, "/_sandbox/ledger", Vec::new()).await?;
        let mut totals = BTreeMap::new();
        for line in ledger.result {
            let total = Total {
                gross: Amount::parse(&line.incoming)?,
                fees: Amount::parse(&line.fees)?,
                credited: Amount::parse(&line.credited)?,
                pending: Amount::parse(&line.pending)?,
            };
            // The demo lets nothing be declined, so such money would be missing elsewhere.
            if !Amount::parse(&line.declined)?.is_zero() {
                bail!("the sandbox declined a deposit in {}", line.currency);
            }
            totals.insert(line.currency, total);
        }
        Ok(totals)
    }

    /// Waits until the sandbox has nothing left to deliver, and returns how many events it did.
    pub(crate) async fn delivered(&self) -> anyhow::Result<u64> {
        loop {
            let all: Deliveries = self.ask(Method::GET, "/_sandbox/deliveries", Vec::new()).await?;
            let count = |state: &str| all.result.iter().filter(|line| line.state == state).count();
            if count("pending") == 0 {
                return Ok(u64::try_from(count("delivered"))?);
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    async fn ask<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
    ) -> anyhow::Result<T> {
        let (status, answer) =
            wire::send(self.sandbox, method, path, HeaderMap::new(), Bytes::from(body))
                .await
                .with_context(|| format!("{path} of the sandbox"))?;
        if !status.is_success() {
            bail!("{path} answered {status}: {}", String::from_utf8_lossy(&answer));
        }
        serde_json::from_slice(&answer).with_context(|| format!("the answer of {path}"))
    }
}
