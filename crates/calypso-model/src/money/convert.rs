//! Multiplication and division, with the direction of the rounding in each function's name.

use ethnum::U256;

use super::Amount;
use super::exact::{self, SCALE_MAX};

/// Returns the crypto amount that is worth at least `fiat`, at `rate` fiat per unit of crypto,
/// rounded up to `scale` decimals.
///
/// Rounded up, since a payer who sends the result must not fall short. There is no answer for a
/// rate of zero, or if the result cannot be held.
///
/// ```
/// use calypso_model::{Amount, crypto_for_fiat_rounded_up};
///
/// let due = crypto_for_fiat_rounded_up("10".parse()?, "3".parse()?, 6);
/// assert_eq!(due, Some("3.333334".parse()?));
/// # Ok::<(), calypso_model::ParseAmountError>(())
/// ```
#[must_use]
pub fn crypto_for_fiat_rounded_up(fiat: Amount, rate: Amount, scale: u32) -> Option<Amount> {
    fiat.divided_rounded_up(rate, scale)
}

/// Returns the fiat worth of `crypto`, at `rate` fiat per unit of crypto, rounded down to `scale`
/// decimals.
///
/// There is no answer if the result cannot be held.
///
/// ```
/// use calypso_model::{Amount, fiat_for_crypto_rounded_down};
///
/// let worth = fiat_for_crypto_rounded_down("0.333333".parse()?, "3".parse()?, 2);
/// assert_eq!(worth, Some("0.99".parse()?));
/// # Ok::<(), calypso_model::ParseAmountError>(())
/// ```
#[must_use]
pub fn fiat_for_crypto_rounded_down(crypto: Amount, rate: Amount, scale: u32) -> Option<Amount> {
    crypto.multiplied_rounded_down(rate, scale)
}

impl Amount {
    /// Returns the product, rounded down to `scale` decimals, at most 28; nothing if that cannot
    /// be held.
    ///
    /// ```
    /// # use calypso_model::Amount;
    /// let fee = Amount::parse("0.000499")?.multiplied_rounded_down("0.004".parse()?, 6);
    /// assert_eq!(fee, Some("0.000001".parse()?));
    /// # Ok::<(), calypso_model::ParseAmountError>(())
    /// ```
    #[must_use]
    pub fn multiplied_rounded_down(self, factor: Self, scale: u32) -> Option<Self> {
        let (units, decimals) = self.parts();
        let (factor_units, factor_decimals) = factor.parts();
        let scale = scale.min(SCALE_MAX);
        let product = units.checked_mul(factor_units)?;
        let decimals = decimals.checked_add(factor_decimals)?;
        let rounded = match decimals.checked_sub(scale) {
            Some(surplus) => product.checked_div(exact::power_of_ten(surplus)?)?,
            None => product.checked_mul(exact::power_of_ten(scale.checked_sub(decimals)?)?)?,
        };
        from_units(rounded, scale)
    }

    /// Returns the quotient, rounded up to `scale` decimals, at most 28; nothing for a divisor of
    /// zero, or if the result cannot be held.
    ///
    /// ```
    /// # use calypso_model::Amount;
    /// let third = Amount::parse("1")?.divided_rounded_up("3".parse()?, 4);
    /// assert_eq!(third, Some("0.3334".parse()?));
    /// # Ok::<(), calypso_model::ParseAmountError>(())
    /// ```
    #[must_use]
    pub fn divided_rounded_up(self, divisor: Self, scale: u32) -> Option<Self> {
        let scale = scale.min(SCALE_MAX);
        let (quotient, rest) = self.quotient(divisor, scale)?;
        let rounded =
            if rest == U256::ZERO { quotient } else { quotient.checked_add(U256::ONE)? };
        from_units(rounded, scale)
    }

    /// Returns the quotient, rounded down to `scale` decimals, at most 28; nothing for a divisor
    /// of zero, or if the result cannot be held.
    ///
    /// ```
    /// # use calypso_model::Amount;
    /// let third = Amount::parse("2")?.divided_rounded_down("3".parse()?, 4);
    /// assert_eq!(third, Some("0.6666".parse()?));
    /// # Ok::<(), calypso_model::ParseAmountError>(())
    /// ```
    #[must_use]
    pub fn divided_rounded_down(self, divisor: Self, scale: u32) -> Option<Self> {
        let scale = scale.min(SCALE_MAX);
        let (quotient, _rest) = self.quotient(divisor, scale)?;
        from_units(quotient, scale)
    }

    /// Returns the whole units of 10^-`scale` in the quotient, and whether anything is left.
    fn quotient(self, divisor: Self, scale: u32) -> Option<(U256, U256)> {
        let (units, decimals) = self.parts();
        let (divisor_units, divisor_decimals) = divisor.parts();
        let lift = exact::power_of_ten(divisor_decimals.checked_add(scale)?)?;
        let numerator = units.checked_mul(lift)?;
        let denominator = divisor_units.checked_mul(exact::power_of_ten(decimals)?)?;
        let quotient = numerator.checked_div(denominator)?;
        Some((quotient, numerator.checked_rem(denominator)?))
    }
}

fn from_units(units: U256, scale: u32) -> Option<Amount> {
    let lift = exact::power_of_ten(SCALE_MAX.checked_sub(scale)?)?;
    exact::from_wide(units.checked_mul(lift)?, scale).map(Amount::from_decimal)
}
