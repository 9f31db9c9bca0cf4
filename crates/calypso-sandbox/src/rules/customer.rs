//! Customers (docs/API-FACTS.md, sections 3.1 and 3.2).

use calypso_model::{AccountId, CustomerId};

use super::refusal::Refusal;
use super::world::World;

#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) owner: AccountId,
    pub(crate) id: CustomerId,
    pub(crate) email: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) blocked: bool,
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
}
