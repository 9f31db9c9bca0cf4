//! The nouns of the Calypso Pay merchant API: exact money, ids, states, requests, replies, events and errors.

mod currency;
mod endpoint;
mod event_word;
mod id;
mod instant;
mod invoice_state;
mod method;
mod money;
mod problem;
mod raw;
mod transaction_state;
mod word;

pub use currency::{Chain, ChainFamily, Currency, KnownCurrency, ParseCurrencyError};
pub use endpoint::{Effect, Endpoint, Endpoints};
pub use event_word::{EventLevel, EventService, EventType};
pub use id::{
    AccountId, Address, CustomerId, EventId, ExternalId, ID_LENGTH_MAX, IdempotencyKey, InvoiceId,
    ParseIdError, PayoutId, PurseId, SubscriptionId, TraceId, TransactionHash, TransactionId,
};
pub use instant::{Instant, ParseInstantError};
pub use invoice_state::{InterventionType, InvoiceState, InvoiceType};
pub use method::Method;
pub use money::{
    Amount, Fee, OverpayTolerance, ParseAmountError, PaymentCheck, ScaleExceeded, check_payment,
    crypto_for_fiat_rounded_up, fiat_for_crypto_rounded_down, net_credit,
};
pub use problem::{ErrorBody, ErrorCode};
pub use transaction_state::{ComplianceState, PurseState, TransactionState};
pub use word::UnknownWord;
