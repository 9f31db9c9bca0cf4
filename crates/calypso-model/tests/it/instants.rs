//! Points in time: with a zone, without one, and what is none.

use calypso_model::Instant;
use proptest::prelude::*;

#[track_caller]
fn reads(text: &str, written: &str) {
    let instant: Instant = text.parse().unwrap();
    assert_eq!(instant.to_string(), written);
    assert_eq!(Instant::parse(written), Ok(instant));
    let json = serde_json::to_string(text).unwrap();
    assert_eq!(serde_json::from_str::<Instant>(&json).unwrap(), instant);
    assert_eq!(serde_json::to_string(&instant).unwrap(), format!("\"{written}\""));
}

#[test]
fn api_bodies_have_a_zone_and_milliseconds() {
    reads("2025-07-05T22:31:09.255Z", "2025-07-05T22:31:09.255Z");
    reads("2025-07-05T22:31:09Z", "2025-07-05T22:31:09.000Z");
    reads("2025-07-06T00:31:09.255+02:00", "2025-07-05T22:31:09.255Z");
    reads("2025-07-05T19:31:09.255-03:00", "2025-07-05T22:31:09.255Z");
    reads("2025-07-05T22:31:09.255123456Z", "2025-07-05T22:31:09.255123456Z");
    assert_eq!(Instant::parse("2025-07-05T22:31:09.255Z").unwrap().as_millis(), 1_751_754_669_255);
}

#[test]
fn webhook_bodies_have_no_zone_and_are_read_as_utc() {
    reads("2022-06-17T12:13:05.909616", "2022-06-17T12:13:05.909616Z");
    reads("2022-06-17T12:13:05.90961", "2022-06-17T12:13:05.90961Z");
    reads("2022-06-17T12:13:05.9", "2022-06-17T12:13:05.900Z");
    reads("2022-06-17T12:13:05", "2022-06-17T12:13:05.000Z");
    // Java leaves out what is zero at the end of a local time.
    reads("2022-06-17T12:13", "2022-06-17T12:13:00.000Z");
}

#[test]
fn everything_else_is_refused() {
    for text in [
        "",
        " ",
        "2022-06-17",
        "12:13:05",
        "2022-06-17 12:13:05",
        "2022-06-17T",
        "T12:13:05",
        "2022-13-17T12:13:05",
        "2022-02-30T12:13:05Z",
        "2022-06-17T25:13:05",
        "1655467985909",
        "2022-06-17T12:13:05.Z",
        "2022-06-17T12:13:05[Europe/Berlin]",
        "17.06.2022T12:13:05",
        "-9999-01-02T00:59:59-25:59",
        "+010000-01-01T00:00:00Z",
        "2022-06-17T12:13:05 ",
    ] {
        assert!(Instant::parse(text).is_err(), "{text}");
    }
    let text = Instant::parse("").unwrap_err().to_string();
    assert_eq!(text, "not an ISO-8601 date and time, such as 2025-07-05T22:31:09.255Z");
    for json in ["1655467985909", "null", "[2022,6,17,12,13,5]", "{}", "\"\""] {
        assert!(serde_json::from_str::<Instant>(json).is_err(), "{json}");
    }
}

#[test]
fn milliseconds_reach_as_far_as_the_calendar() {
    assert_eq!(Instant::from_millis(0).unwrap().to_string(), "1970-01-01T00:00:00.000Z");
    assert_eq!(Instant::from_millis(-1).unwrap().to_string(), "1969-12-31T23:59:59.999Z");
    assert_eq!(Instant::from_millis(i64::MAX), None);
    assert_eq!(Instant::from_millis(i64::MIN), None);
}

proptest! {
    #[test]
    fn milliseconds_and_text_round_trip(millis in -62_000_000_000_000_i64..253_000_000_000_000) {
        let instant = Instant::from_millis(millis).unwrap();
        prop_assert_eq!(instant.as_millis(), millis);
        prop_assert_eq!(Instant::parse(&instant.to_string()), Ok(instant));
    }

    #[test]
    fn with_and_without_a_zone_is_the_same_time(millis in 0_i64..4_000_000_000_000) {
        let text = Instant::from_millis(millis).unwrap().to_string();
        let bare = text.strip_suffix('Z').unwrap();
        prop_assert_eq!(Instant::parse(bare), Instant::parse(&text));
    }

    #[test]
    fn no_text_makes_it_panic(text in "[-+0-9TZ:.\\[\\]a-z/]{0,40}|\\PC{0,30}") {
        if let Ok(instant) = Instant::parse(&text) {
            prop_assert_eq!(Instant::parse(&instant.to_string()), Ok(instant));
        }
    }
}

#[test]
fn the_last_second_of_the_year_9999_is_one() {
    for text in ["9999-12-31T23:59:59.000Z", "9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"]
    {
        let instant = Instant::parse(text).unwrap();
        assert_eq!(instant.to_string(), text);
        assert_eq!(Instant::from_millis(instant.as_millis()), Some(instant));
    }
    assert_eq!(Instant::parse("9999-12-31T23:59:59Z").unwrap().as_millis(), 253_402_300_799_000);
    assert_eq!(Instant::from_millis(253_402_300_800_000), None);
    assert_eq!(Instant::from_millis(i64::MAX), None);
    assert_eq!(Instant::from_millis(i64::MIN), None);
}
