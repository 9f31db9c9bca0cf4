//! Customers' purses.

use calypso_model::{Chain, ChainFamily, Currency, PurseState};

use super::{Moment, PayForm, State, name_of};
use crate::rules::{Customer, Purse, World};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::page) struct PurseRow {
    pub(in crate::server::page) customer: String,
    pub(in crate::server::page) email: Option<String>,
    pub(in crate::server::page) account: Option<String>,
    pub(in crate::server::page) currency: String,
    pub(in crate::server::page) address: String,
    pub(in crate::server::page) state: State,
    pub(in crate::server::page) created: Moment,
    pub(in crate::server::page) pay: Option<PayForm>,
}

impl PurseRow {
    pub(super) fn of(world: &World, (purse, customer): (&Purse, &Customer)) -> Self {
        let is_open = purse.state == PurseState::PendingPayment;
        Self {
            customer: customer.id.to_string(),
            email: customer.email.clone(),
            account: name_of(world, &customer.owner),
            currency: purse.currency.as_str().to_owned(),
            address: purse.address.to_string(),
            state: State::new(purse.state.as_str(), false, !is_open),
            created: Moment(purse.created),
            pay: is_open.then(|| PayForm {
                what: format!("address {}", purse.address),
                address: purse.address.to_string(),
                currencies: currencies(purse.family, &purse.currency),
                amount: None,
            }),
        }
    }
}

/// Returns every currency that an address takes, first the one that it was given for.
fn currencies(family: ChainFamily, first: &Currency) -> Vec<String> {
    let of_family = Currency::all_known()
        .iter()
        .filter(|facts| facts.chain.map(Chain::family) == Some(family))
        .map(|facts| facts.code);
    let others = of_family.filter(|code| *code != first.as_str());
    std::iter::once(first.as_str()).chain(others).map(str::to_owned).collect()
}
