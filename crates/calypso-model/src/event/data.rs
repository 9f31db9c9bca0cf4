//! [`EventData`]: one shape per kind of event, and a place for what has another.

use super::{
    InvoiceCreatedData, InvoiceDepositData, InvoiceExpiredData, InvoiceInterventionData,
    InvoiceMempoolData, InvoicePaidData, InvoiceTranslationData, PayoutData, PurseDepositData,
    PurseExpiredData, TopUpData, shapes,
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
    /// A known type whose data has another shape than the documentation gives it.
    Unreadable(UnreadableData),
}

/// Why the data of an event could not be read; its text is in
/// [`Event::raw_data`](super::Event::raw_data).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadableData(Box<str>);

impl UnreadableData {
    /// Returns what was in the way, in words. They may quote the data.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0
    }
}

impl EventData {
    /// Reads the data of an event. What a delivery proves must not be lost to one odd field, so
    /// data of an unexpected shape is no error.
    pub(super) fn read(event_type: &EventType, text: &str) -> Self {
        Self::read_shape(event_type, text)
            .unwrap_or_else(|error| Self::Unreadable(UnreadableData(error.to_string().into())))
    }

    fn read_shape(event_type: &EventType, text: &str) -> serde_json::Result<Self> {
        match event_type {
            EventType::InvoiceCreateInvoice | EventType::InvoiceCreateUnlimitedInvoice => {
                let mut data: InvoiceCreatedData = serde_json::from_str(text)?;
                data.fiat_currency = shapes::fiat_currency(text)?;
                Ok(Self::InvoiceCreated(data))
            }
            EventType::InvoiceMempoolFound => {
                let mut data: InvoiceMempoolData = serde_json::from_str(text)?;
                data.fiat_currency = shapes::fiat_currency(text)?;
                Ok(Self::InvoiceMempool(data))
            }
            EventType::InvoiceFundsReceivedForInvoice
            | EventType::InvoicePendingCompliance
            | EventType::InvoiceComplianceDeclined => {
                let mut data: InvoiceDepositData = serde_json::from_str(text)?;
                data.transaction_ids = shapes::transaction_ids(text)?;
                Ok(Self::InvoiceDeposit(data))
            }
            EventType::InvoicePaid => {
                let mut data: InvoicePaidData = serde_json::from_str(text)?;
                data.fiat_currency = shapes::fiat_currency(text)?;
                Ok(Self::InvoicePaid(data))
            }
            EventType::InvoicePendingIntervention => {
                serde_json::from_str(text).map(Self::InvoiceIntervention)
            }
            EventType::InvoiceTranslationToAccountCompleted => {
                let mut data: InvoiceTranslationData = serde_json::from_str(text)?;
                data.transaction_ids = shapes::transaction_ids(text)?;
                Ok(Self::InvoiceTranslation(data))
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
            | Self::Unknown
            | Self::Unreadable(_) => None,
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
            | Self::Unknown
            | Self::Unreadable(_) => &[],
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
            | Self::Unknown
            | Self::Unreadable(_) => Fee::NotReported,
        }
    }
}
