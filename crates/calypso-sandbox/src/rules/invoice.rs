//! An invoice and its lookups.

use std::collections::HashMap;

use calypso_model::{
    AccountId, Address, Amount, Currency, ExternalId, IdempotencyKey, InterventionType, InvoiceId,
    InvoiceState, InvoiceType, KnownCurrency, TransactionHash, TransactionId,
};
use calypso_sign::Timestamp;

use super::quote::FiatPrice;
use super::refusal::Refusal;
use super::world::World;

#[derive(Clone, Debug)]
pub(crate) struct Invoice {
    pub(crate) owner: AccountId,
    /// The id as a number, as webhooks write it.
    pub(crate) number: u64,
    pub(crate) id: InvoiceId,
    pub(crate) key: IdempotencyKey,
    pub(crate) external_id: Option<ExternalId>,
    pub(crate) kind: InvoiceType,
    pub(crate) state: InvoiceState,
    pub(crate) intervention: Option<InterventionType>,
    /// The merchant's own mark on a completed invoice.
    pub(crate) is_resolved: bool,
    pub(crate) address: Address,
    pub(crate) currency: Currency,
    pub(crate) facts: &'static KnownCurrency,
    /// What is due; nothing for an unlimited invoice.
    pub(crate) amount: Option<Amount>,
    pub(crate) fiat: Option<FiatPrice>,
    /// The least that is accepted, of a bound invoice.
    pub(crate) lower_bound: Option<Amount>,
    /// What was confirmed so far.
    pub(crate) received: Amount,
    /// What was kept of it, once some of it was credited.
    pub(crate) fee: Option<Amount>,
    /// What is still owed for its creation.
    pub(super) commission: Amount,
    pub(crate) last_hash: Option<TransactionHash>,
    pub(crate) transactions: Vec<TransactionId>,
    pub(crate) description: String,
    pub(crate) page: PageLinks,
    pub(crate) fiat_available: Option<bool>,
    pub(crate) created: Timestamp,
    pub(crate) expiration: Option<Timestamp>,
}

/// What the payment page shows beyond the invoice.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageLinks {
    pub(crate) return_url: Option<String>,
    pub(crate) logo_url: Option<String>,
    pub(crate) support_url: Option<String>,
}

/// How a request names an invoice; the first one given counts, and the others must agree.
#[derive(Clone, Debug, Default)]
pub(crate) struct InvoiceRef {
    pub(crate) id: Option<InvoiceId>,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) external_id: Option<ExternalId>,
}

impl Invoice {
    pub(crate) fn is_unlimited(&self) -> bool {
        matches!(self.kind, InvoiceType::Unlimited | InvoiceType::UnlimitedLinked)
    }

    /// Tells whether no payment was seen yet; an unlimited invoice stays like that.
    pub(super) fn is_unpaid(&self) -> bool {
        self.state == InvoiceState::PendingPayment
    }

    /// Tells whether the address is still watched.
    pub(crate) fn takes_deposits(&self) -> bool {
        matches!(
            self.state,
            InvoiceState::PendingPayment
                | InvoiceState::MemPoolFound
                | InvoiceState::PendingComplianceCheck
                | InvoiceState::PendingIntervention
        )
    }
}

/// All invoices, by each of their names.
#[derive(Debug, Default)]
pub(super) struct Invoices {
    /// In the order of their numbers, which follow one another.
    all: Vec<Invoice>,
    by_key: HashMap<IdempotencyKey, u64>,
    /// External ids need not be unique: all invoices with one, the newest last.
    by_external_id: HashMap<AccountId, HashMap<ExternalId, Vec<u64>>>,
}

/// The number before that of the first invoice.
const NUMBERS_BEGIN_AFTER: u64 = 100_000;

/// Returns where the invoice with a number is kept.
fn place(number: u64) -> Option<usize> {
    usize::try_from(number.checked_sub(NUMBERS_BEGIN_AFTER)?.checked_sub(1)?).ok()
}

impl Invoices {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns the number that the next invoice has.
    pub(super) fn next_number(&self) -> u64 {
        let count = u64::try_from(self.all.len()).unwrap_or(u64::MAX);
        NUMBERS_BEGIN_AFTER.saturating_add(count).saturating_add(1)
    }

    pub(super) fn get(&self, number: u64) -> Option<&Invoice> {
        self.all.get(place(number)?)
    }

    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Invoice> {
        self.all.get_mut(place(number)?)
    }

    /// Finds anybody's invoice.
    pub(super) fn number_of(&self, key: &IdempotencyKey) -> Option<u64> {
        self.by_key.get(key).copied()
    }

    pub(super) fn has_key(&self, key: &IdempotencyKey) -> bool {
        self.by_key.contains_key(key)
    }

    /// Keeps an invoice, which has the [next number](Self::next_number).
    pub(super) fn insert(&mut self, invoice: Invoice) {
        self.by_key.insert(invoice.key.clone(), invoice.number);
        if let Some(external_id) = &invoice.external_id {
            let of_owner = self.by_external_id.entry(invoice.owner.clone()).or_default();
            // Most are used once.
            let numbers = of_owner.entry(external_id.clone());
            numbers.or_insert_with(|| Vec::with_capacity(1)).push(invoice.number);
        }
        self.all.push(invoice);
    }

    /// Returns the numbers of a merchant's invoices with one external id, the oldest first.
    pub(super) fn with_external_id(&self, owner: &AccountId, id: &ExternalId) -> &[u64] {
        let of_owner = self.by_external_id.get(owner);
        of_owner.and_then(|numbers| numbers.get(id)).map_or(&[], Vec::as_slice)
    }

    /// Returns everybody's invoices.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Invoice> {
        self.all.iter().rev()
    }

    /// Returns a merchant's invoices, the oldest first.
    pub(super) fn of(&self, owner: &AccountId) -> impl Iterator<Item = &Invoice> {
        self.all.iter().filter(move |invoice| invoice.owner == *owner)
    }

    fn find(&self, owner: &AccountId, wanted: &InvoiceRef) -> Option<&Invoice> {
        let number = if let Some(id) = &wanted.id {
            id.as_str().parse().ok()
        } else if let Some(key) = &wanted.key {
            self.number_of(key)
        } else {
            let id = wanted.external_id.as_ref()?;
            self.with_external_id(owner, id).last().copied()
        };
        self.get(number?)
            .filter(|invoice| invoice.owner == *owner)
            // A number has more than one spelling, an id has not.
            .filter(|invoice| wanted.id.as_ref().is_none_or(|id| *id == invoice.id))
            .filter(|invoice| wanted.key.as_ref().is_none_or(|key| *key == invoice.key))
            .filter(|invoice| {
                wanted.external_id.is_none() || wanted.external_id == invoice.external_id
            })
    }
}

impl World {
    pub(crate) fn invoice(
        &self,
        account: &AccountId,
        wanted: &InvoiceRef,
    ) -> Result<&Invoice, Refusal> {
        self.invoices.find(account, wanted).ok_or_else(|| {
            let id = wanted.id.as_ref().map(InvoiceId::as_str);
            let key = wanted.key.as_ref().map(IdempotencyKey::as_str);
            let external_id = wanted.external_id.as_ref().map(ExternalId::as_str);
            Refusal::not_found("Invoice", id.or(key).or(external_id).unwrap_or_default())
        })
    }
}
