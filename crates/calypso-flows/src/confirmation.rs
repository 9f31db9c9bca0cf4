//! Confirming money: what a refetched deposit or invoice really says, and what may be credited.

use calypso_model::{
    Amount, ComplianceState, Currency, Deposit, Fee, Invoice, InvoiceState, PurseTransaction,
    TransactionHash, TransactionId, TransactionState, net_credit,
};

/// How far money on its way to the merchant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// Nothing, or nothing confirmed, has arrived. A word this version does not know counts here.
    Pending,
    /// Confirmed and checked, on its way to the merchant's balance.
    Received,
    /// On the merchant's balance.
    Settled,
    /// Refused by the compliance check. Final.
    Declined,
    /// Too little or too much was received, and the merchant has to decide.
    Intervention,
    /// Expired, archived or cancelled. Final.
    Closed,
    /// The service lists the deposit without a state, and no event has reported its fee yet.
    Unstated,
}

/// When a merchant credits a payment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CreditOn {
    /// As soon as it is confirmed, before it is on the merchant's balance.
    Received,
    /// Once it is on the merchant's balance.
    #[default]
    Settled,
}

impl Stage {
    /// Tells whether the stage allows a credit.
    #[must_use]
    pub const fn allows(self, credit_on: CreditOn) -> bool {
        match credit_on {
            CreditOn::Received => matches!(self, Self::Received | Self::Settled),
            CreditOn::Settled => matches!(self, Self::Settled),
        }
    }

    /// Tells whether nothing will change by itself any more.
    #[must_use]
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Settled | Self::Declined | Self::Closed)
    }

    const fn of_states(
        transaction: &TransactionState,
        compliance: Option<&ComplianceState>,
        translated: bool,
    ) -> Self {
        match (transaction, compliance) {
            (TransactionState::Declined, _) | (_, Some(ComplianceState::Decline)) => Self::Declined,
            (TransactionState::Confirmed, Some(ComplianceState::Checked) | None) => {
                if translated {
                    Self::Settled
                } else {
                    Self::Received
                }
            }
            _ => Self::Pending,
        }
    }
}

/// A deposit as the service has it now: the proof that a webhook announced something real.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DepositConfirmation {
    /// The deposit.
    pub transaction_id: TransactionId,
    /// What arrived.
    pub gross: Amount,
    /// Its currency.
    pub currency: Currency,
    /// The transaction on the chain.
    pub transaction_hash: Option<TransactionHash>,
    /// The service fee, as far as it was reported.
    pub fee: Fee,
    /// What is credited: gross less fee, if the fee is known.
    pub net: Option<Amount>,
    /// How far the deposit is.
    pub stage: Stage,
}

impl DepositConfirmation {
    /// Returns the amount to credit now, if the deposit is far enough and its fee is known.
    #[must_use]
    pub fn creditable(&self, credit_on: CreditOn) -> Option<Amount> {
        self.net.filter(|_| self.stage.allows(credit_on))
    }

    pub(crate) fn of_purse(transaction: &PurseTransaction, fee: Fee) -> Self {
        Self {
            transaction_id: transaction.id.clone(),
            gross: transaction.amount,
            currency: transaction.currency.clone(),
            transaction_hash: transaction.transaction_hash.clone(),
            fee,
            net: net_credit(transaction.amount, fee),
            stage: Stage::of_states(
                &transaction.transaction_state,
                Some(&transaction.compliance_state),
                transaction.translation_to_account_completed,
            ),
        }
    }

    pub(crate) fn of_invoice(id: &TransactionId, deposit: &Deposit, fee: Fee) -> Self {
        let translated = deposit.translation_to_account_completed;
        let compliance = deposit.compliance_state.as_ref();
        let stage = match (&deposit.transaction_state, compliance, translated) {
            (Some(state), _, _) => Stage::of_states(state, compliance, translated == Some(true)),
            (None, Some(ComplianceState::Decline), _) => Stage::Declined,
            (None, Some(ComplianceState::Checked) | None, Some(true)) => Stage::Settled,
            // Only the event of a deposit's settlement reports its fee to the caller.
            (None, None, None) if !fee.is_not_reported() => Stage::Settled,
            (None, Some(ComplianceState::Checked) | None, _) => Stage::Unstated,
            (None, Some(_), _) => Stage::Pending,
        };
        let fee = if deposit.fee.is_not_reported() { fee } else { deposit.fee };
        Self {
            transaction_id: id.clone(),
            gross: deposit.amount,
            currency: deposit.currency.clone(),
            transaction_hash: deposit.transaction_hash.clone(),
            fee,
            net: net_credit(deposit.amount, fee),
            stage,
        }
    }
}

/// An invoice that is paid once, as the service has it now.
///
/// It is the unit of credit for such invoices: after an intervention one settlement may gather
/// several deposits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Settlement {
    /// What arrived in all.
    pub gross: Amount,
    /// The service fee, as far as it was reported.
    pub fee: Fee,
    /// What is credited: gross less fee, if the fee is known.
    pub net: Option<Amount>,
    /// How far the invoice is.
    pub stage: Stage,
    /// The invoice itself.
    pub invoice: Invoice,
}

impl Settlement {
    /// Returns the amount to credit now, if the invoice is far enough and its fee is known.
    #[must_use]
    pub fn creditable(&self, credit_on: CreditOn) -> Option<Amount> {
        self.net.filter(|_| self.stage.allows(credit_on))
    }

    pub(crate) fn of(invoice: Invoice) -> Self {
        let stage = match invoice.state {
            InvoiceState::Paid => Stage::Received,
            InvoiceState::Completed => Stage::Settled,
            InvoiceState::Declined => Stage::Declined,
            InvoiceState::PendingIntervention => Stage::Intervention,
            InvoiceState::Archived | InvoiceState::Cancel => Stage::Closed,
            InvoiceState::PendingPayment
            | InvoiceState::MemPoolFound
            | InvoiceState::PendingComplianceCheck
            | InvoiceState::Unknown(_)
            | _ => Stage::Pending,
        };
        let (gross, fee) = (invoice.total_debit_amount, invoice.fee);
        Self { gross, fee, net: net_credit(gross, fee), stage, invoice }
    }
}
