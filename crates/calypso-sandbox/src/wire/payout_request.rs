//! What is asked about payouts (docs/API-FACTS.md, sections 9.1 to 9.3).

use calypso_model::{
    Address, ExternalId, IdempotencyKey, Instant, MassPayoutId, PayoutId, PayoutState,
    WithdrawalId, WithdrawalState,
};
use calypso_sign::Timestamp;

use super::fields::Fields;
use super::narrow::{AtLeastOne, Crypto, Positive, Several};
use super::page::PageWanted;
use super::payload::{NotEmpty, Payload as _, payload, readable, readable_words};
use crate::rules::{self, DealRef, Refusal, Transfer};

readable! {
    |fields, name| PayoutId, MassPayoutId, WithdrawalId => fields.parsed(name, Self::parse);
}

readable_words! {
    PayoutState: "payout state",
    WithdrawalState: "withdrawal state",
}

payload! {
    /// A payout to create.
    pub(crate) struct NewPayout as "NewPayout" {
        /// Where the money goes: an address on the currency's chain.
        deposit_address: Address = required "depositAddress",
        amount: Positive = required "amount",
        currency: Crypto = required "currency",
        comment: String = optional "comment",
        /// The key that names this creation.
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        /// The merchant's own reference, repeated in webhooks.
        external_id: ExternalId = optional "externalId",
    }
}

payload! {
    /// A payout to create to many addresses in one currency.
    pub(crate) struct NewMassPayout as "NewMassPayout" {
        currency: Crypto = required "currency",
        name: NotEmpty = required "name",
        /// At most 1000 in ETH and tokens on Ethereum, 100 in others.
        mass_addresses: Several<MassAddress> = required "massAddresses",
        comment: String = optional "comment",
        /// When it is to be carried out; at once without.
        execution_date: Instant = optional "executionDate",
        /// The key that names this creation.
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
    }
}

payload! {
    /// One entry of a mass payout.
    pub(crate) struct MassAddress as "MassAddress" {
        /// Where the money goes: an address on the currency's chain.
        deposit_address: Address = required "depositAddress",
        amount: Positive = required "amount",
        comment: String = optional "comment",
        /// The merchant's own reference.
        external_id: ExternalId = optional "externalId",
    }
}

payload! {
    /// Which payout is meant: `id` or `idempotencyKey` must be given.
    pub(crate) struct PayoutWanted as "PayoutRequest" of at least 1 {
        id: PayoutId = optional "id" or "dealId",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
    }
}

payload! {
    /// Which mass payout is meant: `id` or `idempotencyKey` must be given.
    pub(crate) struct MassPayoutWanted as "MassPayoutRequest" of at least 1 {
        id: MassPayoutId = optional "id" or "dealId",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
    }
}

payload! {
    /// Which withdrawal is meant.
    pub(crate) struct WithdrawalWanted as "WithdrawalRequest" {
        /// The withdrawal's id.
        id: WithdrawalId = required "requestId",
    }
}

payload! {
    /// Which payouts or mass payouts are wanted, and which page of them.
    pub(crate) struct PayoutsWanted as "PayoutsRequest" {
        /// Only those in one of these states.
        state_names: Vec<PayoutState> = optional "stateNames",
        page_number: u32 = optional "pageNumber",
        page_size: AtLeastOne = optional "pageSize",
        /// By time of creation; ascending without.
        sort: calypso_model::Sort = optional "sort",
        /// Only those that are yet to be carried out, or only the others.
        is_execution_date_in_future: bool = optional "isExecutionDateInFuture",
    }
}

payload! {
    /// Whose withdrawals are wanted, and which page of them: `dealId`, `idempotencyKey` or
    /// `externalId` must be given.
    pub(crate) struct WithdrawalsWanted as "WithdrawalsRequest" of at least 1 {
        /// The id of a payout or of a mass payout.
        deal_id: PayoutId = optional "dealId" or "id",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
        /// Only those in one of these states.
        state_names: Vec<WithdrawalState> = optional "stateNames",
        page_number: u32 = optional "pageNumber",
        page_size: AtLeastOne = optional "pageSize",
        /// In the order they were asked for, or the reverse.
        sort: calypso_model::Sort = optional "sort",
    }
}

impl From<NewPayout> for rules::NewPayout {
    fn from(new: NewPayout) -> Self {
        let transfer = Transfer {
            address: new.deposit_address,
            amount: new.amount.0,
            comment: new.comment,
            external_id: new.external_id,
        };
        Self { transfer, currency: new.currency.0, key: new.idempotency_key }
    }
}

impl From<NewMassPayout> for rules::NewMassPayout {
    fn from(new: NewMassPayout) -> Self {
        let transfer = |entry: MassAddress| Transfer {
            address: entry.deposit_address,
            amount: entry.amount.0,
            comment: entry.comment,
            external_id: entry.external_id,
        };
        let planned = new.execution_date.map(|date| Timestamp::from_millis(date.as_millis()));
        Self {
            name: new.name.0,
            currency: new.currency.0,
            transfers: new.mass_addresses.0.into_iter().map(transfer).collect(),
            comment: new.comment,
            planned,
            key: new.idempotency_key,
        }
    }
}

/// Reads which payout is meant.
pub(crate) fn payout_ref(fields: &Fields<'_>) -> Result<DealRef, Refusal> {
    let wanted = PayoutWanted::read(fields)?;
    named(fields, "id", wanted.id.as_ref().map(PayoutId::as_str), wanted.idempotency_key, None)
}

/// Reads which mass payout is meant.
pub(crate) fn mass_payout_ref(fields: &Fields<'_>) -> Result<DealRef, Refusal> {
    let wanted = MassPayoutWanted::read(fields)?;
    let id = wanted.id.as_ref().map(MassPayoutId::as_str);
    named(fields, "id", id, wanted.idempotency_key, None)
}

/// Reads whose withdrawals are wanted.
pub(crate) fn withdrawals_ref(
    fields: &Fields<'_>,
) -> Result<(DealRef, WithdrawalsWanted, PageWanted), Refusal> {
    let wanted = WithdrawalsWanted::read(fields)?;
    let page = PageWanted::paged(fields, wanted.page_number, wanted.page_size.clone())?;
    let id = wanted.deal_id.as_ref().map(PayoutId::as_str);
    let (key, external_id) = (wanted.idempotency_key.clone(), wanted.external_id.clone());
    Ok((named(fields, "dealId", id, key, external_id)?, wanted, page))
}

fn named(
    fields: &Fields<'_>,
    field: &str,
    id: Option<&str>,
    key: Option<IdempotencyKey>,
    external_id: Option<ExternalId>,
) -> Result<DealRef, Refusal> {
    if id.is_none() && key.is_none() && external_id.is_none() {
        return Err(fields.refuse(field, "This or idempotencyKey must be given"));
    }
    Ok(DealRef { id: id.map(str::to_owned), key, external_id })
}
