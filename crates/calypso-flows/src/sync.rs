//! Asking for what is new, for those whom no webhook reaches.

use std::collections::BTreeSet;
use std::time::Duration;

use calypso_model::{
    Instant, InvoiceRef, InvoiceType, PageRequest, PurseTransaction, Sort, TransactionFilter,
    TransactionId,
};

use crate::confirmation::{DepositConfirmation, Settlement};
use crate::lookup::found;
use crate::sync_cursor::{DepositPlaces, SyncCursor};
use crate::{Client, Error};

/// The most deposits that are read at once.
const PAGE_SIZE: u32 = 100;

/// What a round asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncScope {
    /// The invoices that are open in the merchant's own books. Name one until its settlement is
    /// final, then leave it out.
    pub invoices: Vec<InvoiceRef>,
    /// Whether deposits to customers' addresses are asked for. Default: they are.
    pub purses: bool,
    /// How much later than others a deposit may turn up in the list. Default one hour.
    pub overlap: Duration,
}

impl Default for SyncScope {
    fn default() -> Self {
        Self { invoices: Vec::new(), purses: true, overlap: Duration::from_secs(3600) }
    }
}

impl SyncScope {
    /// Asks about an open invoice as well.
    #[must_use]
    pub fn with_invoice(mut self, invoice: impl Into<InvoiceRef>) -> Self {
        self.invoices.push(invoice.into());
        self
    }

    /// Asks about open invoices as well.
    #[must_use]
    pub fn with_invoices(mut self, invoices: impl IntoIterator<Item = InvoiceRef>) -> Self {
        self.invoices.extend(invoices);
        self
    }

    /// Leaves deposits to customers' addresses out.
    #[must_use]
    pub const fn without_purses(mut self) -> Self {
        self.purses = false;
        self
    }

    /// Sets how much later than others a deposit may turn up in the list.
    #[must_use]
    pub const fn with_overlap(mut self, overlap: Duration) -> Self {
        self.overlap = overlap;
        self
    }
}

/// What is new since a cursor.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SyncRound {
    /// Deposits to customers' addresses that are new or at another stage. Their fee is in no
    /// answer: it is [reported](calypso_model::Fee) by an event only.
    pub deposits: Vec<DepositConfirmation>,
    /// Invoices that are paid once and changed, be it that only the fee was named.
    pub settlements: Vec<Settlement>,
    /// Deposits to invoices that are paid any number of times, new, at another stage, or with a fee
    /// that was not named before, each with its invoice. One that the service lists without an id
    /// is named by its transaction's hash and its amount, for good.
    pub invoice_deposits: Vec<(InvoiceRef, DepositConfirmation)>,
    /// Invoices that the service does not know.
    pub missing: Vec<InvoiceRef>,
    /// Where the next round starts. Store it together with what is done about the news.
    pub cursor: SyncCursor,
}

impl Client {
    /// Asks for everything that is new since `cursor`: deposits to customers' addresses, and the
    /// open invoices that the scope names.
    ///
    /// It changes nothing, so a round can be repeated at will: from the same cursor it reports the
    /// same news, or later ones. Act on the news, store the new cursor in the same database
    /// transaction, and each stage of each deposit is acted upon once.
    ///
    /// The list of deposits is read from its newest end up to what is known; what may still change
    /// is read one by one, and little else of the past is. A list that was not seen to fall for a
    /// hundred deposits, whatever order was asked for, is read whole.
    ///
    /// ```
    /// # async fn example(client: calypso_flows::Client, stored: String)
    /// # -> Result<(), Box<dyn std::error::Error>> {
    /// use calypso_flows::{CreditOn, SyncCursor, SyncScope};
    /// use calypso_model::InvoiceId;
    ///
    /// let cursor: SyncCursor = serde_json::from_str(&stored)?;
    /// let scope = SyncScope::default().with_invoice(InvoiceId::parse("184467")?);
    /// let round = client.sync_since(&cursor, &scope).await?;
    /// for settlement in &round.settlements {
    ///     if let Some(credit) = settlement.creditable(CreditOn::Settled) {
    ///         println!("credit {credit}, once per invoice");
    ///     }
    /// }
    /// let to_store = serde_json::to_string(&round.cursor)?; // in the same transaction
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Any [`Error`] of a read; then nothing is lost, repeat the round from the same cursor.
    pub async fn sync_since(
        &self,
        cursor: &SyncCursor,
        scope: &SyncScope,
    ) -> Result<SyncRound, Error> {
        let mut round = SyncRound {
            deposits: Vec::new(),
            settlements: Vec::new(),
            invoice_deposits: Vec::new(),
            missing: Vec::new(),
            cursor: cursor.clone(),
        };
        if scope.purses {
            self.sync_purses(&mut round, scope.overlap).await?;
        }
        let mut asked = BTreeSet::new();
        for invoice in &scope.invoices {
            if let Some(id) = self.sync_invoice(&mut round, invoice).await? {
                asked.insert(id);
            }
        }
        // A name that is unknown today may be one that was known yesterday and is so tomorrow: what
        // was told about it stays remembered.
        if round.missing.is_empty() {
            round.cursor.keep_invoices(&asked);
        }
        Ok(round)
    }

    async fn sync_purses(&self, round: &mut SyncRound, overlap: Duration) -> Result<(), Error> {
        let mark = round.cursor.watermark;
        let first = PageRequest::new(0, PAGE_SIZE).with_sort(Sort::Descending);
        let filter = TransactionFilter::new().with_page(first);
        let mut all = self.purses().transaction_items(filter);
        let (mut listed, mut newest, mut order) = (BTreeSet::new(), None, Order::default());
        while let Some(transaction) = all.next().await {
            let transaction = transaction?;
            order.meet(transaction.created_date);
            newest = newest.max(Some(transaction.created_date));
            // Pages move while they are read, so a deposit may come twice.
            if listed.insert(transaction.id.clone()) {
                take(round, &transaction);
            }
            if all.is_between_pages() && order.is_past(mark) {
                break;
            }
        }
        for id in round.cursor.open_beyond(&listed) {
            if let Some(transaction) = self.transaction_if_known(&id).await? {
                take(round, &transaction);
            }
        }
        // A date ahead of the service's clock would hide what comes until then.
        let now = Instant::from_millis(self.inner.offset.apply(self.inner.clock.now()).as_millis());
        let newest = newest.map(|newest| now.map_or(newest, |now| now.min(newest)));
        let overlap_ms = i64::try_from(overlap.as_millis()).unwrap_or(i64::MAX);
        round.cursor.advance(newest, overlap_ms);
        Ok(())
    }

    async fn transaction_if_known(
        &self,
        id: &TransactionId,
    ) -> Result<Option<PurseTransaction>, Error> {
        Ok(found(self.purses().transaction(id).await)?.map(crate::Reply::into_inner))
    }

    /// Looks at one invoice, and returns its id if the service knows it.
    async fn sync_invoice(
        &self,
        round: &mut SyncRound,
        named: &InvoiceRef,
    ) -> Result<Option<String>, Error> {
        let Some(invoice) = found(self.invoices().get(named).await)? else {
            round.missing.push(named.clone());
            return Ok(None);
        };
        let invoice = invoice.into_inner();
        let id = invoice.id.to_string();
        if !matches!(invoice.invoice_type, InvoiceType::Unlimited | InvoiceType::UnlimitedLinked) {
            round.settlements.extend(round.cursor.note_invoice(invoice));
            return Ok(Some(id));
        }
        let oldest_first = PageRequest::new(0, PAGE_SIZE).with_sort(Sort::Ascending);
        let mut all = self.invoices().deposit_items(named, oldest_first);
        let mut places = DepositPlaces::default();
        while let Some(deposit) = all.next().await {
            let deposit = deposit?;
            let news = round.cursor.note_invoice_deposit(&invoice, &deposit, &mut places);
            if let Some(news) = news {
                round.invoice_deposits.push((named.clone(), news));
            }
            if all.is_between_pages() {
                places = DepositPlaces::default();
            }
        }
        Ok(Some(id))
    }
}

fn take(round: &mut SyncRound, transaction: &PurseTransaction) {
    round.deposits.extend(round.cursor.note(transaction));
}

/// Whether a list that should run from new to old does.
#[derive(Debug, Default)]
struct Order {
    latest: Option<Instant>,
    met: u32,
    rises: bool,
    falls: bool,
}

impl Order {
    /// Takes notice of the next date in the list.
    fn meet(&mut self, date: Instant) {
        self.met = self.met.saturating_add(1);
        if let Some(before) = self.latest {
            self.rises |= before < date;
            self.falls |= before > date;
        }
        self.latest = Some(date);
    }

    /// Tells whether all that follows is older than the mark: only if the list was seen to fall,
    /// and never to rise, for as long as one page is. A few deposits may fall by chance.
    fn is_past(&self, mark: Option<Instant>) -> bool {
        let is_older = mark.zip(self.latest).is_some_and(|(mark, latest)| latest < mark);
        is_older && self.falls && !self.rises && self.met >= PAGE_SIZE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(millis: i64) -> Instant {
        Instant::from_millis(1_700_000_000_000_i64.saturating_add(millis)).unwrap()
    }

    #[track_caller]
    fn check(dates: &[i64], mark: i64, past: bool) {
        // As many deposits of one time before as make a page of them all.
        let earlier = usize::try_from(PAGE_SIZE).unwrap().saturating_sub(dates.len());
        let mut order = Order::default();
        (0..earlier).for_each(|_| dates.first().iter().for_each(|first| order.meet(date(**first))));
        dates.iter().for_each(|millis| order.meet(date(*millis)));
        assert_eq!(order.is_past(Some(date(mark))), past, "{dates:?}");
    }

    #[test]
    fn only_a_list_that_falls_is_left_before_its_end() {
        check(&[50, 40, 30], 35, true);
        check(&[50, 40, 40], 35, false);
        check(&[50, 40, 35], 35, false);
        // From old to new, whatever was asked for.
        check(&[10, 20], 35, false);
        check(&[10], 35, false);
        check(&[10, 10], 35, false);
        check(&[50, 10, 20], 35, false);
        check(&[], 35, false);
    }

    #[test]
    fn a_few_deposits_that_fall_prove_no_order() {
        let mut order = Order::default();
        [50, 30].into_iter().for_each(|millis| order.meet(date(millis)));
        assert!(!order.is_past(Some(date(35))));
        let met = i64::from(PAGE_SIZE).saturating_sub(3);
        (1..=met).for_each(|step| order.meet(date(30_i64.saturating_sub(step))));
        assert!(!order.is_past(Some(date(35))));
        order.meet(date(-500));
        assert!(order.is_past(Some(date(35))));
    }

    #[test]
    fn without_a_mark_everything_is_read() {
        let mut order = Order::default();
        [50, 40, 30].into_iter().for_each(|millis| order.meet(date(millis)));
        assert!(!order.is_past(None));
    }
}
