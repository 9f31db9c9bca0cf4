//! Tests of the rules: no socket, no runtime, and time that only moves when told.

mod blocking;
mod bound;
mod creation;
mod decision_law;
mod decisions;
mod deliveries;
mod exchange;
mod latest;
mod ledger;
mod limited;
mod lists;
mod payouts;
mod play;
mod purse;
mod subscriptions;
mod unlimited;
mod widgets;

use self::play::Play;
