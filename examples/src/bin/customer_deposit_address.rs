//! Gives a customer a deposit address and confirms what arrives there.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::time::Duration;

use calypso_flows::{Client, Credentials, Stage};
use calypso_model::{Currency, Fee, NewCustomer, TransactionId};
use calypso_sandbox::Sandbox;
use calypso_transport::{Clock, HttpTransport, SystemClock};

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let sandbox = Sandbox::start().await?;
    let credentials = Credentials::new(
        sandbox.account().clone(),
        sandbox.api_key().clone(),
        sandbox.secret().clone(),
    );
    let client = Client::new(credentials, HttpTransport::new(sandbox.base_url())?);

    let new = NewCustomer::new().with_email("ada@example.com").with_description("customer 7");
    let customer = client.customers().create(&new).await?;
    let usdt: Currency = "USDT_BSC".parse()?;
    let purse = client.purses().deposit_address(&customer.id, &usdt).await?;
    println!("customer {} deposits {usdt} to {}", customer.id, purse.address);

    // The customer pays; a webhook would bring the deposit's id.
    let deposit = sandbox.deposit(&purse.address, &usdt, "100.00".parse()?).await?;
    let id = TransactionId::parse(deposit.transaction_id.as_str())?;

    // The fee is in the webhook, so without one the net credit stays open rather than guessed.
    loop {
        let deposit = client.purses().confirm(&id, Fee::NotReported).await?;
        println!(
            "{} {} is {:?}, net {:?}",
            deposit.gross, deposit.currency, deposit.stage, deposit.net
        );
        if deposit.stage == Stage::Settled {
            return Ok(());
        }
        SystemClock.sleep(Duration::from_millis(200)).await;
    }
}
