//! Exchanges, operation by operation.

use calypso_model::Endpoint;

use crate::merchant::World;

const PAIR: &str = r#"{"sourceCurrency":"USDT_TRX","destinationCurrency":"BTC"}"#;

/// Pays the merchant, of which 0.4 % are kept.
pub(crate) async fn fund(world: &World, amount: &str) {
    let invoice = r#"{"currency":"USDT_TRX","description":"d"}"#;
    let invoice = world.ask(Endpoint::InvoiceUnlimitedCreate, invoice).await;
    world.pay(&invoice, amount).await;
}

fn order(source: &str, destination: &str, amount: &str) -> String {
    format!(
        r#"{{"sourceCurrency":"{source}","destinationCurrency":"{destination}","amount":{amount}}}"#
    )
}

/// What is wrong with an order wherever one is taken.
const WRONG_ORDERS: &[(&str, &str, &str, &str)] = &[
    ("XYZ", "BTC", "1", "payload.sourceCurrency=[Unknown crypto currency XYZ]"),
    ("EUR", "BTC", "1", "payload.sourceCurrency=[Unknown crypto currency EUR]"),
    ("BTC", "USD", "1", "payload.destinationCurrency=[Unknown crypto currency USD]"),
    ("BTC", "BTC", "1", "payload.destinationCurrency=[Must differ from sourceCurrency]"),
    ("USDT_TRX", "BTC", "0", "payload.amount=[Must be greater than 0]"),
    ("USDT_TRX", "BTC", "1.0000000", SCALE),
    ("USDT_TRX", "BTC", "0.000001", "payload.amount=[Too little to be exchanged]"),
    ("USDT_TRX", "BTC", "null", "payload.amount=[Must not be null]"),
];

const SCALE: &str = "payload.amount=[Scale incorrect. Must be less than or equal to 6]";

async fn refuses_wrong_orders(world: &World, endpoint: Endpoint) {
    for (source, destination, amount, message) in WRONG_ORDERS {
        let answer = world.call(endpoint, &order(source, destination, amount)).await;
        assert_eq!(answer.error(400, "001"), *message);
    }
    let text = order("USDT_TRX", "BTC", "\"1\"");
    world.call(endpoint, &text).await.error(400, "001");
}

async fn refuses_wrong_pairs(world: &World, endpoint: Endpoint) {
    for (source, destination, message) in [
        ("XYZ", "BTC", "payload.sourceCurrency=[Unknown crypto currency XYZ]"),
        ("BTC", "BTC", "payload.destinationCurrency=[Must differ from sourceCurrency]"),
    ] {
        let answer = world.call(endpoint, &order(source, destination, "1")).await;
        assert_eq!(answer.error(400, "001"), message);
    }
    let missing = world.call(endpoint, r#"{"sourceCurrency":"BTC"}"#).await;
    assert_eq!(missing.error(400, "001"), "payload.destinationCurrency=[Must not be null]");
}

mod exchange_pairs {
    use super::*;
    use crate::merchant::one_line;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let answer = world.call(Endpoint::ExchangePairs, "null").await;
        let token = r#"{"name":"USDT_TRX","feeCurrencyName":"TRX","coinId":"usdt_trx",
            "networkData":{"frontName":"Tron","type":"TRC-20"},"scale":6,"blockchainScale":6,
            "garbageAmount":0.000001,"crypto":true,"blockchainName":"TRON","enabled":true,
            "active":true}"#;
        assert!(answer.body.contains(&one_line(token)), "{answer:?}");
        let coin = r#"{"name":"BTC","feeCurrencyName":"BTC","coinId":"btc",
            "networkData":{"frontName":"Bitcoin"},"scale":8,"blockchainScale":8,
            "garbageAmount":0.00000001,"crypto":true,"blockchainName":"BITCOIN","enabled":true,
            "active":true}"#;
        assert!(answer.body.contains(&one_line(coin)), "{answer:?}");
        let pairs: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
        let pairs = pairs["currencyPairs"].as_object().unwrap();
        assert_eq!(pairs.len(), 18);
        for (source, destinations) in pairs {
            let names = destinations.as_array().unwrap().iter().map(|one| &one["name"]);
            assert_eq!(names.filter(|name| *name != source).count(), 17, "{source}");
        }
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let endpoint = Endpoint::ExchangePairs;
        let spoilt = world.call_request(endpoint, "null").with_header("Sign", &"0".repeat(128));
        assert_eq!(world.send(&spoilt).await.error(401, "003"), "Wrong sign");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::ExchangePairs, "null").await;
    }
}

mod exchange_pre_calculate {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let endpoint = Endpoint::ExchangePreCalculate;
        // 100/60000 has no end: it is cut off, to the customer's disadvantage.
        let answer = world.call(endpoint, &order("USDT_TRX", "BTC", "100.00")).await;
        let body =
            r#"{"sourceCurrency":"USDT_TRX","destinationCurrency":"BTC","amount":0.00166666}"#;
        assert_eq!(answer.body, body);
        let with_direction = order("BTC", "USDT_BSC", r#"0.00000001,"direction":"ANY""#);
        let answer = world.ask(endpoint, &with_direction).await;
        assert_eq!(answer["amount"].to_string(), "0.0006");
        assert_eq!(world.sandbox.counts().exchanges, 0);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        refuses_wrong_orders(&world, Endpoint::ExchangePreCalculate).await;
        let large = order("USDT_TRX", "XDG", "9999999999999999999999.999999");
        let answer = world.call(Endpoint::ExchangePreCalculate, &large).await;
        assert_eq!(answer.error(400, "001"), "payload.amount=[Too large]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let payload = order("USDT_TRX", "BTC", "60");
        world.refuses_a_foreign_account(Endpoint::ExchangePreCalculate, &payload).await;
    }
}

mod exchange_average_rate {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let endpoint = Endpoint::ExchangeAverageRate;
        assert_eq!(world.call(endpoint, PAIR).await.body, r#"{"rate":0.000016666667}"#);
        let (usdt, btc) = ("USDT_TRX".parse().unwrap(), "BTC".parse().unwrap());
        world.sandbox.set_rate(btc, usdt, "50000".parse().unwrap());
        assert_eq!(world.call(endpoint, PAIR).await.body, r#"{"rate":0.00002}"#);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        refuses_wrong_pairs(&world, Endpoint::ExchangeAverageRate).await;
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::ExchangeAverageRate, PAIR).await;
    }
}

mod exchange_limit {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let answer = world.ask(Endpoint::ExchangeLimit, PAIR).await;
        assert_eq!(answer["limit"].to_string(), "100000");
        assert_eq!(answer["sourceCurrency"]["name"], "USDT_TRX");
        assert_eq!(answer["destinationCurrency"]["blockchainName"], "BITCOIN");
        let reverse = r#"{"sourceCurrency":"BTC","destinationCurrency":"USDT_TRX"}"#;
        let answer = world.ask(Endpoint::ExchangeLimit, reverse).await;
        assert_eq!(answer["limit"].to_string(), "1.66666666");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        refuses_wrong_pairs(&world, Endpoint::ExchangeLimit).await;
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::ExchangeLimit, PAIR).await;
    }
}

mod exchange_create {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let account = world.sandbox.account();
        fund(&world, "1000").await;
        let endpoint = Endpoint::ExchangeCreate;
        let answer = world.call(endpoint, &order("USDT_TRX", "BTC", "60.00")).await;
        let body = format!(
            "{{\"id\":70001,\"account\":\"{account}\",\"sourceCurrency\":\"USDT_TRX\",\
             \"sourceAmount\":60.00,\"destinationCurrency\":\"BTC\",\"destinationAmount\":0.001,\
             \"state\":\"IN_PROGRESS\",\"createdDate\":\"2022-04-25T11:17:48.390Z\"}}"
        );
        assert_eq!(answer.body, body);
        assert_eq!(world.sandbox.counts().exchanges, 1);
        let balance =
            |code: &str| world.sandbox.balance(account, &code.parse().unwrap()).to_string();
        assert_eq!((balance("USDT_TRX"), balance("BTC")), ("936.00".into(), "0.001".into()));
        let again = world.ask(endpoint, &order("USDT_TRX", "BTC", "60")).await;
        assert_eq!(again["id"].to_string(), "70002");
        let ledger = world.control("GET", "ledger", "").await;
        let line = r#""out":"0","exchanged_away":"120.00","exchanged_in":"0"}"#;
        assert!(ledger.body.contains(line), "{ledger:?}");
        let line = r#""out":"0","exchanged_away":"0","exchanged_in":"0.002"}"#;
        assert!(ledger.body.contains(line), "{ledger:?}");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let endpoint = Endpoint::ExchangeCreate;
        refuses_wrong_orders(&world, endpoint).await;
        let empty = world.call(endpoint, &order("USDT_TRX", "BTC", "60")).await;
        let message = "payload.amount=[Not enough funds: the balance is 0]";
        assert_eq!(empty.error(400, "001"), message);
        fund(&world, "200000").await;
        let large = world.call(endpoint, &order("USDT_TRX", "BTC", "100000.000001")).await;
        let message = "payload.amount=[Must be less than or equal to 100000]";
        assert_eq!(large.error(400, "001"), message);
        assert_eq!(world.sandbox.counts().exchanges, 0);
        world.ask(endpoint, &order("USDT_TRX", "BTC", "100000")).await;
        let rest = world.call(endpoint, &order("USDT_TRX", "BTC", "99200.000001")).await;
        let message = "payload.amount=[Not enough funds: the balance is 99200]";
        assert_eq!(rest.error(400, "001"), message);
        world.ask(endpoint, &order("USDT_TRX", "BTC", "99200")).await;
        let usdt = "USDT_TRX".parse().unwrap();
        assert!(world.sandbox.balance(world.sandbox.account(), &usdt).is_zero());
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        fund(&world, "1000").await;
        let payload = order("USDT_TRX", "BTC", "60");
        world.refuses_a_foreign_account(Endpoint::ExchangeCreate, &payload).await;
        let other = world.sandbox.add_merchant();
        let account = other.account.clone();
        let answer = world.call_as(&other, &account, Endpoint::ExchangeCreate, &payload).await;
        let message = "payload.amount=[Not enough funds: the balance is 0]";
        assert_eq!(answer.error(400, "001"), message);
        let usdt = "USDT_TRX".parse().unwrap();
        let mine = world.sandbox.balance(world.sandbox.account(), &usdt);
        assert_eq!(mine, "996".parse().unwrap());
    }
}

mod exchange_get {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        fund(&world, "1000").await;
        let payload = order("USDT_TRX", "BTC", "60");
        let made = world.call(Endpoint::ExchangeCreate, &payload).await.body;
        let read = world.call(Endpoint::ExchangeGet, r#"{"id":70001}"#).await.body;
        assert_eq!(read, made.replace("IN_PROGRESS", "COMPLETED"));
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let absent = world.call(Endpoint::ExchangeGet, r#"{"id":70001}"#).await;
        assert_eq!(absent.error(400, "004"), "Exchange 70001 not found");
        for id in ["\"70001\"", "-1", "1.5", "18446744073709551616"] {
            let answer = world.call(Endpoint::ExchangeGet, &format!(r#"{{"id":{id}}}"#)).await;
            let message = "payload.id=[Must be a whole number that is not negative]";
            assert_eq!(answer.error(400, "001"), message);
        }
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        fund(&world, "1000").await;
        world.ask(Endpoint::ExchangeCreate, &order("USDT_TRX", "BTC", "60")).await;
        let payload = r#"{"id":70001}"#;
        world.refuses_a_foreign_account(Endpoint::ExchangeGet, payload).await;
        let message = world.hides_the_object(Endpoint::ExchangeGet, payload).await;
        assert_eq!(message, "Exchange 70001 not found");
    }
}
