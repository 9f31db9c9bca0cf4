//! How a payout or mass payout comes about: what is checked before it exists.

use std::time::Duration;

use calypso_model::{
    AccountId, Address, AddressCheck, Amount, Chain, Currency, ErrorCode, ExternalId,
    IdempotencyKey, KnownCurrency, OperationCode, PayoutState, PurseState, WithdrawalState,
    check_address,
};
use calypso_sign::Timestamp;

use super::chance::known_good;
use super::create_invoice::{can_be_held, check_amount, payable};
use super::payout::{Deal, DealKind, Withdrawal};
use super::refusal::Refusal;
use super::transaction::Holder;
use super::world::World;

/// The most payouts of an account in a day (docs/API-FACTS.md, section 9.1).
const DAILY_MAX: usize = 10_000;
const DAY: Duration = Duration::from_secs(24 * 3600);

#[derive(Clone, Debug)]
pub(crate) struct NewPayout {
    pub(crate) transfer: Transfer,
    pub(crate) currency: Currency,
    pub(crate) key: Option<IdempotencyKey>,
}

#[derive(Clone, Debug)]
pub(crate) struct NewMassPayout {
    pub(crate) name: String,
    pub(crate) currency: Currency,
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) comment: Option<String>,
    pub(crate) planned: Option<Timestamp>,
    pub(crate) key: Option<IdempotencyKey>,
}

/// What goes to one address.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    pub(crate) address: Address,
    pub(crate) amount: Amount,
    pub(crate) comment: Option<String>,
    pub(crate) external_id: Option<ExternalId>,
}

impl World {
    /// Creates a payout. Whether the balance covers it is found out when it is carried out.
    pub(crate) fn create_payout(
        &mut self,
        account: &AccountId,
        new: NewPayout,
    ) -> Result<Deal, Refusal> {
        let facts = payable(&new.currency)?;
        check_transfer("payload.", &new.transfer, facts)?;
        self.check_key(account, new.key.as_ref())?;
        self.validate(account, std::slice::from_ref(&new.transfer))?;
        let external_id = new.transfer.external_id.clone();
        let comment = new.transfer.comment.clone();
        let code = &OperationCode::SingleWithdrawal;
        let charged = self.charged(code, facts, &new.currency, vec![new.transfer])?;

        let number = self.payouts.next_deal();
        let deal = Deal {
            owner: account.clone(),
            number,
            kind: DealKind::Single(known_good(&number.to_string())),
            key: new.key,
            external_id,
            comment,
            currency: new.currency,
            facts,
            state: PayoutState::Confirmed,
            created: self.now,
            planned: None,
            executed: None,
            withdrawals: Vec::new(),
            cancellation: None,
            is_broadcast: false,
        };
        Ok(self.open_deal(deal, charged))
    }

    /// Creates a mass payout. Whether the balance covers an entry is found out entry by entry.
    pub(crate) fn create_mass_payout(
        &mut self,
        account: &AccountId,
        new: NewMassPayout,
    ) -> Result<Deal, Refusal> {
        let facts = payable(&new.currency)?;
        if new.transfers.is_empty() {
            return Err(Refusal::field("payload.massAddresses", "Must not be empty"));
        }
        for (index, transfer) in new.transfers.iter().enumerate() {
            let path = format!("payload.massAddresses[{index}].");
            check_transfer(&path, transfer, facts)?;
        }
        let sum = new.transfers.iter().try_fold(Amount::ZERO, |sum, transfer| {
            sum.checked_add(transfer.amount).filter(|sum| can_be_held(*sum, facts.chain_scale))
        });
        if sum.is_none() {
            return Err(Refusal::field("payload.massAddresses", "Too large"));
        }
        self.check_key(account, new.key.as_ref())?;
        let most = if facts.chain == Some(Chain::Ethereum) { 1000 } else { 100 };
        if new.transfers.len() > most {
            return Err(invalid(format_args!("more than {most} addresses")));
        }
        if new.planned.is_some_and(|planned| planned <= self.now) {
            return Err(invalid("the execution date has passed"));
        }
        self.validate(account, &new.transfers)?;
        let code = &OperationCode::MassWithdrawal;
        let charged = self.charged(code, facts, &new.currency, new.transfers)?;

        let number = self.payouts.next_deal();
        let deal = Deal {
            owner: account.clone(),
            number,
            kind: DealKind::Mass { id: known_good(&number.to_string()), name: new.name },
            key: new.key,
            external_id: None,
            comment: new.comment,
            currency: new.currency,
            facts,
            state: PayoutState::CreationInProgress,
            created: self.now,
            planned: new.planned,
            executed: None,
            withdrawals: Vec::new(),
            cancellation: None,
            is_broadcast: false,
        };
        Ok(self.open_deal(deal, charged))
    }

    /// Adds to each transfer the fee that comes on top of it.
    fn charged(
        &self,
        operation: &OperationCode,
        facts: &KnownCurrency,
        currency: &Currency,
        transfers: Vec<Transfer>,
    ) -> Result<Vec<(Transfer, Amount)>, Refusal> {
        let tariff = &self.settings.tariff;
        let charge = |transfer: Transfer| {
            let fee = tariff.fee(operation, currency, transfer.amount, facts.chain_scale);
            let fee = fee.ok_or_else(|| Refusal::field("payload.amount", "Too large"))?;
            Ok((transfer, fee.total))
        };
        transfers.into_iter().map(charge).collect()
    }

    /// Writes a payout down with its withdrawals, and sets it going.
    fn open_deal(&mut self, mut deal: Deal, charged: Vec<(Transfer, Amount)>) -> Deal {
        for (transfer, fee) in charged {
            let number = self.payouts.next_withdrawal();
            let is_internal = self.holders.get(&transfer.address).is_some();
            self.payouts.insert_withdrawal(Withdrawal {
                owner: deal.owner.clone(),
                number,
                id: known_good(&number.to_string()),
                address: transfer.address,
                currency: deal.currency.clone(),
                amount: transfer.amount,
                fee,
                comment: transfer.comment,
                external_id: transfer.external_id,
                state: WithdrawalState::Draft,
                hash: None,
                created: self.now,
                errors: Vec::new(),
                is_internal,
                is_taken: false,
            });
            deal.withdrawals.push(number);
        }
        let number = deal.number;
        self.payouts.insert(deal.clone());
        self.begin_deal(number);
        // The answer shows it as it begins, or as it already waits for a confirmation.
        self.payouts.get(number).cloned().unwrap_or(deal)
    }

    fn check_key(&self, account: &AccountId, key: Option<&IdempotencyKey>) -> Result<(), Refusal> {
        match key.filter(|key| self.payouts.has_key(account, key)) {
            Some(key) => Err(Refusal::key_exists(key)),
            None => Ok(()),
        }
    }

    /// Checks what only the service knows: a failure is 016, like a used key, with other words.
    fn validate(&self, account: &AccountId, transfers: &[Transfer]) -> Result<(), Refusal> {
        let day_ago = self.now.saturating_sub(DAY);
        let first = self.payouts.first_of_latest(account, DAILY_MAX);
        if first.is_some_and(|created| created > day_ago) {
            return Err(invalid(format_args!("more than {DAILY_MAX} payouts in a day")));
        }
        match transfers.iter().find(|transfer| self.is_blocked(&transfer.address)) {
            Some(transfer) => Err(invalid(format_args!("address {} is blocked", transfer.address))),
            None => Ok(()),
        }
    }

    /// Tells whether compliance has blocked an address of the sandbox's own.
    fn is_blocked(&self, address: &Address) -> bool {
        match self.holders.get(address) {
            Some(Holder::Purse(id)) => {
                self.purses.get(id).is_some_and(|purse| purse.state == PurseState::Declined)
            }
            Some(Holder::Invoice(_)) | None => false,
        }
    }
}

/// Checks what a request says of one transfer (001).
fn check_transfer(path: &str, transfer: &Transfer, facts: &KnownCurrency) -> Result<(), Refusal> {
    let currency: Currency = known_good(facts.code);
    if check_address(&currency, &transfer.address) != Ok(AddressCheck::Valid) {
        let problem = format!("Not an address for {}", facts.code);
        return Err(Refusal::field(format_args!("{path}depositAddress"), problem));
    }
    check_amount(&format!("{path}amount"), transfer.amount, facts.scale)
}

fn invalid(problem: impl std::fmt::Display) -> Refusal {
    Refusal::new(ErrorCode::KeyExists, format!("Payout validation failed: {problem}"))
}
