//! Merchants: their accounts, the keys they sign with, and their balances.

use std::collections::BTreeMap;
use std::sync::Arc;

use calypso_model::{AccountId, Amount, CompanyId, Currency};
use calypso_sign::{ApiKey, SecretKey, Signer};

use super::refusal::Refusal;
use super::world::World;

/// A merchant of the sandbox. Whatever it makes is its own: nobody else finds it.
#[derive(Clone, Debug)]
pub(crate) struct Merchant {
    pub(crate) account: AccountId,
    pub(crate) owner: CompanyId,
    pub(crate) name: String,
    pub(crate) api_key: ApiKey,
    pub(crate) secret: SecretKey,
    /// Shared, so that nobody waits for the world while a signature is computed.
    pub(crate) signer: Arc<Signer>,
}

/// A merchant to add; what is not given is made up.
#[derive(Clone, Debug, Default)]
pub(crate) struct NewMerchant {
    pub(crate) account: Option<AccountId>,
    pub(crate) api_key: Option<ApiKey>,
    pub(crate) secret: Option<SecretKey>,
}

/// What merchants have on their accounts.
#[derive(Debug, Default)]
pub(super) struct Balances(BTreeMap<AccountId, BTreeMap<Currency, Amount>>);

impl World {
    /// Adds a merchant, unless its account or its key is taken.
    ///
    /// All values are drawn in any case, so that what is drawn later does not depend on what was
    /// given.
    pub(crate) fn add_merchant(&mut self, new: NewMerchant) -> Option<Merchant> {
        let (account, api_key) = (self.chance.account(), self.chance.api_key());
        let (secret, owner) = (self.chance.secret(), self.chance.uuid_id());
        let account = new.account.unwrap_or(account);
        let api_key = new.api_key.unwrap_or(api_key);
        let secret = new.secret.unwrap_or(secret);
        let is_taken = |one: &Merchant| one.account == account || one.api_key == api_key;
        if self.merchants.iter().any(is_taken) {
            return None;
        }
        let number = self.merchants.len().saturating_add(1);
        let name = format!("Account {number}");
        let signer = Arc::new(Signer::new(&secret));
        let merchant = Merchant { account, owner, name, api_key, secret, signer };
        self.merchants.push(merchant.clone());
        Some(merchant)
    }

    pub(crate) fn merchants(&self) -> &[Merchant] {
        &self.merchants
    }

    pub(crate) fn merchant(&self, account: &AccountId) -> Result<&Merchant, Refusal> {
        let found = self.merchants.iter().find(|one| one.account == *account);
        found.ok_or_else(|| Refusal::not_found("Account", account))
    }

    /// Returns what an account has of a currency.
    pub(crate) fn balance(&self, account: &AccountId, currency: &Currency) -> Amount {
        self.balances(account).get(currency).copied().unwrap_or_default()
    }

    /// Returns what an account has, or once had, of each currency.
    pub(crate) fn balances(&self, account: &AccountId) -> BTreeMap<Currency, Amount> {
        self.balances.0.get(account).cloned().unwrap_or_default()
    }

    /// Adds to a balance. No sum outgrows what can be held: all that comes in is counted by
    /// [`World::add_to_sent`] first.
    pub(super) fn add_to_balance(
        &mut self,
        account: &AccountId,
        currency: &Currency,
        amount: Amount,
    ) {
        let balances = self.balances.0.entry(account.clone()).or_default();
        let balance = balances.entry(currency.clone()).or_default();
        if let Some(sum) = balance.checked_add(amount) {
            *balance = sum;
        }
    }

    /// Takes from a balance; tells whether there was enough.
    pub(super) fn take_from_balance(
        &mut self,
        account: &AccountId,
        currency: &Currency,
        amount: Amount,
    ) -> bool {
        let balances = self.balances.0.entry(account.clone()).or_default();
        let balance = balances.entry(currency.clone()).or_default();
        match balance.checked_sub(amount) {
            Some(rest) => {
                *balance = rest;
                true
            }
            None => false,
        }
    }
}
