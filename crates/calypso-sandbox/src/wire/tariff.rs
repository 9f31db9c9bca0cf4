//! Fees of planned operations: the request and the answer (docs/API-FACTS.md, section 9.8).

use calypso_model::{Amount, Currency, FeeOperation, FeeType};

use super::narrow::{Crypto, Positive, Several};
use super::payload::{payload, readable_words};
use super::reply::reply;
use super::schema::described_words;
use crate::rules::{FeeQuote, PlannedOperation};

described_words! { FeeOperation, FeeType }

readable_words! {
    FeeOperation: "operation",
    FeeType: "fee type",
}

payload! {
    /// Operations whose fees are wanted.
    pub(crate) struct FeesWanted as "ExtendedFeeRequest" {
        items: Several<PlannedBody> = required "items",
    }
}

payload! {
    /// An operation that is planned.
    pub(crate) struct PlannedBody as "PlannedOperation" {
        /// The amount that it is about; it may have any number of decimals.
        base_amount: Positive = required "baseAmount",
        currency: Crypto = required "currency",
        op_type: FeeOperation = required "opType",
        /// `SERVICE` if nothing is said.
        fee_type: FeeType = optional "feeType",
    }
}

impl From<PlannedBody> for PlannedOperation {
    fn from(planned: PlannedBody) -> Self {
        Self {
            base_amount: planned.base_amount.0,
            currency: planned.currency.0,
            op_type: planned.op_type,
            fee_type: planned.fee_type,
        }
    }
}

reply! {
    /// The fees of planned operations.
    #[derive(Debug)]
    pub(crate) struct FeesBody as "ExtendedFees" {
        items: Vec<FeeBody> = "items",
    }
}

reply! {
    /// The fee of a planned operation.
    #[derive(Debug)]
    pub(crate) struct FeeBody as "ExtendedFee" {
        amount: Amount = "amount",
        currency: Currency = "currency",
        op_type: FeeOperation = "opType",
        /// If the fee is taken out of the amount.
        fee_receiver: ShareBody = "feeReceiver",
        /// If the fee comes on top of the amount.
        fee_sender: ShareBody = "feeSender",
    }
}

reply! {
    /// An amount and the fee that goes with it.
    #[derive(Debug)]
    pub(crate) struct ShareBody as "FeeShare" {
        /// What arrives.
        amount: Amount = "amount",
        /// The whole fee.
        fee: Amount = "fee",
        /// The fixed part, for the fee type `FIX`.
        fixed_fee: Option<Amount> = "fixedFee",
        /// The percentage part, for the fee type `PERCENT`.
        percent_fee: Option<Amount> = "percentFee",
    }
}

impl FeesBody {
    pub(crate) fn new(quotes: Vec<FeeQuote>) -> Self {
        Self { items: quotes.into_iter().map(FeeBody::new).collect() }
    }
}

impl FeeBody {
    fn new(quote: FeeQuote) -> Self {
        let planned = quote.planned;
        let fixed = planned.fee_type == Some(FeeType::Fix);
        let percent = planned.fee_type == Some(FeeType::Percent);
        let share = |amount, fee| ShareBody {
            amount,
            fee,
            fixed_fee: fixed.then_some(quote.parts.fixed),
            percent_fee: percent.then_some(quote.parts.percent),
        };
        Self {
            amount: planned.base_amount,
            fee_receiver: share(quote.rest, quote.receiver),
            fee_sender: share(planned.base_amount, quote.sender),
            currency: planned.currency,
            op_type: planned.op_type,
        }
    }
}
