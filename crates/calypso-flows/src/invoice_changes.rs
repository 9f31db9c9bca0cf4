//! What a merchant decides about an invoice: archive it, accept what it received, close the matter.

use calypso_model::{Endpoint, ErrorCode, Intervention, Invoice, InvoiceRef, InvoiceState};

use crate::change::Change;
use crate::invoices::Invoices;
use crate::mismatch::FieldDifference;
use crate::{Error, Outcome, identity};

impl Invoices<'_> {
    /// Reads an invoice and tells what happened to it: short or over by how much, declined, and
    /// what can be done about it.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about something else.
    pub async fn intervention(
        &self,
        invoice: impl Into<InvoiceRef>,
    ) -> Result<Intervention, Error> {
        Ok(Intervention::of(&self.get(invoice).await?.into_inner()))
    }

    /// Archives an invoice: nobody can pay it from then on, and a payment that comes all the same
    /// is not noticed.
    ///
    /// No key names this change, so a lost answer, and a refusal because of the invoice's state,
    /// are settled by reading the invoice; it is never sent again by itself. The path is carried
    /// over from the predecessor API.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; the refusal or the unknown outcome if the invoice is not archived, also where
    /// the answer shows it in another state.
    pub async fn archive(&self, invoice: impl Into<InvoiceRef>) -> Result<Change<Invoice>, Error> {
        self.change(Endpoint::InvoiceArchive, invoice.into(), Wish::Archived).await
    }

    /// Accepts what an invoice in intervention received: it becomes `PAID`, and the money goes on
    /// to the merchant's balance.
    ///
    /// Lost answers and refusals are treated as in [`archive`](Self::archive). The path is carried
    /// over from the predecessor API.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; the refusal or the unknown outcome if the invoice is not paid.
    pub async fn return_to_paid(
        &self,
        invoice: impl Into<InvoiceRef>,
    ) -> Result<Change<Invoice>, Error> {
        self.change(Endpoint::InvoiceReturnToPaid, invoice.into(), Wish::Paid).await
    }

    /// Marks the intervention of a completed invoice as resolved, which is bookkeeping only.
    ///
    /// Lost answers and refusals are treated as in [`archive`](Self::archive). The path is carried
    /// over from the predecessor API.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; the refusal or the unknown outcome if the invoice is not marked.
    pub async fn close_intervention(
        &self,
        invoice: impl Into<InvoiceRef>,
    ) -> Result<Change<Invoice>, Error> {
        self.change(Endpoint::InvoiceCloseIntervention, invoice.into(), Wish::Resolved).await
    }

    async fn change(
        &self,
        endpoint: Endpoint,
        invoice: InvoiceRef,
        wish: Wish,
    ) -> Result<Change<Invoice>, Error> {
        let error = match self.client.ask(endpoint, &invoice).await {
            Ok(reply) => {
                let reply = identity::of_invoice(reply, &invoice)?;
                let attempt_id = reply.attempt_id();
                match wish.difference(&reply) {
                    None => return Ok(Change::Made(reply)),
                    Some(difference) => {
                        identity::changed_otherwise(endpoint, attempt_id, difference)
                    }
                }
            }
            Err(error) => error,
        };
        if !may_be_so(&error) {
            return Err(error);
        }
        match self.get(invoice).await {
            Ok(found) if wish.difference(&found).is_none() => Ok(Change::AlreadySo(found)),
            // A look that fails, or finds otherwise, does not tell more than the error at hand.
            Ok(_) | Err(_) => Err(error),
        }
    }
}

/// How an invoice is wished to be.
#[derive(Clone, Copy, Debug)]
enum Wish {
    Archived,
    Paid,
    Resolved,
}

impl Wish {
    /// Returns what is otherwise with an invoice.
    fn difference(self, found: &Invoice) -> Option<FieldDifference> {
        let is_resolved = found.is_intervention_resolved;
        let (is_so, field, wanted, there) = match self {
            Self::Archived => {
                let is_so = found.state == InvoiceState::Archived;
                (is_so, "state", "ARCHIVED", found.state.to_string())
            }
            Self::Paid => (found.state.is_paid(), "state", "PAID", found.state.to_string()),
            Self::Resolved => {
                (is_resolved, "isInterventionResolved", "true", is_resolved.to_string())
            }
        };
        (!is_so).then(|| FieldDifference { field, wanted: wanted.to_owned(), found: Some(there) })
    }
}

/// Tells whether a failed change may have been made all the same, by this call or before it.
fn may_be_so(error: &Error) -> bool {
    error.outcome() == Outcome::Unknown || error.code() == Some(&ErrorCode::InvoiceState)
}
