//! What an HTTP response is, before it is anything else: a success, a refusal, or neither.

use calypso_model::{ErrorBody, ErrorCode};
use http::StatusCode;

use crate::Outcome;
use crate::retry::Cause;

/// A response, sorted.
#[derive(Debug)]
pub(crate) enum Answer {
    /// The operation succeeded; the body is its reply.
    Success,
    /// The API's own error.
    Declined(ErrorBody),
    /// Anything else: a proxy's page, a redirect, an empty body.
    Foreign,
}

/// Sorts a response. The API's error body counts whatever the status, except beside a success.
pub(crate) fn sort(status: StatusCode, body: &[u8]) -> Answer {
    if status.is_success() {
        return Answer::Success;
    }
    serde_json::from_slice(body).map_or(Answer::Foreign, Answer::Declined)
}

/// Returns whether a refusal can pass without a change of the request.
pub(crate) fn cause_of_code(code: &ErrorCode, status: StatusCode) -> Cause {
    // Of a code that is not known, the status is all there is to go by.
    let passing = *code == ErrorCode::Internal
        || matches!(code, ErrorCode::Unknown(_)) && status.is_server_error();
    let limited = status == StatusCode::TOO_MANY_REQUESTS;
    if passing || limited { Cause::Passing } else { Cause::Permanent }
}

/// Returns whether an answer that is not the API's can be expected to pass.
pub(crate) fn cause_of_status(status: StatusCode) -> Cause {
    let passing = status.is_server_error()
        || status == StatusCode::TOO_MANY_REQUESTS
        || status == StatusCode::REQUEST_TIMEOUT;
    if passing { Cause::Passing } else { Cause::Permanent }
}

/// Returns what a refusal says about the request it answers.
pub(crate) fn outcome_of_code(code: &ErrorCode, status: StatusCode) -> Outcome {
    if status == StatusCode::TOO_MANY_REQUESTS {
        return Outcome::NotApplied;
    }
    Outcome::of_code(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DECLINED: &[u8] = br#"{"errorCode":"001","message":"no"}"#;

    #[test]
    fn the_error_body_counts_under_any_status_but_a_success() {
        for status in [400, 401, 404, 418, 429, 500, 503] {
            let status = StatusCode::from_u16(status).unwrap();
            let Answer::Declined(body) = sort(status, DECLINED) else {
                panic!("{status} with an error body is a refusal");
            };
            assert_eq!(body.error_code, ErrorCode::BadRequest);
        }
        assert!(matches!(sort(StatusCode::OK, DECLINED), Answer::Success));
    }

    #[test]
    fn a_page_or_a_redirect_or_nothing_is_foreign() {
        for (status, body) in [(502, &b"<html>"[..]), (302, b""), (404, b"{}"), (400, b"[]")] {
            let status = StatusCode::from_u16(status).unwrap();
            assert!(matches!(sort(status, body), Answer::Foreign), "{status}");
        }
    }

    #[test]
    fn only_failures_of_the_service_and_rate_limits_pass() {
        let code = |text| cause_of_code(&ErrorCode::parse(text), StatusCode::BAD_REQUEST);
        assert_eq!(code("000"), Cause::Passing);
        let unknown = ErrorCode::parse("777");
        assert_eq!(cause_of_code(&unknown, StatusCode::BAD_GATEWAY), Cause::Passing);
        for permanent in ["001", "002", "003", "004", "006", "011", "016", "777"] {
            assert_eq!(code(permanent), Cause::Permanent, "{permanent}");
        }
        assert_eq!(
            cause_of_code(&ErrorCode::BadRequest, StatusCode::TOO_MANY_REQUESTS),
            Cause::Passing
        );
        assert_eq!(cause_of_status(StatusCode::BAD_GATEWAY), Cause::Passing);
        assert_eq!(cause_of_status(StatusCode::TOO_MANY_REQUESTS), Cause::Passing);
        assert_eq!(cause_of_status(StatusCode::FOUND), Cause::Permanent);
        assert_eq!(cause_of_status(StatusCode::NOT_FOUND), Cause::Permanent);
    }
}
