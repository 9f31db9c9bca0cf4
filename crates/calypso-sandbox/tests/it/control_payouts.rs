//! The control API of payouts: top-ups, and decisions about payouts.

use calypso_model::{Endpoint, PayoutState};
use calypso_sandbox::{DecidePayoutError, MakeDepositError, PayoutOutcome};

use crate::merchant::World;

const NEW: &str = concat!(
    r#"{"depositAddress":"TJRabPrwbZy45sbavfcjinPJC18kjpRTv8","amount":25.50,"#,
    r#""currency":"USDT_TRX"}"#
);
const TOP_UP: &str = r#"{"currency":"USDT_TRX","amount":"100.00"}"#;

#[tokio::test]
async fn a_top_up_lands_on_the_balance_and_in_the_ledger() {
    let world = World::start().await;
    let answer = world.control("POST", "topups", TOP_UP).await;
    let account = world.sandbox.account();
    let expected = format!(r#"{{"account":"{account}","currency":"USDT_TRX","balance":"100.00"}}"#);
    assert_eq!((answer.status, answer.body), (200, expected));
    let ledger = world.control("GET", "ledger", "").await;
    assert_eq!(
        ledger.body,
        concat!(
            r#"{"result":[{"currency":"USDT_TRX","in":"100.00","fees":"0","credited":"100.00","#,
            r#""pending":"0","declined":"0","refunded":"0","stray":"0","out":"0","#,
            r#""exchanged_away":"0","exchanged_in":"0"}]}"#
        )
    );
    world.ask(Endpoint::PayoutCreate, NEW).await;
    let ledger = world.control("GET", "ledger", "").await;
    assert!(ledger.body.contains(r#""out":"25.6275""#), "{ledger:?}");

    let other = world.sandbox.add_merchant();
    let named = format!(r#"{{"account":"{}","currency":"BTC","amount":"0.5"}}"#, other.account);
    assert_eq!(world.control("POST", "topups", &named).await.status, 200);
    let btc = "BTC".parse().unwrap();
    assert_eq!(world.sandbox.balance(&other.account, &btc).to_string(), "0.5");
    world.sandbox.top_up_account(&other.account, &btc, "0.25".parse().unwrap()).unwrap();
    assert_eq!(world.sandbox.balance(&other.account, &btc).to_string(), "0.75");
}

#[tokio::test]
async fn impossible_top_ups_are_refused() {
    let world = World::start().await;
    for (body, error) in [
        (r#"{"amount":"1"}"#, "currency=[Must not be null]"),
        (r#"{"currency":"BTC"}"#, "amount=[Must not be null]"),
        (r#"{"currency":"BTC","amount":"0"}"#, "a deposit of nothing"),
        (r#"{"currency":"USD","amount":"1"}"#, "not a known crypto currency"),
        (
            r#"{"currency":"BTC","amount":"0.000000001"}"#,
            "the chain knows at most 8 decimals of this currency",
        ),
    ] {
        let answer = world.control("POST", "topups", body).await;
        assert_eq!((answer.status, answer.body), (400, format!(r#"{{"error":"{error}"}}"#)));
    }
    let nobody = r#"{"account":"0x1","currency":"BTC","amount":"1"}"#;
    let answer = world.control("POST", "topups", nobody).await;
    let expected = r#"{"error":"no merchant has this account"}"#;
    assert_eq!((answer.status, answer.body.as_str()), (404, expected));
    let nobody = "0x1".parse().unwrap();
    let (btc, one) = ("BTC".parse().unwrap(), "1".parse().unwrap());
    let error = world.sandbox.top_up_account(&nobody, &btc, one).unwrap_err();
    assert_eq!(error, MakeDepositError::UnknownAccount);
    assert!(world.sandbox.ledger().is_empty());
}

/// A sandbox with money on the account, in which payouts wait for a person.
async fn verified() -> World {
    let world = World::with(|builder| builder.with_payout_verification(true)).await;
    world.sandbox.top_up(&"USDT_TRX".parse().unwrap(), "100".parse().unwrap()).unwrap();
    world
}

#[tokio::test]
async fn a_payout_is_decided_about() {
    for (outcome, state) in
        [("confirmed", "CONFIRMED"), ("completed", "COMPLETED"), ("cancelled", "CANCELED")]
    {
        let world = verified().await;
        let payout = world.ask(Endpoint::PayoutCreate, NEW).await;
        assert_eq!(payout["state"], "PENDING_CONFIRMATION");
        let body = format!(r#"{{"outcome":"{outcome}"}}"#);
        let answer = world.control("POST", "payouts/200001", &body).await;
        let expected = format!(r#"{{"id":"200001","state":"{state}"}}"#);
        assert_eq!((answer.status, answer.body), (200, expected));
        let payout = world.ask(Endpoint::PayoutGet, r#"{"id":"200001"}"#).await;
        // A payout that was confirmed is done in the same instant here.
        let after = if outcome == "confirmed" { "COMPLETED" } else { state };
        assert_eq!(payout["state"], after);
        if outcome == "cancelled" {
            assert_eq!(payout["cancellation"]["canceledByFirstname"], "Sandbox");
            assert_eq!(payout["cancellation"]["cancelMessage"], "Canceled in the sandbox");
        }
    }
}

#[tokio::test]
async fn a_decision_that_cannot_be_is_refused() {
    let world = verified().await;
    world.ask(Endpoint::PayoutCreate, NEW).await;
    let decide = async |id: &str, body: &str| {
        let answer = world.control("POST", &format!("payouts/{id}"), body).await;
        (answer.status, answer.body)
    };
    let error = |text: &str| format!(r#"{{"error":"{text}"}}"#);
    let unknown = "outcome=[Must be confirmed, completed, failed or cancelled]";
    assert_eq!(decide("200001", r#"{"outcome":"lost"}"#).await, (400, error(unknown)));
    assert_eq!(decide("200001", "{}").await, (400, error("outcome=[Must not be null]")));
    for id in ["1", "x", "-1"] {
        let answer = decide(id, r#"{"outcome":"failed"}"#).await;
        assert_eq!(answer, (404, error("no such payout")));
    }
    let wrong = "a payout in state PENDING_CONFIRMATION cannot come to this outcome";
    assert_eq!(decide("200001", r#"{"outcome":"failed"}"#).await, (400, error(wrong)));
}

#[tokio::test]
async fn the_typed_helpers_decide_too() {
    let world = verified().await;
    world.ask(Endpoint::PayoutCreate, NEW).await;
    let sandbox = &world.sandbox;
    let id = "200001".parse().unwrap();
    sandbox.decide_payout(&id, PayoutOutcome::Completed).unwrap();
    let error = sandbox.decide_payout(&id, PayoutOutcome::Canceled).unwrap_err();
    assert_eq!(error, DecidePayoutError::State { state: PayoutState::Completed });
    let error = sandbox.decide_mass_payout(&"x".parse().unwrap(), PayoutOutcome::Failed);
    assert_eq!(error, Err(DecidePayoutError::NotFound));
    let entry = NEW.replace(r#","currency":"USDT_TRX""#, "");
    let mass = format!(r#"{{"currency":"USDT_TRX","name":"Wages","massAddresses":[{entry}]}}"#);
    world.ask(Endpoint::PayoutMassCreate, &mass).await;
    sandbox.decide_mass_payout(&"200002".parse().unwrap(), PayoutOutcome::Canceled).unwrap();
    let mass = world.ask(Endpoint::PayoutMassGet, r#"{"id":"200002"}"#).await;
    assert_eq!(mass["state"], "CANCELED");
}
