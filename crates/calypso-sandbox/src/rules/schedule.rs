//! When a failed delivery is tried again: 30 seconds times the Fibonacci numbers.

use std::time::Duration;

const UNIT: Duration = Duration::from_secs(30);

/// The number of retries after the first attempt; the last gap is 125 430 seconds
/// (docs/API-FACTS.md, sections 6 and 12.17).
const RETRIES: usize = 18;

/// Returns how long to wait after the `failures`-th failure, or nothing once there were enough.
pub(super) fn retry_gap(failures: usize) -> Option<Duration> {
    if failures > RETRIES {
        return None;
    }
    let (mut gap, mut next) = (UNIT, UNIT.saturating_mul(2));
    for _ in 1..failures {
        (gap, next) = (next, gap.saturating_add(next));
    }
    Some(gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gaps_are_the_documented_ones() {
        let gaps: Vec<u64> = (1..).map_while(retry_gap).map(|gap| gap.as_secs()).collect();
        assert_eq!(
            gaps,
            [
                30, 60, 90, 150, 240, 390, 630, 1020, 1650, 2670, 4320, 6990, 11310, 18300, 29610,
                47910, 77520, 125_430
            ]
        );
    }
}
