//! Customers, and the purses in which they deposit: one per customer and family of chains.

use calypso_model::{AccountId, Address, ChainFamily, Currency, CustomerId, PurseId, PurseState};

use calypso_sign::Timestamp;

use super::address::address;
use super::refusal::Refusal;
use super::transaction::Holder;
use super::world::World;

#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) owner: AccountId,
    pub(crate) id: CustomerId,
    pub(crate) email: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) blocked: bool,
}

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
}

impl World {
    pub(crate) fn create_customer(
        &mut self,
        account: &AccountId,
        email: Option<String>,
        description: Option<String>,
    ) -> Customer {
        let id: CustomerId = self.chance.uuid_id();
        let owner = account.clone();
        let customer = Customer { owner, id: id.clone(), email, description, blocked: false };
        self.customers.insert(id, customer.clone());
        customer
    }

    /// Changes what is given; what is not given stays (docs/API-FACTS.md, section 3.2).
    pub(crate) fn update_customer(
        &mut self,
        account: &AccountId,
        id: &CustomerId,
        email: Option<String>,
        description: Option<String>,
    ) -> Result<Customer, Refusal> {
        let customer = self.customers.get_mut(id).filter(|found| found.owner == *account);
        let customer = customer.ok_or_else(|| Refusal::not_found("Customer", id))?;
        customer.email = email.or(customer.email.take());
        customer.description = description.or(customer.description.take());
        Ok(customer.clone())
    }

    pub(crate) fn customer(
        &self,
        account: &AccountId,
        id: &CustomerId,
    ) -> Result<&Customer, Refusal> {
        self.customers
            .get(id)
            .filter(|found| found.owner == *account)
            .ok_or_else(|| Refusal::not_found("Customer", id))
    }

    /// Gives the customer's address on the currency's chain, the same one for the whole family.
    ///
    /// A blocked address is given again as well: what the service does then is not documented, and
    /// a new one would lead around the block.
    pub(crate) fn purse_address(
        &mut self,
        account: &AccountId,
        customer: &CustomerId,
        currency: &Currency,
    ) -> Result<Purse, Refusal> {
        let family = currency
            .known()
            .and_then(|facts| facts.chain)
            .map(calypso_model::Chain::family)
            .ok_or_else(|| Refusal::field("payload.currency", "Unknown crypto currency"))?;
        self.customer(account, customer)?;
        let key = (customer.clone(), family);
        if let Some(purse) = self.purse_of.get(&key).and_then(|id| self.purses.get(id)) {
            return Ok(purse.clone());
        }
        let purse = Purse {
            id: self.chance.uuid_id(),
            customer: customer.clone(),
            family,
            address: address(&mut self.chance, family),
            currency: currency.clone(),
            created: self.now,
            state: PurseState::PendingPayment,
        };
        self.holders.insert(&purse.address, Holder::Purse(purse.id.clone()));
        self.purse_of.insert(key, purse.id.clone());
        self.purses.insert(purse.id.clone(), purse.clone());
        Ok(purse)
    }
}
