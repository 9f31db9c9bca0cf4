//! Exchange rates.

use calypso_model::{AccountId, Endpoint};

use super::Operation;
use crate::rules::{Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{
    FiatRatesBody, FiatRatesWanted, Fields, RatesBody, RatesWanted, fiat_rates, rates,
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::looks(Endpoint::Rate, rate).takes(RatesWanted::schema).answers(RatesBody::schema),
    Operation::looks(Endpoint::RateFiat, rate_fiat)
        .takes(FiatRatesWanted::schema)
        .answers(FiatRatesBody::schema),
];

fn rate(world: &World, _account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write(&rates(fields, world)?)
}

fn rate_fiat(world: &World, _account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write(&fiat_rates(fields, world)?)
}
