//! Dates as the service writes them: with a zone in answers, without one in webhooks.

use calypso_model::Instant;
use calypso_sign::Timestamp;
use serde::{Serialize, Serializer};

use super::schema::{described, text_of_format};

/// A date as answers write it: `2025-07-05T22:31:09.255Z`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ZonedDate(pub(crate) Timestamp);

impl Serialize for ZonedDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&zoned(self.0))
    }
}

described! {
    ZonedDate => text_of_format("date-time");
}

/// The last millisecond that an [`Instant`] holds; the year 10000 would be one digit too long.
const LAST_MS: i64 = 253_402_207_199_999;

/// Returns the point in time of a body; times that cannot be written become the nearest that can.
fn instant(time: Timestamp) -> Option<Instant> {
    Instant::from_millis(time.as_millis().clamp(0, LAST_MS))
}

/// Writes a date as answers do: `2025-07-05T22:31:09.255Z`.
pub(crate) fn zoned(time: Timestamp) -> String {
    instant(time).map(|instant| instant.to_string()).unwrap_or_default()
}

/// Writes a date as webhooks do, in UTC without saying so: `2022-06-17T12:13:05.909000`.
pub(super) fn zoneless(time: Timestamp) -> String {
    let zoned = zoned(time);
    let millis = zoned.strip_suffix('Z').unwrap_or(&zoned);
    format!("{millis}000")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_the_documented_ones() {
        let time = Timestamp::from_millis(1_655_467_985_909);
        assert_eq!(zoned(time), "2022-06-17T12:13:05.909Z");
        assert_eq!(zoneless(time), "2022-06-17T12:13:05.909000");
        assert_eq!(zoned(Timestamp::from_millis(i64::MAX)), "9999-12-30T21:59:59.999Z");
        assert_eq!(zoneless(Timestamp::from_millis(i64::MIN)), "1970-01-01T00:00:00.000000");
    }
}
