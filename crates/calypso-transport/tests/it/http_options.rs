//! The options of the built-in transport, and which of them are refused.

#[cfg(target_os = "linux")]
use std::env;
#[cfg(target_os = "linux")]
use std::process::Command;

use calypso_testkit::{Behaviour, LoopbackServer};
use calypso_transport::http::Response;
use calypso_transport::{
    BuildHttpTransportError, Bytes, HttpTransport, HttpTransportBuilder, Transport,
};

use crate::{draft, sign};

fn answering() -> LoopbackServer {
    LoopbackServer::start([Behaviour::Answer(Response::new(Bytes::from("{}")))])
}

#[track_caller]
fn refused(builder: HttpTransportBuilder, expected: &str) -> BuildHttpTransportError {
    let error = builder.build().unwrap_err();
    assert_eq!(error.to_string(), expected);
    error
}

#[test]
fn plain_http_that_leaves_this_machine_is_refused() {
    let text = "plain http leaves this machine, which only dangerous_allow_plain_http permits";
    for base in ["http://api.calypso.finance", "http://10.0.0.1", "http://127.0.0.1.example"] {
        let error = refused(HttpTransport::builder(base), text);
        assert!(matches!(error, BuildHttpTransportError::PlainHttp));
        assert!(HttpTransport::builder(base).dangerous_allow_plain_http().build().is_ok());
    }
    // Through a proxy even a request to this machine leaves it.
    refused(HttpTransport::builder("http://127.0.0.1").with_proxy("http://proxy.example"), text);
}

#[test]
fn plain_http_on_this_machine_needs_no_permission() {
    for base in
        ["http://127.0.0.1:4242", "http://127.255.0.1", "http://[::1]:1", "http://localhost/"]
    {
        assert!(HttpTransport::new(base).is_ok(), "{base}");
    }
}

#[test]
fn a_base_url_with_more_than_host_and_path_is_refused() {
    let error = refused(
        HttpTransport::builder("https://me:pass@host"),
        "base URL holds a user or a password",
    );
    assert!(matches!(error, BuildHttpTransportError::InvalidBaseUrl { .. }));
    refused(HttpTransport::builder("https://host?x"), "base URL has a query");
    refused(HttpTransport::builder("https://host#x"), "base URL has a fragment");
    refused(HttpTransport::builder("file:///etc"), "base URL is neither http nor https");
    refused(HttpTransport::builder("host"), "base URL is not a URL");
}

#[test]
fn options_that_cannot_work_are_refused_without_quoting_them() {
    let here = || HttpTransport::builder("http://127.0.0.1").dangerous_allow_plain_http();
    for proxy in ["", "proxy.example:80", "socks5://user:pass@proxy.example"] {
        let error = refused(here().with_proxy(proxy), "proxy is not an http or https URL");
        assert!(matches!(error, BuildHttpTransportError::InvalidProxy));
    }
    let error = refused(here().with_user_agent("a\nb"), "user agent is not visible ASCII");
    assert!(matches!(error, BuildHttpTransportError::InvalidUserAgent));
}

#[tokio::test]
async fn the_path_of_the_base_url_stands_before_that_of_the_request() {
    for prefix in ["/gate/way", "/gate/way/"] {
        let server = answering();
        let transport = HttpTransport::new(&format!("{}{prefix}", server.base_url())).unwrap();
        transport.send(&sign(draft("{}"))).await.unwrap();
        assert_eq!(server.arrivals()[0].path, "/gate/way/api/v1/rate");
    }
}

#[tokio::test]
async fn the_user_agent_can_be_chosen() {
    for (chosen, expected) in [(None, "calypso-transport/0.1.0"), (Some("shop/2"), "shop/2")] {
        let server = answering();
        let builder = HttpTransport::builder(&server.base_url());
        let builder = match chosen {
            Some(user_agent) => builder.with_user_agent(user_agent),
            None => builder,
        };
        builder.build().unwrap().send(&sign(draft("{}"))).await.unwrap();
        assert_eq!(server.arrivals()[0].headers["user-agent"], expected);
    }
}

#[tokio::test]
async fn a_proxy_is_used_when_asked_for() {
    let proxy = answering();
    let transport = HttpTransport::builder("http://merchant.example/base")
        .dangerous_allow_plain_http()
        .with_proxy(proxy.base_url())
        .build()
        .unwrap();
    transport.send(&sign(draft("{}"))).await.unwrap();
    assert_eq!(proxy.arrivals()[0].path, "http://merchant.example/base/api/v1/rate");
}

/// Runs itself in a second process, whose environment points to a list of certificates that does
/// not exist.
#[cfg(target_os = "linux")]
#[test]
fn a_machine_without_certificates_speaks_plain_http_only() {
    let (name, value) = ("SSL_CERT_FILE", "/nonexistent/by/calypso");
    if env::var_os(name).is_none_or(|found| found != value) {
        let child = Command::new(env::current_exe().unwrap())
            .args([
                "--exact",
                "http_options::a_machine_without_certificates_speaks_plain_http_only",
            ])
            .env(name, value)
            .env_remove("SSL_CERT_DIR")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout);
        assert!(child.status.success() && said.contains("1 passed"), "{said}");
        return;
    }
    let error = refused(
        HttpTransport::builder("https://127.0.0.1"),
        "TLS could not be set up from the certificates this machine trusts",
    );
    assert!(matches!(error, BuildHttpTransportError::Tls { .. }));
    let server = answering();
    let transport = HttpTransport::new(&server.base_url()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(transport.send(&sign(draft("{}")))).unwrap().body(), "{}");
}
