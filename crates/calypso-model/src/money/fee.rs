//! [`Fee`]: what the service kept, if it said so, and the net credit that follows.

use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use super::Amount;

/// The service fee of a payment, as far as the service has reported it.
///
/// It is reported by the `…_TRANSLATION_TO_ACCOUNT_COMPLETED` events and by an invoice's `fee`;
/// deposits and purse transactions carry none (docs/API-FACTS.md, sections 3.4, 4.1 and 7).
/// A fee that was not reported is not a fee of zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fee {
    /// The service named the fee.
    Reported(Amount),
    /// The service has not named a fee.
    #[default]
    NotReported,
}

impl Fee {
    /// Returns the fee if it was reported.
    #[must_use]
    pub const fn reported(self) -> Option<Amount> {
        match self {
            Self::Reported(amount) => Some(amount),
            Self::NotReported => None,
        }
    }

    /// Tells whether no fee was reported.
    #[must_use]
    pub const fn is_not_reported(&self) -> bool {
        matches!(self, Self::NotReported)
    }
}

impl From<Option<Amount>> for Fee {
    fn from(fee: Option<Amount>) -> Self {
        fee.map_or(Self::NotReported, Self::Reported)
    }
}

impl<'de> Deserialize<'de> for Fee {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<Amount>::deserialize(deserializer).map(Self::from)
    }
}

impl Serialize for Fee {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.reported().serialize(serializer)
    }
}

/// Returns what the merchant is credited with: the amount less the service fee.
///
/// There is no answer if the fee was not reported, or if it exceeds the amount.
///
/// ```
/// use calypso_model::{Amount, Fee, net_credit};
///
/// let gross: Amount = "100.00".parse()?;
/// let fee = Fee::Reported("0.40".parse()?);
/// assert_eq!(net_credit(gross, fee), Some("99.60".parse()?));
/// assert_eq!(net_credit(gross, Fee::NotReported), None);
/// # Ok::<(), calypso_model::ParseAmountError>(())
/// ```
#[must_use]
pub fn net_credit(amount: Amount, fee: Fee) -> Option<Amount> {
    amount.checked_sub(fee.reported()?)
}
