//! Amounts as people read them: digits in groups of three, with the decimal mark of a language.

use core::fmt;

use super::Amount;
use super::exact::SCALE_MAX;
use crate::Currency;

/// How an amount is written for people: what stands between groups of three digits, and the
/// decimal mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AmountStyle {
    /// `1,234.50`, as in English.
    CommaDot,
    /// `1.234,50`, as in German or Spanish.
    DotComma,
    /// `1 234,50`, as in French or Polish. The space does not break (U+00A0).
    SpaceComma,
    /// `1’234.50`, as in Switzerland (U+2019).
    ApostropheDot,
}

impl AmountStyle {
    /// Returns what stands between groups of three digits.
    #[must_use]
    pub const fn separator(self) -> char {
        match self {
            Self::CommaDot => ',',
            Self::DotComma => '.',
            Self::SpaceComma => '\u{a0}',
            Self::ApostropheDot => '\u{2019}',
        }
    }

    /// Returns what stands before the decimals.
    #[must_use]
    pub const fn decimal_mark(self) -> char {
        match self {
            Self::CommaDot | Self::ApostropheDot => '.',
            Self::DotComma | Self::SpaceComma => ',',
        }
    }
}

/// An amount to print for people; made by [`Amount::grouped`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GroupedAmount {
    amount: Amount,
    style: AmountStyle,
    decimals_min: u32,
}

impl Amount {
    /// Returns the amount to print for people, with its digits in groups of three.
    ///
    /// Every digit is printed, trailing zeros included, and nothing is rounded. This is for eyes
    /// only: a QR code, a link or a request takes the plain digits of `to_string`, since a reader
    /// may take `1,234.50` for 1.
    ///
    /// ```
    /// use calypso_model::{Amount, AmountStyle};
    ///
    /// let amount: Amount = "1234567.50".parse()?;
    /// assert_eq!(amount.grouped(AmountStyle::CommaDot).to_string(), "1,234,567.50");
    /// assert_eq!(amount.grouped(AmountStyle::DotComma).to_string(), "1.234.567,50");
    ///
    /// let whole: Amount = "1200".parse()?;
    /// let padded = whole.grouped(AmountStyle::CommaDot).padded_for(&"EUR".parse()?);
    /// assert_eq!(padded.to_string(), "1,200.00");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub const fn grouped(self, style: AmountStyle) -> GroupedAmount {
        GroupedAmount { amount: self, style, decimals_min: 0 }
    }
}

impl GroupedAmount {
    /// Adds zeros up to a number of decimals, at most 28; what has more decimals keeps them.
    #[must_use]
    pub const fn padded(mut self, decimals: u32) -> Self {
        self.decimals_min = if decimals > SCALE_MAX { SCALE_MAX } else { decimals };
        self
    }

    /// Adds zeros up to the currency's own decimals; none for a currency that is not known.
    #[must_use]
    pub fn padded_for(self, currency: &Currency) -> Self {
        self.padded(currency.known().map_or(0, |facts| facts.scale))
    }

    fn text(self) -> String {
        let plain = self.amount.to_string();
        let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::new();
        for (index, digit) in whole.chars().enumerate() {
            let still_to_come = whole.len().saturating_sub(index);
            if index > 0 && still_to_come.is_multiple_of(3) {
                text.push(self.style.separator());
            }
            text.push(digit);
        }
        let scale = self.amount.scale().max(self.decimals_min);
        if scale > 0 {
            text.push(self.style.decimal_mark());
            let zeros = core::iter::repeat('0');
            let length = usize::try_from(scale).unwrap_or(decimals.len());
            text.extend(decimals.chars().chain(zeros).take(length));
        }
        text
    }
}

/// Prints every digit. A width is kept, right-aligned; a precision is not, since it would cut
/// digits off.
impl fmt::Display for GroupedAmount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.width() {
            Some(width) => write!(f, "{:>width$}", self.text()),
            None => f.write_str(&self.text()),
        }
    }
}
