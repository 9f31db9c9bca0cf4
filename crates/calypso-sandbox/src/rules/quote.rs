//! What a fiat price is in crypto: for how long a quote holds, and when the next one is due
//! (docs/API-FACTS.md, sections 4.3, 9.6 and 11).

use std::time::Duration;

use calypso_model::{Amount, Currency, IdempotencyKey, KnownCurrency, crypto_for_fiat_rounded_up};
use calypso_sign::Timestamp;

use super::create_invoice::can_be_held;
use super::due::Task;
use super::invoice::Invoice;
use super::refusal::Refusal;
use super::world::World;

/// How long a quote holds.
pub(super) const LIFE: Duration = Duration::from_secs(15 * 60);

/// How long one in bitcoin does that a widget made.
const LIFE_OF_WIDGETS_IN_BITCOIN: Duration = Duration::from_secs(60 * 60);

/// Returns how long the quotes of an invoice hold that a widget makes.
pub(super) fn life_in_widget(currency: &Currency) -> Duration {
    match currency.as_str() {
        "BTC" => LIFE_OF_WIDGETS_IN_BITCOIN,
        _ => LIFE,
    }
}

#[derive(Clone, Debug)]
pub(crate) struct FiatPrice {
    pub(crate) amount: Amount,
    pub(crate) currency: Currency,
    pub(crate) quoted: Timestamp,
    /// How long a quote holds.
    pub(super) life: Duration,
}

impl FiatPrice {
    fn next_quote(&self) -> Timestamp {
        self.quoted.saturating_add(self.life)
    }
}

impl World {
    /// Returns what a fiat price is in crypto right now, rounded up.
    pub(super) fn quote(
        &self,
        fiat: Amount,
        fiat_currency: &Currency,
        currency: &Currency,
        facts: &KnownCurrency,
    ) -> Option<Amount> {
        let rate = self.rate(currency, fiat_currency)?;
        crypto_for_fiat_rounded_up(fiat, rate, facts.scale)
            .filter(|amount| can_be_held(*amount, facts.chain_scale))
    }

    /// Opens an invoice's page, as its payer would: whoever has the key can. What an unpaid invoice
    /// over a fiat price comes to is quoted anew.
    pub(crate) fn open_page(&mut self, key: &IdempotencyKey) -> Result<&Invoice, Refusal> {
        let not_found = || Refusal::not_found("Invoice", key);
        let number = self.invoices.number_of(key).ok_or_else(not_found)?;
        if self.is_unpaid(number) {
            self.renew_quote(number);
        }
        self.invoices.get(number).ok_or_else(not_found)
    }

    /// Quotes an unpaid fiat invoice anew, unless that was done since this was scheduled.
    pub(super) fn requote(&mut self, number: u64) {
        if !self.is_unpaid(number) {
            return;
        }
        let fiat = self.invoices.get(number).and_then(|invoice| invoice.fiat.as_ref());
        if fiat.is_some_and(|fiat| fiat.next_quote() <= self.now) {
            self.renew_quote(number);
        }
        self.schedule_requote(number);
    }

    /// Schedules the next quote. There is one task per invoice: a page that is opened adds none.
    pub(super) fn schedule_requote(&mut self, number: u64) {
        let fiat = self.invoices.get(number).and_then(|invoice| invoice.fiat.as_ref());
        if let Some(at) = fiat.map(FiatPrice::next_quote) {
            self.schedule_at(at, Task::Requote(number));
        }
    }

    /// Derives the amount of a fiat invoice from the rate of now.
    fn renew_quote(&mut self, number: u64) {
        let Some(invoice) = self.invoices.get(number) else { return };
        let Some(fiat) = &invoice.fiat else { return };
        let quote = self.quote(fiat.amount, &fiat.currency, &invoice.currency, invoice.facts);
        let now = self.now;
        if let Some(invoice) = self.invoices.get_mut(number) {
            invoice.amount = quote.or(invoice.amount);
            if let Some(fiat) = &mut invoice.fiat {
                fiat.quoted = now;
            }
        }
    }
}
