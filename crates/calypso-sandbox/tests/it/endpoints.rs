//! The answers, letter for letter.

use calypso_model::Endpoint;

use crate::merchant::{World, one_line, text};

#[tokio::test]
async fn a_customer_is_created_and_changed() {
    let world = World::start().await;
    let payload = r#"{"email":"anna@example.com","description":"VIP"}"#;
    let created = world.call(Endpoint::CustomerCreate, payload).await;
    let customer: serde_json::Value = serde_json::from_str(&created.body).unwrap();
    let id = text(&customer, "id");
    let expected = |email: &str, description: &str| {
        format!(
            r#"{{"id":"{id}","email":"{email}","description":"{description}","blocked":false}}"#
        )
    };
    assert_eq!(created.body, expected("anna@example.com", "VIP"));
    assert_eq!(created.header("content-type"), Some("application/json"));
    let payload = format!(r#"{{"id":"{id}","description":"former VIP"}}"#);
    let updated = world.call(Endpoint::CustomerUpdate, &payload).await;
    assert_eq!(updated.body, expected("anna@example.com", "former VIP"));

    let bare = world.ask(Endpoint::CustomerCreate, "{}").await;
    assert_eq!(bare.as_object().unwrap().keys().collect::<Vec<_>>(), ["blocked", "id"]);
}

#[tokio::test]
async fn a_purse_s_deposit_can_be_read() {
    let world = World::start().await;
    let customer = world.ask(Endpoint::CustomerCreate, "{}").await;
    let payload = format!(r#"{{"customerId":{},"currency":"USDT_TRX"}}"#, customer["id"]);
    let purse = world.ask(Endpoint::PurseAddressGet, &payload).await;
    assert_eq!(purse, world.ask(Endpoint::PurseAddressGet, &payload).await);
    let address = text(&purse, "address").parse().unwrap();
    let currency = "USDT_TRX".parse().unwrap();
    let amount = "100.00".parse().unwrap();
    let deposit = world.sandbox.deposit(&address, &currency, amount).await.unwrap();
    let payload = format!(r#"{{"transactionId":"{}"}}"#, deposit.transaction_id);
    let answer = world.call(Endpoint::PurseTransactionGet, &payload).await;
    let sender = world.ask(Endpoint::PurseTransactionGet, &payload).await;
    assert_eq!(
        answer.body,
        format!(
            concat!(
                r#"{{"id":"{}","amount":100.00,"addressFrom":{},"currency":"USDT_TRX","#,
                r#""transactionHash":"{}","transactionState":"CONFIRMED","#,
                r#""complianceState":"CHECKED","translationToAccountCompleted":true,"#,
                r#""createdDate":"2022-04-25T11:17:48.390Z"}}"#
            ),
            deposit.transaction_id, sender["addressFrom"], deposit.transaction_hash,
        )
    );
}

#[tokio::test]
async fn a_single_invoice_is_created_paid_and_read() {
    let world = World::start().await;
    let payload = concat!(
        r#"{"amount":25.50,"currency":"USDT_TRX","description":"Order 1042","#,
        r#""idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","externalId":"1042","#,
        r#""returnUrl":"https://shop.example/done","support_url":"https://shop.example/help","#,
        r#""fiatAvailable":true,"type":"SINGLE"}"#
    );
    let created = world.call(Endpoint::InvoiceSingleCreate, payload).await;
    let invoice: serde_json::Value = serde_json::from_str(&created.body).unwrap();
    let address = text(&invoice, "invoiceAddress");
    let tail = concat!(
        r#""description":"Order 1042","createdDate":"2022-04-25T11:17:48.390Z","#,
        r#""idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","#,
        r#""expiration":"2022-04-25T14:17:48.390Z","isInterventionResolved":false,"#,
        r#""returnUrl":"https://shop.example/done","supportUrl":"https://shop.example/help","#,
        r#""externalId":"1042","fiatAvailable":true}"#
    );
    let head = format!(r#"{{"id":"100001","invoiceAddress":"{address}","type":"SINGLE","#);
    assert_eq!(
        created.body,
        one_line(&format!(
            r#"{head}"amount":25.50,"totalDebitAmount":0,"currency":"USDT_TRX",
                "state":"PENDING_PAYMENT",{tail}"#
        ))
    );
    assert!(address.starts_with('T') && address.len() == 34, "{address}");

    world.pay(&invoice, "25.5").await;
    let read = world.call(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await;
    let history = world.ask(Endpoint::InvoiceDepositHistory, r#"{"id":"100001"}"#).await;
    let deposit = &history["result"][0];
    let hash = text(deposit, "transactionHash");
    assert_eq!(
        read.body,
        format!(
            concat!(
                r#"{}"amount":25.50,"fee":0.102,"totalDebitAmount":25.5,"currency":"USDT_TRX","#,
                r#""state":"COMPLETED","lastDepositHash":"{}",{}"#
            ),
            head, hash, tail
        )
    );
    for other in [
        r#"{"idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11"}"#,
        r#"{"externalId":"1042"}"#,
        r#"{"id":"100001","idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11"}"#,
    ] {
        assert_eq!(world.call(Endpoint::InvoiceGet, other).await.body, read.body);
    }
}

#[tokio::test]
async fn a_fiat_invoice_shows_its_price_in_both_currencies() {
    let world = World::start().await;
    let payload = r#"{"fiatAmount":49.99,"fiatCurrency":"EUR","currency":"ETH","description":"d"}"#;
    let invoice = world.ask(Endpoint::InvoiceSingleFiatCreate, payload).await;
    let answer = world.call(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await;
    assert_eq!(
        answer.body,
        format!(
            concat!(
                r#"{{"id":"100001","invoiceAddress":{},"type":"SINGLE_FIAT","#,
                r#""amount":0.020829166666666667,"totalDebitAmount":0,"currency":"ETH","#,
                r#""state":"PENDING_PAYMENT","description":"d","#,
                r#""createdDate":"2022-04-25T11:17:48.390Z","idempotencyKey":{},"#,
                r#""expiration":"2022-04-26T11:17:48.390Z","fiatAmount":49.99,"#,
                r#""fiatCurrency":"EUR","lastFiatUpdated":"2022-04-25T11:17:48.390Z","#,
                r#""isInterventionResolved":false}}"#
            ),
            invoice["invoiceAddress"], invoice["idempotencyKey"]
        )
    );
    world.pay(&invoice, "0.03").await;
    let paid = world.ask(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await;
    assert_eq!(paid["state"], "PENDING_INTERVENTION");
    assert_eq!(paid["interventionType"], "OVERPAY");
}

#[tokio::test]
async fn an_unlimited_invoice_lists_its_deposits_in_order_and_by_pages() {
    let world = World::start().await;
    let payload = r#"{"currency":"BTC","description":"tips","expiration":"never"}"#;
    let invoice = world.ask(Endpoint::InvoiceUnlimitedCreate, payload).await;
    assert!(invoice.get("amount").is_none() && invoice.get("expiration").is_none(), "{invoice}");
    let empty = world.call(Endpoint::InvoiceDepositHistory, r#"{"id":"100001"}"#).await;
    assert_eq!(empty.body, r#"{"result":[],"page":0,"size":1,"total":0,"totalElements":0}"#);
    for amount in ["0.1", "0.2", "0.3"] {
        world.pay(&invoice, amount).await;
    }
    let amounts = |page: &serde_json::Value| {
        let result = page["result"].as_array().unwrap();
        result.iter().map(|deposit| deposit["amount"].to_string()).collect::<Vec<_>>()
    };
    let all = world.ask(Endpoint::InvoiceDepositHistory, r#"{"id":"100001"}"#).await;
    assert_eq!(amounts(&all), ["0.1", "0.2", "0.3"]);
    assert_eq!((all["total"].as_u64(), all["totalElements"].as_u64()), (Some(1), Some(3)));
    let payload = r#"{"id":"100001","pageNumber":1,"pageSize":2}"#;
    let second = world.ask(Endpoint::InvoiceDepositHistory, payload).await;
    assert_eq!(amounts(&second), ["0.3"]);
    assert_eq!((second["page"].as_u64(), second["total"].as_u64()), (Some(1), Some(2)));

    let deposit = &all["result"][1];
    let payload = format!(r#"{{"id":"100001","transactionId":{}}}"#, deposit["transactionId"]);
    let one = world.call(Endpoint::InvoiceDeposit, &payload).await;
    assert_eq!(
        one.body,
        format!(
            concat!(
                r#"{{"transactionId":{},"amount":0.2,"currency":"BTC","transactionHash":{},"#,
                r#""createdDate":"2022-04-25T11:17:48.390Z","addressFrom":{},"#,
                r#""transactionState":"CONFIRMED","complianceState":"CHECKED","#,
                r#""translationToAccountCompleted":true}}"#
            ),
            deposit["transactionId"], deposit["transactionHash"], deposit["addressFrom"]
        )
    );
}

#[tokio::test]
async fn rates_are_numbers_and_can_be_set() {
    let trx = || "TRX".parse().unwrap();
    let world = World::with(|builder| {
        builder.with_rate(trx(), "USD".parse().unwrap(), "0.3".parse().unwrap())
    })
    .await;
    let payload = r#"{"fromCurrencies":["BTC","TRX"],"toCurrencies":["USD","EUR"]}"#;
    let rates = world.call(Endpoint::Rate, payload).await;
    let row = |from: &str, to: &str, rate: &str| {
        one_line(&format!(
            r#"{{"fromCurrency":"{from}","toCurrency":"{to}","rates":{rate},
                "ratesDate":"2022-04-25T11:17:48.390Z"}}"#
        ))
    };
    let rows = [
        row("BTC", "USD", "60000"),
        row("BTC", "EUR", "48000"),
        row("TRX", "USD", "0.3"),
        row("TRX", "EUR", "0.1"),
    ];
    assert_eq!(rates.body, format!(r#"{{"currencyRates":[{}]}}"#, rows.join(",")));
    world.sandbox.set_rate(trx(), "USD".parse().unwrap(), "0.25".parse().unwrap());
    let fiat = world.call(Endpoint::RateFiat, r#"{"from":["TRX"],"to":["EUR","USD"]}"#).await;
    assert_eq!(fiat.body, r#"{"ratesMap":{"TRX":{"EUR":0.1,"USD":0.25}}}"#);
}

#[tokio::test]
async fn subscriptions_show_their_keys_and_all_events_they_hear() {
    let world = World::start().await;
    let payload = concat!(
        r#"{"requestId":"7F8C1F5E-3A52-4F0E-9C0B-0D8A1F6E2B11","#,
        r#""notificationEventTypes":["INVOICE_PAID"],"#,
        r#""notificationServiceTypes":["CUSTOMER_PURSE"],"url":"http://localhost:9/hook"}"#
    );
    let created = world.call(Endpoint::WebhookCreate, payload).await;
    let subscription: serde_json::Value = serde_json::from_str(&created.body).unwrap();
    assert_eq!(
        created.body,
        format!(
            concat!(
                r#"{{"requestId":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","#,
                r#""notificationEventTypes":["INVOICE_PAID","CUSTOMER_PURSE_EXPIRED","#,
                r#""CUSTOMER_PURSE_MEM_POOL_FOUND","CUSTOMER_PURSE_PENDING_COMPLIANCE","#,
                r#""CUSTOMER_PURSE_COMPLIANCE_DECLINED","#,
                r#""CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE","#,
                r#""CUSTOMER_PURSE_TRANSLATION_TO_ACCOUNT_COMPLETED"],"#,
                r#""url":"http://localhost:9/hook","publicKey":{},"secretKey":{},"#,
                r#""createdDate":"2022-04-25T11:17:48.390Z","blockedByErrorCount":0}}"#
            ),
            subscription["publicKey"], subscription["secretKey"]
        )
    );
    assert_eq!(text(&subscription, "secretKey").len(), 32);
    // The list has no payload at all.
    let (account, now) = (world.sandbox.account(), crate::merchant::START);
    let body = format!(r#"{{"account":"{account}","timestamp":{now}}}"#);
    let list = world.send(&world.signed(Endpoint::WebhookList.path(), body)).await;
    assert_eq!(list.body, format!(r#"{{"subscriptions":[{}]}}"#, created.body));
}
