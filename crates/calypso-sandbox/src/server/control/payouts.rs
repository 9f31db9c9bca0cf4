//! Decisions about payouts.

use calypso_model::PayoutState;

use super::{Action, Asked, Problem};
use crate::payouts::{DecidePayoutError, PayoutOutcome};
use crate::rules::World;
use crate::server::answer::write;
use crate::wire::Payload as _;
use crate::wire::payload::payload;
use crate::wire::reply::reply;
use crate::wire::schema::Described as _;

pub(super) const ACTIONS: &[Action] = &[Action::post(
    "sandboxDecidePayout",
    "/_sandbox/payouts/{id}",
    "Decides about a payout or a mass payout.",
    decide,
    DecidedBody::schema,
)
.takes(Decision::schema)
.of("id", "The id of the payout or the mass payout.")];

payload! {
    /// A decision about a payout.
    struct Decision as "SandboxDecision" {
        outcome: PayoutOutcome = required "outcome",
    }
}

reply! {
    /// What came of a decision about a payout.
    #[derive(Debug)]
    struct DecidedBody<'a> as "SandboxDecidedPayout" {
        id: &'a str = "id",
        state: PayoutState = "state",
    }
}

fn decide(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let decision = Decision::read(asked.fields)?;
    let number = asked.id.parse().map_err(|_no_number| DecidePayoutError::NotFound)?;
    world.decide_payout(number, decision.outcome)?;
    let state = world.payout_state(number).ok_or(DecidePayoutError::NotFound)?;
    Ok(write(&DecidedBody { id: asked.id, state })?)
}
