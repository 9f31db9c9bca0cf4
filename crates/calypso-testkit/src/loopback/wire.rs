//! Just enough HTTP/1.1 to read a request and write a response.

use std::io::{self, BufRead, Error, ErrorKind, Read, Write};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, EXPECT, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING};
use http::{Method, Response};

use super::behaviour::Arrival;

/// Reads one request; nothing, if the other side has closed the connection between two of them.
pub(super) fn read_request(
    reader: &mut impl BufRead,
    writer: &mut impl Write,
) -> io::Result<Option<Arrival>> {
    let request_line = read_line(reader)?;
    if request_line.is_empty() {
        return Ok(None);
    }
    let mut words = request_line.split(' ');
    let (Some(method), Some(path)) = (words.next(), words.next()) else {
        return Err(malformed("request line"));
    };
    let method = method.parse::<Method>().map_err(|_cause| malformed("method"))?;
    let headers = read_headers(reader)?;
    if headers.contains_key(EXPECT) {
        writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
    }
    let body = if headers.contains_key(TRANSFER_ENCODING) {
        read_chunks(reader)?
    } else {
        read_exact(reader, content_length(&headers)?)?
    };
    Ok(Some(Arrival::new(method, path, headers, Bytes::from(body))))
}

fn read_headers(reader: &mut impl BufRead) -> io::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    loop {
        let line = read_line(reader)?;
        if line.is_empty() {
            return Ok(headers);
        }
        let (name, value) = line.split_once(':').ok_or_else(|| malformed("header"))?;
        let name = name.parse::<HeaderName>().map_err(|_cause| malformed("header name"))?;
        let value = value.trim().parse::<HeaderValue>().map_err(|_cause| malformed("header"))?;
        headers.append(name, value);
    }
}

fn content_length(headers: &HeaderMap) -> io::Result<usize> {
    let Some(value) = headers.get(CONTENT_LENGTH) else { return Ok(0) };
    let text = value.to_str().map_err(|_cause| malformed("length"))?;
    text.parse().map_err(|_cause| malformed("length"))
}

fn read_chunks(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = read_line(reader)?;
        let size = usize::from_str_radix(&size, 16).map_err(|_cause| malformed("chunk"))?;
        body.extend(read_exact(reader, size)?);
        read_line(reader)?;
        if size == 0 {
            return Ok(body);
        }
    }
}

fn read_exact(reader: &mut impl BufRead, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Reads a line without its end; the end of the stream is an empty line.
fn read_line(reader: &mut impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    reader.by_ref().take(64 * 1024).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

pub(super) fn write_response(
    writer: &mut impl Write,
    response: &Response<Bytes>,
) -> io::Result<()> {
    let mut text = format!("HTTP/1.1 {}\r\n", response.status()).into_bytes();
    for (name, value) in response.headers() {
        text.extend_from_slice(name.as_str().as_bytes());
        text.extend_from_slice(b": ");
        text.extend_from_slice(value.as_bytes());
        text.extend_from_slice(b"\r\n");
    }
    if !response.headers().contains_key(CONTENT_LENGTH) {
        text.extend(format!("content-length: {}\r\n", response.body().len()).into_bytes());
    }
    text.extend_from_slice(b"\r\n");
    text.extend_from_slice(response.body());
    writer.write_all(&text)
}

fn malformed(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, format!("malformed {what}"))
}
