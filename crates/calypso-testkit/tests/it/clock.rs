//! The manual clock and the counting entropy.

use std::time::Duration;

use calypso_sign::Timestamp;
use calypso_testkit::{CountingEntropy, ManualClock};
use calypso_transport::{Clock, Entropy};

const START: Timestamp = Timestamp::from_millis(1_650_885_468_390);

#[track_caller]
fn check(clock: &ManualClock, now: i64, monotonic: Duration) {
    assert_eq!((clock.now().as_millis(), clock.monotonic()), (now, monotonic));
}

#[test]
fn both_clocks_move_together() {
    let clock = ManualClock::new(START);
    check(&clock, 1_650_885_468_390, Duration::ZERO);
    clock.advance(Duration::from_millis(10));
    check(&clock, 1_650_885_468_400, Duration::from_millis(10));
}

#[test]
fn parts_of_a_millisecond_add_up() {
    let clock = ManualClock::new(START);
    clock.advance(Duration::from_micros(600));
    check(&clock, 1_650_885_468_390, Duration::from_micros(600));
    clock.advance(Duration::from_micros(600));
    check(&clock, 1_650_885_468_391, Duration::from_micros(1200));
}

#[test]
fn setting_the_wall_clock_leaves_the_monotonic_clock_alone() {
    let clock = ManualClock::new(START);
    clock.advance(Duration::from_secs(1));
    clock.set_wall(Timestamp::from_millis(-5));
    check(&clock, -5, Duration::from_secs(1));
    clock.advance(Duration::from_secs(1));
    check(&clock, 995, Duration::from_secs(2));
}

#[test]
fn the_end_of_time_is_no_overflow() {
    let clock = ManualClock::new(Timestamp::from_millis(i64::MAX));
    clock.advance(Duration::MAX);
    clock.advance(Duration::MAX);
    check(&clock, i64::MAX, Duration::MAX);
}

#[tokio::test]
async fn sleeping_moves_the_time_at_once_and_is_remembered() {
    let clock = ManualClock::new(START);
    let same = clock.clone();
    clock.sleep(Duration::from_secs(3600)).await;
    same.sleep(Duration::from_millis(1)).await;
    check(&clock, 1_650_889_068_391, Duration::from_millis(3_600_001));
    assert_eq!(clock.sleeps(), [Duration::from_secs(3600), Duration::from_millis(1)]);
}

#[tokio::test]
async fn a_loop_that_sleeps_lets_other_tasks_run() {
    let clock = ManualClock::new(START);
    let other = tokio::spawn(async { 1 });
    while !other.is_finished() {
        clock.sleep(Duration::from_secs(1)).await;
    }
    assert_eq!(other.await.unwrap(), 1);
}

#[test]
fn counting_entropy_numbers_its_calls() {
    let entropy = CountingEntropy::new();
    let (mut short, mut long, mut none) = ([9; 2], [9; 10], []);
    entropy.fill(&mut short).unwrap();
    entropy.fill(&mut long).unwrap();
    entropy.fill(&mut none).unwrap();
    entropy.fill(&mut short).unwrap();
    assert_eq!(long, [0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
    assert_eq!(short, [0, 4]);
}
