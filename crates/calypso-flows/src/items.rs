//! [`Items`]: a list, item by item, over as many pages as it has.

use std::collections::VecDeque;
use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use calypso_model::{Endpoint, Page, PageRequest};
use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::operation::Operation;
use crate::{Client, Error, Reply};

/// The size of a page if the caller names none.
const PAGE_SIZE: u32 = 100;

/// A page that is being fetched.
type Fetching<T> = Pin<Box<dyn Future<Output = Result<Reply<Page<T>>, Error>> + Send>>;

/// The items of a list, fetched page by page as they are asked for.
///
/// It is a `Stream`, and [`next`](Self::next) does without one. An error ends it;
/// [`page_number`](Self::page_number) tells where to go on. Pages are counted, not pinned: while
/// items are added at the front of a list, an item may come twice or, if some are removed, not at
/// all. Sort ascending, so that new items come at the end.
pub struct Items<T> {
    fetch: Box<dyn Fn(PageRequest) -> Fetching<T> + Send>,
    request: PageRequest,
    fetching: Option<Fetching<T>>,
    ready: VecDeque<T>,
    fetched: u64,
    previous: Option<String>,
    ended: bool,
}

impl<T> Items<T> {
    /// Returns the number of the page that is fetched next, from 0.
    #[must_use]
    pub fn page_number(&self) -> u32 {
        self.request.page_number.unwrap_or_default()
    }

    /// Returns the next item, or nothing once the list has ended.
    ///
    /// # Errors
    ///
    /// Any [`Error`] of reading a page; the list ends with it.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            let mut fetching =
                self.fetching.take().unwrap_or_else(|| (self.fetch)(self.request.clone()));
            match fetching.as_mut().poll(context) {
                Poll::Pending => {
                    self.fetching = Some(fetching);
                    return Poll::Pending;
                }
                Poll::Ready(Ok(page)) => self.take(page),
                Poll::Ready(Err(error)) => {
                    self.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    fn take(&mut self, page: Reply<Page<T>>) {
        let raw = page.raw().to_owned();
        let page = page.into_inner();
        // Without page numbers in the answer, the same text again means that paging is ignored.
        if self.previous.as_ref() == Some(&raw) {
            self.ended = true;
            return;
        }
        let count = u64::try_from(page.result.len()).unwrap_or(u64::MAX);
        self.fetched = self.fetched.saturating_add(count);
        let number = self.page_number();
        self.ended = is_last(&page, number, self.fetched, &raw);
        self.request.page_number = Some(number.saturating_add(1));
        self.previous = Some(raw);
        self.ready.extend(page.result);
    }
}

/// Tells whether no page follows this one.
///
/// Only what the answer says counts: a service may hand out smaller pages than were asked for, so
/// a short page is not the last one.
fn is_last<T>(page: &Page<T>, number: u32, fetched: u64, raw: &str) -> bool {
    let next = u64::from(number).saturating_add(1);
    page.result.is_empty()
        || raw.trim_start().starts_with('[')
        || page.page.is_some_and(|answered| answered != u64::from(number))
        || page.total.is_some_and(|pages| next >= pages)
        || number == u32::MAX
        || (page.total.is_none() && page.total_elements.is_some_and(|all| fetched >= all))
}

impl<T: Unpin> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("request", &self.request).finish_non_exhaustive()
    }
}

impl Client {
    /// Lists the items of an endpoint; `payload` joins what is asked for with a page's request.
    pub(crate) fn items<P, T>(
        &self,
        endpoint: Endpoint,
        first: PageRequest,
        payload: impl Fn(PageRequest) -> P + Send + 'static,
    ) -> Items<T>
    where
        P: Serialize + Send + Sync + 'static,
        T: DeserializeOwned + Send + 'static,
    {
        let client = self.clone();
        let fetch = move |page| -> Fetching<T> {
            let (client, payload) = (client.clone(), payload(page));
            Box::pin(async move {
                let operation = Operation::of(endpoint, &client.inner.endpoints);
                client.inner.call(&operation, Some(&payload)).await
            })
        };
        let mut request = first;
        request.page_size.get_or_insert(PAGE_SIZE);
        request.page_number.get_or_insert(0);
        Items {
            fetch: Box::new(fetch),
            request,
            fetching: None,
            ready: VecDeque::new(),
            fetched: 0,
            previous: None,
            ended: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, number: u32, fetched: u64, last: bool) {
        let page: Page<u32> = serde_json::from_str(json).unwrap();
        assert_eq!(is_last(&page, number, fetched, json), last, "{json}");
    }

    #[test]
    fn what_the_answer_says_decides_whether_a_page_is_the_last() {
        check(r#"{"result":[1,2],"page":0,"size":2,"total":2,"totalElements":3}"#, 0, 2, false);
        check(r#"{"result":[3],"page":1,"size":2,"total":2,"totalElements":3}"#, 1, 3, true);
        check(r#"{"result":[],"page":2,"size":2,"total":2,"totalElements":3}"#, 2, 3, true);
        check(r#"{"result":[1,2],"totalElements":3}"#, 0, 2, false);
        check(r#"{"result":[3],"totalElements":3}"#, 1, 3, true);
        // Shorter than was asked for, and nothing is said about more.
        check(r#"{"result":[1]}"#, 0, 1, false);
        check(r#"{"result":[]}"#, 1, 1, true);
        check("[1,2]", 0, 2, true);
        // The answer is about another page than the one that was asked for.
        check(r#"{"result":[1,2],"page":0,"total":9}"#, 1, 4, true);
    }
}
