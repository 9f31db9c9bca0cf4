//! What is told about attempts and calls: the very fields of spans and events, and the reports.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use calypso_flows::{
    AttemptReport, CallReport, Client, ClientBuilder, Ending, Error, FailureKind, Observer,
    Outcome, RateLimit,
};
use calypso_model::{
    ErrorCode, IdempotencyKey, InvoiceId, NewCustomer, NewPayout, NewSingleInvoice,
};
use calypso_sign::Timestamp;
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};
use calypso_transport::{Bytes, Delivery, TransportError, TransportFailure, http};

use crate::captured_log::CapturedLog;
use crate::worlds::{KEY, fixed_credentials, golden};

const CREATE: &str = "/api/v1/invoice/single/create";
const CUSTOMER: &str = "/api/v1/customer-purse/customer/create";
const GET: &str = "/api/v1/invoice";

/// Keeps every report.
#[derive(Clone, Debug, Default)]
struct Kept {
    attempts: Arc<Mutex<Vec<AttemptReport>>>,
    calls: Arc<Mutex<Vec<CallReport>>>,
}

impl Observer for Kept {
    fn attempt(&self, report: &AttemptReport) {
        self.attempts.lock().unwrap().push(report.clone());
    }

    fn call(&self, report: &CallReport) {
        self.calls.lock().unwrap().push(report.clone());
    }
}

impl Kept {
    fn calls(&self) -> Vec<CallReport> {
        self.calls.lock().unwrap().clone()
    }

    fn attempts(&self) -> Vec<AttemptReport> {
        self.attempts.lock().unwrap().clone()
    }
}

/// A client that is watched, over a script whose answers take their time.
struct Observed {
    client: Client,
    clock: ManualClock,
    script: ScriptedTransport,
    kept: Kept,
    log: CapturedLog,
}

impl Observed {
    fn new() -> Self {
        Self::with(|builder| builder)
    }

    fn with(options: fn(ClientBuilder) -> ClientBuilder) -> Self {
        let clock = ManualClock::new(Timestamp::from_millis(1_751_754_669_255));
        let script = ScriptedTransport::new([]);
        let kept = Kept::default();
        let builder = Client::builder(fixed_credentials(), script.clone())
            .with_clock(clock.clone())
            .with_entropy(CountingEntropy::new())
            .with_observer(kept.clone());
        let client = options(builder).build();
        Self { client, clock, script, kept, log: CapturedLog::default() }
    }

    fn answers(self, path: &str, millis: u64, status: u16, body: &'static str) -> Self {
        self.step(path, millis, move || {
            let mut response = http::Response::new(Bytes::from_static(body.as_bytes()));
            *response.status_mut() = http::StatusCode::from_u16(status).unwrap();
            Ok(response)
        })
    }

    fn fails(self, path: &str, millis: u64, delivery: Delivery, reason: TransportFailure) -> Self {
        self.step(path, millis, move || Err(TransportError::new(delivery, reason)))
    }

    fn step(
        self,
        path: &str,
        millis: u64,
        result: impl FnOnce() -> Result<http::Response<Bytes>, TransportError> + Send + 'static,
    ) -> Self {
        let clock = self.clock.clone();
        self.script.push(Step::post(path).answer(move |_| {
            clock.advance(Duration::from_millis(millis));
            result()
        }));
        self
    }

    async fn create(&self) -> Result<bool, Error> {
        let (amount, currency) = ("25.50".parse().unwrap(), "USDT_TRX".parse().unwrap());
        let order = NewSingleInvoice::new(amount, currency, "Order 1042")
            .with_idempotency_key(IdempotencyKey::parse(KEY).unwrap());
        let _listening = self.log.listen();
        self.client.invoices().create_single(order).await.map(|creation| creation.is_created())
    }

    async fn get(&self) -> Result<(), Error> {
        let _listening = self.log.listen();
        self.client.invoices().get(InvoiceId::parse("88213").unwrap()).await.map(drop)
    }

    #[track_caller]
    fn logged(&self, expected: &[&str]) {
        assert_eq!(self.log.lines(), expected);
    }
}

#[tokio::test]
async fn a_read_that_succeeds_is_one_attempt_of_one_call() {
    let observed = Observed::new().answers(GET, 12, 200, golden!("invoice-single.created"));
    observed.get().await.unwrap();
    observed.logged(&[
        "DEBUG in 2: attempt answered operation=\"InvoiceGet\" attempt=1 \
         attempt_id=00000000000000000000000000000001 status=200 latency_us=12000",
        "INFO call>attempt: operation=\"InvoiceGet\" attempt=1 \
         attempt_id=00000000000000000000000000000001 status=200 ending=\"answered\" \
         latency_us=12000",
        "DEBUG in 1: call done operation=\"InvoiceGet\" attempts=1 ending=\"answered\" \
         latency_us=12000",
        "INFO call: operation=\"InvoiceGet\" attempts=1 ending=\"answered\" latency_us=12000",
    ]);
    let (attempts, calls) = (observed.kept.attempts(), observed.kept.calls());
    assert_eq!((attempts.len(), calls.len()), (1, 1));
    assert_eq!(attempts[0].operation, "InvoiceGet");
    assert_eq!(attempts[0].attempt, 1);
    assert_eq!(attempts[0].attempt_id, observed.script.requests()[0].attempt_id());
    assert_eq!(attempts[0].status, Some(200));
    assert_eq!(attempts[0].ending, Ending::Answered);
    assert_eq!(attempts[0].latency, Duration::from_millis(12));
    assert_eq!(calls[0].operation, "InvoiceGet");
    assert_eq!(calls[0].attempts, 1);
    assert_eq!(calls[0].ending, Ending::Answered);
    assert_eq!(calls[0].latency, Duration::from_millis(12));
}

/// Returns kind, outcome and code of a failure.
#[track_caller]
fn failed(ending: &Ending) -> (FailureKind, Outcome, Option<&str>) {
    let Ending::Failed { kind, outcome, code, .. } = ending else { panic!("{ending:?}") };
    (*kind, *outcome, code.as_ref().map(ErrorCode::as_str))
}

#[tokio::test]
async fn a_creation_with_a_lost_answer_shows_its_look_up_within() {
    let observed = Observed::new()
        .fails(CREATE, 30, Delivery::Unknown, TransportFailure::Interrupted)
        .answers(GET, 5, 200, golden!("invoice-single.created"));
    assert!(!observed.create().await.unwrap());
    observed.logged(&[
        "INFO in 2: attempt failed operation=\"InvoiceSingleCreate\" attempt=1 \
         attempt_id=00000000000000000000000000000001 ending=\"no_answer\" outcome=\"unknown\" \
         latency_us=30000",
        "INFO call>attempt: operation=\"InvoiceSingleCreate\" attempt=1 \
         attempt_id=00000000000000000000000000000001 ending=\"no_answer\" outcome=\"unknown\" \
         latency_us=30000",
        "DEBUG in 3: attempt answered operation=\"InvoiceGet\" attempt=1 \
         attempt_id=00000000000000000000000000000003 status=200 latency_us=5000",
        "INFO call>call>attempt: operation=\"InvoiceGet\" attempt=1 \
         attempt_id=00000000000000000000000000000003 status=200 ending=\"answered\" \
         latency_us=5000",
        "DEBUG in 2: call done operation=\"InvoiceGet\" attempts=1 ending=\"answered\" \
         latency_us=5000",
        "INFO call>call: operation=\"InvoiceGet\" attempts=1 ending=\"answered\" latency_us=5000",
        "DEBUG in 1: call done operation=\"InvoiceSingleCreate\" attempts=1 \
         ending=\"found_by_key\" latency_us=36562",
        "INFO call: operation=\"InvoiceSingleCreate\" attempts=1 ending=\"found_by_key\" \
         latency_us=36562",
    ]);
    let (attempts, calls) = (observed.kept.attempts(), observed.kept.calls());
    let operations: Vec<_> = attempts.iter().map(|report| &*report.operation).collect();
    assert_eq!(operations, ["InvoiceSingleCreate", "InvoiceGet"]);
    assert_eq!(failed(&attempts[0].ending), (FailureKind::NoAnswer, Outcome::Unknown, None));
    assert_eq!(attempts[0].status, None);
    let calls: Vec<_> =
        calls.iter().map(|report| (&*report.operation, report.attempts, &report.ending)).collect();
    assert_eq!(
        calls,
        [("InvoiceGet", 1, &Ending::Answered), ("InvoiceSingleCreate", 1, &Ending::FoundByKey)]
    );
}

#[tokio::test]
async fn a_refusal_is_told_by_its_code_and_never_by_its_text() {
    let observed = Observed::new().answers(CREATE, 7, 400, golden!("error.001"));
    observed.create().await.unwrap_err();
    observed.logged(&[
        "INFO in 2: attempt failed operation=\"InvoiceSingleCreate\" attempt=1 \
         attempt_id=00000000000000000000000000000001 status=400 ending=\"declined\" \
         outcome=\"not_applied\" code=\"001\" latency_us=7000",
        "INFO call>attempt: operation=\"InvoiceSingleCreate\" attempt=1 \
         attempt_id=00000000000000000000000000000001 status=400 ending=\"declined\" \
         outcome=\"not_applied\" code=\"001\" latency_us=7000",
        "INFO in 1: call failed operation=\"InvoiceSingleCreate\" attempts=1 ending=\"declined\" \
         outcome=\"not_applied\" code=\"001\" latency_us=7000",
        "INFO call: operation=\"InvoiceSingleCreate\" attempts=1 ending=\"declined\" \
         outcome=\"not_applied\" code=\"001\" latency_us=7000",
    ]);
    let calls = observed.kept.calls();
    let expected = (FailureKind::Declined, Outcome::NotApplied, Some("001"));
    assert_eq!(failed(&calls[0].ending), expected);
    assert_eq!(failed(&observed.kept.attempts()[0].ending), expected);
}

#[tokio::test]
async fn a_call_whose_turn_does_not_come_is_told_without_an_attempt() {
    let observed = Observed::with(|builder| builder.with_rate_limit(RateLimit::per_minute(1)))
        .answers(GET, 0, 200, golden!("invoice-single.created"));
    observed.client.invoices().get(InvoiceId::parse("88213").unwrap()).await.unwrap();
    let error = observed.get().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "InvoiceGet had no turn under the client's own limits before its deadline (not \
         applied; no attempt was made)"
    );
    observed.logged(&[
        "INFO in 1: call failed operation=\"InvoiceGet\" attempts=0 ending=\"deadline\" \
         outcome=\"not_applied\" latency_us=0",
        "INFO call: operation=\"InvoiceGet\" attempts=0 ending=\"deadline\" \
         outcome=\"not_applied\" latency_us=0",
    ]);
    assert_eq!(observed.kept.attempts().len(), 1);
    let calls = observed.kept.calls();
    assert_eq!(calls[1].attempts, 0);
    assert_eq!(failed(&calls[1].ending), (FailureKind::Deadline, Outcome::NotApplied, None));
}

/// What the SDK itself refuses counts as well: a dashboard of failures must show it.
#[tokio::test]
async fn an_order_that_cannot_be_sent_is_a_call_without_an_attempt() {
    let observed = Observed::new();
    let (amount, currency) = ("25.5".parse().unwrap(), "USDT_TRX".parse().unwrap());
    let key = IdempotencyKey::parse(KEY).unwrap();
    let address = "TVc9VwXKSZFWkh76TAmRqEdFDHDLYdtjhC".parse().unwrap();
    let order = NewPayout::new(address, amount, currency, key);
    let listening = observed.log.listen();
    observed.client.payouts().create(order).await.unwrap_err();
    drop(listening);
    observed.logged(&[
        "INFO in 1: call failed operation=\"PayoutCreate\" attempts=0 ending=\"build\" \
         outcome=\"not_applied\" latency_us=0",
        "INFO call: operation=\"PayoutCreate\" attempts=0 ending=\"build\" \
         outcome=\"not_applied\" latency_us=0",
    ]);
    assert_eq!(observed.kept.attempts(), []);
    let calls = observed.kept.calls();
    assert_eq!((calls.len(), calls[0].attempts), (1, 0));
    assert_eq!(failed(&calls[0].ending), (FailureKind::Build, Outcome::NotApplied, None));
}

#[tokio::test]
async fn an_unknown_outcome_is_a_warning_and_a_strange_code_cannot_break_a_line() {
    let strange = r#"{"errorCode":"9\n9","message":"no"}"#;
    let observed = Observed::new().answers(CUSTOMER, 1, 400, strange);
    let listening = observed.log.listen();
    observed.client.customers().create(&NewCustomer::new()).await.unwrap_err();
    drop(listening);
    observed.logged(&[
        "INFO in 2: attempt failed operation=\"CustomerCreate\" attempt=1 \
         attempt_id=00000000000000000000000000000001 status=400 ending=\"declined\" \
         outcome=\"unknown\" code=\"9\\\\n9\" latency_us=1000",
        "INFO call>attempt: operation=\"CustomerCreate\" attempt=1 \
         attempt_id=00000000000000000000000000000001 status=400 ending=\"declined\" \
         outcome=\"unknown\" code=\"9\\\\n9\" latency_us=1000",
        "WARN in 1: call failed, outcome unknown operation=\"CustomerCreate\" attempts=1 \
         ending=\"declined\" outcome=\"unknown\" code=\"9\\\\n9\" latency_us=1000",
        "INFO call: operation=\"CustomerCreate\" attempts=1 ending=\"declined\" \
         outcome=\"unknown\" code=\"9\\\\n9\" latency_us=1000",
    ]);
}

/// Neither spans, events nor reports name the key: it opens the payment page.
#[tokio::test]
async fn the_key_of_a_creation_is_not_told() {
    let observed = Observed::new()
        .fails(CREATE, 1, Delivery::Unknown, TransportFailure::TimedOut)
        .answers(GET, 1, 400, golden!("error.004"))
        .answers(CREATE, 1, 400, golden!("error.016"))
        .answers(GET, 1, 400, golden!("error.004"));
    let error = observed.create().await.unwrap_err();
    assert_eq!(error.key(), Some(KEY));
    let told = format!("{:?} {:?}", observed.log.lines(), observed.kept);
    assert!(told.contains("016") && !told.contains(KEY), "{told}");
}
