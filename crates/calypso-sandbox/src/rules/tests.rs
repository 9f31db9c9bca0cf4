//! Tests of the rules: no socket, no runtime, and time that only moves when told.

mod creation;
mod deliveries;
mod exchange;
mod ledger;
mod limited;
mod payouts;
mod play;
mod purse;
mod subscriptions;
mod unlimited;
mod widgets;

use self::play::Play;
