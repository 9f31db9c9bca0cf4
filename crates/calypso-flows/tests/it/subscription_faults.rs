//! Calls about a subscription that are refused, cut, garbled or answered in an unforeseen shape.

use std::net::SocketAddr;
use std::time::Duration;

use calypso_flows::{Client, Error, Outcome, Removal, RetryPolicy};
use calypso_model::{
    Endpoint, ErrorCode, EventService, NewSubscription, Subscription, SubscriptionChange,
    SubscriptionId,
};
use calypso_sandbox::Sandbox;
use calypso_testkit::{ScriptedTransport, Step};
use calypso_transport::{Delivery, HttpTransport, TransportError, TransportFailure, http};

use crate::cutting_proxy::{Cut, CuttingProxy};
use crate::worlds::{KEY, World, credentials, golden, sandbox, scripted_client};

const LIST: &str = "/api/v1/subscription/webhook";
const CHANGE: &str = "/api/v1/subscription/webhook/change";
const REGENERATE: &str = "/api/v1/subscription/webhook/regenerate";
const MOVED: &str = "http://127.0.0.1:9/moved";

/// What can go wrong on the way, seen from the service.
const FAULTS: &[Cut] = &[
    Cut::BeforeApplied,
    Cut::AfterApplied,
    Cut::Stalled,
    Cut::Halved,
    Cut::Replaced { head: "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html", body: "<html>" },
    Cut::Replaced {
        head: "HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json",
        body: r#"{"errorCode":"000","message":"failed"}"#,
    },
];

fn id() -> SubscriptionId {
    SubscriptionId::parse(KEY).unwrap()
}

fn moved() -> SubscriptionChange {
    SubscriptionChange::new(id(), MOVED)
}

/// A client behind a proxy that spoils the first call to an endpoint, one that is not behind it,
/// and a subscription.
async fn through(
    sandbox: &Sandbox,
    endpoint: Endpoint,
    fault: Cut,
) -> (Client, CuttingProxy, Client) {
    let direct = Client::new(credentials(sandbox), HttpTransport::new(sandbox.base_url()).unwrap());
    let new = NewSubscription::new(id(), "http://127.0.0.1:9/calypso")
        .with_service(EventService::Invoice);
    direct.webhooks().subscribe(new).await.unwrap();
    let service: SocketAddr = sandbox.base_url().strip_prefix("http://").unwrap().parse().unwrap();
    let proxy = CuttingProxy::start(service, endpoint.path(), &[fault]).await;
    let mut policy = RetryPolicy::default();
    policy.delay_base = Duration::from_millis(1);
    policy.attempt_limit = Duration::from_millis(400);
    let transport = HttpTransport::new(&proxy.base_url()).unwrap();
    let client = Client::builder(credentials(sandbox), transport).with_retry_policy(policy).build();
    (client, proxy, direct)
}

async fn only(client: &Client) -> Subscription {
    let mut list = client.webhooks().list().await.unwrap().into_inner();
    assert_eq!(list.subscriptions.len(), 1);
    list.subscriptions.remove(0)
}

#[tokio::test]
async fn a_spoilt_change_is_unknown_is_sent_once_and_can_be_made_again() {
    for &fault in FAULTS {
        let sandbox = sandbox().await;
        let (client, proxy, direct) = through(&sandbox, Endpoint::WebhookChange, fault).await;
        let before = only(&direct).await;
        let error = client.webhooks().change(&moved()).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{fault:?}");
        assert_eq!(proxy.passed(CHANGE).len(), 1, "{fault:?}");
        let is_moved = only(&direct).await.url == MOVED;
        assert_eq!(is_moved, fault != Cut::BeforeApplied, "{fault:?}");
        let again = client.webhooks().change(&moved()).await.unwrap().into_inner();
        let mut expected = before;
        MOVED.clone_into(&mut expected.url);
        assert_eq!(again, expected, "{fault:?}");
        assert_eq!(only(&direct).await, expected, "{fault:?}");
    }
}

#[tokio::test]
async fn a_spoilt_renewal_is_unknown_is_sent_once_and_the_list_shows_the_keys_that_count() {
    for &fault in FAULTS {
        let sandbox = sandbox().await;
        let (client, proxy, direct) = through(&sandbox, Endpoint::WebhookRegenerate, fault).await;
        let before = only(&direct).await;
        let error = client.webhooks().regenerate_keys(&id()).await.unwrap_err();
        assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{fault:?}");
        assert_eq!(proxy.passed(REGENERATE).len(), 1, "{fault:?}");
        let is_renewed = only(&direct).await.secret_key != before.secret_key;
        assert_eq!(is_renewed, fault != Cut::BeforeApplied, "{fault:?}");
    }
}

#[tokio::test]
async fn a_spoilt_removal_is_settled_or_can_be_asked_for_again() {
    for &fault in FAULTS {
        let sandbox = sandbox().await;
        let (client, _proxy, _direct) = through(&sandbox, Endpoint::WebhookDelete, fault).await;
        let removal = client.webhooks().unsubscribe(&id()).await;
        if fault == Cut::BeforeApplied {
            assert_eq!(removal.unwrap_err().outcome(), Outcome::Unknown);
            assert_eq!(*client.webhooks().unsubscribe(&id()).await.unwrap(), Removal::Removed);
        } else {
            // An answer without content has no half that could be missing.
            let whole = fault == Cut::Halved;
            let expected = if whole { Removal::Removed } else { Removal::FoundGone };
            assert_eq!(*removal.unwrap(), expected, "{fault:?}");
        }
        assert_eq!(sandbox.counts().subscriptions, 0, "{fault:?}");
        // Nothing is left to remove, and that is said as it is.
        let error = client.webhooks().unsubscribe(&id()).await.unwrap_err();
        assert_eq!(error.code(), Some(&ErrorCode::NotFound), "{fault:?}");
        assert_eq!(error.outcome(), Outcome::NotApplied, "{fault:?}");
    }
}

/// Another subscription in the list is no sign that this one is still there.
#[tokio::test]
async fn a_lost_removal_is_settled_by_its_own_id_alone() {
    let other = golden!("webhook-list").replace(KEY, "0b6f1c1e-7f3a-4b52-9d0a-6a1f2e3d4c5c");
    let upper = golden!("webhook-list").replace(KEY, &KEY.to_ascii_uppercase());
    let cut = || TransportError::new(Delivery::Unknown, TransportFailure::Interrupted);
    let lost = || Step::expect(http::Method::DELETE, LIST).fail(cut());
    let script = ScriptedTransport::new([lost(), Step::post(LIST).reply(200, other)]);
    let removal = scripted_client(&script).webhooks().unsubscribe(&id()).await.unwrap();
    assert_eq!(*removal, Removal::FoundGone);
    let script = ScriptedTransport::new([lost(), Step::post(LIST).reply(200, upper)]);
    let error = scripted_client(&script).webhooks().unsubscribe(&id()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn what_is_refused_changed_nothing() {
    let world = World::http().await;
    let webhooks = world.client.webhooks();
    let errors = [
        webhooks.change(&moved()).await.unwrap_err(),
        webhooks.regenerate_keys(&id()).await.unwrap_err(),
        webhooks.unsubscribe(&id()).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.code(), Some(&ErrorCode::NotFound), "{error:?}");
        assert_eq!((error.outcome(), error.attempts()), (Outcome::NotApplied, 1));
    }
    let new = NewSubscription::new(id(), "http://127.0.0.1:9/calypso")
        .with_service(EventService::Invoice);
    let made = webhooks.subscribe(new).await.unwrap().into_inner();
    let nothing = moved().with_event_types([]).with_services([]);
    let error = webhooks.change(&nothing).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::BadRequest));
    assert_eq!(error.outcome(), Outcome::NotApplied);
    assert_eq!(only(&world.client).await, made);
}

/// How the service answers a renewal is inferred, and its path too. Whatever a success says, the
/// list is the judge; a path that does not exist changed nothing.
#[tokio::test]
async fn a_renewal_that_is_answered_in_another_shape_is_settled_by_the_list() {
    let before = || Step::post(LIST).reply(200, golden!("webhook-list"));
    for shape in [
        "",
        "null",
        "{}",
        "true",
        r#"{"publicKey":"7b502a1a0c9f5b1d9e3f8c2d4b6e0f1a","secretKey":"4f2e6d8c0b9a5f7e"}"#,
        golden!("webhook-list.renewed"),
    ] {
        let renewed = Step::post(LIST).reply(200, golden!("webhook-list.renewed"));
        let answered = Step::post(REGENERATE).reply(200, shape);
        let script = ScriptedTransport::new([before(), answered, renewed]);
        let rotation = scripted_client(&script).webhooks().rotate_keys(&id()).await.unwrap();
        let secrets = [&rotation.old, &rotation.new].map(|keys| keys.secret_key.expose_secret());
        let expected = ["3e1d5c7b9a8f4e6d2c0b1a3f5e7d9c8b", "4f2e6d8c0b9a5f7e3d1c2b4a6f8e0d9c"];
        assert_eq!(secrets, expected, "{shape}");
    }
    let script = ScriptedTransport::new([before(), Step::post(REGENERATE).reply(404, "<html>")]);
    let error = scripted_client(&script).webhooks().rotate_keys(&id()).await.unwrap_err();
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotApplied);
}
