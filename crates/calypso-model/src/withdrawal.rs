//! The withdrawals of which payouts consist (docs/API-FACTS.md, section 9.3).

use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    AccountId, Address, Amount, Currency, ExternalId, Fee, IdempotencyKey, Instant, MassPayoutId,
    PageRequest, PayoutId, TransactionHash, WithdrawalErrorId, WithdrawalErrorStatus, WithdrawalId,
    WithdrawalState, lenient,
};

/// Asks for one withdrawal. The wire calls its id `requestId`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WithdrawalRequest {
    /// The withdrawal.
    pub request_id: WithdrawalId,
}

impl WithdrawalRequest {
    /// Asks for a withdrawal.
    #[must_use]
    pub const fn new(request_id: WithdrawalId) -> Self {
        Self { request_id }
    }
}

/// Whose withdrawals are asked for.
///
/// The predecessor calls the id of a payout `dealId` here, beside the withdrawal's own; so do we.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WithdrawalsOf {
    /// Those of a payout.
    Payout(PayoutId),
    /// Those of a mass payout.
    MassPayout(MassPayoutId),
    /// Those of the payout or mass payout that was created under a key.
    Key(IdempotencyKey),
    /// Those with a reference of the merchant's.
    ExternalId(ExternalId),
}

macro_rules! withdrawals_of {
    ($($variant:ident($id:ident);)*) => {$(
        impl From<$id> for WithdrawalsOf {
            fn from(id: $id) -> Self {
                Self::$variant(id)
            }
        }

        impl From<&$id> for WithdrawalsOf {
            fn from(id: &$id) -> Self {
                Self::$variant(id.clone())
            }
        }
    )*};
}

withdrawals_of! {
    Payout(PayoutId);
    MassPayout(MassPayoutId);
    Key(IdempotencyKey);
    ExternalId(ExternalId);
}

impl Serialize for WithdrawalsOf {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Payout(id) => map.serialize_entry("dealId", id)?,
            Self::MassPayout(id) => map.serialize_entry("dealId", id)?,
            Self::Key(key) => map.serialize_entry("idempotencyKey", key)?,
            Self::ExternalId(id) => map.serialize_entry("externalId", id)?,
        }
        map.end()
    }
}

/// Asks for the withdrawals of a payout or mass payout.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WithdrawalsRequest {
    /// Whose withdrawals.
    #[serde(flatten)]
    pub of: WithdrawalsOf,
    /// Only those in one of these states; empty for all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub state_names: Vec<WithdrawalState>,
    /// Which part of the list.
    #[serde(flatten)]
    pub page: PageRequest,
}

impl WithdrawalsRequest {
    /// Asks for all withdrawals of a payout or mass payout.
    #[must_use]
    pub fn new(of: impl Into<WithdrawalsOf>) -> Self {
        Self { of: of.into(), state_names: Vec::new(), page: PageRequest::default() }
    }

    /// Asks for withdrawals in this state too, instead of in all.
    #[must_use]
    pub fn with_state(mut self, state: WithdrawalState) -> Self {
        self.state_names.push(state);
        self
    }

    /// Asks for a part of the list.
    #[must_use]
    pub fn with_page(mut self, page: PageRequest) -> Self {
        self.page = page;
        self
    }
}

/// One transfer to one address, of a payout or mass payout.
///
/// Lists are known from the predecessor API only, with fewer fields; so whatever is not in both
/// shapes may be absent. Names that older versions of the API use are read too: `clientAddress`
/// and `hash`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Withdrawal {
    /// The withdrawal's id, as an answer about it alone has it.
    pub id: WithdrawalId,
    /// The second id that rows of a list have: see [`reference`](Self::reference).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub withdrawal_id: Option<WithdrawalId>,
    /// The account it is paid from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// The merchant's company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// What is paid out.
    pub amount: Amount,
    /// The currency.
    pub currency: Currency,
    /// How far the withdrawal is.
    pub state: WithdrawalState,
    /// The service's fee.
    #[serde(skip_serializing_if = "Fee::is_not_reported")]
    pub calypso_fee: Fee,
    /// The transaction on the chain, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_hash: Option<TransactionHash>,
    /// Where the money goes.
    pub deposit_address: Address,
    /// The note it was created with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When it was created.
    pub created_date: Instant,
    /// What it ran into.
    pub withdrawal_errors: Vec<WithdrawalError>,
    /// The merchant's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
}

impl Withdrawal {
    /// Returns the id to ask for the withdrawal by: `withdrawalId` where an answer has both.
    ///
    /// That is inferred from the name, which errors of a payout use as well.
    #[must_use]
    pub const fn reference(&self) -> &WithdrawalId {
        match &self.withdrawal_id {
            Some(id) => id,
            None => &self.id,
        }
    }
}

/// Something that a withdrawal ran into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WithdrawalError {
    /// The error's own number.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub id: Option<WithdrawalErrorId>,
    /// What it is.
    pub status: WithdrawalErrorStatus,
    /// Whether it has been dealt with.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub error_resolved: bool,
    /// The service's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
}

/// A withdrawal with each of the names that a field goes by.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WithdrawalNames {
    #[serde(default, deserialize_with = "lenient::optional")]
    id: Option<WithdrawalId>,
    #[serde(default, deserialize_with = "lenient::optional")]
    withdrawal_id: Option<WithdrawalId>,
    #[serde(default, deserialize_with = "lenient::optional")]
    account: Option<AccountId>,
    company_name: Option<String>,
    amount: Amount,
    currency: Currency,
    state: WithdrawalState,
    #[serde(default)]
    calypso_fee: Fee,
    #[serde(default, deserialize_with = "lenient::optional")]
    transaction_hash: Option<TransactionHash>,
    #[serde(default, deserialize_with = "lenient::optional")]
    hash: Option<TransactionHash>,
    #[serde(default, deserialize_with = "lenient::optional")]
    deposit_address: Option<Address>,
    #[serde(default, deserialize_with = "lenient::optional")]
    client_address: Option<Address>,
    comment: Option<String>,
    created_date: Instant,
    #[serde(default, deserialize_with = "lenient::or_default")]
    withdrawal_errors: Vec<WithdrawalError>,
    #[serde(default, deserialize_with = "lenient::optional")]
    external_id: Option<ExternalId>,
}

impl<'de> Deserialize<'de> for Withdrawal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = WithdrawalNames::deserialize(deserializer)?;
        let address = names.deposit_address.or(names.client_address);
        let id = names.id.or_else(|| names.withdrawal_id.clone());
        Ok(Self {
            id: id.ok_or_else(|| D::Error::missing_field("id"))?,
            withdrawal_id: names.withdrawal_id,
            account: names.account,
            company_name: names.company_name,
            amount: names.amount,
            currency: names.currency,
            state: names.state,
            calypso_fee: names.calypso_fee,
            transaction_hash: names.transaction_hash.or(names.hash),
            deposit_address: address.ok_or_else(|| D::Error::missing_field("depositAddress"))?,
            comment: names.comment,
            created_date: names.created_date,
            withdrawal_errors: names.withdrawal_errors,
            external_id: names.external_id,
        })
    }
}
