//! Tests of what the documentation states about requests and answers, one statement each.
//!
//! They call the operations without a socket. docs/RULES.md maps the statements to them.

mod creations;
mod customers;
mod decisions;
mod deposits;
mod invoice;
mod lists;
mod lookups;
mod purse_deposits;
mod stage;
mod subscriptions;

use self::stage::{Stage, fields, without};
