//! Tests of the rules: no socket, no runtime, and time that only moves when told.

mod blocking;
mod bound;
mod commissions;
mod creation;
mod decisions;
mod deliveries;
mod exchange;
mod faults;
mod latest;
mod limited;
mod limited_states;
mod lists;
mod machine;
mod payout_states;
mod payouts;
mod play;
mod purse;
mod purse_life;
mod quotes;
mod subscriptions;
mod unlimited;
mod widgets;

use self::play::Play;
