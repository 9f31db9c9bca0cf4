//! Purses, in which customers deposit: one per customer and family of chains, for as long as it is
//! used (docs/API-FACTS.md, sections 3.3 and 10.4).

use std::collections::HashMap;
use std::time::Duration;

use calypso_model::{
    AccountId, Address, Chain, ChainFamily, Currency, CustomerId, EventType, PurseId, PurseState,
};
use calypso_sign::Timestamp;

use super::address::address;
use super::due::Task;
use super::refusal::Refusal;
use super::transaction::{Holder, Transaction};
use super::world::World;

const DAY: Duration = Duration::from_secs(24 * 3600);

/// How long a purse waits for its first deposit.
const LIFE_UNUSED: Duration = DAY.saturating_mul(30);

/// How long it lives after its last confirmed deposit.
const LIFE_USED: Duration = DAY.saturating_mul(365);

#[derive(Clone, Debug)]
pub(crate) struct Purse {
    pub(crate) id: PurseId,
    pub(crate) customer: CustomerId,
    pub(crate) family: ChainFamily,
    pub(crate) address: Address,
    /// The currency it was first given for.
    pub(crate) currency: Currency,
    pub(crate) state: PurseState,
    pub(crate) created: Timestamp,
    /// When it expires unless another deposit is confirmed before.
    expires: Timestamp,
    /// How many deposits wait for the end of their check.
    in_check: u32,
    /// Its one task is in the queue.
    is_armed: bool,
}

impl Purse {
    /// Tells whether a deposit is still noticed.
    pub(super) fn is_live(&self) -> bool {
        self.state == PurseState::PendingPayment
    }
}

/// All purses, and each customer's, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Purses {
    by_id: HashMap<PurseId, Purse>,
    of_customer: HashMap<CustomerId, Vec<PurseId>>,
}

impl Purses {
    pub(super) fn get(&self, id: &PurseId) -> Option<&Purse> {
        self.by_id.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &PurseId) -> Option<&mut Purse> {
        self.by_id.get_mut(id)
    }

    pub(super) fn of(&self, customer: &CustomerId) -> impl DoubleEndedIterator<Item = &Purse> {
        let ids = self.of_customer.get(customer).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.by_id.get(id))
    }

    /// Returns all purses, in no order.
    pub(super) fn all(&self) -> impl Iterator<Item = &Purse> {
        self.by_id.values()
    }

    fn insert(&mut self, purse: Purse) {
        self.of_customer.entry(purse.customer.clone()).or_default().push(purse.id.clone());
        self.by_id.insert(purse.id.clone(), purse);
    }
}

impl World {
    /// Gives the customer's address on the currency's chain, the same one for the whole family.
    ///
    /// An expired address is replaced by a new one. A blocked one is given again: what the service
    /// does then is not documented, and a new one would lead around the block.
    pub(crate) fn purse_address(
        &mut self,
        account: &AccountId,
        customer: &CustomerId,
        currency: &Currency,
    ) -> Result<Purse, Refusal> {
        let family = currency
            .known()
            .and_then(|facts| facts.chain)
            .map(Chain::family)
            .ok_or_else(|| Refusal::field("payload.currency", "Unknown crypto currency"))?;
        self.customer(account, customer)?;
        let newest = self.purses.of(customer).rfind(|purse| purse.family == family);
        if let Some(purse) = newest.filter(|purse| purse.state != PurseState::Archived) {
            return Ok(purse.clone());
        }
        let purse = Purse {
            id: self.chance.uuid_id(),
            customer: customer.clone(),
            family,
            address: address(&mut self.chance, family),
            currency: currency.clone(),
            state: PurseState::PendingPayment,
            created: self.now,
            expires: self.now.saturating_add(LIFE_UNUSED),
            in_check: 0,
            is_armed: false,
        };
        self.holders.insert(&purse.address, Holder::Purse(purse.id.clone()));
        self.purses.insert(purse.clone());
        self.arm_purse(&purse.id);
        Ok(purse)
    }

    /// Puts a purse's end into the queue. Only one task of a purse is ever there, however many
    /// deposits come: what comes too early is put off.
    fn arm_purse(&mut self, id: &PurseId) {
        let Some(purse) = self.purses.get_mut(id) else { return };
        if !purse.is_armed {
            purse.is_armed = true;
            let at = purse.expires;
            self.schedule_at(at, Task::ExpirePurse(id.clone()));
        }
    }

    /// Ends a purse, unless a deposit put its end off.
    ///
    /// A deposit whose check has not ended was made in time: it keeps the purse until then.
    pub(super) fn expire_purse(&mut self, id: &PurseId) {
        let now = self.now;
        let Some(purse) = self.purses.get_mut(id) else { return };
        purse.is_armed = false;
        if !purse.is_live() {
            return;
        }
        if now < purse.expires {
            return self.arm_purse(id);
        }
        if purse.in_check == 0 {
            purse.state = PurseState::Archived;
            self.announce_purse(EventType::CustomerPurseExpired, id, None, None);
        }
    }

    /// A deposit waits for its check, which will end.
    pub(super) fn begin_purse_check(&mut self, id: &PurseId) {
        if let Some(purse) = self.purses.get_mut(id) {
            purse.in_check = purse.in_check.saturating_add(1);
        }
    }

    /// A deposit's check has ended: the purse lives on from here, or is blocked.
    pub(super) fn end_purse_check(&mut self, id: &PurseId, deposit: &Transaction) {
        let now = self.now;
        let Some(purse) = self.purses.get_mut(id) else { return };
        purse.in_check = purse.in_check.saturating_sub(1);
        if deposit.is_declined() {
            purse.state = PurseState::Declined;
        } else if purse.is_live() {
            purse.expires = now.saturating_add(LIFE_USED);
            self.arm_purse(id);
        }
    }
}
