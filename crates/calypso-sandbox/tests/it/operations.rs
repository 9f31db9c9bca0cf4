//! Each operation of the API: it succeeds, it is refused, and it keeps accounts apart.

mod accounts;
mod customers;
mod decisions;
mod deposits;
mod exchange;
mod invoices;
mod payouts;
mod rates;
mod tariffs;
mod webhooks;
mod widgets;
