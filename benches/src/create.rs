//! Invoices created over loopback: the sandbox beside a bare handler.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use calypso_sign::Timestamp;

use crate::client::send_all;
use crate::figure::{Bound, Figure};
use crate::rounds::in_turn;
use crate::serve::{ENDPOINT, Server};

const CONNECTIONS: usize = 64;
const REQUESTS: usize = 20_000;
const ROUNDS: usize = 9;

pub fn measure() -> Result<Vec<Figure>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (floor, sandbox) = (Server::start("floor")?, Server::start("sandbox")?);
    let mut created = 0;
    let (mut floor_ticks, mut sandbox_ticks) = (0, 0);
    let mut round = |server: &Server, ticks: &mut u64| -> Result<Duration> {
        let requests = requests(server, created)?;
        created += REQUESTS;
        let before = server.ticks()?;
        let time = runtime.block_on(send_all(server.merchant.address, CONNECTIONS, requests))?;
        *ticks += server.ticks()? - before;
        Ok(time)
    };
    // Both get warm.
    round(&floor, &mut 0)?;
    round(&sandbox, &mut 0)?;
    let round = std::cell::RefCell::new(round);
    let compared = in_turn(
        ROUNDS,
        || round.borrow_mut()(&floor, &mut floor_ticks),
        || round.borrow_mut()(&sandbox, &mut sandbox_ticks),
    )?;
    let rate = |time: Duration| (REQUESTS as f64 / time.as_secs_f64()).round();
    Ok(vec![
        Figure {
            name: "create over loopback",
            about: "requests per second, sandbox / bare handler",
            ratio: compared.ratio,
            bound: Some(Bound::AtLeast(0.5)),
            detail: format!("{}/s and {}/s", rate(compared.second), rate(compared.first)),
        },
        Figure {
            name: "create, the server alone",
            about: "processor time per request, bare handler / sandbox",
            ratio: floor_ticks as f64 / sandbox_ticks as f64,
            bound: None,
            detail: format!("{floor_ticks} and {sandbox_ticks} ticks"),
        },
    ])
}

/// Writes the payload of an invoice that is like no other.
pub fn new_invoice(number: usize, more: &str) -> String {
    let (order, key) = (format!("Order {number}"), key(number));
    format!(
        r#"{{"amount":25.50,"currency":"ETH","description":"{order}","idempotencyKey":"{key}","#
    ) + &format!(r#""externalId":"{number}"{more}}}"#)
}

pub fn key(number: usize) -> String {
    format!("7f8c1f5e-3a52-4f0e-9c0b-{number:012}")
}

/// Writes and signs a round's requests, no two of them alike.
fn requests(server: &Server, from: usize) -> Result<Arc<Vec<Vec<u8>>>> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    let now = Timestamp::from_millis(i64::try_from(now)?);
    let signer = server.merchant.signer()?;
    let request = |number: usize| {
        let payload = new_invoice(number, "");
        server.merchant.request(&signer, now, ENDPOINT.path(), &payload)
    };
    Ok(Arc::new((from..from + REQUESTS).map(request).collect()))
}
