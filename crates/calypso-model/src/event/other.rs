//! The data of events about payouts and top-ups.

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::shapes::FiatAmount;
use crate::{
    Address, Amount, Currency, ExternalId, IdempotencyKey, Instant, PayoutId, PayoutState,
    TransactionHash, UserId, WithdrawalErrorStatus, WithdrawalId, lenient,
};

/// Something happened to a payout. Which fields are there depends on the event's type.
///
/// That the validation's words are those of withdrawal errors is inferred from a sample.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PayoutData {
    /// The payout.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub parent_external_id: Option<PayoutId>,
    /// The key the payout was created under.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// The merchant's own reference.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub external_id: Option<ExternalId>,
    /// The payout's state. Merge it with [`PayoutState::latest`], since events come in any order.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub payout_status: Option<PayoutState>,
    /// The transaction on the chain.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub hash: Option<TransactionHash>,
    /// The currency.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
    /// The service's words.
    pub message: Option<String>,
    /// What the validation found.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub validation_status: Option<WithdrawalErrorStatus>,
    /// The withdrawal that failed its validation.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub deal_withdrawal_id: Option<WithdrawalId>,
    /// Who confirmed the payout.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub approved: Vec<PayoutApproval>,
    /// When it happened.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub created_date: Option<Instant>,
}

/// A person who confirmed a payout.
///
/// The documentation speaks of users and does not show one. Read are the names that a
/// cancellation uses, in either spelling, and a text or number in place of the whole as the id;
/// an entry of another shape is one without a name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct PayoutApproval {
    /// The person.
    pub user_id: Option<UserId>,
    /// The person's first name.
    pub firstname: Option<String>,
    /// The person's last name.
    pub lastname: Option<String>,
}

/// A person with each of the names that a field goes by.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct ApprovalNames {
    #[serde(deserialize_with = "lenient::optional")]
    id: Option<UserId>,
    #[serde(deserialize_with = "lenient::optional")]
    user_id: Option<UserId>,
    #[serde(rename = "firstname")]
    firstname: Option<String>,
    first_name: Option<String>,
    #[serde(rename = "lastname")]
    lastname: Option<String>,
    last_name: Option<String>,
}

impl<'de> Deserialize<'de> for PayoutApproval {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if !raw.get().starts_with('{') {
            return Ok(Self { user_id: serde_json::from_str(raw.get()).ok(), ..Self::default() });
        }
        let names: ApprovalNames = serde_json::from_str(raw.get()).unwrap_or_default();
        Ok(Self {
            user_id: names.user_id.or(names.id),
            firstname: names.firstname.or(names.first_name),
            lastname: names.lastname.or(names.last_name),
        })
    }
}

/// Something happened to a top-up of the merchant's own balance.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct TopUpData {
    /// What was sent.
    pub amount: Option<Amount>,
    /// The currency.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub currency: Option<Currency>,
    /// Who sent it.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub sender_address: Option<Address>,
    /// When it was sent.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub payment_date: Option<Instant>,
    /// The transaction on the chain.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub transaction_hash: Option<TransactionHash>,
    /// The worth in fiat.
    #[serde(default, deserialize_with = "lenient::optional")]
    pub fiat_amount: Option<FiatAmount>,
}
