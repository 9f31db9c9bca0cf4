//! A deposit's way: seen, checked, confirmed or declined (docs/API-FACTS.md, sections 10.1–10.4).

use calypso_model::{ComplianceState, EventType, InvoiceState, TransactionId, TransactionState};

use super::due::Task;
use super::invoice::Invoice;
use super::transaction::{Holder, Transaction};
use super::world::World;
use crate::options::DepositOutcome;

impl World {
    /// A deposit is in the mempool.
    pub(super) fn see(&mut self, deposit: &Transaction) {
        match &deposit.holder {
            Holder::Invoice(number) => {
                if self.invoice_moves(*number, &[InvoiceState::PendingPayment]) {
                    self.set_state(*number, InvoiceState::MemPoolFound);
                    let kind = EventType::InvoiceMempoolFound;
                    self.announce_invoice(kind, *number, Some(deposit), None);
                }
            }
            Holder::Purse(purse) => {
                if deposit.is_in_flight() {
                    self.begin_purse_check(purse);
                }
                let kind = EventType::CustomerPurseMemPoolFound;
                self.announce_purse(kind, purse, Some(deposit), None);
            }
        }
        if deposit.outcome != DepositOutcome::Mempool {
            self.schedule(self.settings.delays.seen, Task::Check(deposit.id.clone()));
        }
    }

    pub(super) fn begin_check(&mut self, id: &TransactionId) {
        let states = (TransactionState::PendingComplianceCheck, ComplianceState::InProgress);
        let Some(deposit) = self.set_transaction(id, states) else { return };
        match &deposit.holder {
            Holder::Invoice(number) => {
                let before = [InvoiceState::PendingPayment, InvoiceState::MemPoolFound];
                if self.invoice_moves(*number, &before) {
                    self.set_state(*number, InvoiceState::PendingComplianceCheck);
                    let kind = EventType::InvoicePendingCompliance;
                    self.announce_invoice(kind, *number, Some(&deposit), None);
                }
            }
            Holder::Purse(purse) => {
                let kind = EventType::CustomerPursePendingCompliance;
                self.announce_purse(kind, purse, Some(&deposit), None);
            }
        }
        self.schedule(self.settings.delays.check, Task::Decide(id.clone()));
    }

    pub(super) fn end_check(&mut self, id: &TransactionId) {
        let Some(before) = self.transaction(id) else { return };
        if before.outcome == DepositOutcome::Declined {
            self.decline(id);
        } else {
            self.confirm(id);
        }
    }

    fn confirm(&mut self, id: &TransactionId) {
        let states = (TransactionState::Confirmed, ComplianceState::Checked);
        let Some(deposit) = self.set_transaction(id, states) else { return };
        match &deposit.holder {
            Holder::Invoice(number) => {
                let Some(invoice) = self.invoices.get_mut(*number) else { return };
                let is_unlimited = invoice.is_unlimited();
                if let Some(sum) = invoice.received.checked_add(deposit.amount) {
                    invoice.received = sum;
                }
                let kind = EventType::InvoiceFundsReceivedForInvoice;
                self.announce_invoice(kind, *number, Some(&deposit), None);
                if is_unlimited {
                    self.schedule(self.settings.delays.credit, Task::CreditDeposit(id.clone()));
                } else {
                    self.evaluate(*number);
                }
            }
            Holder::Purse(purse) => {
                self.end_purse_check(purse, &deposit);
                let kind = EventType::CustomerPurseFundsReceivedForPurse;
                self.announce_purse(kind, purse, Some(&deposit), None);
                self.schedule(self.settings.delays.credit, Task::CreditDeposit(id.clone()));
            }
        }
    }

    fn decline(&mut self, id: &TransactionId) {
        let states = (TransactionState::Declined, ComplianceState::Decline);
        let Some(deposit) = self.set_transaction(id, states) else { return };
        match &deposit.holder {
            Holder::Invoice(number) => {
                let kind = EventType::InvoiceComplianceDeclined;
                self.announce_invoice(kind, *number, Some(&deposit), None);
                if !self.invoices.get(*number).is_none_or(Invoice::is_unlimited) {
                    self.evaluate(*number);
                }
            }
            Holder::Purse(purse) => {
                self.end_purse_check(purse, &deposit);
                let kind = EventType::CustomerPurseComplianceDeclined;
                self.announce_purse(kind, purse, Some(&deposit), None);
            }
        }
    }

    /// Tells whether a limited invoice is in one of the states that it can now leave.
    fn invoice_moves(&self, number: u64, from: &[InvoiceState]) -> bool {
        self.invoices
            .get(number)
            .is_some_and(|invoice| !invoice.is_unlimited() && from.contains(&invoice.state))
    }

    pub(super) fn set_state(&mut self, number: u64, state: InvoiceState) {
        if let Some(invoice) = self.invoices.get_mut(number) {
            invoice.state = state;
        }
    }

    fn set_transaction(
        &mut self,
        id: &TransactionId,
        (state, compliance): (TransactionState, ComplianceState),
    ) -> Option<Transaction> {
        let transaction = self.transaction_mut(id)?;
        transaction.state = state;
        transaction.compliance = compliance;
        Some(transaction.clone())
    }
}
