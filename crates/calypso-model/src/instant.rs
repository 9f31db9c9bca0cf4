//! [`Instant`]: the points in time that bodies carry.

use core::fmt;
use core::str::FromStr;

use jiff::civil::{DateTime, date};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use thiserror::Error;

/// A point in time in a request, reply or event body, to the nanosecond.
///
/// API bodies write ISO-8601 with `Z`; webhook bodies write a local time without a zone, which is
/// read as UTC (docs/API-FACTS.md, section 1). It is written with `Z` and milliseconds, or with
/// more digits where it has them.
///
/// ```
/// use calypso_model::Instant;
///
/// let paid: Instant = "2022-06-17T12:13:05.90961".parse()?;
/// assert_eq!(paid.to_string(), "2022-06-17T12:13:05.90961Z");
///
/// let time = Instant::from_millis(1_700_000_000_000).unwrap();
/// assert_eq!(time.to_string(), "2023-11-14T22:13:20.000Z");
/// # Ok::<(), calypso_model::ParseInstantError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Instant(DateTime);

/// 1970-01-01T00:00:00, in UTC as all that is held here.
const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

/// A text is not a point in time.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not an ISO-8601 date and time, such as 2025-07-05T22:31:09.255Z")]
#[non_exhaustive]
pub struct ParseInstantError;

impl Instant {
    /// Reads an ISO-8601 date and time; without a zone it is UTC.
    ///
    /// # Errors
    ///
    /// [`ParseInstantError`] if the text is neither.
    pub fn parse(text: &str) -> Result<Self, ParseInstantError> {
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Ok(Self(Offset::UTC.to_datetime(instant)));
        }
        // A timestamp ends a day before the year 9999 does, and services write that year's last
        // second for "never".
        let text = text.strip_suffix('Z').unwrap_or(text);
        // A civil time would also accept a date alone, or an offset that it then ignores.
        let is_zoneless = text.split_once('T').is_some_and(|(_, time)| {
            time.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b':' | b'.'))
        });
        text.parse::<DateTime>().ok().filter(|_| is_zoneless).map(Self).ok_or(ParseInstantError)
    }

    /// Returns the point in time `millis` milliseconds after the Unix epoch, if it is within the
    /// years −9999 to 9999.
    #[must_use]
    pub fn from_millis(millis: i64) -> Option<Self> {
        EPOCH.checked_add(SignedDuration::from_millis(millis)).ok().map(Self)
    }

    /// Returns the milliseconds since the Unix epoch, rounded towards zero.
    #[must_use]
    pub fn as_millis(self) -> i64 {
        // Ten thousand years are 2^49 milliseconds.
        i64::try_from(self.0.duration_since(EPOCH).as_millis()).unwrap_or(i64::MAX)
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos_below_milli = self.0.subsec_nanosecond().unsigned_abs() % 1_000_000;
        if nanos_below_milli == 0 { write!(f, "{:.3}Z", self.0) } else { write!(f, "{}Z", self.0) }
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Instant({self})")
    }
}

impl FromStr for Instant {
    type Err = ParseInstantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
