//! Quotes of fiat prices (docs/API-FACTS.md, sections 4.3, 9.6 and 11).

use std::time::Duration;

use calypso_model::{ErrorCode, IdempotencyKey, InvoiceState};

use super::Play;
use crate::options::DepositOutcome;
use crate::rules::{Invoice, NewWidget, PageLinks};

const MINUTE: Duration = Duration::from_secs(60);
const MILLISECOND: Duration = Duration::from_millis(1);

fn set_rate(play: &mut Play, currency: &str, rate: &str) {
    let usd = "USD".parse().unwrap();
    play.world.set_rate(currency.parse().unwrap(), usd, rate.parse().unwrap());
}

/// What is due, and how long ago it was quoted.
fn due(play: &Play, invoice: &Invoice) -> (String, u64) {
    let now = play.invoice(invoice);
    let age = now.fiat.unwrap().quoted.millis_until(play.world.now);
    (now.amount.unwrap().to_string(), age)
}

fn open(play: &mut Play, invoice: &Invoice) -> String {
    play.world.open_page(&invoice.key).unwrap().amount.unwrap().to_string()
}

#[test]
fn a_fiat_price_is_quoted_rounded_up_and_again_every_15_minutes_until_a_payment_is_seen() {
    let mut play = Play::start();
    set_rate(&mut play, "TRX", "0.3");
    let invoice = play.fiat("10.00", "USD", "TRX");
    assert_eq!(due(&play, &invoice), ("33.333334".into(), 0));
    set_rate(&mut play, "TRX", "0.25");
    play.pass(MINUTE * 15 - MILLISECOND);
    assert_eq!(due(&play, &invoice), ("33.333334".into(), 899_999));
    play.pass(MILLISECOND);
    assert_eq!(due(&play, &invoice), ("40.000000".into(), 0));

    play.deposit(&invoice.address, "TRX", "40", DepositOutcome::Mempool).unwrap();
    set_rate(&mut play, "TRX", "0.2");
    play.pass(MINUTE * 15);
    assert_eq!(due(&play, &invoice), ("40.000000".into(), 900_000));
}

#[test]
fn a_page_that_is_opened_quotes_at_once_and_the_15_minutes_begin_again() {
    let mut play = Play::start();
    let invoice = play.fiat("10.00", "USD", "TRX");
    assert_eq!(due(&play, &invoice), ("80.000000".into(), 0));
    let tasks = play.world.due.len();
    play.pass(MINUTE * 10);
    set_rate(&mut play, "TRX", "0.25");
    for _ in 0..10 {
        assert_eq!(open(&mut play, &invoice), "40.000000");
    }
    // However often it is opened, nothing more is scheduled.
    assert_eq!(play.world.due.len(), tasks);
    set_rate(&mut play, "TRX", "0.2");
    play.pass(MINUTE * 15 - MILLISECOND);
    assert_eq!(due(&play, &invoice), ("40.000000".into(), 899_999));
    play.pass(MILLISECOND);
    assert_eq!(due(&play, &invoice), ("50.000000".into(), 0));
    assert_eq!(play.events(), ["INVOICE_CREATE_INVOICE"]);
}

#[test]
fn a_page_quotes_only_what_is_unpaid_and_over_fiat() {
    let mut play = Play::start();
    let seen = play.fiat("10.00", "USD", "TRX");
    play.deposit(&seen.address, "TRX", "80", DepositOutcome::Mempool).unwrap();
    let (single, unlimited) = (play.single("7", "TRX"), play.unlimited("TRX"));
    let expired = play.fiat("10.00", "USD", "TRX");
    play.pass(MINUTE * 180);
    assert_eq!(play.state(&expired), InvoiceState::Archived);
    set_rate(&mut play, "TRX", "0.25");
    for (invoice, amount) in [(&seen, Some("80.000000")), (&single, Some("7")), (&unlimited, None)]
    {
        let opened = play.world.open_page(&invoice.key).unwrap();
        assert_eq!(opened.amount.map(|amount| amount.to_string()).as_deref(), amount);
    }
    assert_eq!(open(&mut play, &expired), "80.000000");
    let nobody = IdempotencyKey::from_random_bytes([9; 16]);
    let refusal = play.world.open_page(&nobody).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotFound);
    assert_eq!(refusal.message, format!("Invoice {nobody} not found"));
}

#[test]
fn a_widget_s_invoice_in_bitcoin_keeps_its_quote_for_60_minutes() {
    for (code, minutes, before, after) in
        [("BTC", 60, "0.00100000", "0.00200000"), ("ETH", 15, "0.02", "0.04")]
    {
        let mut play = Play::start();
        let widget = NewWidget {
            price: Some(("60".parse().unwrap(), "USD".parse().unwrap())),
            currencies: vec![code.parse().unwrap()],
            description: String::from("Order 1042"),
            key: None,
            external_id: None,
            expiration: None,
            page: PageLinks::default(),
        };
        let account = play.account.clone();
        let key = play.world.create_widget(&account, widget).unwrap().widget.key.clone();
        let invoice = play.world.choose_currency(&key, &code.parse().unwrap()).unwrap();
        set_rate(&mut play, code, if code == "BTC" { "30000" } else { "1500" });
        play.pass(MINUTE * minutes - MILLISECOND);
        let amount = |play: &Play| play.invoice(&invoice).amount.unwrap();
        assert_eq!(amount(&play), before.parse().unwrap(), "{code}");
        play.pass(MILLISECOND);
        assert_eq!(amount(&play), after.parse().unwrap(), "{code}");
        // One of the merchant's own is quoted as any other is.
        let own = play.fiat("60", "USD", code);
        set_rate(&mut play, code, "1");
        play.pass(MINUTE * 15);
        assert_eq!(play.invoice(&own).amount, Some("60".parse().unwrap()), "{code}");
    }
}
