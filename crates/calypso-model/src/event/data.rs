//! [`EventData`]: one shape per kind of event.

use super::{
    InvoiceCreatedData, InvoiceDepositData, InvoiceExpiredData, InvoiceInterventionData,
    InvoiceMempoolData, InvoicePaidData, InvoiceTranslationData, PayoutData, PurseDepositData,
    PurseExpiredData, TopUpData,
};
use crate::{EventType, Fee, InvoiceId, TransactionId};

/// What an event happened to. Fields that this version does not know are in
/// [`Event::raw_data`](super::Event::raw_data).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventData {
    /// An invoice was created.
    InvoiceCreated(InvoiceCreatedData),
    /// A payment to an invoice was seen on the network.
    InvoiceMempool(InvoiceMempoolData),
    /// A payment to an invoice was confirmed, is being checked, or was refused.
    InvoiceDeposit(InvoiceDepositData),
    /// Enough was received for an invoice.
    InvoicePaid(InvoicePaidData),
    /// The merchant has to decide about an invoice.
    InvoiceIntervention(InvoiceInterventionData),
    /// An invoice's money is on the merchant's balance.
    InvoiceTranslation(InvoiceTranslationData),
    /// An invoice can no longer be paid.
    InvoiceExpired(InvoiceExpiredData),
    /// A deposit to a customer's address was seen, is being checked, was refused, was confirmed,
    /// or is on the merchant's balance.
    PurseDeposit(PurseDepositData),
    /// A customer's address reached the end of its life.
    PurseExpired(PurseExpiredData),
    /// Something happened to a payout.
    Payout(PayoutData),
    /// Something happened to a top-up of the merchant's own balance.
    TopUp(TopUpData),
    /// A type whose data this version does not read.
    Unknown,
}

impl EventData {
    pub(super) fn read(event_type: &EventType, text: &str) -> serde_json::Result<Self> {
        match event_type {
            EventType::InvoiceCreateInvoice | EventType::InvoiceCreateUnlimitedInvoice => {
                serde_json::from_str(text).map(Self::InvoiceCreated)
            }
            EventType::InvoiceMempoolFound => serde_json::from_str(text).map(Self::InvoiceMempool),
            EventType::InvoiceFundsReceivedForInvoice
            | EventType::InvoicePendingCompliance
            | EventType::InvoiceComplianceDeclined => {
                serde_json::from_str(text).map(Self::InvoiceDeposit)
            }
            EventType::InvoicePaid => serde_json::from_str(text).map(Self::InvoicePaid),
            EventType::InvoicePendingIntervention => {
                serde_json::from_str(text).map(Self::InvoiceIntervention)
            }
            EventType::InvoiceTranslationToAccountCompleted => {
                serde_json::from_str(text).map(Self::InvoiceTranslation)
            }
            EventType::InvoiceExpired => serde_json::from_str(text).map(Self::InvoiceExpired),
            EventType::CustomerPurseExpired => serde_json::from_str(text).map(Self::PurseExpired),
            EventType::CustomerPurseMemPoolFound
            | EventType::CustomerPursePendingCompliance
            | EventType::CustomerPurseComplianceDeclined
            | EventType::CustomerPurseFundsReceivedForPurse
            | EventType::CustomerPurseTranslationToAccountCompleted => {
                serde_json::from_str(text).map(Self::PurseDeposit)
            }
            EventType::PayoutChangeStatus
            | EventType::PayoutConfirmed
            | EventType::PayoutHashReceived
            | EventType::PayoutValidationError => serde_json::from_str(text).map(Self::Payout),
            EventType::TopUpComplianceCheck
            | EventType::TopUpComplianceDeclined
            | EventType::WalletFundsDeliveredAccount => serde_json::from_str(text).map(Self::TopUp),
            // The shapes of fiat orders are not documented; their raw data is kept.
            EventType::FiatDepositOrderCreated
            | EventType::FiatDepositOrderConfirm
            | EventType::FiatDepositFiatFundsReceived
            | EventType::FiatDepositOrderExpired
            | EventType::FiatDepositOrderFailed
            | EventType::Unknown(_) => Ok(Self::Unknown),
        }
    }

    /// Returns the invoice the event is about, if it is about one.
    #[must_use]
    pub const fn invoice_id(&self) -> Option<&InvoiceId> {
        match self {
            Self::InvoiceCreated(data) => Some(&data.parent_external_id),
            Self::InvoiceMempool(data) => Some(&data.parent_external_id),
            Self::InvoiceDeposit(data) => Some(&data.parent_external_id),
            Self::InvoicePaid(data) => Some(&data.parent_external_id),
            Self::InvoiceIntervention(data) => Some(&data.parent_external_id),
            Self::InvoiceTranslation(data) => Some(&data.parent_external_id),
            Self::InvoiceExpired(data) => Some(&data.parent_external_id),
            Self::PurseDeposit(_)
            | Self::PurseExpired(_)
            | Self::Payout(_)
            | Self::TopUp(_)
            | Self::Unknown => None,
        }
    }

    /// Returns the deposits that the event names.
    #[must_use]
    pub fn transaction_ids(&self) -> &[TransactionId] {
        match self {
            Self::InvoiceDeposit(data) => &data.transaction_ids,
            Self::InvoiceTranslation(data) => &data.transaction_ids,
            Self::PurseDeposit(data) => core::slice::from_ref(&data.transaction_id),
            Self::InvoiceCreated(_)
            | Self::InvoiceMempool(_)
            | Self::InvoicePaid(_)
            | Self::InvoiceIntervention(_)
            | Self::InvoiceExpired(_)
            | Self::PurseExpired(_)
            | Self::Payout(_)
            | Self::TopUp(_)
            | Self::Unknown => &[],
        }
    }

    /// Returns the service fee that the event reports.
    #[must_use]
    pub const fn service_fee(&self) -> Fee {
        match self {
            Self::InvoiceTranslation(data) => data.service_fee,
            Self::PurseDeposit(data) => data.service_fee,
            Self::InvoiceCreated(_)
            | Self::InvoiceMempool(_)
            | Self::InvoiceDeposit(_)
            | Self::InvoicePaid(_)
            | Self::InvoiceIntervention(_)
            | Self::InvoiceExpired(_)
            | Self::PurseExpired(_)
            | Self::Payout(_)
            | Self::TopUp(_)
            | Self::Unknown => Fee::NotReported,
        }
    }
}
