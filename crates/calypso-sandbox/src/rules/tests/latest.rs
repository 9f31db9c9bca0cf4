//! The newest of each kind.

use super::Play;
use super::play::STAGE;

#[test]
fn the_newest_come_first_and_the_rest_is_counted() {
    let mut play = Play::start();
    let oldest = play.single("1", "BTC");
    let (middle, newest) = (play.unlimited("ETH"), play.single("2", "BTC"));
    let latest = play.world.latest_invoices(2);
    let numbers: Vec<_> = latest.newest.iter().map(|invoice| invoice.number).collect();
    assert_eq!((numbers, latest.count), (vec![newest.number, middle.number], 3));
    assert_eq!(play.world.latest_invoices(9).newest.last().unwrap().number, oldest.number);

    let latest = play.world.latest_deliveries(2);
    let ids: Vec<_> = latest.newest.iter().map(|delivery| delivery.id).collect();
    assert_eq!((ids, latest.count), (vec![3, 2], 3));
    assert_eq!(play.world.latest_deals(2).count, 0);
}

#[test]
fn purses_are_ordered_by_their_time_and_not_by_their_place_in_memory() {
    let mut play = Play::start();
    let (account, mut expected) = (play.account.clone(), Vec::new());
    for _ in 0..8 {
        let customer = play.world.create_customer(&account, None, None).id;
        let currency = "BTC".parse().unwrap();
        let purse = play.world.purse_address(&account, &customer, &currency).unwrap();
        expected.insert(0, purse.id);
        play.pass(STAGE);
    }
    for most in [0, 3, 8, 50] {
        let latest = play.world.latest_purses(most);
        let ids: Vec<_> = latest.newest.iter().map(|(purse, _)| purse.id.clone()).collect();
        assert_eq!(latest.count, 8);
        assert_eq!(ids, expected.iter().take(most).cloned().collect::<Vec<_>>());
    }
}
