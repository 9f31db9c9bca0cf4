//! Webhook subscriptions that are changed, given new keys and deleted, with lost answers.

use std::net::SocketAddr;
use std::time::Duration;

use calypso_flows::{Client, Error, Outcome, Removal, RetryPolicy};
use calypso_model::{
    Endpoint, ErrorCode, EventService, EventType, NewSubscription, SubscriptionChange,
    SubscriptionId,
};
use calypso_sandbox::Sandbox;
use calypso_testkit::{ScriptedTransport, Step};
use calypso_transport::{Delivery, HttpTransport, TransportError, TransportFailure, http};

use crate::cutting_proxy::{Cut, CuttingProxy};
use crate::worlds::{KEY, World, credentials, cut, golden, sandbox, scripted_client};

const LIST: &str = "/api/v1/subscription/webhook";
const CREATE: &str = "/api/v1/subscription/webhook/create";
const CHANGE: &str = "/api/v1/subscription/webhook/change";
const REGENERATE: &str = "/api/v1/subscription/webhook/regenerate";
const EMPTY: &str = r#"{"subscriptions":[]}"#;

fn id() -> SubscriptionId {
    SubscriptionId::parse(KEY).unwrap()
}

fn delete() -> calypso_testkit::Expectation {
    Step::expect(http::Method::DELETE, LIST)
}

mod a_subscription_s_life {
    use super::*;

    #[tokio::test]
    async fn over_a_script_of_golden_replies() {
        life(&World::scripted([
            Step::post(CREATE).reply(200, golden!("webhook-create")),
            Step::post(CHANGE).reply(200, golden!("webhook-change")),
            Step::post(REGENERATE).reply(200, golden!("webhook-regenerate")),
            delete().reply(200, ""),
            Step::post(LIST).reply(200, EMPTY),
        ]))
        .await;
    }

    #[tokio::test]
    async fn over_http_against_the_sandbox() {
        life(&World::http().await).await;
    }

    #[test]
    fn in_process() {
        futures_executor::block_on(life(&World::in_process()));
    }

    async fn life(world: &World) {
        let (webhooks, id) = (world.client.webhooks(), world.subscription_id());
        let new = NewSubscription::new(id.clone(), "http://127.0.0.1:9/calypso")
            .with_event_types([EventType::InvoiceCreateInvoice, EventType::InvoicePaid]);
        let made = webhooks.subscribe(new).await.unwrap();
        let change = SubscriptionChange::new(id.clone(), "http://127.0.0.1:9/moved")
            .with_event_types([EventType::InvoicePaid, EventType::CustomerPurseExpired]);
        let changed = webhooks.change(&change).await.unwrap();
        assert_eq!(changed.url, "http://127.0.0.1:9/moved");
        assert_eq!(
            changed.notification_event_types,
            [EventType::InvoicePaid, EventType::CustomerPurseExpired]
        );
        assert_eq!(changed.secret_key, made.secret_key);
        let renewed = webhooks.regenerate_keys(&id).await.unwrap();
        assert_ne!(renewed.public_key, made.public_key);
        assert_ne!(renewed.secret_key, made.secret_key);
        let removal = webhooks.unsubscribe(&id).await.unwrap();
        assert_eq!(*removal, Removal::Removed);
        assert_eq!(webhooks.list().await.unwrap().subscriptions, []);
    }
}

/// The removal is a `DELETE` whose body is signed like any other.
#[tokio::test]
async fn a_removal_carries_a_signed_body() {
    let script = ScriptedTransport::new([delete().reply(200, "")]);
    let removal = scripted_client(&script).webhooks().unsubscribe(&id()).await.unwrap();
    assert_eq!((*removal, removal.raw()), (Removal::Removed, ""));
    let requests = script.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].method(), http::Method::DELETE);
    let body: serde_json::Value = serde_json::from_slice(requests[0].body()).unwrap();
    assert_eq!(body["payload"], serde_json::json!({ "requestId": KEY }));
    let secret = calypso_sign::SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52").unwrap();
    let verifier = calypso_sign::Verifier::new(&secret);
    verifier.verify(requests[0].body(), requests[0].signature()).unwrap();
}

/// Whatever a success says instead of nothing, it is one.
#[tokio::test]
async fn a_removal_may_be_answered_with_anything() {
    for body in ["", "null", "{}", r#"{"subscriptions":[]}"#, "  \n"] {
        let script = ScriptedTransport::new([delete().reply(200, body)]);
        let removal = scripted_client(&script).webhooks().unsubscribe(&id()).await.unwrap();
        assert_eq!(*removal, Removal::Removed, "{body:?}");
    }
}

#[tokio::test]
async fn a_lost_removal_is_settled_by_the_list() {
    for lost in [
        delete().fail(cut()),
        delete().hang(),
        delete().reply(500, golden!("error.000")),
        delete().reply(502, "<html>"),
        delete().reply(200, "<html>"),
    ] {
        let gone = Step::post(LIST).reply(200, EMPTY);
        let script = ScriptedTransport::new([lost, gone]);
        let removal = scripted_client(&script).webhooks().unsubscribe(&id()).await.unwrap();
        assert_eq!(*removal, Removal::FoundGone);
    }
}

#[tokio::test]
async fn a_removal_stays_unknown_while_the_list_names_it_or_does_not_answer() {
    for look in [
        Step::post(LIST).reply(200, golden!("webhook-list")),
        Step::post(LIST).reply(400, golden!("error.001")),
    ] {
        let script = ScriptedTransport::new([delete().fail(cut()), look]);
        let error = scripted_client(&script).webhooks().unsubscribe(&id()).await.unwrap_err();
        assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    }
}

#[tokio::test]
async fn a_removal_that_was_not_sent_is_sent_again_and_a_refused_one_is_not() {
    let not_sent = TransportError::new(Delivery::NotSent, TransportFailure::Connect);
    let script = ScriptedTransport::new([delete().fail(not_sent), delete().reply(200, "")]);
    scripted_client(&script).webhooks().unsubscribe(&id()).await.unwrap();
    let script = ScriptedTransport::new([delete().reply(400, golden!("error.004"))]);
    let error = scripted_client(&script).webhooks().unsubscribe(&id()).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::NotFound));
    assert_eq!(error.outcome(), Outcome::NotApplied);
}

/// A client that reaches the sandbox through a proxy, and a subscription made past it.
async fn through(sandbox: &Sandbox, path: &str, fault: Cut) -> (Client, CuttingProxy) {
    let direct = HttpTransport::new(sandbox.base_url()).unwrap();
    let new = NewSubscription::new(id(), "http://127.0.0.1:9/calypso")
        .with_service(EventService::Invoice);
    Client::new(credentials(sandbox), direct).webhooks().subscribe(new).await.unwrap();
    let service: SocketAddr = sandbox.base_url().strip_prefix("http://").unwrap().parse().unwrap();
    let proxy = CuttingProxy::start(service, path, &[fault]).await;
    let mut policy = RetryPolicy::default();
    policy.delay_base = Duration::from_millis(1);
    policy.attempt_limit = Duration::from_millis(400);
    let transport = HttpTransport::new(&proxy.base_url()).unwrap();
    let client = Client::builder(credentials(sandbox), transport).with_retry_policy(policy).build();
    (client, proxy)
}

#[tokio::test]
async fn a_removal_whose_answer_was_cut_off_is_found_done() {
    let sandbox = sandbox().await;
    let path = Endpoint::WebhookDelete.path();
    let (client, proxy) = through(&sandbox, path, Cut::AfterApplied).await;
    let removal = client.webhooks().unsubscribe(&id()).await.unwrap();
    assert_eq!(*removal, Removal::FoundGone);
    // The removal and the look at the list, which share their path.
    assert_eq!(proxy.passed(path).len(), 2);
    assert_eq!(sandbox.counts().subscriptions, 0);
}

#[tokio::test]
async fn a_removal_that_never_arrived_is_unknown_and_can_be_asked_for_again() {
    let sandbox = sandbox().await;
    let (client, _proxy) =
        through(&sandbox, Endpoint::WebhookDelete.path(), Cut::BeforeApplied).await;
    let error = client.webhooks().unsubscribe(&id()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(sandbox.counts().subscriptions, 1);
    let removal = client.webhooks().unsubscribe(&id()).await.unwrap();
    assert_eq!(*removal, Removal::Removed);
}

#[tokio::test]
async fn a_lost_change_is_unknown_and_not_repeated() {
    let sandbox = sandbox().await;
    let (client, proxy) = through(&sandbox, CHANGE, Cut::AfterApplied).await;
    let change = SubscriptionChange::new(id(), "http://127.0.0.1:9/moved");
    let error = client.webhooks().change(&change).await.unwrap_err();
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1));
    assert_eq!(proxy.passed(CHANGE).len(), 1);
    let again = client.webhooks().change(&change).await.unwrap();
    assert_eq!(again.url, "http://127.0.0.1:9/moved");
    assert_eq!(sandbox.counts().subscriptions, 1);
}

#[tokio::test]
async fn an_answer_about_another_subscription_or_url_is_a_mismatch() {
    let other = golden!("webhook-change").replace("3d4c5b", "3d4c5c");
    let elsewhere = golden!("webhook-change").replace("/moved", "/elsewhere");
    for (answer, field) in [(other, "requestId"), (elsewhere, "url")] {
        let script = ScriptedTransport::new([Step::post(CHANGE).reply(200, answer)]);
        let change = SubscriptionChange::new(id(), "http://127.0.0.1:9/moved");
        let error = scripted_client(&script).webhooks().change(&change).await.unwrap_err();
        let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
        assert_eq!(mismatch.differences()[0].field, field);
        // Something was changed, and somebody has to look.
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
}
