//! The envelope around every payload: account, timestamp, payload.

use calypso_model::{AccountId, ErrorCode};
use calypso_sign::{FreshnessWindow, Timestamp};

use super::fields::Fields;
use crate::rules::Refusal;

/// What an operation expects around and in its payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The merchant's account, and a payload.
    Account,
    /// The merchant's account alone.
    AccountOnly,
    /// A payload that concerns nobody in particular.
    Global,
}

/// A checked envelope.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    pub(crate) payload: Fields<'a>,
    /// The payload as it was written.
    pub(crate) text: &'a str,
}

impl<'a> Envelope<'a> {
    /// Reads and checks a body in the declared order: JSON, timestamp, account, payload.
    ///
    /// The timestamp may be right by any of the clocks: a merchant's is that of its machine, also
    /// when the sandbox's was turned. The first one names the problem.
    pub(crate) fn open(
        body: &'a [u8],
        scope: Scope,
        account: &AccountId,
        clocks: &[Timestamp],
    ) -> Result<Self, Refusal> {
        let bad_json = |problem: &dyn std::fmt::Display| {
            Refusal::new(ErrorCode::BadRequest, format!("The body is not a JSON object: {problem}"))
        };
        let text = std::str::from_utf8(body).map_err(|problem| bad_json(&problem))?;
        let envelope = Fields::parse(text, "").map_err(|problem| bad_json(&problem))?;
        check_timestamp(&envelope, clocks)?;
        if scope != Scope::Global {
            let named = envelope.text("account")?;
            let named = envelope.require("account", named)?;
            if named != account.as_str() {
                return Err(Refusal::not_found("Account", named));
            }
        }
        let payload = match (envelope.raw("payload"), scope) {
            (_, Scope::AccountOnly) | (None, _) => "{}",
            (Some(payload), Scope::Account | Scope::Global) => payload,
        };
        if scope != Scope::AccountOnly {
            envelope.require("payload", envelope.raw("payload"))?;
        }
        let text = payload;
        let payload = Fields::parse(text, "payload.")
            .map_err(|problem| envelope.refuse("payload", problem))?;
        Ok(Self { payload, text })
    }
}

/// Any whole number is a timestamp, if a wrong one (011); anything else is bad input (001).
fn check_timestamp(envelope: &Fields<'_>, clocks: &[Timestamp]) -> Result<(), Refusal> {
    let raw = envelope.require("timestamp", envelope.raw("timestamp"))?;
    let digits = raw.strip_prefix('-').unwrap_or(raw);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(envelope.refuse("timestamp", "Must be whole milliseconds, as a number"));
    }
    let stale = |problem: String| {
        Refusal::new(ErrorCode::InvalidTimestamp, format!("timestamp=[{problem}]"))
    };
    let millis: i64 = raw.parse().map_err(|_too_large| stale(String::from("Out of range")))?;
    let stamp = Timestamp::from_millis(millis);
    let verdicts = clocks.iter().map(|now| FreshnessWindow::API.check(*now, stamp));
    let mut problem = None;
    for verdict in verdicts {
        match verdict {
            Ok(()) => return Ok(()),
            Err(found) => problem = problem.or(Some(found)),
        }
    }
    Err(stale(problem.map_or_else(String::new, |problem| problem.to_string())))
}
