//! Why an action is refused, and how that is said.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use calypso_model::ErrorCode;

use crate::deposit::MakeDepositError;
use crate::payouts::DecidePayoutError;
use crate::rules::Refusal;
use crate::server::answer::json;
use crate::server::body::BodyProblem;
use crate::widget::ChooseCurrencyError;
use crate::wire::reply::reply;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server) enum Problem {
    Bad(String),
    NotFound(String),
    NotJson,
    Body(BodyProblem),
    /// What was sent is of the right form, and yet nothing can be made of it.
    Unusable(String),
    Failed(String),
}

reply! {
    /// A refusal by the control API.
    pub(in crate::server) struct ProblemBody<'a> as "SandboxError" {
        error: &'a str = "error",
    }
}

impl Problem {
    /// Returns the status, and what is said with it.
    pub(in crate::server) fn into_parts(self) -> (StatusCode, String) {
        match self {
            Self::Bad(error) => (StatusCode::BAD_REQUEST, error),
            Self::NotFound(error) => (StatusCode::NOT_FOUND, error),
            Self::NotJson => {
                let error = String::from("Content-Type must be application/json");
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, error)
            }
            Self::Body(BodyProblem::Broken) => {
                (StatusCode::BAD_REQUEST, String::from(BodyProblem::BROKEN))
            }
            Self::Body(BodyProblem::TooLarge) => {
                (StatusCode::PAYLOAD_TOO_LARGE, String::from("the body is too large"))
            }
            Self::Unusable(error) => (StatusCode::UNPROCESSABLE_ENTITY, error),
            Self::Failed(error) => (StatusCode::INTERNAL_SERVER_ERROR, error),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        if self == Self::Body(BodyProblem::TooLarge) {
            return BodyProblem::too_large();
        }
        let (status, error) = self.into_parts();
        json(status, serde_json::to_vec(&ProblemBody { error: &error }).unwrap_or_default())
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        if refusal.code == ErrorCode::NotFound {
            return Self::NotFound(refusal.message);
        }
        if refusal.code == ErrorCode::Internal {
            return Self::Failed(refusal.message);
        }
        Self::Bad(refusal.message)
    }
}

impl From<MakeDepositError> for Problem {
    fn from(error: MakeDepositError) -> Self {
        let unknown = [MakeDepositError::UnknownAccount, MakeDepositError::UnknownAddress];
        named(unknown.contains(&error), &error)
    }
}

impl From<DecidePayoutError> for Problem {
    fn from(error: DecidePayoutError) -> Self {
        named(error == DecidePayoutError::NotFound, &error)
    }
}

impl From<ChooseCurrencyError> for Problem {
    fn from(error: ChooseCurrencyError) -> Self {
        named(error == ChooseCurrencyError::UnknownWidget, &error)
    }
}

/// Tells what was named and is not there from what else is wrong.
fn named(is_missing: bool, error: &impl std::error::Error) -> Problem {
    match is_missing {
        true => Problem::NotFound(error.to_string()),
        false => Problem::Bad(error.to_string()),
    }
}
