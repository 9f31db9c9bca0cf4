//! [`SyncCursor`]: what a merchant who asks, rather than being told, has seen so far.

use std::collections::{BTreeMap, BTreeSet};

use calypso_model::{
    Amount, Deposit, Fee, Instant, Invoice, InvoiceState, PurseTransaction, TransactionId,
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
    /// It may be named only after the state that lets it be credited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fee: Option<String>,
    /// The deposits that were reported, of an invoice that is paid any number of times.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) deposits: BTreeMap<String, SeenInvoiceDeposit>,
}

/// What was last seen of a deposit to an invoice that is paid any number of times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SeenInvoiceDeposit {
    pub(crate) stage: SeenStage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fee: Option<String>,
}

impl SeenInvoice {
    fn of(invoice: &Invoice) -> Self {
        Self {
            state: invoice.state.clone(),
            received: shortest(invoice.total_debit_amount),
            fee: invoice.fee.reported().map(shortest),
            deposits: BTreeMap::new(),
        }
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
        places: &mut DepositPlaces,
    ) -> Option<DepositConfirmation> {
        let now = || SeenInvoice::of(invoice);
        let seen = self.invoices.entry(invoice.id.to_string()).or_insert_with(now);
        // A deposit that was told by its place keeps that name, should the service name it later:
        // under another it would be credited again.
        let place = places.next(deposit);
        let name = match &deposit.transaction_id {
            Some(id) if !seen.deposits.contains_key(&place) => id.to_string(),
            _ => place,
        };
        let id = TransactionId::parse(&name).ok()?;
        let confirmation = DepositConfirmation::of_invoice(&id, deposit, Fee::NotReported);
        let stage = SeenStage::from(confirmation.stage);
        let now = SeenInvoiceDeposit { stage, fee: confirmation.fee.reported().map(shortest) };
        (seen.deposits.insert(name, now.clone()) != Some(now)).then_some(confirmation)
    }

    /// Forgets invoices that are no longer asked about.
    pub(crate) fn keep_invoices(&mut self, asked: &BTreeSet<String>) {
        self.invoices.retain(|id, _| asked.contains(id.as_str()));
    }
}

/// Names the deposits of one page by their place on the chain: those of the predecessor's shape
/// have no id.
///
/// Not of a whole list: pages move while they are read, and a deposit that comes again on the next
/// page must not become two.
#[derive(Debug, Default)]
pub(crate) struct DepositPlaces(BTreeMap<String, u32>);

impl DepositPlaces {
    /// Returns the place of the next deposit; one transaction may pay the same sum several times.
    fn next(&mut self, deposit: &Deposit) -> String {
        let amount = shortest(deposit.amount);
        let place = match &deposit.transaction_hash {
            Some(hash) => format!("{hash} {amount}"),
            None => format!("{} {amount}", deposit.created_date),
        };
        let count = self.0.entry(place.clone()).or_default();
        *count = count.saturating_add(1);
        match *count {
            1 => place,
            more => format!("{place} {more}"),
        }
    }
}

/// Returns an amount without trailing zeros: the same, however the service writes it today.
fn shortest(amount: Amount) -> String {
    let text = amount.to_string();
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}
