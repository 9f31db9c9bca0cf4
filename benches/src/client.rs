//! A client that costs next to nothing: requests that were written and signed beforehand, sent over
//! connections that stay open, answers read no further than needed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use calypso_sign::{SecretKey, Signer, Timestamp};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

/// A merchant, and where it sends its requests.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Merchant {
    pub address: SocketAddr,
    pub account: String,
    pub api_key: String,
    pub secret: String,
}

impl Merchant {
    /// Writes and signs one request.
    pub fn request(&self, signer: &Signer, now: Timestamp, path: &str, payload: &str) -> Vec<u8> {
        let Self { address, account, api_key, .. } = self;
        let body = format!(r#"{{"account":"{account}","timestamp":{now},"payload":{payload}}}"#);
        let sign = signer.sign(body.as_bytes());
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nKey: {api_key}\r\nSign: {sign}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        );
        (head + &body).into_bytes()
    }

    pub fn signer(&self) -> Result<Signer> {
        Ok(Signer::new(&SecretKey::new(self.secret.as_str())?))
    }
}

/// Sends all requests over so many connections, and returns how long that took once these stood.
pub async fn send_all(
    address: SocketAddr,
    connections: usize,
    requests: Arc<Vec<Vec<u8>>>,
) -> Result<Duration> {
    let next = Arc::new(AtomicUsize::new(0));
    let mut streams = Vec::new();
    for _ in 0..connections {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        streams.push(stream);
    }
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for stream in streams {
        tasks.spawn(send_some(stream, Arc::clone(&requests), Arc::clone(&next)));
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(start.elapsed())
}

async fn send_some(
    mut stream: TcpStream,
    requests: Arc<Vec<Vec<u8>>>,
    next: Arc<AtomicUsize>,
) -> Result<()> {
    let mut answer = vec![0; 16 * 1024];
    while let Some(request) = requests.get(next.fetch_add(1, Ordering::Relaxed)) {
        stream.write_all(request).await?;
        let mut length = 0;
        loop {
            let read = stream.read(&mut answer[length..]).await?;
            length += read;
            if read == 0 {
                bail!("the server hung up");
            }
            if is_whole(&answer[..length])? {
                break;
            }
        }
    }
    Ok(())
}

/// Tells whether an answer is all there, and fails if it is not a good one.
fn is_whole(answer: &[u8]) -> Result<bool> {
    let Some(end) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(false);
    };
    let head = std::str::from_utf8(&answer[..end])?;
    if !head.starts_with("HTTP/1.1 200") {
        bail!("refused: {}", String::from_utf8_lossy(answer));
    }
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    let (_, length) = lines
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .context("an answer without a length")?;
    let length: usize = length.trim().parse()?;
    Ok(answer.len() >= end + 4 + length)
}
