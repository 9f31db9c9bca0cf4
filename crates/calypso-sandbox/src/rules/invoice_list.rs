//! Lists of invoices (docs/API-FACTS.md, section 4.7).

use calypso_model::{AccountId, ExternalId, InvoiceState, InvoiceType};

use super::invoice::Invoice;
use super::world::World;

/// Which invoices are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct InvoicesWanted {
    /// One of these, or any if it is empty.
    pub(crate) states: Vec<InvoiceState>,
    /// One of these, or any if it is empty.
    pub(crate) types: Vec<InvoiceType>,
    pub(crate) order: InvoiceOrder,
    pub(crate) descending: bool,
}

/// What invoices are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum InvoiceOrder {
    #[default]
    Date,
    PayAmount,
    Currency,
    State,
}

impl World {
    /// Lists a merchant's invoices.
    pub(crate) fn invoices<'a>(
        &'a self,
        account: &AccountId,
        wanted: &InvoicesWanted,
    ) -> Vec<&'a Invoice> {
        let is_wanted = |invoice: &&Invoice| {
            (wanted.states.is_empty() || wanted.states.contains(&invoice.state))
                && (wanted.types.is_empty() || wanted.types.contains(&invoice.kind))
        };
        // They are kept in the order in which they were created.
        let mut found: Vec<_> = self.invoices.of(account).filter(is_wanted).collect();
        match wanted.order {
            InvoiceOrder::Date => {}
            InvoiceOrder::PayAmount => found.sort_by_key(|invoice| invoice.amount),
            InvoiceOrder::Currency => {
                found.sort_by(|one, other| one.currency.cmp(&other.currency));
            }
            InvoiceOrder::State => {
                found.sort_by(|one, other| one.state.as_str().cmp(other.state.as_str()));
            }
        }
        if wanted.descending {
            found.reverse();
        }
        found
    }

    /// Lists a merchant's invoices with one reference, the oldest first.
    pub(crate) fn invoices_with(&self, account: &AccountId, id: &ExternalId) -> Vec<&Invoice> {
        let numbers = self.invoices.with_external_id(account, id);
        numbers.iter().filter_map(|number| self.invoices.get(*number)).collect()
    }
}
