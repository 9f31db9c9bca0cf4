//! The control API behind a token.

use calypso_sign::SecretKey;

use crate::merchant::{Answer, Request, World};

const TOKEN: &str = "b823a6b9ea72408583cef9ec8d67fa52";

/// `anna:` and the token, as HTTP Basic has it.
const BASIC: &str = "Basic YW5uYTpiODIzYTZiOWVhNzI0MDg1ODNjZWY5ZWM4ZDY3ZmE1Mg==";

async fn world() -> World {
    World::with(|builder| builder.with_control_token(SecretKey::new(TOKEN).unwrap())).await
}

fn request(method: &'static str, path: &str) -> Request {
    let (path, headers) = (format!("/_sandbox/{path}"), Vec::new());
    Request { method, path, headers, body: Vec::new() }
}

#[track_caller]
fn is_unauthorized(answer: &Answer) {
    assert_eq!(answer.status, 401, "{answer:?}");
    let challenge = r#"Basic realm="calypso sandbox", charset="UTF-8""#;
    assert_eq!(answer.header("WWW-Authenticate"), Some(challenge));
    let said = "the control token is needed, as a Bearer token or as a Basic password\n";
    assert_eq!(answer.body, said);
}

#[tokio::test]
async fn without_it_nothing_is_answered_on_this_machine_either() {
    let world = world().await;
    for request in [
        request("GET", "health"),
        request("POST", "deposits"),
        request("GET", "ledger").with_header("Authorization", "Bearer wrong"),
        request("GET", "ledger").with_header("Authorization", "Basic YW5uYTp3cm9uZw=="),
        request("GET", "ledger").with_header("Authorization", TOKEN),
    ] {
        is_unauthorized(&world.send(&request).await);
    }
    let twice = request("GET", "health").and_header("Authorization", BASIC);
    is_unauthorized(&world.send(&twice.and_header("Authorization", BASIC)).await);
}

#[tokio::test]
async fn with_it_any_host_is_answered() {
    let world = world().await;
    for shown in [&format!("Bearer {TOKEN}"), &format!("bearer {TOKEN}"), BASIC] {
        let request = request("GET", "health").with_header("Authorization", shown);
        assert_eq!(world.send(&request).await.status, 200, "{shown}");
        let far = request.with_header("Host", "sandbox.example:8080");
        assert_eq!(world.send(&far).await.status, 200, "{shown}");
    }
}

/// A browser shows a password that it knows on behalf of every page.
#[tokio::test]
async fn a_foreign_page_changes_nothing_even_with_it() {
    let world = world().await;
    let change = request("POST", "deliveries/1/resend").with_header("Authorization", BASIC);
    let change = change.with_header("Host", "sandbox.example:8080");
    for origin in [
        "http://evil.example",
        "https://evil.example",
        "http://localhost:8080",
        "http://sandbox.example",
        "http://sandbox.example:8081",
        "null",
    ] {
        let answer = world.send(&change.clone().with_header("Origin", origin)).await;
        let said = "a page from elsewhere has no say here\n";
        assert_eq!((answer.status, answer.body.as_str()), (403, said), "{origin}");
    }
    // There is no such delivery, which only those hear who get this far.
    assert_eq!(world.send(&change).await.status, 404);
    let own = change.with_header("Origin", "http://sandbox.example:8080");
    assert_eq!(world.send(&own).await.status, 404);
}

/// The token opens the control API, and nothing else is behind it.
#[tokio::test]
async fn the_merchant_api_and_its_document_need_no_token() {
    let world = world().await;
    let answer = world.call(calypso_model::Endpoint::CustomerCreate, "{}").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let (path, headers) = (String::from("/openapi.json"), Vec::new());
    let document = Request { method: "GET", path, headers, body: Vec::new() };
    assert_eq!(world.send(&document).await.status, 200);
}

#[tokio::test]
async fn it_is_not_in_what_debug_shows() {
    let builder = calypso_sandbox::Sandbox::builder();
    let builder = builder.with_control_token(SecretKey::new(TOKEN).unwrap());
    assert!(!format!("{builder:?}").contains(TOKEN));
    let sandbox = builder.start().await.unwrap();
    assert!(!format!("{sandbox:?}").contains(TOKEN));
}
