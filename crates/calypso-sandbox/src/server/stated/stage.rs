//! A world, a merchant, and calls as JSON.

use std::time::Duration;

use calypso_model::{AccountId, Endpoint, ErrorCode};
use calypso_sign::Timestamp;
use serde_json::{Value, json};

use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{Chance, DepositOrder, NewMerchant, Refusal, Settings, Transaction, World};
use crate::server::operations::operations;
use crate::wire::{Fields, event_body};

/// 2022-04-25T11:17:48.390Z.
const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);

/// Hears everything.
pub(super) const SUBSCRIPTION: &str = "00000000-0000-4000-8000-000000000001";

pub(super) struct Stage {
    pub(super) world: World,
    account: AccountId,
}

impl Stage {
    /// A world in which nothing takes time, and whose merchant hears everything.
    pub(super) fn start() -> Self {
        Self::with_delays(StageDelays::NONE)
    }

    pub(super) fn with_delays(delays: StageDelays) -> Self {
        let settings = Settings { delays, ..Settings::default() };
        let mut world = World::new(settings, Chance::new([7; 32]), START);
        let account = world.add_merchant(NewMerchant::default()).unwrap().account;
        let mut stage = Self { world, account };
        let services = ["INVOICE", "CUSTOMER_PURSE", "PAYOUT", "WALLET"];
        let hook = "http://127.0.0.1:9/hook";
        let new = json!({
            "requestId": SUBSCRIPTION, "url": hook, "notificationServiceTypes": services,
        });
        stage.ask(Endpoint::WebhookCreate, &new);
        stage
    }

    /// Calls an endpoint, and reads what it answers; nothing is `null`.
    pub(super) fn call(&mut self, endpoint: Endpoint, payload: &Value) -> Result<Value, Refusal> {
        let text = payload.to_string();
        let fields = Fields::parse(&text, "payload.").unwrap();
        let operation = operations().find(|operation| operation.endpoint == endpoint).unwrap();
        let answer = operation.run(&mut self.world, &self.account, &fields)?;
        self.pass(Duration::ZERO);
        Ok(if answer.is_empty() { Value::Null } else { serde_json::from_slice(&answer).unwrap() })
    }

    /// Calls an endpoint that must work.
    #[track_caller]
    pub(super) fn ask(&mut self, endpoint: Endpoint, payload: &Value) -> Value {
        self.call(endpoint, payload).unwrap()
    }

    /// Calls an endpoint that must refuse, with this code and message.
    #[track_caller]
    pub(super) fn refuses(
        &mut self,
        endpoint: Endpoint,
        payload: &Value,
        code: ErrorCode,
        message: &str,
    ) {
        let refusal = self.call(endpoint, payload).unwrap_err();
        assert_eq!((refusal.code, refusal.message.as_str()), (code, message), "{payload}");
    }

    /// Checks that a payload is refused with 001 without one of its fields.
    #[track_caller]
    pub(super) fn needs(&mut self, endpoint: Endpoint, payload: &Value, field: &str) {
        let message = format!("payload.{field}=[Must not be null]");
        self.refuses(endpoint, &without(payload, &[field]), ErrorCode::BadRequest, &message);
    }

    pub(super) fn pass(&mut self, time: Duration) {
        let to = self.world.now().saturating_add(time);
        self.world.advance(to);
    }

    pub(super) fn deposit(
        &mut self,
        address: &Value,
        currency: &str,
        amount: &str,
        outcome: DepositOutcome,
    ) -> Transaction {
        let order = DepositOrder {
            address: address.as_str().unwrap().parse().unwrap(),
            currency: currency.parse().unwrap(),
            amount: amount.parse().unwrap(),
            outcome,
            sender: None,
        };
        let made = self.world.deposit(order).unwrap();
        self.pass(Duration::ZERO);
        made
    }

    /// Pays an invoice, and does what follows at once.
    pub(super) fn pay(&mut self, invoice: &Value, amount: &str) -> Transaction {
        let currency = invoice["currency"].as_str().unwrap();
        self.deposit(&invoice["invoiceAddress"], currency, amount, DepositOutcome::Confirmed)
    }

    /// An invoice as it is now.
    pub(super) fn invoice(&mut self, invoice: &Value) -> Value {
        self.ask(Endpoint::InvoiceGet, &json!({"id": invoice["id"]}))
    }

    /// Creates an invoice over an amount of `USDT_TRX`.
    pub(super) fn single(&mut self, amount: &str) -> Value {
        let amount: Value = serde_json::from_str(amount).unwrap();
        let new = json!({"amount": amount, "currency": "USDT_TRX", "description": "Order 1042"});
        self.ask(Endpoint::InvoiceSingleCreate, &new)
    }

    /// Creates an unlimited invoice.
    pub(super) fn unlimited(&mut self, currency: &str) -> Value {
        let new = json!({"currency": currency, "description": "Order 1042"});
        self.ask(Endpoint::InvoiceUnlimitedCreate, &new)
    }

    /// A new customer's id.
    pub(super) fn customer(&mut self) -> Value {
        self.ask(Endpoint::CustomerCreate, &json!({}))["id"].clone()
    }

    /// The bodies of all webhooks of a type so far.
    pub(super) fn events(&self, kind: &str) -> Vec<Value> {
        self.world
            .deliveries()
            .filter(|delivery| delivery.event.kind.as_str() == kind)
            .map(|delivery| event_body(&delivery.event, &delivery.subscription).unwrap())
            .map(|body| serde_json::from_slice(&body).unwrap())
            .collect()
    }
}

/// The names of an object's fields, in alphabetical order.
#[track_caller]
pub(super) fn fields(object: &Value) -> Vec<&str> {
    let mut names: Vec<_> = object.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

/// A payload without some of its fields.
pub(super) fn without(payload: &Value, names: &[&str]) -> Value {
    let mut payload = payload.clone();
    for name in names {
        payload.as_object_mut().unwrap().remove(*name).unwrap();
    }
    payload
}
