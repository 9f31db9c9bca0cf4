//! Lists of a customer's purses, and of the deposits to purses (docs/API-FACTS.md, section 3.5).

use calypso_model::{AccountId, CustomerId};

use super::purse::Purse;
use super::refusal::Refusal;
use super::transaction::{Holder, Transaction};
use super::world::World;

/// Which deposits are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct TransactionsWanted {
    pub(crate) customer: Option<CustomerId>,
    pub(crate) currency: Conditions,
    pub(crate) state: Conditions,
    pub(crate) order: TransactionOrder,
    pub(crate) descending: bool,
}

/// What deposits are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TransactionOrder {
    #[default]
    Created,
    Amount,
}

/// Conditions on a word; all that are given must hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conditions {
    pub(crate) equals: Option<String>,
    pub(crate) not_equals: Option<String>,
    pub(crate) specified: Option<bool>,
    /// A list of nothing allows nothing.
    pub(crate) one_of: Option<Vec<String>>,
    pub(crate) none_of: Vec<String>,
    pub(crate) contains: Option<String>,
    pub(crate) does_not_contain: Option<String>,
}

impl Conditions {
    /// Tells whether a word meets them; every deposit has one, so it is always specified.
    fn are_met_by(&self, word: &str) -> bool {
        let is = |wanted: &String| wanted == word;
        self.equals.as_ref().is_none_or(is)
            && !self.not_equals.as_ref().is_some_and(is)
            && self.specified != Some(false)
            && self.one_of.as_ref().is_none_or(|words| words.iter().any(is))
            && !self.none_of.iter().any(is)
            && self.contains.as_ref().is_none_or(|part| word.contains(part.as_str()))
            && !self.does_not_contain.as_ref().is_some_and(|part| word.contains(part.as_str()))
    }
}

impl World {
    /// Lists a customer's purses, the oldest first.
    pub(crate) fn purses_of(
        &self,
        account: &AccountId,
        customer: &CustomerId,
    ) -> Result<Vec<&Purse>, Refusal> {
        self.customer(account, customer)?;
        Ok(self.purses.of(customer).collect())
    }

    /// Lists deposits to a merchant's purses. A customer that the merchant does not have is an
    /// error rather than an empty list; the documentation is silent.
    pub(crate) fn purse_transactions(
        &self,
        account: &AccountId,
        wanted: &TransactionsWanted,
    ) -> Result<Vec<&Transaction>, Refusal> {
        if let Some(customer) = &wanted.customer {
            self.customer(account, customer)?;
        }
        let is_wanted = |transaction: &&Transaction| {
            let Holder::Purse(purse) = &transaction.holder else { return false };
            let of_customer = wanted.customer.as_ref().is_none_or(|customer| {
                self.purses.get(purse).is_some_and(|purse| purse.customer == *customer)
            });
            transaction.owner == *account
                && !transaction.stray
                && of_customer
                && wanted.currency.are_met_by(transaction.currency.as_str())
                && wanted.state.are_met_by(transaction.state.as_str())
        };
        // They are kept in the order in which they came.
        let mut found: Vec<_> = self.transactions.values().filter(is_wanted).collect();
        if wanted.order == TransactionOrder::Amount {
            found.sort_by_key(|transaction| transaction.amount);
        }
        if wanted.descending {
            found.reverse();
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(conditions: &Conditions, word: &str, met: bool) {
        assert_eq!(conditions.are_met_by(word), met, "{conditions:?} {word}");
    }

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|&word| String::from(word)).collect()
    }

    #[test]
    fn every_condition_counts() {
        let with = Conditions::default;
        check(&with(), "BTC", true);
        check(&Conditions { equals: Some("BTC".into()), ..with() }, "BTC", true);
        check(&Conditions { equals: Some("BTC".into()), ..with() }, "ETH", false);
        check(&Conditions { not_equals: Some("BTC".into()), ..with() }, "BTC", false);
        check(&Conditions { specified: Some(true), ..with() }, "BTC", true);
        check(&Conditions { specified: Some(false), ..with() }, "BTC", false);
        check(&Conditions { one_of: Some(words(&["ETH", "BTC"])), ..with() }, "BTC", true);
        check(&Conditions { one_of: Some(words(&["ETH"])), ..with() }, "BTC", false);
        check(&Conditions { one_of: Some(Vec::new()), ..with() }, "BTC", false);
        check(&Conditions { none_of: words(&["ETH", "BTC"]), ..with() }, "BTC", false);
        check(&Conditions { contains: Some("USDT".into()), ..with() }, "USDT_TRX", true);
        check(&Conditions { contains: Some("USDT".into()), ..with() }, "TRX", false);
        check(&Conditions { does_not_contain: Some("TRX".into()), ..with() }, "USDT_TRX", false);
        let both =
            Conditions { contains: Some("USDT".into()), none_of: words(&["USDT_BSC"]), ..with() };
        check(&both, "USDT_TRX", true);
        check(&both, "USDT_BSC", false);
    }
}
