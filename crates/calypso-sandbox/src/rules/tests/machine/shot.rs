//! What states everything is in, at one moment.

use calypso_model::{
    Amount, ExchangeState, InterventionType, InvoiceState, PayoutState, PurseId, PurseState,
    TransactionState, WidgetState, WithdrawalState,
};

use super::life::Life;
use crate::rules::transaction::Holder;

/// Everything in the order in which it came into being, so that a place names one thing for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shot {
    pub(super) invoices: Vec<InvoiceShot>,
    pub(super) deposits: Vec<DepositShot>,
    /// By customer, so by merchant.
    pub(super) purses: [Vec<(PurseId, PurseState)>; 2],
    pub(super) deals: Vec<DealShot>,
    pub(super) withdrawals: Vec<WithdrawalState>,
    pub(super) exchanges: Vec<(usize, ExchangeState)>,
    pub(super) widgets: Vec<WidgetState>,
    pub(super) top_ups: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct InvoiceShot {
    pub(super) owner: usize,
    pub(super) is_unlimited: bool,
    pub(super) state: InvoiceState,
    pub(super) intervention: Option<InterventionType>,
    pub(super) received: Amount,
    pub(super) is_resolved: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DepositShot {
    pub(super) owner: usize,
    pub(super) holder: Holder,
    pub(super) state: TransactionState,
    pub(super) is_stray: bool,
    pub(super) is_credited: bool,
    pub(super) is_refunded: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DealShot {
    pub(super) owner: usize,
    pub(super) state: PayoutState,
    /// How many withdrawals could not be paid.
    pub(super) errors: usize,
    /// How many are on their chain.
    pub(super) hashes: usize,
}

/// The numbers of the first invoice and of the first payout.
pub(super) const INVOICES: u64 = 100_001;
pub(super) const DEALS: u64 = 200_001;

impl Shot {
    pub(super) fn of_nothing() -> Self {
        Self {
            invoices: Vec::new(),
            deposits: Vec::new(),
            purses: [Vec::new(), Vec::new()],
            deals: Vec::new(),
            withdrawals: Vec::new(),
            exchanges: Vec::new(),
            widgets: Vec::new(),
            top_ups: Vec::new(),
        }
    }

    pub(super) fn of(life: &Life) -> Self {
        let world = &life.world;
        let invoices = (INVOICES..).map_while(|number| world.invoices.get(number));
        let deals = (DEALS..).map_while(|number| world.payouts.get(number));
        let view = |key| world.widgets.get(key).map(|widget| world.view(widget).state);
        Self {
            invoices: invoices
                .map(|invoice| InvoiceShot {
                    owner: life.merchant(&invoice.owner),
                    is_unlimited: invoice.is_unlimited(),
                    state: invoice.state.clone(),
                    intervention: invoice.intervention.clone(),
                    received: invoice.received,
                    is_resolved: invoice.is_resolved,
                })
                .collect(),
            deposits: world
                .transactions
                .values()
                .map(|deposit| DepositShot {
                    owner: life.merchant(&deposit.owner),
                    holder: deposit.holder.clone(),
                    state: deposit.state.clone(),
                    is_stray: deposit.stray,
                    is_credited: deposit.credited,
                    is_refunded: deposit.refunded,
                })
                .collect(),
            purses: life.customers.each_ref().map(|customer| {
                let purses = world.purses.of(customer);
                purses.map(|purse| (purse.id.clone(), purse.state.clone())).collect()
            }),
            deals: deals
                .map(|deal| DealShot {
                    owner: life.merchant(&deal.owner),
                    state: deal.state.clone(),
                    errors: world.withdrawals_of(deal).map(|one| one.errors.len()).sum(),
                    hashes: world.withdrawals_of(deal).filter(|one| one.hash.is_some()).count(),
                })
                .collect(),
            withdrawals: world.payouts.withdrawals().map(|one| one.state.clone()).collect(),
            exchanges: world
                .exchanges
                .all()
                .map(|exchange| (life.merchant(&exchange.owner), exchange.state.clone()))
                .collect(),
            widgets: life.widgets.iter().filter_map(view).collect(),
            top_ups: world.top_ups.iter().map(|(owner, ..)| life.merchant(owner)).collect(),
        }
    }
}

/// Pairs each thing with what it was before; what is new was nothing.
pub(super) fn pairs<'a, T>(
    before: &'a [T],
    after: &'a [T],
) -> impl Iterator<Item = (Option<&'a T>, &'a T)> {
    assert!(before.len() <= after.len(), "something is gone");
    after.iter().enumerate().map(|(place, now)| (before.get(place), now))
}
