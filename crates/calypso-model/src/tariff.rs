//! What planned operations would cost (docs/API-FACTS.md, section 9.8).

use serde::{Deserialize, Serialize};

use crate::word::words;
use crate::{Amount, Currency};

words! {
    /// The kind of a planned operation.
    pub enum FeeOperation {
        /// A payment to an invoice.
        Invoice = "INVOICE",
        /// A payout.
        Withdrawal = "WITHDRAWAL",
    }
}

words! {
    /// Which part of a fee is asked about.
    pub enum FeeType {
        /// All of it.
        Service = "SERVICE",
        /// The fixed part that the user is charged.
        Fix = "FIX",
        /// The percentage that the user is charged.
        Percent = "PERCENT",
    }
}

words! {
    /// The code of an operation in a tariff.
    ///
    /// An older page lists them; no operation in reach takes or returns one yet.
    pub enum OperationCode {
        /// A payout to one address.
        SingleWithdrawal = "SINGLE_WITHDRAWAL",
        /// One withdrawal of a mass payout.
        MassWithdrawal = "MASS_WITHDRAWAL",
        /// Making an invoice over a fixed amount of crypto.
        CreationSingleInvoice = "CREATION_SINGLE_INVOICE",
        /// Making an invoice over a fixed amount of fiat.
        CreationSingleFiatInvoice = "CREATION_SINGLE_FIAT_INVOICE",
        /// Making an invoice for any number of payments.
        CreationUnlimitedInvoice = "CREATION_UNLIMITED_INVOICE",
        /// As above, by a payment widget for one client.
        CreationUnlimitedLinkedInvoice = "CREATION_UNLIMITED_LINKED_INVOICE",
        /// Making an invoice over a least amount.
        CreationBoundInvoice = "CREATION_BOUND_INVOICE",
        /// A deposit to an invoice over a fixed amount of crypto.
        SingleInvoice = "SINGLE_INVOICE",
        /// A deposit to an invoice over a fixed amount of fiat.
        SingleFiatInvoice = "SINGLE_FIAT_INVOICE",
        /// A deposit to an invoice for any number of payments.
        UnlimitedInvoice = "UNLIMITED_INVOICE",
        /// As above, where a payment widget made the invoice.
        UnlimitedLinkedInvoice = "UNLIMITED_LINKED_INVOICE",
        /// A deposit to an invoice over a least amount.
        BoundInvoice = "BOUND_INVOICE",
        /// The merchant's own deposit to the account.
        TopUp = "TOP_UP",
        /// What an exchange takes from the balance.
        CryptoToCryptoWithdrawal = "CRYPTO_TO_CRYPTO_WITHDRAWAL",
        /// What an exchange brings to the balance.
        CryptoToCryptoDeposit = "CRYPTO_TO_CRYPTO_DEPOSIT",
    }
}

/// Asks what planned operations would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ExtendedFeeRequest {
    /// The operations; at least one.
    pub items: Vec<PlannedOperation>,
}

impl ExtendedFeeRequest {
    /// Asks about operations, of which there must be at least one.
    #[must_use]
    pub const fn new(items: Vec<PlannedOperation>) -> Self {
        Self { items }
    }
}

/// An operation that is planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlannedOperation {
    /// The amount that it is about.
    pub base_amount: Amount,
    /// The currency.
    pub currency: Currency,
    /// What is planned.
    pub op_type: FeeOperation,
    /// Which part of the fee is asked about. Older schemas do not know the field, the newest one
    /// requires it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fee_type: Option<FeeType>,
}

impl PlannedOperation {
    /// Plans an operation, and asks for all fees.
    #[must_use]
    pub const fn new(base_amount: Amount, currency: Currency, op_type: FeeOperation) -> Self {
        Self { base_amount, currency, op_type, fee_type: Some(FeeType::Service) }
    }

    /// Plans a payment to an invoice.
    #[must_use]
    pub const fn invoice(base_amount: Amount, currency: Currency) -> Self {
        Self::new(base_amount, currency, FeeOperation::Invoice)
    }

    /// Plans a payout.
    #[must_use]
    pub const fn withdrawal(base_amount: Amount, currency: Currency) -> Self {
        Self::new(base_amount, currency, FeeOperation::Withdrawal)
    }

    /// Asks for a part of the fee, or, with nothing, as older schemas have it.
    #[must_use]
    pub fn with_fee_type(mut self, fee_type: impl Into<Option<FeeType>>) -> Self {
        self.fee_type = fee_type.into();
        self
    }
}

/// What planned operations would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExtendedFees {
    /// One answer per operation.
    pub items: Vec<ExtendedFee>,
}

/// What one planned operation would cost, in the two ways of paying the fee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ExtendedFee {
    /// The amount asked about.
    pub amount: Amount,
    /// The currency.
    pub currency: Currency,
    /// What is planned.
    pub op_type: FeeOperation,
    /// If the fee is taken out of the amount, so that the receiver bears it.
    pub fee_receiver: FeeShare,
    /// If the fee comes on top of the amount, so that the sender bears it: a payout then takes
    /// the sum of amount and fee.
    pub fee_sender: FeeShare,
}

/// An amount and the fee that goes with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FeeShare {
    /// The amount, presumably what arrives.
    pub amount: Amount,
    /// The whole fee, whichever part was asked about.
    pub fee: Amount,
    /// The fixed part that the user pays, if it was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed_fee: Option<Amount>,
    /// The percentage part that the user pays, if it was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub percent_fee: Option<Amount>,
}
