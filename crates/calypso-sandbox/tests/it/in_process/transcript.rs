//! One seed, one transcript: in process as over HTTP, byte for byte.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use calypso_model::Endpoint;
use calypso_sandbox::{Controls, DepositOutcome, InProcess, Sandbox, SandboxBuilder, StageDelays};
use calypso_sign::Signer;
use calypso_testkit::{Arrival, Behaviour, LoopbackServer};
use calypso_transport::http::{HeaderMap, Response};
use calypso_transport::{Bytes, Draft, HttpTransport, SignedRequest, Transport};
use serde_json::Value;

use crate::merchant::{START, text};

/// A server, or the same in process.
enum Side {
    Server(Sandbox, HttpTransport),
    InProcess(InProcess),
}

/// Everything that was said, in the order in which it was.
struct Play {
    side: Side,
    said: String,
}

fn builder() -> SandboxBuilder {
    let delays = StageDelays::uniform(Duration::from_secs(1));
    Sandbox::builder().with_seed(7).with_clock_frozen_at(START).with_stage_delays(delays)
}

impl Play {
    async fn server() -> Self {
        let sandbox = builder().start().await.unwrap();
        let transport = HttpTransport::new(sandbox.base_url()).unwrap();
        Self { side: Side::Server(sandbox, transport), said: String::new() }
    }

    fn in_process() -> Self {
        let sandbox = builder().in_process().unwrap();
        Self { side: Side::InProcess(sandbox), said: String::new() }
    }

    fn controls(&self) -> &Controls {
        match &self.side {
            Side::Server(sandbox, _) => sandbox,
            Side::InProcess(sandbox) => sandbox,
        }
    }

    async fn call(&mut self, endpoint: Endpoint, payload: &str) -> Value {
        let controls = self.controls();
        let (account, now) = (controls.account(), controls.now());
        let body = format!(r#"{{"account":"{account}","timestamp":{now},"payload":{payload}}}"#);
        let method = endpoint.method().as_str().parse().unwrap();
        let draft = Draft::new(method, endpoint.path(), body).unwrap();
        let signer = Signer::new(controls.secret());
        let request = SignedRequest::sign(draft, controls.api_key(), &signer);
        let answer = match &self.side {
            Side::Server(_, transport) => transport.send(&request).await,
            Side::InProcess(sandbox) => sandbox.transport().send(&request).await,
        };
        let answer = answer.unwrap();
        self.note_call(&request, &answer);
        self.settle().await;
        serde_json::from_slice(answer.body()).unwrap_or_default()
    }

    fn note_call(&mut self, request: &SignedRequest, answer: &Response<Bytes>) {
        let (method, path) = (request.method(), request.path());
        writeln!(self.said, "{method} {path} {}", shown(&request.headers(), request.body()))
            .unwrap();
        let status = answer.status();
        writeln!(self.said, "{status} {}", shown(answer.headers(), answer.body())).unwrap();
    }

    async fn pay(&mut self, invoice: &Value, amount: &str, outcome: DepositOutcome) {
        let address = text(invoice, "invoiceAddress").parse().unwrap();
        let currency = text(invoice, "currency").parse().unwrap();
        let amount = amount.parse().unwrap();
        let deposit = match &self.side {
            Side::Server(sandbox, _) => {
                sandbox.deposit_with_outcome(&address, &currency, amount, outcome).await
            }
            Side::InProcess(sandbox) => {
                sandbox.deposit_with_outcome(&address, &currency, amount, outcome)
            }
        };
        writeln!(self.said, "{:?}", deposit.unwrap()).unwrap();
        self.settle().await;
    }

    async fn advance(&mut self, seconds: u64) {
        let by = Duration::from_secs(seconds);
        let now = match &self.side {
            Side::Server(sandbox, _) => sandbox.advance(by).await,
            Side::InProcess(sandbox) => sandbox.advance(by),
        };
        writeln!(self.said, "{now}").unwrap();
    }

    async fn settle(&self) {
        match &self.side {
            Side::Server(sandbox, _) => sandbox.settle().await,
            Side::InProcess(sandbox) => sandbox.settle(),
        }
    }

    /// A merchant's day: what it calls, what its payers do, and what goes wrong.
    async fn whole_day(mut self, hook: &str) -> String {
        let subscription = format!(
            r#"{{"requestId":"00000000-0000-4000-8000-000000000001","url":"{hook}",
                "notificationServiceTypes":["INVOICE","CUSTOMER_PURSE","PAYOUT","WALLET"]}}"#
        );
        self.call(Endpoint::WebhookCreate, &subscription).await;
        let customer = self.call(Endpoint::CustomerCreate, r#"{"email":"ada@example.com"}"#).await;
        let purse = format!(r#"{{"customerId":"{}","currency":"TRX"}}"#, text(&customer, "id"));
        self.call(Endpoint::PurseAddressGet, &purse).await;
        let single = r#"{"amount":25.50,"currency":"USDT_TRX","description":"Order 1042"}"#;
        for (amount, outcome) in [
            ("25.50", DepositOutcome::Confirmed),
            ("20", DepositOutcome::Confirmed),
            ("25.50", DepositOutcome::Declined),
        ] {
            let invoice = self.call(Endpoint::InvoiceSingleCreate, single).await;
            self.pay(&invoice, amount, outcome).await;
            self.advance(2).await;
            let id = format!(r#"{{"id":"{}"}}"#, text(&invoice, "id"));
            self.call(Endpoint::InvoiceGet, &id).await;
        }
        let fiat =
            r#"{"fiatAmount":10,"fiatCurrency":"EUR","currency":"BTC","description":"Order"}"#;
        self.call(Endpoint::InvoiceSingleFiatCreate, fiat).await;
        self.call(Endpoint::InvoiceGet, r#"{"id":"nothing"}"#).await;
        self.advance(60).await;
        self.controls().top_up(&"USDT_TRX".parse().unwrap(), "100".parse().unwrap()).unwrap();
        self.settle().await;
        let payout = concat!(
            r#"{"depositAddress":"TJRabPrwbZy45sbavfcjinPJC18kjpRTv8","amount":10,"#,
            r#""currency":"USDT_TRX","idempotencyKey":"00000000-0000-4000-8000-00000000000a"}"#
        );
        self.call(Endpoint::PayoutCreate, payout).await;
        self.advance(24 * 3600).await;
        self.call(Endpoint::AccountGet, "{}").await;
        writeln!(self.said, "{:?} {:?}", self.controls().ledger(), self.controls().counts())
            .unwrap();
        self.said
    }
}

fn shown(headers: &HeaderMap, body: &Bytes) -> String {
    let mut lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
        .collect();
    lines.sort();
    format!("{} {}", lines.join(", "), std::str::from_utf8(body).unwrap())
}

/// What every delivery says, whoever carries it.
fn told(headers: &HeaderMap, body: &Bytes) -> String {
    let header = |name: &str| headers[name].to_str().unwrap();
    let (key, sign, kind) = (header("key"), header("sign"), header("content-type"));
    format!("{key} {sign} {kind} {}", std::str::from_utf8(body).unwrap())
}

/// A receiver that fails twice.
const STATUSES: [u16; 2] = [500, 404];

async fn in_process(hook: &str) -> (String, Vec<String>) {
    let play = Play::in_process();
    let webhooks: Arc<Mutex<Vec<String>>> = Arc::default();
    if let Side::InProcess(sandbox) = &play.side {
        let webhooks = Arc::clone(&webhooks);
        sandbox.set_receiver(move |webhook| {
            let mut webhooks = webhooks.lock().unwrap();
            let status = STATUSES.get(webhooks.len()).copied().unwrap_or(200);
            webhooks.push(told(&webhook.headers(), &webhook.body));
            status
        });
    }
    let said = play.whole_day(hook).await;
    let webhooks = webhooks.lock().unwrap().clone();
    (said, webhooks)
}

#[tokio::test]
async fn a_day_in_process_is_the_day_of_a_server_byte_for_byte() {
    let answer = |status| Response::builder().status(status).body(Bytes::new()).unwrap();
    let receiver = LoopbackServer::start(STATUSES.map(answer).map(Behaviour::Answer));
    let hook = receiver.base_url();
    let said = Play::server().await.whole_day(&hook).await;
    let tell = |arrival: &Arrival| told(&arrival.headers, &arrival.body);
    let webhooks: Vec<_> = receiver.arrivals().iter().map(tell).collect();
    assert!(webhooks.len() > 20, "{webhooks:?}");
    // Nothing but what there is not was refused.
    assert_eq!(said.matches("\n400 ").count(), 1, "{said}");

    let (said_in_process, webhooks_in_process) = in_process(&hook).await;
    assert_eq!(said_in_process, said);
    assert_eq!(webhooks_in_process, webhooks);
}

#[tokio::test]
async fn two_days_under_one_seed_are_the_same() {
    let first = in_process("http://localhost:1/").await;
    assert_eq!(in_process("http://localhost:1/").await, first);
}
