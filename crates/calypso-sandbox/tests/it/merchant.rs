//! A merchant and a payer that write their HTTP by hand, so that they can also write it wrong.

use std::fmt::Write as _;
use std::sync::Arc;

use calypso_model::{AccountId, Address, Endpoint};
use calypso_sandbox::{Merchant, Sandbox, SandboxBuilder, StageDelays};
use calypso_sign::{SecretKey, Signer, Timestamp};
use calypso_testkit::{CountingEntropy, ManualClock};
use calypso_transport::Clock as _;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::contract::Contract;

/// 2022-04-25T11:17:48.390Z, a Monday.
pub(crate) const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);

/// A sandbox whose clock stands still, in which everything takes no time.
pub(crate) struct World {
    pub(crate) sandbox: Sandbox,
    pub(crate) clock: ManualClock,
}

/// A request, to be spoilt before it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl World {
    pub(crate) async fn start() -> Self {
        Self::with(|builder| builder).await
    }

    pub(crate) async fn with(options: impl FnOnce(SandboxBuilder) -> SandboxBuilder) -> Self {
        let clock = ManualClock::new(START);
        let builder = Sandbox::builder()
            .with_clock(Arc::new(clock.clone()))
            .with_entropy(Arc::new(CountingEntropy::new()))
            .with_stage_delays(StageDelays::NONE);
        Self { sandbox: options(builder).start().await.unwrap(), clock }
    }

    /// The body that carries a payload to an endpoint now.
    pub(crate) fn envelope(&self, payload: &str) -> String {
        let (account, now) = (self.sandbox.account(), self.clock.now());
        format!(r#"{{"account":"{account}","timestamp":{now},"payload":{payload}}}"#)
    }

    pub(crate) fn signed(&self, path: &str, body: impl Into<Vec<u8>>) -> Request {
        let body = body.into();
        let headers = vec![
            ("Key", self.sandbox.api_key().to_string()),
            ("Sign", sign(self.sandbox.secret(), &body)),
            ("Content-Type", String::from("application/json")),
        ];
        Request { method: "POST", path: path.to_owned(), headers, body }
    }

    pub(crate) fn signed_for(&self, endpoint: Endpoint, body: impl Into<Vec<u8>>) -> Request {
        let request = self.signed(endpoint.path(), body);
        Request { method: endpoint.method().as_str(), ..request }
    }

    pub(crate) fn call_request(&self, endpoint: Endpoint, payload: &str) -> Request {
        self.signed_for(endpoint, self.envelope(payload))
    }

    /// A call by another merchant, naming any account.
    pub(crate) async fn call_as(
        &self,
        merchant: &Merchant,
        account: &AccountId,
        endpoint: Endpoint,
        payload: &str,
    ) -> Answer {
        let now = self.clock.now();
        let body = format!(r#"{{"account":"{account}","timestamp":{now},"payload":{payload}}}"#);
        let headers = vec![
            ("Key", merchant.api_key.to_string()),
            ("Sign", sign(&merchant.secret, body.as_bytes())),
            ("Content-Type", String::from("application/json")),
        ];
        let (method, path) = (endpoint.method().as_str(), endpoint.path().to_owned());
        self.send(&Request { method, path, headers, body: body.into() }).await
    }

    /// Checks that nobody acts for an account with the keys of another, and that nothing comes of
    /// it.
    pub(crate) async fn refuses_a_foreign_account(&self, endpoint: Endpoint, payload: &str) {
        let (other, before) = (self.sandbox.add_merchant(), self.sandbox.counts());
        let account = self.sandbox.account();
        let answer = self.call_as(&other, account, endpoint, payload).await;
        assert_eq!(answer.error(400, "004"), format!("Account {account} not found"));
        assert_eq!(self.sandbox.counts(), before);
    }

    /// Checks that another merchant does not find what this payload names, and that nothing comes
    /// of it; returns the message.
    pub(crate) async fn hides_the_object(&self, endpoint: Endpoint, payload: &str) -> String {
        let (other, before) = (self.sandbox.add_merchant(), self.sandbox.counts());
        let answer = self.call_as(&other, &other.account, endpoint, payload).await;
        assert_eq!(self.sandbox.counts(), before);
        answer.error(400, "004")
    }

    pub(crate) async fn call(&self, endpoint: Endpoint, payload: &str) -> Answer {
        self.send(&self.call_request(endpoint, payload)).await
    }

    /// Calls an endpoint that must work, and reads the answer.
    pub(crate) async fn ask(&self, endpoint: Endpoint, payload: &str) -> Value {
        let answer = self.call(endpoint, payload).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    }

    pub(crate) async fn control(&self, method: &'static str, path: &str, body: &str) -> Answer {
        let headers = vec![("Content-Type", String::from("application/json"))];
        let path = format!("/_sandbox/{path}");
        self.send(&Request { method, path, headers, body: body.into() }).await
    }

    pub(crate) async fn pay(&self, invoice: &Value, amount: &str) {
        let address: Address = text(invoice, "invoiceAddress").parse().unwrap();
        let currency = text(invoice, "currency").parse().unwrap();
        self.sandbox.deposit(&address, &currency, amount.parse().unwrap()).await.unwrap();
    }

    /// Sends a request, and checks that the answer is as the API document says.
    pub(crate) async fn send(&self, request: &Request) -> Answer {
        let answer = self.send_raw(&request.bytes(self.address())).await;
        self.contract().await.check(request, &answer);
        answer
    }

    pub(crate) async fn contract(&self) -> &'static Contract {
        if let Some(contract) = Contract::known() {
            return contract;
        }
        let head = format!("Host: {}\r\nConnection: close", self.address());
        let request = format!("GET /openapi.json HTTP/1.1\r\n{head}\r\n\r\n");
        Contract::learn(&self.send_raw(request.as_bytes()).await.body)
    }

    pub(crate) async fn send_raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(self.address()).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head: head.to_owned(), body: body.to_owned() }
    }

    pub(crate) fn address(&self) -> &str {
        self.sandbox.base_url().strip_prefix("http://").unwrap()
    }
}

impl Request {
    pub(crate) fn bytes(&self, host: &str) -> Vec<u8> {
        let mut head = format!("{} {} HTTP/1.1\r\nConnection: close\r\n", self.method, self.path);
        if !self.headers.iter().any(|(name, _)| *name == "Host") {
            write!(head, "Host: {host}\r\n").unwrap();
        }
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        write!(head, "Content-Length: {}\r\n\r\n", self.body.len()).unwrap();
        [head.into_bytes(), self.body.clone()].concat()
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(present, _)| *present != name);
        self.and_header(name, value)
    }

    pub(crate) fn and_header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn without_header(mut self, name: &str) -> Self {
        self.headers.retain(|(present, _)| *present != name);
        self
    }
}

impl Answer {
    /// Checks that this is the documented error body, and returns the message.
    #[track_caller]
    pub(crate) fn error(&self, status: u16, code: &str) -> String {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let found = body.get("errorCode").and_then(Value::as_str);
        assert_eq!((self.status, found), (status, Some(code)), "{self:?}");
        let fields: Vec<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(fields, ["errorCode", "message", "traceId"]);
        text(&body, "message").to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

pub(crate) fn sign(secret: &SecretKey, body: &[u8]) -> String {
    Signer::new(secret).sign(body).to_string()
}

#[track_caller]
pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap()
}

/// Returns the rows of a page.
#[track_caller]
pub(crate) fn rows(page: &Value) -> &[Value] {
    page.get("result").and_then(Value::as_array).unwrap()
}

/// Joins the lines of a JSON text that was broken to fit the page.
pub(crate) fn one_line(text: &str) -> String {
    text.lines().map(str::trim).collect()
}
