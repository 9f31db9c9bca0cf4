//! The newest of each kind, for whoever looks at all merchants at once.

use std::cmp::Reverse;

use super::customer::Customer;
use super::delivery::Delivery;
use super::invoice::Invoice;
use super::payout::Deal;
use super::purse::Purse;
use super::world::World;

/// Some of a kind, the newest first, and how many there are.
#[derive(Debug)]
pub(crate) struct Latest<T> {
    pub(crate) newest: Vec<T>,
    pub(crate) count: usize,
}

impl World {
    /// Returns the newest invoices of all merchants.
    pub(crate) fn latest_invoices(&self, most: usize) -> Latest<&Invoice> {
        let newest = self.invoices.newest_first().take(most).collect();
        Latest { newest, count: self.invoices.len() }
    }

    /// Returns the newest purses of all merchants, with their customers.
    pub(crate) fn latest_purses(&self, most: usize) -> Latest<(&Purse, &Customer)> {
        let mut purses: Vec<&Purse> = self.purses.all().collect();
        let count = purses.len();
        let age = |purse: &&Purse| Reverse((purse.created, purse.id.clone()));
        if count > most {
            purses.select_nth_unstable_by_key(most, age);
            purses.truncate(most);
        }
        purses.sort_unstable_by_key(age);
        let with_customers = purses
            .into_iter()
            .filter_map(|purse| Some((purse, self.customers.get(&purse.customer)?)));
        Latest { newest: with_customers.collect(), count }
    }

    /// Returns the newest payouts and mass payouts of all merchants.
    pub(crate) fn latest_deals(&self, most: usize) -> Latest<&Deal> {
        let newest = self.payouts.newest_first().take(most).collect();
        Latest { newest, count: self.payouts.len() }
    }

    /// Returns the newest deliveries of all merchants.
    pub(crate) fn latest_deliveries(&self, most: usize) -> Latest<&Delivery> {
        let newest = self.deliveries.newest_first().take(most).collect();
        Latest { newest, count: self.deliveries.len() }
    }
}
