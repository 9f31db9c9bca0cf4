//! What the demo found out, as a table for people and as JSON for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use calypso_model::{Amount, Currency};
use comfy_table::{Attribute, Cell, CellAlignment, Table, presets};
use serde_json::{Value, json};

/// One payment in the merchant's record.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Payment {
    /// What it was for.
    pub kind: &'static str,
    /// The deposit, or the invoice for those that are paid once.
    pub id: String,
    /// Its currency.
    pub currency: Currency,
    /// What arrived.
    pub gross: Amount,
    /// The service fee, once it was reported.
    pub fee: Option<Amount>,
    /// What was credited.
    pub net: Option<Amount>,
    /// Its state, in the API's words.
    pub state: String,
}

/// Sums in one currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Total {
    /// What arrived.
    pub gross: Amount,
    /// What the service kept.
    pub fees: Amount,
    /// What was credited.
    pub credited: Amount,
    /// What arrived and is neither kept nor credited yet.
    pub pending: Amount,
}

impl Total {
    /// Adds one payment; nothing if a sum gets too large to be exact.
    pub(crate) fn add(
        &mut self,
        gross: Amount,
        fee: Option<Amount>,
        net: Option<Amount>,
    ) -> Option<()> {
        self.gross = self.gross.checked_add(gross)?;
        match (fee, net) {
            (Some(fee), Some(net)) => {
                self.fees = self.fees.checked_add(fee)?;
                self.credited = self.credited.checked_add(net)?;
            }
            _ => self.pending = self.pending.checked_add(gross)?,
        }
        Some(())
    }
}

/// What became of the webhooks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookCounts {
    /// Events that the sandbox says it delivered.
    pub delivered: u64,
    /// Events that the merchant verified, parsed and confirmed by a refetch.
    pub verified: u64,
    /// Forged deliveries that were refused.
    pub forged_refused: u64,
    /// Genuine deliveries that came again and were ignored.
    pub duplicates_ignored: u64,
}

/// What the demo found out.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// The payments in the merchant's record.
    pub payments: Vec<Payment>,
    /// The merchant's sums per currency.
    pub merchant: BTreeMap<Currency, Total>,
    /// The sandbox's own sums per currency.
    pub sandbox: BTreeMap<Currency, Total>,
    /// What became of the webhooks.
    pub webhooks: WebhookCounts,
}

impl Report {
    /// Tells whether the merchant's record agrees with the sandbox's ledger to the last digit.
    #[must_use]
    pub fn ledger_matches(&self) -> bool {
        self.merchant == self.sandbox
    }

    /// Tells whether everything came out as it must: the ledgers match, every delivered event was
    /// verified, and of the forged and the repeated delivery neither counted.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        let WebhookCounts { delivered, verified, forged_refused, duplicates_ignored } =
            self.webhooks;
        let webhooks_fit = delivered == verified && forged_refused == 1 && duplicates_ignored == 1;
        self.ledger_matches() && webhooks_fit
    }

    /// Returns the report as one JSON object; amounts are strings.
    #[must_use]
    pub fn to_json(&self) -> String {
        let text = |amount: Amount| Value::String(amount.to_string());
        let optional = |amount: Option<Amount>| amount.map_or(Value::Null, text);
        let payment = |payment: &Payment| {
            json!({
                "kind": payment.kind,
                "id": payment.id,
                "currency": payment.currency.as_str(),
                "gross": text(payment.gross),
                "fee": optional(payment.fee),
                "net": optional(payment.net),
                "state": payment.state,
            })
        };
        let totals = |totals: &BTreeMap<Currency, Total>| -> Value {
            let total = |(currency, total): (&Currency, &Total)| {
                let sums = json!({
                    "gross": text(total.gross),
                    "fees": text(total.fees),
                    "credited": text(total.credited),
                    "pending": text(total.pending),
                });
                (currency.as_str().to_owned(), sums)
            };
            Value::Object(totals.iter().map(total).collect())
        };
        let WebhookCounts { delivered, verified, forged_refused, duplicates_ignored } =
            self.webhooks;
        let report = json!({
            "payments": self.payments.iter().map(payment).collect::<Vec<_>>(),
            "merchant": totals(&self.merchant),
            "sandbox": totals(&self.sandbox),
            "ledger_matches": self.ledger_matches(),
            "webhooks": {
                "delivered": delivered,
                "verified": verified,
                "forged_refused": forged_refused,
                "duplicates_ignored": duplicates_ignored,
            },
        });
        report.to_string()
    }

    /// Returns the report as tables.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let WebhookCounts { delivered, verified, forged_refused, duplicates_ignored } =
            self.webhooks;
        let verdict = if self.ledger_matches() {
            "The merchant's record and the sandbox's ledger match to the last digit."
        } else {
            "THE LEDGERS DO NOT MATCH. Do not trust this build with money."
        };
        // Writing into a `String` cannot fail.
        let _infallible = writeln!(
            text,
            "Payments, from the merchant's verified and refetched record\n{}\n\n\
             Totals, beside the sandbox's own ledger\n{}\n\n\
             Webhooks: {delivered} delivered, {verified} verified and confirmed by refetching, \
             {forged_refused} forged refused, {duplicates_ignored} repeated ignored.\n{verdict}",
            self.payment_table(),
            self.total_table(),
        );
        text
    }

    fn payment_table(&self) -> Table {
        let mut table = table(&["kind", "id", "gross", "fee", "net", "currency", "state"]);
        for payment in &self.payments {
            table.add_row(vec![
                Cell::new(payment.kind),
                Cell::new(shortened(&payment.id)),
                number(Some(payment.gross)),
                number(payment.fee),
                number(payment.net),
                Cell::new(&payment.currency),
                Cell::new(&payment.state),
            ]);
        }
        table
    }

    fn total_table(&self) -> Table {
        let mut table =
            table(&["currency", "whose", "gross", "fees", "credited", "pending", "match"]);
        let mut currencies: Vec<&Currency> =
            self.merchant.keys().chain(self.sandbox.keys()).collect();
        currencies.sort_unstable();
        currencies.dedup();
        for currency in currencies {
            let (merchant, sandbox) = (self.merchant.get(currency), self.sandbox.get(currency));
            let verdict = if merchant == sandbox { "yes" } else { "NO" };
            for (whose, total, verdict) in
                [("merchant", merchant, ""), ("sandbox", sandbox, verdict)]
            {
                table.add_row(vec![
                    Cell::new(currency),
                    Cell::new(whose),
                    number(total.map(|total| total.gross)),
                    number(total.map(|total| total.fees)),
                    number(total.map(|total| total.credited)),
                    number(total.map(|total| total.pending)),
                    Cell::new(verdict),
                ]);
            }
        }
        table
    }
}

fn table(headings: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_BORDERS_ONLY);
    table.set_header(headings.iter().map(|text| Cell::new(text).add_attribute(Attribute::Bold)));
    table
}

fn number(amount: Option<Amount>) -> Cell {
    let text = amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string());
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// Shortens a UUID to its first group, which tells the rows of a table apart.
fn shortened(id: &str) -> String {
    match id.split_once('-') {
        Some((first, _)) => format!("{first}…"),
        None => id.to_owned(),
    }
}
