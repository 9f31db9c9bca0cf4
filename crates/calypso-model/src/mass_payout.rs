//! Payouts to many addresses in one currency (docs/API-FACTS.md, section 9.3).

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use thiserror::Error;

use crate::setters::setters;
use crate::{
    AccountId, Address, Amount, Chain, CompanyId, Currency, ExternalId, IdempotencyKey, Instant,
    MassPayoutId, PayoutErrors, PayoutState, UserId, lenient,
};

/// A payout to create to many addresses in one currency.
///
/// As for a single payout, the key is required here: see [`NewPayout`](crate::NewPayout). The
/// service recommends it for more than five payments; below that, single payouts are cheaper.
///
/// ```
/// use calypso_model::{IdempotencyKey, MassAddress, NewMassPayout};
///
/// let key = IdempotencyKey::from_random_bytes([7; 16]);
/// let ada = MassAddress::new("TJRabPrwbZy45sbavfcjinPJC18kjpRTv8".parse()?, "25".parse()?);
/// let bob = MassAddress::new("TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf".parse()?, "5.5".parse()?);
/// let payout = NewMassPayout::new("USDT_TRX".parse()?, "Wages in May", key)
///     .with_addresses([ada, bob]);
/// assert_eq!(payout.total(), Some("30.5".parse()?));
/// payout.check_size()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewMassPayout {
    /// The currency of the balance and of every entry.
    pub currency: Currency,
    /// What the merchant calls it.
    pub name: String,
    /// Where the money goes: at least one entry, at most [`size_max`](Self::size_max).
    pub mass_addresses: Vec<MassAddress>,
    /// A note that the payout keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When it is to be carried out; at once without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_date: Option<Instant>,
    /// The key that names this creation. Store it before you send.
    pub idempotency_key: IdempotencyKey,
}

impl NewMassPayout {
    /// Asks for payments in one currency, none yet, under a key that is stored.
    #[must_use]
    pub fn new(
        currency: Currency,
        name: impl Into<String>,
        idempotency_key: IdempotencyKey,
    ) -> Self {
        Self {
            currency,
            name: name.into(),
            mass_addresses: Vec::new(),
            comment: None,
            execution_date: None,
            idempotency_key,
        }
    }

    /// Adds an entry.
    #[must_use]
    pub fn with_address(mut self, address: MassAddress) -> Self {
        self.mass_addresses.push(address);
        self
    }

    /// Adds entries.
    #[must_use]
    pub fn with_addresses(mut self, addresses: impl IntoIterator<Item = MassAddress>) -> Self {
        self.mass_addresses.extend(addresses);
        self
    }

    setters! {
        /// Sets [`comment`](Self::comment).
        with_comment, comment: String;
        /// Sets [`execution_date`](Self::execution_date).
        with_execution_date, execution_date: Instant;
    }

    /// Returns the most entries that a mass payout in this currency may have: 1000 for ether and
    /// tokens on Ethereum, 100 for others.
    ///
    /// Of a code that this version does not know the chain is not known either, so the larger
    /// bound applies and the service decides.
    #[must_use]
    pub fn size_max(currency: &Currency) -> usize {
        match currency.known().map(|facts| facts.chain) {
            None | Some(Some(Chain::Ethereum)) => 1000,
            Some(_) => 100,
        }
    }

    /// Checks the number of entries.
    ///
    /// # Errors
    ///
    /// [`MassSizeError`] if there is none, or there are too many for the currency.
    pub fn check_size(&self) -> Result<(), MassSizeError> {
        let (size, size_max) = (self.mass_addresses.len(), Self::size_max(&self.currency));
        match size {
            0 => Err(MassSizeError::Empty),
            _ if size > size_max => Err(MassSizeError::TooMany { size, size_max }),
            _ => Ok(()),
        }
    }

    /// Returns the sum of all entries, unless it is too large to be exact.
    #[must_use]
    pub fn total(&self) -> Option<Amount> {
        let mut amounts = self.mass_addresses.iter().map(|entry| entry.amount);
        amounts.try_fold(Amount::ZERO, Amount::checked_add)
    }
}

/// One entry of a mass payout to create.
///
/// The predecessor's page marks only `externalId` as optional; that `comment` may be left out is
/// inferred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MassAddress {
    /// Where the money goes.
    pub deposit_address: Address,
    /// What is paid out.
    pub amount: Amount,
    /// A note that the withdrawal keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// Your own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
}

impl MassAddress {
    /// Asks for `amount` to be paid to an address.
    #[must_use]
    pub const fn new(deposit_address: Address, amount: Amount) -> Self {
        Self { deposit_address, amount, comment: None, external_id: None }
    }

    setters! {
        /// Sets [`comment`](Self::comment).
        with_comment, comment: String;
        /// Sets [`external_id`](Self::external_id).
        with_external_id, external_id: ExternalId;
    }
}

/// Why a mass payout cannot be sent as it is.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum MassSizeError {
    /// There is no entry.
    #[error("a mass payout needs an entry")]
    Empty,
    /// There are too many entries for the currency.
    #[error("{size} entries are more than the {size_max} that a mass payout in its currency takes")]
    TooMany {
        /// The number of entries.
        size: usize,
        /// The most entries.
        size_max: usize,
    },
}

/// A mass payout, as its creation and every look at it returns.
///
/// Known from the predecessor API, whose `dealId` is read for `id` too; what it shares with a
/// single payout is likely the same today, and anything else may be absent. Whoever created it
/// is read if that is one text or number, since its shape is not documented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MassPayout {
    /// The service's id.
    pub id: MassPayoutId,
    /// The account it is paid from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<AccountId>,
    /// What the merchant calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The note it was created with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The currency.
    pub currency: Currency,
    /// How far it is.
    pub state: PayoutState,
    /// The sum of its withdrawals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_withdrawal_amount: Option<Amount>,
    /// The network's fee for all of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_network_fee: Option<Amount>,
    /// The network's fee in percent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_network_fee_percentage: Option<Amount>,
    /// The coin in which the network's fee is paid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network_fee_currency: Option<Currency>,
    /// The merchant's company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
    /// Who created it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_by: Option<UserId>,
    /// When it was created.
    pub created_date: Instant,
    /// When it is or was carried out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub execution_date: Option<Instant>,
    /// The key it was created under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<IdempotencyKey>,
    /// What its withdrawals ran into.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<PayoutErrors>,
}

/// A mass payout with each of the names that a field goes by.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MassPayoutNames {
    #[serde(default, deserialize_with = "lenient::optional")]
    id: Option<MassPayoutId>,
    #[serde(default, deserialize_with = "lenient::optional")]
    deal_id: Option<MassPayoutId>,
    #[serde(default, deserialize_with = "lenient::optional")]
    account: Option<AccountId>,
    name: Option<String>,
    comment: Option<String>,
    currency: Currency,
    state: PayoutState,
    total_withdrawal_amount: Option<Amount>,
    total_network_fee: Option<Amount>,
    total_network_fee_percentage: Option<Amount>,
    #[serde(default, deserialize_with = "lenient::optional")]
    network_fee_currency: Option<Currency>,
    #[serde(default, deserialize_with = "lenient::optional")]
    company_id: Option<CompanyId>,
    created_by: Option<Box<RawValue>>,
    created_date: Instant,
    #[serde(default, deserialize_with = "lenient::optional")]
    execution_date: Option<Instant>,
    #[serde(default, deserialize_with = "lenient::optional")]
    idempotency_key: Option<IdempotencyKey>,
    errors: Option<PayoutErrors>,
}

impl<'de> Deserialize<'de> for MassPayout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let names = MassPayoutNames::deserialize(deserializer)?;
        Ok(Self {
            id: names.id.or(names.deal_id).ok_or_else(|| D::Error::missing_field("id"))?,
            account: names.account,
            name: names.name,
            comment: names.comment,
            currency: names.currency,
            state: names.state,
            total_withdrawal_amount: names.total_withdrawal_amount,
            total_network_fee: names.total_network_fee,
            total_network_fee_percentage: names.total_network_fee_percentage,
            network_fee_currency: names.network_fee_currency,
            company_id: names.company_id,
            created_by: names.created_by.and_then(|raw| serde_json::from_str(raw.get()).ok()),
            created_date: names.created_date,
            execution_date: names.execution_date,
            idempotency_key: names.idempotency_key,
            errors: names.errors,
        })
    }
}
