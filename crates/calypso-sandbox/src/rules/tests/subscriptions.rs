//! Subscriptions that change, get new keys, or go (docs/API-FACTS.md, section 6).

use std::time::Duration;

use calypso_model::{ErrorCode, EventService, EventType, SubscriptionId};
use calypso_sign::Signer;
use url::Url;

use super::Play;
use super::play::{finish, job};
use crate::options::StageDelays;
use crate::rules::{DeliveryState, NewMerchant, SubscriptionChange};

fn change(id: &SubscriptionId, url: &str) -> SubscriptionChange {
    SubscriptionChange {
        id: id.clone(),
        event_types: None,
        services: None,
        url_text: url.to_owned(),
        url: Url::parse(url).unwrap(),
    }
}

fn heard(play: &Play) -> Vec<&str> {
    let subscription = play.world.subscription(&play.subscription).unwrap();
    subscription.event_types.iter().map(EventType::as_str).collect()
}

fn states(play: &Play) -> Vec<DeliveryState> {
    play.world.deliveries().map(|delivery| delivery.state).collect()
}

#[test]
fn a_list_that_a_change_leaves_out_stays_and_one_that_it_gives_replaces() {
    let mut play = Play::start();
    let (account, id) = (play.account.clone(), play.subscription.clone());
    let before: Vec<String> = heard(&play).into_iter().map(String::from).collect();

    let moved = change(&id, "http://127.0.0.1:9/moved");
    let moved = play.world.change_subscription(&account, moved).unwrap();
    assert_eq!(moved.url_text, "http://127.0.0.1:9/moved");
    assert_eq!(heard(&play), before);

    let mut named = change(&id, "http://127.0.0.1:9/moved");
    named.event_types = Some(vec![EventType::InvoicePaid, EventType::FiatDepositOrderCreated]);
    play.world.change_subscription(&account, named).unwrap();
    // The services stay, so only what they do not hold comes in addition.
    assert_eq!(heard(&play).len(), before.len() + 1);

    let mut no_services = change(&id, "http://127.0.0.1:9/moved");
    no_services.services = Some(Vec::new());
    play.world.change_subscription(&account, no_services).unwrap();
    assert_eq!(heard(&play), ["INVOICE_PAID", "FIAT_DEPOSIT_ORDER_CREATED"]);

    let mut nothing = change(&id, "http://127.0.0.1:9/other");
    nothing.event_types = Some(Vec::new());
    let refusal = play.world.change_subscription(&account, nothing).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::BadRequest);
    assert_eq!(heard(&play), ["INVOICE_PAID", "FIAT_DEPOSIT_ORDER_CREATED"]);
    let kept = play.world.subscription(&id).unwrap();
    assert_eq!(kept.url_text, "http://127.0.0.1:9/moved");
}

#[test]
fn what_waits_goes_to_the_new_place_in_the_old_order() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("1", "BTC");
    play.pay(&invoice, "1");
    let (account, id) = (play.account.clone(), play.subscription.clone());
    let first = job(&mut play).unwrap();
    let moved = change(&id, "http://127.0.0.1:9/moved");
    play.world.change_subscription(&account, moved).unwrap();
    assert!(job(&mut play).is_none(), "the first one is still under way");
    finish(&mut play, &first, 200);
    let mut events = vec![first.event.id];
    while let Some(next) = job(&mut play) {
        assert_eq!(next.url.as_str(), "http://127.0.0.1:9/moved");
        finish(&mut play, &next, 200);
        events.push(next.event.id);
    }
    assert_eq!(events, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn new_keys_sign_whatever_begins_from_then_on() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("1", "BTC");
    play.pay(&invoice, "1");
    let (account, id) = (play.account.clone(), play.subscription.clone());
    let old = play.world.subscription(&id).unwrap().clone();
    let under_way = job(&mut play).unwrap();
    let new = play.world.regenerate_keys(&account, &id).unwrap();
    assert_ne!(new.api_key, old.api_key);
    assert_ne!(new.secret, old.secret);
    assert_eq!((&new.url, &new.event_types), (&old.url, &old.event_types));
    assert_eq!(under_way.api_key, old.api_key);
    finish(&mut play, &under_way, 500);
    let next = job(&mut play).unwrap();
    assert_eq!(next.api_key, new.api_key);
    assert_eq!(next.signer.sign(b"x"), Signer::new(&new.secret).sign(b"x"));
    finish(&mut play, &next, 200);
    // The retry of the first one, an event from before the change, has the new keys.
    for _ in 2..6 {
        let next = job(&mut play).unwrap();
        finish(&mut play, &next, 200);
    }
    play.pass(Duration::from_secs(30));
    let retry = job(&mut play).unwrap();
    assert_eq!((retry.delivery, &retry.api_key), (under_way.delivery, &new.api_key));
    finish(&mut play, &retry, 200);
    let first = play.world.deliveries().next().unwrap();
    let keys: Vec<_> = first.attempts.iter().map(|attempt| &attempt.api_key).collect();
    assert_eq!(keys, [&old.api_key, &new.api_key]);
}

#[test]
fn a_deleted_subscription_is_told_nothing_more() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let invoice = play.single("1", "BTC");
    play.pay(&invoice, "1");
    let (account, id) = (play.account.clone(), play.subscription.clone());
    // One is delivered, one waits for its retry, one is under way, three were not tried.
    let delivered = job(&mut play).unwrap();
    finish(&mut play, &delivered, 200);
    let failed = job(&mut play).unwrap();
    finish(&mut play, &failed, 500);
    let under_way = job(&mut play).unwrap();
    play.world.unsubscribe(&account, &id).unwrap();
    assert_eq!(play.world.counts().subscriptions, 0);
    assert!(job(&mut play).is_none());
    assert!(!play.world.is_quiet(), "one is under way");
    finish(&mut play, &under_way, 200);
    assert!(play.world.is_quiet());

    use DeliveryState::{Delivered, Dropped};
    let all = [Delivered, Dropped, Delivered, Dropped, Dropped, Dropped];
    assert_eq!(states(&play), all);
    play.pass(Duration::from_secs(7 * 24 * 3600));
    assert!(job(&mut play).is_none());
    for number in 1..=6 {
        assert!(play.world.resend(number).is_none(), "{number}");
    }
    assert!(play.world.is_quiet() && play.world.first_attempts_are_made());
    play.single("1", "BTC");
    assert_eq!(play.world.deliveries().count(), 6);
    let again = play.world.unsubscribe(&account, &id).unwrap_err();
    assert_eq!(again.message, format!("Subscription {id} not found"));
}

#[test]
fn an_id_can_be_used_again_and_hears_nothing_of_the_time_before() {
    let mut play = Play::start();
    let (account, id) = (play.account.clone(), play.subscription.clone());
    let keys = play.world.subscription(&id).unwrap().api_key.clone();
    play.unlimited("BTC");
    let under_way = job(&mut play).unwrap();
    play.unlimited("BTC");
    play.world.unsubscribe(&account, &id).unwrap();
    play.subscribe(id.clone(), vec![EventService::Invoice]).unwrap();
    assert_ne!(play.world.subscription(&id).unwrap().api_key, keys);
    play.unlimited("BTC");
    assert!(job(&mut play).is_none(), "the old one is still under way");
    finish(&mut play, &under_way, 500);
    let next = job(&mut play).unwrap();
    assert_eq!(next.event.id, 3);
    finish(&mut play, &next, 200);
    play.pass(Duration::from_secs(24 * 3600));
    assert!(job(&mut play).is_none());
    assert!(play.world.resend(1).is_none());
    assert!(play.world.resend(3).is_some());
}

#[test]
fn nobody_touches_anothers_subscription() {
    let mut play = Play::start();
    let id = play.subscription.clone();
    let other = play.world.add_merchant(NewMerchant::default()).unwrap().account;
    let before = format!("{:?}", play.world.subscription(&id));
    let url = "http://127.0.0.1:9/thief";
    let refusals = [
        play.world.change_subscription(&other, change(&id, url)).unwrap_err(),
        play.world.regenerate_keys(&other, &id).unwrap_err(),
        play.world.unsubscribe(&other, &id).unwrap_err(),
    ];
    for refusal in refusals {
        assert_eq!(refusal.code, ErrorCode::NotFound);
        assert_eq!(refusal.message, format!("Subscription {id} not found"));
    }
    assert_eq!(format!("{:?}", play.world.subscription(&id)), before);
}

#[test]
fn an_id_that_another_merchant_uses_next_tells_nothing_of_its_former_owner() {
    let mut play = Play::start();
    let (former, id) = (play.account.clone(), play.subscription.clone());
    play.unlimited("BTC");
    let under_way = job(&mut play).unwrap();
    play.unlimited("BTC");
    play.world.unsubscribe(&former, &id).unwrap();
    play.account = play.world.add_merchant(NewMerchant::default()).unwrap().account;
    play.subscribe(id.clone(), vec![EventService::Invoice]).unwrap();
    finish(&mut play, &under_way, 500);
    play.pass(Duration::from_secs(7 * 24 * 3600));
    assert!(job(&mut play).is_none());
    assert!(play.world.resend(1).is_none() && play.world.resend(2).is_none());

    play.unlimited("BTC");
    let next = job(&mut play).unwrap();
    assert_eq!(next.event.id, 3);
    finish(&mut play, &next, 200);
    // And what happens to the former owner is no longer told to anybody.
    play.account = former.clone();
    play.unlimited("BTC");
    assert!(job(&mut play).is_none());
    assert_eq!(play.world.deliveries().count(), 3);
    let refusal = play.world.regenerate_keys(&former, &id).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotFound);
}
