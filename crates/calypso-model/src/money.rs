//! Exact money: amounts, fees, the payment check and conversions, none of which touches a float.

mod amount;
mod convert;
mod exact;
mod fee;
mod grammar;
mod grouped;
mod json;
mod payment;

pub use amount::{Amount, ParseAmountError, ScaleExceeded};
pub use convert::{crypto_for_fiat_rounded_up, fiat_for_crypto_rounded_down};
pub use fee::{Fee, net_credit};
pub use grouped::{AmountStyle, GroupedAmount};
pub use payment::{OverpayTolerance, PaymentCheck, check_payment};
