//! What a new invoice may look like (docs/API-FACTS.md, sections 4.2–4.4 and 12).

use std::time::Duration;

use calypso_model::{ErrorCode, IdempotencyKey};
use calypso_sign::Timestamp;

use super::Play;
use super::play::{START, new_invoice};
use crate::rules::{Invoice, NewInvoice, Price, Refusal};

fn create(new: NewInvoice) -> Result<Invoice, Refusal> {
    let mut play = Play::start();
    play.world.create_invoice(&play.account, new).cloned()
}

fn crypto(amount: &str, currency: &str) -> NewInvoice {
    new_invoice(Price::Crypto(amount.parse().unwrap()), currency)
}

fn fiat(amount: &str, fiat: &str) -> NewInvoice {
    new_invoice(Price::Fiat(amount.parse().unwrap(), fiat.parse().unwrap()), "TRX")
}

#[track_caller]
fn check(new: NewInvoice, message: &str) {
    let refusal = create(new).unwrap_err();
    assert_eq!((refusal.code, refusal.message.as_str()), (ErrorCode::BadRequest, message));
}

#[test]
fn amounts_are_checked_as_they_are_written() {
    let scale = "payload.amount=[Scale incorrect. Must be less than or equal to 6]";
    check(crypto("1.0000000", "USDT"), scale);
    // On the chain it has 18 decimals, on an invoice 6.
    check(crypto("1.0000001", "USDT_BSC"), scale);
    check(crypto("0.00", "USDT"), "payload.amount=[Must be greater than 0]");
    check(crypto("79228162514264337593543950335", "USDT"), "payload.amount=[Too large]");
    let fiat_scale = "payload.fiatAmount=[Scale incorrect. Must be less than or equal to 2]";
    check(fiat("1.001", "USD"), fiat_scale);
    check(fiat("79228162514264337593543950.33", "USD"), "payload.fiatAmount=[Too large]");
    assert_eq!(create(crypto("1.000000", "USDT")).unwrap().amount.unwrap().to_string(), "1.000000");
}

#[test]
fn only_known_currencies_can_be_invoiced() {
    check(crypto("1", "NO_COIN"), "payload.currency=[Unknown crypto currency NO_COIN]");
    check(crypto("1", "EUR"), "payload.currency=[Unknown crypto currency EUR]");
    check(fiat("1", "KZT"), "payload.fiatCurrency=[Must be USD or EUR]");
    check(fiat("1", "BTC"), "payload.fiatCurrency=[Must be USD or EUR]");
}

fn expiring(after: i64) -> NewInvoice {
    let expiration = Timestamp::from_millis(START.as_millis().saturating_add(after));
    NewInvoice { expiration: Some(expiration), ..crypto("1", "TRX") }
}

#[test]
fn an_expiration_lies_ahead_and_by_less_than_a_day() {
    const DAY: i64 = 24 * 3600 * 1000;
    check(expiring(0), "payload.expiration=[Must be in the future]");
    check(expiring(-1), "payload.expiration=[Must be in the future]");
    check(expiring(DAY), "payload.expiration=[Must be less than 1 day ahead]");
    let far = Timestamp::from_millis(i64::MAX);
    let new = NewInvoice { expiration: Some(far), ..crypto("1", "TRX") };
    check(new, "payload.expiration=[Must be less than 1 day ahead]");
    for after in [1, DAY - 1] {
        let invoice = create(expiring(after)).unwrap();
        assert_eq!(invoice.expiration.unwrap().as_millis(), START.as_millis() + after);
    }
}

#[test]
fn a_key_names_one_invoice_of_any_type() {
    let mut play = Play::start();
    let key = IdempotencyKey::from_random_bytes([9; 16]);
    let with_key = |price| NewInvoice { key: Some(key.clone()), ..new_invoice(price, "TRX") };
    let invoice = play.world.create_invoice(&play.account, with_key(Price::Any)).cloned().unwrap();
    assert_eq!(invoice.key, key);
    let again = play
        .world
        .create_invoice(&play.account, with_key(Price::Crypto("1".parse().unwrap())))
        .cloned();
    let refusal = again.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::KeyExists);
    assert_eq!(refusal.message, format!("Key {key} already exists"));
    assert_eq!(play.world.counts().invoices, 1);
    assert_eq!(play.events().len(), 1);
}

#[test]
fn one_seed_makes_the_same_world_again() {
    let texts = || {
        let mut play = Play::start();
        let invoice = play.single("1", "USDT_TRX");
        let deposit = play.pay(&invoice, "1");
        (invoice.address, invoice.key, deposit.hash, deposit.id, deposit.sender)
    };
    assert_eq!(texts(), texts());
}

#[test]
fn a_clock_that_is_set_back_undoes_nothing() {
    let mut play = Play::start();
    play.pass(Duration::from_secs(60));
    play.world.advance(START);
    assert_eq!(play.world.now, START.saturating_add(Duration::from_secs(60)));
}
