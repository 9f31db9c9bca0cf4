//! Creates an invoice, hands out its payment link, and follows it until it is settled.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::time::Duration;

use anyhow::Context;
use calypso_flows::{Client, Credentials, CreditOn, FollowPolicy};
use calypso_model::NewSingleInvoice;
use calypso_sandbox::Sandbox;
use calypso_transport::HttpTransport;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // With an account, this is `HttpTransport::live()` and your own credentials.
    let sandbox = Sandbox::start().await?;
    let credentials = Credentials::new(
        sandbox.account().clone(),
        sandbox.api_key().clone(),
        sandbox.secret().clone(),
    );
    let client = Client::new(credentials, HttpTransport::new(sandbox.base_url())?);

    // Store the key with the order before you send.
    let key = client.random_key()?;
    let order = NewSingleInvoice::new("25.50".parse()?, "USDT_TRX".parse()?, "Order 1042")
        .with_idempotency_key(key.clone());
    let invoice = client.invoices().create_single(order).await?;
    // On the live service this link shows the page to pay at; the sandbox has none yet.
    println!("invoice {}: {}", invoice.id, client.invoices().payment_link(&invoice));

    // The customer pays.
    let address = invoice.invoice_address.as_ref().context("an invoice has an address")?;
    sandbox.deposit(address, &invoice.currency, "25.50".parse()?).await?;

    let policy = FollowPolicy::default().with_interval(Duration::from_millis(100));
    let settlement = client.invoices().follow_until_settled(&key, policy).await?;
    let credit = settlement.creditable(CreditOn::Settled).context("paid in full")?;
    println!("{} is {}; credit {credit}", settlement.invoice.id, settlement.invoice.state);
    Ok(())
}
