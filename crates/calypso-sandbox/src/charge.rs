//! [`Charge`]: what the service keeps of an operation.

use calypso_model::Amount;
use thiserror::Error;

/// What the service keeps of an operation: a percentage, and a fixed amount in its currency.
///
/// ```
/// use calypso_sandbox::Charge;
///
/// let charge = Charge::new("0.4".parse()?, "1".parse()?)?;
/// assert_eq!(charge.percent(), "0.4".parse()?);
/// assert!(Charge::new("100.5".parse()?, "0".parse()?).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Charge {
    percent: Amount,
    /// The percentage as a share of one.
    share: Amount,
    fixed: Amount,
}

/// A percentage is over 100, or has more than four decimals.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a percentage must be at most 100 and have at most 4 decimals")]
#[non_exhaustive]
pub struct InvalidPercentage;

/// The decimals that a percentage may have.
const PERCENT_SCALE: u32 = 4;

impl Charge {
    /// Nothing.
    pub const FREE: Self = Self { percent: Amount::ZERO, share: Amount::ZERO, fixed: Amount::ZERO };

    /// Charges `percent` of the amount, and `fixed` on top of it.
    ///
    /// The fixed part is in the currency of the operation. Decimals beyond those of its chain are
    /// not charged.
    ///
    /// # Errors
    ///
    /// [`InvalidPercentage`] if it is over 100 or has more than four decimals.
    pub fn new(percent: Amount, fixed: Amount) -> Result<Self, InvalidPercentage> {
        let points = percent.to_base_units(PERCENT_SCALE).ok_or(InvalidPercentage)?;
        let whole = 10_u128.pow(PERCENT_SCALE).saturating_mul(100);
        let scale = PERCENT_SCALE.saturating_add(2);
        let share = Amount::from_base_units(points, scale).filter(|_| points <= whole);
        Ok(Self { percent, share: share.ok_or(InvalidPercentage)?, fixed })
    }

    /// Charges hundredths of a percent.
    pub(crate) fn basis_points(points: u32) -> Self {
        let percent = Amount::from_base_units(u128::from(points), 2).unwrap_or_default();
        Self::new(percent, Amount::ZERO).unwrap_or(Self::FREE)
    }

    /// Returns the percentage.
    #[must_use]
    pub const fn percent(&self) -> Amount {
        self.percent
    }

    /// Returns the fixed amount.
    #[must_use]
    pub const fn fixed(&self) -> Amount {
        self.fixed
    }

    pub(crate) const fn share(&self) -> Amount {
        self.share
    }
}
