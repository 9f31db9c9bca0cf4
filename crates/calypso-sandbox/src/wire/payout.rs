//! Payouts, withdrawals and mass payouts, as answers show them
//! (docs/API-FACTS.md, sections 9.2 and 9.3).

use calypso_model::{
    AccountId, Address, Amount, BelongingType, Chain, CompanyId, Currency, ExternalId,
    IdempotencyKey, MassPayoutId, PayoutId, PayoutState, TransactionHash, UserId,
    WithdrawalErrorStatus, WithdrawalId, WithdrawalState,
};

use super::date::ZonedDate;
use super::reply::reply;
use super::schema::{described, described_words, text};
use crate::rules::{Cancellation, Deal, DealKind, Withdrawal, WithdrawalError, World};

described! {
    PayoutId, MassPayoutId, WithdrawalId, UserId =>
        text().min_length(Some(1)).max_length(Some(256)).build().into();
}

described_words! {
    BelongingType, PayoutState, WithdrawalErrorStatus, WithdrawalState,
}

reply! {
    /// A payout.
    #[derive(Debug)]
    pub(crate) struct PayoutBody<'a> as "Payout" {
        id: &'a PayoutId = "id",
        account: &'a AccountId = "account",
        deposit_address: &'a Address = "depositAddress",
        amount: Amount = "amount",
        currency: &'a Currency = "currency",
        /// On top of the amount.
        calypso_fee: Amount = "calypsoFee",
        calypso_fee_percentage: Amount = "calypsoFeePercentage",
        state: &'a PayoutState = "state",
        created_date: ZonedDate = "createdDate",
        transaction_hash: Option<&'a TransactionHash> = "transactionHash",
        comment: Option<&'a str> = "comment",
        execution_date: Option<ZonedDate> = "executionDate",
        idempotency_key: Option<&'a IdempotencyKey> = "idempotencyKey",
        errors: Option<PayoutErrorsBody<'a>> = "errors",
        cancellation: Option<CancellationBody<'a>> = "cancellation",
        /// Whose the address is.
        belonging_type: BelongingType = "belongingType",
    }
}

reply! {
    /// What the withdrawals of a payout ran into.
    #[derive(Debug)]
    pub(crate) struct PayoutErrorsBody<'a> as "PayoutErrors" {
        withdrawal_errors: Vec<ErrorsOfWithdrawalBody<'a>> = "withdrawalErrors",
    }
}

reply! {
    /// What one withdrawal ran into.
    #[derive(Debug)]
    pub(crate) struct ErrorsOfWithdrawalBody<'a> as "ErrorsOfWithdrawal" {
        withdrawal_id: &'a WithdrawalId = "withdrawalId",
        errors: Vec<WithdrawalErrorBody<'a>> = "errors",
    }
}

reply! {
    /// Something that a withdrawal ran into.
    #[derive(Debug)]
    pub(crate) struct WithdrawalErrorBody<'a> as "WithdrawalError" {
        id: u64 = "id",
        status: &'a WithdrawalErrorStatus = "status",
        error_resolved: bool = "errorResolved",
        error_message: &'a str = "errorMessage",
    }
}

reply! {
    /// Who called a payout off, and why.
    #[derive(Debug)]
    pub(crate) struct CancellationBody<'a> as "Cancellation" {
        canceled_by_user_id: &'a UserId = "canceledByUserId",
        canceled_by_firstname: &'a str = "canceledByFirstname",
        canceled_by_lastname: &'a str = "canceledByLastname",
        cancel_message: &'a str = "cancelMessage",
    }
}

reply! {
    /// One transfer to one address.
    #[derive(Debug)]
    pub(crate) struct WithdrawalBody<'a> as "Withdrawal" {
        id: &'a WithdrawalId = "id",
        account: &'a AccountId = "account",
        company_name: Option<&'a str> = "companyName",
        amount: Amount = "amount",
        currency: &'a Currency = "currency",
        state: &'a WithdrawalState = "state",
        /// On top of the amount.
        calypso_fee: Amount = "calypsoFee",
        transaction_hash: Option<&'a TransactionHash> = "transactionHash",
        deposit_address: &'a Address = "depositAddress",
        comment: Option<&'a str> = "comment",
        created_date: ZonedDate = "createdDate",
        external_id: Option<&'a ExternalId> = "externalId",
        withdrawal_errors: Vec<WithdrawalErrorBody<'a>> = "withdrawalErrors",
    }
}

reply! {
    /// A payout to many addresses.
    #[derive(Debug)]
    pub(crate) struct MassPayoutBody<'a> as "MassPayout" {
        id: &'a MassPayoutId = "id",
        name: &'a str = "name",
        comment: Option<&'a str> = "comment",
        currency: &'a Currency = "currency",
        state: &'a PayoutState = "state",
        /// The sum of its withdrawals.
        total_withdrawal_amount: Amount = "totalWithdrawalAmount",
        total_network_fee: Amount = "totalNetworkFee",
        total_network_fee_percentage: Amount = "totalNetworkFeePercentage",
        network_fee_currency: &'a str = "networkFeeCurrency",
        company_id: Option<&'a CompanyId> = "companyId",
        created_date: ZonedDate = "createdDate",
        execution_date: Option<ZonedDate> = "executionDate",
        idempotency_key: Option<&'a IdempotencyKey> = "idempotencyKey",
        errors: Option<PayoutErrorsBody<'a>> = "errors",
    }
}

impl<'a> PayoutBody<'a> {
    /// Writes a payout; a mass payout is none.
    pub(crate) fn new(deal: &'a Deal, world: &'a World) -> Option<Self> {
        let DealKind::Single(id) = &deal.kind else { return None };
        let withdrawal = world.withdrawals_of(deal).next()?;
        let is_internal = withdrawal.is_internal;
        Some(Self {
            id,
            account: &deal.owner,
            deposit_address: &withdrawal.address,
            amount: withdrawal.amount,
            currency: &deal.currency,
            calypso_fee: withdrawal.fee,
            calypso_fee_percentage: world.payout_fee_percentage(&deal.currency),
            state: &deal.state,
            created_date: ZonedDate(deal.created),
            transaction_hash: withdrawal.hash.as_ref(),
            comment: deal.comment.as_deref(),
            execution_date: deal.execution().map(ZonedDate),
            idempotency_key: deal.key.as_ref(),
            errors: PayoutErrorsBody::new(deal, world),
            cancellation: deal.cancellation.as_ref().map(CancellationBody::new),
            belonging_type: match is_internal {
                true => BelongingType::Internal,
                false => BelongingType::External,
            },
        })
    }
}

impl<'a> PayoutErrorsBody<'a> {
    /// Writes what went wrong; nothing if nothing did.
    fn new(deal: &Deal, world: &'a World) -> Option<Self> {
        let withdrawals = deal.withdrawals.iter().filter_map(|number| world.withdrawal_by(*number));
        let withdrawal_errors: Vec<_> = withdrawals
            .filter(|withdrawal| !withdrawal.errors.is_empty())
            .map(|withdrawal| ErrorsOfWithdrawalBody {
                withdrawal_id: &withdrawal.id,
                errors: withdrawal.errors.iter().map(WithdrawalErrorBody::new).collect(),
            })
            .collect();
        (!withdrawal_errors.is_empty()).then_some(Self { withdrawal_errors })
    }
}

impl<'a> WithdrawalErrorBody<'a> {
    fn new(error: &'a WithdrawalError) -> Self {
        Self {
            id: error.number,
            status: &error.status,
            error_resolved: false,
            error_message: error.message,
        }
    }
}

impl<'a> CancellationBody<'a> {
    fn new(cancellation: &'a Cancellation) -> Self {
        Self {
            canceled_by_user_id: &cancellation.by,
            canceled_by_firstname: "Sandbox",
            canceled_by_lastname: "User",
            cancel_message: cancellation.message,
        }
    }
}

impl<'a> WithdrawalBody<'a> {
    pub(crate) fn new(withdrawal: &'a Withdrawal, world: &'a World) -> Self {
        Self {
            id: &withdrawal.id,
            account: &withdrawal.owner,
            company_name: world.merchant(&withdrawal.owner).ok().map(|one| one.name.as_str()),
            amount: withdrawal.amount,
            currency: &withdrawal.currency,
            state: &withdrawal.state,
            calypso_fee: withdrawal.fee,
            transaction_hash: withdrawal.hash.as_ref(),
            deposit_address: &withdrawal.address,
            comment: withdrawal.comment.as_deref(),
            created_date: ZonedDate(withdrawal.created),
            external_id: withdrawal.external_id.as_ref(),
            withdrawal_errors: withdrawal.errors.iter().map(WithdrawalErrorBody::new).collect(),
        }
    }
}

impl<'a> MassPayoutBody<'a> {
    /// Writes a mass payout; a single one is none.
    pub(crate) fn new(deal: &'a Deal, world: &'a World) -> Option<Self> {
        let DealKind::Mass { id, name } = &deal.kind else { return None };
        let amounts = world.withdrawals_of(deal).map(|withdrawal| withdrawal.amount);
        let total =
            amounts.fold(Amount::ZERO, |sum, amount| sum.checked_add(amount).unwrap_or(sum));
        let coin = match deal.facts.chain {
            Some(Chain::Bitcoin) => "BTC",
            Some(Chain::BinanceSmartChain) => "BNB",
            Some(Chain::Dogecoin) => "XDG",
            Some(Chain::Litecoin) => "LTC",
            Some(Chain::Polygon) => "POL",
            Some(Chain::Tron) => "TRX",
            Some(Chain::Ethereum | _) | None => "ETH",
        };
        Some(Self {
            id,
            name,
            comment: deal.comment.as_deref(),
            currency: &deal.currency,
            state: &deal.state,
            total_withdrawal_amount: total,
            total_network_fee: Amount::ZERO,
            total_network_fee_percentage: Amount::ZERO,
            network_fee_currency: coin,
            company_id: world.merchant(&deal.owner).ok().map(|one| &one.owner),
            created_date: ZonedDate(deal.created),
            execution_date: deal.execution().map(ZonedDate),
            idempotency_key: deal.key.as_ref(),
            errors: PayoutErrorsBody::new(deal, world),
        })
    }
}
