//! The ledger of all merchants together.

use crate::ledger_line::LedgerLine;

/// The columns after the currency, in their order.
const COLUMNS: [&str; 10] = [
    "In",
    "Fees",
    "Credited",
    "Pending",
    "Declined",
    "Refunded",
    "Stray",
    "Out",
    "Exchanged away",
    "Exchanged in",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::page) struct LedgerRow {
    pub(in crate::server::page) currency: String,
    pub(in crate::server::page) amounts: [String; 10],
}

impl LedgerRow {
    pub(in crate::server::page) const fn columns() -> [&'static str; 10] {
        COLUMNS
    }
}

impl From<LedgerLine> for LedgerRow {
    fn from(line: LedgerLine) -> Self {
        let amounts = [
            line.received,
            line.fees,
            line.credited,
            line.pending,
            line.declined,
            line.refunded,
            line.stray,
            line.paid_out,
            line.exchanged_away,
            line.exchanged_in,
        ];
        let currency = line.currency.as_str().to_owned();
        Self { currency, amounts: amounts.map(|amount| amount.to_string()) }
    }
}
