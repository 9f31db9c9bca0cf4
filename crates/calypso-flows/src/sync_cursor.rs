//! [`SyncCursor`]: what a merchant who asks, rather than being told, has seen so far.

use std::collections::{BTreeMap, BTreeSet};

use calypso_model::{
    Deposit, Fee, Instant, Invoice, InvoiceState, PurseTransaction, TransactionId,
};
use serde::{Deserialize, Serialize};

use crate::confirmation::{DepositConfirmation, Settlement, Stage};

/// What has been seen so far, as plain data for the merchant's database.
///
/// Store the cursor of a round in the same database transaction as what was done about its news:
/// whatever is interrupted then happens again from the same place. It grows with what is open, not
/// with history.
///
/// ```
/// use calypso_flows::SyncCursor;
///
/// let start = SyncCursor::default();
/// let stored = serde_json::to_string(&start)?;
/// assert_eq!(serde_json::from_str::<SyncCursor>(&stored)?, start);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SyncCursor {
    /// Deposits to customers' addresses made before this are known.
    #[serde(default)]
    pub(crate) watermark: Option<Instant>,
    /// The stages of deposits that are younger than the watermark, or not final.
    #[serde(default)]
    pub(crate) deposits: BTreeMap<String, SeenDeposit>,
    /// What was last seen of invoices that are not final.
    #[serde(default)]
    pub(crate) invoices: BTreeMap<String, SeenInvoice>,
}

/// What was last seen of a deposit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeenDeposit {
    pub(crate) created: Instant,
    pub(crate) stage: SeenStage,
}

/// What was last seen of an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeenInvoice {
    pub(crate) state: InvoiceState,
    /// As text, so that no store in between can take digits away.
    pub(crate) received: String,
    /// The deposits that were reported, of an invoice that is paid any number of times.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) deposits: BTreeMap<String, SeenStage>,
}

impl SeenInvoice {
    fn of(invoice: &Invoice) -> Self {
        let received = invoice.total_debit_amount.to_string();
        Self { state: invoice.state.clone(), received, deposits: BTreeMap::new() }
    }
}

/// A stage, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SeenStage {
    Pending,
    Unstated,
    Received,
    Settled,
    Declined,
}

impl From<Stage> for SeenStage {
    fn from(stage: Stage) -> Self {
        match stage {
            Stage::Pending | Stage::Intervention | Stage::Closed => Self::Pending,
            Stage::Unstated => Self::Unstated,
            Stage::Received => Self::Received,
            Stage::Settled => Self::Settled,
            Stage::Declined => Self::Declined,
        }
    }
}

impl SeenStage {
    const fn is_final(self) -> bool {
        matches!(self, Self::Settled | Self::Declined)
    }
}

impl SyncCursor {
    /// Starts at a point in time: deposits that were final before it are no news.
    ///
    /// The default cursor starts at the beginning, so its first round reports all there is.
    #[must_use]
    pub fn starting_at(time: Instant) -> Self {
        Self { watermark: Some(time), ..Self::default() }
    }

    /// Takes notice of a deposit to a customer's address; returns it if it is news.
    pub(crate) fn note(&mut self, transaction: &PurseTransaction) -> Option<DepositConfirmation> {
        let confirmation = DepositConfirmation::of_purse(transaction, Fee::NotReported);
        let stage = SeenStage::from(confirmation.stage);
        let seen = self.deposits.get(transaction.id.as_str()).map(|seen| seen.stage);
        // Nobody remembers what is old and was final.
        let is_old = self.watermark.is_some_and(|mark| transaction.created_date < mark);
        if seen == Some(stage) || (seen.is_none() && is_old && stage.is_final()) {
            return None;
        }
        let created = transaction.created_date;
        self.deposits.insert(transaction.id.to_string(), SeenDeposit { created, stage });
        Some(confirmation)
    }

    /// Returns the deposits that may still change and were not among `listed`.
    pub(crate) fn open_beyond(&self, listed: &BTreeSet<TransactionId>) -> Vec<TransactionId> {
        let open = self.deposits.iter().filter(|(_, seen)| !seen.stage.is_final());
        let ids = open.filter_map(|(id, _)| TransactionId::parse(id).ok());
        ids.filter(|id| !listed.contains(id)).collect()
    }

    /// Moves the watermark up, and forgets what is final and older.
    pub(crate) fn advance(&mut self, newest: Option<Instant>, overlap_ms: i64) {
        let Some(newest) = newest else { return };
        let mark = newest.as_millis().saturating_sub(overlap_ms);
        let Some(mark) = Instant::from_millis(mark) else { return };
        let mark = self.watermark.map_or(mark, |before| before.max(mark));
        self.watermark = Some(mark);
        self.deposits.retain(|_, seen| seen.created >= mark || !seen.stage.is_final());
    }

    /// Takes notice of an invoice that is paid once; returns it if it is news.
    pub(crate) fn note_invoice(&mut self, invoice: Invoice) -> Option<Settlement> {
        let id = invoice.id.to_string();
        let now = SeenInvoice::of(&invoice);
        let is_news = self.invoices.get(&id) != Some(&now);
        self.invoices.insert(id, now);
        is_news.then(|| Settlement::of(invoice))
    }

    /// Takes notice of a deposit to an invoice that is paid any number of times; returns it if it
    /// is news.
    pub(crate) fn note_invoice_deposit(
        &mut self,
        invoice: &Invoice,
        deposit: &Deposit,
    ) -> Option<DepositConfirmation> {
        let name = deposit_name(deposit);
        // Deposits of the predecessor's shape have no id; their place on the chain names them.
        let id = deposit.transaction_id.clone().or_else(|| TransactionId::parse(&name).ok())?;
        let confirmation = DepositConfirmation::of_invoice(&id, deposit, Fee::NotReported);
        let stage = SeenStage::from(confirmation.stage);
        let now = || SeenInvoice::of(invoice);
        let seen = self.invoices.entry(invoice.id.to_string()).or_insert_with(now);
        (seen.deposits.insert(name, stage) != Some(stage)).then_some(confirmation)
    }

    /// Forgets invoices that are no longer asked about.
    pub(crate) fn keep_invoices(&mut self, asked: &BTreeSet<String>) {
        self.invoices.retain(|id, _| asked.contains(id.as_str()));
    }
}

fn deposit_name(deposit: &Deposit) -> String {
    match (&deposit.transaction_id, &deposit.transaction_hash) {
        (Some(id), _) => id.to_string(),
        (None, Some(hash)) => format!("{hash} {}", deposit.amount),
        (None, None) => format!("{} {}", deposit.created_date, deposit.amount),
    }
}
