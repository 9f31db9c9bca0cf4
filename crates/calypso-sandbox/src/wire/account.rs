//! The account and the list of currencies (docs/API-FACTS.md, sections 5.3 and 5.5).

use calypso_model::{AccountId, Amount, CompanyId, Currency};

use super::reply::reply;
use super::schema::{described, text};
use crate::rules::{Merchant, World};

described! {
    CompanyId => text().min_length(Some(1)).max_length(Some(256)).build().into();
}

reply! {
    /// The merchant's account.
    #[derive(Debug)]
    pub(crate) struct AccountBody<'a> as "Account" {
        account: &'a AccountId = "account",
        name: &'a str = "name",
        /// The company that owns the account.
        owner_id: &'a CompanyId = "ownerId",
        balances: Vec<BalanceBody> = "balances",
    }
}

reply! {
    /// What an account has of one currency.
    #[derive(Debug)]
    pub(crate) struct BalanceBody as "Balance" {
        currency: Currency = "currency",
        amount: Amount = "amount",
    }
}

impl<'a> AccountBody<'a> {
    pub(crate) fn new(merchant: &'a Merchant, world: &World) -> Self {
        let balance = |(currency, amount)| BalanceBody { currency, amount };
        Self {
            account: &merchant.account,
            name: &merchant.name,
            owner_id: &merchant.owner,
            balances: world.balances(&merchant.account).into_iter().map(balance).collect(),
        }
    }
}

reply! {
    /// The codes of all currencies.
    #[derive(Debug)]
    pub(crate) struct CurrenciesBody as "Currencies" {
        crypto: Vec<&'static str> = "cryptoCurrencies",
        fiat: Vec<&'static str> = "fiatCurrencies",
    }
}

impl CurrenciesBody {
    pub(crate) fn new() -> Self {
        let codes = |crypto| {
            let all = Currency::all_known().iter();
            all.filter(|facts| facts.is_crypto() == crypto).map(|facts| facts.code).collect()
        };
        Self { crypto: codes(true), fiat: codes(false) }
    }
}
