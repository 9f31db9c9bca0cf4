//! Payouts from their creation to their end: over a script, and against the sandbox.

use calypso_model::{
    Address, ExternalId, Fee, InvoiceState, MassAddress, NewMassPayout, NewPayout,
    NewSingleInvoice, PageRequest, PayoutState, PayoutsRequest, RefundError, WithdrawalState,
    WithdrawalsRequest,
};
use calypso_testkit::Step;

use calypso_flows::{BuildError, Error, Stage};

use crate::journeys::{amount, currency, journey, often};
use crate::worlds::{World, golden};

const CREATE: &str = "/api/v1/payout/create";
const GET: &str = "/api/v1/payout";
const TRON: &str = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8";
const OTHER_TRON: &str = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";

fn address(text: &str) -> Address {
    text.parse().unwrap()
}

journey! { a_payout, payout, [
    CREATE => "payout.created",
    GET => "payout.in-progress",
    GET => "payout.completed",
    "/api/v1/payout/withdrawal/all" => "payout-withdrawal-all",
    "/api/v1/payout/withdrawal" => "payout-withdrawal",
    "/api/v1/payout/all" => "payout-all",
    "/api/v1/payout/all" => "payout-all",
] }

async fn payout(world: &World) {
    let usdt = currency("USDT_TRX");
    world.top_up(&usdt, "100");
    let key = world.key();
    let new = NewPayout::new(address(TRON), amount("25.50"), usdt.clone(), key.clone())
        .with_comment("Customer 7")
        .with_external_id("payout-7".parse::<ExternalId>().unwrap());
    let payouts = world.client.payouts();
    let creation = payouts.create(new).await.unwrap();
    assert!(creation.is_created());
    assert_eq!(creation.state, PayoutState::Confirmed);
    assert_eq!(creation.amount.to_string(), "25.50");
    assert_eq!(creation.calypso_fee, Fee::Reported(amount("0.1275")));
    assert_eq!(creation.idempotency_key.as_ref(), Some(&key));
    assert_eq!(creation.internal(), Some(false));

    let done = payouts.follow_until_final(&key, often()).await.unwrap();
    assert_eq!(done.state, PayoutState::Completed);
    assert_eq!(done.id, creation.id);
    assert_eq!(done.transaction_hash.as_ref().unwrap().as_str().len(), 64);

    let list = payouts.withdrawals(&WithdrawalsRequest::new(&done.id)).await.unwrap();
    assert_eq!(list.result.len(), 1);
    let withdrawal = payouts.withdrawal(list.result[0].reference()).await.unwrap();
    assert_eq!(withdrawal.state, WithdrawalState::Completed);
    assert_eq!(withdrawal.deposit_address, address(TRON));
    assert_eq!(withdrawal.transaction_hash, done.transaction_hash);

    let request = PayoutsRequest::new()
        .with_state(PayoutState::Completed)
        .with_page(PageRequest::new(0, 100));
    let page = payouts.list(&request).await.unwrap();
    assert_eq!((page.result.len(), page.total_elements), (1, Some(1)));
    let mut items = payouts.items(request);
    assert_eq!(items.next().await.unwrap().unwrap().id, done.id);
    assert!(items.next().await.is_none());
}

journey! { a_payout_without_funds, payout_without_funds, [
    CREATE => "payout.created",
    GET => "payout.failed",
] }

async fn payout_without_funds(world: &World) {
    let key = world.key();
    let new = NewPayout::new(address(TRON), amount("25.50"), currency("USDT_TRX"), key.clone());
    world.client.payouts().create(new).await.unwrap();
    let failed = world.client.payouts().follow_until_final(key, often()).await.unwrap();
    assert_eq!(failed.state, PayoutState::Failed);
    let errors = &failed.errors.as_ref().unwrap().withdrawal_errors;
    assert_eq!(errors[0].errors[0].status.as_str(), "NOT_ENOUGH_FUNDS");
}

journey! { a_mass_payout, mass_payout, [
    "/api/v1/payout/mass/create" => "payout-mass.created",
    "/api/v1/payout/mass" => "payout-mass.in-progress",
    "/api/v1/payout/mass" => "payout-mass.completed",
    "/api/v1/payout/mass" => "payout-mass.completed",
    "/api/v1/payout/withdrawal/all" => "payout-mass-withdrawals",
    "/api/v1/payout/mass/all" => "payout-mass-all",
    "/api/v1/payout/mass/all" => "payout-mass-all",
] }

async fn mass_payout(world: &World) {
    let usdt = currency("USDT_TRX");
    world.top_up(&usdt, "100");
    let key = world.key();
    let new = NewMassPayout::new(usdt, "Wages in July", key.clone()).with_addresses([
        MassAddress::new(address(TRON), amount("25.50")).with_comment("Ada"),
        MassAddress::new(address(OTHER_TRON), amount("4.5")).with_comment("Bob"),
    ]);
    let payouts = world.client.payouts();
    let creation = payouts.create_mass(new).await.unwrap();
    assert!(creation.is_created());
    assert_eq!(creation.state, PayoutState::CreationInProgress);
    assert_eq!(creation.total_withdrawal_amount, Some(amount("30")));
    let done = payouts.follow_mass_until_final(&key, often()).await.unwrap();
    assert_eq!(done.state, PayoutState::Completed);
    assert_eq!(payouts.get_mass(&done.id).await.unwrap().name, done.name);

    let mut withdrawals = payouts.withdrawal_items(WithdrawalsRequest::new(key));
    let mut comments = Vec::new();
    while let Some(withdrawal) = withdrawals.next().await {
        comments.push(withdrawal.unwrap().comment.unwrap());
    }
    assert_eq!(comments, ["Ada", "Bob"]);

    let page = payouts.list_mass(&PayoutsRequest::new()).await.unwrap();
    assert_eq!(page.result.len(), 1);
    let mut items = payouts.mass_items(PayoutsRequest::new());
    assert_eq!(items.next().await.unwrap().unwrap().id, done.id);
    assert!(items.next().await.is_none());
}

journey! { an_overpayment_that_is_paid_back, refund, [
    "/api/v1/invoice/single/create" => "invoice-single.created",
    "/api/v1/invoice" => "invoice-single.over",
    "/api/v1/invoice" => "invoice-single.over",
    "/api/v1/invoice/return-to-paid" => "invoice-single.over-accepted",
    "/api/v1/invoice" => "invoice-single.over-completed",
    "/api/v1/invoice" => "invoice-single.over-completed",
    CREATE => "payout.refund",
] }

async fn refund(world: &World) {
    let usdt = currency("USDT_TRX");
    let new = NewSingleInvoice::new(amount("25.50"), usdt.clone(), "Order 1042")
        .with_external_id("order-1042".parse::<ExternalId>().unwrap())
        .with_idempotency_key(world.key());
    let invoice = world.client.invoices().create_single(new).await.unwrap();
    let paid_to = invoice.invoice_address.clone().unwrap();
    world.pay(&paid_to, &usdt, "30.123456").await;
    let settlement =
        world.client.invoices().follow_until_settled(&invoice.id, often()).await.unwrap();
    assert_eq!(settlement.stage, Stage::Intervention);

    // All of it may still go back, so nothing is paid out yet.
    let payouts = world.client.payouts();
    let early = payouts.refund_overpayment(&invoice.id, address(TRON), world.key()).await;
    let Err(Error::Build(BuildError::Refund(reason))) = early else { panic!("{early:?}") };
    assert_eq!(reason, RefundError::State { state: InvoiceState::PendingIntervention });

    world.client.invoices().return_to_paid(&invoice.id).await.unwrap();
    let settlement =
        world.client.invoices().follow_until_settled(&invoice.id, often()).await.unwrap();
    assert_eq!(settlement.stage, Stage::Settled);
    let refund = payouts.refund_overpayment(&invoice.id, address(TRON), world.key()).await.unwrap();
    assert!(refund.is_created());
    assert_eq!(refund.amount.to_string(), "4.623456");
    assert_eq!(refund.currency, usdt);
    let comment = format!("Refund of the overpayment of invoice {}", invoice.id);
    assert_eq!(refund.comment.as_deref(), Some(comment.as_str()));
}
