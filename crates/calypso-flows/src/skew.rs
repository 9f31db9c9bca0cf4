//! Learning how far the local clock is off, from the `Date` of an answer.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use calypso_sign::Timestamp;
use http::header::{DATE, HeaderMap};

/// The largest offset that is believed: one day.
///
/// A clock that is off by more needs a person, and a `Date` that claims so is likely wrong.
const OFFSET_MAX_MS: u64 = 86_400_000;

/// How far the service's clock is ahead of ours, in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct ClockOffset(AtomicI64);

impl ClockOffset {
    /// Returns `now` as the service's clock would show it.
    pub(crate) fn apply(&self, now: Timestamp) -> Timestamp {
        Timestamp::from_millis(now.as_millis().saturating_add(self.0.load(Ordering::Relaxed)))
    }

    /// Learns the offset from an answer received at `now`; tells whether it was believable.
    pub(crate) fn learn(&self, headers: &HeaderMap, now: Timestamp) -> bool {
        match offset_ms(headers, now) {
            Some(offset) => {
                self.0.store(offset, Ordering::Relaxed);
                true
            }
            None => false,
        }
    }
}

/// Returns how far the `Date` of an answer is ahead of `now`, if that is within bounds.
fn offset_ms(headers: &HeaderMap, now: Timestamp) -> Option<i64> {
    let date = httpdate::parse_http_date(headers.get(DATE)?.to_str().ok()?).ok()?;
    let millis = match date.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_millis()).ok()?,
        Err(before) => i64::try_from(before.duration().as_millis()).ok()?.checked_neg()?,
    };
    let offset = millis.checked_sub(now.as_millis())?;
    (offset.unsigned_abs() <= OFFSET_MAX_MS).then_some(offset)
}

/// Returns the wait that a `Retry-After` header asks for, in seconds or as a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let text = headers.get(http::header::RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let millis = date.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_millis();
    let then = Timestamp::from_millis(i64::try_from(millis).ok()?);
    Some(Duration::from_millis(now.millis_until(then)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use http::header::RETRY_AFTER;

    /// 2023-11-14T22:13:20Z.
    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn headers(name: http::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[track_caller]
    fn check_offset(date: &'static str, expected: Option<i64>) {
        assert_eq!(offset_ms(&headers(DATE, date), NOW), expected, "{date}");
    }

    #[test]
    fn the_offset_is_the_difference_to_the_servers_date() {
        check_offset("Tue, 14 Nov 2023 22:13:20 GMT", Some(0));
        check_offset("Tue, 14 Nov 2023 22:23:20 GMT", Some(600_000));
        check_offset("Tue, 14 Nov 2023 22:03:20 GMT", Some(-600_000));
    }

    #[test]
    fn an_offset_of_more_than_a_day_or_no_date_is_not_believed() {
        check_offset("Wed, 15 Nov 2023 22:13:20 GMT", Some(86_400_000));
        check_offset("Wed, 15 Nov 2023 22:13:21 GMT", None);
        check_offset("Mon, 13 Nov 2023 22:13:20 GMT", Some(-86_400_000));
        check_offset("Mon, 13 Nov 2023 22:13:19 GMT", None);
        check_offset("Thu, 01 Jan 1970 00:00:00 GMT", None);
        check_offset("yesterday", None);
        assert_eq!(offset_ms(&HeaderMap::new(), NOW), None);
    }

    #[test]
    fn a_learnt_offset_moves_the_stamp_and_an_unbelievable_one_does_not() {
        let offset = ClockOffset::default();
        assert!(offset.learn(&headers(DATE, "Tue, 14 Nov 2023 22:23:20 GMT"), NOW));
        assert_eq!(offset.apply(NOW), Timestamp::from_millis(1_700_000_600_000));
        assert!(!offset.learn(&headers(DATE, "Thu, 01 Jan 1970 00:00:00 GMT"), NOW));
        assert_eq!(offset.apply(NOW), Timestamp::from_millis(1_700_000_600_000));
    }

    #[test]
    fn retry_after_is_read_in_seconds_and_as_a_date() {
        let wait = |text| retry_after(&headers(RETRY_AFTER, text), NOW);
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(wait("Tue, 14 Nov 2023 22:13:30 GMT"), Some(Duration::from_secs(10)));
        assert_eq!(wait("Tue, 14 Nov 2023 22:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("soon"), None);
        assert_eq!(wait("-1"), None);
    }
}
