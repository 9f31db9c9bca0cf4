//! What an invoice's confirmed deposits amount to: paid, too little, too much, or refused.

use calypso_model::{EventType, InterventionType, InvoiceState, PaymentCheck, check_payment};

use super::due::Task;
use super::transaction::Transaction;
use super::world::World;

impl World {
    /// Decides what an invoice's confirmed deposits amount to.
    ///
    /// Waits for deposits whose check is still to end, so that nothing arrives after PAID.
    pub(super) fn evaluate(&mut self, number: u64) {
        let Some(invoice) = self.invoices.get(number) else { return };
        let mut deposits = invoice.transactions.iter().filter_map(|id| self.transaction(id));
        if deposits.any(Transaction::is_in_flight) {
            return;
        }
        if invoice.received.is_zero() {
            self.set_state(number, InvoiceState::Declined);
            return;
        }
        let check = match invoice.lower_bound {
            // Without tolerance on either side: the bound is the least, and more is welcome.
            Some(bound) if invoice.received >= bound => PaymentCheck::Enough,
            Some(_) => return self.intervene(number, InterventionType::Underpay),
            None => {
                let due = invoice.amount.unwrap_or_default();
                check_payment(due, invoice.received, self.settings.overpay)
            }
        };
        match check {
            PaymentCheck::Underpaid { .. } => self.intervene(number, InterventionType::Underpay),
            PaymentCheck::Overpaid { .. } => self.intervene(number, InterventionType::Overpay),
            PaymentCheck::Enough | _ => {
                self.set_state(number, InvoiceState::Paid);
                self.announce_invoice(EventType::InvoicePaid, number, None, None);
                self.schedule(self.settings.delays.credit, Task::CreditInvoice(number));
            }
        }
    }

    fn intervene(&mut self, number: u64, why: InterventionType) {
        let Some(invoice) = self.invoices.get_mut(number) else { return };
        let is_news = invoice.intervention.as_ref() != Some(&why);
        invoice.intervention = Some(why);
        invoice.state = InvoiceState::PendingIntervention;
        if is_news {
            self.announce_invoice(EventType::InvoicePendingIntervention, number, None, None);
        }
    }
}
