//! The loopback server, as a browser or another HTTP library sees it.

use std::io::{Read, Write};
use std::net::TcpStream;

use calypso_testkit::{Behaviour, LoopbackServer};
use calypso_transport::Bytes;
use calypso_transport::http::Response;

fn talk(server: &LoopbackServer, request: &str) -> String {
    let address = server.base_url().replace("http://", "");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn ok(body: &'static str) -> Behaviour {
    Behaviour::Answer(Response::new(Bytes::from(body)))
}

#[test]
fn several_requests_share_a_connection_and_a_script() {
    let server = LoopbackServer::start([ok("1"), ok("2")]);
    let answer = talk(&server, &"GET /a HTTP/1.1\r\n\r\n".repeat(3));
    assert_eq!(
        answer,
        "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n1\
         HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n2\
         HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
    );
    assert_eq!(server.arrivals().len(), 3);
}

#[test]
fn chunked_bodies_are_put_together() {
    let server = LoopbackServer::start([ok("")]);
    talk(
        &server,
        "POST /a HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n",
    );
    assert_eq!(server.arrivals()[0].body, "abcd");
}

#[test]
fn a_client_that_asks_first_is_told_to_go_on() {
    let server = LoopbackServer::start([ok("done")]);
    let request = "POST /a HTTP/1.1\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\nab";
    let answer = talk(&server, request);
    assert!(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n"), "{answer}");
    assert_eq!(server.arrivals()[0].body, "ab");
}

#[test]
fn nonsense_closes_the_connection() {
    let server = LoopbackServer::start([ok("")]);
    for nonsense in ["nonsense\r\n\r\n", "GET /a HTTP/1.1\r\nno colon\r\n\r\n"] {
        assert_eq!(talk(&server, nonsense), "");
    }
    assert_eq!(server.arrivals(), []);
}
