//! The sandbox's own reading and writing of JSON, typed by hand from the documentation.
//!
//! It shares no struct with the client, so that a misspelt field on either side shows. What is sent
//! is declared by `payload!` and what is answered by `reply!`, each with its description for the
//! API document.

mod account;
mod currency;
mod date;
mod envelope;
mod event;
mod exchange;
mod fields;
mod invoice;
mod invoice_event;
mod invoice_wanted;
mod narrow;
mod new_invoice;
mod page;
pub(crate) mod payload;
mod payout;
mod payout_event;
mod payout_request;
mod purse;
mod purse_event;
mod purse_list;
mod rate;
pub(crate) mod reply;
pub(crate) mod schema;
mod subscription;
mod tariff;
mod widget;

pub(crate) use self::account::{AccountBody, CurrenciesBody};
pub(crate) use self::date::zoned;
pub(crate) use self::envelope::{Envelope, Scope};
pub(crate) use self::event::event_body;
pub(crate) use self::exchange::{
    AverageRateBody, CalculationBody, CalculationWanted, ExchangeBody, ExchangeWanted, LimitBody,
    NewExchange, PairWanted, PairsBody,
};
pub(crate) use self::fields::Fields;
pub(crate) use self::invoice::{DepositBody, InvoiceBody};
pub(crate) use self::invoice_wanted::{
    DepositOrder, DepositWanted, DepositsWanted, InvoiceFilter, InvoiceWanted,
    InvoicesByExternalId, deposit_list, deposit_ref, invoice_ref, invoices_by_external_id,
    invoices_wanted,
};
pub(crate) use self::narrow::Crypto;
pub(crate) use self::new_invoice::{
    NewBoundInvoice, NewSingleFiatInvoice, NewSingleInvoice, NewUnlimitedInvoice,
};
pub(crate) use self::page::{Page, PageWanted};
pub(crate) use self::payload::Payload;
pub(crate) use self::payout::{MassPayoutBody, PayoutBody, WithdrawalBody};
pub(crate) use self::payout_request::{
    MassPayoutWanted, NewMassPayout, NewPayout, PayoutWanted, PayoutsWanted, WithdrawalWanted,
    WithdrawalsWanted, mass_payout_ref, payout_ref, withdrawals_ref,
};
pub(crate) use self::purse::{
    AddressBody, AddressWanted, CustomerBody, CustomerUpdate, ListedAddressBody, NewCustomer,
    PurseTransactionBody, TransactionWanted,
};
pub(crate) use self::purse_list::{
    AddressesWanted, TransactionFilter, addresses_wanted, transactions_wanted,
};
pub(crate) use self::rate::{
    FiatRatesBody, FiatRatesWanted, RatesBody, RatesWanted, fiat_rates, rates,
};
pub(crate) use self::subscription::{
    NewSubscriptionBody, SubscriptionBody, SubscriptionChangeBody, SubscriptionWanted,
    SubscriptionsBody,
};
pub(crate) use self::tariff::{FeesBody, FeesWanted, PlannedBody};
pub(crate) use self::widget::{
    NewSingleFiatWidget, NewUnlimitedLinkedWidget, WidgetBody, WidgetFilter, WidgetWanted,
    widgets_wanted,
};
