//! One use of a service within a time limit, with a record of whether the service was called.

use std::error::Error;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use futures_timer::Delay;
use tower_service::Service;

use crate::error::{Delivery, TransportError, TransportFailure};

pub(super) type BoxError = Box<dyn Error + Send + Sync>;

/// What is known of an attempt while it lasts.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    called: AtomicBool,
}

impl Attempt {
    /// Waits until the service is ready, and calls it once.
    ///
    /// An error before the call proves that nothing was sent; `judge` looks at one from the call.
    pub(super) async fn call<S, Request>(
        &self,
        mut service: S,
        request: Request,
        judge: impl FnOnce(BoxError) -> TransportError,
    ) -> Result<S::Response, TransportError>
    where
        S: Service<Request>,
        S::Error: Into<BoxError>,
    {
        poll_fn(|context| service.poll_ready(context)).await.map_err(|error| {
            TransportError::new(Delivery::NotSent, TransportFailure::Other).with_source(error)
        })?;
        self.called.store(true, Ordering::Relaxed);
        service.call(request).await.map_err(|error| judge(error.into()))
    }

    /// Lets the attempt run until the limit, however far it has come by then.
    pub(super) async fn within<T>(
        &self,
        limit: Option<Duration>,
        work: impl Future<Output = Result<T, TransportError>>,
    ) -> Result<T, TransportError> {
        let Some(limit) = limit else { return work.await };
        if limit.is_zero() {
            return Err(self.timed_out());
        }
        let mut work = pin!(work);
        let mut over = pin!(Delay::new(limit));
        poll_fn(|context| match work.as_mut().poll(context) {
            Poll::Ready(result) => Poll::Ready(result),
            Poll::Pending => over.as_mut().poll(context).map(|()| Err(self.timed_out())),
        })
        .await
    }

    fn timed_out(&self) -> TransportError {
        let called = self.called.load(Ordering::Relaxed);
        let delivery = if called { Delivery::Unknown } else { Delivery::NotSent };
        TransportError::new(delivery, TransportFailure::TimedOut)
    }
}
