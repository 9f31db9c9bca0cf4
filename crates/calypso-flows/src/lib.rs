//! What a merchant does with Calypso Pay: invoices, customer purses, webhooks and rates.
//!
#![doc = include_str!("../README.md")]

mod accounts;
mod answer;
mod attempt;
mod budget;
mod build_error;
mod call;
mod client;
mod confirmation;
mod creation;
mod credentials;
mod currencies;
mod customers;
mod error;
mod exchanges;
mod follow;
mod identity;
mod invoice_order;
mod invoices;
mod items;
mod lookup;
mod mismatch;
mod operation;
mod outcome;
mod purses;
mod rates;
mod reply;
mod retry;
mod skew;
mod tariffs;
mod webhooks;

pub use accounts::Accounts;
pub use build_error::BuildError;
pub use client::{Client, ClientBuilder, order_key};
pub use confirmation::{CreditOn, DepositConfirmation, Settlement, Stage};
pub use creation::Creation;
pub use credentials::Credentials;
pub use currencies::Currencies;
pub use customers::Customers;
pub use error::{Deadline, Declined, Error, NoAnswer, NotSent, Unreadable};
pub use exchanges::Exchanges;
pub use follow::FollowPolicy;
pub use invoices::Invoices;
pub use items::Items;
pub use mismatch::{FieldDifference, Mismatch};
pub use operation::Operation;
pub use outcome::Outcome;
pub use purses::Purses;
pub use rates::Rates;
pub use reply::Reply;
pub use retry::{Cause, Decision, Failure, RetryPolicy};
pub use tariffs::Tariffs;
pub use webhooks::Webhooks;
