//! The payment check: does what was received pay what was due?

use core::cmp::Ordering;

use ethnum::U256;

use super::Amount;

/// What a sum received means for an invoice of a fixed amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PaymentCheck {
    /// The sum pays the invoice, exactly or within the tolerances.
    Enough,
    /// The sum falls short by more than the tolerance.
    Underpaid {
        /// What is missing to the full amount due, unless that has more digits than can be held.
        missing: Option<Amount>,
    },
    /// The sum exceeds the amount due by more than the tolerance.
    Overpaid {
        /// What was received beyond the amount due, unless that has more digits than can be held.
        excess: Option<Amount>,
    },
}

/// The share by which a company accepts overpayments without intervention.
///
/// The service calls it payment accuracy; its default is not documented, ours is none
/// (docs/API-FACTS.md, section 4.12).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OverpayTolerance {
    basis_points: u32,
}

impl OverpayTolerance {
    /// Every overpayment needs an intervention.
    pub const NONE: Self = Self { basis_points: 0 };

    /// Returns a tolerance in hundredths of a percent: 150 accepts up to 1.5 % too much.
    #[must_use]
    pub const fn from_basis_points(basis_points: u32) -> Self {
        Self { basis_points }
    }

    /// Returns the tolerance in hundredths of a percent.
    #[must_use]
    pub const fn basis_points(self) -> u32 {
        self.basis_points
    }

    /// Returns how many ten-thousandths of the amount due are accepted.
    fn accepted(self) -> u64 {
        u64::from(self.basis_points).saturating_add(10_000)
    }
}

/// Tells what `received` means for an invoice over `due`.
///
/// Short payments count as full from a ratio of 0.995 on, a fixed rule of the service
/// (docs/API-FACTS.md, section 4.12); the comparison is exact.
///
/// ```
/// use calypso_model::{Amount, OverpayTolerance, PaymentCheck, check_payment};
///
/// let due: Amount = "10.234".parse()?;
/// let check = |received: &str| Ok::<_, calypso_model::ParseAmountError>(
///     check_payment(due, received.parse()?, OverpayTolerance::NONE));
/// assert_eq!(check("10.23")?, PaymentCheck::Enough);
/// assert_eq!(check("10.00")?, PaymentCheck::Underpaid { missing: "0.234".parse().ok() });
/// # Ok::<(), calypso_model::ParseAmountError>(())
/// ```
#[must_use]
pub fn check_payment(due: Amount, received: Amount, tolerance: OverpayTolerance) -> PaymentCheck {
    // The verdict rests on the order of the two, never on whether their difference can be held.
    match received.cmp(&due) {
        Ordering::Less if !at_least(received, 1000, due, 995) => {
            PaymentCheck::Underpaid { missing: due.checked_sub(received) }
        }
        Ordering::Greater if !at_least(due, tolerance.accepted(), received, 10_000) => {
            PaymentCheck::Overpaid { excess: received.checked_sub(due) }
        }
        Ordering::Less | Ordering::Equal | Ordering::Greater => PaymentCheck::Enough,
    }
}

/// Tells whether `left` × `by` ≥ `right` × `than`, exactly: 190 + 33 bits fit in 256.
fn at_least(left: Amount, by: u64, right: Amount, than: u64) -> bool {
    let times = |amount: Amount, factor: u64| amount.wide().checked_mul(U256::from(factor));
    times(left, by) >= times(right, than)
}
