//! Receives webhooks with actix-web: the raw body is verified before anything parses it.
#![expect(clippy::print_stdout, reason = "an example shows its result")]

use std::collections::HashSet;
use std::net::TcpListener;
use std::sync::Mutex;

use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data, PayloadConfig, post};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use anyhow::Context as _;
use calypso_examples::rehearsal::Rehearsal;
use calypso_model::Event;
use calypso_webhooks::{DedupKey, Receiver, Verified};
use http::{HeaderMap, HeaderName, HeaderValue};
use tokio::sync::mpsc;

struct Shop {
    receiver: Receiver,
    seen: Mutex<HashSet<DedupKey>>,
    news: mpsc::UnboundedSender<Verified<Event>>,
}

/// Takes the raw body. Do not ask for `Json` here, and switch actix-web's feature `compress` off:
/// with it this would be the body after decompression, which nobody signed.
async fn webhook(shop: Data<Shop>, request: HttpRequest, body: Bytes) -> HttpResponse {
    HttpResponse::new(answer(&shop, &request, body))
}

/// A genuine delivery gets 200, whether it is the first of its kind or not.
fn answer(shop: &Shop, request: &HttpRequest, body: Bytes) -> StatusCode {
    let delivery = match shop.receiver.verify(&signature_headers(request), body) {
        Ok(delivery) => delivery,
        Err(error) => {
            return StatusCode::from_u16(error.status().as_u16())
                .unwrap_or(StatusCode::UNAUTHORIZED);
        }
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

/// Copies the two headers that matter, since actix-web has header types of its own. All of each
/// are copied: the receiver refuses a delivery that has one of them twice.
fn signature_headers(request: &HttpRequest) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for name in ["key", "sign"] {
        for value in request.headers().get_all(name) {
            // What cannot stand in a header is no signature either.
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                headers.append(HeaderName::from_static(name), value);
            }
        }
    }
    headers
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let rehearsal = Rehearsal::start(listener.local_addr()?).await?;
    let (news, mut events) = mpsc::unbounded_channel();
    let receiver = rehearsal.receiver();
    let limit = receiver.body_limit();
    let shop = Data::new(Shop { receiver, seen: Mutex::default(), news });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(shop.clone())
            // Longer bodies get 413 before they are read.
            .app_data(PayloadConfig::new(limit))
            .route(Rehearsal::PATH, post().to(webhook))
    });
    tokio::spawn(server.workers(1).disable_signals().listen(listener)?.run());

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
