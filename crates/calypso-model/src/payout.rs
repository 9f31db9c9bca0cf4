//! Payouts as the service answers them, and how to name one (docs/API-FACTS.md, section 9.2).

use serde::de::Error as _;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    AccountId, Address, Amount, BelongingType, Currency, ExternalId, Fee, IdempotencyKey, Instant,
    MassPayoutId, PayoutId, PayoutState, TransactionHash, UserId, WithdrawalError, WithdrawalId,
    lenient,
};

/// Names a payout, by its id or by its key (docs/API-FACTS.md, section 9.2).
///
/// ```
/// use calypso_model::{PayoutId, PayoutRef};
///
/// let by_id = PayoutRef::from(PayoutId::parse("90210")?);
/// assert_eq!(serde_json::to_string(&by_id)?, r#"{"id":"90210"}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PayoutRef {
    /// By the service's id.
    Id(PayoutId),
    /// By the key it was created under.
    Key(IdempotencyKey),
}

/// Names a mass payout, by its id or by its key (docs/API-FACTS.md, section 9.3).
///
/// The predecessor calls the id `dealId`; that the current API says `id`, as for payouts, is
/// inferred.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MassPayoutRef {
    /// By the service's id.
    Id(MassPayoutId),
    /// By the key it was created under.
    Key(IdempotencyKey),
}

/// Writes a name, and makes it of an id or a key.
macro_rules! impl_ref {
    ($name:ident of $id:ident) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(Some(1))?;
                match self {
                    Self::Id(id) => map.serialize_entry("id", id)?,
                    Self::Key(key) => map.serialize_entry("idempotencyKey", key)?,
                }
                map.end()
            }
        }

        impl From<$id> for $name {
            fn from(id: $id) -> Self {
                Self::Id(id)
            }
        }

        impl From<&$id> for $name {
            fn from(id: &$id) -> Self {
                Self::Id(id.clone())
            }
        }

        impl From<IdempotencyKey> for $name {
            fn from(key: IdempotencyKey) -> Self {
                Self::Key(key)
            }
        }

        impl From<&IdempotencyKey> for $name {
            fn from(key: &IdempotencyKey) -> Self {
                Self::Key(key.clone())
            }
        }

        impl From<&Self> for $name {
            fn from(payout: &Self) -> Self {
                payout.clone()
            }
        }
    };
}

impl_ref!(PayoutRef of PayoutId);
impl_ref!(MassPayoutRef of MassPayoutId);

/// A payout, as its creation and every look at it returns.
///
/// `externalId` is not among the documented fields of the answer, and read if it comes. Names
/// that older versions of the API use are read too: `clientAddress`, `hash` and `dealId`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Payout {
    /// The service's id.
    pub id: PayoutId,
    /// The account it is paid from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// Where the money goes.
    pub deposit_address: Address,
    /// What is paid out.
    pub amount: Amount,
    /// The currency.
    pub currency: Currency,
    /// The service's fee. Whether it comes on top or out of the amount is a matter of contract.
    #[serde(skip_serializing_if = "Fee::is_not_reported")]
    pub calypso_fee: Fee,
    /// The proportional part of the fee, in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calypso_fee_percentage: Option<Amount>,
    /// How far the payout is.
    pub state: PayoutState,
    /// When it was created.
    pub created_date: Instant,
    /// The transaction on the chain, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_hash: Option<TransactionHash>,
    /// The note it was created with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When it is or was carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_date: Option<Instant>,
    /// The key it was created under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// What its withdrawals ran into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<PayoutErrors>,
    /// Who called it off, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancellation: Option<Cancellation>,
    /// Whose the address is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub belonging_type: Option<BelongingType>,
    /// Whether the address is the service's own, in older answers: see
    /// [`internal`](Self::internal).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_internal: Option<bool>,
    /// The merchant's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
}

impl Payout {
    /// Tells whether the money goes to another account of the service's, if the answer says so in
    /// either way.
    #[must_use]
    pub const fn internal(&self) -> Option<bool> {
        match &self.belonging_type {
            Some(BelongingType::Internal) => Some(true),
            Some(BelongingType::External) => Some(false),
            Some(BelongingType::Unknown(_)) | None => self.is_internal,
        }
    }
}

/// What the withdrawals of a payout ran into.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PayoutErrors {
    /// The errors, by withdrawal.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub withdrawal_errors: Vec<ErrorsOfWithdrawal>,
}

/// What one withdrawal of a payout ran into.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorsOfWithdrawal {
    /// The withdrawal.
    pub withdrawal_id: WithdrawalId,
    /// Its errors.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub errors: Vec<WithdrawalError>,
}

/// Who called a payout off, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Cancellation {
    /// The person.
    #[serde(
        default,
        deserialize_with = "lenient::optional",
        skip_serializing_if = "Option::is_none"
    )]
    pub canceled_by_user_id: Option<UserId>,
    /// The person's first name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canceled_by_firstname: Option<String>,
    /// The person's last name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canceled_by_lastname: Option<String>,
    /// The reason given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_message: Option<String>,
}

/// A payout with each of the names that a field goes by.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PayoutNames {
    #[serde(default, deserialize_with = "lenient::optional")]
    id: Option<PayoutId>,
    #[serde(default, deserialize_with = "lenient::optional")]
    deal_id: Option<PayoutId>,
    #[serde(default, deserialize_with = "lenient::optional")]
    account: Option<AccountId>,
    #[serde(default, deserialize_with = "lenient::optional")]
    deposit_address: Option<Address>,
    #[serde(default, deserialize_with = "lenient::optional")]
    client_address: Option<Address>,
    amount: Amount,
    currency: Currency,
    #[serde(default)]
    calypso_fee: Fee,
    calypso_fee_percentage: Option<Amount>,
    state: PayoutState,
    created_date: Instant,
    #[serde(default, deserialize_with = "lenient::optional")]
    transaction_hash: Option<TransactionHash>,
    #[serde(default, deserialize_with = "lenient::optional")]
    hash: Option<TransactionHash>,
    comment: Option<String>,
    #[serde(default, deserialize_with = "lenient::optional")]
    execution_date: Option<Instant>,
    #[serde(default, deserialize_with = "lenient::optional")]
    idempotency_key: Option<IdempotencyKey>,
    errors: Option<PayoutErrors>,
    cancellation: Option<Cancellation>,
    #[serde(default, deserialize_with = "lenient::optional")]
    belonging_type: Option<BelongingType>,
    is_internal: Option<bool>,
    #[serde(default, deserialize_with = "lenient::optional")]
    external_id: Option<ExternalId>,
}

impl<'de> Deserialize<'de> for Payout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = PayoutNames::deserialize(deserializer)?;
        let address = names.deposit_address.or(names.client_address);
        Ok(Self {
            id: names.id.or(names.deal_id).ok_or_else(|| D::Error::missing_field("id"))?,
            account: names.account,
            deposit_address: address.ok_or_else(|| D::Error::missing_field("depositAddress"))?,
            amount: names.amount,
            currency: names.currency,
            calypso_fee: names.calypso_fee,
            calypso_fee_percentage: names.calypso_fee_percentage,
            state: names.state,
            created_date: names.created_date,
            transaction_hash: names.transaction_hash.or(names.hash),
            comment: names.comment,
            execution_date: names.execution_date,
            idempotency_key: names.idempotency_key,
            errors: names.errors,
            cancellation: names.cancellation,
            belonging_type: names.belonging_type,
            is_internal: names.is_internal,
            external_id: names.external_id,
        })
    }
}
