//! What holds whatever is decided about an invoice, in whatever order, while money comes in.

use calypso_model::{Amount, InvoiceState};
use proptest::prelude::*;

use super::Play;
use super::play::{STAGE, new_invoice};
use crate::options::DepositOutcome;
use crate::rules::{Invoice, InvoiceRef, Price};

#[derive(Clone, Copy, Debug)]
enum Command {
    Deposit(u32, DepositOutcome),
    Archive,
    Accept,
    Close,
    Refund,
    Pass(u32),
}

/// An invoice over 10 is paid short, exactly or too much by a deposit or two.
fn command() -> impl Strategy<Value = Command> {
    let outcome = prop_oneof![
        5 => Just(DepositOutcome::Confirmed),
        1 => Just(DepositOutcome::Declined),
        1 => Just(DepositOutcome::Mempool),
    ];
    prop_oneof![
        3 => (1_u32..13, outcome).prop_map(|(units, outcome)| Command::Deposit(units, outcome)),
        1 => Just(Command::Archive),
        3 => Just(Command::Accept),
        2 => Just(Command::Close),
        3 => Just(Command::Refund),
        6 => (1_u32..4).prop_map(Command::Pass),
    ]
}

/// Tells whether a command was obeyed.
fn run(play: &mut Play, invoice: &Invoice, command: Command) -> bool {
    let wanted = InvoiceRef { id: Some(invoice.id.clone()), ..InvoiceRef::default() };
    let account = play.account.clone();
    match command {
        Command::Deposit(units, outcome) => {
            let amount = units.to_string();
            play.deposit(&invoice.address, "USDT_TRX", &amount, outcome).is_ok()
        }
        Command::Archive => play.world.archive(&account, &wanted).is_ok(),
        Command::Accept => play.world.return_to_paid(&account, &wanted).is_ok(),
        Command::Close => play.world.close_intervention(&account, &wanted).is_ok(),
        Command::Refund => play.world.refund_intervention(&invoice.id).is_ok(),
        Command::Pass(stages) => {
            play.pass(STAGE.saturating_mul(stages));
            true
        }
    }
}

fn check(play: &Play, invoice: &Invoice) {
    let lines = play.world.ledger(None);
    let Some(line) = lines.first() else { return };
    let parts = [line.fees, line.credited, line.pending, line.declined, line.refunded];
    let sum = parts.into_iter().try_fold(Amount::ZERO, Amount::checked_add);
    assert_eq!(sum, Some(line.received), "{line:?}");
    assert_eq!(play.world.balance(&play.account, &line.currency), line.credited);
    let now = play.invoice(invoice);
    for deposit in play.world.deposits(&now) {
        assert!(!(deposit.credited && deposit.refunded), "{deposit:?}");
    }
    let is_credited = !line.credited.is_zero();
    assert_eq!(is_credited, now.state == InvoiceState::Completed, "{now:?}");
    if !line.refunded.is_zero() {
        assert_eq!((&now.state, line.refunded), (&InvoiceState::Archived, now.received));
    }
    if now.is_resolved {
        assert_eq!(now.state, InvoiceState::Completed);
    }
}

proptest! {
    #[test]
    fn money_is_credited_or_sent_back_and_what_is_final_stays(
        is_bound in any::<bool>(),
        commands in prop::collection::vec(command(), 1..24),
    ) {
        let mut play = Play::start();
        let ten: Amount = "10".parse().unwrap();
        let price = if is_bound { Price::AtLeast(ten) } else { Price::Crypto(ten) };
        let new = new_invoice(price, "USDT_TRX");
        let invoice = play.world.create_invoice(&play.account, new).unwrap();
        for command in commands {
            let (before, told) = (play.invoice(&invoice), play.events().len());
            let is_obeyed = run(&mut play, &invoice, command);
            let after = play.invoice(&invoice);
            prop_assert_eq!(before.state.latest(&after.state), Ok(after.state.clone()));
            if !is_obeyed {
                prop_assert_eq!(&after.state, &before.state);
                prop_assert_eq!(play.events().len(), told);
            }
            check(&play, &invoice);
        }
    }
}
