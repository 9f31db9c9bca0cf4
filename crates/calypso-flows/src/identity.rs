//! A refetch proves something only if its answer is about what was asked for.

use std::fmt;

use calypso_model::{
    Deposit, Endpoint, Exchange, ExchangeId, ExtendedFee, ExtendedFees, IdempotencyKey, Invoice,
    InvoiceRef, MassPayout, MassPayoutRef, Payout, PayoutRef, PlannedOperation, PurseTransaction,
    Subscription, SubscriptionId, TransactionId, Widget, Withdrawal, WithdrawalId,
};
use calypso_transport::AttemptId;
use http::StatusCode;

use crate::error::{CallInfo, Unreadable};
use crate::mismatch::{FieldDifference, Mismatch};
use crate::page_numbers::OtherPage;
use crate::retry::Cause;
use crate::{Error, Outcome, Reply};

/// Checks that an invoice is the one that was named.
pub(crate) fn of_invoice(
    reply: Reply<Invoice>,
    asked: &InvoiceRef,
) -> Result<Reply<Invoice>, Error> {
    let difference = match asked {
        InvoiceRef::Id(id) => difference("id", id, Some(&reply.id)),
        InvoiceRef::Key(key) => difference("idempotencyKey", key, Some(&reply.idempotency_key)),
        _ => None,
    };
    checked(Endpoint::InvoiceGet, reply, difference)
}

/// Checks that a deposit to an invoice is the one that was named. The answer may leave its id out.
pub(crate) fn of_deposit(
    reply: Reply<Deposit>,
    asked: &TransactionId,
) -> Result<Reply<Deposit>, Error> {
    let found = reply.transaction_id.as_ref();
    let difference = found.and_then(|found| difference("transactionId", asked, Some(found)));
    checked(Endpoint::InvoiceDeposit, reply, difference)
}

/// Checks that a deposit to a purse is the one that was named.
pub(crate) fn of_transaction(
    reply: Reply<PurseTransaction>,
    asked: &TransactionId,
) -> Result<Reply<PurseTransaction>, Error> {
    let difference = difference("id", asked, Some(&reply.id));
    checked(Endpoint::PurseTransactionGet, reply, difference)
}

/// Checks that an exchange is the one that was named.
pub(crate) fn of_exchange(
    reply: Reply<Exchange>,
    asked: &ExchangeId,
) -> Result<Reply<Exchange>, Error> {
    let difference = difference("id", asked, Some(&reply.id));
    checked(Endpoint::ExchangeGet, reply, difference)
}

/// Checks that fees are those of one operation alone, and takes them.
pub(crate) fn of_fee(
    reply: Reply<ExtendedFees>,
    asked: &PlannedOperation,
) -> Result<Reply<ExtendedFee>, Error> {
    let described = |fee: &ExtendedFee| format!("{} {}", fee.op_type, fee.currency);
    let wanted = format!("{} {}", asked.op_type, asked.currency);
    match &reply.items[..] {
        [only] if described(only) == wanted => {
            let fee = only.clone();
            Ok(reply.with_value(fee))
        }
        items => {
            let found = items.iter().map(described).collect::<Vec<_>>().join(", ");
            let difference = FieldDifference { field: "items", wanted, found: Some(found) };
            Err(mismatch(Endpoint::TariffExtendedFee, reply.attempt_id(), difference))
        }
    }
}

/// Checks that a payout is the one that was named. The answer may leave its key out.
pub(crate) fn of_payout(reply: Reply<Payout>, asked: &PayoutRef) -> Result<Reply<Payout>, Error> {
    let difference = match asked {
        PayoutRef::Id(id) => difference("id", id, Some(&reply.id)),
        PayoutRef::Key(key) => difference_of_key(key, reply.idempotency_key.as_ref()),
        _ => None,
    };
    checked(Endpoint::PayoutGet, reply, difference)
}

/// Checks that a mass payout is the one that was named. The answer may leave its key out.
pub(crate) fn of_mass_payout(
    reply: Reply<MassPayout>,
    asked: &MassPayoutRef,
) -> Result<Reply<MassPayout>, Error> {
    let difference = match asked {
        MassPayoutRef::Id(id) => difference("id", id, Some(&reply.id)),
        MassPayoutRef::Key(key) => difference_of_key(key, reply.idempotency_key.as_ref()),
        _ => None,
    };
    checked(Endpoint::PayoutMassGet, reply, difference)
}

/// Checks that a withdrawal is the one that was named, by either of the ids it may have.
pub(crate) fn of_withdrawal(
    reply: Reply<Withdrawal>,
    asked: &WithdrawalId,
) -> Result<Reply<Withdrawal>, Error> {
    let difference = difference("id", asked, Some(reply.reference()))
        .and_then(|_other| difference("id", asked, Some(&reply.id)));
    checked(Endpoint::PayoutWithdrawal, reply, difference)
}

fn difference_of_key(
    wanted: &IdempotencyKey,
    found: Option<&IdempotencyKey>,
) -> Option<FieldDifference> {
    found.and_then(|found| difference("idempotencyKey", wanted, Some(found)))
}

/// Says that something else exists under a key whose own creation may have taken effect.
pub(crate) fn unlike(
    endpoint: Endpoint,
    attempt_id: AttemptId,
    key: &str,
    differences: Vec<FieldDifference>,
) -> Mismatch {
    let mut info = info(endpoint, attempt_id, Outcome::Unknown);
    info.key = Some(key.to_owned());
    Mismatch { info, differences }
}

/// Compares two ids; letters of a UUID mean the same in either case.
fn difference<T: fmt::Display>(
    field: &'static str,
    wanted: &T,
    found: Option<&T>,
) -> Option<FieldDifference> {
    let (wanted, found) = (wanted.to_string(), found.map(ToString::to_string));
    let same = found.as_deref().is_some_and(|found| found.eq_ignore_ascii_case(&wanted));
    (!same).then_some(FieldDifference { field, wanted, found })
}

/// Checks that a widget is the one that was named.
pub(crate) fn of_widget(
    endpoint: Endpoint,
    reply: Reply<Widget>,
    asked: &IdempotencyKey,
) -> Result<Reply<Widget>, Error> {
    let difference = difference("idempotencyKey", asked, Some(&reply.idempotency_key));
    checked(endpoint, reply, difference)
}

/// Checks that the subscription that was changed is the one that was named.
pub(crate) fn of_subscription(
    endpoint: Endpoint,
    reply: Reply<Subscription>,
    asked: &SubscriptionId,
) -> Result<Reply<Subscription>, Error> {
    match difference("requestId", asked, Some(&reply.request_id)) {
        None => Ok(reply),
        Some(difference) => Err(changed_otherwise(endpoint, reply.attempt_id(), difference)),
    }
}

/// The list does not name a subscription, so nothing was changed.
pub(crate) fn no_subscription(id: &SubscriptionId, attempt_id: AttemptId) -> Error {
    let difference = FieldDifference { field: "requestId", wanted: id.to_string(), found: None };
    mismatch(Endpoint::WebhookList, attempt_id, difference)
}

/// A change was answered with success, and the answer does not show it: what was changed is not
/// known.
pub(crate) fn changed_otherwise(
    endpoint: Endpoint,
    attempt_id: AttemptId,
    difference: FieldDifference,
) -> Error {
    let info = info(endpoint, attempt_id, Outcome::Unknown);
    Error::Mismatch(Mismatch { info, differences: vec![difference] })
}

/// An answer is one of the API's, and yet nothing can be done with it.
pub(crate) fn unusable(
    endpoint: Endpoint,
    attempt_id: AttemptId,
    outcome: Outcome,
    source: impl std::error::Error + Send + Sync + 'static,
) -> Error {
    Error::Unreadable(Unreadable {
        info: info(endpoint, attempt_id, outcome),
        status: StatusCode::OK,
        cause: Cause::Permanent,
        source: Box::new(source),
    })
}

fn checked<T>(
    endpoint: Endpoint,
    reply: Reply<T>,
    difference: Option<FieldDifference>,
) -> Result<Reply<T>, Error> {
    match difference {
        None => Ok(reply),
        Some(difference) => Err(mismatch(endpoint, reply.attempt_id(), difference)),
    }
}

/// Says that an answer is about another page of a list than the one that was asked for.
pub(crate) fn of_another_page(
    endpoint: Endpoint,
    attempt_id: AttemptId,
    other: OtherPage,
) -> Error {
    let (wanted, found) = (other.wanted.to_string(), Some(other.answered.to_string()));
    mismatch(endpoint, attempt_id, FieldDifference { field: "page", wanted, found })
}

fn mismatch(endpoint: Endpoint, attempt_id: AttemptId, difference: FieldDifference) -> Error {
    let info = info(endpoint, attempt_id, Outcome::NotApplied);
    Error::Mismatch(Mismatch { info, differences: vec![difference] })
}

fn info(endpoint: Endpoint, attempt_id: AttemptId, outcome: Outcome) -> Box<CallInfo> {
    let operation = endpoint.name().to_owned();
    Box::new(CallInfo { operation, attempts: 1, attempt_id, outcome, key: None, signed_at: None })
}
