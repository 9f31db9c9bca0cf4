//! How long a purse lives (docs/API-FACTS.md, sections 3.3 and 11).

use std::time::Duration;

use calypso_model::{CustomerId, PurseState};

use super::Play;
use super::play::STAGE;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{Facts, Purse};

const DAY: Duration = Duration::from_secs(24 * 3600);
const MILLISECOND: Duration = Duration::from_millis(1);

struct Stage {
    play: Play,
    customer: CustomerId,
    purse: Purse,
}

impl Stage {
    fn new(delays: StageDelays) -> Self {
        let mut play = Play::with_delays(delays);
        let customer = play.world.create_customer(&play.account, None, None).id;
        let tron = "USDT_TRX".parse().unwrap();
        let purse = play.world.purse_address(&play.account, &customer, &tron).unwrap();
        Self { play, customer, purse }
    }

    fn deposit(&mut self, outcome: DepositOutcome) -> bool {
        !self.play.deposit(&self.purse.address, "TRX", "100", outcome).unwrap().stray
    }

    fn state(&self) -> PurseState {
        self.play.world.purses.get(&self.purse.id).unwrap().state.clone()
    }

    fn lives_until(&mut self, last: Duration) {
        self.play.pass(last.saturating_sub(MILLISECOND));
        assert_eq!(self.state(), PurseState::PendingPayment);
        self.play.pass(MILLISECOND);
        assert_eq!(self.state(), PurseState::Archived);
        assert_eq!(self.play.events().last(), Some(&EXPIRED));
    }
}

const EXPIRED: &str = "CUSTOMER_PURSE_EXPIRED";

#[test]
fn without_a_deposit_it_expires_30_days_after_its_issue_to_the_millisecond() {
    let mut stage = Stage::new(StageDelays::uniform(STAGE));
    stage.lives_until(DAY * 30);
    assert_eq!(stage.play.events(), [EXPIRED]);
    let event = stage.play.world.deliveries().next().unwrap().event.clone();
    assert_eq!(event.created, stage.play.world.now);
    let Facts::Purse(facts) = &event.facts else { panic!("{event:?}") };
    assert_eq!((&facts.purse.id, &facts.customer.id), (&stage.purse.id, &stage.customer));
    assert!(facts.deposit.is_none() && facts.fee.is_none());
    assert_eq!(stage.play.world.due.len(), 0);
}

#[test]
fn a_deposit_to_an_expired_one_is_stray() {
    let mut stage = Stage::new(StageDelays::uniform(STAGE));
    stage.play.pass(DAY * 30);
    assert!(!stage.deposit(DepositOutcome::Confirmed));
    assert!(!stage.deposit(DepositOutcome::Declined));
    stage.play.pass(STAGE * 3);
    assert_eq!(stage.state(), PurseState::Archived);
    assert_eq!(stage.play.events(), [EXPIRED]);
    assert_eq!(stage.play.line("TRX"), ["0", "0", "0", "0", "0", "200"]);
}

#[test]
fn who_asks_again_after_the_end_gets_another_address() {
    let mut stage = Stage::new(StageDelays::NONE);
    let ask = |stage: &mut Stage| {
        let Stage { play, customer, .. } = stage;
        play.world.purse_address(&play.account, customer, &"TRX".parse().unwrap()).unwrap()
    };
    stage.play.pass(DAY * 30 - MILLISECOND);
    assert_eq!(ask(&mut stage).id, stage.purse.id);
    stage.play.pass(MILLISECOND);
    let new = ask(&mut stage);
    assert_ne!((&new.id, &new.address), (&stage.purse.id, &stage.purse.address));
    assert_eq!(ask(&mut stage).id, new.id);
    let found = stage.play.world.purses_of(&stage.play.account, &stage.customer).unwrap();
    let states: Vec<_> = found.iter().map(|purse| (&purse.id, purse.state.as_str())).collect();
    assert_eq!(states, [(&stage.purse.id, "ARCHIVED"), (&new.id, "PENDING_PAYMENT")]);
    // The new one has 30 days of its own.
    stage.purse = new;
    stage.lives_until(DAY * 30);
}

#[test]
fn a_confirmed_deposit_gives_it_365_days_and_each_further_one_again() {
    let mut stage = Stage::new(StageDelays::NONE);
    for _ in 0..3 {
        assert!(stage.deposit(DepositOutcome::Confirmed));
        stage.play.pass(DAY * 29);
    }
    stage.play.pass(DAY * 335);
    assert!(stage.deposit(DepositOutcome::Confirmed));
    stage.lives_until(DAY * 365);
    assert_eq!(stage.play.events().iter().filter(|kind| **kind == EXPIRED).count(), 1);
}

#[test]
fn the_365_days_begin_when_the_deposit_is_confirmed() {
    let mut stage = Stage::new(StageDelays::uniform(DAY));
    stage.deposit(DepositOutcome::Confirmed);
    stage.play.pass(DAY * 2);
    stage.lives_until(DAY * 365);
}

#[test]
fn a_deposit_that_was_made_in_time_keeps_it_until_its_check_ends() {
    let mut stage = Stage::new(StageDelays::uniform(DAY));
    stage.play.pass(DAY * 30 - MILLISECOND);
    assert!(stage.deposit(DepositOutcome::Confirmed));
    stage.play.pass(DAY * 2);
    assert_eq!(stage.state(), PurseState::PendingPayment);
    assert_eq!(stage.play.events()[2], "CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE");
    stage.lives_until(DAY * 365);
    assert_eq!(stage.play.line("TRX"), ["100", "0.4", "99.6", "0", "0", "0"]);
}

#[test]
fn a_deposit_that_is_never_confirmed_does_not_keep_it() {
    let mut stage = Stage::new(StageDelays::NONE);
    assert!(stage.deposit(DepositOutcome::Mempool));
    stage.lives_until(DAY * 30);
    assert_eq!(stage.play.events(), ["CUSTOMER_PURSE_MEM_POOL_FOUND", EXPIRED]);
}

#[test]
fn a_blocked_one_does_not_expire() {
    let mut stage = Stage::new(StageDelays::uniform(DAY));
    stage.play.pass(DAY * 29);
    stage.deposit(DepositOutcome::Declined);
    stage.deposit(DepositOutcome::Confirmed);
    stage.play.pass(DAY * 400);
    assert_eq!(stage.state(), PurseState::Declined);
    assert!(!stage.play.events().contains(&EXPIRED));
    // What was on its way when it was blocked still arrives.
    assert_eq!(stage.play.line("TRX"), ["200", "0.4", "99.6", "0", "100", "0"]);
}

#[test]
fn however_many_deposits_come_one_end_is_scheduled() {
    let mut stage = Stage::new(StageDelays::NONE);
    for _ in 0..20 {
        stage.play.pass(Duration::from_secs(3600));
        stage.deposit(DepositOutcome::Confirmed);
        assert_eq!(stage.play.world.due.len(), 1);
    }
}
