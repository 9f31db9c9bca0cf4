//! Payouts, their withdrawals and mass payouts, as they are written and read.

use calypso_model::{
    BelongingType, Endpoint, Event, EventData, ExternalId, Fee, IdempotencyKey, Instant, Invoice,
    InvoiceState, MassAddress, MassPayout, MassPayoutId, MassPayoutRef, MassSizeError,
    NewMassPayout, NewPayout, Page, PageRequest, Payout, PayoutData, PayoutId, PayoutRef,
    PayoutState, PayoutsRequest, RefundError, Sort, Withdrawal, WithdrawalErrorStatus,
    WithdrawalId, WithdrawalRequest, WithdrawalState, WithdrawalsRequest,
};

use crate::data::golden;
use crate::replies::round_trips;
use crate::requests::writes;
use crate::{amount, currency};

const TRON: &str = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8";
const OTHER_TRON: &str = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";
const HASH: &str = "853793d552635f533aa982b92b35b00e63a1c14e526154a73e47b9d1b8a4c8cb";

fn key() -> IdempotencyKey {
    IdempotencyKey::parse("7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11").unwrap()
}

fn external(text: &str) -> ExternalId {
    ExternalId::parse(text).unwrap()
}

fn new_payout(address: &str, sent: &str, code: &str) -> NewPayout {
    NewPayout::new(address.parse().unwrap(), amount(sent), currency(code), key())
}

fn entry(address: &str, sent: &str) -> MassAddress {
    MassAddress::new(address.parse().unwrap(), amount(sent))
}

#[test]
fn new_payouts_are_written_with_their_key() {
    let new = new_payout(TRON, "25.50", "USDT_TRX")
        .with_external_id(external("payout-7"))
        .with_comment("Withdrawal of customer 1017");
    writes("payout-create", Endpoint::PayoutCreate, Some(&new));
    let new = new_payout("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "1E-8", "BTC");
    writes("payout-create.least", Endpoint::PayoutCreate, Some(&new));
}

#[test]
fn payouts_and_withdrawals_are_asked_for_by_id_or_by_key() {
    let id = PayoutId::parse("90210").unwrap();
    writes("payout-get", Endpoint::PayoutGet, Some(&PayoutRef::from(&id)));
    writes("payout-get.key", Endpoint::PayoutGet, Some(&PayoutRef::from(key())));
    let request = WithdrawalRequest::new(WithdrawalId::parse("3141").unwrap());
    writes("payout-withdrawal", Endpoint::PayoutWithdrawal, Some(&request));

    let request = WithdrawalsRequest::new(&id)
        .with_state(WithdrawalState::Completed)
        .with_state(WithdrawalState::Failed)
        .with_page(PageRequest::new(1, 20).with_sort(Sort::Ascending));
    writes("payout-withdrawal-all", Endpoint::PayoutWithdrawalAll, Some(&request));
    let request = WithdrawalsRequest::new(key());
    writes("payout-withdrawal-all.key", Endpoint::PayoutWithdrawalAll, Some(&request));
    let request = WithdrawalsRequest::new(external("payout-7"));
    writes("payout-withdrawal-all.external", Endpoint::PayoutWithdrawalAll, Some(&request));
    // The id of a mass payout goes by the same name.
    let of_mass = WithdrawalsRequest::new(MassPayoutId::parse("4096").unwrap());
    assert_eq!(serde_json::to_string(&of_mass).unwrap(), r#"{"dealId":"4096"}"#);
}

#[test]
fn lists_of_payouts_are_asked_for_by_state_and_page() {
    let request = PayoutsRequest::new()
        .with_state(PayoutState::Confirmed)
        .with_state(PayoutState::InProgress)
        .with_page(PageRequest::new(0, 50).with_sort(Sort::Descending))
        .with_execution_date_in_future(false);
    writes("payout-all", Endpoint::PayoutAll, Some(&request));
    writes("payout-all.least", Endpoint::PayoutAll, Some(&PayoutsRequest::new()));
    let request =
        PayoutsRequest::new().with_state(PayoutState::Partial).with_page(PageRequest::new(0, 10));
    writes("payout-mass-all", Endpoint::PayoutMassAll, Some(&request));
}

#[test]
fn new_mass_payouts_are_written_with_their_key() {
    let executed: Instant = "2025-07-06T10:31:09.255Z".parse().unwrap();
    let first = entry(TRON, "25.50").with_comment("Ada").with_external_id(external("wage-1"));
    let new = NewMassPayout::new(currency("USDT_TRX"), "Wages in July", key())
        .with_addresses([first, entry(OTHER_TRON, "4.5")])
        .with_execution_date(executed)
        .with_comment("Second half");
    assert_eq!(new.total(), Some(amount("30")));
    writes("payout-mass-create", Endpoint::PayoutMassCreate, Some(&new));
    let wei = entry("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0.000000000000000001");
    let new = NewMassPayout::new(currency("ETH"), "Refunds", key()).with_address(wei);
    writes("payout-mass-create.least", Endpoint::PayoutMassCreate, Some(&new));

    let id = MassPayoutId::parse("4096").unwrap();
    writes("payout-mass-get", Endpoint::PayoutMassGet, Some(&MassPayoutRef::from(id)));
    writes("payout-mass-get.key", Endpoint::PayoutMassGet, Some(&MassPayoutRef::from(&key())));
}

#[test]
fn a_mass_payout_has_at_least_one_entry_and_at_most_as_many_as_its_chain_takes() {
    let with = |code: &str, size: usize| {
        NewMassPayout::new(currency(code), "n", key())
            .with_addresses(vec![entry("a", "1"); size])
            .check_size()
    };
    for (code, size_max) in
        [("ETH", 1000), ("USDT", 1000), ("USDT_TRX", 100), ("BTC", 100), ("NEW_COIN", 1000)]
    {
        assert_eq!(with(code, 0), Err(MassSizeError::Empty), "{code}");
        assert_eq!(with(code, 1), Ok(()), "{code}");
        assert_eq!(with(code, size_max), Ok(()), "{code}");
        let size = size_max + 1;
        assert_eq!(with(code, size), Err(MassSizeError::TooMany { size, size_max }), "{code}");
    }
}

#[test]
fn a_sum_that_cannot_be_exact_is_none() {
    let most = "79228162514264337593543950335";
    let new = NewMassPayout::new(currency("ETH"), "n", key());
    let new = new.with_addresses([entry("a", most), entry("a", most)]);
    assert_eq!(new.total(), None);
}

#[test]
fn a_new_payout_and_a_completed_one() {
    let new: Payout = round_trips("payout-create");
    assert_eq!(new.id.as_str(), "90210");
    assert_eq!(new.account.unwrap().as_str(), "0xc195df92dd9db2a8f28e597981f113d6e7582f8b");
    assert_eq!(new.deposit_address.as_str(), TRON);
    assert_eq!(new.amount.to_string(), "25.50");
    assert_eq!(new.currency, currency("USDT_TRX"));
    assert_eq!(new.calypso_fee, Fee::Reported(amount("0.1275")));
    assert_eq!(new.calypso_fee_percentage, Some(amount("0.5")));
    assert_eq!(new.state, PayoutState::Confirmed);
    assert_eq!(new.created_date.as_millis(), 1_751_754_669_255);
    assert_eq!((new.transaction_hash, new.execution_date), (None, None));
    assert_eq!(new.comment.as_deref(), Some("Withdrawal of customer 1017"));
    assert_eq!(new.idempotency_key, Some(key()));
    assert_eq!((new.errors, new.cancellation), (None, None));
    assert_eq!(new.belonging_type, Some(BelongingType::External));

    let done: Payout = round_trips("payout-get");
    assert_eq!(done.state, PayoutState::Completed);
    assert_eq!(done.calypso_fee, Fee::Reported(amount("0.1275")));
    assert_eq!(done.transaction_hash.as_ref().unwrap().as_str(), HASH);
    assert_eq!(done.execution_date.unwrap().to_string(), "2025-07-05T22:31:12.004Z");
    assert_eq!(done.external_id.as_ref().unwrap().as_str(), "payout-7");
    assert_eq!(done.errors.as_ref().unwrap().withdrawal_errors, []);
    assert_eq!(done.internal(), Some(true));
}

#[test]
fn a_failed_payout_tells_what_each_withdrawal_ran_into() {
    let failed: Payout = round_trips("payout-get.failed");
    assert_eq!(failed.state, PayoutState::Failed);
    assert_eq!(failed.calypso_fee, Fee::Reported(amount("0")));
    let errors = failed.errors.unwrap().withdrawal_errors;
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].withdrawal_id.as_str(), "3141");
    let [first, second] = &errors[0].errors[..] else { panic!("two errors") };
    assert_eq!(first.id.as_ref().unwrap().as_str(), "17");
    assert_eq!(first.status, WithdrawalErrorStatus::NotEnoughFunds);
    assert!(!first.error_resolved);
    assert_eq!(first.error_message.as_deref(), Some("Not enough funds"));
    assert_eq!(second.status, WithdrawalErrorStatus::NotEnoughFundsForCommission);
    assert!(second.error_resolved);
    assert_eq!(second.error_message, None);
}

#[test]
fn a_canceled_payout_tells_by_whom_and_why() {
    let canceled: Payout = round_trips("payout-get.canceled");
    assert_eq!(canceled.state, PayoutState::Canceled);
    let cancellation = canceled.cancellation.unwrap();
    let person = cancellation.canceled_by_user_id.unwrap();
    assert_eq!(person.as_str(), "8a7b6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d");
    assert_eq!(cancellation.canceled_by_firstname.as_deref(), Some("Ada"));
    assert_eq!(cancellation.canceled_by_lastname.as_deref(), Some("Lovelace"));
    assert_eq!(cancellation.cancel_message.as_deref(), Some("Wrong address"));
}

#[test]
fn older_names_of_a_payouts_fields_are_read() {
    let old: Payout = round_trips("payout-get.old");
    assert_eq!(old.id.as_str(), "90213");
    assert_eq!(old.deposit_address.as_str(), "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    assert_eq!(old.amount.to_string(), "0.00000001");
    assert_eq!(old.transaction_hash.as_ref().unwrap().as_str(), HASH);
    assert_eq!((old.calypso_fee, old.account.as_ref()), (Fee::NotReported, None));
    assert_eq!((old.is_internal, old.internal()), (Some(false), Some(false)));

    // Both names may come together; the current one counts.
    let both = golden("replies/payout-get.old").replacen(
        '{',
        r#"{"depositAddress":"d","transactionHash":"t","dealId":"old","belongingType":"INTERNAL","#,
        1,
    );
    let both: Payout = serde_json::from_str(&both).unwrap();
    assert_eq!(both.id.as_str(), "90213");
    assert_eq!(both.deposit_address.as_str(), "d");
    assert_eq!(both.transaction_hash.as_ref().unwrap().as_str(), "t");
    assert_eq!(both.internal(), Some(true));
}

#[test]
fn a_payout_without_its_address_or_amount_is_none() {
    let text = golden("replies/payout-create");
    for name in ["id", "depositAddress", "amount", "currency", "state", "createdDate"] {
        let without = text.replacen(&format!("\"{name}\":"), "\"gone\":", 1);
        let error = serde_json::from_str::<Payout>(&without).unwrap_err().to_string();
        assert!(error.starts_with(&format!("missing field `{name}`")), "{error}");
    }
}

#[test]
fn withdrawals_as_one_answer_and_as_rows() {
    let draft: Withdrawal = round_trips("payout-withdrawal");
    assert_eq!(draft.id.as_str(), "3141");
    assert_eq!(draft.reference(), &draft.id);
    assert_eq!(draft.company_name.as_deref(), Some("Example Shop"));
    assert_eq!(draft.state, WithdrawalState::Draft);
    assert_eq!(draft.state.is_final(), Some(false));
    assert_eq!(draft.calypso_fee, Fee::Reported(amount("0.1275")));
    assert_eq!(draft.withdrawal_errors, []);
    let failed: Withdrawal = round_trips("payout-withdrawal.failed");
    assert_eq!(failed.amount.to_string(), "20");
    let status = &failed.withdrawal_errors[0].status;
    assert_eq!(*status, WithdrawalErrorStatus::NotEnoughFundsForServiceCommission);

    let page: Page<Withdrawal> = round_trips("payout-withdrawal-all");
    assert_eq!((page.page, page.total, page.total_elements), (Some(1), Some(2), Some(22)));
    let [done, refused] = &page.result[..] else { panic!("two rows") };
    assert_eq!((done.id.as_str(), done.reference().as_str()), ("77", "3141"));
    assert_eq!(done.deposit_address.as_str(), TRON);
    assert_eq!(done.transaction_hash.as_ref().unwrap().as_str(), HASH);
    assert_eq!(done.external_id.as_ref().unwrap().as_str(), "wage-1");
    assert_eq!(done.state.is_final(), Some(true));
    assert_eq!(refused.withdrawal_errors[0].status, WithdrawalErrorStatus::ExceedingLimit);
    let page: Page<Withdrawal> = round_trips("payout-withdrawal-all.current");
    assert_eq!(page.result[0].state, WithdrawalState::InProgress);
    assert_eq!(page.result[0].withdrawal_errors, []);
    assert_eq!(WithdrawalState::Replaced.is_final(), None);
}

#[test]
fn lists_of_payouts() {
    let page: Page<Payout> = round_trips("payout-all");
    assert_eq!(page.result.len(), 2);
    assert_eq!(page.result[1].calypso_fee, Fee::NotReported);
    assert_eq!(page.result[1].amount, amount("1"));
    let page: Page<MassPayout> = round_trips("payout-mass-all");
    assert_eq!(page.result[0].state, PayoutState::Partial);
    assert_eq!(page.total_elements, Some(1));
}

#[test]
fn mass_payouts() {
    let new: MassPayout = round_trips("payout-mass-create");
    assert_eq!(new.id.as_str(), "4096");
    assert_eq!(new.name.as_deref(), Some("Wages in July"));
    assert_eq!(new.comment.as_deref(), Some("Second half"));
    assert_eq!(new.state, PayoutState::CreationInProgress);
    assert_eq!(new.total_withdrawal_amount.unwrap().to_string(), "30.00");
    assert_eq!(new.total_network_fee, Some(amount("2.4")));
    assert_eq!(new.total_network_fee_percentage, Some(amount("8")));
    assert_eq!(new.network_fee_currency, Some(currency("TRX")));
    assert_eq!(new.company_id.unwrap().as_str(), "5d4c3b2a-1f0e-4d9c-8b7a-6f5e4d3c2b1a");
    assert_eq!(new.created_by.unwrap().as_str(), "8a7b6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d");
    assert_eq!(new.execution_date.unwrap().to_string(), "2025-07-06T10:31:09.255Z");
    assert_eq!(new.idempotency_key, Some(key()));

    let partial: MassPayout = round_trips("payout-mass-get");
    assert_eq!(partial.created_by.unwrap().as_str(), "12");
    let errors = partial.errors.unwrap().withdrawal_errors;
    assert_eq!(errors[0].withdrawal_id.as_str(), "3142");
    assert_eq!(errors[0].errors[0].status, WithdrawalErrorStatus::NoBalance);
    let old: MassPayout = round_trips("payout-mass-get.old");
    assert_eq!(old.id.as_str(), "4095");
    assert_eq!((old.name, old.created_by, old.total_withdrawal_amount), (None, None, None));
}

/// Returns an invoice over 25.50 that received this, in this state.
fn invoice(received: &str, state: &str) -> Invoice {
    let mut invoice: Invoice = serde_json::from_str(&golden("replies/invoice-get")).unwrap();
    invoice.total_debit_amount = amount(received);
    invoice.state = InvoiceState::parse(state);
    invoice
}

#[test]
fn a_refund_is_exactly_what_was_paid_too_much() {
    let over = invoice("30.123456", "COMPLETED");
    let refund = NewPayout::refund_of(&over, TRON.parse().unwrap(), key()).unwrap();
    assert_eq!(refund.amount.to_string(), "4.623456");
    assert_eq!(refund.currency, currency("USDT_TRX"));
    assert_eq!(refund.deposit_address.as_str(), TRON);
    assert_eq!(refund.external_id.unwrap().as_str(), "order-1017");
    assert_eq!(refund.idempotency_key, key());
    let comment = refund.comment.unwrap();
    assert_eq!(comment, "Refund of the overpayment of invoice 184467");
    let over = invoice("25.500001", "COMPLETED");
    let refund = NewPayout::refund_of(&over, TRON.parse().unwrap(), key()).unwrap();
    assert_eq!(refund.amount.to_string(), "0.000001");
}

#[test]
fn what_cannot_be_refunded_says_why() {
    let refund =
        |invoice: &Invoice| NewPayout::refund_of(invoice, TRON.parse().unwrap(), key()).map(drop);
    for received in ["25.5", "25.50", "20"] {
        let exact = invoice(received, "COMPLETED");
        let expected = RefundError::NotOverpaid { due: amount("25.5"), received: amount(received) };
        assert_eq!(refund(&exact), Err(expected));
    }
    let bound: Invoice = serde_json::from_str(
        &golden("replies/invoice-get.bound").replace("PENDING_PAYMENT", "COMPLETED"),
    )
    .unwrap();
    assert_eq!(refund(&bound), Err(RefundError::NoFixedAmount));
    // An intervention may still end with all of the money going back.
    for state in [
        "PENDING_INTERVENTION",
        "PAID",
        "ARCHIVED",
        "DECLINED",
        "PENDING_PAYMENT",
        "PENDING_COMPLIANCE_CHECK",
        "NEW",
    ] {
        let over = invoice("30", state);
        let state = InvoiceState::parse(state);
        assert_eq!(refund(&over), Err(RefundError::State { state }));
    }
    let text = RefundError::NotOverpaid { due: amount("2"), received: amount("1.5") }.to_string();
    assert_eq!(text, "nothing to refund: 1.5 received of 2 due");
}

/// Returns the data of a golden event, if it is about a payout.
fn payout_data(name: &str) -> Option<PayoutData> {
    let text = golden(&format!("events/{name}"));
    let EventData::Payout(data) = Event::from_slice(text.as_bytes()).unwrap().data else {
        return None;
    };
    Some(data)
}

#[track_caller]
fn event(name: &str) -> PayoutData {
    payout_data(name).unwrap()
}

#[test]
fn events_tell_a_payouts_state_and_hash() {
    let data = event("PAYOUT_CHANGE_STATUS");
    assert_eq!(data.payout_status, Some(PayoutState::Completed));
    assert_eq!(data.external_id.unwrap().as_str(), "payout-7");
    assert_eq!(data.hash.unwrap().as_str(), HASH);
    let data = event("PAYOUT_CHANGE_STATUS.mass");
    assert_eq!(data.parent_external_id.unwrap().as_str(), "4096");
    assert_eq!(data.payout_status, Some(PayoutState::CreationInProgress));
    assert_eq!(data.hash, None);
    let data = event("PAYOUT_HASH_RECEIVED");
    assert_eq!(data.hash.unwrap().as_str(), HASH);
    assert_eq!(data.payout_status, None);
}

#[test]
fn events_tell_who_confirmed_a_payout_in_whatever_shape() {
    let data = event("PAYOUT_CONFIRMED");
    assert_eq!(data.approved.len(), 1);
    assert_eq!(data.approved[0].firstname.as_deref(), Some("Ada"));
    assert_eq!(data.approved[0].lastname.as_deref(), Some("Lovelace"));
    assert_eq!(data.approved[0].user_id, None);
    let data = event("PAYOUT_CONFIRMED.ids");
    let ids: Vec<_> =
        data.approved.iter().map(|one| one.user_id.as_ref().unwrap().as_str()).collect();
    assert_eq!(ids, ["12", "8a7b6c5d-4e3f-4a2b-9c1d-0e9f8a7b6c5d", "13"]);
    assert_eq!(data.approved[0].firstname.as_deref(), Some("Ada"));
    assert_eq!(data.approved[1].firstname, None);
}

#[test]
fn events_tell_which_withdrawal_failed_its_validation() {
    let data = event("PAYOUT_VALIDATION_ERROR");
    assert_eq!(data.validation_status, Some(WithdrawalErrorStatus::NotEnoughFunds));
    assert_eq!(data.deal_withdrawal_id.unwrap().as_str(), "3141");
    assert_eq!(data.message.as_deref(), Some("Not enough funds"));
    let data = event("PAYOUT_VALIDATION_ERROR.string-id");
    assert_eq!(data.validation_status.unwrap().as_str(), "ADDRESS_REFUSED");
    assert_eq!(data.deal_withdrawal_id.unwrap().as_str(), "3142");
}
