//! Payouts, one step of their diagram each (docs/API-FACTS.md, section 10.5).

use std::time::Duration;

use calypso_model::PayoutState;

use super::Play;
use super::play::STAGE;
use crate::options::StageDelays;
use crate::payouts::{DecidePayoutError, PayoutOutcome};
use crate::rules::{Deal, Settings};

const TRON: &str = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8";
const OTHER_TRON: &str = "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf";

fn play(verified: bool) -> Play {
    let delays = StageDelays::uniform(STAGE);
    let settings = Settings { delays, payout_verification: verified, ..Settings::default() };
    let mut play = Play::with_settings(settings);
    play.top_up("100", "USDT_TRX");
    play
}

fn state(play: &Play, deal: &Deal) -> PayoutState {
    play.deal(deal).state.clone()
}

fn statuses(play: &Play) -> Vec<&str> {
    play.events().into_iter().filter(|kind| kind.starts_with("PAYOUT_")).collect()
}

#[test]
fn a_payout_of_the_api_begins_confirmed() {
    let mut play = play(false);
    let deal = play.pay_out(TRON, "10", "USDT_TRX");
    assert_eq!((deal.state, statuses(&play)), (PayoutState::Confirmed, vec!["PAYOUT_CONFIRMED"]));
}

#[test]
fn with_verification_a_payout_begins_pending_confirmation() {
    let mut play = play(true);
    let deal = play.pay_out(TRON, "10", "USDT_TRX");
    assert_eq!(deal.state, PayoutState::PendingConfirmation);
    assert_eq!(statuses(&play), ["PAYOUT_CHANGE_STATUS"]);
}

#[test]
fn a_mass_payout_begins_in_creation() {
    let mut play = play(false);
    let deal = play.mass_pay_out(&[(TRON, "10")], "USDT_TRX");
    assert_eq!(deal.state, PayoutState::CreationInProgress);
    assert_eq!(statuses(&play), ["PAYOUT_CHANGE_STATUS"]);
}

#[test]
fn after_its_creation_a_mass_payout_is_confirmed_or_waits_for_it() {
    for (verified, expected) in
        [(false, PayoutState::Confirmed), (true, PayoutState::PendingConfirmation)]
    {
        let mut play = play(verified);
        let deal = play.mass_pay_out(&[(TRON, "10")], "USDT_TRX");
        play.pass(STAGE);
        assert_eq!(state(&play, &deal), expected);
    }
}

#[test]
fn a_confirmed_payout_is_in_progress_and_then_completed() {
    let mut play = play(false);
    let deal = play.pay_out(TRON, "10", "USDT_TRX");
    play.pass(STAGE);
    assert_eq!(state(&play, &deal), PayoutState::InProgress);
    play.pass(STAGE * 2);
    assert_eq!(state(&play, &deal), PayoutState::Completed);
}

#[test]
fn each_change_of_state_after_the_confirmation_is_told() {
    let mut play = play(false);
    play.pay_out(TRON, "10", "USDT_TRX");
    play.pass(STAGE * 3);
    let told = statuses(&play).into_iter().filter(|kind| *kind == "PAYOUT_CHANGE_STATUS");
    assert_eq!(told.count(), 2);
}

#[test]
fn a_mass_payout_of_which_an_entry_failed_ends_partial() {
    let mut play = play(false);
    let deal = play.mass_pay_out(&[(TRON, "60"), (OTHER_TRON, "60")], "USDT_TRX");
    play.pass(STAGE * 4);
    assert_eq!(state(&play, &deal), PayoutState::Partial);
}

/// A payout that has come to a state.
fn in_state(wanted: &PayoutState) -> (Play, Deal) {
    let mut play = play(*wanted == PayoutState::PendingConfirmation);
    let deal = play.pay_out(TRON, "10", "USDT_TRX");
    if *wanted == PayoutState::InProgress {
        play.pass(STAGE);
    }
    assert_eq!(state(&play, &deal), *wanted);
    (play, deal)
}

#[track_caller]
fn follows(from: &PayoutState, outcome: PayoutOutcome, to: &PayoutState) {
    let (mut play, deal) = in_state(from);
    play.world.decide_payout(deal.number, outcome).unwrap();
    assert_eq!(state(&play, &deal), *to, "from {from}");
}

#[test]
fn canceled_can_follow_pending_confirmation() {
    let from = PayoutState::PendingConfirmation;
    follows(&from, PayoutOutcome::Canceled, &PayoutState::Canceled);
}

#[test]
fn canceled_can_follow_confirmed_and_in_progress() {
    for from in [PayoutState::Confirmed, PayoutState::InProgress] {
        follows(&from, PayoutOutcome::Canceled, &PayoutState::Canceled);
    }
}

#[test]
fn failed_can_follow_confirmed_and_in_progress() {
    for from in [PayoutState::Confirmed, PayoutState::InProgress] {
        follows(&from, PayoutOutcome::Failed, &PayoutState::Failed);
    }
}

#[test]
fn failed_cannot_follow_pending_confirmation() {
    let (mut play, deal) = in_state(&PayoutState::PendingConfirmation);
    let refused = play.world.decide_payout(deal.number, PayoutOutcome::Failed).unwrap_err();
    let state = PayoutState::PendingConfirmation;
    assert_eq!(refused, DecidePayoutError::State { state });
}

/// Tries everything that could move a payout that has come to an end.
#[track_caller]
fn stays(play: &mut Play, deal: &Deal, end: &PayoutState) {
    assert_eq!(state(play, deal), *end);
    let balance = play.balance("USDT_TRX");
    play.world.step_payout(deal.number);
    for outcome in [
        PayoutOutcome::Confirmed,
        PayoutOutcome::Completed,
        PayoutOutcome::Failed,
        PayoutOutcome::Canceled,
    ] {
        play.world.decide_payout(deal.number, outcome).unwrap_err();
    }
    play.pass(Duration::from_secs(24 * 3600));
    assert_eq!((state(play, deal), play.balance("USDT_TRX")), (end.clone(), balance));
}

#[test]
fn completed_is_final() {
    let (mut play, deal) = in_state(&PayoutState::Confirmed);
    play.pass(STAGE * 3);
    stays(&mut play, &deal, &PayoutState::Completed);
}

#[test]
fn failed_and_canceled_are_final() {
    for (outcome, end) in [
        (PayoutOutcome::Failed, PayoutState::Failed),
        (PayoutOutcome::Canceled, PayoutState::Canceled),
    ] {
        let (mut play, deal) = in_state(&PayoutState::Confirmed);
        play.world.decide_payout(deal.number, outcome).unwrap();
        stays(&mut play, &deal, &end);
    }
}

#[test]
fn partial_is_final() {
    let mut play = play(false);
    let deal = play.mass_pay_out(&[(TRON, "60"), (OTHER_TRON, "60")], "USDT_TRX");
    play.pass(STAGE * 4);
    stays(&mut play, &deal, &PayoutState::Partial);
}
