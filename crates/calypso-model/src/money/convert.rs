//! Conversion by a rate, with the direction of the rounding in each function's name.

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
    let (fiat_units, fiat_scale) = fiat.parts();
    let (rate_units, rate_scale) = rate.parts();
    let scale = scale.min(SCALE_MAX);
    let lift = exact::power_of_ten(rate_scale.checked_add(scale)?)?;
    let numerator = fiat_units.checked_mul(lift)?;
    let denominator = rate_units.checked_mul(exact::power_of_ten(fiat_scale)?)?;
    let quotient = numerator.checked_div(denominator)?;
    let rest = numerator.checked_rem(denominator)?;
    let rounded = if rest == U256::ZERO { quotient } else { quotient.checked_add(U256::ONE)? };
    from_units(rounded, scale)
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
    let (crypto_units, crypto_scale) = crypto.parts();
    let (rate_units, rate_scale) = rate.parts();
    let scale = scale.min(SCALE_MAX);
    let product = crypto_units.checked_mul(rate_units)?;
    let decimals = crypto_scale.checked_add(rate_scale)?;
    let units = match decimals.checked_sub(scale) {
        Some(surplus) => product.checked_div(exact::power_of_ten(surplus)?)?,
        None => product.checked_mul(exact::power_of_ten(scale.checked_sub(decimals)?)?)?,
    };
    from_units(units, scale)
}

fn from_units(units: U256, scale: u32) -> Option<Amount> {
    let lift = exact::power_of_ten(SCALE_MAX.checked_sub(scale)?)?;
    exact::from_wide(units.checked_mul(lift)?, scale).map(Amount::from_decimal)
}
