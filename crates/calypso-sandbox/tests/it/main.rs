//! Tests of the sandbox over HTTP.
#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]

mod bad_input;
mod blocking;
mod changed_subscriptions;
mod clock;
mod contract;
mod control;
mod control_faults;
mod control_payouts;
mod control_token;
mod document;
mod endpoints;
mod faults;
mod in_process;
mod invoices;
mod lifecycle;
mod merchant;
mod merchants;
mod opened_pages;
mod operations;
mod page;
mod payout_events;
mod reach;
mod scene;
mod spoilt;
mod spoilt_control;
#[cfg(feature = "sqlite")]
mod store;
mod time;
mod webhook_faults;
mod webhooks;
mod whole_state;
mod widget_choice;
