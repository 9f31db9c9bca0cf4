//! Payouts to create (docs/API-FACTS.md, section 9.1).

use serde::Serialize;
use thiserror::Error;

use crate::setters::setters;
use crate::{Address, Amount, Currency, ExternalId, IdempotencyKey, Invoice, InvoiceState};

/// A payout to create: an amount of the account's balance, to an address.
///
/// The service takes a payout without a key; this type does not. A payout whose answer is lost can
/// only be found by its key, and must never be sent again on a guess. Store the key before you
/// send.
///
/// ```
/// use calypso_model::{IdempotencyKey, NewPayout};
///
/// let key = IdempotencyKey::from_random_bytes([7; 16]);
/// let address = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8".parse()?;
/// let payout = NewPayout::new(address, "25.50".parse()?, "USDT_TRX".parse()?, key);
/// assert_eq!(
///     serde_json::to_string(&payout)?,
///     concat!(
///         r#"{"depositAddress":"TJRabPrwbZy45sbavfcjinPJC18kjpRTv8","amount":25.50,"#,
///         r#""currency":"USDT_TRX","idempotencyKey":"07070707-0707-4707-8707-070707070707"}"#,
///     ),
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewPayout {
    /// Where the money goes: an address on the currency's own chain.
    pub deposit_address: Address,
    /// What is paid out, with no more decimals than the currency has. Fees come on top or out of
    /// it, as the contract with the service says.
    pub amount: Amount,
    /// The currency of the balance and of the payout.
    pub currency: Currency,
    /// A note that the payout keeps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// The key that names this creation.
    pub idempotency_key: IdempotencyKey,
    /// Your own reference, repeated in webhooks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<ExternalId>,
}

impl NewPayout {
    /// Asks for `amount` of `currency` to be paid to an address, under a key that is stored.
    #[must_use]
    pub const fn new(
        deposit_address: Address,
        amount: Amount,
        currency: Currency,
        idempotency_key: IdempotencyKey,
    ) -> Self {
        Self {
            deposit_address,
            amount,
            currency,
            comment: None,
            idempotency_key,
            external_id: None,
        }
    }

    /// Asks for exactly what an invoice received beyond its amount to be paid to an address.
    ///
    /// The payout carries the invoice's `externalId`, or its id if it has none, so that either
    /// leads to the other. Only a `COMPLETED` invoice is refunded so: before that, all it received
    /// may still go back to the payer, who would then have the excess twice. Of a fiat invoice the
    /// amount due is that of the latest quote: compare it with what the payer was shown.
    ///
    /// The payer asks for an address and gets the money there: the sender of a deposit may be an
    /// exchange, where a refund is lost. Fees are the merchant's: the service took its fee for
    /// the deposit from all that came, and takes another for the payout, so a refund costs more
    /// than the overpayment brought. Neither level is published. Where the contract takes the
    /// payout's fee out of the amount, the payer gets that much less.
    ///
    /// ```
    /// # let invoice = serde_json::from_str::<calypso_model::Invoice>(r#"{"id":"184467",
    /// #     "type":"SINGLE","amount":25.50,"totalDebitAmount":30.00,"currency":"USDT_TRX",
    /// #     "state":"COMPLETED","createdDate":"2025-07-05T22:31:09.255Z",
    /// #     "idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11"}"#)?;
    /// use calypso_model::{IdempotencyKey, NewPayout};
    ///
    /// // The invoice was over 25.50 and received 30.00.
    /// let key = IdempotencyKey::from_random_bytes([7; 16]);
    /// let address = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8".parse()?;
    /// let refund = NewPayout::refund_of(&invoice, address, key)?;
    /// assert_eq!(refund.amount.to_string(), "4.50");
    /// assert_eq!(refund.external_id.unwrap().as_str(), "184467");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`RefundError`] if the invoice has no fixed amount, received no more than that, or is not
    /// completed: then its money is not the merchant's yet, or may go back or have gone back.
    pub fn refund_of(
        invoice: &Invoice,
        address: Address,
        key: IdempotencyKey,
    ) -> Result<Self, RefundError> {
        if invoice.state != InvoiceState::Completed {
            return Err(RefundError::State { state: invoice.state.clone() });
        }
        let due = invoice.amount.ok_or(RefundError::NoFixedAmount)?;
        let received = invoice.total_debit_amount;
        let over = received.checked_sub(due).filter(|over| !over.is_zero());
        let over = over.ok_or(RefundError::NotOverpaid { due, received })?;
        let external_id = invoice.external_id.clone().or_else(|| {
            // An id of one kind is as long and as printable as one of the other.
            ExternalId::parse(invoice.id.as_str()).ok()
        });
        let comment = format!("Refund of the overpayment of invoice {}", invoice.id);
        let payout = Self::new(address, over, invoice.currency.clone(), key).with_comment(comment);
        Ok(Self { external_id, ..payout })
    }

    setters! {
        /// Sets [`comment`](Self::comment).
        with_comment, comment: String;
        /// Sets [`external_id`](Self::external_id).
        with_external_id, external_id: ExternalId;
    }
}

/// Why nothing of an invoice can be refunded as an overpayment.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum RefundError {
    /// The invoice takes any amount, so there is no overpayment.
    #[error("the invoice has no fixed amount, so it cannot be overpaid")]
    NoFixedAmount,
    /// No more was received than was due.
    #[error("nothing to refund: {received} received of {due} due")]
    NotOverpaid {
        /// What was due.
        due: Amount,
        /// What was received.
        received: Amount,
    },
    /// The invoice's money is not the merchant's yet, was refused, or may go back as a whole.
    #[error("only a COMPLETED invoice's overpayment is refunded, and this one is {state}")]
    State {
        /// The invoice's state.
        state: InvoiceState,
    },
}
