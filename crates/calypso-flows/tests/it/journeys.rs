//! Each flow of a merchant, made three times: against golden replies, and against the sandbox over
//! HTTP and in process.

use std::time::Duration;

use calypso_flows::{CreditOn, Error, FollowPolicy, Outcome, Stage};
use calypso_model::{
    Amount, Currency, CustomerUpdate, EventType, Fee, InvoiceState, InvoiceType, NewCustomer,
    NewSingleFiatInvoice, NewSingleInvoice, NewSubscription, NewUnlimitedInvoice, OverpayTolerance,
    TransactionId, net_credit,
};
use calypso_testkit::Step;

use crate::worlds::{World, golden};

const SINGLE: &str = "/api/v1/invoice/single/create";
const GET: &str = "/api/v1/invoice";

/// Makes one test per world of a journey.
macro_rules! journey {
    ($name:ident, $journey:path, [$($path:expr => $reply:literal,)*]) => {
        mod $name {
            use super::*;

            #[tokio::test]
            async fn over_a_script_of_golden_replies() {
                let script = [$(Step::post($path).reply(200, golden!($reply)),)*];
                $journey(&World::scripted(script)).await;
            }

            #[tokio::test]
            async fn over_http_against_the_sandbox() {
                $journey(&World::http().await).await;
            }

            /// Nothing here needs a runtime: any executor will do.
            #[test]
            fn in_process() {
                futures_executor::block_on($journey(&World::in_process()));
            }
        }
    };
}

pub(crate) use journey;

pub(crate) fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

pub(crate) fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

/// Looks often, so that a test against a real clock does not wait.
pub(crate) fn often() -> FollowPolicy {
    FollowPolicy::default().with_interval(Duration::from_millis(2))
}

journey! { a_customer_deposits, customer_deposit, [
    "/api/v1/customer-purse/customer/create" => "customer-create",
    "/api/v1/customer-purse/address/get" => "purse-address-get",
    "/api/v1/customer-purse/transaction/get" => "purse-transaction-get.pending",
    "/api/v1/customer-purse/transaction/get" => "purse-transaction-get.settled",
] }

async fn customer_deposit(world: &World) {
    let new = NewCustomer::new().with_email("ada@example.com").with_description("customer 7");
    let customer = world.client.customers().create(&new).await.unwrap();
    assert_eq!(customer.email.as_deref(), Some("ada@example.com"));
    assert_eq!(customer.description.as_deref(), Some("customer 7"));
    assert!(!customer.blocked);

    let usdt = currency("USDT_TRX");
    let purse = world.client.purses().deposit_address(&customer.id, &usdt).await.unwrap();
    let id = world.pay(&purse.address, &usdt, "100.00").await;

    let fee = Fee::Reported(amount("0.40"));
    let settled = loop {
        let deposit = world.client.purses().confirm(&id, fee).await.unwrap();
        assert_eq!(deposit.transaction_id, id);
        assert_eq!(deposit.gross.to_string(), "100.00");
        assert_eq!(deposit.currency, usdt);
        match deposit.stage {
            Stage::Settled => break deposit,
            Stage::Pending => assert_eq!(deposit.creditable(CreditOn::Received), None),
            Stage::Received => {
                assert_eq!(deposit.creditable(CreditOn::Received), Some(amount("99.60")));
                assert_eq!(deposit.creditable(CreditOn::Settled), None);
            }
            Stage::Declined | Stage::Intervention | Stage::Closed | Stage::Unstated | _ => {
                panic!("{deposit:?}")
            }
        }
        world.pass();
    };
    assert_eq!(settled.net, Some(amount("99.60")));
    assert_eq!(settled.creditable(CreditOn::Settled), Some(amount("99.60")));
}

journey! { a_customer_changes, customer_change, [
    "/api/v1/customer-purse/customer/create" => "customer-create",
    "/api/v1/customer-purse/customer/update" => "customer-update",
] }

async fn customer_change(world: &World) {
    let new = NewCustomer::new().with_email("ada@example.com").with_description("customer 7");
    let customer = world.client.customers().create(&new).await.unwrap();
    let update = CustomerUpdate::new(customer.id.clone()).with_email("ada@example.org");
    let changed = world.client.customers().update(&update).await.unwrap();
    assert_eq!(changed.id, customer.id);
    assert_eq!(changed.email.as_deref(), Some("ada@example.org"));
    assert_eq!(changed.description.as_deref(), Some("customer 7"));
}

journey! { a_fee_that_was_not_reported, unknown_fee, [
    "/api/v1/customer-purse/customer/create" => "customer-create",
    "/api/v1/customer-purse/address/get" => "purse-address-get",
    "/api/v1/customer-purse/transaction/get" => "purse-transaction-get.settled",
] }

async fn unknown_fee(world: &World) {
    let customer = world.client.customers().create(&NewCustomer::new()).await.unwrap();
    let usdt = currency("USDT_TRX");
    let purse = world.client.purses().deposit_address(&customer.id, &usdt).await.unwrap();
    let id = world.pay(&purse.address, &usdt, "100.00").await;
    let deposit = world.client.purses().confirm(&id, Fee::NotReported).await.unwrap();
    assert_eq!(deposit.net, None);
    assert_eq!(deposit.creditable(CreditOn::Settled), None);
    assert_eq!(deposit.creditable(CreditOn::Received), None);
}

journey! { a_single_invoice, single_invoice, [
    SINGLE => "invoice-single.created",
    GET => "invoice-single.pending",
    GET => "invoice-single.completed",
    GET => "invoice-single.completed",
] }

async fn single_invoice(world: &World) {
    let new = NewSingleInvoice::new(amount("25.50"), currency("USDT_TRX"), "Order 1042")
        .with_idempotency_key(world.key())
        .with_external_id("order-1042".parse::<calypso_model::ExternalId>().unwrap());
    let key = new.idempotency_key.clone().unwrap();
    let invoices = world.client.invoices();
    let creation = invoices.create_single(new).await.unwrap();
    assert!(creation.is_created());
    assert_eq!(creation.state, InvoiceState::PendingPayment);
    assert_eq!(creation.amount.unwrap().to_string(), "25.50");
    assert_eq!(
        invoices.payment_link(&creation),
        format!("https://pay.calypso.finance/invoice/{key}")
    );

    let address = creation.invoice_address.clone().unwrap();
    world.pay(&address, &creation.currency, "25.50").await;
    let settlement = invoices.follow_until_settled(&key, often()).await.unwrap();
    assert_eq!(settlement.stage, Stage::Settled);
    assert_eq!(settlement.invoice.state, InvoiceState::Completed);
    assert_eq!(settlement.gross, amount("25.50"));
    let fee = settlement.fee.reported().unwrap();
    assert_eq!(fee, amount("0.102"));
    assert_eq!(settlement.creditable(CreditOn::Settled), Some(amount("25.398")));

    let by_id = invoices.confirm_settlement(&creation.id).await.unwrap();
    assert_eq!(by_id, settlement);
}

journey! { a_short_payment, short_payment, [
    SINGLE => "invoice-single.created",
    GET => "invoice-single.short",
] }

async fn short_payment(world: &World) {
    let new = NewSingleInvoice::new(amount("25.50"), currency("USDT_TRX"), "Order 1042")
        .with_idempotency_key(world.key());
    let key = new.idempotency_key.clone().unwrap();
    let invoice = world.client.invoices().create_single(new).await.unwrap();
    let address = invoice.invoice_address.clone().unwrap();
    world.pay(&address, &invoice.currency, "20").await;
    let settlement = world.client.invoices().follow_until_settled(&key, often()).await.unwrap();
    assert_eq!(settlement.stage, Stage::Intervention);
    assert_eq!(settlement.gross, amount("20"));
    assert_eq!(settlement.creditable(CreditOn::Received), None);
    assert_eq!(settlement.creditable(CreditOn::Settled), None);
}

journey! { a_fiat_invoice, fiat_invoice, [
    "/api/v1/invoice/single-fiat/create" => "invoice-single-fiat.created",
    GET => "invoice-single-fiat.completed",
] }

async fn fiat_invoice(world: &World) {
    let new = NewSingleFiatInvoice::new(
        amount("49.90"),
        currency("EUR"),
        currency("USDT_BSC"),
        "Order 1043",
    )
    .with_idempotency_key(world.key());
    let key = new.idempotency_key.clone().unwrap();
    let invoice = world.client.invoices().create_single_fiat(new).await.unwrap();
    assert_eq!(invoice.invoice_type, InvoiceType::SingleFiat);
    assert_eq!(invoice.fiat_amount, Some(amount("49.90")));
    let due = invoice.amount.unwrap();
    assert!(due.scale() <= 6, "{due} has more decimals than an invoice in dollar tokens takes");

    let address = invoice.invoice_address.clone().unwrap();
    world.pay(&address, &invoice.currency, &due.to_string()).await;
    let settlement = world.client.invoices().follow_until_settled(key, often()).await.unwrap();
    assert_eq!(settlement.stage, Stage::Settled);
    assert_eq!(settlement.gross, due);
    assert_eq!(settlement.net, net_credit(due, settlement.fee));
    assert!(settlement.net.is_some());
}

journey! { an_unlimited_invoice, unlimited_invoice, [
    "/api/v1/invoice/unlimited/create" => "invoice-unlimited.created",
    "/api/v1/invoice/deposit" => "invoice-deposit.pending",
    "/api/v1/invoice/deposit" => "invoice-deposit.settled",
    "/api/v1/invoice/deposit-history" => "invoice-deposit-history",
    GET => "invoice-unlimited.created",
] }

async fn unlimited_invoice(world: &World) {
    let new =
        NewUnlimitedInvoice::new(currency("ETH"), "Donations").with_idempotency_key(world.key());
    let key = new.idempotency_key.clone().unwrap();
    let invoices = world.client.invoices();
    let invoice = invoices.create_unlimited(new).await.unwrap();
    assert_eq!(invoice.amount, None);
    assert_eq!(invoice.expiration, None);

    let address = invoice.invoice_address.clone().unwrap();
    let sent = "0.500000000000000001";
    let id = world.pay(&address, &invoice.currency, sent).await;
    let settled = until_settled(world, &key, &id).await;
    assert_eq!(settled.gross.to_string(), sent);
    assert_eq!(settled.creditable(CreditOn::Settled), Some(amount("0.498000000000000001")));

    let history = invoices.deposits(&key).await.unwrap();
    assert_eq!(history.result.len(), 1);
    assert_eq!(history.result[0].amount.to_string(), sent);
    assert_eq!(history.result[0].transaction_id.as_ref(), Some(&id));

    let error = invoices.follow_until_settled(&key, often()).await.unwrap_err();
    assert!(matches!(error, Error::Build(calypso_flows::BuildError::NeverSettles)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::NotApplied);
}

async fn until_settled(
    world: &World,
    key: &calypso_model::IdempotencyKey,
    id: &TransactionId,
) -> calypso_flows::DepositConfirmation {
    let fee = Fee::Reported(amount("0.002"));
    loop {
        let deposit = world.client.invoices().confirm_deposit(key, id, fee).await.unwrap();
        if deposit.stage == Stage::Settled {
            return deposit;
        }
        assert!(matches!(deposit.stage, Stage::Pending | Stage::Received), "{deposit:?}");
        world.pass();
    }
}

journey! { a_subscription, subscription, [
    "/api/v1/subscription/webhook/create" => "webhook-create",
    "/api/v1/subscription/webhook" => "webhook-list",
] }

async fn subscription(world: &World) {
    let id = world.subscription_id();
    let new = NewSubscription::new(id.clone(), "http://127.0.0.1:9/calypso")
        .with_event_type(EventType::InvoiceCreateInvoice)
        .with_event_type(EventType::InvoicePaid);
    let created = world.client.webhooks().subscribe(new).await.unwrap();
    assert!(created.is_created());
    assert_eq!(created.request_id, id);
    assert_eq!(
        created.notification_event_types,
        [EventType::InvoiceCreateInvoice, EventType::InvoicePaid]
    );
    let list = world.client.webhooks().list().await.unwrap();
    assert_eq!(list.subscriptions.len(), 1);
    assert_eq!(list.subscriptions[0].public_key, created.public_key);
    assert_eq!(list.subscriptions[0].secret_key, created.secret_key);
}

journey! { rates_are_read, rates, [
    "/api/v1/rate" => "rate",
    "/api/v1/rate/fiat" => "rate-fiat",
] }

async fn rates(world: &World) {
    let (btc, eur, usd) = (currency("BTC"), currency("EUR"), currency("USD"));
    let one = std::slice::from_ref;
    let rates = world.client.rates().get(one(&btc), one(&eur)).await.unwrap();
    assert!(rates.rate(&btc, &eur).is_some_and(|rate| !rate.is_zero()));
    assert_eq!(rates.rate(&eur, &btc), None);
    let rates = world.client.rates().get_fiat(one(&usd), one(&eur)).await.unwrap();
    assert!(rates.rate(&usd, &eur).is_some_and(|rate| !rate.is_zero()));
}

/// The tolerance is the company's setting, so it is the service that decides.
#[tokio::test]
async fn an_overpayment_within_the_companys_tolerance_settles() {
    let builder = calypso_sandbox::Sandbox::builder()
        .with_stage_delays(calypso_sandbox::StageDelays::NONE)
        .with_overpay_tolerance(OverpayTolerance::from_basis_points(100));
    let world = World::with(builder).await;
    for (paid, stage) in [("101", Stage::Settled), ("101.000001", Stage::Intervention)] {
        let new = NewSingleInvoice::new(amount("100"), currency("USDT_TRX"), "Order 1044");
        let invoice = world.client.invoices().create_single(new).await.unwrap();
        let address = invoice.invoice_address.clone().unwrap();
        world.pay(&address, &invoice.currency, paid).await;
        let settlement =
            world.client.invoices().follow_until_settled(&invoice.id, often()).await.unwrap();
        assert_eq!(settlement.stage, stage, "{paid}");
        assert_eq!(settlement.gross, amount(paid));
    }
}
