//! The flows as a merchant uses them: over a script and over HTTP, with faults at every step.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed setup should stop the test"
)]

mod bad_input;
mod captured_log;
mod cutting_proxy;
mod digits_over_http;
mod error_codes;
mod exchanges;
mod faults;
mod in_flight;
mod in_process;
mod invoice_decisions;
mod invoice_lists;
mod journeys;
mod key_rotation;
mod lost_answers;
mod lost_creations;
mod lost_decisions;
mod observed;
mod payout_journeys;
mod payout_lost_answers;
mod payouts;
mod purse_lists;
mod rate_limit;
mod rate_limited;
mod refetches;
mod requested_faults;
mod retry;
mod skew;
mod subscription_faults;
mod subscriptions;
mod sync;
mod widgets;
mod worlds;
