//! Plugs in a transport of one's own: here one that writes down every exchange.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use async_trait::async_trait;
use bytes::Bytes;
use calypso_flows::{Client, Credentials};
use calypso_model::Currency;
use calypso_sandbox::Sandbox;
use calypso_transport::{HttpTransport, SignedRequest, Transport, TransportError};

/// Wraps another transport. It sees signed requests only, and cannot change what was signed.
#[derive(Debug)]
struct WrittenDown<T>(T);

#[async_trait]
impl<T: Transport> Transport for WrittenDown<T> {
    async fn send(&self, request: &SignedRequest) -> Result<http::Response<Bytes>, TransportError> {
        let result = self.0.send(request).await;
        let status = result.as_ref().map(http::Response::status);
        println!("{} {} -> {status:?}", request.method(), request.path());
        result
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let sandbox = Sandbox::start().await?;
    let credentials = Credentials::new(
        sandbox.account().clone(),
        sandbox.api_key().clone(),
        sandbox.secret().clone(),
    );
    let transport = WrittenDown(HttpTransport::new(sandbox.base_url())?);
    let client = Client::new(credentials, transport);
    let (btc, eur): (Currency, Currency) = ("BTC".parse()?, "EUR".parse()?);
    let rates = client.rates().get(std::slice::from_ref(&btc), std::slice::from_ref(&eur)).await?;
    println!("1 {btc} = {:?} {eur}", rates.rate(&btc, &eur));
    Ok(())
}
