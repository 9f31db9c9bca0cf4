//! Several merchants in one sandbox.

use calypso_model::Endpoint;

use crate::merchant::{World, text};

const SINGLE: &str = r#"{"amount":1.5,"currency":"USDT_TRX","description":"d"}"#;

#[tokio::test]
async fn a_merchant_added_by_the_control_api_has_keys_of_its_own() {
    let world = World::start().await;
    let made_up = world.control("POST", "accounts", "{}").await;
    let made_up: serde_json::Value = serde_json::from_str(&made_up.body).unwrap();
    assert_ne!(text(&made_up, "account"), world.sandbox.account().as_str());
    let chosen = r#"{"account":"0xother","api_key":"other","secret":"other secret"}"#;
    assert_eq!(world.control("POST", "accounts", chosen).await.body, chosen);
    let again = world.control("POST", "accounts", chosen).await;
    assert_eq!((again.status, &*again.body), (400, TAKEN));
}

const TAKEN: &str = r#"{"error":"the account or its key is taken"}"#;

#[tokio::test]
async fn each_merchant_has_a_ledger_and_a_balance_of_its_own() {
    let world = World::start().await;
    let other = world.sandbox.add_merchant();
    let mine = world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    let (account, endpoint) = (other.account.clone(), Endpoint::InvoiceSingleCreate);
    let theirs = world.call_as(&other, &account, endpoint, SINGLE).await;
    let theirs: serde_json::Value = serde_json::from_str(&theirs.body).unwrap();
    world.pay(&mine, "1.5").await;
    world.pay(&theirs, "1.5").await;
    let usdt = "USDT_TRX".parse().unwrap();
    assert_eq!(world.sandbox.balance(&account, &usdt).to_string(), "1.494");
    let received = |lines: Vec<calypso_sandbox::LedgerLine>| lines[0].received.to_string();
    assert_eq!(received(world.sandbox.ledger()), "3.0");
    assert_eq!(received(world.sandbox.ledger_of(&account)), "1.5");
    let ledger = world.control("GET", &format!("ledger?account={account}"), "").await;
    assert!(ledger.body.contains(r#""in":"1.5""#), "{}", ledger.body);
}
