//! [`Amount`]: a non-negative decimal number that is never rounded.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::str::FromStr;

use ethnum::U256;
use rust_decimal::Decimal;
use thiserror::Error;

use super::exact::{self, SCALE_MAX};
use super::grammar::Number;

/// A non-negative amount of money, exact to the last digit.
///
/// It holds any number of up to 28 significant digits and up to 28 decimals (its digits without
/// the dot are at most 2^96 − 1), keeps the decimals it was written with (`10.00` prints as
/// `10.00`) and compares by value (`10.00 == 10`).
///
/// In JSON it is a plain number, read and written digit for digit, by `serde_json`'s text readers
/// and writers only. Behind `#[serde(flatten)]` and in untagged or internally tagged enums it is
/// refused, and a `serde_json::Value` in between holds numbers as floats: keep money out of all
/// of these, and read such objects in two steps.
///
/// ```
/// use calypso_model::Amount;
///
/// let price: Amount = "25.50".parse()?;
/// assert_eq!(price.to_string(), "25.50");
/// assert_eq!(price, Amount::parse("25.5")?);
/// assert_eq!(Amount::parse("1E-8")?.to_string(), "0.00000001");
/// assert_eq!(serde_json::to_string(&price)?, "25.50");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Default)]
pub struct Amount(Decimal);

/// Why a text is not an [`Amount`].
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum ParseAmountError {
    /// The text is not a number in JSON's grammar: digits, optionally a dot and digits,
    /// optionally an exponent.
    #[error("not a plain number; write digits with an optional dot, such as 12.34")]
    Malformed,
    /// The number is below zero.
    #[error("an amount cannot be negative")]
    Negative,
    /// The number has more decimals, or more significant digits, than can be held exactly.
    #[error("more digits than can be held exactly (28 significant digits, 28 decimals)")]
    TooPrecise,
    /// The number is larger than can be held exactly.
    #[error("larger than the largest amount, 79228162514264337593543950335")]
    TooLarge,
}

/// An amount has more decimals than its currency allows.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("{amount} has more than the {scale_max} decimals its currency allows")]
pub struct ScaleExceeded {
    amount: Amount,
    scale_max: u32,
}

impl ScaleExceeded {
    /// Returns the amount that was refused.
    #[must_use]
    pub const fn amount(&self) -> Amount {
        self.amount
    }

    /// Returns the number of decimals that would have been accepted.
    #[must_use]
    pub const fn scale_max(&self) -> u32 {
        self.scale_max
    }
}

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Reads an amount written in JSON's number grammar.
    ///
    /// Trailing fractional zeros beyond what can be held are dropped, `-0` is zero, and an
    /// exponent, as some servers print small numbers, is accepted.
    ///
    /// # Errors
    ///
    /// [`ParseAmountError::Malformed`] for anything outside the grammar (`.5`, `1.`, `+1`,
    /// `1_000`, `007`, an empty text), `Negative` below zero, `TooPrecise` and `TooLarge` where
    /// the value could only be held rounded.
    pub fn parse(text: &str) -> Result<Self, ParseAmountError> {
        let number = Number::split(text)?;
        let (units, zeros) = number.significand()?;
        if units == 0 {
            let scale = number.scale().clamp(0, i64::from(SCALE_MAX));
            return exact::fit(U256::ZERO, 0, scale).map(Self).ok_or(ParseAmountError::Malformed);
        }
        if number.negative {
            return Err(ParseAmountError::Negative);
        }
        let scale = number.scale().saturating_sub(zeros);
        let overflow =
            if scale > 0 { ParseAmountError::TooPrecise } else { ParseAmountError::TooLarge };
        exact::fit(U256::new(units), scale, number.scale()).map(Self).ok_or(overflow)
    }

    /// Returns `units` × 10^-`scale`, or nothing if that cannot be held exactly.
    ///
    /// This is how a chain's integer base units become an amount.
    ///
    /// ```
    /// # use calypso_model::Amount;
    /// assert_eq!(Amount::from_base_units(2_550_000, 6).unwrap().to_string(), "2.550000");
    /// ```
    #[must_use]
    pub fn from_base_units(units: u128, scale: u32) -> Option<Self> {
        exact::from_units(U256::new(units), scale).map(Self)
    }

    /// Returns the amount counted in units of 10^-`scale`, or nothing if it has more decimals.
    #[must_use]
    pub fn to_base_units(self, scale: u32) -> Option<u128> {
        let fitted = self.fit_scale(scale).ok()?;
        let lift = exact::power_of_ten(scale.checked_sub(fitted.scale())?)?;
        let units = U256::new(fitted.0.mantissa().unsigned_abs()).checked_mul(lift)?;
        u128::try_from(units).ok()
    }

    /// Returns the number of decimals the amount is written with, 0 to 28.
    #[must_use]
    pub const fn scale(self) -> u32 {
        self.0.scale()
    }

    /// Tells whether the amount is zero.
    #[must_use]
    pub const fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Returns the same value written with at most `scale_max` decimals.
    ///
    /// # Errors
    ///
    /// [`ScaleExceeded`] if that would drop a digit other than a trailing zero.
    pub fn fit_scale(self, scale_max: u32) -> Result<Self, ScaleExceeded> {
        if self.scale() <= scale_max {
            return Ok(self);
        }
        exact::from_wide(self.wide(), scale_max)
            .filter(|fitted| fitted.scale() <= scale_max)
            .map(Self)
            .ok_or(ScaleExceeded { amount: self, scale_max })
    }

    /// Returns the exact sum, or nothing if it cannot be held exactly.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        if let Some(sum) = exact::with_units(self.0, other.0, u128::checked_add) {
            return Some(Self(sum));
        }
        let sum = self.wide().checked_add(other.wide())?;
        exact::from_wide(sum, self.scale().max(other.scale())).map(Self)
    }

    /// Returns the exact difference, or nothing if it is negative or cannot be held exactly.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        if let Some(difference) = exact::with_units(self.0, other.0, u128::checked_sub) {
            return Some(Self(difference));
        }
        let difference = self.wide().checked_sub(other.wide())?;
        exact::from_wide(difference, self.scale().max(other.scale())).map(Self)
    }

    /// Returns the value in units of 10^-28.
    pub(super) fn wide(self) -> U256 {
        exact::to_wide(self.0)
    }

    /// Returns the digits as an integer and the number of decimals.
    pub(super) fn parts(self) -> (U256, u32) {
        (U256::new(self.0.mantissa().unsigned_abs()), self.0.scale())
    }

    pub(super) const fn from_decimal(value: Decimal) -> Self {
        Self(value)
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.wide() == other.wide()
    }
}

impl Eq for Amount {}

impl Hash for Amount {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.wide().hash(state);
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Amount {
    fn cmp(&self, other: &Self) -> Ordering {
        self.wide().cmp(&other.wide())
    }
}

/// Prints every digit. A width is kept, right-aligned; a precision is not, since it would cut
/// digits off.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.width() {
            Some(width) => write!(f, "{:>width$}", self.0.to_string()),
            None => write!(f, "{}", self.0),
        }
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({})", self.0)
    }
}

impl FromStr for Amount {
    type Err = ParseAmountError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
