//! Invoices, and the deposits to them.

use calypso_model::{AccountId, Endpoint};

use super::Operation;
use crate::rules::{Invoice, InvoiceRef, NewInvoice, Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{
    DepositBody, DepositOrder, DepositWanted, DepositsWanted, Fields, InvoiceBody, InvoiceFilter,
    InvoiceWanted, InvoicesByExternalId, NewBoundInvoice, NewSingleFiatInvoice, NewSingleInvoice,
    NewUnlimitedInvoice, Page, Payload, deposit_list, deposit_ref, invoice_ref,
    invoices_by_external_id, invoices_wanted,
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::looks(Endpoint::InvoiceGet, get)
        .takes(InvoiceWanted::schema)
        .answers(InvoiceBody::schema),
    Operation::changes(Endpoint::InvoiceSingleCreate, create::<NewSingleInvoice>)
        .takes(NewSingleInvoice::schema)
        .answers(InvoiceBody::schema),
    Operation::changes(Endpoint::InvoiceSingleFiatCreate, create::<NewSingleFiatInvoice>)
        .takes(NewSingleFiatInvoice::schema)
        .answers(InvoiceBody::schema),
    Operation::changes(Endpoint::InvoiceUnlimitedCreate, create::<NewUnlimitedInvoice>)
        .takes(NewUnlimitedInvoice::schema)
        .answers(InvoiceBody::schema),
    Operation::changes(Endpoint::InvoiceBoundCreate, create::<NewBoundInvoice>)
        .takes(NewBoundInvoice::schema)
        .answers(InvoiceBody::schema),
    Operation::looks(Endpoint::InvoiceExternal, by_external_id)
        .takes(InvoicesByExternalId::schema)
        .answers(Page::<InvoiceBody<'_>>::schema),
    Operation::looks(Endpoint::InvoiceAll, all)
        .takes(InvoiceFilter::schema)
        .answers(Page::<InvoiceBody<'_>>::schema),
    Operation::changes(Endpoint::InvoiceReturnToPaid, |world, account, fields| {
        decide(world, account, fields, World::return_to_paid)
    })
    .takes(InvoiceWanted::schema)
    .answers(InvoiceBody::schema),
    Operation::changes(Endpoint::InvoiceCloseIntervention, |world, account, fields| {
        decide(world, account, fields, World::close_intervention)
    })
    .takes(InvoiceWanted::schema)
    .answers(InvoiceBody::schema),
    Operation::changes(Endpoint::InvoiceArchive, |world, account, fields| {
        decide(world, account, fields, World::archive)
    })
    .takes(InvoiceWanted::schema)
    .answers(InvoiceBody::schema),
    Operation::looks(Endpoint::InvoiceDeposit, deposit)
        .takes(DepositWanted::schema)
        .answers(DepositBody::schema),
    Operation::looks(Endpoint::InvoiceDepositHistory, deposit_history)
        .takes(DepositsWanted::schema)
        .answers(Page::<DepositBody<'_>>::schema),
];

fn get(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write(&InvoiceBody::new(world.invoice(account, &invoice_ref(fields)?)?))
}

fn create<P: Payload + Into<NewInvoice>>(
    world: &mut World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    write(&InvoiceBody::new(world.create_invoice(account, P::read(fields)?.into())?))
}

fn deposit(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let (invoice, id) = deposit_ref(fields)?;
    write(&DepositBody::new(&world.invoice_deposit(account, &invoice, &id)?))
}

fn deposit_history(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let list = deposit_list(fields)?;
    let mut deposits = world.deposits(world.invoice(account, &list.invoice)?);
    match list.order {
        // They are kept in the order in which they came.
        DepositOrder::Date => {}
        DepositOrder::Amount => deposits.sort_by_key(|deposit| deposit.amount),
        DepositOrder::Currency => deposits.sort_by(|one, other| one.currency.cmp(&other.currency)),
    }
    if list.descending {
        deposits.reverse();
    }
    write(&Page::of(deposits.iter().collect(), list.page, DepositBody::new))
}

fn by_external_id(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let (external_id, page, descending) = invoices_by_external_id(fields)?;
    let mut found = world.invoices_with(account, &external_id);
    if descending {
        found.reverse();
    }
    write(&Page::of(found, page, InvoiceBody::new))
}

fn all(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let (wanted, page) = invoices_wanted(fields)?;
    let found = world.invoices(account, &wanted);
    write(&Page::of(found, page, InvoiceBody::new))
}

/// Makes a merchant's decision about an invoice.
fn decide(
    world: &mut World,
    account: &AccountId,
    fields: &Fields<'_>,
    decision: for<'w> fn(&'w mut World, &AccountId, &InvoiceRef) -> Result<&'w Invoice, Refusal>,
) -> Result<Vec<u8>, Refusal> {
    write(&InvoiceBody::new(decision(world, account, &invoice_ref(fields)?)?))
}
