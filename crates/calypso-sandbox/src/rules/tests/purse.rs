//! Purses and their transactions (docs/API-FACTS.md, sections 3.3 and 10.4).

use calypso_model::{ComplianceState, CustomerId, PurseState, TransactionState};

use super::Play;
use super::play::STAGE;
use crate::deposit::MakeDepositError;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::Purse;

fn purse(play: &mut Play, customer: &CustomerId, currency: &str) -> Purse {
    play.world.purse_address(&play.account, customer, &currency.parse().unwrap()).unwrap()
}

#[test]
fn a_customer_has_one_address_per_family_of_chains() {
    let mut play = Play::start();
    let anna = play.world.create_customer(&play.account, None, None).id;
    let boris = play.world.create_customer(&play.account, None, None).id;
    let ether = purse(&mut play, &anna, "ETH");
    for evm in ["USDT", "USDT_BSC", "POL", "BNB"] {
        assert_eq!(purse(&mut play, &anna, evm).address, ether.address);
    }
    let tron = purse(&mut play, &anna, "USDT_TRX");
    assert_eq!(purse(&mut play, &anna, "TRX").id, tron.id);
    assert_ne!(tron.address, ether.address);
    assert_ne!(purse(&mut play, &boris, "ETH").address, ether.address);
    let known = ["BTC", "LTC", "XDG"].map(|code| purse(&mut play, &anna, code).address);
    assert_eq!(known.iter().collect::<std::collections::HashSet<_>>().len(), 3);
}

#[test]
fn a_deposit_passes_its_pairs_of_states_with_an_event_each() {
    let mut play = Play::start();
    let customer = play.world.create_customer(&play.account, None, None).id;
    let address = purse(&mut play, &customer, "USDT_TRX").address;
    // Any currency of the family is welcome.
    let made = play.deposit(&address, "TRX", "100", DepositOutcome::Confirmed).unwrap();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let now = play.world.purse_transaction(&play.account, &made.id).unwrap();
        seen.push((now.state.clone(), now.compliance.clone(), now.credited));
        play.pass(STAGE);
    }
    assert_eq!(
        seen,
        [
            (TransactionState::MemPoolFound, ComplianceState::Unchecked, false),
            (TransactionState::PendingComplianceCheck, ComplianceState::InProgress, false),
            (TransactionState::Confirmed, ComplianceState::Checked, false),
            (TransactionState::Confirmed, ComplianceState::Checked, true),
        ]
    );
    assert_eq!(
        play.events(),
        [
            "CUSTOMER_PURSE_MEM_POOL_FOUND",
            "CUSTOMER_PURSE_PENDING_COMPLIANCE",
            "CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE",
            "CUSTOMER_PURSE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        ]
    );
    assert_eq!(play.line("TRX"), ["100", "0.4", "99.6", "0", "0", "0"]);
}

#[test]
fn a_declined_deposit_blocks_the_address() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let customer = play.world.create_customer(&play.account, None, None).id;
    let address = purse(&mut play, &customer, "BTC").address;
    let made = play.deposit(&address, "BTC", "1", DepositOutcome::Declined).unwrap();
    let declined = play.world.purse_transaction(&play.account, &made.id).unwrap();
    assert_eq!(declined.state, TransactionState::Declined);
    assert_eq!(declined.compliance, ComplianceState::Decline);
    assert_eq!(play.events().last(), Some(&"CUSTOMER_PURSE_COMPLIANCE_DECLINED"));

    let again = purse(&mut play, &customer, "BTC");
    assert_eq!((again.state, &again.address), (PurseState::Declined, &address));
    let late = play.deposit(&address, "BTC", "2", DepositOutcome::Confirmed).unwrap();
    assert!(late.stray);
    assert!(play.world.purse_transaction(&play.account, &late.id).is_err());
    assert_eq!(play.line("BTC"), ["1", "0", "0", "0", "1", "2"]);
}

#[test]
fn impossible_deposits_are_refused_with_the_reason() {
    let mut play = Play::start();
    let customer = play.world.create_customer(&play.account, None, None).id;
    let address = purse(&mut play, &customer, "USDT_TRX").address;
    let nowhere = "TNowhere".parse().unwrap();
    let mut check = |address, currency, amount, error| {
        let made = play.deposit(address, currency, amount, DepositOutcome::Confirmed);
        assert_eq!(made.unwrap_err(), error);
    };
    check(&nowhere, "TRX", "1", MakeDepositError::UnknownAddress);
    check(&address, "ETH", "1", MakeDepositError::WrongChain);
    check(&address, "EUR", "1", MakeDepositError::UnknownCurrency);
    check(&address, "NO_SUCH_COIN", "1", MakeDepositError::UnknownCurrency);
    check(&address, "TRX", "0", MakeDepositError::Nothing);
    check(&address, "TRX", "0.0000001", MakeDepositError::TooPrecise { scale_max: 6 });
    check(&address, "TRX", "79228162514264337593543950335", MakeDepositError::TooLarge);
}
