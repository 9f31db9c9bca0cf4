//! A refetch proves something only if its answer is about what was asked for.

use std::fmt;

use calypso_model::{Deposit, Endpoint, Invoice, InvoiceRef, PurseTransaction, TransactionId};

use crate::error::CallInfo;
use crate::mismatch::{FieldDifference, Mismatch};
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

fn checked<T>(
    endpoint: Endpoint,
    reply: Reply<T>,
    difference: Option<FieldDifference>,
) -> Result<Reply<T>, Error> {
    let Some(difference) = difference else {
        return Ok(reply);
    };
    let info = CallInfo {
        operation: endpoint.name().to_owned(),
        attempts: 1,
        attempt_id: reply.attempt_id(),
        outcome: Outcome::NotApplied,
        key: None,
    };
    Err(Error::Mismatch(Mismatch { info: Box::new(info), differences: vec![difference] }))
}
