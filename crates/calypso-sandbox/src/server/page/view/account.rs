//! Accounts: never their secrets.

use super::Money;
use crate::rules::{Merchant, World};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::page) struct AccountRow {
    pub(in crate::server::page) name: String,
    pub(in crate::server::page) account: String,
    pub(in crate::server::page) api_key: String,
    pub(in crate::server::page) balances: Vec<Money>,
}

impl AccountRow {
    pub(super) fn of(world: &World, merchant: &Merchant) -> Self {
        let balances = world.balances(&merchant.account);
        Self {
            name: merchant.name.clone(),
            account: merchant.account.to_string(),
            api_key: merchant.api_key.to_string(),
            balances: balances.iter().map(|(of, amount)| Money::new(*amount, of)).collect(),
        }
    }
}
