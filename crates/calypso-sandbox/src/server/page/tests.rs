//! The page as a function of the world: what is shown, what is offered, what is never shown.

use std::time::Duration;

use askama::Template as _;
use calypso_model::{AccountId, Address, EventService, SubscriptionId};
use calypso_sign::Timestamp;
use url::Url;

use super::view::View;
use super::{Notice, Page};
use crate::clock::ClockMode;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{
    AttemptResult, Chance, DepositOrder, Invoice, NewInvoice, NewMerchant, NewPayout,
    NewSubscription, PageLinks, Price, Settings, Transfer, World,
};

const NOW: Timestamp = Timestamp::from_millis(1_650_885_468_390);

struct Stage {
    world: World,
    account: AccountId,
}

impl Stage {
    fn new() -> Self {
        let settings = Settings { delays: StageDelays::NONE, ..Settings::default() };
        let mut world = World::new(settings, Chance::new([3; 32]), NOW);
        let account = world.add_merchant(NewMerchant::default()).unwrap().account;
        Self { world, account }
    }

    fn invoice(&mut self, price: Price, currency: &str, description: &str) -> Invoice {
        let new = NewInvoice {
            price,
            currency: currency.parse().unwrap(),
            description: description.to_owned(),
            key: None,
            external_id: None,
            expiration: None,
            page: PageLinks::default(),
            fiat_available: None,
        };
        self.world.create_invoice(&self.account, new).cloned().unwrap()
    }

    fn pay(&mut self, address: &Address, currency: &str, amount: &str) {
        let (currency, amount) = (currency.parse().unwrap(), amount.parse().unwrap());
        let (address, outcome) = (address.clone(), DepositOutcome::Confirmed);
        let order = DepositOrder { address, currency, amount, outcome, sender: None };
        self.world.deposit(order).unwrap();
        self.world.advance(NOW);
    }

    fn subscribe(&mut self) -> SubscriptionId {
        let id = SubscriptionId::parse("00000000-0000-4000-8000-000000000001").unwrap();
        let url_text = String::from("http://127.0.0.1:9/hook");
        let new = NewSubscription {
            id: id.clone(),
            event_types: Vec::new(),
            services: vec![EventService::Invoice],
            url: Url::parse(&url_text).unwrap(),
            url_text,
        };
        self.world.subscribe(&self.account, new).unwrap();
        id
    }

    fn view(&self) -> View {
        View::of(&self.world, ClockMode::Real)
    }

    fn html(&self) -> String {
        Page { notice: None, view: self.view(), version: "0" }.render().unwrap()
    }
}

fn amount(text: &str) -> calypso_model::Amount {
    text.parse().unwrap()
}

#[test]
fn an_invoice_offers_what_is_missing() {
    let mut stage = Stage::new();
    let invoice = stage.invoice(Price::Crypto(amount("10.50")), "USDT_TRX", "Tea");
    let row = stage.view().invoices.shown.remove(0);
    assert_eq!((row.id.as_str(), row.account), ("100001", None));
    assert_eq!((row.kind.as_str(), row.description.as_str()), ("SINGLE", "Tea"));
    assert_eq!((row.state.word.as_str(), row.state.tone), ("PENDING_PAYMENT", "open"));
    assert_eq!(row.address, invoice.address.to_string());
    assert_eq!(row.expiration.unwrap().short(), "2022-04-25 14:17:48");
    assert_eq!(row.pay.unwrap().amount.as_deref(), Some("10.50"));

    stage.pay(&invoice.address, "USDT_TRX", "4");
    let row = stage.view().invoices.shown.remove(0);
    assert_eq!((row.state.word.as_str(), row.state.tone), ("PENDING_INTERVENTION", "bad"));
    assert_eq!(row.intervention.as_deref(), Some("UNDERPAY"));
    assert_eq!(row.received.amount, "4");
    let form = row.pay.unwrap();
    assert_eq!((form.amount.as_deref(), form.currencies), (Some("6.50"), vec!["USDT_TRX".into()]));

    stage.pay(&invoice.address, "USDT_TRX", "6.50");
    let row = stage.view().invoices.shown.remove(0);
    assert_eq!((row.state.word.as_str(), row.state.tone), ("COMPLETED", "good"));
    assert_eq!(row.pay, None);
}

#[test]
fn accounts_are_named_once_there_are_several() {
    let mut stage = Stage::new();
    stage.invoice(Price::Any, "ETH", "d");
    stage.world.add_merchant(NewMerchant::default()).unwrap();
    let view = stage.view();
    assert_eq!(view.invoices.shown.first().unwrap().account.as_deref(), Some("Account 1"));
    let names: Vec<_> = view.accounts.iter().map(|account| account.name.as_str()).collect();
    assert_eq!(names, ["Account 1", "Account 2"]);
}

#[test]
fn what_has_no_amount_or_a_least_one_says_so() {
    let mut stage = Stage::new();
    stage.invoice(Price::Any, "ETH", "Gifts");
    stage.invoice(Price::AtLeast(amount("2")), "ETH", "Gift");
    stage.invoice(Price::Fiat(amount("50"), "EUR".parse().unwrap()), "USDT_TRX", "Order");
    let [fiat, bound, any] = stage.view().invoices.shown.try_into().unwrap();
    assert_eq!(fiat.price.unwrap().currency, "EUR");
    assert_eq!((bound.is_bound, bound.due.unwrap().amount.as_str()), (true, "2"));
    assert_eq!(bound.pay.unwrap().amount.as_deref(), Some("2"));
    assert_eq!((any.due, any.pay.unwrap().amount), (None, None));
}

#[test]
fn a_purse_takes_every_currency_of_its_chains() {
    let mut stage = Stage::new();
    let email = Some(String::from("anna@example.com"));
    let customer = stage.world.create_customer(&stage.account, email, None).id;
    let currency = "USDT_TRX".parse().unwrap();
    let purse = stage.world.purse_address(&stage.account, &customer, &currency).unwrap();
    let row = stage.view().purses.shown.remove(0);
    assert_eq!(
        (row.customer, row.email.as_deref()),
        (customer.to_string(), Some("anna@example.com"))
    );
    assert_eq!((row.currency.as_str(), row.state.tone), ("USDT_TRX", "open"));
    let form = row.pay.unwrap();
    assert_eq!((form.address, form.amount), (purse.address.to_string(), None));
    assert_eq!(form.currencies.first().unwrap(), "USDT_TRX");
    assert!(form.currencies.contains(&String::from("TRX")), "{:?}", form.currencies);
    assert!(!form.currencies.contains(&String::from("ETH")), "{:?}", form.currencies);
}

#[test]
fn money_is_shown_on_accounts_in_payouts_and_in_the_ledger() {
    let mut stage = Stage::new();
    stage.world.top_up(&stage.account, &"USDT_TRX".parse().unwrap(), amount("100")).unwrap();
    let address: Address = "TJCnKsPa7y5okkXvQAidZBzqx3QyQ6sxMW".parse().unwrap();
    let (comment, external_id) = (None, None);
    let transfer =
        Transfer { address: address.clone(), amount: amount("25"), comment, external_id };
    let new = NewPayout { transfer, currency: "USDT_TRX".parse().unwrap(), key: None };
    stage.world.create_payout(&stage.account, new).unwrap();
    stage.world.advance(NOW);
    let view = stage.view();
    let payout = view.payouts.shown.first().unwrap();
    assert_eq!((payout.id.as_str(), payout.state.word.as_str()), ("200001", "COMPLETED"));
    assert_eq!((payout.address.as_deref(), payout.more), (Some(address.as_str()), 0));
    assert_eq!(payout.amount.as_ref().unwrap().amount, "25");
    let account = view.accounts.first().unwrap();
    assert_eq!(account.account, stage.account.to_string());
    assert_eq!(account.balances.first().unwrap().amount, "74.875");
    let line = view.ledger.first().unwrap();
    let expected = ["100", "0", "100", "0", "0", "0", "0", "25.125", "0", "0"];
    assert_eq!(
        (line.currency.as_str(), line.amounts.each_ref().map(String::as_str)),
        ("USDT_TRX", expected)
    );
}

#[test]
fn a_delivery_tells_how_it_stands_and_can_be_sent_until_nobody_wants_it() {
    let mut stage = Stage::new();
    let subscription = stage.subscribe();
    stage.invoice(Price::Any, "ETH", "d");
    let row = stage.view().deliveries.shown.remove(0);
    assert_eq!((row.id, row.event.as_str()), (1, "INVOICE_CREATE_UNLIMITED_INVOICE"));
    assert_eq!(row.url.as_deref(), Some("http://127.0.0.1:9/hook"));
    assert_eq!((row.attempts, row.last, row.next_attempt), (0, None, None));

    stage.world.next_job(&subscription).unwrap();
    stage.world.record_attempt(1, NOW, AttemptResult::Status(503));
    let row = stage.view().deliveries.shown.remove(0);
    assert_eq!((row.attempts, row.last.as_deref()), (1, Some("status 503")));
    assert_eq!(row.next_attempt.unwrap().iso(), "2022-04-25T11:18:18.390Z");
    assert!(row.can_be_sent);

    stage.world.unsubscribe(&stage.account, &subscription).unwrap();
    let row = stage.view().deliveries.shown.remove(0);
    assert_eq!((row.state.word.as_str(), row.can_be_sent, row.url), ("dropped", false, None));
}

#[test]
fn a_blocked_subscription_is_unblocked_before_anything_goes_out() {
    let mut stage = Stage::new();
    let subscription = stage.subscribe();
    for number in 1..=101 {
        stage.invoice(Price::Any, "ETH", "d");
        stage.world.next_job(&subscription).unwrap();
        stage.world.record_attempt(number, NOW, AttemptResult::Status(503));
    }
    let row = stage.view().deliveries.shown.remove(0);
    assert_eq!((row.state.word.as_str(), row.state.tone), ("blocked", "bad"));
    assert_eq!((row.can_be_sent, row.blocked), (false, Some(subscription.to_string())));
    assert!(stage.html().contains(r#"action="/_sandbox/page/unblock""#));
    stage.world.unblock(&subscription).unwrap();
    let row = stage.view().deliveries.shown.remove(0);
    assert_eq!((row.can_be_sent, row.blocked), (true, None));
}

#[test]
fn the_latest_fifty_are_shown_and_the_rest_is_counted() {
    let mut stage = Stage::new();
    for _ in 0..51 {
        stage.invoice(Price::Any, "ETH", "d");
    }
    let invoices = stage.view().invoices;
    assert_eq!((invoices.shown.len(), invoices.count), (50, 51));
    assert_eq!(invoices.shown.first().unwrap().id, "100051");
    assert_eq!(invoices.extent(), "The latest 50 of 51");
    assert_eq!(stage.view().purses.extent(), "All 0, newest first");
}

#[test]
fn the_time_is_shown_to_the_millisecond() {
    let now = Stage::new().view().now;
    assert_eq!((now.millis(), now.iso().as_str()), (NOW.as_millis(), "2022-04-25T11:17:48.390Z"));
    let mut stage = Stage::new();
    stage.world.advance(NOW.saturating_add(Duration::from_secs(60)));
    assert!(stage.html().contains(r#"<time datetime="2022-04-25T11:18:48.390Z">"#));
}

#[test]
fn the_clock_says_how_it_runs() {
    let world = Stage::new().world;
    for (mode, pace) in [
        (ClockMode::Real, "runs in real time"),
        (ClockMode::Frozen, "is frozen"),
        (ClockMode::Scaled { factor: 60 }, "runs 60 times as fast as real time"),
    ] {
        let view = View::of(&world, mode);
        assert_eq!((view.pace.as_str(), view.is_frozen), (pace, mode == ClockMode::Frozen));
    }
}

#[test]
fn what_merchants_write_is_never_markup() {
    let mut stage = Stage::new();
    let hostile = r#"</td><script>alert("1")</script><img src=x onerror='x'>"#;
    stage.invoice(Price::Any, "ETH", hostile);
    let customer = stage.world.create_customer(&stage.account, Some(hostile.to_owned()), None).id;
    let currency = "ETH".parse().unwrap();
    stage.world.purse_address(&stage.account, &customer, &currency).unwrap();
    let notice = Some(Notice { text: hostile.to_owned(), is_problem: true });
    let html = Page { notice, view: stage.view(), version: "0" }.render().unwrap();
    assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    let escaped = "&#60;/td&#62;&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62;";
    assert_eq!(html.matches(escaped).count(), 3);
}

#[test]
fn no_secret_is_shown() {
    let mut stage = Stage::new();
    stage.subscribe();
    stage.invoice(Price::Any, "ETH", "d");
    let html = stage.html();
    let merchant = stage.world.merchants().first().unwrap();
    assert!(html.contains(merchant.api_key.as_str()));
    assert!(!html.contains(merchant.secret.expose_secret()));
    for subscription in stage.world.subscriptions() {
        assert!(!html.contains(subscription.secret.expose_secret()));
    }
}

/// Without a script, a style or a picture of its own, the page is what it says.
#[test]
fn every_table_has_a_caption_and_named_columns_and_every_field_a_label() {
    let mut stage = Stage::new();
    stage.subscribe();
    let invoice = stage.invoice(Price::Any, "ETH", "d");
    stage.pay(&invoice.address, "ETH", "1");
    let html = stage.html();
    let count = |part: &str| html.matches(part).count();
    assert_eq!(count("<table>"), count("<caption>"));
    assert_eq!(count("<th>"), 0, "each has a scope");
    assert_eq!(count("<table>"), count("class=\"wide\" role=\"region\" aria-labelledby="));
    assert!(count("<table>") >= 4);
    let tags: Vec<&str> = html.split('<').collect();
    for pair in tags.windows(2) {
        let [before, field] = pair.try_into().unwrap();
        if field.starts_with("input ") || field.starts_with("select ") {
            let is_named = field.contains("aria-label=") || field.contains("type=\"hidden\"");
            assert!(is_named || before.starts_with("label"), "{field}");
        }
    }
    for handler in ["<script", "javascript:", " onclick", " style=", "<style"] {
        assert_eq!(count(handler), 0, "{handler}");
    }
}
