//! The rules of the service: a state machine of state, command and time, without any I/O.
//!
//! Nothing in here reads a clock, draws from the system's randomness, or waits. A command brings
//! the time with it; what is due later stands in a queue, and [`World::advance`] does it in order.

mod account;
mod address;
mod announce;
mod attempt;
mod blocking;
mod chance;
mod create_invoice;
mod create_payout;
mod credit;
mod customer;
mod decisions;
mod delivery;
mod deposit;
mod due;
mod evaluate;
mod event;
mod exchange;
mod expiry;
mod faults;
mod fees;
mod holders;
mod invoice;
mod invoice_list;
mod lane;
mod latest;
mod ledger;
mod payout;
mod payout_steps;
mod purse;
mod purse_list;
mod quote;
mod rates;
mod refusal;
mod schedule;
mod stages;
mod subscription;
mod tariff;
#[cfg(test)]
mod tests;
mod top_up;
mod transaction;
mod widget;
mod widget_choice;
mod world;

pub(crate) use self::account::{Merchant, NewMerchant};
pub(crate) use self::attempt::{AttemptResult, Silence};
pub(crate) use self::chance::{Chance, hex};
pub(crate) use self::create_invoice::{NewInvoice, Price};
pub(crate) use self::create_payout::{NewMassPayout, NewPayout, Transfer};
pub(crate) use self::customer::Customer;
pub(crate) use self::delivery::{Attempt, Delivery, DeliveryState, Job};
pub(crate) use self::deposit::DepositOrder;
pub(crate) use self::event::{Event, Facts, InvoiceFacts, PayoutFacts, PurseFacts, Worth};
pub(crate) use self::exchange::{Exchange, Limit, Pair, exchangeable};
pub(crate) use self::fees::{FeeQuote, PlannedOperation};
pub(crate) use self::invoice::{Invoice, InvoiceRef, PageLinks};
pub(crate) use self::invoice_list::{InvoiceOrder, InvoicesWanted};
pub(crate) use self::latest::Latest;
pub(crate) use self::payout::{
    Cancellation, Deal, DealKind, DealRef, Wanted, Withdrawal, WithdrawalError,
};
pub(crate) use self::purse::Purse;
pub(crate) use self::purse_list::{Conditions, TransactionOrder, TransactionsWanted};
pub(crate) use self::refusal::Refusal;
pub(crate) use self::subscription::{NewSubscription, Subscription, SubscriptionChange};
pub(crate) use self::top_up::TopUpFacts;
pub(crate) use self::transaction::Transaction;
pub(crate) use self::widget::{NewWidget, WidgetView, WidgetsWanted};
pub(crate) use self::world::{Settings, World};
