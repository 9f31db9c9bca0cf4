//! A transport on plain sockets, faultless unless told to have a flaw.

use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};

use calypso_transport::http::{HeaderName, HeaderValue, Method, Response, StatusCode};
use calypso_transport::{
    Bytes, Delivery, SignedRequest, Transport, TransportError, TransportFailure, async_trait,
};

const LIMIT: usize = 1024 * 1024;

/// A mistake that real HTTP clients make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    ClaimsNotSent,
    ClaimsUnknownWhenRefused,
    DropsDeleteBody,
    DropsRequestHeaders,
    DropsResponseHeaders,
    FollowsRedirects,
    IgnoresTimeLimit,
    LeaksRequest,
    MangledResponseBody,
    NormalisesPath,
    ReserialisesBody,
    Retries,
    RetriesOnReuse,
    SendsHeaderTwice,
    StatusAsError,
    TakesHalfAnAnswer,
    UnboundedBody,
}

#[derive(Debug)]
pub(crate) struct PlainTransport {
    address: String,
    flaw: Option<Flaw>,
    calls: AtomicUsize,
}

impl PlainTransport {
    pub(crate) fn new(base_url: &str, flaw: Option<Flaw>) -> Self {
        let address = base_url.strip_prefix("http://").unwrap().to_owned();
        Self { address, flaw, calls: AtomicUsize::new(0) }
    }

    fn has(&self, flaw: Flaw) -> bool {
        self.flaw == Some(flaw)
    }

    fn request_text(&self, request: &SignedRequest, path: &str) -> Vec<u8> {
        let mut body = request.body().to_vec();
        if self.has(Flaw::ReserialisesBody) {
            body.retain(|byte| *byte != b' ');
        }
        if self.has(Flaw::DropsDeleteBody) && request.method() == Method::DELETE {
            body.clear();
        }
        let path = if self.has(Flaw::NormalisesPath) { path.trim_end_matches('/') } else { path };
        let mut text = format!("{} {path} HTTP/1.1\r\n", request.method()).into_bytes();
        if !self.has(Flaw::DropsRequestHeaders) {
            for (name, value) in &request.headers() {
                let line = format!("{name}: {}\r\n", value.to_str().unwrap());
                text.extend(
                    line.repeat(if self.has(Flaw::SendsHeaderTwice) { 2 } else { 1 }).bytes(),
                );
            }
        }
        let rest = format!("host: {}\r\ncontent-length: {}\r\n\r\n", self.address, body.len());
        text.extend(rest.into_bytes());
        text.extend(body);
        text
    }

    fn attempt(
        &self,
        request: &SignedRequest,
        path: &str,
    ) -> Result<Response<Bytes>, TransportError> {
        let mut stream = TcpStream::connect(&self.address).map_err(|error| {
            let unsure = self.has(Flaw::ClaimsUnknownWhenRefused);
            let delivery = if unsure { Delivery::Unknown } else { Delivery::NotSent };
            TransportError::new(delivery, TransportFailure::Connect).with_source(error)
        })?;
        if !self.has(Flaw::IgnoresTimeLimit) {
            stream.set_read_timeout(request.time_limit()).unwrap();
        }
        let text = self.request_text(request, path);
        let answer = stream.write_all(&text).and_then(|()| self.read(&mut stream));
        answer.map_err(|error| {
            let failure = self.failed(error);
            if self.has(Flaw::LeaksRequest) {
                return failure.with_source(String::from_utf8_lossy(&text).into_owned());
            }
            failure
        })
    }

    fn failed(&self, error: io::Error) -> TransportError {
        let kind = error.kind();
        let reason = if matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut) {
            TransportFailure::TimedOut
        } else if kind == ErrorKind::FileTooLarge {
            TransportFailure::ResponseTooLarge { limit: LIMIT }
        } else {
            TransportFailure::Interrupted
        };
        let certain = self.has(Flaw::ClaimsNotSent);
        let delivery = if certain { Delivery::NotSent } else { Delivery::Unknown };
        TransportError::new(delivery, reason).with_source(error)
    }

    fn read(&self, stream: &mut TcpStream) -> io::Result<Response<Bytes>> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            head.extend(byte);
        }
        let head = String::from_utf8(head).unwrap();
        let mut lines = head.trim_end().split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::from_bytes(status.as_bytes()).unwrap();
        for line in lines {
            let (name, value) = line.split_once(": ").unwrap();
            let name = name.parse::<HeaderName>().unwrap();
            response.headers_mut().append(name, HeaderValue::from_str(value).unwrap());
        }
        *response.body_mut() = self.read_body(stream, &response)?;
        if self.has(Flaw::DropsResponseHeaders) {
            response.headers_mut().clear();
        }
        Ok(response)
    }

    fn read_body(&self, stream: &TcpStream, response: &Response<Bytes>) -> io::Result<Bytes> {
        let announced = response.headers().get("content-length");
        let announced = announced.map(|value| value.to_str().unwrap().parse::<usize>().unwrap());
        let most = match announced {
            Some(length) => length,
            None if self.has(Flaw::UnboundedBody) => usize::MAX,
            None => LIMIT + 1,
        };
        let mut body = Vec::new();
        stream.take(u64::try_from(most).unwrap()).read_to_end(&mut body)?;
        if announced.is_some_and(|length| body.len() < length) && !self.has(Flaw::TakesHalfAnAnswer)
        {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if body.len() > LIMIT && !self.has(Flaw::UnboundedBody) {
            return Err(ErrorKind::FileTooLarge.into());
        }
        if self.has(Flaw::MangledResponseBody) {
            body = String::from_utf8_lossy(&body).into_owned().into_bytes();
        }
        Ok(Bytes::from(body))
    }
}

#[async_trait]
impl Transport for PlainTransport {
    async fn send(&self, request: &SignedRequest) -> Result<Response<Bytes>, TransportError> {
        let reused = self.calls.fetch_add(1, Ordering::Relaxed) > 0;
        let mut outcome = self.attempt(request, request.path());
        let again = self.has(Flaw::Retries) || self.has(Flaw::RetriesOnReuse) && reused;
        if again && outcome.is_err() {
            outcome = self.attempt(request, request.path());
        }
        let response = outcome?;
        if self.has(Flaw::StatusAsError) && response.status().is_server_error() {
            return Err(TransportError::new(Delivery::Unknown, TransportFailure::Other));
        }
        match response.headers().get("location") {
            Some(location) if self.has(Flaw::FollowsRedirects) => {
                self.attempt(request, location.to_str().unwrap())
            }
            _ => Ok(response),
        }
    }
}
