//! Somebody who forges a webhook, and somebody who sends a genuine one again.

use anyhow::{Context, ensure};
use bytes::Bytes;
use calypso_sign::SecretKey;
use calypso_webhooks::SignedDelivery;
use http::{HeaderMap, Method, StatusCode};

use super::merchant::{Merchant, PATH};
use super::wire;

/// Sends a delivery that is genuine but for its signature, made with another secret; the merchant
/// must refuse it.
pub(crate) async fn forge(merchant: &Merchant) -> anyhow::Result<()> {
    let (_, body) = merchant.sample().context("no delivery to imitate")?;
    let wrong_secret = SecretKey::new("not-the-secret-of-the-subscription")?;
    let forged = SignedDelivery::new(merchant.public_key(), &wrong_secret, body);
    let status = deliver(merchant, forged.headers().clone(), forged.body().clone()).await?;
    ensure!(status == StatusCode::UNAUTHORIZED, "a forged webhook was answered with {status}");
    Ok(())
}

/// Sends a genuine delivery again, byte for byte; the merchant must accept and ignore it.
pub(crate) async fn repeat(merchant: &Merchant) -> anyhow::Result<()> {
    let (headers, body) = merchant.sample().context("no delivery to repeat")?;
    let status = deliver(merchant, headers, body).await?;
    ensure!(status == StatusCode::OK, "a repeated webhook was answered with {status}");
    Ok(())
}

async fn deliver(
    merchant: &Merchant,
    headers: HeaderMap,
    body: Bytes,
) -> anyhow::Result<StatusCode> {
    let (status, _) = wire::send(merchant.address(), Method::POST, PATH, headers, body).await?;
    Ok(status)
}
