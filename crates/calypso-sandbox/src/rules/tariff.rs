//! Service fees: a percentage per kind of payment. Real ones are in each merchant's contract.

use calypso_model::{Amount, InvoiceType};

/// The share that is kept of each payment.
#[derive(Clone, Debug)]
pub(crate) struct Tariff {
    single: Amount,
    single_fiat: Amount,
    unlimited: Amount,
    purse: Amount,
}

impl Default for Tariff {
    /// Figures of our own: none is published (docs/API-FACTS.md, section 11).
    fn default() -> Self {
        Self {
            single: share_in_basis_points(40),
            single_fiat: share_in_basis_points(50),
            unlimited: share_in_basis_points(40),
            purse: share_in_basis_points(40),
        }
    }
}

impl Tariff {
    pub(super) fn invoice_share(&self, kind: &InvoiceType) -> Amount {
        match kind {
            InvoiceType::SingleFiat => self.single_fiat,
            InvoiceType::Unlimited | InvoiceType::UnlimitedLinked => self.unlimited,
            InvoiceType::Single | InvoiceType::Bound | InvoiceType::Unknown(_) => self.single,
            _ => self.single,
        }
    }

    pub(super) fn purse_share(&self) -> Amount {
        self.purse
    }
}

/// Returns `share` of `amount`, rounded down to `scale` decimals, without idle zeros.
///
/// Down, so that the fee never exceeds the percentage.
pub(super) fn fee_rounded_down(amount: Amount, share: Amount, scale: u32) -> Amount {
    let fee = amount.multiplied_rounded_down(share, scale).unwrap_or(Amount::ZERO);
    without_idle_zeros(fee)
}

/// Returns the same value written with as few decimals as it needs.
pub(super) fn without_idle_zeros(amount: Amount) -> Amount {
    (0..amount.scale()).find_map(|scale| amount.fit_scale(scale).ok()).unwrap_or(amount)
}

fn share_in_basis_points(points: u128) -> Amount {
    Amount::from_base_units(points, 4).unwrap_or(Amount::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(amount: &str, scale: u32, fee: &str) {
        let fee_now = fee_rounded_down(amount.parse().unwrap(), share_in_basis_points(40), scale);
        assert_eq!(fee_now.to_string(), fee);
    }

    #[test]
    fn fees_are_exact_and_rounded_down_at_the_scale_of_the_chain() {
        check("25.50", 6, "0.102");
        check("100.00", 6, "0.4");
        check("0.000001", 6, "0");
        check("0.00025", 6, "0.000001");
        check("0.000499", 6, "0.000001");
        check("1.000000000000000001", 18, "0.004");
    }
}
