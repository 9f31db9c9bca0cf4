//! Accounts, currencies, exchanges and tariffs: over a script, against the sandbox, and with
//! faults.

use std::net::SocketAddr;
use std::time::Duration;

use calypso_flows::{Client, Error, FollowPolicy, Outcome};
use calypso_model::{
    ErrorCode, ExchangeId, ExchangeState, ExtendedFeeRequest, FeeOperation, FeeType, NewCustomer,
    NewExchange, PlannedOperation, PreCalculateRequest,
};
use calypso_testkit::{CountingEntropy, ManualClock, ScriptedTransport, Step};
use calypso_transport::{Delivery, HttpTransport, TransportError, TransportFailure};

use crate::cutting_proxy::{Cut, CuttingProxy};
use crate::journeys::{amount, currency, journey, often};
use crate::worlds::{World, credentials, fixed_credentials, golden, sandbox, scripted_client};

const CREATE: &str = "/api/v1/exchange/create";
const GET: &str = "/api/v1/exchange/get";
const FEE: &str = "/api/v1/tariff/extended-fee";

fn order() -> NewExchange {
    NewExchange::new(currency("USDT_TRX"), currency("BTC"), amount("60"))
}

fn client(steps: impl IntoIterator<Item = Step>) -> Client {
    scripted_client(&ScriptedTransport::new(steps))
}

journey! { an_exchange, exchange, [
    "/api/v1/customer-purse/customer/create" => "customer-create",
    "/api/v1/customer-purse/address/get" => "purse-address-get",
    "/api/v1/account" => "account-get.before",
    "/api/v1/exchange/pairs" => "exchange-pairs",
    "/api/v1/exchange/pre-calculate" => "exchange-pre-calculate",
    "/api/v1/exchange/average-rate" => "exchange-average-rate",
    "/api/v1/exchange/limit" => "exchange-limit",
    "/api/v1/exchange/create" => "exchange.in-progress",
    "/api/v1/exchange/get" => "exchange.in-progress",
    "/api/v1/exchange/get" => "exchange.completed",
    "/api/v1/account" => "account-get.after",
] }

async fn exchange(world: &World) {
    let (usdt, btc) = (currency("USDT_TRX"), currency("BTC"));
    let customer = world.client.customers().create(&NewCustomer::new()).await.unwrap();
    let purse = world.client.purses().deposit_address(&customer.id, &usdt).await.unwrap();
    world.pay(&purse.address, &usdt, "100.00").await;
    let before = loop {
        if let Some(balance) = world.client.account().balance(&usdt).await.unwrap().into_inner() {
            break balance;
        }
        world.pass();
    };
    assert_eq!(before, amount("99.60"));

    let exchanges = world.client.exchange();
    let pairs = exchanges.pairs().await.unwrap();
    assert!(pairs.allows(&usdt, &btc));
    assert!(!pairs.allows(&usdt, &usdt));
    let bought = pairs.destinations(&usdt).iter().find(|info| info.is(&btc)).unwrap();
    assert_eq!((bought.scale, bought.crypto), (Some(8), Some(true)));
    let request = PreCalculateRequest::new(usdt.clone(), btc.clone(), amount("60"));
    let calculation = exchanges.pre_calculate(request).await.unwrap();
    assert_eq!(calculation.amount, amount("0.001"));
    let average = exchanges.average_rate(&usdt, &btc).await.unwrap();
    assert_eq!(average.rate, amount("0.000016666667"));
    let limit = exchanges.limit(&usdt, &btc).await.unwrap();
    assert_eq!(limit.limit(), Some(amount("100000")));
    assert_eq!((&limit.source_currency, &limit.destination_currency), (&usdt, &btc));

    let made = exchanges.create(order()).await.unwrap();
    assert_eq!(made.state, ExchangeState::InProgress);
    assert_eq!(made.source_amount, amount("60"));
    let done = exchanges.follow_until_final(&made.id, often()).await.unwrap();
    assert_eq!(done.state, ExchangeState::Completed);
    let mut as_made = done.into_inner();
    as_made.state = ExchangeState::InProgress;
    assert_eq!(as_made, made.into_inner());
    assert_eq!(as_made.destination_amount, Some(amount("0.001")));

    let after = world.client.account().get().await.unwrap();
    assert_eq!(after.balance(&usdt), Some(amount("39.60")));
    assert_eq!(after.balance(&btc), Some(amount("0.001")));
}

journey! { currencies_are_listed, currencies, ["/api/v1/currency" => "currency-list",] }

async fn currencies(world: &World) {
    let codes = world.client.currencies().list().await.unwrap();
    assert!(codes.crypto_currencies.contains(&currency("USDT_BSC")));
    assert_eq!(codes.fiat_currencies, ["USD", "EUR", "RUB", "UAH", "KZT"].map(currency));
}

journey! { fees_are_quoted, fees, [
    FEE => "tariff-extended-fee",
    FEE => "tariff-extended-fee",
] }

async fn fees(world: &World) {
    let planned = PlannedOperation::invoice(amount("1000"), currency("USDT_TRX"));
    let fee = world.client.tariffs().fee(planned.clone()).await.unwrap();
    assert_eq!((&fee.op_type, fee.amount), (&FeeOperation::Invoice, amount("1000")));
    assert_eq!((fee.fee_receiver.amount, fee.fee_receiver.fee), (amount("996"), amount("4")));
    assert_eq!((fee.fee_sender.amount, fee.fee_sender.fee), (amount("1000"), amount("4")));
    let request = ExtendedFeeRequest::new(vec![planned]);
    let fees = world.client.tariffs().extended_fee(&request).await.unwrap();
    assert_eq!(fees.items, [fee.into_inner()]);
}

fn lost() -> TransportError {
    TransportError::new(Delivery::Unknown, TransportFailure::Interrupted)
}

fn not_sent() -> TransportError {
    TransportError::new(Delivery::NotSent, TransportFailure::Connect)
}

#[tokio::test]
async fn an_exchange_is_repeated_only_if_it_was_certainly_not_made() {
    let made = client([
        Step::post(CREATE).fail(not_sent()),
        Step::post(CREATE).reply(429, ""),
        Step::post(CREATE).reply(200, golden!("exchange.in-progress")),
    ]);
    assert_eq!(made.exchange().create(order()).await.unwrap().id, ExchangeId::from(70411));

    for step in [
        Step::post(CREATE).fail(lost()),
        Step::post(CREATE).hang(),
        Step::post(CREATE).reply(500, golden!("error.000")),
        Step::post(CREATE).reply(502, "<html>"),
        Step::post(CREATE).reply(200, "{\"id\":704"),
        Step::post(CREATE).reply(400, golden!("error.016")),
    ] {
        let error = client([step]).exchange().create(order()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{error:?}");
        assert_eq!((error.attempts(), error.key()), (1, None));
    }

    let refused = Step::post(CREATE).reply(400, golden!("error.001"));
    let error = client([refused]).exchange().create(order()).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::BadRequest));
    assert_eq!(error.outcome(), Outcome::NotApplied);
}

/// After the sandbox has really made it, on a real connection.
#[tokio::test]
async fn an_exchange_whose_answer_was_cut_off_is_made_once() {
    let sandbox = sandbox().await;
    let service: SocketAddr = sandbox.base_url().strip_prefix("http://").unwrap().parse().unwrap();
    for (cut, made) in [(Cut::AfterApplied, 1), (Cut::BeforeApplied, 1)] {
        let proxy = CuttingProxy::start(service, CREATE, &[cut]).await;
        let transport = HttpTransport::new(&proxy.base_url()).unwrap();
        let client = Client::new(credentials(&sandbox), transport);
        if sandbox.counts().exchanges == 0 {
            fund(&client, &sandbox).await;
        }
        let error = client.exchange().create(order()).await.unwrap_err();
        assert!(matches!(error, Error::NoAnswer(_)), "{error:?}");
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(proxy.passed(CREATE).len(), 1);
        assert_eq!(sandbox.counts().exchanges, made, "{cut:?}");
    }
}

async fn fund(client: &Client, sandbox: &calypso_sandbox::Sandbox) {
    let usdt = currency("USDT_TRX");
    let customer = client.customers().create(&NewCustomer::new()).await.unwrap();
    let purse = client.purses().deposit_address(&customer.id, &usdt).await.unwrap();
    sandbox.deposit(&purse.address, &usdt, amount("1000")).await.unwrap();
    while client.account().balance(&usdt).await.unwrap().is_none() {}
}

#[tokio::test]
async fn amounts_beyond_the_scale_of_the_sold_currency_are_not_sent() {
    let silent = client([]);
    let new = NewExchange::new(currency("USDT_TRX"), currency("BTC"), amount("0.0000001"));
    let error = silent.exchange().create(new).await.unwrap_err();
    assert!(matches!(error, Error::Build(_)), "{error:?}");
    let request = PreCalculateRequest::new(currency("BTC"), currency("ETH"), amount("0.000000001"));
    let error = silent.exchange().pre_calculate(request).await.unwrap_err();
    assert!(matches!(error, Error::Build(_)), "{error:?}");
}

#[tokio::test]
async fn an_answer_about_something_else_is_a_mismatch() {
    let other = client([Step::post(GET).reply(200, golden!("exchange.completed"))]);
    let error = other.exchange().get(&ExchangeId::from(70412)).await.unwrap_err();
    let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
    let difference = &mismatch.differences()[0];
    assert_eq!((difference.field, &*difference.wanted), ("id", "70412"));

    for (planned, replies) in [
        (PlannedOperation::invoice(amount("1000"), currency("USDT")), 1),
        (PlannedOperation::withdrawal(amount("1000"), currency("USDT_TRX")), 1),
        (PlannedOperation::invoice(amount("1000"), currency("USDT_TRX")), 2),
        (PlannedOperation::invoice(amount("1000"), currency("USDT_TRX")), 0),
    ] {
        let one = golden!("tariff-extended-fee").trim();
        let item = one.strip_prefix("{\"items\":[").unwrap().strip_suffix("]}").unwrap();
        let body = format!("{{\"items\":[{}]}}", vec![item; replies].join(","));
        let tariffs = client([Step::post(FEE).reply(200, body)]);
        let error = tariffs.tariffs().fee(planned).await.unwrap_err();
        let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
        assert_eq!(mismatch.differences()[0].field, "items");
        assert_eq!(error.outcome(), Outcome::NotApplied);
    }
}

#[tokio::test]
async fn a_part_of_a_fee_is_asked_for_by_its_type() {
    let script = ScriptedTransport::new([Step::post(FEE).reply(
        200,
        r#"{"items":[{"amount":1000,"currency":"USDT_TRX","opType":"INVOICE",
            "feeReceiver":{"amount":996,"fee":4,"fixedFee":1},
            "feeSender":{"amount":1000,"fee":4,"fixedFee":1}}]}"#,
    )]);
    let planned =
        PlannedOperation::invoice(amount("1000"), currency("USDT_TRX")).with_fee_type(FeeType::Fix);
    let fee = scripted_client(&script).tariffs().fee(planned).await.unwrap();
    assert_eq!(fee.fee_receiver.fixed_fee, Some(amount("1")));
    let body = String::from_utf8(script.requests()[0].body().to_vec()).unwrap();
    assert!(body.starts_with("{\"timestamp\":"), "{body}");
    assert!(body.contains(r#""opType":"INVOICE","feeType":"FIX""#), "{body}");
}

#[tokio::test]
async fn following_ends_with_a_final_state_or_with_the_limit() {
    let id = ExchangeId::from(70411);
    let follow = |steps: Vec<Step>, policy: FollowPolicy| async move {
        let clock = ManualClock::new(calypso_sign::Timestamp::from_millis(1_751_754_669_255));
        let client = Client::builder(fixed_credentials(), ScriptedTransport::new(steps))
            .with_clock(clock.clone())
            .with_entropy(CountingEntropy::new())
            .build();
        let result = client.exchange().follow_until_final(&ExchangeId::from(70411), policy).await;
        (result, clock.sleeps())
    };
    let pending = || Step::post(GET).reply(200, golden!("exchange.in-progress"));
    let second = Duration::from_secs(1);
    let policy = FollowPolicy::default().with_interval(second).with_limit(2 * second);

    let failed = Step::post(GET).reply(200, golden!("exchange.failed"));
    let (result, sleeps) = follow(vec![pending(), failed], policy).await;
    assert_eq!(result.unwrap().state, ExchangeState::Failed);
    assert_eq!(sleeps.last(), Some(&second));

    let (result, _) = follow(vec![pending(), pending(), pending()], policy).await;
    let late = result.unwrap();
    assert_eq!((&late.id, &late.state), (&id, &ExchangeState::InProgress));

    let strange = golden!("exchange.completed").replace("COMPLETED", "SETTLED");
    let steps = [strange.clone(), strange.clone(), strange].map(|s| Step::post(GET).reply(200, s));
    let (result, _) = follow(steps.into(), policy).await;
    assert_eq!(result.unwrap().state.as_str(), "SETTLED");

    let absent = Step::post(GET).reply(400, golden!("error.004"));
    let (result, _) = follow(vec![pending(), absent], policy).await;
    assert_eq!(result.unwrap_err().code(), Some(&ErrorCode::NotFound));
}
