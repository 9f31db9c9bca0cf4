//! [`Intervention`]: what happened to an invoice that was not paid exactly, and what can be done
//! (docs/API-FACTS.md, sections 4.12 and 10.1).

use crate::{
    Amount, Invoice, InvoiceState, InvoiceType, OverpayTolerance, PaymentCheck, check_payment,
};

/// What an invoice received, against what was due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PaymentDifference {
    /// Nothing was received.
    Unpaid,
    /// Exactly what was due, or a bound invoice's least amount or more.
    Exact,
    /// Less than was due, by so little that it counts as paid: the ratio is at least 0.995.
    ShortWithinTolerance {
        /// What is missing.
        by: Amount,
    },
    /// Less than was due.
    Short {
        /// What is missing.
        by: Amount,
    },
    /// More than was due.
    Over {
        /// What is too much.
        by: Amount,
    },
    /// The invoice names no amount to compare with, or the difference has more digits than an
    /// [`Amount`] holds, so nothing is said.
    NothingToCompare,
}

/// Something a merchant, or the payer, can do about an invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InterventionAnswer {
    /// Accept what was received (`return-to-paid`): the invoice becomes `PAID`, and the money goes
    /// on to the merchant's balance.
    Accept,
    /// Wait for the payer to send what is missing. That the service then takes the invoice for
    /// paid is inferred.
    WaitForTopUp,
    /// Pay the excess back by a payout, once the money is on the balance.
    RefundExcess,
    /// Have all of it returned to the payer; no API call is known for it, so ask the service's
    /// support.
    ReturnToPayer,
    /// Mark the intervention as resolved (`close-intervention`), which is bookkeeping only.
    CloseIntervention,
}

/// What happened to an invoice that is paid once, and which answers apply.
///
/// All of it is read from the invoice, nothing is guessed: what the invoice does not say is
/// [`NothingToCompare`](PaymentDifference::NothingToCompare).
///
/// ```
/// use calypso_model::{Intervention, InterventionAnswer, Invoice, PaymentDifference};
///
/// let invoice: Invoice = serde_json::from_str(r#"{
///     "id": "184467", "type": "SINGLE", "amount": 10.234, "totalDebitAmount": 10.00,
///     "currency": "USDT_TRX", "state": "PENDING_INTERVENTION", "interventionType": "UNDERPAY",
///     "createdDate": "2025-07-05T22:31:09.255Z", "isInterventionResolved": false,
///     "idempotencyKey": "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11"
/// }"#)?;
/// let intervention = Intervention::of(&invoice);
/// assert_eq!(intervention.difference, PaymentDifference::Short { by: "0.234".parse()? });
/// assert!(intervention.is_needed);
/// assert!(intervention.allows(InterventionAnswer::Accept));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Intervention {
    /// What was received, against what was due.
    pub difference: PaymentDifference,
    /// Whether the service waits for the merchant's decision.
    pub is_needed: bool,
    /// Whether the compliance check refused the money.
    pub is_declined: bool,
    /// What can be done now.
    pub answers: Vec<InterventionAnswer>,
}

impl Intervention {
    /// Reads what happened to an invoice.
    #[must_use]
    pub fn of(invoice: &Invoice) -> Self {
        let difference = difference(invoice);
        Self {
            difference,
            is_needed: invoice.state == InvoiceState::PendingIntervention,
            is_declined: invoice.state == InvoiceState::Declined,
            answers: answers(invoice, difference),
        }
    }

    /// Tells whether an answer applies.
    #[must_use]
    pub fn allows(&self, answer: InterventionAnswer) -> bool {
        self.answers.contains(&answer)
    }

    /// Returns what was received beyond what was due, if it was more.
    #[must_use]
    pub const fn excess(&self) -> Option<Amount> {
        match self.difference {
            PaymentDifference::Over { by } => Some(by),
            PaymentDifference::Unpaid
            | PaymentDifference::Exact
            | PaymentDifference::ShortWithinTolerance { .. }
            | PaymentDifference::Short { .. }
            | PaymentDifference::NothingToCompare => None,
        }
    }
}

fn difference(invoice: &Invoice) -> PaymentDifference {
    let received = invoice.total_debit_amount;
    if received.is_zero() {
        return PaymentDifference::Unpaid;
    }
    match (&invoice.invoice_type, invoice.amount, invoice.lower_bound) {
        // More than the least amount is what such an invoice is for.
        (InvoiceType::Bound, _, Some(bound)) if received >= bound => PaymentDifference::Exact,
        (InvoiceType::Bound, _, Some(bound)) => bound
            .checked_sub(received)
            .map_or(PaymentDifference::NothingToCompare, |by| PaymentDifference::Short { by }),
        (InvoiceType::Single | InvoiceType::SingleFiat, Some(due), _) => against(due, received),
        _ => PaymentDifference::NothingToCompare,
    }
}

fn against(due: Amount, received: Amount) -> PaymentDifference {
    if received == due {
        return PaymentDifference::Exact;
    }
    if let Some(by) = received.checked_sub(due) {
        return PaymentDifference::Over { by };
    }
    match (check_payment(due, received, OverpayTolerance::NONE), due.checked_sub(received)) {
        (PaymentCheck::Enough, Some(by)) => PaymentDifference::ShortWithinTolerance { by },
        (_, Some(by)) => PaymentDifference::Short { by },
        // A difference that cannot be held exactly is not told.
        (_, None) => PaymentDifference::NothingToCompare,
    }
}

fn answers(invoice: &Invoice, difference: PaymentDifference) -> Vec<InterventionAnswer> {
    use InterventionAnswer::{
        Accept, CloseIntervention, RefundExcess, ReturnToPayer, WaitForTopUp,
    };
    let is_over = matches!(difference, PaymentDifference::Over { .. });
    let is_short = matches!(difference, PaymentDifference::Short { .. });
    let was_needed = invoice.intervention_type.is_some();
    match invoice.state {
        InvoiceState::PendingIntervention if is_short => {
            vec![Accept, WaitForTopUp, ReturnToPayer]
        }
        InvoiceState::PendingIntervention => vec![Accept, ReturnToPayer],
        InvoiceState::Completed => {
            let refund = is_over.then_some(RefundExcess);
            let close =
                (was_needed && !invoice.is_intervention_resolved).then_some(CloseIntervention);
            refund.into_iter().chain(close).collect()
        }
        InvoiceState::PendingPayment
        | InvoiceState::MemPoolFound
        | InvoiceState::PendingComplianceCheck
        | InvoiceState::Declined
        | InvoiceState::Paid
        | InvoiceState::Archived
        | InvoiceState::Cancel
        | InvoiceState::Unknown(_) => Vec::new(),
    }
}
