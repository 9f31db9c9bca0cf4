//! A command that is refused: the documented code and a message that names the culprit.

use std::fmt::Display;

use calypso_model::ErrorCode;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: ErrorCode,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// Refuses a field, in the manner of the service: `payload.amount=[Must be positive]`.
    pub(crate) fn field(path: impl Display, problem: impl Display) -> Self {
        Self::new(ErrorCode::BadRequest, format!("{path}=[{problem}]"))
    }

    pub(crate) fn not_found(what: &str, id: impl Display) -> Self {
        Self::new(ErrorCode::NotFound, format!("{what} {id} not found"))
    }

    /// Refuses because of an invoice's state.
    pub(crate) fn invoice_state(invoice: impl Display, state: impl Display) -> Self {
        Self::new(ErrorCode::InvoiceState, format!("Invoice {invoice} is {state}"))
    }

    pub(crate) fn key_exists(key: impl Display) -> Self {
        Self::new(ErrorCode::KeyExists, format!("Key {key} already exists"))
    }
}
