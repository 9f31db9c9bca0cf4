//! A loopback proxy that cuts connections, before or after the service has applied a request.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it passed the proxy.
#[derive(Clone, Debug)]
pub(crate) struct Passed {
    pub(crate) path: String,
    pub(crate) key: String,
    pub(crate) sign: String,
    pub(crate) body: Vec<u8>,
}

/// When a connection is cut, as seen from the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The service never hears of the request.
    BeforeApplied,
    /// The service has answered, and its answer is withheld.
    AfterApplied,
    /// The service has answered, and nothing comes until the client gives up.
    Stalled,
    /// The service has answered, and only half of its answer comes.
    Halved,
    /// The service has applied the request, and something else answers in its place.
    Replaced {
        /// The status line and headers without the length.
        head: &'static str,
        body: &'static str,
    },
}

/// What the proxy has seen, and what it still cuts.
#[derive(Debug)]
struct State {
    /// What is cut next, by path.
    cuts: VecDeque<(String, Cut)>,
    passed: Vec<Passed>,
}

#[derive(Clone, Debug)]
pub(crate) struct CuttingProxy {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl CuttingProxy {
    /// Starts a proxy that forwards everything, but cuts the first requests for `path`.
    pub(crate) async fn start(service: SocketAddr, path: &str, cuts: &[Cut]) -> Self {
        let cuts: Vec<_> = cuts.iter().map(|cut| (path, *cut)).collect();
        Self::start_cutting(service, &cuts).await
    }

    /// Starts a proxy that forwards everything, but cuts the first requests for each path.
    pub(crate) async fn start_cutting(service: SocketAddr, cuts: &[(&str, Cut)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let state = State {
            cuts: cuts.iter().map(|(path, cut)| ((*path).to_owned(), *cut)).collect(),
            passed: Vec::new(),
        };
        let proxy = Self { address, state: Arc::new(Mutex::new(state)) };
        let accepting = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(accepting.clone().serve(client, service));
            }
        });
        proxy
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests for `path`, in order.
    pub(crate) fn passed(&self, path: &str) -> Vec<Passed> {
        let state = self.state.lock().unwrap();
        state.passed.iter().filter(|passed| passed.path == path).cloned().collect()
    }

    async fn serve(self, mut client: TcpStream, service: SocketAddr) {
        while let Some((head, body)) = read_message(&mut client).await {
            let cut = self.note(passed(&head, &body));
            if cut == Some(Cut::BeforeApplied) {
                return;
            }
            let mut upstream = TcpStream::connect(service).await.unwrap();
            upstream.write_all(&head).await.unwrap();
            upstream.write_all(&body).await.unwrap();
            // The whole answer is read first, so the service has certainly applied the request.
            let Some((answer_head, answer_body)) = read_message(&mut upstream).await else {
                return;
            };
            match cut {
                Some(Cut::BeforeApplied | Cut::AfterApplied) => return,
                Some(Cut::Stalled) => {
                    // It ends when the client closes the connection.
                    let _closed = client.read_u8().await;
                    return;
                }
                Some(Cut::Halved) => {
                    client.write_all(&answer_head).await.unwrap();
                    let half = answer_body.len() / 2;
                    client.write_all(&answer_body[..half]).await.unwrap();
                    return;
                }
                Some(Cut::Replaced { head, body }) => {
                    let length = body.len();
                    let answer = format!("{head}\r\ncontent-length: {length}\r\n\r\n{body}");
                    client.write_all(answer.as_bytes()).await.unwrap();
                }
                None => {
                    client.write_all(&answer_head).await.unwrap();
                    client.write_all(&answer_body).await.unwrap();
                }
            }
        }
    }

    /// Writes a request down, and tells whether and when it is to be cut.
    fn note(&self, passed: Passed) -> Option<Cut> {
        let mut state = self.state.lock().unwrap();
        let place = state.cuts.iter().position(|(path, _)| *path == passed.path);
        state.passed.push(passed);
        place.and_then(|place| state.cuts.remove(place)).map(|(_, cut)| cut)
    }
}

fn passed(head: &[u8], body: &[u8]) -> Passed {
    let head = String::from_utf8(head.to_vec()).unwrap();
    let path = head.split(' ').nth(1).unwrap().to_owned();
    Passed { path, key: header(&head, "key"), sign: header(&head, "sign"), body: body.to_vec() }
}

fn header(head: &str, name: &str) -> String {
    let line = head.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    });
    line.unwrap_or_default()
}

/// Reads one HTTP/1.1 message with a `Content-Length`; nothing if the peer is done.
async fn read_message(stream: &mut TcpStream) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let byte = stream.read_u8().await.ok()?;
        head.push(byte);
    }
    let text = String::from_utf8(head.clone()).unwrap();
    let length = header(&text, "content-length").parse().unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some((head, body))
}
