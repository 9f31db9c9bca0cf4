//! Which event goes to whom, in which order, and how often (docs/API-FACTS.md, section 6).

use std::time::Duration;

use calypso_model::{ErrorCode, EventService, SubscriptionId};
use calypso_sign::Timestamp;

use super::Play;
use super::play::job;
use crate::options::StageDelays;
use crate::rules::{AttemptResult, DeliveryState, Silence};

fn attempt(play: &mut Play, status: u16) -> u64 {
    let job = job(play).unwrap();
    let now = play.world.now;
    play.world.record_attempt(job.delivery, now, AttemptResult::Status(status));
    job.event.id
}

fn next_attempt(play: &Play) -> Option<Timestamp> {
    play.world.deliveries().next().unwrap().next_attempt
}

#[test]
fn first_attempts_keep_the_order_of_the_events_and_go_one_at_a_time() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("1", "BTC");
    play.pay(&invoice, "1");
    let first = job(&mut play).unwrap();
    assert!(job(&mut play).is_none(), "the first one is still under way");
    let now = play.world.now;
    // A failure does not hold the others up.
    play.world.record_attempt(first.delivery, now, AttemptResult::NoAnswer(Silence::NoConnection));
    let rest: Vec<u64> = (0..5).map(|_| attempt(&mut play, 200)).collect();
    assert_eq!(rest, [2, 3, 4, 5, 6]);
    assert!(job(&mut play).is_none());
    assert!(play.world.is_quiet());

    play.pass(Duration::from_millis(29_999));
    assert!(job(&mut play).is_none());
    play.pass(Duration::from_millis(1));
    assert_eq!(attempt(&mut play, 200), 1);
    assert!(play.world.deliveries().all(|delivery| delivery.state == DeliveryState::Delivered));
}

#[test]
fn only_status_200_is_a_success() {
    let mut play = Play::start();
    play.unlimited("BTC");
    attempt(&mut play, 204);
    let delivery = play.world.deliveries().next().unwrap();
    assert_eq!(delivery.state, DeliveryState::Pending);
    let due = play.world.now.saturating_add(Duration::from_secs(30));
    assert_eq!(delivery.next_attempt, Some(due));
}

#[test]
fn a_delivery_is_given_up_after_19_attempts_in_91_hours() {
    let mut play = Play::start();
    play.unlimited("BTC");
    let mut gaps = Vec::new();
    attempt(&mut play, 500);
    while let Some(due) = next_attempt(&play) {
        let gap = Duration::from_millis(play.world.now.millis_until(due));
        gaps.push(gap.as_secs());
        play.pass(gap);
        attempt(&mut play, 500);
    }
    assert_eq!((gaps.len(), gaps.last(), gaps.iter().sum()), (18, Some(&125_430), 328_320));
    let delivery = play.world.deliveries().next().unwrap();
    assert_eq!(delivery.state, DeliveryState::Exhausted);
    assert_eq!(delivery.attempts.len(), 19);
}

#[test]
fn a_delivery_can_be_sent_again_by_hand() {
    let mut play = Play::start();
    play.unlimited("BTC");
    attempt(&mut play, 200);
    assert!(play.world.resend(1).is_some());
    // Asked for twice before it went out, it goes out once.
    assert!(play.world.resend(1).is_some());
    assert_eq!(attempt(&mut play, 500), 1);
    assert!(job(&mut play).is_none());
    let delivery = play.world.deliveries().next().unwrap();
    assert_eq!((delivery.state, delivery.next_attempt), (DeliveryState::Delivered, None));
    assert!(play.world.resend(2).is_none());
}

#[test]
fn a_success_by_hand_makes_the_scheduled_retry_needless() {
    let mut play = Play::start();
    play.unlimited("BTC");
    attempt(&mut play, 500);
    play.world.resend(1);
    attempt(&mut play, 200);
    play.pass(Duration::from_secs(3600));
    assert!(job(&mut play).is_none());
}

#[test]
fn a_service_stands_for_all_its_events_and_for_no_others() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let id = |n: u8| SubscriptionId::parse(&format!("00000000-0000-4000-8000-00000000000{n}"));
    let purses_only = id(2).unwrap();
    play.subscribe(purses_only.clone(), vec![EventService::CustomerPurse]).unwrap();
    let subscription = play.world.subscriptions().iter().find(|one| one.id == purses_only);
    let kinds: Vec<&str> =
        subscription.unwrap().event_types.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(kinds.len(), 6);
    assert!(kinds.iter().all(|kind| kind.starts_with("CUSTOMER_PURSE_")), "{kinds:?}");
    play.single("1", "BTC");
    assert!(play.world.next_job(&purses_only).is_none());

    assert_eq!(play.subscribe(id(3).unwrap(), vec![]).unwrap_err().code, ErrorCode::BadRequest);
    let again = play.subscribe(purses_only, vec![EventService::Invoice]);
    assert_eq!(again.unwrap_err().code, ErrorCode::KeyExists);
}
