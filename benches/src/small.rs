//! Signing, amounts and webhooks, each beside the obvious way to do it.

use std::convert::Infallible;
use std::time::Duration;

use anyhow::Result;
use bytes::Bytes;
use calypso_model::Amount;
use calypso_sign::{ApiKey, SecretKey, Signer};
use calypso_webhooks::{Receiver, SignedDelivery};
use hmac::{Hmac, KeyInit as _, Mac as _};
use rust_decimal::Decimal;
use sha2::Sha512;

use crate::figure::Figure;
use crate::rounds::{in_turn, time};

const ROUNDS: usize = 15;
const TIMES: usize = 50_000;

const SECRET: &str = "6f3feed8fc0da112902cdb99cc2c6268";
const BODY: &str = concat!(
    r#"{"account":"0x4d55a4bb3f191b354c6382aba358049b53e37748","timestamp":1650885468390,"#,
    r#""payload":{"amount":25.50,"currency":"USDT_TRX","description":"Order 1042","#,
    r#""idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","externalId":"1042"}}"#
);

const AMOUNTS: &[&str] =
    &["0", "25.50", "0.00000001", "49.99", "1234567.123456", "0.020829166666666667"];

/// The naive way: the key is prepared for every body, and the hex digits go through a `String`.
fn sign_naively(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha512>::new_from_slice(SECRET.as_bytes()).expect("any length will do");
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}

fn figure(
    name: &'static str,
    about: &'static str,
    mut naive: impl FnMut(usize),
    mut ours: impl FnMut(usize),
) -> Figure {
    let compared = in_turn(
        ROUNDS,
        || Ok::<_, Infallible>(time(TIMES, &mut naive)),
        || Ok(time(TIMES, &mut ours)),
    );
    let Ok(compared) = compared;
    let each = |time: Duration| time.as_nanos() / TIMES as u128;
    let detail = format!("{} ns and {} ns", each(compared.first), each(compared.second));
    Figure { name, about, ratio: compared.ratio, bound: None, detail }
}

fn pick(turn: usize) -> &'static str {
    AMOUNTS[turn % AMOUNTS.len()]
}

pub fn measure() -> Result<Vec<Figure>> {
    let secret = SecretKey::new(SECRET)?;
    let signer = Signer::new(&secret);
    assert_eq!(signer.sign(BODY.as_bytes()).to_string(), sign_naively(BODY.as_bytes()));
    let amounts: Vec<Amount> = AMOUNTS.iter().map(|text| text.parse()).collect::<Result<_, _>>()?;
    let decimals: Vec<Decimal> =
        AMOUNTS.iter().map(|text| Decimal::from_str_exact(text)).collect::<Result<_, _>>()?;

    let api_key = ApiKey::new("bd7483c613ab7a36b869055c2297b2e1")?;
    let webhook = SignedDelivery::new(&api_key, &secret, BODY.as_bytes().to_vec());
    let (parts, body) = webhook.into_request().into_parts();
    let receiver = Receiver::new(api_key, &secret);
    let sign = signer.sign(BODY.as_bytes()).to_string();

    use std::hint::black_box;
    Ok(vec![
        figure(
            "sign a body",
            "time, key prepared each time / key prepared once",
            |_| _ = black_box(sign_naively(black_box(BODY.as_bytes()))),
            |_| _ = black_box(signer.sign(black_box(BODY.as_bytes())).to_hex()),
        ),
        figure(
            "verify a webhook",
            "time, naive signing and comparing / receiver",
            |_| _ = black_box(sign_naively(black_box(BODY.as_bytes())) == sign),
            |_| {
                let body: &Bytes = black_box(&body);
                _ = black_box(receiver.verify(&parts.headers, body.clone()));
            },
        ),
        figure(
            "parse an amount",
            "time, Decimal::from_str_exact / Amount::parse",
            |turn| _ = black_box(Decimal::from_str_exact(black_box(pick(turn)))),
            |turn| _ = black_box(Amount::parse(black_box(pick(turn)))),
        ),
        figure(
            "print an amount",
            "time, Decimal::to_string / Amount::to_string",
            |turn| _ = black_box(decimals[turn % decimals.len()].to_string()),
            |turn| _ = black_box(amounts[turn % amounts.len()].to_string()),
        ),
    ])
}
