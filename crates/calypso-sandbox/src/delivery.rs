//! Webhooks on their way: who may be reached, how they are sent, and in which order.

mod client;
mod dispatcher;
mod posting;
pub(crate) mod reach;
mod tampering;
#[cfg(test)]
mod tests;

pub(crate) use self::client::DeliveryClient;
pub(crate) use self::dispatcher::{ATTEMPTS_AT_ONCE, dispatch};
pub(crate) use self::posting::{Posting, UNWRITTEN, outcome, postings};
