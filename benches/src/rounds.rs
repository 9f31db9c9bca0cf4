//! Two things measured in turn, so that what disturbs the machine disturbs both.

use std::time::{Duration, Instant};

/// The ratio of two durations, with the medians of both.
pub struct Compared {
    /// The median over the rounds of the first divided by the second.
    pub ratio: f64,
    pub first: Duration,
    pub second: Duration,
}

/// Measures two things in turn, each first in every other round.
pub fn in_turn<E>(
    rounds: usize,
    mut first: impl FnMut() -> Result<Duration, E>,
    mut second: impl FnMut() -> Result<Duration, E>,
) -> Result<Compared, E> {
    let (mut ratios, mut firsts, mut seconds) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let (one, other) = if round % 2 == 0 {
            let one = first()?;
            (one, second()?)
        } else {
            let other = second()?;
            (first()?, other)
        };
        ratios.push(one.as_secs_f64() / other.as_secs_f64());
        firsts.push(one.as_secs_f64());
        seconds.push(other.as_secs_f64());
    }
    let of = |values| Duration::from_secs_f64(median(values));
    Ok(Compared { ratio: median(ratios), first: of(firsts), second: of(seconds) })
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Returns how long something takes when it is done so many times.
pub fn time<T>(times: usize, mut act: impl FnMut(usize) -> T) -> Duration {
    let start = Instant::now();
    for turn in 0..times {
        std::hint::black_box(act(std::hint::black_box(turn)));
    }
    start.elapsed()
}
