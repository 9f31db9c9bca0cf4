//! Receives webhooks with plain hyper: the raw body is verified before anything parses it.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::collections::HashSet;
use std::convert::Infallible;
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use bytes::Bytes;
use calypso_examples::rehearsal::Rehearsal;
use calypso_model::Event;
use calypso_webhooks::{DedupKey, Receiver, Verified};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Empty, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

struct Shop {
    receiver: Receiver,
    seen: Mutex<HashSet<DedupKey>>,
    news: mpsc::UnboundedSender<Verified<Event>>,
}

/// Answers a delivery. A genuine one gets 200, whether it is the first of its kind or not.
async fn webhook(shop: &Shop, request: Request<Incoming>) -> StatusCode {
    if request.method() != Method::POST || request.uri().path() != Rehearsal::PATH {
        return StatusCode::NOT_FOUND;
    }
    let (parts, body) = request.into_parts();
    // The bytes as they came: no parser, no decompression, and not more than the receiver takes.
    let body = match Limited::new(body, shop.receiver.body_limit()).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) if error.is::<LengthLimitError>() => return StatusCode::PAYLOAD_TOO_LARGE,
        Err(_) => return StatusCode::BAD_REQUEST,
    };
    let delivery = match shop.receiver.verify(&parts.headers, body) {
        Ok(delivery) => delivery,
        Err(error) => return error.status(),
    };
    let Ok(event) = delivery.parse() else {
        // Genuine, and not an event: keep the body and look into it.
        return StatusCode::UNPROCESSABLE_ENTITY;
    };
    // In production, store the event under its key, with a unique constraint, before you answer.
    let Ok(mut seen) = shop.seen.lock() else {
        return StatusCode::SERVICE_UNAVAILABLE;
    };
    if seen.insert(event.dedup_key()) && shop.news.send(event).is_err() {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    StatusCode::OK
}

async fn serve(shop: Arc<Shop>, stream: TcpStream) {
    let service = service_fn(move |request| {
        let shop = Arc::clone(&shop);
        async move {
            let mut response = Response::new(Empty::<Bytes>::new());
            *response.status_mut() = webhook(&shop, request).await;
            Ok::<_, Infallible>(response)
        }
    });
    if let Err(error) = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await
    {
        println!("a connection broke off: {error}");
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let rehearsal = Rehearsal::start(listener.local_addr()?).await?;
    let (news, mut events) = mpsc::unbounded_channel();
    let receiver = rehearsal.receiver();
    let shop = Arc::new(Shop { receiver, seen: Mutex::default(), news });
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(Arc::clone(&shop), stream));
        }
    });

    rehearsal.play().await?;
    let mut last = None;
    while let Ok(event) = events.try_recv() {
        println!("event {}: {}", event.id, event.event_type);
        last = Some(event.body().clone());
    }
    let body = last.context("the sandbox delivers events")?;
    println!("delivered again: {}", rehearsal.deliver_again(body.clone()).await?);
    println!("forged: {}", rehearsal.deliver_forged(body).await?);
    println!("counted once: {}", events.try_recv().is_err());
    Ok(())
}
