//! Amounts for properties, and a reference for them: schoolbook arithmetic on decimal digits.

use calypso_model::Amount;
use proptest::prelude::*;

/// The largest integer an amount can hold: 2^96 − 1.
const UNITS_MAX: u128 = 79_228_162_514_264_337_593_543_950_335;

/// The digits of a number, and where its point is.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    pub(crate) units: u128,
    pub(crate) scale: usize,
}

impl Plain {
    /// Writes the number with exactly `scale` decimals.
    pub(crate) fn text(&self) -> String {
        place_point(&self.units.to_string(), self.scale)
    }

    pub(crate) fn amount(&self) -> Amount {
        Amount::parse(&self.text()).unwrap()
    }
}

/// Puts the point before the last `scale` digits.
pub(crate) fn place_point(digits: &str, scale: usize) -> String {
    if scale == 0 {
        return digits.to_owned();
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (integer, fraction) = padded.split_at(padded.len() - scale);
    format!("{integer}.{fraction}")
}

/// Every number that an amount can hold, of all magnitudes.
pub(crate) fn plain() -> impl Strategy<Value = Plain> {
    let units = prop_oneof![
        4 => (0_u32..=96, 0..=UNITS_MAX).prop_map(|(bits, units)| units >> bits),
        1 => 0_u128..1000,
        1 => (UNITS_MAX - 1000)..=UNITS_MAX,
    ];
    (units, 0_usize..=28).prop_map(|(units, scale)| Plain { units, scale })
}

/// Digits of a number in units of 10^-28, most significant first, always as many.
fn aligned(text: &str) -> Vec<u8> {
    let (integer, fraction) = text.split_once('.').unwrap_or((text, ""));
    let text = format!("{integer:0>64}{fraction:0<28}");
    text.bytes().map(|digit| digit - b'0').collect()
}

/// Adds two plain numbers digit by digit; the sum is written with 28 decimals.
pub(crate) fn sum(left: &str, right: &str) -> String {
    let mut carry = 0;
    let mut digits = Vec::new();
    for (left, right) in aligned(left).into_iter().zip(aligned(right)).rev() {
        let column = left + right + carry;
        digits.push(column % 10);
        carry = u8::from(column > 9);
    }
    written(&digits)
}

/// Subtracts plain numbers digit by digit, if the first is not the smaller one.
pub(crate) fn difference(left: &str, right: &str) -> Option<String> {
    let mut borrowed = 0;
    let mut digits = Vec::new();
    for (left, right) in aligned(left).into_iter().zip(aligned(right)).rev() {
        let taken = right + borrowed;
        borrowed = u8::from(left < taken);
        digits.push(left + 10 * borrowed - taken);
    }
    (borrowed == 0).then(|| written(&digits))
}

fn written(reversed: &[u8]) -> String {
    let digits: String = reversed.iter().rev().map(u8::to_string).collect();
    let plain = place_point(digits.trim_start_matches('0'), 28);
    plain.trim_end_matches('0').trim_end_matches('.').to_owned()
}
