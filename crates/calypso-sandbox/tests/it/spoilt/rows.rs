//! The table of good payloads, one for each operation, from which the bad ones are made.

use calypso_model::Endpoint;
use serde_json::{Value, json};

use crate::scene::{Scene, TRON};

/// An operation's payload in the scene, and which of its fields can be wrong by more than form.
/// Places are JSON pointers into the payload.
pub(super) struct Row {
    pub(super) endpoint: Endpoint,
    /// A payload that succeeds.
    pub(super) good: fn(&Scene) -> Value,
    /// Amounts with at most so many decimals as their currency has.
    pub(super) amounts: &'static [&'static str],
    /// Currencies, each of which must be known.
    pub(super) currencies: &'static [&'static str],
    /// Names of what must exist.
    pub(super) ids: &'static [&'static str],
}

/// Said where an operation has no such field.
const NONE: &[&str] = &[];

/// The operations that are sent an account alone.
pub(super) const WITHOUT_PAYLOAD: &[Endpoint] =
    &[Endpoint::WebhookList, Endpoint::AccountGet, Endpoint::CurrencyList, Endpoint::ExchangePairs];

/// Fields like those above that take values of any kind, and why.
pub(super) const LENIENT: &[(Endpoint, &str, &str)] = &[
    (Endpoint::PurseTransactionFind, "/currencyFilter/equals", ANY_WORD),
    (Endpoint::PurseTransactionFind, "/currencyFilter/notEquals", ANY_WORD),
    (Endpoint::PurseTransactionFind, "/currencyFilter/in/0", ANY_WORD),
    (Endpoint::PurseTransactionFind, "/currencyFilter/notIn/0", ANY_WORD),
    (Endpoint::InvoiceExternal, "/externalId", "no invoice has it: the list is empty"),
    (Endpoint::InvoiceSingleCreate, "/idempotencyKey", CHOSEN),
    (Endpoint::InvoiceSingleCreate, "/externalId", CHOSEN),
    (Endpoint::InvoiceSingleFiatCreate, "/idempotencyKey", CHOSEN),
    (Endpoint::InvoiceSingleFiatCreate, "/externalId", CHOSEN),
    (Endpoint::InvoiceUnlimitedCreate, "/idempotencyKey", CHOSEN),
    (Endpoint::InvoiceUnlimitedCreate, "/externalId", CHOSEN),
    (Endpoint::InvoiceBoundCreate, "/idempotencyKey", CHOSEN),
    (Endpoint::InvoiceBoundCreate, "/externalId", CHOSEN),
    (Endpoint::WebhookCreate, "/requestId", CHOSEN),
    (Endpoint::PayoutCreate, "/idempotencyKey", CHOSEN),
    (Endpoint::PayoutCreate, "/externalId", CHOSEN),
    (Endpoint::PayoutWithdrawalAll, "/externalId", "no transfer has it: the list is empty"),
    (Endpoint::PayoutMassCreate, "/idempotencyKey", CHOSEN),
    (Endpoint::PayoutMassCreate, "/massAddresses/0/externalId", CHOSEN),
    (Endpoint::WidgetSingleFiatCreate, "/idempotencyKey", CHOSEN),
    (Endpoint::WidgetSingleFiatCreate, "/externalId", CHOSEN),
    (Endpoint::WidgetUnlimitedLinkedCreate, "/idempotencyKey", CHOSEN),
    (Endpoint::WidgetUnlimitedLinkedCreate, "/externalId", CHOSEN),
    (Endpoint::TariffExtendedFee, "/items/0/baseAmount", "a quote is of any amount"),
];

const ANY_WORD: &str = "a filter may name what no address has";
const CHOSEN: &str = "the merchant chooses it";

macro_rules! rows {
    ($($endpoint:ident: $good:expr, $amounts:expr, $currencies:expr, $ids:expr;)*) => {
        pub(super) const ROWS: &[Row] = &[$(Row {
            endpoint: Endpoint::$endpoint,
            good: $good,
            amounts: $amounts,
            currencies: $currencies,
            ids: $ids,
        }),*];
    };
}

/// The names of an invoice, each of which will do.
const INVOICE: &[&str] = &["/id", "/idempotencyKey", "/externalId"];
const PAIR: &[&str] = &["/sourceCurrency", "/destinationCurrency"];

// Of each operation: its payload; its amounts; its currencies; its names of what must exist.
rows! {
    CustomerCreate: |_| json!({"email": "eve@example.com", "description": "VIP"}),
        NONE, NONE, NONE;
    CustomerUpdate: |scene| json!({"id": scene.customer, "email": "ada@example.org"}),
        NONE, NONE, &["/id"];
    PurseAddressGet: |scene| json!({"customerId": scene.customer, "currency": "BTC"}),
        NONE, &["/currency"], &["/customerId"];
    PurseAddressFind: |scene| json!({"customerId": scene.customer}),
        NONE, NONE, &["/customerId"];
    PurseTransactionGet: |scene| json!({"transactionId": scene.purse_deposit}),
        NONE, NONE, &["/transactionId"];
    PurseTransactionFind: |scene| json!({"customerId": scene.customer}),
        NONE, NONE, &["/customerId"];
    InvoiceGet: |scene| json!({"id": scene.paid}),
        NONE, NONE, INVOICE;
    InvoiceExternal: |_| json!({"externalId": "1042"}),
        NONE, NONE, NONE;
    InvoiceAll: |_| json!({"typeNames": ["SINGLE"]}),
        NONE, NONE, NONE;
    InvoiceSingleCreate: |_| json!({"amount": 1.5, "currency": "USDT_TRX", "description": "d"}),
        &["/amount"], &["/currency"], NONE;
    InvoiceSingleFiatCreate: |_| json!({
        "fiatAmount": 49.99, "fiatCurrency": "EUR", "currency": "USDT_TRX", "description": "d",
    }), &["/fiatAmount"], &["/fiatCurrency", "/currency"], NONE;
    InvoiceUnlimitedCreate: |_| json!({"currency": "USDT_TRX", "description": "d"}),
        NONE, &["/currency"], NONE;
    InvoiceBoundCreate: |_| json!({"lowerBound": 5, "currency": "USDT_TRX", "description": "d"}),
        &["/lowerBound"], &["/currency"], NONE;
    InvoiceDeposit: |scene| json!({"id": scene.paid, "transactionId": scene.invoice_deposit}),
        NONE, NONE, &["/id", "/idempotencyKey", "/externalId", "/transactionId"];
    InvoiceDepositHistory: |scene| json!({"idempotencyKey": scene.paid_key}),
        NONE, NONE, INVOICE;
    InvoiceReturnToPaid: |scene| json!({"id": scene.in_intervention}),
        NONE, NONE, INVOICE;
    InvoiceCloseIntervention: |scene| json!({"id": scene.accepted}),
        NONE, NONE, INVOICE;
    InvoiceArchive: |scene| json!({"id": scene.unpaid}),
        NONE, NONE, INVOICE;
    Rate: |_| json!({"fromCurrencies": ["BTC"], "toCurrencies": ["EUR"]}),
        NONE, &["/fromCurrencies/0", "/toCurrencies/0"], NONE;
    RateFiat: |_| json!({"from": ["BTC"], "to": ["EUR"]}),
        NONE, &["/from/0", "/to/0"], NONE;
    CurrencyList: |_| json!({}),
        NONE, NONE, NONE;
    AccountGet: |_| json!({}),
        NONE, NONE, NONE;
    WebhookList: |_| json!({}),
        NONE, NONE, NONE;
    WebhookCreate: |_| json!({
        "requestId": "00000000-0000-4000-8000-000000000004", "url": "http://127.0.0.1:9/",
        "notificationEventTypes": ["INVOICE_EXPIRED"],
    }), NONE, NONE, NONE;
    WebhookDelete: |scene| json!({"requestId": scene.subscription}),
        NONE, NONE, &["/requestId"];
    WebhookChange: |scene| json!({
        "requestId": scene.subscription, "url": "http://127.0.0.1:10/",
    }), NONE, NONE, &["/requestId"];
    WebhookRegenerate: |scene| json!({"requestId": scene.subscription}),
        NONE, NONE, &["/requestId"];
    PayoutCreate: |_| json!({"depositAddress": TRON, "amount": 1, "currency": "USDT_TRX"}),
        &["/amount"], &["/currency"], NONE;
    PayoutGet: |scene| json!({"id": scene.payouts.single}),
        NONE, NONE, &["/id", "/idempotencyKey"];
    PayoutAll: |_| json!({"isExecutionDateInFuture": false}),
        NONE, NONE, NONE;
    PayoutWithdrawal: |scene| json!({"requestId": scene.payouts.withdrawal}),
        NONE, NONE, &["/requestId"];
    PayoutWithdrawalAll: |scene| json!({"dealId": scene.payouts.single}),
        NONE, NONE, &["/dealId", "/idempotencyKey"];
    PayoutMassCreate: |_| json!({
        "currency": "USDT_TRX", "name": "Wages",
        "massAddresses": [
            {"depositAddress": TRON, "amount": 1}, {"depositAddress": TRON, "amount": 2},
        ],
    }), &["/massAddresses/0/amount", "/massAddresses/1/amount"], &["/currency"], NONE;
    PayoutMassGet: |scene| json!({"id": scene.payouts.mass}),
        NONE, NONE, &["/id", "/idempotencyKey"];
    PayoutMassAll: |_| json!({}),
        NONE, NONE, NONE;
    ExchangePairs: |_| json!({}),
        NONE, NONE, NONE;
    ExchangePreCalculate: |_| json!({
        "sourceCurrency": "USDT_TRX", "destinationCurrency": "TRX", "amount": 10,
    }), &["/amount"], PAIR, NONE;
    ExchangeAverageRate: |_| json!({"sourceCurrency": "BTC", "destinationCurrency": "TRX"}),
        NONE, PAIR, NONE;
    ExchangeLimit: |_| json!({"sourceCurrency": "BTC", "destinationCurrency": "TRX"}),
        NONE, PAIR, NONE;
    ExchangeCreate: |_| json!({
        "sourceCurrency": "USDT_TRX", "destinationCurrency": "TRX", "amount": 10,
    }), &["/amount"], PAIR, NONE;
    ExchangeGet: |scene| json!({"id": scene.exchange}),
        NONE, NONE, &["/id"];
    WidgetSingleFiatCreate: |_| json!({
        "fiatAmount": 49.99, "fiatCurrency": "EUR", "description": "d",
        "cryptoCurrencies": ["USDT_TRX", "BTC"],
    }), &["/fiatAmount"], &["/fiatCurrency", "/cryptoCurrencies/0", "/cryptoCurrencies/1"], NONE;
    WidgetSingleFiatFind: |scene| json!({"requestId": scene.fiat_widget}),
        NONE, NONE, &["/requestId"];
    WidgetSingleFiatAll: |_| json!({"widgetStates": ["IN_PROGRESS"]}),
        NONE, NONE, NONE;
    WidgetUnlimitedLinkedCreate: |_| json!({"cryptoCurrencies": ["BTC"], "description": "d"}),
        NONE, &["/cryptoCurrencies/0"], NONE;
    WidgetUnlimitedLinkedFind: |scene| json!({"requestId": scene.linked_widget}),
        NONE, NONE, &["/requestId"];
    WidgetUnlimitedLinkedAll: |_| json!({"widgetStates": ["IN_PROGRESS"]}),
        NONE, NONE, NONE;
    TariffExtendedFee: |_| json!({
        "items": [{"baseAmount": 100, "currency": "USDT_TRX", "opType": "INVOICE"}],
    }), NONE, &["/items/0/currency"], NONE;
}
