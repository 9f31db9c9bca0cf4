//! The account, and the codes of currencies.

use calypso_model::{AccountId, Endpoint};

use super::Operation;
use crate::rules::{Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{AccountBody, CurrenciesBody, Fields};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::looks(Endpoint::CurrencyList, currencies).answers(CurrenciesBody::schema),
    Operation::looks(Endpoint::AccountGet, account).answers(AccountBody::schema),
];

fn currencies(_: &World, _: &AccountId, _: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write(&CurrenciesBody::new())
}

fn account(world: &World, account: &AccountId, _: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let merchant = world.merchant(account)?;
    write(&AccountBody::new(merchant, world))
}
