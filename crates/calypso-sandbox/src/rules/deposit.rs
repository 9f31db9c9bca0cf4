//! A deposit arrives: at a watched address, at one that nobody watches any more, or nowhere.

use calypso_model::{
    AccountId, Address, Amount, Chain, ChainFamily, ComplianceState, Currency, KnownCurrency,
    TransactionId, TransactionState,
};

use serde_json::{Value, json};

use super::address::{address, hash};
use super::create_invoice::can_be_held;
use super::refusal::Refusal;
use super::transaction::{Holder, Transaction};
use super::world::World;
use crate::deposit::MakeDepositError;
use crate::options::DepositOutcome;

#[derive(Clone, Debug)]
pub(crate) struct DepositOrder {
    pub(crate) address: Address,
    pub(crate) currency: Currency,
    pub(crate) amount: Amount,
    pub(crate) outcome: DepositOutcome,
    pub(crate) sender: Option<Address>,
}

impl DepositOrder {
    /// Writes the order as the control API takes it.
    pub(crate) fn written(&self) -> Value {
        json!({
            "address": self.address,
            "currency": self.currency,
            "amount": self.amount.to_string(),
            "outcome": self.outcome.word(),
            "sender": self.sender,
        })
    }
}

impl World {
    pub(crate) fn deposit(&mut self, order: DepositOrder) -> Result<Transaction, MakeDepositError> {
        let facts = order.currency.known().ok_or(MakeDepositError::UnknownCurrency)?;
        let family = facts.chain.ok_or(MakeDepositError::UnknownCurrency)?.family();
        if order.amount.is_zero() {
            return Err(MakeDepositError::Nothing);
        }
        let amount = order.amount.fit_scale(facts.chain_scale).map_err(|_too_precise| {
            MakeDepositError::TooPrecise { scale_max: facts.chain_scale }
        })?;
        let holder = self.holders.get(&order.address).ok_or(MakeDepositError::UnknownAddress)?;
        let holder = holder.clone();
        let (of_address, is_watched) = self.watched(&holder, &order.currency);
        if of_address != Some(family) {
            return Err(MakeDepositError::WrongChain);
        }
        let owner = self.owner(&holder).ok_or(MakeDepositError::UnknownAddress)?.clone();
        self.add_to_sent(&order.currency, amount, facts)?;

        let transaction = Transaction {
            owner,
            id: self.chance.uuid_id(),
            hash: hash(&mut self.chance, family),
            holder,
            currency: order.currency,
            amount,
            sender: order.sender.unwrap_or_else(|| address(&mut self.chance, family)),
            created: self.now,
            state: TransactionState::MemPoolFound,
            compliance: ComplianceState::Unchecked,
            credited: false,
            refunded: false,
            stray: !is_watched,
            outcome: order.outcome,
        };
        self.store(transaction.clone());
        if is_watched {
            self.see(&transaction);
        }
        Ok(transaction)
    }

    /// Returns whose address it is.
    pub(super) fn owner(&self, holder: &Holder) -> Option<&AccountId> {
        match holder {
            Holder::Invoice(number) => self.invoices.get(*number).map(|invoice| &invoice.owner),
            Holder::Purse(id) => {
                let customer = &self.purses.get(id)?.customer;
                self.customers.get(customer).map(|customer| &customer.owner)
            }
        }
    }

    /// Returns the chains an address is on, and whether a deposit to it is still noticed.
    ///
    /// An invoice's address is watched for its own currency only.
    fn watched(&self, holder: &Holder, currency: &Currency) -> (Option<ChainFamily>, bool) {
        match holder {
            Holder::Invoice(number) => self.invoices.get(*number).map_or((None, false), |found| {
                let family = found.facts.chain.map(Chain::family);
                (family, found.takes_deposits() && found.currency == *currency)
            }),
            Holder::Purse(id) => self
                .purses
                .get(id)
                .map_or((None, false), |purse| (Some(purse.family), purse.is_live())),
        }
    }

    /// Counts what comes into the sandbox, so that no sum outgrows what can be held exactly.
    pub(super) fn add_to_sent(
        &mut self,
        currency: &Currency,
        amount: Amount,
        facts: &KnownCurrency,
    ) -> Result<(), MakeDepositError> {
        let so_far = self.sent.get(currency).copied().unwrap_or_default();
        let sum = so_far
            .checked_add(amount)
            .filter(|sum| can_be_held(*sum, facts.chain_scale))
            .ok_or(MakeDepositError::TooLarge)?;
        self.sent.insert(currency.clone(), sum);
        Ok(())
    }

    fn store(&mut self, transaction: Transaction) {
        let number = u64::try_from(self.transactions.len()).unwrap_or(u64::MAX);
        self.transaction_numbers.insert(transaction.id.clone(), number);
        if let (Holder::Invoice(invoice), false) = (&transaction.holder, transaction.stray)
            && let Some(invoice) = self.invoices.get_mut(*invoice)
        {
            invoice.last_hash = Some(transaction.hash.clone());
            invoice.transactions.push(transaction.id.clone());
        }
        self.transactions.insert(number, transaction);
    }

    pub(super) fn transaction(&self, id: &TransactionId) -> Option<&Transaction> {
        self.transactions.get(self.transaction_numbers.get(id)?)
    }

    pub(super) fn transaction_mut(&mut self, id: &TransactionId) -> Option<&mut Transaction> {
        self.transactions.get_mut(self.transaction_numbers.get(id)?)
    }

    /// Finds a deposit to a purse.
    pub(crate) fn purse_transaction(
        &self,
        account: &AccountId,
        id: &TransactionId,
    ) -> Result<&Transaction, Refusal> {
        self.transaction(id)
            .filter(|found| found.owner == *account && !found.stray)
            .filter(|found| matches!(found.holder, Holder::Purse(_)))
            .ok_or_else(|| Refusal::not_found("Transaction", id))
    }
}
