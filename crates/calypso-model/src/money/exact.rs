//! Integer arithmetic behind [`Amount`](super::Amount): every result is exact, or there is none.

use ethnum::U256;
use rust_decimal::Decimal;

/// The largest number of decimals a value can carry.
pub(super) const SCALE_MAX: u32 = 28;

/// The largest integer a `Decimal` can hold: 2^96 − 1.
const UNITS_MAX: U256 = U256::new((1_u128 << 96) - 1);

/// Returns ten to the power of `exponent`, or nothing where 256 bits are too few.
pub(super) fn power_of_ten(exponent: u32) -> Option<U256> {
    U256::new(10).checked_pow(exponent)
}

/// Returns the value counted in units of 10^-28, in which all amounts are comparable.
///
/// 96 bits of units times 10^28 need 190 bits, so the product always exists.
pub(super) fn to_wide(value: Decimal) -> U256 {
    let units = U256::new(value.mantissa().unsigned_abs());
    let lift = SCALE_MAX.saturating_sub(value.scale());
    power_of_ten(lift).and_then(|factor| units.checked_mul(factor)).unwrap_or(U256::MAX)
}

/// Returns `wide` units of 10^-28 as a decimal of the `preferred` scale, or of the nearest scale
/// at which it can be held exactly.
pub(super) fn from_wide(wide: U256, preferred: u32) -> Option<Decimal> {
    let (units, scale) = without_trailing_zeros(wide, SCALE_MAX);
    fit(units, i64::from(scale), i64::from(preferred))
}

/// Combines two values counted in units of the finer scale of the two, which is the short way for
/// nearly all sums. Nothing where 128 bits are too few on the way or the result has no place at
/// that scale: then the long way by [`to_wide`] tells.
pub(super) fn with_units(
    one: Decimal,
    other: Decimal,
    combine: fn(u128, u128) -> Option<u128>,
) -> Option<Decimal> {
    let scale = one.scale().max(other.scale());
    let units = |value: Decimal| {
        let lift = 10_u128.checked_pow(scale.checked_sub(value.scale())?)?;
        value.mantissa().unsigned_abs().checked_mul(lift)
    };
    let units = i128::try_from(combine(units(one)?, units(other)?)?).ok()?;
    Decimal::try_from_i128_with_scale(units, scale).ok()
}

/// Returns `units` × 10^-`scale` as a decimal, of that scale if it can be held so.
pub(super) fn from_units(units: U256, scale: u32) -> Option<Decimal> {
    let (least, least_scale) = without_trailing_zeros(units, scale);
    fit(least, i64::from(least_scale), i64::from(scale))
}

/// Returns `units` × 10^-`scale` as a decimal written with `preferred` decimals if that is exact
/// and fits, else with as many as do fit, and nothing if no scale holds the value exactly.
///
/// `units` must not end in a zero digit unless it is zero.
pub(super) fn fit(units: U256, scale: i64, preferred: i64) -> Option<Decimal> {
    let least = scale.max(0);
    let most = i64::from(SCALE_MAX);
    if units == U256::ZERO {
        return decimal(units, preferred.clamp(0, most));
    }
    if least > most {
        return None;
    }
    let mut chosen = preferred.clamp(least, most);
    loop {
        let lift = u32::try_from(chosen.checked_sub(scale)?).ok()?;
        let lifted = power_of_ten(lift).and_then(|factor| units.checked_mul(factor));
        match lifted {
            Some(lifted) if lifted <= UNITS_MAX => return decimal(lifted, chosen),
            _ if chosen > least => chosen = chosen.saturating_sub(1),
            _ => return None,
        }
    }
}

/// Divides trailing zero digits away for as long as decimals are left; zero stays as it is.
fn without_trailing_zeros(mut units: U256, mut scale: u32) -> (U256, u32) {
    let ten = U256::new(10);
    while scale > 0 && units != U256::ZERO {
        let (Some(quotient), Some(rest)) = (units.checked_div(ten), units.checked_rem(ten)) else {
            break;
        };
        if rest != U256::ZERO {
            break;
        }
        units = quotient;
        scale = scale.saturating_sub(1);
    }
    (units, scale)
}

fn decimal(units: U256, scale: i64) -> Option<Decimal> {
    let units = i128::try_from(units.as_u128()).ok()?;
    Decimal::try_from_i128_with_scale(units, u32::try_from(scale).ok()?).ok()
}
