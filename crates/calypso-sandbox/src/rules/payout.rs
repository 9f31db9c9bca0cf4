//! Payouts and mass payouts, the withdrawals they consist of, and their lookups.

use std::collections::{BTreeMap, HashMap};

use calypso_model::{
    AccountId, Address, Amount, Currency, ExternalId, IdempotencyKey, KnownCurrency, MassPayoutId,
    OperationCode, PayoutId, PayoutState, TransactionHash, UserId, WithdrawalErrorStatus,
    WithdrawalId, WithdrawalState,
};
use calypso_sign::Timestamp;

use super::refusal::Refusal;
use super::tariff::without_idle_zeros;
use super::world::World;

/// A payout or a mass payout; the predecessor API calls either a deal.
#[derive(Clone, Debug)]
pub(crate) struct Deal {
    pub(crate) owner: AccountId,
    /// The id as a number, as webhooks write it; no two deals share one.
    pub(crate) number: u64,
    pub(crate) kind: DealKind,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) external_id: Option<ExternalId>,
    pub(crate) comment: Option<String>,
    pub(crate) currency: Currency,
    pub(crate) facts: &'static KnownCurrency,
    pub(crate) state: PayoutState,
    pub(crate) created: Timestamp,
    /// When it is to be carried out, if not at once.
    pub(crate) planned: Option<Timestamp>,
    /// When it was begun.
    pub(crate) executed: Option<Timestamp>,
    /// The numbers of its withdrawals: one of a payout, any of a mass payout.
    pub(crate) withdrawals: Vec<u64>,
    pub(crate) cancellation: Option<Cancellation>,
    /// Its transactions are on their chains and wait for confirmations.
    pub(super) is_broadcast: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DealKind {
    Single(PayoutId),
    Mass { id: MassPayoutId, name: String },
}

/// One transfer to one address.
#[derive(Clone, Debug)]
pub(crate) struct Withdrawal {
    pub(crate) owner: AccountId,
    pub(crate) number: u64,
    pub(crate) id: WithdrawalId,
    pub(crate) address: Address,
    pub(crate) currency: Currency,
    pub(crate) amount: Amount,
    /// The service's fee, on top of the amount.
    pub(crate) fee: Amount,
    pub(crate) comment: Option<String>,
    pub(crate) external_id: Option<ExternalId>,
    pub(crate) state: WithdrawalState,
    pub(crate) hash: Option<TransactionHash>,
    pub(crate) created: Timestamp,
    pub(crate) errors: Vec<WithdrawalError>,
    /// The address was given out by this sandbox.
    pub(crate) is_internal: bool,
    /// Amount and fee are off the balance.
    pub(super) is_taken: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct WithdrawalError {
    pub(crate) number: u64,
    pub(crate) status: WithdrawalErrorStatus,
    pub(crate) message: &'static str,
}

/// Who called a payout off, and why.
#[derive(Clone, Debug)]
pub(crate) struct Cancellation {
    pub(crate) by: UserId,
    pub(crate) message: &'static str,
}

impl Withdrawal {
    /// Returns what a withdrawal takes off the balance, if that can be held exactly.
    pub(super) fn cost(&self) -> Option<Amount> {
        self.amount.checked_add(self.fee)
    }
}

/// How a request names a payout or mass payout; what is given must agree.
#[derive(Clone, Debug, Default)]
pub(crate) struct DealRef {
    pub(crate) id: Option<String>,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) external_id: Option<ExternalId>,
}

/// Which of two kinds is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    Single,
    Mass,
}

impl Deal {
    /// Returns when it is or was carried out.
    pub(crate) fn execution(&self) -> Option<Timestamp> {
        self.executed.or(self.planned)
    }

    fn is(&self, wanted: Wanted) -> bool {
        match self.kind {
            DealKind::Single(_) => wanted == Wanted::Single,
            DealKind::Mass { .. } => wanted == Wanted::Mass,
        }
    }
}

/// All payouts, by each of their names.
#[derive(Debug, Default)]
pub(super) struct Payouts {
    deals: BTreeMap<u64, Deal>,
    by_key: HashMap<(AccountId, IdempotencyKey), u64>,
    /// Each merchant's payouts, the newest last.
    by_owner: HashMap<AccountId, Vec<u64>>,
    withdrawals: BTreeMap<u64, Withdrawal>,
    errors: u64,
}

/// The number before that of the first payout.
const FIRST_DEAL: u64 = 200_000;

/// The number before that of the first withdrawal.
const FIRST_WITHDRAWAL: u64 = 300_000;

impl Payouts {
    pub(super) fn next_deal(&self) -> u64 {
        next(FIRST_DEAL, self.deals.len())
    }

    pub(super) fn next_withdrawal(&self) -> u64 {
        next(FIRST_WITHDRAWAL, self.withdrawals.len())
    }

    pub(super) fn next_error(&mut self) -> u64 {
        self.errors = self.errors.saturating_add(1);
        self.errors
    }

    pub(super) fn count(&self, wanted: Wanted) -> usize {
        self.deals.values().filter(|deal| deal.is(wanted)).count()
    }

    pub(super) fn has_key(&self, owner: &AccountId, key: &IdempotencyKey) -> bool {
        self.by_key.contains_key(&(owner.clone(), key.clone()))
    }

    pub(super) fn insert(&mut self, deal: Deal) {
        if let Some(key) = &deal.key {
            self.by_key.insert((deal.owner.clone(), key.clone()), deal.number);
        }
        self.by_owner.entry(deal.owner.clone()).or_default().push(deal.number);
        self.deals.insert(deal.number, deal);
    }

    pub(super) fn insert_withdrawal(&mut self, withdrawal: Withdrawal) {
        self.withdrawals.insert(withdrawal.number, withdrawal);
    }

    pub(super) fn get(&self, number: u64) -> Option<&Deal> {
        self.deals.get(&number)
    }

    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Deal> {
        self.deals.get_mut(&number)
    }

    pub(super) fn withdrawal(&self, number: u64) -> Option<&Withdrawal> {
        self.withdrawals.get(&number)
    }

    pub(super) fn withdrawal_mut(&mut self, number: u64) -> Option<&mut Withdrawal> {
        self.withdrawals.get_mut(&number)
    }

    /// Returns every withdrawal, the oldest first.
    pub(super) fn withdrawals(&self) -> impl Iterator<Item = &Withdrawal> {
        self.withdrawals.values()
    }

    pub(super) fn len(&self) -> usize {
        self.deals.len()
    }

    /// Returns everybody's payouts, single and mass.
    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Deal> {
        self.deals.values().rev()
    }

    /// Returns a merchant's payouts, single and mass, the oldest first.
    pub(super) fn of(&self, owner: &AccountId) -> impl Iterator<Item = &Deal> {
        let numbers = self.by_owner.get(owner).map_or(&[][..], Vec::as_slice);
        numbers.iter().filter_map(|number| self.deals.get(number))
    }

    /// Returns when the first of a merchant's latest `count` payouts was created, if there are
    /// as many.
    pub(super) fn first_of_latest(&self, owner: &AccountId, count: usize) -> Option<Timestamp> {
        let numbers = self.by_owner.get(owner)?;
        let number = numbers.get(numbers.len().checked_sub(count)?)?;
        self.get(*number).map(|deal| deal.created)
    }

    fn find(&self, owner: &AccountId, wanted: &DealRef) -> Option<&Deal> {
        let number = match (&wanted.id, &wanted.key) {
            (Some(id), _) => id.parse().ok()?,
            (None, Some(key)) => *self.by_key.get(&(owner.clone(), key.clone()))?,
            (None, None) => return None,
        };
        self.get(number)
            .filter(|deal| deal.owner == *owner)
            // A number has more than one spelling, an id has not.
            .filter(|deal| wanted.id.as_ref().is_none_or(|id| *id == deal.number.to_string()))
            .filter(|deal| wanted.key.is_none() || wanted.key == deal.key)
    }
}

fn next(first: u64, count: usize) -> u64 {
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    first.saturating_add(count).saturating_add(1)
}

impl World {
    /// Finds a payout or a mass payout.
    pub(crate) fn deal(
        &self,
        account: &AccountId,
        kind: Wanted,
        wanted: &DealRef,
    ) -> Result<&Deal, Refusal> {
        self.payouts.find(account, wanted).filter(|deal| deal.is(kind)).ok_or_else(|| {
            let what = if kind == Wanted::Single { "Payout" } else { "Mass payout" };
            Refusal::not_found(what, wanted.name())
        })
    }

    /// Lists payouts or mass payouts, the oldest first.
    pub(crate) fn deals(&self, account: &AccountId, kind: Wanted) -> Vec<&Deal> {
        self.payouts.of(account).filter(|deal| deal.is(kind)).collect()
    }

    /// Finds a withdrawal.
    pub(crate) fn withdrawal(
        &self,
        account: &AccountId,
        id: &WithdrawalId,
    ) -> Result<&Withdrawal, Refusal> {
        let number: Option<u64> = id.as_str().parse().ok();
        number
            .and_then(|number| self.payouts.withdrawal(number))
            .filter(|found| found.owner == *account && found.id == *id)
            .ok_or_else(|| Refusal::not_found("Withdrawal", id))
    }

    /// Returns a withdrawal by its number.
    pub(crate) fn withdrawal_by(&self, number: u64) -> Option<&Withdrawal> {
        self.payouts.withdrawal(number)
    }

    /// Returns how far a payout or mass payout is.
    pub(crate) fn payout_state(&self, number: u64) -> Option<PayoutState> {
        self.payouts.get(number).map(|deal| deal.state.clone())
    }

    /// Returns the share that comes on top of a payout in a currency, in percent.
    pub(crate) fn payout_fee_percentage(&self, currency: &Currency) -> Amount {
        let charge = self.settings.tariff.charge(&OperationCode::SingleWithdrawal, currency);
        without_idle_zeros(charge.percent())
    }

    /// Returns the withdrawals of a payout or mass payout, in the order they were asked for.
    pub(crate) fn withdrawals_of<'a>(
        &'a self,
        deal: &'a Deal,
    ) -> impl Iterator<Item = &'a Withdrawal> {
        deal.withdrawals.iter().filter_map(|number| self.payouts.withdrawal(*number))
    }

    /// Lists withdrawals: those of a payout or mass payout, or those with one external id.
    ///
    /// An external id names the withdrawals that carry it and those of payouts that do; that
    /// nothing carries it is no error, as it is not unique.
    pub(crate) fn withdrawals_named(
        &self,
        account: &AccountId,
        wanted: &DealRef,
    ) -> Result<Vec<&Withdrawal>, Refusal> {
        if wanted.id.is_some() || wanted.key.is_some() {
            let deal = self.payouts.find(account, wanted);
            let deal = deal.ok_or_else(|| Refusal::not_found("Payout", wanted.name()))?;
            return Ok(self.withdrawals_of(deal).collect());
        }
        let is_named =
            |one: &&Withdrawal| one.owner == *account && one.external_id == wanted.external_id;
        Ok(self.payouts.withdrawals().filter(is_named).collect())
    }
}

impl DealRef {
    /// Returns what the request called it.
    fn name(&self) -> &str {
        let id = self.id.as_deref();
        let key = self.key.as_ref().map(IdempotencyKey::as_str);
        id.or(key).or(self.external_id.as_ref().map(ExternalId::as_str)).unwrap_or_default()
    }
}
