//! The flows as a merchant uses them: over a script and over HTTP, with faults at every step.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a failed setup should stop the test"
)]

mod bad_input;
mod cutting_proxy;
mod faults;
mod journeys;
mod lost_answers;
mod retry;
mod secrets;
mod skew;
mod worlds;
