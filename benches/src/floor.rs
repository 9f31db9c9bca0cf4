//! The floor: a bare handler that verifies the same signature, parses the same body, and answers as
//! many bytes.

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use calypso_model::{Amount, Currency, ExternalId, IdempotencyKey};
use calypso_sign::{SecretKey, Signature, Signer};
use serde::Deserialize;
use tokio::net::TcpListener;

use crate::client::Merchant;

#[derive(Deserialize)]
struct Envelope<'a> {
    account: &'a str,
    timestamp: i64,
    payload: Payload,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    amount: Amount,
    currency: Currency,
    description: String,
    idempotency_key: IdempotencyKey,
    external_id: ExternalId,
}

/// What is needed to verify a request.
struct Keys {
    account: String,
    api_key: String,
    signer: Signer,
}

/// An invoice such as the sandbox answers.
const ANSWER: &str = concat!(
    r#"{"id":"1000000","invoiceAddress":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed","#,
    r#""type":"SINGLE","amount":25.50,"totalDebitAmount":0,"currency":"ETH","#,
    r#""state":"PENDING_PAYMENT","description":"Order 1000000","#,
    r#""createdDate":"2022-04-25T11:17:48.390Z","#,
    r#""idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","#,
    r#""expiration":"2022-04-26T11:17:48.390Z","isInterventionResolved":false,"#,
    r#""externalId":"1000000"}"#
);

async fn answer(State(keys): State<Arc<Keys>>, headers: HeaderMap, body: Bytes) -> Response {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let is_signed = text("key") == keys.api_key
        && Signature::parse(text("sign")).is_ok_and(|sign| keys.signer.sign(&body) == sign);
    if !is_signed {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Envelope { account, timestamp, payload } = envelope;
    let is_right = account == keys.account
        && timestamp > 0
        && !payload.amount.is_zero()
        && payload.currency.known().is_some()
        && !payload.description.is_empty()
        && payload.idempotency_key.as_str().len() == 36
        && !payload.external_id.as_str().is_empty();
    match is_right {
        true => ([(header::CONTENT_TYPE, "application/json")], ANSWER).into_response(),
        false => StatusCode::BAD_REQUEST.into_response(),
    }
}

/// Serves the handler until the process ends; the merchant is told.
pub async fn serve(
    path: &str,
    secret: &str,
    tell: impl FnOnce(&Merchant) -> Result<()>,
) -> Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let merchant = Merchant {
        address: listener.local_addr()?,
        account: String::from("0x4d55a4bb3f191b354c6382aba358049b53e37748"),
        api_key: String::from("bd7483c613ab7a36b869055c2297b2e1"),
        secret: secret.to_owned(),
    };
    tell(&merchant)?;
    let keys = Keys {
        account: merchant.account,
        api_key: merchant.api_key,
        signer: Signer::new(&SecretKey::new(secret)?),
    };
    let router = Router::new().route(path, post(answer)).with_state(Arc::new(keys));
    let listener = listener.tap_io(|stream| {
        let _slower = stream.set_nodelay(true);
    });
    axum::serve(listener, router).await?;
    Ok(())
}
