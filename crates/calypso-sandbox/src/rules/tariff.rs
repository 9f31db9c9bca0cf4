//! Fees: a percentage and a fixed amount per operation and currency. Real ones are in each
//! merchant's contract.

use std::collections::BTreeMap;

use calypso_model::{Amount, Currency, InvoiceType, OperationCode};

use crate::charge::Charge;

/// What is charged for each operation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tariff {
    /// What was set, for one currency or, with none, for all others.
    charges: BTreeMap<(OperationCode, Option<Currency>), Charge>,
}

/// The parts of a fee, rounded down each, so that neither exceeds its terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fee {
    pub(crate) fixed: Amount,
    pub(crate) percent: Amount,
    pub(crate) total: Amount,
}

impl Tariff {
    /// Sets a charge, for one currency or for all that have none of their own.
    pub(crate) fn set(
        &mut self,
        operation: OperationCode,
        currency: Option<Currency>,
        charge: Charge,
    ) {
        self.charges.insert((operation, currency), charge);
    }

    /// Returns what is charged for an operation.
    pub(crate) fn charge(&self, operation: &OperationCode, currency: &Currency) -> Charge {
        let set = |currency| self.charges.get(&(operation.clone(), currency));
        let charge = set(Some(currency.clone())).or_else(|| set(None));
        charge.copied().unwrap_or_else(|| preset(operation))
    }

    /// Returns the fee for an operation with `amount`, rounded down to `scale` decimals; nothing if
    /// it cannot be held.
    pub(crate) fn fee(
        &self,
        operation: &OperationCode,
        currency: &Currency,
        amount: Amount,
        scale: u32,
    ) -> Option<Fee> {
        let charge = self.charge(operation, currency);
        let one = Amount::from_base_units(1, 0)?;
        let fixed = without_idle_zeros(charge.fixed().multiplied_rounded_down(one, scale)?);
        let percent = without_idle_zeros(amount.multiplied_rounded_down(charge.share(), scale)?);
        Some(Fee { fixed, percent, total: without_idle_zeros(fixed.checked_add(percent)?) })
    }

    /// Returns what is kept of a deposit: the fee, and never more than the deposit.
    pub(super) fn kept(
        &self,
        operation: &OperationCode,
        currency: &Currency,
        amount: Amount,
        scale: u32,
    ) -> Amount {
        self.fee(operation, currency, amount, scale)
            .map_or(Amount::ZERO, |fee| fee.total.min(amount))
    }
}

/// Returns the operation that a deposit to an invoice is.
pub(super) fn deposit_to(kind: &InvoiceType) -> OperationCode {
    match kind {
        InvoiceType::SingleFiat => OperationCode::SingleFiatInvoice,
        InvoiceType::Unlimited => OperationCode::UnlimitedInvoice,
        InvoiceType::UnlimitedLinked => OperationCode::UnlimitedLinkedInvoice,
        InvoiceType::Bound => OperationCode::BoundInvoice,
        InvoiceType::Single | InvoiceType::Unknown(_) | _ => OperationCode::SingleInvoice,
    }
}

/// Returns the operation that the creation of an invoice is.
pub(super) fn creation_of(kind: &InvoiceType) -> OperationCode {
    match kind {
        InvoiceType::SingleFiat => OperationCode::CreationSingleFiatInvoice,
        InvoiceType::Unlimited => OperationCode::CreationUnlimitedInvoice,
        InvoiceType::UnlimitedLinked => OperationCode::CreationUnlimitedLinkedInvoice,
        InvoiceType::Bound => OperationCode::CreationBoundInvoice,
        InvoiceType::Single | InvoiceType::Unknown(_) | _ => OperationCode::CreationSingleInvoice,
    }
}

/// The operation that a deposit to a purse is: the codes name none, and this one comes nearest.
pub(super) const DEPOSIT_TO_PURSE: OperationCode = OperationCode::TopUp;

/// Figures of our own: none is published (docs/API-FACTS.md, sections 9.8 and 11).
fn preset(operation: &OperationCode) -> Charge {
    match operation {
        OperationCode::SingleInvoice
        | OperationCode::BoundInvoice
        | OperationCode::UnlimitedInvoice
        | OperationCode::UnlimitedLinkedInvoice
        | OperationCode::TopUp => Charge::basis_points(40),
        OperationCode::SingleFiatInvoice
        | OperationCode::SingleWithdrawal
        | OperationCode::MassWithdrawal => Charge::basis_points(50),
        // Nothing is taken for making an invoice unless it is set, nor ever beside the rate of an
        // exchange.
        OperationCode::CreationSingleInvoice
        | OperationCode::CreationSingleFiatInvoice
        | OperationCode::CreationUnlimitedInvoice
        | OperationCode::CreationUnlimitedLinkedInvoice
        | OperationCode::CreationBoundInvoice
        | OperationCode::CryptoToCryptoWithdrawal
        | OperationCode::CryptoToCryptoDeposit
        | OperationCode::Unknown(_)
        | _ => Charge::FREE,
    }
}

/// Returns the same value written with as few decimals as it needs.
pub(super) fn without_idle_zeros(amount: Amount) -> Amount {
    (0..amount.scale()).find_map(|scale| amount.fit_scale(scale).ok()).unwrap_or(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    #[track_caller]
    fn check(tariff: &Tariff, of: &str, scale: u32, fee: &str) {
        let usdt = "USDT_TRX".parse().unwrap();
        let kept = tariff.kept(&OperationCode::SingleInvoice, &usdt, amount(of), scale);
        assert_eq!(kept.to_string(), fee);
    }

    #[test]
    fn fees_are_exact_and_rounded_down_at_the_scale_of_the_chain() {
        let tariff = Tariff::default();
        check(&tariff, "25.50", 6, "0.102");
        check(&tariff, "100.00", 6, "0.4");
        check(&tariff, "0.000001", 6, "0");
        check(&tariff, "0.00025", 6, "0.000001");
        check(&tariff, "0.000499", 6, "0.000001");
        check(&tariff, "1.000000000000000001", 18, "0.004");
    }

    #[test]
    fn a_charge_of_a_currency_goes_before_that_of_all_currencies() {
        let mut tariff = Tariff::default();
        let (operation, usdt) = (OperationCode::SingleInvoice, "USDT_TRX".parse().unwrap());
        let charge = |percent, fixed| Charge::new(amount(percent), amount(fixed)).unwrap();
        tariff.set(operation.clone(), None, charge("1", "0"));
        check(&tariff, "100", 6, "1");
        tariff.set(operation.clone(), Some(usdt), charge("0.0001", "1.5000009"));
        check(&tariff, "100", 6, "1.5001");
        assert_eq!(tariff.charge(&operation, &"BTC".parse().unwrap()), charge("1", "0"));
        let other = OperationCode::BoundInvoice;
        assert_eq!(tariff.charge(&other, &"BTC".parse().unwrap()), Charge::basis_points(40));
    }

    #[test]
    fn no_more_is_kept_than_came() {
        let mut tariff = Tariff::default();
        let charge = Charge::new(amount("100"), amount("5")).unwrap();
        tariff.set(OperationCode::SingleInvoice, None, charge);
        check(&tariff, "4.25", 6, "4.25");
    }

    #[test]
    fn making_something_is_free() {
        let (tariff, btc) = (Tariff::default(), "BTC".parse().unwrap());
        for code in OperationCode::KNOWN {
            let is_free = code.as_str().starts_with("CREATION") || code.as_str().contains("_TO_");
            assert_eq!(tariff.charge(code, &btc) == Charge::FREE, is_free, "{code}");
        }
    }
}
