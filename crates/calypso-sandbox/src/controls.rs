//! What payers, people at the service and other merchants do, over a port and in process alike.

use std::fmt;
use std::sync::Arc;

use calypso_model::{AccountId, Address, Amount, Currency, InvoiceId, OperationCode};
use calypso_sign::{ApiKey, SecretKey, Timestamp};
use serde_json::json;

use crate::charge::Charge;
use crate::clock::ClockMode;
use crate::counts::Counts;
use crate::courier::Courier;
use crate::deposit::{Deposit, MakeDepositError};
use crate::journal::Entry;
use crate::ledger_line::LedgerLine;
use crate::merchant::Merchant;
use crate::options::DepositOutcome;
use crate::refund::RefundError;
use crate::rules::{DepositOrder, NewMerchant, World};
use crate::shared::Shared;

/// The world around the merchant: its keys, other merchants, what people at the service do, rates,
/// and a look into the books.
///
/// A [`Sandbox`](crate::Sandbox) and an [`InProcess`](crate::InProcess) have these methods as their
/// own.
pub struct Controls {
    merchant: Merchant,
    pub(crate) shared: Arc<Shared>,
    /// Hands webhooks over, where no task of a server does.
    courier: Option<Arc<Courier>>,
}

impl Controls {
    pub(crate) const fn new(merchant: Merchant, shared: Arc<Shared>) -> Self {
        Self { merchant, shared, courier: None }
    }

    pub(crate) fn with_courier(mut self, courier: Arc<Courier>) -> Self {
        self.courier = Some(courier);
        self
    }

    /// Changes the world, writes down how, and has what is due at once delivered.
    pub(crate) fn change<T>(&self, entry: &Entry, command: impl FnOnce(&mut World) -> T) -> T {
        let outcome = self.shared.change(entry, command);
        if let Some(courier) = &self.courier {
            courier.deliver_due();
        }
        outcome
    }

    /// Sends money to an address, as a payer would.
    pub(crate) fn make_deposit(
        &self,
        address: &Address,
        currency: &Currency,
        amount: Amount,
        outcome: DepositOutcome,
    ) -> Result<Deposit, MakeDepositError> {
        let (address, currency) = (address.clone(), currency.clone());
        let order = DepositOrder { address, currency, amount, outcome, sender: None };
        let entry = Entry::control("sandboxDeposit", "", &order.written());
        let deposit = self.change(&entry, |world| world.deposit(order))?;
        Ok(Deposit { transaction_id: deposit.id, transaction_hash: deposit.hash })
    }

    /// Returns the merchant's account.
    #[must_use]
    pub const fn account(&self) -> &AccountId {
        &self.merchant.account
    }

    /// Returns the merchant's public key.
    #[must_use]
    pub const fn api_key(&self) -> &ApiKey {
        &self.merchant.api_key
    }

    /// Returns the secret that the merchant signs with.
    #[must_use]
    pub const fn secret(&self) -> &SecretKey {
        &self.merchant.secret
    }

    /// Sets a rate from now on; pending fiat invoices follow with their next quote.
    ///
    /// A rate of zero is ignored.
    pub fn set_rate(&self, from: Currency, to: Currency, rate: Amount) {
        if !rate.is_zero() {
            let body = json!({ "from": from, "to": to, "rate": rate.to_string() });
            let entry = Entry::control("sandboxSetRate", "", &body);
            self.change(&entry, |world| world.set_rate(from, to, rate));
        }
    }

    /// Sets what is charged from now on for an operation, in one currency or, with none, in all
    /// that have no charge of their own.
    ///
    /// Deposits to invoices are charged by the code of the invoice's type, those to purses as
    /// `TOP_UP`. Fees are quoted by `SINGLE_INVOICE` and `SINGLE_WITHDRAWAL`. The codes that
    /// begin with `CREATION` are owed by the invoice and kept from what is credited to it first.
    /// Those of exchanges are kept and charged to nobody.
    pub fn set_tariff(&self, operation: OperationCode, currency: Option<Currency>, charge: Charge) {
        let body = json!({
            "operation": operation,
            "currency": currency,
            "percent": charge.percent().to_string(),
            "fixed": charge.fixed().to_string(),
        });
        let entry = Entry::control("sandboxSetTariff", "", &body);
        self.change(&entry, |world| world.set_charge(operation, currency, charge));
    }

    /// Adds another merchant, with an account and keys of its own.
    ///
    /// All merchants share the sandbox's clock, chains and rates; none finds what another made.
    #[must_use]
    pub fn add_merchant(&self) -> Merchant {
        loop {
            // What is made up collides with nothing but by an accident that the next draw mends.
            let entry = Entry::control("sandboxAddAccount", "", &json!({}));
            let added = self.change(&entry, |world| world.add_merchant(NewMerchant::default()));
            if let Some(merchant) = added {
                return merchant.into();
            }
        }
    }

    /// Sends the money of an invoice in intervention back to its payers, which ends the invoice.
    ///
    /// The API has no call for it: at the service, people do it.
    ///
    /// # Errors
    ///
    /// [`RefundError`] if the invoice is not in intervention, or more money is on its way to it.
    pub fn refund_intervention(&self, invoice: &InvoiceId) -> Result<(), RefundError> {
        let entry = Entry::control("sandboxRefund", invoice.as_str(), &json!({}));
        self.change(&entry, |world| world.refund_intervention(invoice).map(drop))
            .map_err(|refusal| RefundError(refusal.message))
    }

    /// Returns where the money of each currency is, that of all merchants together.
    #[must_use]
    pub fn ledger(&self) -> Vec<LedgerLine> {
        self.shared.read(|world| world.ledger(None))
    }

    /// Returns where one merchant's money of each currency is.
    #[must_use]
    pub fn ledger_of(&self, account: &AccountId) -> Vec<LedgerLine> {
        self.shared.read(|world| world.ledger(Some(account)))
    }

    /// Returns what an account has of a currency.
    #[must_use]
    pub fn balance(&self, account: &AccountId, currency: &Currency) -> Amount {
        self.shared.read(|world| world.balance(account, currency))
    }

    /// Returns how many objects there are.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.shared.read(|world| world.counts())
    }

    /// Returns the time on the sandbox's clock.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.shared.now()
    }

    /// Tells how the sandbox's clock runs.
    #[must_use]
    pub fn clock_mode(&self) -> ClockMode {
        self.shared.clock.mode()
    }
}

impl fmt::Debug for Controls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Controls").field("merchant", &self.merchant).finish_non_exhaustive()
    }
}
