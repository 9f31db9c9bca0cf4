//! The API's error body and its codes.

use serde::{Deserialize, Deserializer, Serialize};

use crate::TraceId;
use crate::word::words;

words! {
    /// The code of an error answer (docs/API-FACTS.md, section 2). Branch on it, never on the
    /// HTTP status.
    pub enum ErrorCode {
        /// The service failed. Whether the request was applied is not known.
        Internal = "000",
        /// The input is invalid; the message says where.
        BadRequest = "001",
        /// The public API key is wrong.
        InvalidApiKey = "002",
        /// The signature is wrong.
        WrongSign = "003",
        /// The object asked for does not exist.
        NotFound = "004",
        /// The invoice is in a state that does not permit the operation.
        InvoiceState = "006",
        /// A fee ratio is outside its range. Older documentation.
        FeeRatio = "009",
        /// The wallet does not belong to the company. Older documentation.
        ForeignWallet = "010",
        /// The timestamp is more than three minutes away from the service's clock.
        InvalidTimestamp = "011",
        /// The payout is in a state that does not permit the operation.
        PayoutState = "012",
        /// The currency does not fit the hot wallet.
        HotWalletCurrency = "014",
        /// The currency does not fit the wallet's chain.
        CurrencyChain = "015",
        /// The idempotency key exists already, or a payout failed its validation.
        KeyExists = "016",
        /// Only unlimited invoices can be paid this way. Older documentation.
        UnlimitedOnly = "028",
    }
}

/// The body of an error answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ErrorBody {
    /// What went wrong, as a code.
    pub error_code: ErrorCode,
    /// What went wrong, in the service's words. It may repeat values of the request.
    #[serde(default, deserialize_with = "text_or_nothing")]
    pub message: String,
    /// The service's own trace of the request, if it gave one: name it to its support.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<TraceId>,
}

/// Reads a text; a null counts as an empty one, so that it cannot hide the code beside it.
fn text_or_nothing<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
}
