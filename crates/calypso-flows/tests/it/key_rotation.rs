//! New keys for a subscription: both pairs accepted for a while, and lost answers.

use std::net::SocketAddr;
use std::time::Duration;

use calypso_flows::{
    Client, Error, InvalidSubscriptionKeys, KeyRotation, Outcome, RetryPolicy, SubscriptionKeys,
};
use calypso_model::{
    EventService, NewSubscription, NewUnlimitedInvoice, Subscription, SubscriptionId,
};
use calypso_sandbox::Sandbox;
use calypso_testkit::{Arrival, LoopbackServer, ScriptedTransport, Step};
use calypso_transport::HttpTransport;
use calypso_webhooks::{Receiver, VerifyWebhookError};

use crate::cutting_proxy::{Cut, CuttingProxy};
use crate::journeys::currency;
use crate::worlds::{KEY, credentials, cut, golden, sandbox, scripted_client};

const LIST: &str = "/api/v1/subscription/webhook";
const REGENERATE: &str = "/api/v1/subscription/webhook/regenerate";
const OLD_SECRET: &str = "3e1d5c7b9a8f4e6d2c0b1a3f5e7d9c8b";
const NEW_SECRET: &str = "4f2e6d8c0b9a5f7e3d1c2b4a6f8e0d9c";

fn id() -> SubscriptionId {
    SubscriptionId::parse(KEY).unwrap()
}

fn before() -> Step {
    Step::post(LIST).reply(200, golden!("webhook-list"))
}

fn renewed() -> Step {
    Step::post(LIST).reply(200, golden!("webhook-list.renewed"))
}

async fn rotate(steps: impl IntoIterator<Item = Step>) -> Result<KeyRotation, Error> {
    let script = ScriptedTransport::new(steps);
    let result = scripted_client(&script).webhooks().rotate_keys(&id()).await;
    // New keys are asked for once at most, whatever happens.
    let asked = script.requests().into_iter().filter(|sent| sent.path() == REGENERATE).count();
    assert!(asked <= 1, "{asked}");
    result
}

/// A receiver of both pairs, as it is while keys change.
fn accepting_both(rotation: &KeyRotation) -> Receiver {
    let KeyRotation { old, new, .. } = rotation;
    Receiver::new(new.public_key.clone(), &new.secret_key)
        .with_key(old.public_key.clone(), &old.secret_key)
}

fn accepting(keys: &SubscriptionKeys) -> Receiver {
    Receiver::new(keys.public_key.clone(), &keys.secret_key)
}

#[tokio::test]
async fn the_old_and_the_new_keys_are_handed_back() {
    let new = Step::post(REGENERATE).reply(200, golden!("webhook-regenerate"));
    let rotation = rotate([before(), new]).await.unwrap();
    assert_eq!(rotation.old.public_key.as_str(), "6a4f1f0f9b8e4a0c8d2e7b1c3a5d9e0f");
    assert_eq!(rotation.old.secret_key.expose_secret(), OLD_SECRET);
    assert_eq!(rotation.new.public_key.as_str(), "7b502a1a0c9f5b1d9e3f8c2d4b6e0f1a");
    assert_eq!(rotation.new.secret_key.expose_secret(), NEW_SECRET);
    let printed = format!("{rotation:?} {rotation:#?}");
    for start in ["3e1d5c7b", "4f2e6d8c"] {
        assert!(!printed.contains(start), "{printed}");
    }
}

/// However the answer is lost, the list tells whether the keys are new.
#[tokio::test]
async fn a_lost_answer_is_settled_by_comparing_the_keys_in_the_list() {
    for lost in [
        || Step::post(REGENERATE).fail(cut()),
        || Step::post(REGENERATE).hang(),
        || Step::post(REGENERATE).reply(500, golden!("error.000")),
        || Step::post(REGENERATE).reply(502, "<html>"),
        || Step::post(REGENERATE).reply(200, "{\"requestId\""),
    ] {
        let rotation = rotate([before(), lost(), renewed()]).await.unwrap();
        assert_eq!(rotation.old.secret_key.expose_secret(), OLD_SECRET);
        assert_eq!(rotation.new.secret_key.expose_secret(), NEW_SECRET);
        // The old keys are still there: it is not known whether the request will arrive.
        let error = rotate([before(), lost(), before()]).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error:?}");
        let refused = Step::post(LIST).reply(401, r#"{"errorCode":"002","message":"no"}"#);
        let error = rotate([before(), lost(), refused]).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error:?}");
    }
}

#[tokio::test]
async fn a_refusal_is_not_looked_into() {
    let refused = Step::post(REGENERATE).reply(400, golden!("error.004"));
    let error = rotate([before(), refused]).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotApplied);
}

#[tokio::test]
async fn without_the_subscription_nothing_is_asked_for() {
    let none = Step::post(LIST).reply(200, r#"{"subscriptions":[]}"#);
    let error = rotate([none]).await.unwrap_err();
    let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
    let difference = &mismatch.differences()[0];
    assert_eq!((difference.field, difference.wanted.as_str()), ("requestId", KEY));
    assert_eq!(difference.found, None);
    assert_eq!(error.outcome(), Outcome::NotApplied);
}

#[tokio::test]
async fn a_secret_that_did_not_change_is_a_mismatch_that_does_not_show_it() {
    let same = golden!("webhook-regenerate").replace(NEW_SECRET, OLD_SECRET);
    let error = rotate([before(), Step::post(REGENERATE).reply(200, same)]).await.unwrap_err();
    let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
    assert_eq!(mismatch.differences()[0].field, "secretKey");
    assert!(!format!("{error} {error:?}").contains("3e1d5c7b"));
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn keys_that_cannot_be_used_say_whether_they_are_the_new_ones() {
    let spoilt = golden!("webhook-list").replace(OLD_SECRET, "");
    let error = rotate([Step::post(LIST).reply(200, spoilt)]).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotApplied);
    let spoilt = golden!("webhook-regenerate").replace("7b502a1a", "7b 02a1a");
    let error = rotate([before(), Step::post(REGENERATE).reply(200, spoilt)]).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Applied);

    let subscription: Subscription =
        serde_json::from_str(&golden!("webhook-create").replace("6a4f1f0f", "6a4f1f0ä")).unwrap();
    let invalid = SubscriptionKeys::try_from(&subscription).unwrap_err();
    assert!(matches!(invalid, InvalidSubscriptionKeys::PublicKey(_)), "{invalid:?}");
}

/// The same public key with another secret: a receiver of both tries both.
#[tokio::test]
async fn a_public_key_may_stay_while_its_secret_changes() {
    let same_key = golden!("webhook-regenerate")
        .replace("7b502a1a0c9f5b1d9e3f8c2d4b6e0f1a", "6a4f1f0f9b8e4a0c8d2e7b1c3a5d9e0f");
    let rotation = rotate([before(), Step::post(REGENERATE).reply(200, same_key)]).await.unwrap();
    assert_eq!(rotation.old.public_key, rotation.new.public_key);
    let receiver = accepting_both(&rotation);
    for keys in [&rotation.old, &rotation.new] {
        let delivery =
            calypso_webhooks::SignedDelivery::new(&keys.public_key, &keys.secret_key, "{}");
        receiver.verify(delivery.headers(), delivery.body().clone()).unwrap();
    }
}

async fn subscribe(client: &Client, receiver: &LoopbackServer) {
    let new = NewSubscription::new(id(), receiver.base_url()).with_service(EventService::Invoice);
    client.webhooks().subscribe(new).await.unwrap();
}

async fn something_happens(sandbox: &Sandbox, client: &Client) {
    let new = NewUnlimitedInvoice::new(currency("ETH"), "Donations");
    client.invoices().create_unlimited(new).await.unwrap();
    sandbox.settle().await;
}

fn check(receiver: &Receiver, arrival: &Arrival) -> Result<(), VerifyWebhookError> {
    receiver.verify(&arrival.headers, arrival.body.clone()).map(drop)
}

/// Real deliveries from before and after the change: both pass while both are accepted, and the
/// old pair is dropped then.
#[tokio::test]
async fn a_receiver_of_both_accepts_deliveries_of_either() {
    let sandbox = sandbox().await;
    let client =
        Client::new(credentials(&sandbox), HttpTransport::new(sandbox.base_url()).unwrap());
    let endpoint = LoopbackServer::start([]);
    subscribe(&client, &endpoint).await;
    something_happens(&sandbox, &client).await;
    let rotation = client.webhooks().rotate_keys(&id()).await.unwrap();
    something_happens(&sandbox, &client).await;

    let arrivals = endpoint.arrivals();
    let [earlier, later] = &arrivals[..] else { panic!("{arrivals:?}") };
    let both = accepting_both(&rotation);
    check(&both, earlier).unwrap();
    check(&both, later).unwrap();
    let new_only = accepting(&rotation.new);
    assert!(matches!(check(&new_only, earlier), Err(VerifyWebhookError::UnknownKey)));
    check(&new_only, later).unwrap();
    let old_only = accepting(&rotation.old);
    check(&old_only, earlier).unwrap();
    assert!(check(&old_only, later).is_err());
}

/// A client that reaches the sandbox through a proxy which cuts the first request for new keys.
async fn through(sandbox: &Sandbox, fault: Cut) -> (Client, CuttingProxy) {
    let service: SocketAddr = sandbox.base_url().strip_prefix("http://").unwrap().parse().unwrap();
    let proxy = CuttingProxy::start(service, REGENERATE, &[fault]).await;
    let mut policy = RetryPolicy::default();
    policy.delay_base = Duration::from_millis(1);
    policy.attempt_limit = Duration::from_millis(400);
    let transport = HttpTransport::new(&proxy.base_url()).unwrap();
    let client = Client::builder(credentials(sandbox), transport).with_retry_policy(policy).build();
    (client, proxy)
}

#[tokio::test]
async fn an_answer_that_is_lost_after_the_keys_changed_loses_nothing() {
    for fault in [Cut::AfterApplied, Cut::Stalled, Cut::Halved] {
        let sandbox = sandbox().await;
        let (client, proxy) = through(&sandbox, fault).await;
        let endpoint = LoopbackServer::start([]);
        subscribe(&client, &endpoint).await;
        something_happens(&sandbox, &client).await;
        let rotation = client.webhooks().rotate_keys(&id()).await.unwrap();
        assert_eq!(proxy.passed(REGENERATE).len(), 1, "{fault:?}");
        something_happens(&sandbox, &client).await;
        let arrivals = endpoint.arrivals();
        assert_eq!(arrivals.len(), 2);
        for arrival in &arrivals {
            check(&accepting_both(&rotation), arrival).unwrap();
        }
        check(&accepting(&rotation.new), &arrivals[1]).unwrap();
        assert!(check(&accepting(&rotation.old), &arrivals[1]).is_err());
    }
}

#[tokio::test]
async fn a_request_that_never_arrived_leaves_the_old_keys_and_can_be_made_again() {
    let sandbox = sandbox().await;
    let (client, proxy) = through(&sandbox, Cut::BeforeApplied).await;
    let endpoint = LoopbackServer::start([]);
    subscribe(&client, &endpoint).await;
    let before = client.webhooks().list().await.unwrap().into_inner();
    let error = client.webhooks().rotate_keys(&id()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(client.webhooks().list().await.unwrap().into_inner(), before);
    let rotation = client.webhooks().rotate_keys(&id()).await.unwrap();
    let keys = SubscriptionKeys::try_from(&before.subscriptions[0]).unwrap();
    assert_eq!(rotation.old, keys);
    assert_eq!(proxy.passed(REGENERATE).len(), 2);
    assert_eq!(sandbox.counts().subscriptions, 1);
}
