//! Exchange rates: a table that covers every currency, with overrides.

use std::collections::BTreeMap;

use calypso_model::{Amount, Currency, fiat_for_crypto_rounded_down};

use super::event::Worth;
use super::tariff::without_idle_zeros;

/// The decimals of an amount's exact worth in dollars.
const DOLLAR_SCALE: u32 = 28;

/// The decimals of a rate that has to be divided out.
const RATE_SCALE: u32 = 12;

/// What one unit is worth in US dollars, in units of 10^-4. Round numbers, so that the rates
/// against the euro are exact too.
const DOLLARS: &[(&str, u128)] = &[
    ("BTC", 600_000_000),
    ("LTC", 800_000),
    ("XDG", 1250),
    ("ETH", 30_000_000),
    ("USDT", 10_000),
    ("USDC", 10_000),
    ("DAI", 10_000),
    ("FRAX", 10_000),
    ("BUSD_ETH", 10_000),
    ("TRX", 1250),
    ("USDT_TRX", 10_000),
    ("USDC_TRX", 10_000),
    ("BNB", 6_000_000),
    ("BUSD", 10_000),
    ("USDT_BSC", 10_000),
    ("MATIC", 5000),
    ("POL", 5000),
    ("USDT_MATIC", 10_000),
    ("USD", 10_000),
    ("EUR", 12_500),
    ("RUB", 125),
    ("UAH", 250),
    ("KZT", 20),
];

#[derive(Debug, Default)]
pub(crate) struct Rates {
    overrides: BTreeMap<(Currency, Currency), Amount>,
}

impl Rates {
    /// Sets a rate; the opposite direction follows from it unless it is set as well.
    pub(crate) fn set(&mut self, from: Currency, to: Currency, rate: Amount) {
        self.overrides.insert((from, to), rate);
    }

    /// Returns how much of `to` one unit of `from` is worth, rounded up to 12 decimals where it
    /// has to be divided out.
    pub(crate) fn rate(&self, from: &Currency, to: &Currency) -> Option<Amount> {
        if let Some(rate) = self.overrides.get(&(from.clone(), to.clone())) {
            return Some(*rate);
        }
        if let Some(inverse) = self.overrides.get(&(to.clone(), from.clone())) {
            return divide(Amount::from_base_units(1, 0)?, *inverse);
        }
        divide(dollars(from)?, dollars(to)?)
    }

    /// Returns what an amount of `from` comes to in `to`, rounded down to `scale` decimals once, at
    /// the end: never by way of a rate that was rounded itself.
    pub(super) fn convert_rounded_down(
        &self,
        amount: Amount,
        from: &Currency,
        to: &Currency,
        scale: u32,
    ) -> Option<Amount> {
        if let Some(rate) = self.overrides.get(&(from.clone(), to.clone())) {
            return amount.multiplied_rounded_down(*rate, scale);
        }
        if let Some(inverse) = self.overrides.get(&(to.clone(), from.clone())) {
            return amount.divided_rounded_down(*inverse, scale);
        }
        // Neither has more than 18 and 4 decimals, so the product loses none of its own.
        let worth = amount.multiplied_rounded_down(dollars(from)?, DOLLAR_SCALE)?;
        worth.divided_rounded_down(dollars(to)?, scale)
    }

    /// Returns what an amount is worth in the two currencies in which events report it.
    pub(super) fn worth(&self, amount: Amount, currency: &Currency) -> Worth {
        let worth_in = |code| {
            let rate = self.rate(currency, &Currency::parse(code).ok()?)?;
            fiat_for_crypto_rounded_down(amount, rate, 2)
        };
        Worth {
            usd: worth_in("USD").unwrap_or(Amount::ZERO),
            eur: worth_in("EUR").unwrap_or(Amount::ZERO),
        }
    }
}

fn dollars(currency: &Currency) -> Option<Amount> {
    let (_, units) = DOLLARS.iter().find(|(code, _)| *code == currency.as_str())?;
    Amount::from_base_units(*units, 4)
}

fn divide(dividend: Amount, divisor: Amount) -> Option<Amount> {
    dividend.divided_rounded_up(divisor, RATE_SCALE).map(without_idle_zeros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rates: &Rates, from: &str, to: &str, rate: &str) {
        let now = rates.rate(&from.parse().unwrap(), &to.parse().unwrap()).unwrap();
        assert_eq!(now.to_string(), rate, "{from} in {to}");
    }

    #[test]
    fn every_known_currency_has_a_rate_in_dollars_and_euros() {
        let rates = Rates::default();
        for facts in Currency::all_known() {
            let code = facts.code.parse().unwrap();
            for fiat in ["USD", "EUR"] {
                let rate = rates.rate(&code, &fiat.parse().unwrap());
                assert!(rate.is_some_and(|rate| !rate.is_zero()), "{code} in {fiat}");
            }
        }
        check(&rates, "BTC", "USD", "60000");
        check(&rates, "BTC", "EUR", "48000");
        check(&rates, "USDT_TRX", "EUR", "0.8");
        check(&rates, "EUR", "USD", "1.25");
        check(&rates, "EUR", "BTC", "0.000020833334");
    }

    #[test]
    fn an_override_holds_in_both_directions() {
        let mut rates = Rates::default();
        rates.set("TRX".parse().unwrap(), "USD".parse().unwrap(), "0.3".parse().unwrap());
        check(&rates, "TRX", "USD", "0.3");
        check(&rates, "USD", "TRX", "3.333333333334");
    }

    #[test]
    fn a_conversion_is_rounded_once_and_down() {
        let mut rates = Rates::default();
        let convert = |rates: &Rates, amount: &str, from: &str, to: &str, scale| {
            let (from, to) = (from.parse().unwrap(), to.parse().unwrap());
            rates.convert_rounded_down(amount.parse().unwrap(), &from, &to, scale).unwrap()
        };
        // The rate of 1/60000 would be 0.000016666667, and 60 times that 0.00100000002.
        assert_eq!(convert(&rates, "60", "USDT_TRX", "BTC", 18), "0.001".parse().unwrap());
        let third = convert(&rates, "0.000000000000000001", "ETH", "XDG", 18);
        assert_eq!(third.to_string(), "0.000000000000024000");
        rates.set("ETH".parse().unwrap(), "USDT".parse().unwrap(), "3".parse().unwrap());
        assert_eq!(convert(&rates, "1", "USDT", "ETH", 6), "0.333333".parse().unwrap());
        assert_eq!(convert(&rates, "0.3333333", "ETH", "USDT", 6), "0.999999".parse().unwrap());
    }
}
