//! Payouts whose answers are lost on a real connection: whatever is cut, money goes out once.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use calypso_flows::{Client, Error, Outcome, PayoutFate, Payouts, RetryPolicy, Undecided};
use calypso_model::{MassAddress, NewMassPayout, NewPayout};
use calypso_sandbox::{Sandbox, StageDelays};
use calypso_sign::Timestamp;
use calypso_testkit::ManualClock;
use calypso_transport::HttpTransport;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::cutting_proxy::{Cut, CuttingProxy, Passed};
use crate::worlds::credentials;

const CREATE: &str = "/api/v1/payout/create";
const GET: &str = "/api/v1/payout";
const CREATE_MASS: &str = "/api/v1/payout/mass/create";
const GET_MASS: &str = "/api/v1/payout/mass";
const TRON: &str = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8";

/// As many cuts as two calls make attempts.
const TWO_CALLS: usize = 8;

/// A merchant and a sandbox that share a clock, with a proxy between them that cuts.
struct Scene {
    sandbox: Sandbox,
    clock: ManualClock,
    client: Client,
    proxy: CuttingProxy,
}

impl Scene {
    async fn start(cuts: &[(&str, Cut)]) -> Self {
        let clock = ManualClock::new(Timestamp::from_millis(1_751_754_669_255));
        let sandbox = Sandbox::builder()
            .with_clock(Arc::new(clock.clone()))
            .with_stage_delays(StageDelays::NONE)
            .start()
            .await
            .unwrap();
        sandbox.top_up(&"USDT_TRX".parse().unwrap(), "100".parse().unwrap()).unwrap();
        let proxy = CuttingProxy::start_cutting(service(&sandbox), cuts).await;
        let mut policy = RetryPolicy::default();
        policy.delay_base = Duration::from_millis(1);
        let transport = HttpTransport::new(&proxy.base_url()).unwrap();
        let client = Client::builder(credentials(&sandbox), transport)
            .with_clock(clock.clone())
            .with_retry_policy(policy)
            .build();
        Self { sandbox, clock, client, proxy }
    }

    fn order(&self) -> NewPayout {
        let (amount, currency) = ("25.50".parse().unwrap(), "USDT_TRX".parse().unwrap());
        let key = self.client.random_key().unwrap();
        NewPayout::new(TRON.parse().unwrap(), amount, currency, key)
    }

    fn sent(&self) -> usize {
        self.proxy.passed(CREATE).len()
    }

    /// Checks how many payouts there are, and that the balance has paid for as many.
    #[track_caller]
    fn assert_paid(&self, payouts: usize) {
        assert_eq!(self.sandbox.counts().payouts, payouts);
        let currency = "USDT_TRX".parse().unwrap();
        let balance = self.sandbox.balance(self.sandbox.account(), &currency);
        let expected = if payouts == 0 { "100" } else { "74.3725" };
        assert_eq!(balance, expected.parse().unwrap());
    }
}

fn service(sandbox: &Sandbox) -> SocketAddr {
    sandbox.base_url().strip_prefix("http://").unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_payout_whose_answer_was_cut_off_is_found_and_not_sent_again() {
    let scene = Scene::start(&[(CREATE, Cut::AfterApplied)]).await;
    let creation = scene.client.payouts().create(scene.order()).await.unwrap();
    assert!(!creation.is_created());
    assert_eq!(scene.sent(), 1);
    scene.assert_paid(1);
}

#[tokio::test]
async fn a_payout_that_the_service_never_saw_is_reported_and_not_sent_again() {
    let scene = Scene::start(&[(CREATE, Cut::BeforeApplied)]).await;
    let error = scene.client.payouts().create(scene.order()).await.unwrap_err();
    assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(scene.sent(), 1);
    scene.assert_paid(0);
}

#[tokio::test]
async fn a_payout_whose_look_up_is_cut_off_too_is_settled_later() {
    for cut in [Cut::BeforeApplied, Cut::AfterApplied] {
        let mut cuts = vec![(CREATE, Cut::AfterApplied)];
        cuts.extend(vec![(GET, cut); TWO_CALLS]);
        let scene = Scene::start(&cuts).await;
        let order = scene.order();
        let error = scene.client.payouts().create(order.clone()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(scene.sent(), 1);
        let signed = error.signed_at().unwrap();
        let fate = scene.client.payouts().settle(&order, signed).await;
        assert!(matches!(fate, PayoutFate::Unknown(Undecided::Failed(_))), "{fate:?}");
        let fate = scene.client.payouts().settle(&order, signed).await;
        let PayoutFate::Applied(payout) = fate else { panic!("{fate:?}") };
        assert_eq!(payout.idempotency_key.as_ref(), Some(&order.idempotency_key));
        assert_eq!(scene.sent(), 1);
        scene.assert_paid(1);
    }
}

/// The caller sends the stored order again, against all advice: the key keeps it from harm.
#[tokio::test]
async fn a_payout_sent_again_with_its_key_is_paid_once() {
    let scene = Scene::start(&[(CREATE, Cut::AfterApplied), (CREATE, Cut::AfterApplied)]).await;
    let order = scene.order();
    for _ in 0..3 {
        let creation = scene.client.payouts().create(order.clone()).await.unwrap();
        assert!(!creation.is_created());
    }
    scene.assert_paid(1);
    let mut other = order;
    other.amount = "1".parse().unwrap();
    let error = scene.client.payouts().create(other).await.unwrap_err();
    assert!(matches!(error, Error::Mismatch(_)), "{error:?}");
    scene.assert_paid(1);
}

/// Sends a request as it passed the proxy, bytes, key and signature, and returns the answer.
async fn replay(sandbox: &Sandbox, passed: &Passed) -> String {
    let mut stream = TcpStream::connect(service(sandbox)).await.unwrap();
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: \
         application/json\r\nKey: {}\r\nSign: {}\r\nContent-Length: {}\r\n\r\n",
        passed.path,
        passed.key,
        passed.sign,
        passed.body.len(),
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&passed.body).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

/// A request can lie on the way and arrive late. Until it is dead, nothing is certain; then it is.
#[tokio::test]
async fn an_unknown_payout_is_not_applied_once_no_late_arrival_can_be() {
    let scene = Scene::start(&[(CREATE, Cut::BeforeApplied)]).await;
    let (order, payouts) = (scene.order(), scene.client.payouts());
    let error = payouts.create(order.clone()).await.unwrap_err();
    let signed = error.signed_at().unwrap();
    let fate = payouts.settle(&order, signed).await;
    assert!(matches!(fate, PayoutFate::Unknown(Undecided::TooEarly { .. })), "{fate:?}");

    scene.clock.advance(Payouts::DECIDED_AFTER);
    let fate = payouts.settle(&order, signed).await;
    assert!(matches!(fate, PayoutFate::Unknown(Undecided::TooEarly { .. })), "{fate:?}");
    scene.clock.advance(Duration::from_millis(1));
    let fate = payouts.settle(&order, signed).await;
    assert!(matches!(fate, PayoutFate::NotApplied), "{fate:?}");

    // The lost request turns up now, and is refused.
    let lost = scene.proxy.passed(CREATE).remove(0);
    let answer = replay(&scene.sandbox, &lost).await;
    assert!(answer.contains(r#""errorCode":"011""#), "{answer}");
    scene.assert_paid(0);
    assert!(payouts.create(order).await.unwrap().is_created());
    scene.assert_paid(1);
}

/// The same request, a moment before it dies, would still have been paid: it was right to wait.
#[tokio::test]
async fn a_late_arrival_within_three_minutes_is_paid_and_then_found() {
    let scene = Scene::start(&[(CREATE, Cut::BeforeApplied)]).await;
    let (order, payouts) = (scene.order(), scene.client.payouts());
    let error = payouts.create(order.clone()).await.unwrap_err();
    let signed = error.signed_at().unwrap();
    let lost = scene.proxy.passed(CREATE).remove(0);
    scene.clock.advance(Duration::from_secs(180).saturating_sub(since(&scene, signed)));
    let answer = replay(&scene.sandbox, &lost).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let fate = payouts.settle(&order, signed).await;
    assert!(matches!(fate, PayoutFate::Applied(_)), "{fate:?}");
    scene.assert_paid(1);
}

/// Returns how long ago something was signed: waits between attempts move the clock.
fn since(scene: &Scene, signed: Timestamp) -> Duration {
    use calypso_transport::Clock;

    Duration::from_millis(signed.millis_until(scene.clock.now()))
}

fn mass_order(scene: &Scene) -> NewMassPayout {
    let entry = MassAddress::new(TRON.parse().unwrap(), "10".parse().unwrap());
    let key = scene.client.random_key().unwrap();
    NewMassPayout::new("USDT_TRX".parse().unwrap(), "Wages", key).with_address(entry)
}

#[tokio::test]
async fn a_mass_payout_is_sent_once_whatever_is_cut_off() {
    for (cuts, mass_payouts) in [
        (vec![(CREATE_MASS, Cut::AfterApplied)], 1),
        (vec![(CREATE_MASS, Cut::BeforeApplied)], 0),
        (
            [vec![(CREATE_MASS, Cut::AfterApplied)], vec![(GET_MASS, Cut::AfterApplied); 4]]
                .concat(),
            1,
        ),
    ] {
        let scene = Scene::start(&cuts).await;
        let order = mass_order(&scene);
        let result = scene.client.payouts().create_mass(order.clone()).await;
        if let Err(error) = &result {
            assert_eq!(error.outcome(), Outcome::Unknown);
            let signed = error.signed_at().unwrap();
            let fate = scene.client.payouts().settle_mass(&order, signed).await;
            assert_eq!(matches!(fate, PayoutFate::Applied(_)), mass_payouts == 1, "{fate:?}");
        }
        assert_eq!(scene.proxy.passed(CREATE_MASS).len(), 1);
        assert_eq!(scene.sandbox.counts().mass_payouts, mass_payouts);
    }
}
