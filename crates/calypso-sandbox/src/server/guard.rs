//! Who may use the control API: this machine alone, or whoever shows the token.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{HOST, ORIGIN, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use url::Url;

use super::api::Api;
use super::{admission, local};

/// Asks a browser for the token: it shows a form of its own, and the token is the password.
const CHALLENGE: &str = r#"Basic realm="calypso sandbox", charset="UTF-8""#;

/// Lets a request through, or says why not.
pub(super) async fn guard(
    State(api): State<Arc<Api>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    let headers = request.headers();
    // Webhooks go to this machine, and a merchant chooses where: what is signed comes from there.
    if headers.contains_key("sign") {
        let problem = "what carries a signature is for the merchant API, or is a webhook\n";
        return (StatusCode::FORBIDDEN, problem).into_response();
    }
    let Some(token) = &api.control_token else {
        if local::is_local(peer, headers) {
            return next.run(request).await;
        }
        let problem = "without a control token the control API is for this machine only\n";
        return (StatusCode::FORBIDDEN, problem).into_response();
    };
    if !token.is_shown(headers) {
        let problem = "the control token is needed, as a Bearer token or as a Basic password\n";
        return (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, CHALLENGE)], problem)
            .into_response();
    }
    if !request.method().is_safe() && !is_from_our_page(headers) {
        let problem = "a page from elsewhere has no say here\n";
        return (StatusCode::FORBIDDEN, problem).into_response();
    }
    next.run(request).await
}

/// Tells whether no page sent this, or one of ours: a browser that knows a Basic password shows it
/// on behalf of any page, but says in `Origin` which page it was.
fn is_from_our_page(headers: &HeaderMap) -> bool {
    if !headers.contains_key(ORIGIN) {
        return true;
    }
    let text = |name: &str| std::str::from_utf8(admission::only(headers, name)?).ok();
    let parsed = |host: &str, scheme: &str| Url::parse(&format!("{scheme}://{host}")).ok();
    let place = |url: &Url| Some((url.host_str()?.to_owned(), url.port_or_known_default()?));
    let origin = text(ORIGIN.as_str()).and_then(|origin| Url::parse(origin).ok());
    let Some(origin) = origin.filter(|origin| matches!(origin.scheme(), "http" | "https")) else {
        return false;
    };
    // Whoever ends TLS in front of us knows the scheme, we do not.
    let host = text(HOST.as_str()).and_then(|host| parsed(host, origin.scheme()));
    host.is_some_and(|host| place(&host).is_some() && place(&host) == place(&origin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(host: &str, origin: &str, ours: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, host.parse().unwrap());
        headers.insert(ORIGIN, origin.parse().unwrap());
        assert_eq!(is_from_our_page(&headers), ours, "{host} {origin}");
    }

    #[test]
    fn a_page_is_ours_if_its_origin_is_the_host_that_was_asked() {
        check("sandbox.example:8080", "http://sandbox.example:8080", true);
        check("sandbox.example", "https://sandbox.example", true);
        check("sandbox.example:443", "https://sandbox.example", true);
        check("10.0.0.5:8080", "http://10.0.0.5:8080", true);
        check("SANDBOX.example", "http://sandbox.EXAMPLE:80", true);
        check("sandbox.example:8080", "http://sandbox.example:8081", false);
        check("sandbox.example:8080", "http://sandbox.example", false);
        check("sandbox.example", "http://evil.example", false);
        check("sandbox.example", "http://sandbox.example.evil.example", false);
        check("127.0.0.1:8080", "http://localhost:8080", false);
        check("sandbox.example", "null", false);
        check("sandbox.example", "file://sandbox.example", false);
        check("", "http://", false);
    }

    #[test]
    fn without_an_origin_no_page_sent_it_and_with_two_nobody_knows() {
        let mut headers = HeaderMap::new();
        assert!(is_from_our_page(&headers));
        headers.append(HOST, "localhost".parse().unwrap());
        headers.append(ORIGIN, "http://localhost".parse().unwrap());
        assert!(is_from_our_page(&headers));
        headers.append(ORIGIN, "http://localhost".parse().unwrap());
        assert!(!is_from_our_page(&headers));
    }
}
