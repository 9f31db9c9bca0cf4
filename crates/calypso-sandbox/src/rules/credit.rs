//! The last step of money: onto the merchant's account, less the fee.

use calypso_model::{AccountId, Amount, Currency, EventType, InvoiceState, TransactionId};

use super::event::Credit;
use super::invoice::{Invoice, InvoiceRef};
use super::refusal::Refusal;
use super::tariff::{DEPOSIT_TO_PURSE, deposit_to, without_idle_zeros};
use super::transaction::{Holder, Transaction};
use super::world::World;

impl World {
    /// Credits all that a limited invoice received, in one sum.
    pub(super) fn credit_invoice(&mut self, number: u64) {
        let Some(invoice) = self.invoices.get(number) else { return };
        let confirmed = invoice.transactions.iter().filter(|id| {
            self.transaction(id).is_some_and(|deposit| deposit.is_confirmed() && !deposit.credited)
        });
        let transactions: Vec<TransactionId> = confirmed.cloned().collect();
        let (operation, scale) = (deposit_to(&invoice.kind), invoice.facts.chain_scale);
        let tariff = &self.settings.tariff;
        let fee = tariff.kept(&operation, &invoice.currency, invoice.received, scale);
        let credit = Credit { amount: invoice.received, fee, transactions };
        self.set_state(number, InvoiceState::Completed);
        self.book_for_invoice(number, credit);
    }

    /// Credits one deposit to an unlimited invoice or to a purse.
    pub(super) fn credit_deposit(&mut self, id: &TransactionId) {
        let Some(deposit) = self.transaction(id).cloned() else { return };
        let scale = deposit.currency.known().map_or(0, |facts| facts.chain_scale);
        let invoice = match &deposit.holder {
            Holder::Invoice(number) => self.invoices.get(*number),
            Holder::Purse(_) => None,
        };
        let operation = invoice.map_or(DEPOSIT_TO_PURSE, |invoice| deposit_to(&invoice.kind));
        let tariff = &self.settings.tariff;
        let fee = tariff.kept(&operation, &deposit.currency, deposit.amount, scale);
        let credit = Credit { amount: deposit.amount, fee, transactions: vec![id.clone()] };
        match &deposit.holder {
            Holder::Invoice(number) => self.book_for_invoice(*number, credit),
            Holder::Purse(purse) => {
                self.book(&deposit.owner, &deposit.currency, &credit);
                let kind = EventType::CustomerPurseTranslationToAccountCompleted;
                self.announce_purse(kind, purse, Some(&deposit), Some(fee));
            }
        }
    }

    /// Books a credit of an invoice. What is owed for the invoice's creation is kept from the first
    /// ones, as far as they go: at its creation there was nothing to take it from.
    fn book_for_invoice(&mut self, number: u64, mut credit: Credit) {
        let Some(invoice) = self.invoices.get_mut(number) else { return };
        let rest = credit.amount.checked_sub(credit.fee).unwrap_or_default();
        let commission = invoice.commission.min(rest);
        invoice.commission = invoice.commission.checked_sub(commission).unwrap_or_default();
        let fee = credit.fee.checked_add(commission).map(without_idle_zeros);
        credit.fee = fee.unwrap_or(credit.fee);
        let fees_so_far = invoice.fee.unwrap_or(Amount::ZERO);
        invoice.fee = fees_so_far.checked_add(credit.fee).or(invoice.fee);
        let (owner, currency) = (invoice.owner.clone(), invoice.currency.clone());
        self.book(&owner, &currency, &credit);
        let kind = EventType::InvoiceTranslationToAccountCompleted;
        self.announce_invoice(kind, number, None, Some(credit));
    }

    fn book(&mut self, owner: &AccountId, currency: &Currency, credit: &Credit) {
        for id in &credit.transactions {
            if let Some(deposit) = self.transaction_mut(id) {
                deposit.credited = true;
            }
        }
        self.credits.push((owner.clone(), currency.clone(), credit.clone()));
        let net = credit.amount.checked_sub(credit.fee).unwrap_or_default();
        self.add_to_balance(owner, currency, net);
    }

    /// Lists an invoice's deposits in the order in which they came.
    pub(crate) fn deposits(&self, invoice: &Invoice) -> Vec<Transaction> {
        invoice.transactions.iter().filter_map(|id| self.transaction(id)).cloned().collect()
    }

    /// Finds one deposit of an invoice.
    pub(crate) fn invoice_deposit(
        &self,
        account: &AccountId,
        invoice: &InvoiceRef,
        id: &TransactionId,
    ) -> Result<Transaction, Refusal> {
        let invoice = self.invoice(account, invoice)?;
        self.deposits(invoice)
            .into_iter()
            .find(|deposit| deposit.id == *id)
            .ok_or_else(|| Refusal::not_found("Transaction", id))
    }
}
