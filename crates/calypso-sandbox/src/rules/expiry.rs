//! What happens to an invoice that nobody pays.

use std::time::Duration;

use calypso_model::{EventType, InvoiceState};

use super::due::Task;
use super::world::World;

/// A fiat price is quoted anew this often (docs/API-FACTS.md, section 4.3).
const QUOTE_LIFE: Duration = Duration::from_secs(15 * 60);

impl World {
    /// Ends an unpaid invoice; from then on its address is not watched.
    ///
    /// One whose payment was already seen no longer expires: the state diagram has no such arrow
    /// (docs/API-FACTS.md, section 10.1).
    pub(super) fn expire(&mut self, number: u64) {
        if self.is_unpaid(number) {
            self.set_state(number, InvoiceState::Archived);
            self.announce_invoice(EventType::InvoiceExpired, number, None, None);
        }
    }

    /// Derives the amount of an unpaid fiat invoice from the rate of now.
    pub(super) fn requote(&mut self, number: u64) {
        if !self.is_unpaid(number) {
            return;
        }
        let quote = self.invoices.get(number).and_then(|invoice| {
            let fiat = invoice.fiat.as_ref()?;
            self.quote(fiat.amount, &fiat.currency, &invoice.currency, invoice.facts)
        });
        let now = self.now;
        if let Some(invoice) = self.invoices.get_mut(number) {
            invoice.amount = quote.or(invoice.amount);
            if let Some(fiat) = &mut invoice.fiat {
                fiat.quoted = now;
            }
        }
        self.schedule_requote(number);
    }

    pub(super) fn schedule_requote(&mut self, number: u64) {
        self.schedule(QUOTE_LIFE, Task::Requote(number));
    }

    fn is_unpaid(&self, number: u64) -> bool {
        self.invoices
            .get(number)
            .is_some_and(|invoice| invoice.state == InvoiceState::PendingPayment)
    }
}
