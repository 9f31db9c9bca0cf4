//! Checks of what arrives on the other side.

use bytes::Bytes;
use http::Method;

use super::check::{BODY, deliver, draft, ensure, post, same_bytes};
use super::harness::Harness;
use super::report::{Report, Verdict};

pub(super) async fn examine<H: Harness>(harness: &H, report: &mut Report) {
    report.add(
        "body_arrives_byte_for_byte",
        "the signature covers these very bytes; one that changes makes the API refuse the call",
        body_arrives_byte_for_byte(harness).await,
    );
    report.add(
        "headers_arrive_once",
        "without Key, Sign and Content-Type, or with two of one, the API refuses the call",
        headers_arrive_once(harness).await,
    );
    report.add(
        "method_and_path_arrive",
        "another path is another operation, under a signature that is valid for both",
        method_and_path_arrive(harness).await,
    );
    report.add(
        "delete_carries_its_body",
        "the signed envelope of a DELETE is in its body, which some HTTP libraries drop",
        delete_carries_its_body(harness).await,
    );
}

async fn body_arrives_byte_for_byte<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let every_byte: Bytes = (0..=u8::MAX).collect();
    let long = Bytes::from(vec![b'x'; 200_000]);
    for body in [Bytes::from(BODY), every_byte, long, Bytes::new()] {
        let arrival =
            deliver(harness, draft(Method::POST, "/api/v1/contract", body.clone())).await?;
        same_bytes("the body that arrived", &arrival.body, &body)?;
    }
    Ok(())
}

async fn headers_arrive_once<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let expected = harness.sign(post()).headers();
    let arrival = deliver(harness, post()).await?;
    for (name, value) in &expected {
        let found: Vec<_> = arrival.headers.get_all(name).iter().collect();
        ensure(found == [value], || {
            format!("header {name} arrived {} times, or with another value", found.len())
        })?;
    }
    Ok(())
}

async fn method_and_path_arrive<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let calls = [
        (Method::POST, "/api/v1/contract"),
        (Method::POST, "/api/v1/contract/"),
        (Method::POST, "/api/v1/contract/a%2Fb/(c)'@:~"),
        (Method::PUT, "/api/v1/contract"),
    ];
    for (method, path) in calls {
        let arrival = deliver(harness, draft(method.clone(), path, BODY)).await?;
        ensure(arrival.method == method && arrival.path == path, || {
            format!("{method} {path} arrived as {} {}", arrival.method, arrival.path)
        })?;
    }
    Ok(())
}

async fn delete_carries_its_body<H: Harness>(harness: &H) -> Result<(), Verdict> {
    let arrival = deliver(harness, draft(Method::DELETE, "/api/v1/contract/1", BODY)).await?;
    ensure(arrival.method == Method::DELETE, || format!("DELETE arrived as {}", arrival.method))?;
    same_bytes("the body of DELETE", &arrival.body, &Bytes::from(BODY))
}
