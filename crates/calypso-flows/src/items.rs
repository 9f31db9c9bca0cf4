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

use crate::page_numbers::PageNumbers;
use crate::{Client, Error, Reply, identity};

/// The size of a page if the caller names none.
const PAGE_SIZE: u32 = 100;

/// A page that is being fetched.
type Fetching<T> = Pin<Box<dyn Future<Output = Result<Reply<Page<T>>, Error>> + Send>>;

/// The items of a list, fetched page by page as they are asked for.
///
/// It is a `Stream`, and [`next`](Self::next) does without one. An error ends it, also an answer
/// about another page than the one that was asked for;
/// [`page_number`](Self::page_number) tells where to go on. Pages are counted, not pinned: while
/// items are added at the front of a list, an item may come twice or, if some are removed, not at
/// all. Sort ascending, so that new items come at the end.
pub struct Items<T> {
    fetch: Box<dyn Fn(PageRequest) -> Fetching<T> + Send>,
    request: PageRequest,
    fetching: Option<Fetching<T>>,
    ready: VecDeque<T>,
    fetched: u64,
    numbers: PageNumbers,
    endpoint: Endpoint,
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

    /// Tells whether all items of the pages fetched so far were taken.
    pub(crate) fn is_between_pages(&self) -> bool {
        self.ready.is_empty()
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
                Poll::Ready(page) => {
                    if let Err(error) = page.and_then(|page| self.take(page)) {
                        self.ended = true;
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
        }
    }

    fn take(&mut self, page: Reply<Page<T>>) -> Result<(), Error> {
        let (raw, attempt_id) = (page.raw().to_owned(), page.attempt_id());
        let page = page.into_inner();
        let is_same = self.previous.as_ref() == Some(&raw);
        let was_doubtful = self.numbers == PageNumbers::Doubtful;
        // The same again means that paging is ignored, unless it tells that pages count from 1.
        if page.result.is_empty() || (is_same && !was_doubtful) {
            self.ended = true;
            return Ok(());
        }
        let asked = self.page_number();
        self.numbers = self
            .numbers
            .learn(asked, page.page, is_same)
            .map_err(|other| identity::of_another_page(self.endpoint, attempt_id, other))?;
        match asked.checked_add(1) {
            Some(next) => self.request.page_number = Some(next),
            None => self.ended = true,
        }
        if is_same {
            return Ok(());
        }
        let count = u64::try_from(page.result.len()).unwrap_or(u64::MAX);
        self.fetched = self.fetched.saturating_add(count);
        self.ended |= is_last(&page, self.numbers.pages_until(asked), self.fetched);
        self.previous = Some(raw);
        self.ready.extend(page.result);
        Ok(())
    }
}

/// Tells whether no page follows this one, which is the `pages`-th.
///
/// Only what the answer says counts: a service may hand out smaller pages than were asked for, so
/// a short page is not the last one.
fn is_last<T>(page: &Page<T>, pages: u64, fetched: u64) -> bool {
    page.total.is_some_and(|total| pages >= total)
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
    /// Lists the items of an endpoint from a page on: `with_page` puts a page into the request.
    pub(crate) fn items<P, T>(
        &self,
        endpoint: Endpoint,
        first: PageRequest,
        request: P,
        with_page: fn(P, PageRequest) -> P,
    ) -> Items<T>
    where
        P: Serialize + Clone + Send + Sync + 'static,
        T: DeserializeOwned + Send + 'static,
    {
        let client = self.clone();
        let fetch = move |page| -> Fetching<T> {
            let (client, payload) = (client.clone(), with_page(request.clone(), page));
            Box::pin(async move { client.ask(endpoint, &payload).await })
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
            numbers: PageNumbers::default(),
            endpoint,
            previous: None,
            ended: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, pages: u64, fetched: u64, last: bool) {
        let page: Page<u32> = serde_json::from_str(json).unwrap();
        assert_eq!(is_last(&page, pages, fetched), last, "{json}");
    }

    #[test]
    fn what_the_answer_says_decides_whether_a_page_is_the_last() {
        check(r#"{"result":[1,2],"page":0,"size":2,"total":2,"totalElements":3}"#, 1, 2, false);
        check(r#"{"result":[3],"page":1,"size":2,"total":2,"totalElements":3}"#, 2, 3, true);
        check(r#"{"result":[1,2],"totalElements":3}"#, 1, 2, false);
        check(r#"{"result":[3],"totalElements":3}"#, 2, 3, true);
        // Shorter than was asked for, and nothing is said about more.
        check(r#"{"result":[1]}"#, 1, 1, false);
        check("[1,2]", 1, 2, false);
    }
}
