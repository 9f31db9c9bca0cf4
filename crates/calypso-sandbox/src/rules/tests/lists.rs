//! Lists of invoices, and of the deposits to purses (docs/API-FACTS.md, sections 3.5 and 4.7).

use calypso_model::{InvoiceState, InvoiceType};

use super::Play;
use super::play::new_invoice;
use crate::options::{DepositOutcome, StageDelays};
use crate::rules::{
    Conditions, InvoiceOrder, InvoicesWanted, NewMerchant, Price, TransactionOrder,
    TransactionsWanted,
};

/// What is due, of the invoices that are found, in their order.
fn due(play: &Play, wanted: &InvoicesWanted) -> Vec<String> {
    let found = play.world.invoices(&play.account, wanted);
    found.iter().map(|one| one.amount.map_or_else(String::new, |due| due.to_string())).collect()
}

#[test]
fn invoices_are_filtered_by_state_and_type_and_equal_ones_keep_their_order() {
    let mut play = Play::with_delays(StageDelays::NONE);
    for (amount, currency) in [("3", "ETH"), ("1", "BTC"), ("2", "ETH")] {
        play.single(amount, currency);
    }
    play.unlimited("BTC");
    let paid = play.single("1.0", "XDG");
    play.pay(&paid, "1");
    let by = |order, descending| InvoicesWanted { order, descending, ..InvoicesWanted::default() };
    assert_eq!(due(&play, &by(InvoiceOrder::Date, false)), ["3", "1", "2", "", "1.0"]);
    assert_eq!(due(&play, &by(InvoiceOrder::Date, true)), ["1.0", "", "2", "1", "3"]);
    assert_eq!(due(&play, &by(InvoiceOrder::PayAmount, false)), ["", "1", "1.0", "2", "3"]);
    assert_eq!(due(&play, &by(InvoiceOrder::PayAmount, true)), ["3", "2", "1.0", "1", ""]);
    assert_eq!(due(&play, &by(InvoiceOrder::Currency, false)), ["1", "", "3", "2", "1.0"]);
    assert_eq!(due(&play, &by(InvoiceOrder::State, false)), ["1.0", "3", "1", "2", ""]);
    let wanted = InvoicesWanted {
        states: vec![InvoiceState::Completed, InvoiceState::Paid],
        types: vec![InvoiceType::Single],
        ..InvoicesWanted::default()
    };
    assert_eq!(due(&play, &wanted), ["1.0"]);
    let both = InvoicesWanted { types: vec![InvoiceType::Unlimited], ..wanted };
    assert!(due(&play, &both).is_empty(), "both filters must hold");
}

#[test]
fn a_reference_finds_its_own_merchant_s_invoices_only() {
    let mut play = Play::start();
    let reference: calypso_model::ExternalId = "order-7".parse().unwrap();
    let other = play.world.add_merchant(NewMerchant::default()).unwrap().account;
    for (account, amount) in [(&play.account, "1"), (&other, "2"), (&play.account, "3")] {
        let mut new = new_invoice(Price::Crypto(amount.parse().unwrap()), "BTC");
        new.external_id = Some(reference.clone());
        play.world.create_invoice(account, new).unwrap();
    }
    let of = |account| {
        let found = play.world.invoices_with(account, &reference);
        found.iter().map(|one| one.amount.unwrap().to_string()).collect::<Vec<_>>()
    };
    assert_eq!(of(&play.account), ["1", "3"]);
    assert_eq!(of(&other), ["2"]);
    assert_eq!(play.world.invoices(&other, &InvoicesWanted::default()).len(), 1);
}

#[test]
fn deposits_are_listed_by_customer_currency_and_state_and_strays_are_not() {
    let mut play = Play::with_delays(StageDelays::NONE);
    let customer = play.world.create_customer(&play.account, None, None).id;
    let purse_of = |play: &mut Play, currency: &str| {
        let currency = currency.parse().unwrap();
        play.world.purse_address(&play.account.clone(), &customer, &currency).unwrap().address
    };
    let (tron, evm) = (purse_of(&mut play, "TRX"), purse_of(&mut play, "ETH"));
    let confirmed = DepositOutcome::Confirmed;
    play.deposit(&tron, "USDT_TRX", "2", confirmed).unwrap();
    play.deposit(&evm, "ETH", "1", confirmed).unwrap();
    play.deposit(&tron, "USDT_TRX", "3", DepositOutcome::Declined).unwrap();
    // The address is blocked by now, so this one goes astray.
    assert!(play.deposit(&tron, "USDT_TRX", "4", confirmed).unwrap().stray);
    // Deposits to invoices are not a purse's.
    let invoice = play.unlimited("ETH");
    play.pay(&invoice, "5");

    let found = |wanted: &TransactionsWanted| {
        let found = play.world.purse_transactions(&play.account, wanted).unwrap();
        found.iter().map(|one| one.amount.to_string()).collect::<Vec<_>>()
    };
    let all = TransactionsWanted { customer: Some(customer.clone()), ..Default::default() };
    assert_eq!(found(&all), ["2", "1", "3"]);
    let order = TransactionOrder::Amount;
    let greatest = TransactionsWanted { order, descending: true, ..all.clone() };
    assert_eq!(found(&greatest), ["3", "2", "1"]);
    let declined = Conditions { equals: Some("DECLINED".into()), ..Conditions::default() };
    let tron_only = Conditions { contains: Some("_TRX".into()), ..Conditions::default() };
    let both = TransactionsWanted { state: declined, currency: tron_only, ..all };
    assert_eq!(found(&both), ["3"]);
    let nobody = TransactionsWanted { customer: Some("nobody".parse().unwrap()), ..both };
    assert!(play.world.purse_transactions(&play.account, &nobody).is_err());
}
