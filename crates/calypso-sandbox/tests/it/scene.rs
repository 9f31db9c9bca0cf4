//! A merchant in the middle of its business: one object of each kind, to name in requests.
#![expect(clippy::indexing_slicing, reason = "a surprise should stop the test")]

use calypso_model::Endpoint;
use calypso_sandbox::{Counts, LedgerLine};
use serde_json::{Value, json};

use crate::merchant::{World, text};

/// An address of the documentation's own kind; its checksum is right.
pub(crate) const TRON: &str = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW";

/// What exists, by the names that requests know it under.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) customer: String,
    pub(crate) purse_deposit: String,
    pub(crate) invoice_deposit: String,
    pub(crate) paid: String,
    pub(crate) paid_key: String,
    pub(crate) unpaid: String,
    pub(crate) in_intervention: String,
    pub(crate) accepted: String,
    pub(crate) payouts: Payouts,
    pub(crate) exchange: u64,
    pub(crate) fiat_widget: String,
    pub(crate) linked_widget: String,
    pub(crate) subscription: String,
}

/// The ids of payouts.
pub(crate) struct Payouts {
    pub(crate) single: String,
    /// The one transfer of it.
    pub(crate) withdrawal: String,
    pub(crate) mass: String,
    /// A mass payout whose time has not come.
    pub(crate) planned: String,
}

/// All that the merchant can see of its affairs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct State {
    pub(crate) counts: Counts,
    pub(crate) ledger: Vec<LedgerLine>,
    lists: Vec<String>,
}

/// The calls that list what there is. Customers are told by their addresses alone.
const LISTS: &[Endpoint] = &[
    Endpoint::PurseAddressFind,
    Endpoint::PurseTransactionFind,
    Endpoint::InvoiceAll,
    Endpoint::AccountGet,
    Endpoint::WebhookList,
    Endpoint::PayoutAll,
    Endpoint::PayoutMassAll,
    Endpoint::WidgetSingleFiatAll,
    Endpoint::WidgetUnlimitedLinkedAll,
];

impl Scene {
    pub(crate) async fn start() -> Self {
        let world = World::start().await;
        let ask = async |endpoint, payload: Value| world.ask(endpoint, &payload.to_string()).await;
        let currency = "USDT_TRX".parse().unwrap();
        let pay = async |address: &str, amount: &str| {
            let (address, amount) = (address.parse().unwrap(), amount.parse().unwrap());
            world.sandbox.deposit(&address, &currency, amount).await.unwrap().transaction_id
        };
        let invoice = async |payload: Value| {
            let invoice = ask(Endpoint::InvoiceSingleCreate, payload).await;
            (text(&invoice, "id").to_owned(), text(&invoice, "invoiceAddress").to_owned())
        };
        let order = json!({"amount": 10, "currency": "USDT_TRX", "description": "Order"});

        let customer = ask(Endpoint::CustomerCreate, json!({"email": "ada@example.com"})).await;
        let purse = json!({"customerId": customer["id"], "currency": "USDT_TRX"});
        let purse = ask(Endpoint::PurseAddressGet, purse).await;
        let purse_deposit = pay(text(&purse, "address"), "100000").await.to_string();

        let mut named = order.clone();
        let paid_key = "00000000-0000-4000-8000-000000000001";
        named["idempotencyKey"] = json!(paid_key);
        named["externalId"] = json!("1042");
        let (paid, address) = invoice(named).await;
        let invoice_deposit = pay(&address, "10").await.to_string();
        let (unpaid, _) = invoice(order.clone()).await;
        let (in_intervention, address) = invoice(order.clone()).await;
        pay(&address, "9").await;
        let (accepted, address) = invoice(order).await;
        pay(&address, "9").await;
        ask(Endpoint::InvoiceReturnToPaid, json!({"id": accepted})).await;

        let payouts = Payouts::make(&world).await;
        let exchange = json!({
            "sourceCurrency": "USDT_TRX", "destinationCurrency": "TRX", "amount": 10,
        });
        let exchange = ask(Endpoint::ExchangeCreate, exchange).await;

        let mut widget = json!({"cryptoCurrencies": ["USDT_TRX"], "description": "Order"});
        let linked_widget = ask(Endpoint::WidgetUnlimitedLinkedCreate, widget.clone()).await;
        widget["fiatAmount"] = json!(50);
        widget["fiatCurrency"] = json!("EUR");
        let fiat_widget = ask(Endpoint::WidgetSingleFiatCreate, widget).await;

        // Nothing expires here, so nothing is delivered.
        let subscription = "00000000-0000-4000-8000-000000000003";
        let subscribed = json!({
            "requestId": subscription,
            "url": "http://127.0.0.1:9/",
            "notificationEventTypes": ["INVOICE_EXPIRED"],
        });
        ask(Endpoint::WebhookCreate, subscribed).await;

        let own = |value: &Value, field| text(value, field).to_owned();
        Self {
            customer: own(&customer, "id"),
            purse_deposit,
            invoice_deposit,
            paid,
            paid_key: String::from(paid_key),
            unpaid,
            in_intervention,
            accepted,
            payouts,
            exchange: exchange["id"].as_u64().unwrap(),
            fiat_widget: own(&fiat_widget, "idempotencyKey"),
            linked_widget: own(&linked_widget, "idempotencyKey"),
            subscription: String::from(subscription),
            world,
        }
    }

    pub(crate) async fn state(&self) -> State {
        let (counts, ledger) = (self.world.sandbox.counts(), self.world.sandbox.ledger());
        let mut lists = Vec::new();
        for &endpoint in LISTS {
            let payload = if endpoint == Endpoint::PurseAddressFind {
                json!({"customerId": self.customer})
            } else {
                json!({"pageSize": 1000})
            };
            let answer = self.world.call(endpoint, &payload.to_string()).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            lists.push(answer.body);
        }
        for path in ["deliveries", "ledger"] {
            lists.push(self.world.control("GET", path, "").await.body);
        }
        State { counts, ledger, lists }
    }
}

impl Payouts {
    async fn make(world: &World) -> Self {
        let ask = async |endpoint, payload: Value| world.ask(endpoint, &payload.to_string()).await;
        let transfer = json!({"depositAddress": TRON, "amount": 1});
        let mut payout = transfer.clone();
        payout["currency"] = json!("USDT_TRX");
        payout["idempotencyKey"] = json!("00000000-0000-4000-8000-000000000002");
        let payout = ask(Endpoint::PayoutCreate, payout).await;
        let named = json!({"dealId": payout["id"]});
        let withdrawals = ask(Endpoint::PayoutWithdrawalAll, named).await;
        let mut mass = json!({"currency": "USDT_TRX", "name": "Wages"});
        mass["massAddresses"] = json!([transfer]);
        let mass_payout = ask(Endpoint::PayoutMassCreate, mass.clone()).await;
        mass["executionDate"] = json!("2022-04-26T12:00:00Z");
        let planned_payout = ask(Endpoint::PayoutMassCreate, mass).await;
        let id = |value: &Value| text(value, "id").to_owned();
        Self {
            single: id(&payout),
            withdrawal: id(&withdrawals["result"][0]),
            mass: id(&mass_payout),
            planned: id(&planned_payout),
        }
    }
}

impl State {
    /// Names what is different afterwards.
    pub(crate) fn differences(&self, after: &Self) -> Vec<String> {
        let pairs = self.lists.iter().zip(&after.lists);
        let lists = pairs.filter(|(before, after)| before != after);
        let mut differences: Vec<_> =
            lists.map(|(before, after)| format!("before: {before}\nafter:  {after}")).collect();
        if (self.counts, &self.ledger) != (after.counts, &after.ledger) {
            differences.push(format!("now {:?} and {:?}", after.counts, after.ledger));
        }
        differences
    }
}
