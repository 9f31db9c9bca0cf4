//! The server: one thread that accepts, one per connection, no async runtime.

use std::collections::VecDeque;
use std::io::{self, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::Response;

use super::behaviour::{Arrival, Behaviour};
use super::wire;
use crate::lock::lock;

/// How long a silent connection stays open when the client never gives up, so that a broken client
/// fails its test instead of blocking it.
const SILENCE: Duration = Duration::from_secs(1);

const FLOOD_CHUNKS: usize = 512;
const FLOOD_CHUNK: usize = 64 * 1024;

/// An HTTP/1.1 server on `127.0.0.1` that treats each request as its script says and keeps what
/// arrived.
///
/// Connections stay open between requests.
/// Requests past the end of the script are kept too and answered with an empty 200.
/// The port is free again when the value is dropped.
///
/// ```
/// use calypso_testkit::{Behaviour, LoopbackServer};
///
/// let server = LoopbackServer::start([Behaviour::CutBeforeAnswer]);
/// assert!(server.base_url().starts_with("http://127.0.0.1:"));
/// assert_eq!(server.arrivals(), []);
/// ```
#[derive(Debug)]
pub struct LoopbackServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    script: Mutex<VecDeque<Behaviour>>,
    arrivals: Mutex<Vec<Arrival>>,
    open: Mutex<Vec<TcpStream>>,
    connections: AtomicUsize,
    stopped: AtomicBool,
}

impl LoopbackServer {
    /// Starts to listen; if the script begins with [`Behaviour::Refuse`], connections are refused
    /// instead.
    ///
    /// # Panics
    ///
    /// When this machine has no free port.
    #[must_use]
    #[expect(clippy::expect_used, reason = "without a port there is no test")]
    pub fn start(script: impl IntoIterator<Item = Behaviour>) -> Self {
        let script: VecDeque<_> = script.into_iter().collect();
        let refuses = matches!(script.front(), Some(Behaviour::Refuse));
        let shared = Arc::new(Shared { script: Mutex::new(script), ..Shared::default() });
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = if refuses {
            taken_port(&listener, &shared).expect("a second free port")
        } else {
            let address = listener.local_addr().expect("a bound listener has an address");
            let shared = Arc::clone(&shared);
            thread::spawn(move || accept(&listener, &shared));
            address
        };
        Self { address, shared }
    }

    /// Returns the address to connect to, such as `http://127.0.0.1:49152`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests that arrived whole so far, in order.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Arrival> {
        lock(&self.shared.arrivals).clone()
    }

    /// Returns how many connections were made so far.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.shared.connections.load(Ordering::SeqCst)
    }
}

impl Drop for LoopbackServer {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::SeqCst);
        for stream in lock(&self.shared.open).drain(..) {
            // A connection that is already gone needs no closing.
            let _already_closed = stream.shutdown(Shutdown::Both);
        }
        // Wakes the accepting thread, which then sees the flag; if nobody accepts, there is nobody
        // to wake.
        let _nobody_listens = TcpStream::connect(self.address);
    }
}

/// Finds an address on which nobody listens and nobody else can begin to: the client end of an open
/// connection.
fn taken_port(listener: &TcpListener, shared: &Shared) -> io::Result<SocketAddr> {
    let client = TcpStream::connect(listener.local_addr()?)?;
    let address = client.local_addr()?;
    let (server, _) = listener.accept()?;
    lock(&shared.open).extend([client, server]);
    Ok(address)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().map_while(Result::ok) {
        if shared.stopped.load(Ordering::SeqCst) {
            return;
        }
        shared.connections.fetch_add(1, Ordering::SeqCst);
        if let Ok(copy) = stream.try_clone() {
            lock(&shared.open).push(copy);
        }
        let shared = Arc::clone(shared);
        thread::spawn(move || {
            // A client that goes away is a part of many tests.
            let _client_went_away = serve(&stream, &shared);
            let _already_closed = stream.shutdown(Shutdown::Both);
        });
    }
}

fn serve(stream: &TcpStream, shared: &Shared) -> io::Result<()> {
    let mut writer = stream;
    let mut reader = BufReader::new(stream);
    while let Some(arrival) = wire::read_request(&mut reader, &mut writer)? {
        lock(&shared.arrivals).push(arrival);
        let behaviour = lock(&shared.script).pop_front();
        match behaviour.unwrap_or_else(|| Behaviour::Answer(Response::new(Bytes::new()))) {
            Behaviour::Answer(response) => wire::write_response(&mut writer, &response)?,
            Behaviour::AnswerThenCut(response) => {
                return wire::write_response(&mut writer, &response);
            }
            Behaviour::CutBeforeAnswer | Behaviour::Refuse => return Ok(()),
            Behaviour::CutWithinAnswer => {
                return writer
                    .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"half\":");
            }
            Behaviour::Flood => return flood(&mut writer),
            Behaviour::Silence => {
                stream.set_read_timeout(Some(SILENCE))?;
                return reader.read(&mut [0]).map(|_closed| ());
            }
        }
    }
    Ok(())
}

fn flood(writer: &mut impl Write) -> io::Result<()> {
    writer.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")?;
    let chunk = vec![b' '; FLOOD_CHUNK];
    (0..FLOOD_CHUNKS).try_for_each(|_| writer.write_all(&chunk))
}
