//! Customers, their addresses, and the deposits to them.

use calypso_model::{AccountId, Endpoint, Sort};

use super::Operation;
use crate::rules::{Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{
    AddressBody, AddressWanted, AddressesWanted, CustomerBody, CustomerUpdate, Fields,
    ListedAddressBody, NewCustomer, Page, Payload as _, PurseTransactionBody, TransactionFilter,
    TransactionWanted, addresses_wanted, transactions_wanted,
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::changes(Endpoint::CustomerCreate, create)
        .takes(NewCustomer::schema)
        .answers(CustomerBody::schema),
    Operation::changes(Endpoint::CustomerUpdate, update)
        .takes(CustomerUpdate::schema)
        .answers(CustomerBody::schema),
    Operation::changes(Endpoint::PurseAddressGet, address)
        .takes(AddressWanted::schema)
        .answers(AddressBody::schema),
    Operation::looks(Endpoint::PurseAddressFind, addresses)
        .takes(AddressesWanted::schema)
        .answers(Page::<ListedAddressBody<'_>>::schema),
    Operation::looks(Endpoint::PurseTransactionGet, transaction)
        .takes(TransactionWanted::schema)
        .answers(PurseTransactionBody::schema),
    Operation::looks(Endpoint::PurseTransactionFind, transactions)
        .takes(TransactionFilter::schema)
        .answers(Page::<PurseTransactionBody<'_>>::schema),
];

fn create(world: &mut World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let new = NewCustomer::read(fields)?;
    write(&CustomerBody::new(&world.create_customer(account, new.email, new.description)))
}

fn update(world: &mut World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let change = CustomerUpdate::read(fields)?;
    let customer = world.update_customer(account, &change.id, change.email, change.description)?;
    write(&CustomerBody::new(&customer))
}

fn address(
    world: &mut World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let wanted = AddressWanted::read(fields)?;
    let purse = world.purse_address(account, &wanted.customer, &wanted.currency.0)?;
    write(&AddressBody::new(&purse))
}

fn transaction(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let wanted = TransactionWanted::read(fields)?;
    write(&PurseTransactionBody::new(world.purse_transaction(account, &wanted.id)?))
}

fn addresses(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let (customer, page, sort) = addresses_wanted(fields)?;
    let mut purses = world.purses_of(account, &customer)?;
    if sort == Some(Sort::Descending) {
        purses.reverse();
    }
    write(&Page::of(purses, page, ListedAddressBody::new))
}

fn transactions(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let (wanted, page) = transactions_wanted(fields)?;
    let found = world.purse_transactions(account, &wanted)?;
    write(&Page::of(found, page, PurseTransactionBody::new))
}
