//! What happens to payouts from outside: top-ups that fund them, and decisions about them.

use calypso_model::{AccountId, Amount, Currency, MassPayoutId, PayoutId, PayoutState};
use serde_json::json;
use thiserror::Error;

use crate::controls::Controls;
use crate::deposit::MakeDepositError;
use crate::journal::Entry;

/// What is decided about a payout from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PayoutOutcome {
    /// A person confirms it; it then goes its way.
    Confirmed,
    /// It is carried out at once. It still fails if the balance does not cover it.
    Completed,
    /// The chain refuses it; what was taken goes back to the balance.
    Failed,
    /// A person calls it off; what was taken goes back to the balance.
    Canceled,
}

impl PayoutOutcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Canceled => "cancelled",
        }
    }
}

/// Why a payout cannot be decided about.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum DecidePayoutError {
    /// There is no such payout.
    #[error("no such payout")]
    NotFound,
    /// Its state does not allow the outcome.
    #[error("a payout in state {state} cannot come to this outcome")]
    State {
        /// The payout's state.
        state: PayoutState,
    },
}

impl Controls {
    /// Puts money onto the account of the sandbox's own merchant, at once and without a fee.
    ///
    /// `WALLET_FUNDS_DELIVERED_ACCOUNT` tells of it.
    ///
    /// ```
    /// use calypso_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let usdt = "USDT_TRX".parse()?;
    /// sandbox.top_up(&usdt, "1000".parse()?)?;
    /// assert_eq!(sandbox.balance(sandbox.account(), &usdt), "1000".parse()?);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`MakeDepositError`] if the currency or the amount is not possible.
    pub fn top_up(&self, currency: &Currency, amount: Amount) -> Result<(), MakeDepositError> {
        self.top_up_account(self.account(), currency, amount)
    }

    /// Puts money onto any merchant's account.
    ///
    /// # Errors
    ///
    /// [`MakeDepositError`] if the account is nobody's, or as for [`top_up`](Self::top_up).
    pub fn top_up_account(
        &self,
        account: &AccountId,
        currency: &Currency,
        amount: Amount,
    ) -> Result<(), MakeDepositError> {
        let amount_text = amount.to_string();
        let body = json!({ "account": account, "currency": currency, "amount": amount_text });
        let entry = Entry::control("sandboxTopUp", "", &body);
        self.change(&entry, |world| world.top_up(account, currency, amount))
    }

    /// Decides about a payout.
    ///
    /// # Errors
    ///
    /// [`DecidePayoutError`] if there is no such payout, or its state does not allow it.
    pub fn decide_payout(
        &self,
        payout: &PayoutId,
        outcome: PayoutOutcome,
    ) -> Result<(), DecidePayoutError> {
        self.decide(payout.as_str(), outcome)
    }

    /// Decides about a mass payout.
    ///
    /// # Errors
    ///
    /// [`DecidePayoutError`] if there is no such mass payout, or its state does not allow it.
    pub fn decide_mass_payout(
        &self,
        payout: &MassPayoutId,
        outcome: PayoutOutcome,
    ) -> Result<(), DecidePayoutError> {
        self.decide(payout.as_str(), outcome)
    }

    fn decide(&self, id: &str, outcome: PayoutOutcome) -> Result<(), DecidePayoutError> {
        let number = id.parse().map_err(|_no_number| DecidePayoutError::NotFound)?;
        let body = json!({ "outcome": outcome.word() });
        let entry = Entry::control("sandboxDecidePayout", id, &body);
        self.change(&entry, |world| world.decide_payout(number, outcome))
    }
}
