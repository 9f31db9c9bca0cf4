//! How an invoice comes about: prices, limits, keys.

use std::time::Duration;

use calypso_model::{
    AccountId, Amount, Chain, Currency, ErrorCode, EventType, ExternalId, IdempotencyKey,
    InvoiceState, InvoiceType, KnownCurrency,
};
use calypso_sign::Timestamp;

use super::address::address;
use super::chance::known_good;
use super::due::Task;
use super::invoice::{Invoice, PageLinks};
use super::quote::{self, FiatPrice};
use super::refusal::Refusal;
use super::tariff::creation_of;
use super::transaction::Holder;
use super::world::World;

/// An expiration must be less than this ahead (docs/API-FACTS.md, section 4.2).
const EXPIRATION_LIMIT: Duration = Duration::from_secs(24 * 3600);
const LIFE_ON_TRON: Duration = Duration::from_secs(3 * 3600);
const LIFE_ELSEWHERE: Duration = Duration::from_secs(24 * 3600);

#[derive(Clone, Debug)]
pub(crate) struct NewInvoice {
    pub(crate) price: Price,
    pub(crate) currency: Currency,
    pub(crate) description: String,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) external_id: Option<ExternalId>,
    pub(crate) expiration: Option<Timestamp>,
    pub(crate) page: PageLinks,
    pub(crate) fiat_available: Option<bool>,
}

/// What an invoice asks for, which makes its type.
#[derive(Clone, Debug)]
pub(crate) enum Price {
    Crypto(Amount),
    Fiat(Amount, Currency),
    /// One payment of this much or more.
    AtLeast(Amount),
    Any,
    /// Any, for one client of a payment widget.
    AnyLinked,
}

impl World {
    /// Creates an invoice. Payment links are made of keys, so a key is unique among all merchants.
    pub(crate) fn create_invoice(
        &mut self,
        account: &AccountId,
        new: NewInvoice,
    ) -> Result<&Invoice, Refusal> {
        let facts = payable(&new.currency)?;
        let expiration = self.expiration(&new, facts)?;
        self.issue(account, new, expiration, quote::LIFE)
    }

    /// Creates an invoice that can be paid until a time that was checked before. Quotes of a fiat
    /// price hold for `quote_life`.
    pub(super) fn issue(
        &mut self,
        account: &AccountId,
        new: NewInvoice,
        expiration: Option<Timestamp>,
        quote_life: Duration,
    ) -> Result<&Invoice, Refusal> {
        let facts = payable(&new.currency)?;
        let family = facts.chain.map_or(calypso_model::ChainFamily::Evm, Chain::family);
        let amount = self.amount_due(&new, facts)?;
        let lower_bound = match new.price {
            Price::AtLeast(bound) => Some(bound),
            Price::Crypto(_) | Price::Fiat(..) | Price::Any | Price::AnyLinked => None,
        };
        if let Some(key) = new.key.as_ref().filter(|key| self.invoices.has_key(key)) {
            return Err(Refusal::key_exists(key));
        }
        let number = self.invoices.next_number();
        let (kind, fiat) = match new.price {
            Price::Crypto(_) => (InvoiceType::Single, None),
            Price::Fiat(amount, currency) => {
                let (quoted, life) = (self.now, quote_life);
                (InvoiceType::SingleFiat, Some(FiatPrice { amount, currency, quoted, life }))
            }
            Price::AtLeast(_) => (InvoiceType::Bound, None),
            Price::Any => (InvoiceType::Unlimited, None),
            Price::AnyLinked => (InvoiceType::UnlimitedLinked, None),
        };
        let commission = self.settings.tariff.fee(
            &creation_of(&kind),
            &new.currency,
            amount.or(lower_bound).unwrap_or_default(),
            facts.chain_scale,
        );
        let invoice = Invoice {
            owner: account.clone(),
            number,
            id: known_good(&number.to_string()),
            key: new.key.unwrap_or_else(|| self.chance.uuid()),
            external_id: new.external_id,
            kind,
            state: InvoiceState::PendingPayment,
            intervention: None,
            is_resolved: false,
            address: address(&mut self.chance, family),
            currency: new.currency,
            facts,
            amount,
            fiat,
            lower_bound,
            received: Amount::ZERO,
            fee: None,
            commission: commission.map_or(Amount::ZERO, |fee| fee.total),
            last_hash: None,
            transactions: Vec::new(),
            description: new.description,
            page: new.page,
            fiat_available: new.fiat_available,
            created: self.now,
            expiration,
        };
        self.holders.insert(&invoice.address, Holder::Invoice(number));
        self.invoices.insert(invoice);
        self.open(number);
        self.invoices
            .get(number)
            .ok_or_else(|| Refusal::new(ErrorCode::Internal, "an invoice that was not kept"))
    }

    /// Announces a new invoice and schedules what will happen to it by itself.
    fn open(&mut self, number: u64) {
        let Some(invoice) = self.invoices.get(number) else { return };
        let (is_fiat, is_unlimited) = (invoice.fiat.is_some(), invoice.is_unlimited());
        if let Some(expiration) = invoice.expiration {
            self.schedule_at(expiration, Task::Expire(number));
        }
        if is_fiat {
            self.schedule_requote(number);
        }
        if is_unlimited {
            self.schedule_archive(number);
        }
        let kind = match is_unlimited {
            true => EventType::InvoiceCreateUnlimitedInvoice,
            false => EventType::InvoiceCreateInvoice,
        };
        self.announce_invoice(kind, number, None, None);
    }

    fn amount_due(
        &self,
        new: &NewInvoice,
        facts: &KnownCurrency,
    ) -> Result<Option<Amount>, Refusal> {
        match &new.price {
            Price::Crypto(amount) => {
                check_amount("payload.amount", *amount, facts.scale)?;
                Ok(Some(*amount))
            }
            Price::Fiat(amount, currency) => {
                check_fiat(*amount, currency)?;
                self.quote(*amount, currency, &new.currency, facts)
                    .map(Some)
                    .ok_or_else(|| Refusal::field("payload.fiatAmount", "Too large"))
            }
            Price::AtLeast(bound) => {
                check_amount("payload.lowerBound", *bound, facts.scale)?;
                Ok(None)
            }
            Price::Any | Price::AnyLinked => Ok(None),
        }
    }

    fn expiration(
        &self,
        new: &NewInvoice,
        facts: &KnownCurrency,
    ) -> Result<Option<Timestamp>, Refusal> {
        let life = match (&new.price, facts.chain) {
            (Price::Any | Price::AnyLinked, _) => return Ok(None),
            (Price::Crypto(_) | Price::Fiat(..) | Price::AtLeast(_), Some(Chain::Tron)) => {
                LIFE_ON_TRON
            }
            (Price::Crypto(_) | Price::Fiat(..) | Price::AtLeast(_), _) => LIFE_ELSEWHERE,
        };
        let Some(wanted) = new.expiration else {
            return Ok(Some(self.now.saturating_add(life)));
        };
        check_expiration(wanted, self.now)?;
        Ok(Some(wanted))
    }
}

pub(super) fn check_expiration(wanted: Timestamp, now: Timestamp) -> Result<(), Refusal> {
    if wanted <= now {
        return Err(Refusal::field("payload.expiration", "Must be in the future"));
    }
    if wanted >= now.saturating_add(EXPIRATION_LIMIT) {
        return Err(Refusal::field("payload.expiration", "Must be less than 1 day ahead"));
    }
    Ok(())
}

/// Checks a fiat price. The display fiats cannot be invoiced (docs/API-FACTS.md, section 8.11).
pub(super) fn check_fiat(amount: Amount, currency: &Currency) -> Result<(), Refusal> {
    if !matches!(currency.as_str(), "USD" | "EUR") {
        return Err(Refusal::field("payload.fiatCurrency", "Must be USD or EUR"));
    }
    check_amount("payload.fiatAmount", amount, 2)
}

/// Tells whether an invoice can be paid in a currency.
pub(super) fn is_payable(currency: &Currency) -> bool {
    currency.known().is_some_and(KnownCurrency::is_crypto)
}

pub(super) fn payable(currency: &Currency) -> Result<&'static KnownCurrency, Refusal> {
    currency.known().filter(|facts| facts.is_crypto()).ok_or_else(|| {
        Refusal::field("payload.currency", format_args!("Unknown crypto currency {currency}"))
    })
}

/// Checks an amount as it is written: `1.0000000` has seven decimals.
pub(super) fn check_amount(path: &str, amount: Amount, scale: u32) -> Result<(), Refusal> {
    if amount.is_zero() {
        return Err(Refusal::field(path, "Must be greater than 0"));
    }
    if amount.scale() > scale {
        let problem = format!("Scale incorrect. Must be less than or equal to {scale}");
        return Err(Refusal::field(path, problem));
    }
    match can_be_held(amount, scale) {
        true => Ok(()),
        false => Err(Refusal::field(path, "Too large")),
    }
}

/// The most base units whose every digit an [`Amount`] holds: 28 digits.
const BASE_UNITS_MAX: u128 = 10_u128.pow(28) - 1;

/// Tells whether every part of a sum, down to the last decimal, can be held exactly.
pub(super) fn can_be_held(sum: Amount, scale: u32) -> bool {
    sum.to_base_units(scale).is_some_and(|units| units <= BASE_UNITS_MAX)
}
