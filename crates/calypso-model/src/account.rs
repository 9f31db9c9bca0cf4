//! The merchant's account and its balances (docs/API-FACTS.md, section 5.3).

use serde::{Deserialize, Serialize};

use crate::{AccountId, Amount, CompanyId, Currency, lenient};

/// The merchant's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Account {
    /// The account.
    pub account: AccountId,
    /// Its name in the merchant's cabinet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whose it is: the company's id in the schema, a user's in one guide.
    pub owner_id: CompanyId,
    /// What is on it, one entry per currency.
    #[serde(deserialize_with = "lenient::or_default")]
    pub balances: Vec<Balance>,
}

impl Account {
    /// Returns the balance of a currency; nothing if the account does not list it.
    #[must_use]
    pub fn balance(&self, currency: &Currency) -> Option<Amount> {
        let of_currency = |balance: &&Balance| balance.currency == *currency;
        self.balances.iter().find(of_currency).map(|balance| balance.amount)
    }
}

/// What an account holds of one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Balance {
    /// The currency.
    pub currency: Currency,
    /// The amount.
    pub amount: Amount,
}
