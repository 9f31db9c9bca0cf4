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
    /// The number of the first page, once the service has told it: 0, or 1 after all.
    first: Option<u64>,
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
        let place = Place::of(&page, self.page_number(), self.first);
        self.ended = is_last(&page, place, self.fetched, &raw);
        self.first = Some(place.first);
        self.request.page_number = u32::try_from(place.next).ok().or(Some(u32::MAX));
        self.previous = Some(raw);
        self.ready.extend(page.result);
    }
}

/// Where a page stands in its list, in the numbers of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// The number of the first page.
    first: u64,
    /// The number of the page after this one.
    next: u64,
    /// The answer is about the page that was asked for.
    is_as_asked: bool,
}

impl Place {
    /// Pages presumably count from 0. A service that calls its first page 1 says so in its first
    /// answer, and is followed from there.
    fn of<T>(page: &Page<T>, asked: u32, first: Option<u64>) -> Self {
        let asked = u64::from(asked);
        let answered = page.page.unwrap_or(asked);
        let counts_from_one = first.is_none() && asked == 0 && answered == 1;
        // Whoever begins in the middle does not learn it, and rather asks for one page too many.
        let is_one = counts_from_one || asked > 0;
        Self {
            first: first.unwrap_or(u64::from(is_one)),
            next: answered.saturating_add(1),
            is_as_asked: answered == asked || counts_from_one,
        }
    }
}

/// Tells whether no page follows this one.
///
/// Only what the answer says counts: a service may hand out smaller pages than were asked for, so
/// a short page is not the last one.
fn is_last<T>(page: &Page<T>, place: Place, fetched: u64, raw: &str) -> bool {
    page.result.is_empty()
        || raw.trim_start().starts_with('[')
        || !place.is_as_asked
        || place.next > u64::from(u32::MAX)
        || page.total.is_some_and(|pages| place.next.saturating_sub(place.first) >= pages)
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
            first: None,
            previous: None,
            ended: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, asked: u32, fetched: u64, last: bool) {
        let page: Page<u32> = serde_json::from_str(json).unwrap();
        let place = Place::of(&page, asked, (asked > 0).then_some(0));
        assert_eq!(is_last(&page, place, fetched, json), last, "{json}");
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

    #[test]
    fn a_service_that_counts_from_one_is_followed_to_its_end() {
        let read = |json| serde_json::from_str::<Page<u32>>(json).unwrap();
        let first = read(r#"{"result":[1,2],"page":1,"total":2}"#);
        let place = Place::of(&first, 0, None);
        assert_eq!(place, Place { first: 1, next: 2, is_as_asked: true });
        assert!(!is_last(&first, place, 2, "{"));
        let second = read(r#"{"result":[3],"page":2,"total":2}"#);
        let place = Place::of(&second, 2, Some(1));
        assert_eq!(place, Place { first: 1, next: 3, is_as_asked: true });
        assert!(is_last(&second, place, 3, "{"));
        // One page of one.
        let only = read(r#"{"result":[1],"page":1,"total":1}"#);
        assert!(is_last(&only, Place::of(&only, 0, None), 1, "{"));
        // Whoever begins in the middle asks once more, for what may be the last page.
        let eighth = read(r#"{"result":[1],"page":8,"total":9}"#);
        let place = Place::of(&eighth, 8, None);
        assert!(place.is_as_asked && !is_last(&eighth, place, 1, "{"));
        let other = read(r#"{"result":[1],"page":4,"total":9}"#);
        assert!(!Place::of(&other, 3, None).is_as_asked);
    }
}
