//! [`Probability`]: how likely a fault acts.

use std::fmt;
use std::str::FromStr;

use calypso_model::Amount;
use thiserror::Error;

/// How likely something is: 0 to 1, with at most nine decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Probability {
    exact: Amount,
    billionths: u128,
}

/// A probability is over 1, has more than nine decimals, or is no number.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a probability must be at most 1 and have at most 9 decimals")]
#[non_exhaustive]
pub struct InvalidProbability;

impl Probability {
    /// Checks a probability.
    ///
    /// # Errors
    ///
    /// [`InvalidProbability`] if it is over 1 or has more than nine decimals.
    pub fn new(probability: Amount) -> Result<Self, InvalidProbability> {
        let billionths = probability.to_base_units(9).filter(|part| *part <= BILLION);
        Ok(Self { exact: probability, billionths: billionths.ok_or(InvalidProbability)? })
    }

    /// Decides by a number drawn from all there are.
    pub(crate) fn decides(self, drawn: u64) -> bool {
        u128::from(drawn) % BILLION < self.billionths
    }
}

const BILLION: u128 = 1_000_000_000;

impl FromStr for Probability {
    type Err = InvalidProbability;

    fn from_str(text: &str) -> Result<Self, InvalidProbability> {
        Self::new(Amount::parse(text).map_err(|_no_number| InvalidProbability)?)
    }
}

impl fmt::Display for Probability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.exact, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probability_is_a_share_of_one() {
        for good in ["0", "1", "1.0", "0.25", "0.000000001"] {
            assert_eq!(good.parse::<Probability>().unwrap().to_string(), good);
        }
        for bad in ["1.000000001", "0.0000000001", "-0.5", "one", ""] {
            assert_eq!(bad.parse::<Probability>(), Err(InvalidProbability), "{bad}");
        }
        let quarter: Probability = "0.25".parse().unwrap();
        assert!(quarter.decides(249_999_999) && !quarter.decides(250_000_000));
        assert!(!"0".parse::<Probability>().unwrap().decides(0));
        assert!("1".parse::<Probability>().unwrap().decides(u64::MAX));
    }
}
