//! A top-up: money that the merchant puts onto its own account.

use std::sync::Arc;

use calypso_model::{AccountId, Address, Amount, Chain, Currency, EventType, TransactionHash};
use calypso_sign::Timestamp;

use super::address::{address, hash};
use super::event::{Facts, Worth};
use super::world::World;
use crate::deposit::MakeDepositError;

/// A top-up that arrived, as its event tells of it.
#[derive(Debug)]
pub(crate) struct TopUpFacts {
    pub(crate) amount: Amount,
    pub(crate) currency: Currency,
    pub(crate) sender: Address,
    pub(crate) paid: Timestamp,
    pub(crate) hash: TransactionHash,
    pub(crate) worth: Worth,
}

impl World {
    /// Puts money onto an account, at once and without a fee.
    pub(crate) fn top_up(
        &mut self,
        account: &AccountId,
        currency: &Currency,
        amount: Amount,
    ) -> Result<(), MakeDepositError> {
        if self.merchant(account).is_err() {
            return Err(MakeDepositError::UnknownAccount);
        }
        let facts = currency.known().ok_or(MakeDepositError::UnknownCurrency)?;
        let family = facts.chain.map(Chain::family).ok_or(MakeDepositError::UnknownCurrency)?;
        if amount.is_zero() {
            return Err(MakeDepositError::Nothing);
        }
        let amount = amount.fit_scale(facts.chain_scale).map_err(|_too_precise| {
            MakeDepositError::TooPrecise { scale_max: facts.chain_scale }
        })?;
        self.add_to_sent(currency, amount, facts)?;
        self.top_ups.push((account.clone(), currency.clone(), amount));
        self.add_to_balance(account, currency, amount);

        let facts = TopUpFacts {
            amount,
            currency: currency.clone(),
            sender: address(&mut self.chance, family),
            paid: self.now,
            hash: hash(&mut self.chance, family),
            worth: self.settings.rates.worth(amount, currency),
        };
        let kind = EventType::WalletFundsDeliveredAccount;
        self.announce(account, kind, Facts::TopUp(Arc::new(facts)));
        Ok(())
    }
}
