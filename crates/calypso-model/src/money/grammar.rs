//! JSON's grammar of numbers, taken apart without a limit on digits or exponents.

use super::ParseAmountError;

/// The parts of a number in JSON's grammar.
pub(super) struct Number<'a> {
    pub(super) negative: bool,
    integer: &'a str,
    fraction: &'a str,
    exponent: i64,
}

impl<'a> Number<'a> {
    pub(super) fn split(text: &'a str) -> Result<Self, ParseAmountError> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
            None => (rest, 0),
        };
        let (integer, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return Err(ParseAmountError::Malformed),
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        let leading_zero = integer.len() > 1 && integer.starts_with('0');
        if integer.is_empty() || leading_zero || !are_digits(integer) || !are_digits(fraction) {
            return Err(ParseAmountError::Malformed);
        }
        Ok(Self { negative, integer, fraction, exponent })
    }

    /// Returns the number of decimals as written; negative for `1E3`.
    pub(super) fn scale(&self) -> i64 {
        i64::try_from(self.fraction.len()).unwrap_or(i64::MAX).saturating_sub(self.exponent)
    }

    /// Returns the digits as an integer without its trailing zeros, and how many those were.
    pub(super) fn significand(&self) -> Result<(u128, i64), ParseAmountError> {
        let mut units = 0_u128;
        let mut zeros = 0_u32;
        for digit in self.integer.bytes().chain(self.fraction.bytes()) {
            if digit == b'0' {
                zeros = zeros.saturating_add(1);
                continue;
            }
            let lifted = match units {
                0 => Some(0),
                _ => 10_u128
                    .checked_pow(zeros.saturating_add(1))
                    .and_then(|factor| units.checked_mul(factor)),
            };
            units = lifted
                .and_then(|lifted| lifted.checked_add(u128::from(digit.wrapping_sub(b'0'))))
                .ok_or_else(|| self.overflow())?;
            zeros = 0;
        }
        Ok((units, i64::from(zeros)))
    }

    /// More than 38 significant digits: too precise if any of them are decimals.
    fn overflow(&self) -> ParseAmountError {
        if self.negative {
            return ParseAmountError::Negative;
        }
        if self.scale() > 0 { ParseAmountError::TooPrecise } else { ParseAmountError::TooLarge }
    }
}

fn are_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads an exponent, saturating far outside any that an exact amount could have.
fn read_exponent(text: &str) -> Result<i64, ParseAmountError> {
    let (negative, digits) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..).unwrap_or_default()),
        Some(b'+') => (false, text.get(1..).unwrap_or_default()),
        _ => (false, text),
    };
    if digits.is_empty() || !are_digits(digits) {
        return Err(ParseAmountError::Malformed);
    }
    const FAR: i64 = 1 << 40;
    let magnitude = digits.bytes().fold(0_i64, |sum, digit| {
        sum.saturating_mul(10).saturating_add(i64::from(digit.wrapping_sub(b'0'))).min(FAR)
    });
    Ok(if negative { magnitude.saturating_neg() } else { magnitude })
}
