//! Payment widgets: from their creation to a settled invoice, and what can go wrong.

use calypso_flows::{Creation, Error, Outcome, Stage};
use calypso_model::{
    Endpoint, ErrorCode, ExternalId, InvoiceType, NewSingleFiatWidget, NewUnlimitedLinkedWidget,
    PageRequest, Widget, WidgetLinkOptions, WidgetListRequest, WidgetState, WidgetType,
};
use calypso_testkit::{ScriptedTransport, Step};
use futures_util::TryStreamExt as _;
use serde_json::Value;

use crate::journeys::{amount, currency, journey, often};
use crate::worlds::{KEY, World, cut, golden, scripted_client};

const CREATE: &str = "/api/v1/payment-widget/single-fiat/create";
const FIND: &str = "/api/v1/payment-widget/single-fiat/find";
const ALL: &str = "/api/v1/payment-widget/single-fiat/all";
const LINKED_CREATE: &str = "/api/v1/payment-widget/unlimited-linked/create";
const LINKED_FIND: &str = "/api/v1/payment-widget/unlimited-linked/find";
const LINKED_ALL: &str = "/api/v1/payment-widget/unlimited-linked/all";
const GET: &str = "/api/v1/invoice";

fn over_fiat() -> NewSingleFiatWidget {
    let currencies = vec![currency("USDT_BSC"), currency("BTC")];
    NewSingleFiatWidget::new(amount("49.90"), currency("EUR"), currencies, "Order 1042")
        .with_external_id("order-1042".parse::<ExternalId>().unwrap())
        .with_return_url("https://shop.example/thanks")
}

fn linked() -> NewUnlimitedLinkedWidget {
    let currencies = vec![currency("ETH"), currency("USDT_BSC")];
    NewUnlimitedLinkedWidget::new(currencies, "Client 17")
        .with_external_id("client-17".parse::<ExternalId>().unwrap())
}

journey! { a_widget_over_fiat_is_paid, fiat_widget, [
    CREATE => "widget-single-fiat.created",
    FIND => "widget-single-fiat.picked",
    GET => "invoice-single-fiat.created",
    GET => "invoice-single-fiat.completed",
    FIND => "widget-single-fiat.completed",
    ALL => "widget-single-fiat-all",
    ALL => "widget-single-fiat-all",
] }

async fn fiat_widget(world: &World) {
    let (widgets, key) = (world.client.widgets(), world.key());
    let new = over_fiat().with_idempotency_key(key.clone());
    let widget = widgets.create_single_fiat(new).await.unwrap();
    assert!(widget.is_created());
    assert_eq!(widget.widget_type, WidgetType::SingleFiat);
    assert_eq!(widget.widget_state, WidgetState::InProgress);
    assert_eq!(widget.fiat_amount.unwrap().to_string(), "49.90");
    assert_eq!(widget.invoices, []);
    let link = format!("https://pay.calypso.finance/pay?widgetKey={key}");
    assert_eq!(widgets.link(&widget), link);
    let dark = WidgetLinkOptions::new().with_dark_theme().with_logo(false);
    assert_eq!(widgets.link_with(&widget, dark), format!("{link}&theme=dark&logo=false"));

    let usdt = currency("USDT_BSC");
    world.pick(&key, &usdt);
    let picked = widgets.find_single_fiat(&key).await.unwrap();
    let of_widget = picked.invoice_in(&usdt).unwrap();
    assert_eq!(of_widget.invoice_external_id, picked.external_id);
    let invoice = world.client.invoices().get(&of_widget.invoice_id).await.unwrap();
    assert_eq!(invoice.invoice_type, InvoiceType::SingleFiat);
    assert_eq!(invoice.fiat_amount, widget.fiat_amount);
    let due = invoice.amount.unwrap();
    let address = invoice.invoice_address.clone().unwrap();
    world.pay(&address, &usdt, &due.to_string()).await;
    let invoices = world.client.invoices();
    let settled = invoices.follow_until_settled(&of_widget.invoice_id, often()).await.unwrap();
    assert_eq!((settled.stage, settled.gross), (Stage::Settled, due));

    let done = widgets.find_single_fiat(&key).await.unwrap();
    assert_eq!(done.widget_state, WidgetState::Completed);
    let request = WidgetListRequest::new().with_states([WidgetState::Completed]);
    let page = widgets.list_single_fiat(&request).await.unwrap();
    assert_eq!(page.total_elements, Some(1));
    assert_eq!(page.result[0].idempotency_key, key);
    let all: Vec<Widget> = widgets.single_fiat_items(request).try_collect().await.unwrap();
    assert_eq!(all, page.result);
}

journey! { a_widget_for_any_number_of_payments, linked_widget, [
    LINKED_CREATE => "widget-unlimited-linked.created",
    LINKED_FIND => "widget-unlimited-linked.picked",
    LINKED_ALL => "widget-unlimited-linked-all",
    LINKED_ALL => "widget-unlimited-linked-all",
] }

async fn linked_widget(world: &World) {
    let (widgets, key) = (world.client.widgets(), world.key());
    let new = linked().with_idempotency_key(key.clone());
    let widget = widgets.create_unlimited_linked(new).await.unwrap();
    assert_eq!(widget.widget_type, WidgetType::UnlimitedLinked);
    assert_eq!((widget.fiat_amount, widget.expiration), (None, None));
    world.pick(&key, &currency("ETH"));
    let picked = widgets.find_unlimited_linked(&key).await.unwrap();
    let invoice = picked.invoice_in(&currency("ETH")).unwrap();
    assert_eq!(invoice.invoice_external_id.as_ref().unwrap().as_str(), "client-17");
    assert_eq!(picked.widget_state, WidgetState::InProgress);
    let request = WidgetListRequest::new().with_page(PageRequest::new(0, 1));
    let page = widgets.list_unlimited_linked(&request).await.unwrap();
    assert_eq!((page.size, page.total), (Some(1), Some(1)));
    let mut items = widgets.unlimited_linked_items(request);
    let only = items.next().await.unwrap().unwrap();
    assert_eq!(only.idempotency_key, key);
    assert!(items.next().await.is_none());
}

fn found() -> Step {
    Step::post(FIND).reply(200, golden!("widget-single-fiat.created"))
}

/// Plays a script against a creation and returns what came of it, and what was sent.
async fn create(
    new: NewSingleFiatWidget,
    steps: impl IntoIterator<Item = Step>,
) -> (Result<Creation<Widget>, Error>, Vec<Value>) {
    let script = ScriptedTransport::new(steps);
    let new = new.with_idempotency_key(KEY.parse::<calypso_model::IdempotencyKey>().unwrap());
    let result = scripted_client(&script).widgets().create_single_fiat(new).await;
    let bodies = script.requests();
    let bodies = bodies.iter().map(|sent| serde_json::from_slice(sent.body()).unwrap());
    (result, bodies.collect())
}

#[tokio::test]
async fn a_widget_is_looked_up_by_its_key_under_the_name_of_request_id() {
    let (result, bodies) = create(over_fiat(), [Step::post(CREATE).fail(cut()), found()]).await;
    assert!(!result.unwrap().is_created());
    assert_eq!(bodies[0]["payload"]["idempotencyKey"], KEY);
    assert_eq!(bodies[1]["payload"], serde_json::json!({ "requestId": KEY }));
}

#[tokio::test]
async fn a_widget_that_is_definitely_absent_is_asked_for_again_under_its_key() {
    let (result, bodies) = create(
        over_fiat(),
        [
            Step::post(CREATE).fail(cut()),
            Step::post(FIND).reply(400, golden!("error.004")),
            Step::post(CREATE).reply(200, golden!("widget-single-fiat.created")),
        ],
    )
    .await;
    assert!(result.unwrap().is_created());
    assert_eq!(bodies[0]["payload"], bodies[2]["payload"]);
}

#[tokio::test]
async fn a_used_key_is_looked_up_and_a_failed_look_leaves_the_outcome_unknown() {
    let taken = || Step::post(CREATE).reply(400, golden!("error.016"));
    let (result, _) = create(over_fiat(), [taken(), found()]).await;
    assert!(!result.unwrap().is_created());
    let absent = Step::post(FIND).reply(400, golden!("error.004"));
    let (result, _) = create(over_fiat(), [taken(), absent]).await;
    let error = result.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::KeyExists));
    assert_eq!((error.outcome(), error.key()), (Outcome::Unknown, Some(KEY)));
}

#[tokio::test]
async fn a_refusal_is_final() {
    let refused = Step::post(CREATE).reply(400, golden!("error.001"));
    let (result, bodies) = create(over_fiat(), [refused]).await;
    let error = result.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::BadRequest));
    assert_eq!((error.outcome(), bodies.len()), (Outcome::NotApplied, 1));
}

#[tokio::test]
async fn another_widget_under_the_key_is_a_mismatch() {
    let mut others = Vec::new();
    let mut dearer = over_fiat();
    dearer.fiat_amount = amount("49.91");
    others.push((dearer, "fiatAmount", "49.91", "49.90"));
    let mut in_dollars = over_fiat();
    in_dollars.fiat_currency = currency("USD");
    others.push((in_dollars, "fiatCurrency", "USD", "EUR"));
    let mut more = over_fiat();
    more.crypto_currencies.push(currency("ETH"));
    others.push((more, "cryptoCurrencies", "BTC, ETH, USDT_BSC", "BTC, USDT_BSC"));
    let other_order = over_fiat().with_external_id("1043".parse::<ExternalId>().unwrap());
    others.push((other_order, "externalId", "1043", "order-1042"));
    for (new, field, wanted, exists) in others {
        let (result, _) = create(new, [Step::post(CREATE).fail(cut()), found()]).await;
        let Err(Error::Mismatch(mismatch)) = result else { panic!("{field}: {result:?}") };
        let [difference] = mismatch.differences() else { panic!("{mismatch:?}") };
        assert_eq!((difference.field, difference.wanted.as_str()), (field, wanted));
        assert_eq!(difference.found.as_deref(), Some(exists));
    }
    // The order of the currencies is a matter of the page, and an answer may have another.
    let mut turned = over_fiat();
    turned.crypto_currencies.reverse();
    let (result, _) = create(turned, [Step::post(CREATE).fail(cut()), found()]).await;
    assert!(!result.unwrap().is_created());
}

/// A fresh answer may leave the price out, since its names are inferred; a looked-up widget without
/// one may be another.
#[tokio::test]
async fn a_looked_up_widget_must_name_its_price() {
    let without = golden!("widget-single-fiat.created")
        .replace(",\"fiatAmount\":49.90,\"fiatCurrency\":\"EUR\"", "");
    let fresh = Step::post(CREATE).reply(200, without.clone());
    assert!(create(over_fiat(), [fresh]).await.0.unwrap().is_created());
    let looked_up = Step::post(FIND).reply(200, without);
    let (result, _) = create(over_fiat(), [Step::post(CREATE).fail(cut()), looked_up]).await;
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Mismatch(_)), "{error:?}");
    assert_eq!(error.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn a_fiat_amount_with_too_many_decimals_is_not_sent() {
    let mut new = over_fiat();
    new.fiat_amount = amount("49.901");
    let (result, bodies) = create(new, []).await;
    let error = result.unwrap_err();
    assert!(matches!(error, Error::Build(_)), "{error:?}");
    assert_eq!(bodies.len(), 0);
    let mut new = over_fiat();
    new.fiat_amount = amount("49.9000");
    let fresh = Step::post(CREATE).reply(200, golden!("widget-single-fiat.created"));
    assert!(create(new, [fresh]).await.0.unwrap().is_created());
}

#[tokio::test]
async fn an_answer_about_another_widget_is_a_mismatch() {
    let other = golden!("widget-single-fiat.created").replace("3d4c5b", "3d4c5c");
    let script = ScriptedTransport::new([Step::post(FIND).reply(200, other)]);
    let key = KEY.parse().unwrap();
    let error = scripted_client(&script).widgets().find_single_fiat(&key).await.unwrap_err();
    let Error::Mismatch(mismatch) = &error else { panic!("{error:?}") };
    assert_eq!(mismatch.differences()[0].field, "idempotencyKey");
    assert_eq!(error.outcome(), Outcome::NotApplied);
}

#[tokio::test]
async fn without_a_key_the_client_makes_one() {
    let world = World::http().await;
    let widget = world.client.widgets().create_single_fiat(over_fiat()).await.unwrap();
    let found = world.client.widgets().find_single_fiat(&widget.idempotency_key).await.unwrap();
    assert_eq!(*found, **widget);
    let key = &widget.idempotency_key;
    let error = world.client.widgets().find_unlimited_linked(key).await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::NotFound));
    assert_eq!(Endpoint::WidgetUnlimitedLinkedFind.path(), LINKED_FIND);
}
