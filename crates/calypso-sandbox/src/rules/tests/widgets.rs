//! Payment widgets and their invoices (docs/API-FACTS.md, sections 9.6 and 10.7).

use std::time::Duration;

use calypso_model::{
    ErrorCode, IdempotencyKey, InvoiceState, InvoiceType, WidgetState, WidgetType,
};

use super::Play;
use super::play::STAGE;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{
    Invoice, InvoiceRef, NewMerchant, NewWidget, PageLinks, Refusal, WidgetsWanted,
};
use crate::widget::ChooseCurrencyError;

const DAY: Duration = Duration::from_secs(24 * 3600);
const HOUR: Duration = Duration::from_secs(3600);

fn new_widget(currencies: &[&str]) -> NewWidget {
    NewWidget {
        price: None,
        currencies: currencies.iter().map(|code| code.parse().unwrap()).collect(),
        description: String::from("Order 1042"),
        key: None,
        external_id: Some("order-1042".parse().unwrap()),
        expiration: None,
        page: PageLinks {
            return_url: Some("https://shop.example/".into()),
            ..PageLinks::default()
        },
    }
}

fn over_fiat(amount: &str, fiat: &str, currencies: &[&str]) -> NewWidget {
    let price = Some((amount.parse().unwrap(), fiat.parse().unwrap()));
    NewWidget { price, ..new_widget(currencies) }
}

fn create(play: &mut Play, new: NewWidget) -> Result<IdempotencyKey, Refusal> {
    let account = play.account.clone();
    play.world.create_widget(&account, new).map(|view| view.widget.key.clone())
}

fn choose(play: &mut Play, key: &IdempotencyKey, code: &str) -> Invoice {
    play.world.choose_currency(key, &code.parse().unwrap()).unwrap()
}

fn state(play: &Play, key: &IdempotencyKey) -> WidgetState {
    let widget = play.world.widgets.get(key).unwrap();
    play.world.view(widget).state
}

#[test]
fn the_currencies_the_price_and_the_time_are_checked() {
    let mut play = Play::start();
    let twice = over_fiat("10", "USD", &["BTC", "ETH", "BTC"]);
    let late = play.world.now.saturating_add(DAY);
    let past = play.world.now;
    for (new, message) in [
        (new_widget(&[]), "payload.cryptoCurrencies=[Must not be empty]"),
        (new_widget(&["BTC", "EUR"]), "payload.cryptoCurrencies=[Unknown crypto currency EUR]"),
        (new_widget(&["NEW"]), "payload.cryptoCurrencies=[Unknown crypto currency NEW]"),
        (twice, "payload.cryptoCurrencies=[BTC comes twice]"),
        (over_fiat("10", "RUB", &["BTC"]), "payload.fiatCurrency=[Must be USD or EUR]"),
        (over_fiat("0", "USD", &["BTC"]), "payload.fiatAmount=[Must be greater than 0]"),
        (
            over_fiat("1.001", "USD", &["BTC"]),
            "payload.fiatAmount=[Scale incorrect. Must be less than or equal to 2]",
        ),
        (
            NewWidget { expiration: Some(late), ..new_widget(&["BTC"]) },
            "payload.expiration=[Must be less than 1 day ahead]",
        ),
        (
            NewWidget { expiration: Some(past), ..new_widget(&["BTC"]) },
            "payload.expiration=[Must be in the future]",
        ),
    ] {
        let refusal = create(&mut play, new).unwrap_err();
        assert_eq!((refusal.code, &*refusal.message), (ErrorCode::BadRequest, message));
    }
    assert_eq!(play.world.counts().widgets, 0);
}

#[test]
fn a_key_names_one_widget_of_either_kind_and_of_any_merchant() {
    let mut play = Play::start();
    let key = create(&mut play, over_fiat("10", "USD", &["BTC"])).unwrap();
    let again = NewWidget { key: Some(key.clone()), ..new_widget(&["ETH"]) };
    let refusal = create(&mut play, again.clone()).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::KeyExists);
    assert_eq!(refusal.message, format!("Key {key} already exists"));
    let other = play.world.add_merchant(NewMerchant::default()).unwrap().account;
    let refusal = play.world.create_widget(&other, again).map(drop).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::KeyExists);
    assert_eq!(play.world.counts().widgets, 1);

    let found = |account, kind| play.world.widget(account, &kind, &key).map(|view| view.state);
    assert_eq!(found(&play.account, WidgetType::SingleFiat), Ok(WidgetState::InProgress));
    for (account, kind) in
        [(&play.account, WidgetType::UnlimitedLinked), (&other, WidgetType::SingleFiat)]
    {
        let refusal = found(account, kind).unwrap_err();
        assert_eq!(refusal.message, format!("Widget {key} not found"));
        assert_eq!(refusal.code, ErrorCode::NotFound);
    }
}

#[test]
fn an_invoice_comes_into_being_when_its_currency_is_picked_and_only_once() {
    let mut play = Play::start();
    let key = create(&mut play, over_fiat("10", "EUR", &["USDT_TRX", "BTC"])).unwrap();
    assert_eq!(play.world.counts().invoices, 0);
    assert!(play.events().is_empty());

    let usdt = choose(&mut play, &key, "USDT_TRX");
    assert_eq!(usdt.kind, InvoiceType::SingleFiat);
    assert_eq!(usdt.external_id.as_ref().unwrap().as_str(), "order-1042");
    assert_eq!(usdt.description, "Order 1042");
    assert_eq!(usdt.page.return_url.as_deref(), Some("https://shop.example/"));
    assert_ne!(usdt.key, key);
    let fiat = usdt.fiat.as_ref().unwrap();
    assert_eq!((fiat.amount.to_string().as_str(), fiat.currency.as_str()), ("10", "EUR"));
    // It lives as long as the widget, also on Tron.
    assert_eq!(usdt.expiration, Some(play.world.now.saturating_add(DAY)));
    assert_eq!(choose(&mut play, &key, "USDT_TRX").number, usdt.number);
    let btc = choose(&mut play, &key, "BTC");
    assert_ne!(btc.number, usdt.number);
    assert_eq!(choose(&mut play, &key, "USDT_TRX").number, usdt.number);
    assert_eq!(play.events(), ["INVOICE_CREATE_INVOICE"; 2]);

    let view = play.world.widget(&play.account, &WidgetType::SingleFiat, &key).unwrap();
    let invoices: Vec<_> = view.invoices.iter().map(|invoice| invoice.number).collect();
    assert_eq!(invoices, [usdt.number, btc.number]);
}

#[test]
fn only_what_the_widget_offers_can_be_picked() {
    let mut play = Play::start();
    let key = create(&mut play, over_fiat("10", "EUR", &["BTC"])).unwrap();
    let pick = |play: &mut Play, key: &IdempotencyKey, code: &str| {
        play.world.choose_currency(key, &code.parse().unwrap()).map(drop)
    };
    let unknown = IdempotencyKey::from_random_bytes([9; 16]);
    assert_eq!(pick(&mut play, &unknown, "BTC"), Err(ChooseCurrencyError::UnknownWidget));
    assert_eq!(pick(&mut play, &key, "ETH"), Err(ChooseCurrencyError::UnknownCurrency));
    assert_eq!(play.world.counts().invoices, 0);
}

#[test]
fn a_widget_is_completed_when_its_invoice_is_paid() {
    let mut play = Play::start();
    let key = create(&mut play, over_fiat("10", "USD", &["USDT_TRX", "BTC", "ETH"])).unwrap();
    let btc = choose(&mut play, &key, "BTC");
    let usdt = choose(&mut play, &key, "USDT_TRX");
    play.pay(&usdt, &usdt.amount.unwrap().to_string());
    assert_eq!(play.state(&usdt), InvoiceState::MemPoolFound);
    assert_eq!(state(&play, &key), WidgetState::InProgress);
    play.pass(STAGE * 2);
    assert_eq!(play.state(&usdt), InvoiceState::Paid);
    assert_eq!(state(&play, &key), WidgetState::Completed);
    play.pass(STAGE);
    assert_eq!(play.state(&usdt), InvoiceState::Completed);
    // What was picked before is shown again; a new invoice no longer comes into being.
    assert_eq!(choose(&mut play, &key, "USDT_TRX").number, usdt.number);
    assert_eq!(choose(&mut play, &key, "BTC").number, btc.number);
    let closed = play.world.choose_currency(&key, &"ETH".parse().unwrap()).map(drop);
    assert_eq!(closed, Err(ChooseCurrencyError::Closed { state: WidgetState::Completed }));
    play.pass(DAY * 2);
    assert_eq!(state(&play, &key), WidgetState::Completed);
    assert_eq!(play.state(&btc), InvoiceState::Archived);
}

#[test]
fn a_widget_that_nobody_pays_is_archived_with_its_invoices() {
    let mut play = Play::start();
    let expiration = play.world.now.saturating_add(HOUR);
    let new = over_fiat("10", "USD", &["BTC", "ETH"]);
    let key = create(&mut play, NewWidget { expiration: Some(expiration), ..new.clone() }).unwrap();
    let untouched = create(&mut play, new).unwrap();
    let btc = choose(&mut play, &key, "BTC");
    play.pass(HOUR - Duration::from_millis(1));
    assert_eq!(state(&play, &key), WidgetState::InProgress);
    assert_eq!(play.state(&btc), InvoiceState::PendingPayment);
    play.pass(Duration::from_millis(1));
    assert_eq!(state(&play, &key), WidgetState::Archived);
    assert_eq!(play.state(&btc), InvoiceState::Archived);
    assert_eq!(choose(&mut play, &key, "BTC").number, btc.number);
    let closed = play.world.choose_currency(&key, &"ETH".parse().unwrap()).map(drop);
    assert_eq!(closed, Err(ChooseCurrencyError::Closed { state: WidgetState::Archived }));
    assert_eq!(state(&play, &untouched), WidgetState::InProgress);
    play.pass(DAY - HOUR);
    assert_eq!(state(&play, &untouched), WidgetState::Archived);
    assert_eq!(play.events(), ["INVOICE_CREATE_INVOICE", "INVOICE_EXPIRED"]);
}

#[test]
fn money_on_its_way_at_the_end_still_completes_the_widget() {
    let mut play = Play::with_delays(StageDelays::uniform(HOUR));
    let key = create(&mut play, over_fiat("10", "USD", &["BTC"])).unwrap();
    let btc = choose(&mut play, &key, "BTC");
    play.pass(DAY - Duration::from_millis(1));
    play.pay(&btc, &btc.amount.unwrap().to_string());
    play.pass(Duration::from_millis(1));
    assert_eq!(state(&play, &key), WidgetState::InProgress);
    play.pass(HOUR * 2);
    assert_eq!(state(&play, &key), WidgetState::Completed);

    let key = create(&mut play, over_fiat("10", "USD", &["BTC"])).unwrap();
    let btc = choose(&mut play, &key, "BTC");
    play.pass(DAY - Duration::from_millis(1));
    let due = btc.amount.unwrap().to_string();
    play.deposit(&btc.address, "BTC", &due, DepositOutcome::Declined).unwrap();
    play.pass(HOUR * 3);
    assert_eq!(play.state(&btc), InvoiceState::Declined);
    assert_eq!(state(&play, &key), WidgetState::Archived);
}

#[test]
fn an_invoice_that_is_over_gives_way_to_a_new_one_while_the_widget_lasts() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let key = create(&mut play, over_fiat("10", "USD", &["BTC"])).unwrap();
    let first = choose(&mut play, &key, "BTC");
    let due = first.amount.unwrap().to_string();
    play.deposit(&first.address, "BTC", &due, DepositOutcome::Declined).unwrap();
    assert_eq!(play.state(&first), InvoiceState::Declined);
    let second = choose(&mut play, &key, "BTC");
    assert_ne!(second.number, first.number);
    assert_eq!(choose(&mut play, &key, "BTC").number, second.number);
    play.pay(&second, &second.amount.unwrap().to_string());
    assert_eq!(state(&play, &key), WidgetState::Completed);
}

#[test]
fn a_linked_invoice_behaves_as_an_unlimited_one() {
    let mut play = Play::start();
    let expiration = play.world.now.saturating_add(HOUR);
    let new = NewWidget { expiration: Some(expiration), ..new_widget(&["USDT_BSC", "ETH"]) };
    let key = create(&mut play, new).unwrap();
    let invoice = choose(&mut play, &key, "USDT_BSC");
    assert_eq!(invoice.kind, InvoiceType::UnlimitedLinked);
    assert_eq!((invoice.amount, invoice.expiration), (None, None));
    for amount in ["10", "0.000000000000000001"] {
        play.pay(&invoice, amount);
        play.pass(STAGE * 3);
        assert_eq!(play.state(&invoice), InvoiceState::PendingPayment);
        assert_eq!(state(&play, &key), WidgetState::InProgress);
    }
    assert_eq!(
        play.events(),
        [
            "INVOICE_CREATE_UNLIMITED_INVOICE",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
            "INVOICE_FUNDS_RECEIVED_FOR_INVOICE",
            "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        ]
    );
    assert_eq!(play.balance("USDT_BSC"), "9.960000000000000001");
    play.pass(HOUR);
    assert_eq!(state(&play, &key), WidgetState::Archived);
    // The client may still pay where he always paid.
    play.pay(&invoice, "1");
    play.pass(STAGE * 3);
    assert_eq!(play.invoice(&invoice).received.to_string(), "11.000000000000000001");

    let lasting = create(&mut play, new_widget(&["ETH"])).unwrap();
    play.pass(DAY * 365);
    assert_eq!(state(&play, &lasting), WidgetState::InProgress);
}

#[test]
fn an_archived_linked_invoice_gives_way_to_a_new_one() {
    let mut play = Play::start();
    let key = create(&mut play, new_widget(&["ETH"])).unwrap();
    let first = choose(&mut play, &key, "ETH");
    let wanted = InvoiceRef { id: Some(first.id.clone()), ..InvoiceRef::default() };
    let account = play.account.clone();
    play.world.archive(&account, &wanted).unwrap();
    assert_ne!(choose(&mut play, &key, "ETH").number, first.number);
}

#[test]
fn widgets_are_listed_by_kind_and_state_oldest_first() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let paid = create(&mut play, over_fiat("10", "USD", &["BTC"])).unwrap();
    let open = create(&mut play, over_fiat("11", "USD", &["BTC"])).unwrap();
    create(&mut play, new_widget(&["BTC"])).unwrap();
    let invoice = choose(&mut play, &paid, "BTC");
    play.pay(&invoice, &invoice.amount.unwrap().to_string());
    let list = |states: &[WidgetState], descending| {
        let states = states.to_vec();
        let wanted = WidgetsWanted { kind: WidgetType::SingleFiat, states, descending };
        let found = play.world.widgets(&play.account, &wanted);
        found.iter().map(|view| view.widget.key.clone()).collect::<Vec<_>>()
    };
    assert_eq!(list(&[], false), [paid.clone(), open.clone()]);
    assert_eq!(list(&[], true), [open.clone(), paid.clone()]);
    assert_eq!(list(&[WidgetState::Completed], false), std::slice::from_ref(&paid));
    assert_eq!(list(&[WidgetState::InProgress, WidgetState::Completed], true), [open, paid]);
    assert_eq!(list(&[WidgetState::Archived], false), []);
}
