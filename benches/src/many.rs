//! A million invoices in memory: their size, lookups among them, and time that passes over them.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result};
use calypso_model::{Endpoint, Instant};
use calypso_sandbox::Sandbox;
use calypso_sign::Timestamp;
use serde::{Deserialize, Serialize};
use tokio::runtime::Runtime;

use crate::client::{Merchant, send_all};
use crate::create::{key, new_invoice};
use crate::figure::{Bound, Figure};
use crate::rounds::{Compared, in_turn};
use crate::serve::merchant_of;

const FEW: usize = 1_000;
const MANY: usize = 1_000_000;
const MEMORY_LIMIT: f64 = 2.0 * 1024.0 * 1024.0 * 1024.0;

/// How many requests are signed before they are sent.
const BATCH: usize = 20_000;
const CONNECTIONS: usize = 64;
const LOOKUPS: usize = 2_000;
/// What is due at each advance.
const DUE: usize = 2_000;
const ROUNDS: usize = 9;

/// The first invoice's number is the next one.
const NUMBERS_BEGIN_AFTER: usize = 100_000;
const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);

/// What the process with all the invoices tells.
#[derive(Serialize, Deserialize)]
struct Told {
    resident: f64,
    fill_s: f64,
    by_id: Pair,
    by_key: Pair,
    advance: Pair,
}

/// A ratio of many to few, and both in microseconds.
#[derive(Serialize, Deserialize)]
struct Pair {
    ratio: f64,
    many_us: f64,
    few_us: f64,
}

impl Pair {
    fn per(compared: &Compared, count: usize) -> Self {
        let each = |time: Duration| time.as_secs_f64() * 1e6 / count as f64;
        Self { ratio: compared.ratio, many_us: each(compared.first), few_us: each(compared.second) }
    }

    fn figure(&self, name: &'static str, about: &'static str) -> Figure {
        let detail = format!("{:.1} us and {:.1} us", self.many_us, self.few_us);
        Figure { name, about, ratio: self.ratio, bound: Some(Bound::AtMost(1.5)), detail }
    }
}

pub fn measure() -> Result<Vec<Figure>> {
    // A process of its own: its memory is that of the invoices.
    let output = Command::new(std::env::current_exe()?)
        .args(["child", "many"])
        .stderr(Stdio::inherit())
        .output()?;
    let told: Told = serde_json::from_slice(&output.stdout).context("the process failed")?;
    let each = told.resident / MANY as f64;
    Ok(vec![
        Figure {
            name: "a million in memory",
            about: "resident memory / 2 GiB",
            ratio: told.resident / MEMORY_LIMIT,
            bound: Some(Bound::AtMost(1.0)),
            detail: format!("{each:.0} bytes each, made in {:.0} s", told.fill_s),
        },
        told.by_id.figure("lookup by id", "time among a million / among a thousand"),
        told.by_key.figure("lookup by key", "time among a million / among a thousand"),
        told.advance.figure("advance", "time per due thing beside a million / beside a thousand"),
    ])
}

/// A sandbox with so many invoices, none of which is due in the next 20 hours.
struct World<'a> {
    runtime: &'a Runtime,
    sandbox: Sandbox,
    merchant: Merchant,
    count: usize,
}

impl<'a> World<'a> {
    fn start(runtime: &'a Runtime) -> Result<Self> {
        let builder = Sandbox::builder().with_clock_frozen_at(START).with_seed(1);
        let sandbox = runtime.block_on(builder.start())?;
        let merchant = merchant_of(&sandbox)?;
        Ok(Self { runtime, sandbox, merchant, count: 0 })
    }

    fn send(&self, connections: usize, path: &str, payloads: Vec<String>) -> Result<Duration> {
        let (signer, now) = (self.merchant.signer()?, self.sandbox.now());
        let write = |payload: &String| self.merchant.request(&signer, now, path, payload);
        let requests = Arc::new(payloads.iter().map(write).collect());
        self.runtime.block_on(send_all(self.merchant.address, connections, requests))
    }

    fn create(&mut self, count: usize, more: &str) -> Result<()> {
        let path = Endpoint::InvoiceSingleCreate.path();
        let end = self.count + count;
        while self.count < end {
            let batch = self.count..end.min(self.count + BATCH);
            let payload = |number: usize| new_invoice(number, more);
            self.count = batch.end;
            self.send(CONNECTIONS, path, batch.map(payload).collect())?;
        }
        Ok(())
    }

    /// Looks invoices up, here and there.
    fn look_up(&self, payload: impl Fn(usize) -> String) -> Result<Duration> {
        // A step that has no divisor in common with any of the counts.
        let number = |turn: usize| turn * 7_919 % self.count;
        let payloads = (0..LOOKUPS).map(|turn| payload(number(turn))).collect();
        self.send(1, Endpoint::InvoiceGet.path(), payloads)
    }

    /// Makes some invoices that are due within the hour, and lets the hour pass.
    fn advance(&mut self) -> Result<Duration> {
        let at = self.sandbox.now().saturating_add(Duration::from_secs(1800)).as_millis();
        let expiration = Instant::from_millis(at).context("no such time")?;
        self.create(DUE, &format!(r#","expiration":"{expiration}""#))?;
        let start = std::time::Instant::now();
        self.runtime.block_on(self.sandbox.advance(Duration::from_secs(3600)));
        Ok(start.elapsed())
    }
}

/// The process: makes the invoices, measures, and tells.
pub fn run() -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let start = std::time::Instant::now();
    let mut many = World::start(&runtime)?;
    many.create(MANY, "")?;
    let fill_s = start.elapsed().as_secs_f64();
    let resident = resident()?;
    let mut few = World::start(&runtime)?;
    few.create(FEW, "")?;

    let by_id = |number: usize| format!(r#"{{"id":"{}"}}"#, NUMBERS_BEGIN_AFTER + 1 + number);
    let by_id = in_turn(ROUNDS, || many.look_up(by_id), || few.look_up(by_id))?;
    let by_key = |number: usize| format!(r#"{{"idempotencyKey":"{}"}}"#, key(number));
    let by_key = in_turn(ROUNDS, || many.look_up(by_key), || few.look_up(by_key))?;
    let advance = in_turn(
        ROUNDS,
        || many.advance(),
        || {
            // What has become due adds to what is idle, so each round begins anew.
            let mut few = World::start(&runtime)?;
            few.create(FEW, "")?;
            few.advance()
        },
    )?;
    let told = Told {
        resident,
        fill_s,
        by_id: Pair::per(&by_id, LOOKUPS),
        by_key: Pair::per(&by_key, LOOKUPS),
        advance: Pair::per(&advance, DUE),
    };
    println!("{}", serde_json::to_string(&told)?);
    Ok(())
}

/// Returns the resident memory of this process, in bytes.
fn resident() -> Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status").context("this needs Linux")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")).context("no VmRSS")?;
    Ok(kibibytes.trim().parse::<f64>()? * 1024.0)
}
