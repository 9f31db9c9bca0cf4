//! The control API: the payer's side, and the books.

use calypso_model::Endpoint;
use calypso_sandbox::DepositOutcome;

use crate::merchant::{Request, World, rows, text};

const SINGLE: &str = r#"{"amount":10,"currency":"USDT_TRX","description":"d"}"#;

#[tokio::test]
async fn health_tells_the_time_of_the_sandbox() {
    let world = World::start().await;
    let answer = world.control("GET", "health", "").await;
    assert_eq!(answer.body, r#"{"status":"ok","now_ms":1650885468390}"#);
}

/// A limit that is misspelt would be no limit.
#[tokio::test]
async fn what_an_action_does_not_have_is_refused_by_its_name() {
    let world = World::start().await;
    let fault = r#"{"where":{"endpoint":"*"},"fault":"cut_before","tmies":1}"#;
    for (method, path, body, problem) in [
        ("POST", "faults", fault, "tmies=[There is no such field]"),
        ("POST", "clock", r#"{"advance":5}"#, "advance=[There is no such field]"),
        ("GET", "deliveries?status=pending", "", "status=[There is no such parameter]"),
        ("GET", "ledger?acount=0x1", "", "acount=[There is no such parameter]"),
        ("GET", "health?x", "", "x=[There is no such parameter]"),
    ] {
        let answer = world.control(method, path, body).await;
        let said: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        assert_eq!((answer.status, text(&said, "error")), (400, problem));
    }
    assert!(world.sandbox.faults().is_empty());
}

/// A merchant chooses where its webhooks go, and they come from this machine.
#[tokio::test]
async fn a_webhook_has_no_say_here() {
    const HOOK: &str = "00000000-0000-4000-8000-000000000001";
    let world = World::start().await;
    let address = world.address();
    for path in ["reset", "deliveries/1/resend", "page/pay"] {
        let payload = format!(
            r#"{{"requestId":"{HOOK}","notificationServiceTypes":["INVOICE"],
                "url":"http://{address}/_sandbox/{path}"}}"#
        );
        world.ask(Endpoint::WebhookCreate, &payload).await;
        world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
        world.sandbox.settle().await;
        let deliveries = world.control("GET", "deliveries", "").await.body;
        let deliveries: serde_json::Value = serde_json::from_str(&deliveries).unwrap();
        let last = rows(&deliveries).last().unwrap();
        assert_eq!(last["attempts"][0]["status"], 403, "{path}: {last}");
        world.call(Endpoint::WebhookDelete, &format!(r#"{{"requestId":"{HOOK}"}}"#)).await;
    }
    assert_eq!(world.sandbox.counts().invoices, 3);
}

#[tokio::test]
async fn a_deposit_is_made_and_lands_in_the_ledger() {
    let world = World::start().await;
    let invoice = world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    let address = text(&invoice, "invoiceAddress");
    let order = |amount: &str, rest: &str| {
        format!(r#"{{"address":"{address}","currency":"USDT_TRX","amount":"{amount}"{rest}}}"#)
    };
    let made = world.control("POST", "deposits", &order("4.00", "")).await;
    let made: serde_json::Value = serde_json::from_str(&made.body).unwrap();
    let fields: Vec<&str> = made.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, ["transactionHash", "transactionId"]);
    let sender = r#","sender":"TPayer","outcome":"declined""#;
    world.control("POST", "deposits", &order("1", sender)).await;
    world.control("POST", "deposits", &order("2", r#","outcome":"mempool""#)).await;
    let ledger = world.control("GET", "ledger", "").await;
    assert_eq!(
        ledger.body,
        concat!(
            r#"{"result":[{"currency":"USDT_TRX","in":"7.00","fees":"0","credited":"0","#,
            r#""pending":"6.00","declined":"1","refunded":"0","stray":"0","out":"0","#,
            r#""exchanged_away":"0","exchanged_in":"0"}]}"#
        )
    );
    let history = world.ask(Endpoint::InvoiceDepositHistory, r#"{"id":"100001"}"#).await;
    assert_eq!(history["result"][1]["addressFrom"], "TPayer");
    assert_eq!(history["result"][1]["transactionState"], "DECLINED");
    assert_eq!(history["result"][2]["transactionState"], "MEM_POOL_FOUND");
}

#[tokio::test]
async fn rates_and_tariffs_are_set_with_texts() {
    let world = World::start().await;
    let rate = r#"{"from":"BTC","to":"USDT_TRX","rate":"50000.50"}"#;
    assert_eq!(world.control("POST", "rates", rate).await.body, rate);
    let pair = r#"{"sourceCurrency":"BTC","destinationCurrency":"USDT_TRX"}"#;
    let answer = world.call(Endpoint::ExchangeAverageRate, pair).await;
    assert_eq!(answer.body, r#"{"rate":50000.50}"#);
    let tariff = r#"{"operation":"TOP_UP","currency":"BTC","percent":"0.1","fixed":"0.2"}"#;
    assert_eq!(world.control("POST", "tariffs", tariff).await.body, tariff);
    let free = world.control("POST", "tariffs", r#"{"operation":"SINGLE_INVOICE"}"#).await;
    assert_eq!(free.body, r#"{"operation":"SINGLE_INVOICE","percent":"0","fixed":"0"}"#);
    for (path, body, error) in [
        ("rates", r#"{"from":"BTC","to":"EUR","rate":"0"}"#, "rate=[Must be greater than 0]"),
        ("rates", r#"{"from":"BTC","to":"EUR","rate":1}"#, "rate=[Must be a string]"),
        ("rates", r#"{"from":"BTC","rate":"1"}"#, "to=[Must not be null]"),
        ("tariffs", r#"{"operation":"GIFT"}"#, "operation=[Unknown operation code]"),
        ("tariffs", "{}", "operation=[Must not be null]"),
        ("tariffs", r#"{"operation":"TOP_UP","percent":"100.1"}"#, PERCENTAGE),
        ("tariffs", r#"{"operation":"TOP_UP","percent":"0.00001"}"#, PERCENTAGE),
    ] {
        let answer = world.control("POST", path, body).await;
        assert_eq!((answer.status, answer.body), (400, format!(r#"{{"error":"{error}"}}"#)));
    }
}

const PERCENTAGE: &str = "percent=[a percentage must be at most 100 and have at most 4 decimals]";

#[tokio::test]
async fn the_typed_helpers_do_the_same() {
    let world = World::start().await;
    let invoice = world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    let address = text(&invoice, "invoiceAddress").parse().unwrap();
    let currency = "USDT_TRX".parse().unwrap();
    let amount = "10".parse().unwrap();
    let declined = DepositOutcome::Declined;
    let made = world.sandbox.deposit_with_outcome(&address, &currency, amount, declined).await;
    assert_eq!(made.unwrap().transaction_hash.as_str().len(), 64);
    let ledger = world.sandbox.ledger();
    assert_eq!((ledger.len(), ledger[0].declined), (1, amount));
    assert_eq!(world.sandbox.counts().deposits, 1);
}

#[tokio::test]
async fn impossible_deposits_are_refused() {
    let world = World::start().await;
    let invoice = world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    let good = format!(
        r#"{{"address":{},"currency":"USDT_TRX","amount":"1"}}"#,
        invoice["invoiceAddress"]
    );
    let cases = [
        (good.replace("\"address\"", "\"adress\""), 400, "adress=[There is no such field]"),
        (String::from("{}"), 400, "address=[Must not be null]"),
        (good.replace("\"1\"", "1"), 400, "amount=[Must be a string]"),
        (good.replace("\"1\"", "\"-1\""), 400, "amount=[an amount cannot be negative]"),
        (good.replace("\"1\"", "\"0\""), 400, "a deposit of nothing"),
        (
            good.replace("\"1\"", "\"1.0000001\""),
            400,
            "the chain knows at most 6 decimals of this currency",
        ),
        (good.replace("USDT_TRX", "BTC"), 400, "the currency is not on the address's chain"),
        (good.replace("USDT_TRX", "NO_COIN"), 400, "not a known crypto currency"),
        (
            good.replace("}", r#","outcome":"lost"}"#),
            400,
            "outcome=[Must be confirmed, declined or mempool]",
        ),
        (
            good.replace(text(&invoice, "invoiceAddress"), "TNobody"),
            404,
            "no invoice and no purse has this address",
        ),
    ];
    for (body, status, problem) in cases {
        let answer = world.control("POST", "deposits", &body).await;
        let expected = format!(r#"{{"error":"{problem}"}}"#);
        assert_eq!((answer.status, answer.body), (status, expected));
    }
    for body in ["", "[]", "{", "\u{feff}{}", r#"{"a":1,"a":2}"#] {
        assert_eq!(world.control("POST", "deposits", body).await.status, 400);
    }
    let oversized = "x".repeat(64 * 1024 + 1);
    assert_eq!(world.control("POST", "deposits", &oversized).await.status, 413);
    assert_eq!(world.control("GET", "deposits", "").await.status, 405);
    for id in ["1", "0", "-1", "x", "99999999999999999999999"] {
        let path = format!("deliveries/{id}/resend");
        assert_eq!(world.control("POST", &path, "").await.status, 404);
    }
    assert_eq!(world.sandbox.counts().deposits, 0);
}

#[tokio::test]
async fn pages_and_names_from_elsewhere_are_kept_out() {
    let world = World::start().await;
    let request = Request {
        method: "GET",
        path: String::from("/_sandbox/ledger"),
        headers: Vec::new(),
        body: Vec::new(),
    };
    for host in ["rebound.example", "rebound.example:80", "10.0.0.1", "127.0.0.1.example", ""] {
        assert_eq!(world.send(&request.clone().with_header("Host", host)).await.status, 403);
    }
    for host in ["localhost", "127.0.0.1:1", "[::1]"] {
        assert_eq!(world.send(&request.clone().with_header("Host", host)).await.status, 200);
    }
    let twice = request.clone().and_header("Host", "localhost").and_header("Host", "localhost");
    assert_eq!(world.send(&twice).await.status, 403);
    for origin in ["https://evil.example", "null"] {
        assert_eq!(world.send(&request.clone().with_header("Origin", origin)).await.status, 403);
    }
    let simple = Request {
        method: "POST",
        path: String::from("/_sandbox/deposits"),
        headers: vec![("Content-Type", String::from("text/plain"))],
        body: b"{}".to_vec(),
    };
    assert_eq!(world.send(&simple).await.status, 415);
}
