//! Which planned fault acts, and how deliveries go on under faults.

use std::time::Duration;

use calypso_model::{Endpoint, ErrorCode, SubscriptionId};

use super::Play;
use super::play::{START, finish, job};
use crate::faults::{EndpointFault, Fault, WebhookFault};
use crate::options::StageDelays;
use crate::rules::DeliveryState;

const CREATE: Endpoint = Endpoint::InvoiceSingleCreate;
const READ: Endpoint = Endpoint::InvoiceGet;

fn cut() -> Fault {
    Fault::on_endpoint(CREATE, EndpointFault::CutAfter)
}

/// Whether each of so many requests is hit.
fn hits(play: &mut Play, requests: usize) -> Vec<bool> {
    (0..requests).map(|_| play.world.draw_endpoint_fault(CREATE).is_some()).collect()
}

fn webhook(play: &mut Play, fault: WebhookFault) {
    play.world.add_fault(Fault::on_every_subscription(fault).with_times(1));
}

/// Events and faults of all attempts that are due.
fn sent(play: &mut Play, status: u16) -> Vec<(u64, Option<WebhookFault>)> {
    let mut all = Vec::new();
    while let Some(next) = job(play) {
        finish(play, &next, status);
        all.push((next.event.id, next.fault));
    }
    all
}

fn events(play: &mut Play, count: usize) {
    for _ in 0..count {
        play.unlimited("BTC");
    }
}

#[test]
fn a_fault_acts_where_it_was_planned_and_nowhere_else() {
    let mut play = Play::start();
    assert!(!play.world.may_fail(CREATE));
    play.world.add_fault(cut());
    assert!(play.world.may_fail(CREATE) && !play.world.may_fail(READ));
    assert_eq!(play.world.draw_endpoint_fault(CREATE), Some(EndpointFault::CutAfter));
    assert_eq!(play.world.draw_endpoint_fault(READ), None);
    let everywhere = EndpointFault::Refuse(ErrorCode::Internal);
    play.world.add_fault(Fault::on_every_endpoint(everywhere.clone()));
    assert_eq!(play.world.draw_endpoint_fault(CREATE), Some(EndpointFault::CutAfter));
    assert_eq!(play.world.draw_endpoint_fault(READ), Some(everywhere));
    let hits: Vec<_> = play.world.faults().map(|plan| (plan.id, plan.hits)).collect();
    assert_eq!(hits, [(1, 2), (2, 1)]);
}

#[test]
fn it_spares_as_many_and_acts_as_often_as_it_was_told() {
    let mut play = Play::start();
    play.world.add_fault(cut().with_skip(2).with_times(3));
    assert_eq!(hits(&mut play, 7), [false, false, true, true, true, false, false]);
    assert!(!play.world.may_fail(CREATE), "it is spent");
    play.world.add_fault(cut().with_times(0));
    assert_eq!(hits(&mut play, 2), [false, false]);
}

#[test]
fn a_spent_fault_lets_the_next_one_act() {
    let mut play = Play::start();
    play.world.add_fault(cut().with_times(1));
    play.world.add_fault(Fault::on_endpoint(CREATE, EndpointFault::Garbled).with_times(1));
    let drawn: Vec<_> = (0..3).map(|_| play.world.draw_endpoint_fault(CREATE)).collect();
    assert_eq!(drawn, [Some(EndpointFault::CutAfter), Some(EndpointFault::Garbled), None]);
}

#[test]
fn it_acts_from_a_time_on_and_until_another() {
    let mut play = Play::start();
    let second = Duration::from_secs(1);
    let (from, until) = (START.saturating_add(second), START.saturating_add(second * 2));
    // What is before its time is not spared either.
    play.world.add_fault(cut().with_from(from).with_until(until).with_skip(1));
    assert_eq!(hits(&mut play, 2), [false, false]);
    play.pass(second);
    assert_eq!(hits(&mut play, 3), [false, true, true]);
    play.pass(second);
    assert_eq!(hits(&mut play, 1), [false]);
}

#[test]
fn chance_is_the_seed_s_and_each_plan_has_its_own() {
    let quarter = || cut().with_probability("0.25".parse().unwrap());
    let run = |others: usize| {
        let mut play = Play::start();
        play.world.add_fault(quarter());
        for _ in 0..others {
            play.world.add_fault(Fault::on_endpoint(READ, EndpointFault::Garbled));
        }
        let mut drawn = Vec::new();
        for _ in 0..400 {
            play.world.draw_endpoint_fault(READ);
            drawn.extend(hits(&mut play, 1));
        }
        drawn
    };
    let drawn = run(0);
    assert_eq!(drawn, run(3));
    let count = drawn.iter().filter(|hit| **hit).count();
    assert_eq!(count, 97);

    let mut play = Play::start();
    play.world.add_fault(cut().with_probability("0".parse().unwrap()));
    assert_eq!(hits(&mut play, 3), [false; 3]);
    play.world.add_fault(cut().with_probability("1".parse().unwrap()));
    assert_eq!(hits(&mut play, 3), [true; 3]);
}

#[test]
fn a_plan_changes_nothing_that_is_made() {
    let made = |with_faults: bool| {
        let mut play = Play::with_delays(StageDelays::NONE);
        if with_faults {
            let half = "0.5".parse().unwrap();
            play.world.add_fault(Fault::on_every_endpoint(EndpointFault::Garbled));
            let lost = Fault::on_every_subscription(WebhookFault::Lost);
            play.world.add_fault(lost.with_probability(half));
            hits(&mut play, 5);
        }
        let invoice = play.single("1", "BTC");
        let paid = play.pay(&invoice, "1");
        sent(&mut play, 200);
        (invoice.address, invoice.key, paid.hash)
    };
    assert_eq!(made(true), made(false));
}

#[test]
fn plans_are_removed_one_by_one_or_all_at_once() {
    let mut play = Play::start();
    for _ in 0..3 {
        play.world.add_fault(cut());
    }
    assert!(play.world.clear_faults(Some(2)));
    assert!(!play.world.clear_faults(Some(2)));
    assert_eq!(play.world.faults().map(|plan| plan.id).collect::<Vec<_>>(), [1, 3]);
    assert!(play.world.clear_faults(None));
    assert!(!play.world.clear_faults(None));
    assert_eq!(play.world.add_fault(cut()).id, 4, "a number is used once");
}

#[test]
fn a_webhook_fault_acts_on_one_subscription_s_attempts_and_is_recorded() {
    let mut play = Play::start();
    let other = SubscriptionId::parse("00000000-0000-4000-8000-000000000002").unwrap();
    let fault = Fault::on_subscription(other, WebhookFault::Lost);
    play.world.add_fault(fault);
    let id = play.subscription.clone();
    play.world.add_fault(Fault::on_subscription(id, WebhookFault::Corrupted).with_times(1));
    events(&mut play, 2);
    assert_eq!(sent(&mut play, 401), [(1, Some(WebhookFault::Corrupted)), (2, None)]);
    play.pass(Duration::from_secs(30));
    assert_eq!(sent(&mut play, 200), [(1, None), (2, None)]);
    let first = play.world.deliveries().next().unwrap();
    let faults: Vec<_> = first.attempts.iter().map(|attempt| attempt.fault).collect();
    assert_eq!(faults, [Some(WebhookFault::Corrupted), None]);
    let plans: Vec<_> = play.world.faults().map(|plan| plan.hits).collect();
    assert_eq!(plans, [0, 1]);
}

#[test]
fn a_delayed_first_attempt_waits_while_others_go_ahead() {
    let mut play = Play::start();
    let wait = Duration::from_secs(45);
    webhook(&mut play, WebhookFault::Delayed(wait));
    events(&mut play, 3);
    assert_eq!(sent(&mut play, 200), [(2, None), (3, None)]);
    let delayed = play.world.deliveries().next().unwrap();
    assert_eq!(delayed.next_attempt, Some(START.saturating_add(wait)));
    assert!(play.world.is_quiet());
    play.pass(wait - Duration::from_millis(1));
    assert!(job(&mut play).is_none());
    play.pass(Duration::from_millis(1));
    assert_eq!(sent(&mut play, 200), [(1, Some(WebhookFault::Delayed(wait)))]);
}

#[test]
fn a_reordered_first_attempt_goes_after_the_next_one() {
    let mut play = Play::start();
    webhook(&mut play, WebhookFault::Reordered);
    events(&mut play, 3);
    let reordered = Some(WebhookFault::Reordered);
    assert_eq!(sent(&mut play, 200), [(2, None), (1, reordered), (3, None)]);
    play.pass(Duration::from_secs(60));
    assert!(job(&mut play).is_none());
}

#[test]
fn every_second_one_is_reordered_if_all_are_to_be() {
    let mut play = Play::start();
    play.world.add_fault(Fault::on_every_subscription(WebhookFault::Reordered));
    events(&mut play, 4);
    let order: Vec<u64> = sent(&mut play, 200).into_iter().map(|(event, _)| event).collect();
    assert_eq!(order, [2, 1, 4, 3]);
}

#[test]
fn a_reordered_one_that_nobody_follows_goes_after_30_seconds() {
    let mut play = Play::start();
    webhook(&mut play, WebhookFault::Reordered);
    events(&mut play, 1);
    assert!(job(&mut play).is_none());
    assert!(play.world.is_quiet());
    play.pass(Duration::from_secs(30));
    // Another event that comes now does not bring it along twice.
    events(&mut play, 1);
    assert_eq!(sent(&mut play, 200), [(2, None), (1, Some(WebhookFault::Reordered))]);
    let delivered = |delivery: &crate::rules::Delivery| delivery.state == DeliveryState::Delivered;
    assert!(play.world.deliveries().all(delivered));
}

#[test]
fn a_first_attempt_that_was_put_off_can_be_sent_by_hand() {
    for fault in [WebhookFault::Reordered, WebhookFault::Delayed(Duration::from_secs(9))] {
        let mut play = Play::start();
        webhook(&mut play, fault);
        events(&mut play, 1);
        assert!(job(&mut play).is_none());
        play.world.resend(1);
        assert_eq!(sent(&mut play, 200), [(1, Some(fault))]);
        events(&mut play, 1);
        play.pass(Duration::from_secs(60));
        assert_eq!(sent(&mut play, 200), [(2, None)]);
    }
}

#[test]
fn repeated_attempts_are_spoilt_but_not_put_off() {
    let mut play = Play::start();
    events(&mut play, 1);
    sent(&mut play, 500);
    webhook(&mut play, WebhookFault::Reordered);
    webhook(&mut play, WebhookFault::Delayed(Duration::from_secs(9)));
    webhook(&mut play, WebhookFault::Duplicated);
    play.pass(Duration::from_secs(30));
    assert_eq!(sent(&mut play, 200), [(1, Some(WebhookFault::Duplicated))]);
    assert_eq!(play.world.faults().map(|plan| plan.hits).collect::<Vec<_>>(), [0, 0, 1]);
}

#[test]
fn an_interrupted_attempt_keeps_its_fault() {
    let mut play = Play::start();
    webhook(&mut play, WebhookFault::Forged);
    events(&mut play, 1);
    for _ in 0..2 {
        assert_eq!(job(&mut play).unwrap().fault, Some(WebhookFault::Forged));
        play.world.requeue_interrupted();
    }
    webhook(&mut play, WebhookFault::Lost);
    assert_eq!(sent(&mut play, 500), [(1, Some(WebhookFault::Forged))]);
}

#[test]
fn what_is_put_off_ends_with_its_subscription_or_is_held_back() {
    let mut play = Play::start();
    let (account, id) = (play.account.clone(), play.subscription.clone());
    webhook(&mut play, WebhookFault::Reordered);
    events(&mut play, 1);
    assert!(job(&mut play).is_none());
    for _ in 0..101 {
        play.unlimited("BTC");
        let next = job(&mut play).unwrap();
        finish(&mut play, &next, 500);
    }
    // The first event was let go after the second.
    let first = play.world.deliveries().next().unwrap();
    assert_eq!(first.attempts.len(), 1);

    play.world.unblock(&id);
    assert_eq!(sent(&mut play, 200).len(), 102);
    webhook(&mut play, WebhookFault::Delayed(Duration::from_secs(9)));
    events(&mut play, 1);
    assert!(job(&mut play).is_none());
    play.world.unsubscribe(&account, &id).unwrap();
    play.pass(Duration::from_secs(60));
    assert!(job(&mut play).is_none() && play.world.is_quiet());
    assert_eq!(play.world.deliveries().last().unwrap().state, DeliveryState::Dropped);
}

#[test]
fn time_may_pass_in_one_step_or_in_many() {
    let ending = |steps: u32| {
        let mut play = Play::start();
        webhook(&mut play, WebhookFault::Reordered);
        webhook(&mut play, WebhookFault::Delayed(Duration::from_secs(40)));
        events(&mut play, 1);
        assert!(job(&mut play).is_none());
        events(&mut play, 2);
        sent(&mut play, 500);
        for _ in 0..steps {
            play.pass(Duration::from_secs(120) / steps);
        }
        format!("{:?} {:?}", play.world.deliveries, play.world.due)
    };
    assert_eq!(ending(1), ending(60));
}

/// Workers of different subscriptions come in no certain order.
#[test]
fn what_happens_to_one_subscription_does_not_depend_on_the_others() {
    let ids: Vec<SubscriptionId> = (1..=3)
        .map(|number| format!("00000000-0000-4000-8000-00000000000{number}").parse().unwrap())
        .collect();
    let drawn = |order: &[usize]| {
        let mut play = Play::start();
        let lost = Fault::on_every_subscription(WebhookFault::Lost);
        let half = lost.with_probability("0.5".parse().unwrap());
        play.world.add_fault(half.with_skip(1).with_times(4));
        let mut drawn = vec![Vec::new(); ids.len()];
        for which in order {
            let fault = play.world.draw_webhook_fault(&ids[*which], false);
            drawn[*which].push(fault.is_some());
        }
        (drawn, play.world.faults().next().unwrap().hits)
    };
    let in_turn: Vec<usize> = (0..60).map(|turn| turn % 3).collect();
    let one_by_one: Vec<usize> = (0..60).map(|turn| turn / 20).collect();
    assert_eq!(drawn(&in_turn), drawn(&one_by_one));
    let (each, hits) = drawn(&in_turn);
    assert_eq!(hits, 12, "four times at each");
    assert!(each.iter().all(|hits| !hits[0]), "the first is spared at each");
    assert_ne!(each[0], each[1]);
}
