//! Fees.

use calypso_model::{AccountId, Endpoint};

use super::Operation;
use crate::rules::{Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{FeesBody, FeesWanted, Fields, Payload as _};

pub(super) const OPERATIONS: &[Operation] =
    &[Operation::looks(Endpoint::TariffExtendedFee, extended_fee)
        .takes(FeesWanted::schema)
        .answers(FeesBody::schema)];

fn extended_fee(world: &World, _: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let planned = FeesWanted::read(fields)?.items.0;
    if planned.is_empty() {
        return Err(fields.refuse("items", "Must not be empty"));
    }
    let quote = |(index, planned)| -> Result<_, Refusal> {
        let planned: crate::wire::PlannedBody = planned;
        world.quote_fee(&format!("payload.items[{index}]"), planned.into())
    };
    let quotes = planned.into_iter().enumerate().map(quote).collect::<Result<_, _>>()?;
    write(&FeesBody::new(quotes))
}
