//! Invoices, and what is missing to pay them.

use calypso_model::{Amount, ExternalId, InterventionType, InvoiceState};

use super::{Moment, Money, PayForm, State, name_of};
use crate::rules::{Invoice, World};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::server::page) struct InvoiceRow {
    pub(in crate::server::page) id: String,
    pub(in crate::server::page) account: Option<String>,
    pub(in crate::server::page) kind: String,
    pub(in crate::server::page) state: State,
    /// Why a person has to decide.
    pub(in crate::server::page) intervention: Option<String>,
    pub(in crate::server::page) due: Option<Money>,
    /// The due amount is a least one.
    pub(in crate::server::page) is_bound: bool,
    /// What is due in fiat.
    pub(in crate::server::page) price: Option<Money>,
    pub(in crate::server::page) received: Money,
    pub(in crate::server::page) address: String,
    pub(in crate::server::page) expiration: Option<Moment>,
    pub(in crate::server::page) description: String,
    pub(in crate::server::page) reference: Option<String>,
    /// Nothing once nobody watches the address any more.
    pub(in crate::server::page) pay: Option<PayForm>,
}

impl InvoiceRow {
    pub(super) fn of(world: &World, invoice: &Invoice) -> Self {
        let money = |amount| Money::new(amount, &invoice.currency);
        let asked = invoice.amount.or(invoice.lower_bound);
        let price = invoice.fiat.as_ref().map(|fiat| Money::new(fiat.amount, &fiat.currency));
        let intervention = invoice.intervention.as_ref().map(InterventionType::as_str);
        Self {
            id: invoice.id.to_string(),
            account: name_of(world, &invoice.owner),
            kind: invoice.kind.as_str().to_owned(),
            state: state(&invoice.state),
            intervention: intervention.map(str::to_owned),
            due: asked.map(money),
            is_bound: invoice.lower_bound.is_some(),
            price,
            received: money(invoice.received),
            address: invoice.address.to_string(),
            expiration: invoice.expiration.map(Moment),
            description: invoice.description.clone(),
            reference: invoice.external_id.as_ref().map(ExternalId::to_string),
            pay: invoice.takes_deposits().then(|| pay_form(invoice, asked)),
        }
    }
}

fn pay_form(invoice: &Invoice, asked: Option<Amount>) -> PayForm {
    let missing = asked.and_then(|asked| asked.checked_sub(invoice.received));
    PayForm {
        what: format!("invoice {}", invoice.id),
        address: invoice.address.to_string(),
        currencies: vec![invoice.currency.as_str().to_owned()],
        amount: missing.filter(|missing| !missing.is_zero()).map(|missing| missing.to_string()),
    }
}

fn state(state: &InvoiceState) -> State {
    let is_good = matches!(state, InvoiceState::Paid | InvoiceState::Completed);
    let is_bad = matches!(
        state,
        InvoiceState::Declined
            | InvoiceState::PendingIntervention
            | InvoiceState::Archived
            | InvoiceState::Cancel
    );
    State::new(state.as_str(), is_good, is_bad)
}
