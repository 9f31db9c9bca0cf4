//! Invoices, and the deposits to them.

use calypso_model::{AccountId, Endpoint};

use super::Operation;
use crate::rules::{NewInvoice, Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{
    DepositBody, DepositWanted, DepositsWanted, Fields, InvoiceBody, InvoiceWanted,
    NewSingleFiatInvoice, NewSingleInvoice, NewUnlimitedInvoice, Page, Payload, deposit_ref,
    deposits_ref, invoice_ref,
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(Endpoint::InvoiceGet, get)
        .takes(InvoiceWanted::schema)
        .answers(InvoiceBody::schema),
    Operation::new(Endpoint::InvoiceSingleCreate, create::<NewSingleInvoice>)
        .takes(NewSingleInvoice::schema)
        .answers(InvoiceBody::schema),
    Operation::new(Endpoint::InvoiceSingleFiatCreate, create::<NewSingleFiatInvoice>)
        .takes(NewSingleFiatInvoice::schema)
        .answers(InvoiceBody::schema),
    Operation::new(Endpoint::InvoiceUnlimitedCreate, create::<NewUnlimitedInvoice>)
        .takes(NewUnlimitedInvoice::schema)
        .answers(InvoiceBody::schema),
    Operation::new(Endpoint::InvoiceDeposit, deposit)
        .takes(DepositWanted::schema)
        .answers(DepositBody::schema),
    Operation::new(Endpoint::InvoiceDepositHistory, deposit_history)
        .takes(DepositsWanted::schema)
        .answers(Page::<DepositBody<'_>>::schema),
];

fn get(world: &mut World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write(&InvoiceBody::new(world.invoice(account, &invoice_ref(fields)?)?))
}

fn create<P: Payload + Into<NewInvoice>>(
    world: &mut World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    write(&InvoiceBody::new(&world.create_invoice(account, P::read(fields)?.into())?))
}

fn deposit(
    world: &mut World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let (invoice, id) = deposit_ref(fields)?;
    write(&DepositBody::new(&world.invoice_deposit(account, &invoice, &id)?))
}

fn deposit_history(
    world: &mut World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let (wanted, page) = deposits_ref(fields)?;
    let deposits = world.deposits(world.invoice(account, &wanted)?);
    write(&Page::of(deposits.iter().map(DepositBody::new).collect(), page))
}
