//! Payouts, single and mass.

use calypso_model::{AccountId, Endpoint, ErrorCode, Sort};

use super::Operation;
use crate::rules::{Deal, Refusal, Wanted, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{
    Fields, MassPayoutBody, MassPayoutWanted, NewMassPayout, NewPayout, Page, PageWanted,
    Payload as _, PayoutBody, PayoutWanted, PayoutsWanted, WithdrawalBody, WithdrawalWanted,
    WithdrawalsWanted, mass_payout_ref, payout_ref, withdrawals_ref,
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::changes(Endpoint::PayoutCreate, create)
        .takes(NewPayout::schema)
        .answers(PayoutBody::schema),
    Operation::looks(Endpoint::PayoutGet, get)
        .takes(PayoutWanted::schema)
        .answers(PayoutBody::schema),
    Operation::looks(Endpoint::PayoutAll, list)
        .takes(PayoutsWanted::schema)
        .answers(Page::<PayoutBody<'_>>::schema),
    Operation::looks(Endpoint::PayoutWithdrawal, withdrawal)
        .takes(WithdrawalWanted::schema)
        .answers(WithdrawalBody::schema),
    Operation::looks(Endpoint::PayoutWithdrawalAll, withdrawals)
        .takes(WithdrawalsWanted::schema)
        .answers(Page::<WithdrawalBody<'_>>::schema),
    Operation::changes(Endpoint::PayoutMassCreate, create_mass)
        .takes(NewMassPayout::schema)
        .answers(MassPayoutBody::schema),
    Operation::looks(Endpoint::PayoutMassGet, get_mass)
        .takes(MassPayoutWanted::schema)
        .answers(MassPayoutBody::schema),
    Operation::looks(Endpoint::PayoutMassAll, list_mass)
        .takes(PayoutsWanted::schema)
        .answers(Page::<MassPayoutBody<'_>>::schema),
];

fn create(world: &mut World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let deal = world.create_payout(account, NewPayout::read(fields)?.into())?;
    write_payout(world, &deal)
}

fn get(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write_payout(world, world.deal(account, Wanted::Single, &payout_ref(fields)?)?)
}

fn write_payout(world: &World, deal: &Deal) -> Result<Vec<u8>, Refusal> {
    write(&PayoutBody::new(deal, world).ok_or_else(broken)?)
}

fn list(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let (deals, page) = wanted(world, account, Wanted::Single, fields)?;
    let bodies = deals.into_iter().filter_map(|deal| PayoutBody::new(deal, world)).collect();
    write(&Page::of(bodies, page, std::convert::identity))
}

fn withdrawal(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let wanted = WithdrawalWanted::read(fields)?;
    write(&WithdrawalBody::new(world.withdrawal(account, &wanted.id)?, world))
}

fn withdrawals(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let (named, wanted, page) = withdrawals_ref(fields)?;
    let mut found = world.withdrawals_named(account, &named)?;
    if let Some(states) = wanted.state_names.filter(|states| !states.is_empty()) {
        found.retain(|withdrawal| states.contains(&withdrawal.state));
    }
    if wanted.sort == Some(Sort::Descending) {
        found.reverse();
    }
    write(&Page::of(found, page, |one| WithdrawalBody::new(one, world)))
}

fn create_mass(
    world: &mut World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let deal = world.create_mass_payout(account, NewMassPayout::read(fields)?.into())?;
    write_mass_payout(world, &deal)
}

fn get_mass(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write_mass_payout(world, world.deal(account, Wanted::Mass, &mass_payout_ref(fields)?)?)
}

fn write_mass_payout(world: &World, deal: &Deal) -> Result<Vec<u8>, Refusal> {
    write(&MassPayoutBody::new(deal, world).ok_or_else(broken)?)
}

fn list_mass(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let (deals, page) = wanted(world, account, Wanted::Mass, fields)?;
    let bodies = deals.into_iter().filter_map(|deal| MassPayoutBody::new(deal, world)).collect();
    write(&Page::of(bodies, page, std::convert::identity))
}

/// Returns the payouts of a kind that a request asks for, and which page of them.
fn wanted<'a>(
    world: &'a World,
    account: &AccountId,
    kind: Wanted,
    fields: &Fields<'_>,
) -> Result<(Vec<&'a Deal>, PageWanted), Refusal> {
    let wanted = PayoutsWanted::read(fields)?;
    let page = PageWanted::paged(fields, wanted.page_number, wanted.page_size)?;
    let mut deals = world.deals(account, kind);
    if let Some(states) = wanted.state_names.filter(|states| !states.is_empty()) {
        deals.retain(|deal| states.contains(&deal.state));
    }
    if let Some(in_future) = wanted.is_execution_date_in_future {
        let is_ahead = |deal: &Deal| deal.execution().is_some_and(|date| date > world.now());
        deals.retain(|deal| is_ahead(deal) == in_future);
    }
    if wanted.sort == Some(Sort::Descending) {
        deals.reverse();
    }
    Ok((deals, page))
}

/// A payout has a withdrawal, and a kind that was asked for.
fn broken() -> Refusal {
    Refusal::new(ErrorCode::Internal, "a payout without a withdrawal")
}
