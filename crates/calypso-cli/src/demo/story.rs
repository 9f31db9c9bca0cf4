//! The demo's story: who asks for what, who pays how much, and what must come of it.

use std::time::Duration;

use anyhow::Context;
use calypso_flows::Client;
use calypso_model::{
    Address, Amount, Currency, Invoice, NewCustomer, NewSingleFiatInvoice, NewSingleInvoice,
    NewUnlimitedInvoice,
};
use tokio::time::timeout;

use super::book::Kind;
use super::merchant::Merchant;
use super::outsiders;
use super::payer::Payer;
use super::progress::Progress;
use super::report::{Report, WebhookCounts};

/// How long the merchant waits for its payments. They take about two seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Plays the story and returns what came of it.
pub(crate) async fn tell(
    client: &Client,
    payer: &Payer,
    merchant: &Merchant,
    progress: &Progress,
) -> anyhow::Result<Report> {
    customer_deposits(client, payer, progress).await.context("a customer's deposits")?;
    fiat_invoice(client, payer, progress).await.context("an invoice in fiat")?;
    unlimited_invoice(client, payer, progress).await.context("an unlimited invoice")?;
    short_payment(client, payer, progress).await.context("an invoice that is paid short")?;

    for (kind, count, text) in [
        (Kind::CustomerPurse, 2, "two deposits of the customer settled"),
        (Kind::SingleFiat, 1, "the fiat invoice settled"),
        (Kind::Unlimited, 2, "two payments to the unlimited invoice settled"),
        (Kind::Single, 1, "the short payment waits for the merchant's decision"),
    ] {
        progress.doing("waiting for webhooks, and refetching what they announce");
        timeout(PATIENCE, merchant.until(|book, _| book.done(kind) >= count)).await.with_context(
            || format!("no webhook brought {} to its end in time", kind.as_str()),
        )??;
        progress.done(text);
    }
    progress.doing("forging a webhook, and repeating one");
    outsiders::forge(merchant).await?;
    progress.done("a forged webhook was refused");
    outsiders::repeat(merchant).await?;
    progress.done("a repeated webhook was ignored");
    reconcile(payer, merchant).await
}

async fn customer_deposits(
    client: &Client,
    payer: &Payer,
    progress: &Progress,
) -> anyhow::Result<()> {
    progress.doing("giving a customer deposit addresses");
    let new = NewCustomer::new().with_email("ada@example.com").with_description("customer 7");
    let customer = client.customers().create(&new).await?;
    for (currency, amount) in [("USDT_TRX", "100.00"), ("BTC", "0.01250000")] {
        let currency: Currency = currency.parse()?;
        let purse = client.purses().deposit_address(&customer.id, &currency).await?;
        payer.pay(&purse.address, &currency, amount.parse()?).await?;
        progress.done(&format!("customer sent {amount} {currency} to {}", purse.address));
    }
    Ok(())
}

async fn fiat_invoice(client: &Client, payer: &Payer, progress: &Progress) -> anyhow::Result<()> {
    progress.doing("creating an invoice over 49.90 EUR");
    let new = NewSingleFiatInvoice::new(
        "49.90".parse()?,
        "EUR".parse()?,
        "USDT_BSC".parse()?,
        "Order 1042",
    )
    .with_idempotency_key(client.random_key()?);
    let invoice = client.invoices().create_single_fiat(new).await?;
    let due = invoice.amount.context("a fiat invoice has a quote")?;
    progress.done(&format!("49.90 EUR are {due} {}", invoice.currency));
    pay(payer, &invoice, due, progress).await
}

async fn unlimited_invoice(
    client: &Client,
    payer: &Payer,
    progress: &Progress,
) -> anyhow::Result<()> {
    progress.doing("creating an unlimited invoice");
    let new = NewUnlimitedInvoice::new("ETH".parse()?, "Donations")
        .with_idempotency_key(client.random_key()?);
    let invoice = client.invoices().create_unlimited(new).await?;
    for amount in ["0.500000000000000001", "1.25"] {
        pay(payer, &invoice, amount.parse()?, progress).await?;
    }
    Ok(())
}

async fn short_payment(client: &Client, payer: &Payer, progress: &Progress) -> anyhow::Result<()> {
    progress.doing("creating an invoice over 20 USDT_TRX");
    let new = NewSingleInvoice::new("20".parse()?, "USDT_TRX".parse()?, "Order 1043")
        .with_idempotency_key(client.random_key()?);
    let invoice = client.invoices().create_single(new).await?;
    pay(payer, &invoice, "15.75".parse()?, progress).await
}

async fn pay(
    payer: &Payer,
    invoice: &Invoice,
    amount: Amount,
    progress: &Progress,
) -> anyhow::Result<()> {
    let address: &Address =
        invoice.invoice_address.as_ref().context("an invoice to pay has an address")?;
    payer.pay(address, &invoice.currency, amount).await?;
    let kind = &invoice.invoice_type;
    progress.done(&format!("{amount} {} sent to the {kind} invoice", invoice.currency));
    Ok(())
}

/// Waits until every event that the sandbox delivered is confirmed, and compares the books.
async fn reconcile(payer: &Payer, merchant: &Merchant) -> anyhow::Result<Report> {
    let delivered = timeout(PATIENCE, payer.delivered())
        .await
        .context("the sandbox did not deliver all events in time")??;
    timeout(PATIENCE, merchant.until(|_, counts| counts.confirmed >= delivered))
        .await
        .context("not every delivered event was confirmed in time")??;
    let counts = merchant.counts();
    Ok(Report {
        payments: merchant.read(super::book::Book::payments),
        merchant: merchant.read(super::book::Book::totals)?,
        sandbox: payer.ledger().await?,
        webhooks: WebhookCounts {
            delivered,
            verified: counts.confirmed,
            forged_refused: counts.refused,
            duplicates_ignored: counts.repeated,
        },
    })
}
