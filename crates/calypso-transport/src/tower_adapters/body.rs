//! Reads the body of a response to its end, or until the cap is passed.

use std::future::poll_fn;
use std::pin::pin;

use bytes::{Buf, BufMut, Bytes, BytesMut};
use http_body::Body;

use super::attempt::BoxError;
use crate::error::{Delivery, TransportError, TransportFailure};

pub(super) async fn read<B>(body: B, limit: usize) -> Result<Bytes, TransportError>
where
    B: Body,
    B::Error: Into<BoxError>,
{
    let too_large =
        || TransportError::new(Delivery::Unknown, TransportFailure::ResponseTooLarge { limit });
    // An announced length is checked first, so that nothing is read in vain.
    if !usize::try_from(body.size_hint().lower()).is_ok_and(|announced| announced <= limit) {
        return Err(too_large());
    }
    let mut body = pin!(body);
    let mut read = BytesMut::new();
    while let Some(frame) = poll_fn(|context| body.as_mut().poll_frame(context)).await {
        let frame = frame.map_err(|error| {
            // Half an answer: the request has certainly arrived.
            TransportError::new(Delivery::Unknown, TransportFailure::Interrupted).with_source(error)
        })?;
        // Trailers are no part of what the API says.
        let Ok(data) = frame.into_data() else { continue };
        if data.remaining() > limit.saturating_sub(read.len()) {
            return Err(too_large());
        }
        read.put(data);
    }
    Ok(read.freeze())
}
