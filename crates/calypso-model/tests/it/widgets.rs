//! Payment widgets on the wire: requests, replies, states and links.

use calypso_model::{
    Endpoint, Endpoints, IdempotencyKey, NewSingleFiatWidget, NewUnlimitedLinkedWidget, Page,
    PageRequest, Sort, Widget, WidgetFindRequest, WidgetLinkOptions, WidgetListRequest,
    WidgetState, WidgetType,
};
use proptest::prelude::*;

use crate::replies::{read, round_trips};
use crate::requests::{expiration, key, writes};
use crate::wire_text::{
    code, date, id, keeps, list, number, object, optional, required, text, word,
};
use crate::{amount, currency};

fn external_id(text: &str) -> calypso_model::ExternalId {
    text.parse().unwrap()
}

#[test]
fn a_widget_over_fiat_is_asked_for() {
    let currencies = vec![currency("USDT_TRX"), currency("BTC")];
    let new = NewSingleFiatWidget::new(amount("49.90"), currency("EUR"), currencies, "Order 1042")
        .with_idempotency_key(key())
        .with_external_id(external_id("order-1042"))
        .with_return_url("https://shop.example/thanks")
        .with_support_url("https://shop.example/help")
        .with_logo_url("https://shop.example/logo.png")
        .with_expiration(expiration())
        .with_use_liquidity(true);
    writes("widget-single-fiat-create", Endpoint::WidgetSingleFiatCreate, Some(&new));
    let least = NewSingleFiatWidget::new(
        amount("49.90"),
        currency("EUR"),
        vec![currency("USDT_TRX")],
        "Order 1042",
    );
    writes("widget-single-fiat-create.least", Endpoint::WidgetSingleFiatCreate, Some(&least));
}

#[test]
fn a_widget_for_any_number_of_payments_is_asked_for() {
    let currencies = vec![currency("ETH"), currency("USDT_BSC")];
    let new = NewUnlimitedLinkedWidget::new(currencies, "Client 17")
        .with_idempotency_key(key())
        .with_external_id(external_id("client-17"))
        .with_return_url("https://shop.example/thanks")
        .with_support_url("https://shop.example/help")
        .with_logo_url("https://shop.example/logo.png")
        .with_expiration(expiration())
        .with_use_liquidity(false);
    writes("widget-unlimited-linked-create", Endpoint::WidgetUnlimitedLinkedCreate, Some(&new));
    let least = NewUnlimitedLinkedWidget::new(vec![currency("ETH")], "Client 17");
    let name = "widget-unlimited-linked-create.least";
    writes(name, Endpoint::WidgetUnlimitedLinkedCreate, Some(&least));
}

#[test]
fn widgets_are_found_by_key_and_listed_by_state() {
    let find = WidgetFindRequest::new(key());
    writes("widget-single-fiat-find", Endpoint::WidgetSingleFiatFind, Some(&find));
    writes("widget-unlimited-linked-find", Endpoint::WidgetUnlimitedLinkedFind, Some(&find));
    let list = WidgetListRequest::new()
        .with_states([WidgetState::InProgress, WidgetState::Completed])
        .with_page(PageRequest::new(0, 20).with_sort(Sort::Descending));
    writes("widget-single-fiat-all", Endpoint::WidgetSingleFiatAll, Some(&list));
    let all = WidgetListRequest::new();
    writes("widget-single-fiat-all.least", Endpoint::WidgetSingleFiatAll, Some(&all));
    let archived = WidgetListRequest::new()
        .with_states([WidgetState::Archived])
        .with_page(PageRequest::new(1, 50));
    writes("widget-unlimited-linked-all", Endpoint::WidgetUnlimitedLinkedAll, Some(&archived));
}

#[test]
fn a_new_widget_has_no_invoice_yet() {
    let widget: Widget = round_trips("widget-single-fiat-create");
    assert_eq!(widget.idempotency_key, key());
    assert_eq!(widget.crypto_currencies, [currency("USDT_TRX"), currency("BTC")]);
    assert_eq!(widget.description.as_deref(), Some("Order 1042"));
    assert_eq!(widget.widget_type, WidgetType::SingleFiat);
    assert_eq!(widget.widget_state, WidgetState::InProgress);
    assert_eq!(widget.external_id.as_ref().unwrap().as_str(), "order-1042");
    assert_eq!(widget.invoices, []);
    assert_eq!(widget.expiration, Some(expiration()));
    assert_eq!(widget.fiat_amount.unwrap().to_string(), "49.90");
    assert_eq!(widget.fiat_currency, Some(currency("EUR")));

    let linked: Widget = round_trips("widget-unlimited-linked-create");
    assert_eq!(linked.widget_type, WidgetType::UnlimitedLinked);
    assert_eq!(linked.crypto_currencies, [currency("ETH"), currency("USDT_BSC")]);
    assert_eq!((linked.fiat_amount, linked.fiat_currency), (None, None));
}

#[test]
fn currencies_are_codes_or_objects_and_codes_are_kept() {
    let objects: Widget = round_trips("widget-single-fiat-create.objects");
    let codes: Widget = read("widget-single-fiat-create");
    assert_eq!(objects.crypto_currencies, codes.crypto_currencies);
    assert_eq!(objects.fiat_currency, codes.fiat_currency);
    assert_eq!(objects.fiat_amount, codes.fiat_amount);
    assert_eq!((objects.external_id, objects.expiration), (None, None));
    let written = serde_json::to_string(&codes).unwrap();
    assert!(written.contains(r#""cryptoCurrencies":["USDT_TRX","BTC"]"#), "{written}");
}

#[test]
fn an_invoice_of_a_widget_is_found_by_its_currency() {
    let widget: Widget = round_trips("widget-single-fiat-find");
    assert_eq!(widget.widget_state, WidgetState::Completed);
    let [usdt, btc] = &widget.invoices[..] else { panic!("two invoices") };
    assert_eq!(usdt.invoice_id.as_str(), "184467");
    assert_eq!(usdt.invoice_external_id.as_ref().unwrap().as_str(), "order-1042");
    assert_eq!(btc.invoice_id.as_str(), "184468");
    assert_eq!(btc.invoice_external_id, None);
    assert_eq!(widget.invoice_in(&currency("BTC")), Some(btc));
    assert_eq!(widget.invoice_in(&currency("USDT_TRX")), Some(usdt));
    assert_eq!(widget.invoice_in(&currency("ETH")), None);
    // A picked currency may come to have a second invoice, once its first one is over.
    let mut twice = widget.clone();
    twice.invoices.push(usdt.clone());
    twice.invoices[2].invoice_id = "184470".parse().unwrap();
    assert_eq!(twice.invoice_in(&currency("USDT_TRX")), twice.invoices.last());
    let key = btc.invoice_idempotency_key.as_str();
    assert_eq!(key, "3e0f5c81-2d7b-4069-9c4e-8f60ab1d2e33");

    let linked: Widget = round_trips("widget-unlimited-linked-find");
    assert_eq!(linked.widget_state, WidgetState::Archived);
    assert_eq!(linked.invoices.len(), 1);
}

#[test]
fn widgets_come_in_pages() {
    let page: Page<Widget> = round_trips("widget-single-fiat-all");
    assert_eq!((page.page, page.total, page.total_elements), (Some(0), Some(1), Some(2)));
    let states: Vec<_> = page.result.iter().map(|widget| widget.widget_state.as_str()).collect();
    assert_eq!(states, ["IN_PROGRESS", "COMPLETED"]);
    let page: Page<Widget> = round_trips("widget-unlimited-linked-all");
    assert_eq!((page.page, page.total, page.total_elements), (Some(1), Some(2), Some(51)));
    assert_eq!(page.result[0].widget_type, WidgetType::UnlimitedLinked);
}

#[test]
fn a_widget_takes_the_documented_steps_and_no_others() {
    use WidgetState::{Archived, Completed, InProgress};
    let steps = |from: &WidgetState| {
        WidgetState::KNOWN.iter().filter(|to| from.may_become(to)).cloned().collect::<Vec<_>>()
    };
    assert_eq!(steps(&InProgress), [Completed, Archived]);
    assert_eq!(steps(&Completed), []);
    assert_eq!(steps(&Archived), []);
    let unknown = WidgetState::parse("PAUSED");
    assert_eq!(steps(&unknown), []);
    assert_eq!(InProgress.is_final(), Some(false));
    assert_eq!(Completed.is_final(), Some(true));
    assert_eq!(Archived.is_final(), Some(true));
    assert_eq!(unknown.is_final(), None);
    assert!(Completed.is_completed());
    assert!(!Archived.is_completed() && !InProgress.is_completed() && !unknown.is_completed());
    assert_eq!(Completed.latest(&InProgress), Ok(Completed));
    assert_eq!(unknown.latest(&Archived), Ok(Archived));
    assert!(Completed.latest(&Archived).is_err());
}

#[test]
fn states_merge_to_the_same_in_any_order() {
    let unknown = ["", "B", "A", "COMPLETED "].map(WidgetState::parse);
    let states = [WidgetState::KNOWN, &unknown].concat();
    for a in &states {
        assert_eq!(a.latest(a), Ok(a.clone()));
        for b in &states {
            assert_eq!(a.latest(b), b.latest(a));
            for c in &states {
                let left = a.latest(b).and_then(|ab| ab.latest(c));
                let right = b.latest(c).and_then(|bc| a.latest(&bc));
                assert_eq!(left, right, "{a} {b} {c}");
            }
        }
    }
}

#[track_caller]
fn links(template: &str, options: WidgetLinkOptions, expected: &str) {
    let key = IdempotencyKey::from_random_bytes([7; 16]);
    let endpoints = Endpoints::default().with_widget_link(template);
    let expected = expected.replace("KEY", key.as_str());
    assert_eq!(endpoints.widget_link_with(&key, options), expected);
}

#[test]
fn options_join_the_query_whatever_the_template_looks_like() {
    let dark = WidgetLinkOptions::new().with_dark_theme();
    let both = dark.with_logo(true);
    let key = "{idempotencyKey}";
    let plain = format!("https://pay.example/widget/{key}");
    links(&plain, WidgetLinkOptions::new(), "https://pay.example/widget/KEY");
    links(&plain, both, "https://pay.example/widget/KEY?theme=dark&logo=true");
    let query = format!("https://pay.example/pay?widgetKey={key}");
    links(&query, WidgetLinkOptions::new(), "https://pay.example/pay?widgetKey=KEY");
    links(&query, dark, "https://pay.example/pay?widgetKey=KEY&theme=dark");
    let open = format!("https://pay.example/{key}?");
    links(&open, dark, "https://pay.example/KEY?theme=dark");
    let open = format!("https://pay.example/?w={key}&");
    links(&open, both.with_logo(false), "https://pay.example/?w=KEY&theme=dark&logo=false");
    let fragment = format!("https://pay.example/?a=1#/pay?widgetKey={key}");
    links(&fragment, dark, "https://pay.example/?a=1&theme=dark#/pay?widgetKey=KEY");
    let fragment = format!("https://pay.example/pay#{key}");
    links(&fragment, dark, "https://pay.example/pay?theme=dark#KEY");
    // An option replaces what the template says, and leaves the rest alone.
    let themed = format!("https://pay.example/?theme=light&logo=x&w={key}&themed=1");
    links(&themed, dark, "https://pay.example/?logo=x&w=KEY&themed=1&theme=dark");
}

fn widget() -> BoxedStrategy<String> {
    let key = || Just(String::from("\"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11\""));
    let info = || object(vec![required("name", code()), optional("garbageAmount", number())]);
    let currency = move || prop_oneof![3 => code(), 1 => info()].boxed();
    let invoice = object(vec![
        required("invoiceId", id()),
        required("cryptoCurrency", currency()),
        required("invoiceIdempotencyKey", key()),
        optional("invoiceExternalId", id()),
    ]);
    object(vec![
        required("idempotencyKey", key()),
        required("cryptoCurrencies", list(currency())),
        optional("description", text()),
        required("widgetType", word(&["SINGLE_FIAT", "UNLIMITED_LINKED"])),
        required("widgetState", word(&["IN_PROGRESS", "COMPLETED", "ARCHIVED"])),
        optional("logoUrl", text()),
        optional("returnUrl", text()),
        optional("supportUrl", text()),
        optional("externalId", id()),
        optional("invoices", list(invoice)),
        optional("createdDate", date()),
        optional("expiration", date()),
        optional("fiatAmount", number()),
        optional("fiatCurrency", currency()),
    ])
}

proptest! {
    #[test]
    fn widgets_are_kept(json in widget()) {
        let widget: Widget = keeps(&json);
        if matches!(widget.widget_state, WidgetState::Unknown(_)) {
            prop_assert!(!widget.widget_state.is_completed());
        }
        keeps::<Page<Widget>>(&format!("{{\"result\":[{json}],\"total\":1}}"));
        keeps::<Page<Widget>>(&format!("[[{json},{json}]]"));
    }
}
