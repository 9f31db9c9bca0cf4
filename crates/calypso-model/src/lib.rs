//! The nouns of the Calypso Pay merchant API: money, ids, states, requests, replies and events.
//!
#![doc = include_str!("../README.md")]

mod account;
#[cfg(feature = "address")]
mod address_check;
mod address_spelling;
mod announced;
mod currency;
mod currency_info;
mod customer;
mod deposit;
mod endpoint;
mod envelope;
mod event;
mod event_word;
mod exchange;
mod exchange_id;
mod exchange_limit;
mod exchange_quote;
mod exchange_state;
mod id;
mod instant;
mod intervention;
mod invoice;
mod invoice_list;
mod invoice_progress;
mod invoice_state;
mod lenient;
mod mass_payout;
mod merge;
mod method;
mod money;
mod new_bound_invoice;
mod new_invoice;
mod new_payout;
mod new_widget;
mod page;
mod payout;
mod payout_list;
mod payout_progress;
mod payout_state;
mod problem;
mod purse;
mod rate;
mod raw;
mod setters;
mod subscription;
mod tariff;
mod transaction_filter;
mod transaction_progress;
mod transaction_state;
mod widget;
mod widget_link;
mod widget_state;
mod withdrawal;
mod word;

pub use account::{Account, Balance};
#[cfg(feature = "address")]
pub use address_check::{AddressCheck, AddressError, AddressProblem, check_address};
pub use currency::{Chain, ChainFamily, Currency, KnownCurrency, ParseCurrencyError};
pub use currency_info::{CurrencyCodes, CurrencyInfo, NetworkData};
pub use customer::{Customer, CustomerUpdate, NewCustomer};
pub use deposit::{Deposit, DepositHistoryRequest, DepositRequest};
pub use endpoint::{Effect, Endpoint, Endpoints, Provenance};
pub use envelope::Envelope;
pub use event::{
    Event, EventData, FiatAmount, InvoiceCreatedData, InvoiceDepositData, InvoiceExpiredData,
    InvoiceInterventionData, InvoiceMempoolData, InvoicePaidData, InvoiceTranslationData,
    ParseEventError, PayoutApproval, PayoutData, PurseDepositData, PurseExpiredData, TopUpData,
    UnreadableData,
};
pub use event_word::{EventLevel, EventService, EventType};
pub use exchange::{Exchange, ExchangeRequest, NewExchange};
pub use exchange_id::ExchangeId;
pub use exchange_limit::ExchangeLimit;
pub use exchange_quote::{
    AverageRate, CurrencyPair, ExchangePairs, PreCalculateRequest, PreCalculation,
};
pub use exchange_state::ExchangeState;
pub use id::{
    AccountId, Address, CompanyId, CustomerId, EventId, ExternalId, ID_LENGTH_MAX, IdempotencyKey,
    InvoiceId, MassPayoutId, ParseIdError, PayoutId, PurseId, SubscriptionId, TraceId,
    TransactionHash, TransactionId, UserId, WithdrawalErrorId, WithdrawalId,
};
pub use instant::{Instant, ParseInstantError};
pub use intervention::{Intervention, InterventionAnswer, PaymentDifference};
pub use invoice::{Autoconversion, Invoice, InvoiceRef};
pub use invoice_list::{InvoiceListRequest, InvoicesByExternalId};
pub use invoice_state::{InterventionType, InvoiceState, InvoiceType};
pub use mass_payout::{MassAddress, MassPayout, MassSizeError, NewMassPayout};
pub use merge::StateConflict;
pub use method::Method;
pub use money::{
    Amount, AmountStyle, Fee, GroupedAmount, OverpayTolerance, ParseAmountError, PaymentCheck,
    ScaleExceeded, check_payment, crypto_for_fiat_rounded_up, fiat_for_crypto_rounded_down,
    net_credit,
};
pub use new_bound_invoice::NewBoundInvoice;
pub use new_invoice::{NewSingleFiatInvoice, NewSingleInvoice, NewUnlimitedInvoice};
pub use new_payout::{NewPayout, RefundError};
pub use new_widget::{NewSingleFiatWidget, NewUnlimitedLinkedWidget};
pub use page::{Page, PageRequest, Sort};
pub use payout::{
    Cancellation, ErrorsOfWithdrawal, MassPayoutRef, Payout, PayoutErrors, PayoutRef,
};
pub use payout_list::PayoutsRequest;
pub use payout_state::{BelongingType, PayoutState, WithdrawalErrorStatus, WithdrawalState};
pub use problem::{ErrorBody, ErrorCode};
pub use purse::{
    AddressRequest, AddressesRequest, PurseAddress, PurseTransaction, TransactionRequest,
};
pub use rate::{CurrencyRate, FiatRates, FiatRatesRequest, Rates, RatesRequest};
pub use subscription::{
    BlockedByErrorCount, NewSubscription, SecretText, Subscription, SubscriptionChange,
    SubscriptionRef, Subscriptions,
};
pub use tariff::{
    ExtendedFee, ExtendedFeeRequest, ExtendedFees, FeeOperation, FeeShare, FeeType, OperationCode,
    PlannedOperation,
};
pub use transaction_filter::{CurrencyFilter, TransactionFilter, TransactionStateFilter};
pub use transaction_state::{ComplianceState, PurseState, TransactionState};
pub use widget::{Widget, WidgetFindRequest, WidgetInvoice, WidgetListRequest};
pub use widget_link::WidgetLinkOptions;
pub use widget_state::{WidgetState, WidgetType};
pub use withdrawal::{
    Withdrawal, WithdrawalError, WithdrawalRequest, WithdrawalsOf, WithdrawalsRequest,
};
pub use word::UnknownWord;
