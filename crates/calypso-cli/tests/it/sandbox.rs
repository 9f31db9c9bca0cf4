//! `calypso sandbox`: its first line, its keys, and how it ends.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;

use calypso_model::{
    EventService, NewCustomer, NewPayout, NewSubscription, NewUnlimitedInvoice, PayoutState,
};
use serde_json::Value;

use crate::process::{Process, client};

#[tokio::test]
async fn the_first_line_tells_a_program_where_and_with_which_keys() {
    let process = Process::start(&["--format", "json"]);
    let line: Value = serde_json::from_str(&process.first_line).unwrap();
    assert_eq!(line.as_object().unwrap().len(), 4);
    client(&line).customers().create(&NewCustomer::new()).await.unwrap();
}

#[tokio::test]
async fn given_keys_are_used_as_they_are() {
    let process = Process::start(&[
        "--format",
        "json",
        "--api-key",
        "c529e14832b34b74972365cf7bf02430",
        "--secret",
        "b823a6b9ea72408583cef9ec8d67fa52",
        "--account",
        "0xc195df92dd9db2a8f28e597981f113d6e7582f8b",
    ]);
    let line: Value = serde_json::from_str(&process.first_line).unwrap();
    assert_eq!(line["api_key"], "c529e14832b34b74972365cf7bf02430");
    assert_eq!(line["secret"], "b823a6b9ea72408583cef9ec8d67fa52");
    assert_eq!(line["account"], "0xc195df92dd9db2a8f28e597981f113d6e7582f8b");
    client(&line).customers().create(&NewCustomer::new()).await.unwrap();
}

#[tokio::test]
async fn payouts_wait_for_a_person_only_if_asked_to() {
    for (flags, state) in [
        (&["--format", "json", "--payout-verification"][..], PayoutState::PendingConfirmation),
        (&["--format", "json"][..], PayoutState::Confirmed),
    ] {
        let process = Process::start(flags);
        let client = client(&serde_json::from_str(&process.first_line).unwrap());
        let address = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8".parse().unwrap();
        let (amount, currency) = ("25.50".parse().unwrap(), "USDT_TRX".parse().unwrap());
        let new = NewPayout::new(address, amount, currency, client.random_key().unwrap());
        assert_eq!(client.payouts().create(new).await.unwrap().state, state);
    }
}

#[test]
fn the_control_api_wants_the_token_it_was_started_with() {
    let process = Process::start(&["--format", "json", "--control-token", "kD7wq2Zp4fJx"]);
    let line: Value = serde_json::from_str(&process.first_line).unwrap();
    assert!(!process.first_line.contains("kD7wq2Zp4fJx"));
    let status = |headers: &str| {
        let host = line["listening"].as_str().unwrap().strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let head = format!("Host: {host}\r\nConnection: close\r\n{headers}");
        write!(stream, "GET /_sandbox/health HTTP/1.1\r\n{head}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.lines().next().unwrap().to_owned()
    };
    assert_eq!(status(""), "HTTP/1.1 401 Unauthorized");
    assert_eq!(status("Authorization: Bearer kD7wq2Zp4fJx\r\n"), "HTTP/1.1 200 OK");
}

#[test]
fn sigterm_and_ctrl_c_end_it_cleanly() {
    for signal in ["TERM", "INT"] {
        let process = Process::start(&["--format", "json"]);
        process.signal(signal);
        let (status, said) = process.end();
        assert_eq!(status, Some(0), "{signal}: {said}");
        assert!(said.contains("ended; 0 webhooks delivered, 0 abandoned"), "{signal}: {said}");
    }
}

/// A webhook that is under way when the signal comes still gets its answer.
#[tokio::test(flavor = "multi_thread")]
async fn sigterm_waits_for_webhooks_that_are_due() {
    let process = Process::start(&["--format", "json"]);
    let client = client(&serde_json::from_str(&process.first_line).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    let new = NewSubscription::new(client.random_subscription_id().unwrap(), url)
        .with_service(EventService::Invoice);
    client.webhooks().subscribe(new).await.unwrap();

    let (arrived, arrival) = mpsc::channel();
    let (release, released) = mpsc::channel();
    let receiver = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        assert!(stream.read(&mut [0; 4096]).unwrap() > 0);
        arrived.send(()).unwrap();
        released.recv().unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
    });
    let order = NewUnlimitedInvoice::new("ETH".parse().unwrap(), "d");
    client.invoices().create_unlimited(order).await.unwrap();
    arrival.recv().unwrap();
    process.signal("TERM");
    release.send(()).unwrap();

    let (status, said) = process.end();
    assert_eq!(status, Some(0), "{said}");
    assert!(said.contains("ended; 1 webhooks delivered, 0 abandoned"), "{said}");
    receiver.join().unwrap();
}
