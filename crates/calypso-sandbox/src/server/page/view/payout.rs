//! Payouts and mass payouts.

use calypso_model::{Amount, PayoutState};

use super::{Moment, Money, State, name_of};
use crate::rules::{Deal, DealKind, World};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::page) struct PayoutRow {
    pub(in crate::server::page) id: String,
    pub(in crate::server::page) account: Option<String>,
    /// The name of a mass payout.
    pub(in crate::server::page) mass: Option<String>,
    pub(in crate::server::page) state: State,
    /// The sum of what arrives, without fees, unless it is too long to be held exactly.
    pub(in crate::server::page) amount: Option<Money>,
    pub(in crate::server::page) address: Option<String>,
    /// How many more addresses there are.
    pub(in crate::server::page) more: usize,
    pub(in crate::server::page) created: Moment,
}

impl PayoutRow {
    pub(super) fn of(world: &World, deal: &Deal) -> Self {
        let mut transfers = world.withdrawals_of(deal);
        let sum = world
            .withdrawals_of(deal)
            .try_fold(Amount::ZERO, |sum, transfer| sum.checked_add(transfer.amount));
        Self {
            id: deal.number.to_string(),
            account: name_of(world, &deal.owner),
            mass: match &deal.kind {
                DealKind::Single(_) => None,
                DealKind::Mass { name, .. } => Some(name.clone()),
            },
            state: state(&deal.state),
            amount: sum.map(|sum| Money::new(sum, &deal.currency)),
            address: transfers.next().map(|transfer| transfer.address.to_string()),
            more: transfers.count(),
            created: Moment(deal.created),
        }
    }
}

fn state(state: &PayoutState) -> State {
    let is_bad =
        matches!(state, PayoutState::Failed | PayoutState::Canceled | PayoutState::Partial);
    State::new(state.as_str(), *state == PayoutState::Completed, is_bad)
}
