//! Exchanges.

use calypso_model::{AccountId, Endpoint};

use super::Operation;
use crate::rules::{Pair, Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{
    AverageRateBody, CalculationBody, CalculationWanted, ExchangeBody, ExchangeWanted, Fields,
    LimitBody, NewExchange, PairWanted, PairsBody, Payload as _,
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::looks(Endpoint::ExchangePairs, pairs).answers(PairsBody::schema),
    Operation::looks(Endpoint::ExchangePreCalculate, pre_calculate)
        .takes(CalculationWanted::schema)
        .answers(CalculationBody::schema),
    Operation::looks(Endpoint::ExchangeAverageRate, average_rate)
        .takes(PairWanted::schema)
        .answers(AverageRateBody::schema),
    Operation::looks(Endpoint::ExchangeLimit, limit)
        .takes(PairWanted::schema)
        .answers(LimitBody::schema),
    Operation::changes(Endpoint::ExchangeCreate, create)
        .takes(NewExchange::schema)
        .answers(ExchangeBody::schema),
    Operation::looks(Endpoint::ExchangeGet, get)
        .takes(ExchangeWanted::schema)
        .answers(ExchangeBody::schema),
];

fn pairs(_: &World, _: &AccountId, _: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write(&PairsBody::new())
}

fn pre_calculate(world: &World, _: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let wanted = CalculationWanted::read(fields)?;
    // None of its words is documented, so any may come, and none changes anything.
    drop(wanted.direction);
    let pair = Pair { source: wanted.source.0, destination: wanted.destination.0 };
    let bought = world.pre_calculate(&pair, wanted.amount.0)?;
    write(&CalculationBody::new(pair, bought))
}

fn average_rate(world: &World, _: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let pair = PairWanted::read(fields)?.into();
    write(&AverageRateBody::new(world.average_rate(&pair)?))
}

fn limit(world: &World, _: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let pair = PairWanted::read(fields)?.into();
    write(&LimitBody::new(&world.exchange_limit(&pair)?))
}

fn create(world: &mut World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let new = NewExchange::read(fields)?;
    let pair = Pair { source: new.source.0, destination: new.destination.0 };
    write(&ExchangeBody::new(&world.exchange(account, pair, new.amount.0)?))
}

fn get(world: &World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let wanted = ExchangeWanted::read(fields)?;
    write(&ExchangeBody::new(world.exchange_of(account, wanted.id)?))
}
