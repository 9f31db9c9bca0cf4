//! What a merchant decides about an invoice, and what comes of an intervention
//! (docs/API-FACTS.md, sections 4.12, 4.13 and 10.1).

use calypso_model::{AccountId, EventType, InvoiceId, InvoiceState};

use super::due::Task;
use super::invoice::{Invoice, InvoiceRef};
use super::refusal::Refusal;
use super::transaction::Transaction;
use super::world::World;

impl World {
    /// Archives an invoice that nobody has begun to pay, or an unlimited one.
    pub(crate) fn archive(
        &mut self,
        account: &AccountId,
        wanted: &InvoiceRef,
    ) -> Result<&Invoice, Refusal> {
        let number = self.invoice_in(account, wanted, &InvoiceState::PendingPayment)?;
        self.set_state(number, InvoiceState::Archived);
        self.invoice(account, wanted)
    }

    /// Accepts what an invoice in intervention received.
    pub(crate) fn return_to_paid(
        &mut self,
        account: &AccountId,
        wanted: &InvoiceRef,
    ) -> Result<&Invoice, Refusal> {
        let number = self.invoice_in(account, wanted, &InvoiceState::PendingIntervention)?;
        self.refuse_while_in_check(number)?;
        self.set_state(number, InvoiceState::Paid);
        self.announce_invoice(EventType::InvoicePaid, number, None, None);
        self.schedule(self.settings.delays.credit, Task::CreditInvoice(number));
        self.invoice(account, wanted)
    }

    /// Marks the intervention of a completed invoice as resolved; doing so again changes nothing.
    pub(crate) fn close_intervention(
        &mut self,
        account: &AccountId,
        wanted: &InvoiceRef,
    ) -> Result<&Invoice, Refusal> {
        let number = self.invoice_in(account, wanted, &InvoiceState::Completed)?;
        if let Some(invoice) = self.invoices.get_mut(number) {
            invoice.is_resolved = true;
        }
        self.invoice(account, wanted)
    }

    /// Sends the money of an invoice in intervention back to its payers, which ends the invoice.
    /// The API has no call for it; the service's people do it.
    pub(crate) fn refund_intervention(&mut self, id: &InvoiceId) -> Result<Invoice, Refusal> {
        let not_found = || Refusal::not_found("Invoice", id);
        let number = id.as_str().parse().map_err(|_not_ours| not_found())?;
        let invoice = self.invoices.get(number).ok_or_else(not_found)?;
        if invoice.state != InvoiceState::PendingIntervention {
            return Err(Refusal::invoice_state(id, &invoice.state));
        }
        self.refuse_while_in_check(number)?;
        let transactions = self.invoices.get(number).map(|found| found.transactions.clone());
        for transaction in transactions.into_iter().flatten() {
            if let Some(transaction) = self.transaction_mut(&transaction) {
                transaction.refunded = transaction.is_confirmed();
            }
        }
        self.set_state(number, InvoiceState::Archived);
        self.invoices.get(number).cloned().ok_or_else(not_found)
    }

    /// Finds a merchant's invoice that must be in one state.
    fn invoice_in(
        &self,
        account: &AccountId,
        wanted: &InvoiceRef,
        state: &InvoiceState,
    ) -> Result<u64, Refusal> {
        let invoice = self.invoice(account, wanted)?;
        match invoice.state == *state {
            true => Ok(invoice.number),
            false => Err(Refusal::invoice_state(&invoice.id, &invoice.state)),
        }
    }

    /// Refuses a decision as long as more of the invoice's money is on its way.
    fn refuse_while_in_check(&self, number: u64) -> Result<(), Refusal> {
        let invoice = self.invoices.get(number).into_iter();
        let ids = invoice.flat_map(|invoice| &invoice.transactions);
        let mut deposits = ids.filter_map(|id| self.transaction(id));
        match deposits.any(Transaction::is_in_flight) {
            true => Err(Refusal::invoice_state(number, "receiving another deposit")),
            false => Ok(()),
        }
    }
}
