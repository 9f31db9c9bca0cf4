//! One currency in the sandbox's ledger.

use calypso_model::{Amount, Currency};

/// Where the money of one currency is.
///
/// `received` = `fees` + `credited` + `pending` + `declined` + `refunded`, to the last digit.
/// Stray money stands outside. What is paid out or exchanged was credited before: a merchant has
/// `credited` − `paid_out` − `exchanged_away` + `exchanged_in`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LedgerLine {
    /// The currency.
    pub currency: Currency,
    /// All deposits to addresses that were watched, and all top-ups; `in` in the control API.
    pub received: Amount,
    /// What the service kept.
    pub fees: Amount,
    /// What reached the merchant's account.
    pub credited: Amount,
    /// What is on its way, or waits for the merchant's decision.
    pub pending: Amount,
    /// What the compliance check refused.
    pub declined: Amount,
    /// What went back to payers.
    pub refunded: Amount,
    /// What went to addresses nobody watches any more: nobody is told of it.
    pub stray: Amount,
    /// What the merchant paid out, fees included, or is about to; `out` in the control API.
    pub paid_out: Amount,
    /// What exchanges took from the merchant's account.
    pub exchanged_away: Amount,
    /// What completed exchanges brought to it.
    pub exchanged_in: Amount,
}

impl LedgerLine {
    pub(crate) const fn empty(currency: Currency) -> Self {
        Self {
            currency,
            received: Amount::ZERO,
            fees: Amount::ZERO,
            credited: Amount::ZERO,
            pending: Amount::ZERO,
            declined: Amount::ZERO,
            refunded: Amount::ZERO,
            stray: Amount::ZERO,
            paid_out: Amount::ZERO,
            exchanged_away: Amount::ZERO,
            exchanged_in: Amount::ZERO,
        }
    }
}
