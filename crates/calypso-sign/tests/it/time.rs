//! Timestamps and the freshness window, up to the ends of what can be written.

use core::time::Duration;

use calypso_sign::{FreshnessWindow, StaleTimestamp, Timestamp};

const NOW: i64 = 1_700_000_000_000;

#[track_caller]
fn check(now: i64, stamp: i64, expected: Result<(), StaleTimestamp>) {
    let verdict =
        FreshnessWindow::API.check(Timestamp::from_millis(now), Timestamp::from_millis(stamp));
    assert_eq!(verdict, expected);
}

#[test]
fn the_window_of_the_api_is_three_minutes_with_its_bounds() {
    assert_eq!(FreshnessWindow::API.as_millis(), 180_000);
    check(NOW, NOW, Ok(()));
    check(NOW, NOW - 180_000, Ok(()));
    check(NOW, NOW + 180_000, Ok(()));
    check(NOW, NOW - 180_001, Err(StaleTimestamp::TooOld { by_ms: 1 }));
    check(NOW, NOW + 180_001, Err(StaleTimestamp::TooNew { by_ms: 1 }));
}

#[test]
fn seconds_in_place_of_milliseconds_are_too_old() {
    check(NOW, NOW / 1000, Err(StaleTimestamp::TooOld { by_ms: 1_698_299_820_000 }));
}

#[test]
fn the_window_never_overflows() {
    let span = u64::MAX - 180_000;
    check(i64::MAX, i64::MIN, Err(StaleTimestamp::TooOld { by_ms: span }));
    check(i64::MIN, i64::MAX, Err(StaleTimestamp::TooNew { by_ms: span }));
    check(i64::MIN, i64::MIN, Ok(()));
    check(i64::MAX, i64::MAX, Ok(()));
    check(i64::MIN, i64::MIN + 180_000, Ok(()));
    check(i64::MAX, i64::MAX - 180_001, Err(StaleTimestamp::TooOld { by_ms: 1 }));
    check(NOW, i64::MIN, Err(StaleTimestamp::TooOld { by_ms: NOW.abs_diff(i64::MIN) - 180_000 }));
    check(NOW, i64::MAX, Err(StaleTimestamp::TooNew { by_ms: NOW.abs_diff(i64::MAX) - 180_000 }));
}

#[test]
fn a_window_of_zero_is_not_switched_off() {
    let window = FreshnessWindow::from_millis(0);
    let now = Timestamp::from_millis(NOW);
    assert_eq!(window.check(now, now), Ok(()));
    let later = Timestamp::from_millis(NOW + 1);
    assert_eq!(window.check(now, later), Err(StaleTimestamp::TooNew { by_ms: 1 }));
}

#[test]
fn the_widest_window_accepts_everything() {
    let window = FreshnessWindow::from_millis(u64::MAX);
    let ends = [Timestamp::from_millis(i64::MIN), Timestamp::from_millis(i64::MAX)];
    assert_eq!(window.check(ends[0], ends[1]), Ok(()));
    assert_eq!(window.check(ends[1], ends[0]), Ok(()));
}

#[test]
fn durations_are_added_exactly_or_not_at_all() {
    let stamp = Timestamp::from_millis;
    let second = Duration::from_millis(1_000);

    assert_eq!(stamp(5).checked_add(second), Some(stamp(1_005)));
    assert_eq!(stamp(5).checked_sub(second), Some(stamp(-995)));
    assert_eq!(stamp(5).checked_add(Duration::from_micros(1_999)), Some(stamp(6)));
    assert_eq!(stamp(i64::MAX - 1_000).checked_add(second), Some(stamp(i64::MAX)));
    assert_eq!(stamp(i64::MAX - 999).checked_add(second), None);
    assert_eq!(stamp(i64::MIN + 999).checked_sub(second), None);
    assert_eq!(stamp(0).checked_add(Duration::MAX), None);
    assert_eq!(stamp(0).checked_sub(Duration::MAX), None);
    assert_eq!(stamp(i64::MIN).checked_add(Duration::from_millis(u64::MAX)), Some(stamp(i64::MAX)));

    assert_eq!(stamp(i64::MAX).saturating_add(Duration::MAX), stamp(i64::MAX));
    assert_eq!(stamp(i64::MIN).saturating_sub(Duration::MAX), stamp(i64::MIN));
    assert_eq!(stamp(5).saturating_add(second), stamp(1_005));
    assert_eq!(stamp(5).saturating_sub(second), stamp(-995));
}

#[test]
fn distances_are_never_negative() {
    let stamp = Timestamp::from_millis;
    assert_eq!(stamp(3).abs_diff(stamp(10)), 7);
    assert_eq!(stamp(10).abs_diff(stamp(3)), 7);
    assert_eq!(stamp(i64::MIN).abs_diff(stamp(i64::MAX)), u64::MAX);
    assert_eq!(stamp(3).millis_until(stamp(10)), 7);
    assert_eq!(stamp(10).millis_until(stamp(3)), 0);
    assert_eq!(stamp(i64::MIN).millis_until(stamp(i64::MAX)), u64::MAX);
}

#[test]
fn a_timestamp_is_shown_as_its_number() {
    assert_eq!(Timestamp::from_millis(NOW).to_string(), "1700000000000");
    assert_eq!(Timestamp::from_millis(i64::MIN).to_string(), "-9223372036854775808");
    assert_eq!(Timestamp::from_millis(NOW).as_millis(), NOW);
    assert!(Timestamp::from_millis(-1) < Timestamp::from_millis(0));
}

#[test]
fn errors_say_what_to_do() {
    assert_eq!(
        StaleTimestamp::TooOld { by_ms: 7 }.to_string(),
        "the timestamp is 7 ms too old: sign again with the present time, check both clocks and \
         that it is in milliseconds"
    );
    assert_eq!(
        StaleTimestamp::TooNew { by_ms: 7 }.to_string(),
        "the timestamp is 7 ms too far ahead: check both clocks and that it is in milliseconds"
    );
}
