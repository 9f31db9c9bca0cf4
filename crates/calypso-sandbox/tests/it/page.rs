//! The page at `/_sandbox/`, as a browser asks for it.

use calypso_model::{Endpoint, EventService, SubscriptionId};
use calypso_sign::SecretKey;
use serde_json::Value;

use crate::merchant::{Answer, Request, World, text};

const SINGLE: &str = r#"{"amount":10,"currency":"USDT_TRX","description":"<script>d</script>"}"#;
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'";

fn get(path: &str) -> Request {
    let (path, headers) = (path.to_owned(), Vec::new());
    Request { method: "GET", path, headers, body: Vec::new() }
}

fn form(button: &str, body: &str) -> Request {
    let headers = vec![("Content-Type", String::from("application/x-www-form-urlencoded"))];
    let path = format!("/_sandbox/page/{button}");
    Request { method: "POST", path, headers, body: body.into() }
}

#[track_caller]
fn leads_back(answer: &Answer, word: &str) {
    assert_eq!(answer.status, 303, "{answer:?}");
    assert_eq!(answer.header("Location"), Some(format!("/_sandbox/?done={word}").as_str()));
}

#[track_caller]
fn is_guarded_against_other_pages(answer: &Answer) {
    for (name, value) in [
        ("Content-Security-Policy", POLICY),
        ("Referrer-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
}

#[tokio::test]
async fn the_page_is_html_and_its_style_is_css() {
    let world = World::start().await;
    let page = world.send(&get("/_sandbox/")).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert!(page.body.starts_with("<!doctype html>"), "{}", page.body);
    assert!(page.body.contains("2022-04-25T11:17:48.390Z"));
    is_guarded_against_other_pages(&page);
    let style = world.send(&get("/_sandbox/style.css")).await;
    assert_eq!(style.header("Content-Type"), Some("text/css; charset=utf-8"));
    is_guarded_against_other_pages(&style);
    assert_eq!(world.send(&form("dance", "")).await.status, 404);
    let back = world.send(&get("/_sandbox/page/pay")).await;
    assert_eq!((back.status, back.header("Location")), (303, Some("/_sandbox/")));
}

#[tokio::test]
async fn pay_sends_money_and_leads_back() {
    let world = World::start().await;
    let invoice = world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    let page = world.send(&get("/_sandbox/")).await.body;
    assert!(page.contains("&#60;script&#62;d&#60;/script&#62;") && !page.contains("<script"));
    assert!(page.contains(r#"value="10""#), "{page}");

    let address = text(&invoice, "invoiceAddress");
    let pay = format!("address={address}&currency=USDT_TRX&amount=10&outcome=confirmed");
    leads_back(&world.send(&form("pay", &pay)).await, "paid");
    let paid = world.ask(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await;
    assert_eq!(paid["state"], "COMPLETED");
    let page = world.send(&get("/_sandbox/?done=paid")).await.body;
    let notice = r#"<p class="notice good" role="status">The payment was sent.</p>"#;
    assert!(page.contains(notice), "{page}");
}

#[tokio::test]
async fn the_outcome_is_the_payer_s_choice() {
    let world = World::start().await;
    let invoice = world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    let address = text(&invoice, "invoiceAddress");
    let pay = format!("address={address}&currency=USDT_TRX&amount=10&outcome=declined");
    leads_back(&world.send(&form("pay", &pay)).await, "paid");
    let declined = world.ask(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await;
    assert_eq!(declined["state"], "DECLINED");
}

#[tokio::test]
async fn resend_queues_a_delivery_once_more() {
    let world = World::start().await;
    let id = SubscriptionId::parse("00000000-0000-4000-8000-000000000001").unwrap();
    let service = EventService::Invoice;
    // Nobody listens there, so a retry is scheduled.
    let subscription = format!(
        r#"{{"requestId":"{id}","url":"http://127.0.0.1:9/","notificationServiceTypes":["{}"]}}"#,
        service.as_str()
    );
    world.ask(Endpoint::WebhookCreate, &subscription).await;
    world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    world.sandbox.settle().await;
    assert_eq!(attempts(&world).await, 1);
    leads_back(&world.send(&form("resend", "id=1")).await, "resent");
    world.sandbox.settle().await;
    assert_eq!(attempts(&world).await, 2);
}

#[tokio::test]
async fn advance_turns_the_clock_and_what_falls_due_is_done() {
    let world = World::start().await;
    world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    for (body, now) in [
        ("advance_ms=60000", "2022-04-25T11:18:48.390Z"),
        ("count=2&unit_ms=3600000", "2022-04-25T13:18:48.390Z"),
        ("advance_ms=86400000", "2022-04-26T13:18:48.390Z"),
    ] {
        leads_back(&world.send(&form("advance", body)).await, "advanced");
        let page = world.send(&get("/_sandbox/?done=advanced")).await.body;
        assert!(page.contains(now), "{page}");
        assert!(page.contains("The clock was advanced"), "{page}");
    }
    let expired = world.ask(Endpoint::InvoiceGet, r#"{"id":"100001"}"#).await;
    assert_eq!(expired["state"], "ARCHIVED");
}

#[tokio::test]
async fn the_clock_is_frozen_and_let_go() {
    let world = World::start().await;
    for (mode, shown) in [("frozen", "it is frozen."), ("real", "it runs in real time.")] {
        leads_back(&world.send(&form("pace", &format!("mode={mode}"))).await, "paced");
        let page = world.send(&get("/_sandbox/")).await.body;
        assert!(page.contains(shown), "{page}");
    }
}

async fn attempts(world: &World) -> usize {
    let deliveries = world.control("GET", "deliveries", "").await.body;
    let deliveries: Value = serde_json::from_str(&deliveries).unwrap();
    deliveries.pointer("/result/0/attempts").and_then(Value::as_array).unwrap().len()
}

#[tokio::test]
async fn a_refusal_is_told_on_the_page_and_changes_nothing() {
    let world = World::start().await;
    let invoice = world.ask(Endpoint::InvoiceSingleCreate, SINGLE).await;
    let address = text(&invoice, "invoiceAddress");
    let pay = |currency: &str, amount: &str| {
        format!("address={address}&currency={currency}&amount={amount}&outcome=confirmed")
    };
    let hostile = format!("address={address}&currency=BTC&amount=1&outcome=%3Cscript%3E");
    for (button, body, status, said) in [
        ("pay", pay("BTC", "1"), 400, "the currency is not on the address&#39;s chain"),
        ("pay", pay("USDT_TRX", "0"), 400, "a deposit of nothing"),
        ("pay", pay("USDT_TRX", "lots"), 400, "amount=["),
        ("pay", String::new(), 400, "address=["),
        ("pay", hostile, 400, "outcome=[Must be confirmed, declined or mempool]"),
        ("unblock", String::from("id=7"), 404, "no such subscription"),
        ("resend", String::from("id=7"), 404, "no such delivery"),
        ("resend", String::from("id=%3Cscript%3E"), 404, "no such delivery"),
        ("pace", String::from("mode=wild"), 400, "mode=[Must be real, frozen or scaled]"),
        ("advance", String::from("advance_ms=x"), 400, "The time to advance must be a whole"),
    ] {
        let answer = world.send(&form(button, &body)).await;
        assert_eq!(answer.status, status, "{body}");
        let notice =
            format!(r#"<p class="notice bad" role="alert"><strong>Refused:</strong> {said}"#);
        assert!(answer.body.contains(&notice), "{body}: {}", answer.body);
        assert!(!answer.body.contains("<script"), "{body}");
        is_guarded_against_other_pages(&answer);
    }
    let oversized = form("pay", &"x".repeat(64 * 1024 + 1));
    assert_eq!(world.send(&oversized).await.status, 413);
    let json = form("pay", "{}").with_header("Content-Type", "application/json");
    assert_eq!(world.send(&json).await.status, 415);
    assert_eq!(world.sandbox.counts().deposits, 0);
}

#[tokio::test]
async fn an_unknown_word_in_the_query_says_nothing() {
    let world = World::start().await;
    for query in ["done=%3Cscript%3Ealert(1)%3C/script%3E", "done=", "x=paid", "done=Paid"] {
        let page = world.send(&get(&format!("/_sandbox/?{query}"))).await;
        assert_eq!(page.status, 200);
        assert!(!page.body.contains("notice") && !page.body.contains("script"), "{query}");
    }
}

#[tokio::test]
async fn pages_and_machines_from_elsewhere_are_kept_out() {
    let world = World::start().await;
    for request in [get("/_sandbox/"), get("/_sandbox/style.css"), form("pay", "")] {
        let far = world.send(&request.clone().with_header("Host", "rebound.example")).await;
        let foreign = world.send(&request.with_header("Origin", "https://evil.example")).await;
        for answer in [far, foreign] {
            assert_eq!(answer.status, 403);
            is_guarded_against_other_pages(&answer);
        }
    }
}

/// `anna:` and the token, as HTTP Basic has it.
const BASIC: &str = "Basic YW5uYTpiODIzYTZiOWVhNzI0MDg1ODNjZWY5ZWM4ZDY3ZmE1Mg==";

#[tokio::test]
async fn with_a_control_token_a_browser_asks_for_it_and_no_foreign_page_uses_it() {
    let token = SecretKey::new("b823a6b9ea72408583cef9ec8d67fa52").unwrap();
    let world = World::with(|builder| builder.with_control_token(token)).await;
    for request in [get("/_sandbox/"), get("/_sandbox/style.css"), form("resend", "id=1")] {
        let stranger = world.send(&request.clone()).await;
        let challenge = r#"Basic realm="calypso sandbox", charset="UTF-8""#;
        assert_eq!((stranger.status, stranger.header("WWW-Authenticate")), (401, Some(challenge)));
    }
    let page = get("/_sandbox/").with_header("Authorization", BASIC);
    let page = world.send(&page.with_header("Host", "sandbox.example:8080")).await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("b823a6b9ea72408583cef9ec8d67fa52"));
    let resend = form("resend", "id=1").with_header("Authorization", BASIC);
    let resend = resend.with_header("Host", "sandbox.example:8080");
    let own = resend.clone().with_header("Origin", "http://sandbox.example:8080");
    assert_eq!(world.send(&own).await.status, 404, "there is no such delivery");
    let foreign = resend.with_header("Origin", "http://evil.example");
    assert_eq!(world.send(&foreign).await.status, 403);
}
