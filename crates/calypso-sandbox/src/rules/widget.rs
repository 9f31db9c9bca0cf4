//! Payment widgets: how they come about, and what state they are in (docs/API-FACTS.md,
//! section 9.6).

use std::collections::HashMap;
use std::time::Duration;

use calypso_model::{
    AccountId, Amount, Currency, ExternalId, IdempotencyKey, InvoiceState, WidgetState, WidgetType,
};
use calypso_sign::Timestamp;

use super::create_invoice::{check_expiration, check_fiat, is_payable};
use super::invoice::{Invoice, PageLinks};
use super::refusal::Refusal;
use super::world::World;

/// How long a widget over a fixed amount can be used if nothing is said; our guess.
const LIFE: Duration = Duration::from_secs(24 * 3600);

#[derive(Clone, Debug)]
pub(crate) struct NewWidget {
    /// What is due in fiat; nothing for any number of payments.
    pub(crate) price: Option<(Amount, Currency)>,
    pub(crate) currencies: Vec<Currency>,
    pub(crate) description: String,
    pub(crate) key: Option<IdempotencyKey>,
    pub(crate) external_id: Option<ExternalId>,
    pub(crate) expiration: Option<Timestamp>,
    pub(crate) page: PageLinks,
}

#[derive(Clone, Debug)]
pub(crate) struct Widget {
    pub(crate) owner: AccountId,
    pub(crate) key: IdempotencyKey,
    /// What is due in fiat, which makes the widget's type.
    pub(crate) price: Option<(Amount, Currency)>,
    pub(crate) currencies: Vec<Currency>,
    pub(crate) description: String,
    pub(crate) external_id: Option<ExternalId>,
    pub(crate) page: PageLinks,
    pub(crate) created: Timestamp,
    pub(crate) expiration: Option<Timestamp>,
    /// The numbers of its invoices, in the order in which they came into being.
    pub(super) invoices: Vec<u64>,
}

impl Widget {
    pub(crate) fn kind(&self) -> WidgetType {
        match self.price {
            Some(_) => WidgetType::SingleFiat,
            None => WidgetType::UnlimitedLinked,
        }
    }
}

/// A widget as it is now.
#[derive(Clone, Debug)]
pub(crate) struct WidgetView<'a> {
    pub(crate) widget: &'a Widget,
    pub(crate) state: WidgetState,
    pub(crate) invoices: Vec<&'a Invoice>,
}

/// Which widgets are wanted.
#[derive(Clone, Debug)]
pub(crate) struct WidgetsWanted {
    pub(crate) kind: WidgetType,
    /// None means any.
    pub(crate) states: Vec<WidgetState>,
    pub(crate) descending: bool,
}

/// All widgets, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Widgets {
    all: Vec<Widget>,
    places: HashMap<IdempotencyKey, usize>,
}

impl Widgets {
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn get(&self, key: &IdempotencyKey) -> Option<&Widget> {
        self.all.get(*self.places.get(key)?)
    }

    pub(super) fn get_mut(&mut self, key: &IdempotencyKey) -> Option<&mut Widget> {
        self.all.get_mut(*self.places.get(key)?)
    }

    fn insert(&mut self, widget: Widget) {
        self.places.insert(widget.key.clone(), self.all.len());
        self.all.push(widget);
    }
}

impl World {
    /// Creates a widget. Links are made of keys, so a key is unique among all merchants and among
    /// widgets of either kind.
    pub(crate) fn create_widget(
        &mut self,
        account: &AccountId,
        new: NewWidget,
    ) -> Result<WidgetView<'_>, Refusal> {
        if let Some((amount, currency)) = &new.price {
            check_fiat(*amount, currency)?;
        }
        check_currencies(&new.currencies)?;
        if let Some(wanted) = new.expiration {
            check_expiration(wanted, self.now)?;
        }
        if let Some(key) = new.key.as_ref().filter(|key| self.widgets.get(key).is_some()) {
            return Err(Refusal::key_exists(key));
        }
        let life = new.price.as_ref().map(|_| self.now.saturating_add(LIFE));
        let widget = Widget {
            owner: account.clone(),
            key: new.key.unwrap_or_else(|| self.chance.uuid()),
            price: new.price,
            currencies: new.currencies,
            description: new.description,
            external_id: new.external_id,
            page: new.page,
            created: self.now,
            expiration: new.expiration.or(life),
            invoices: Vec::new(),
        };
        let (key, kind) = (widget.key.clone(), widget.kind());
        self.widgets.insert(widget);
        self.widget(account, &kind, &key)
    }

    /// Finds a merchant's own widget of a kind.
    pub(crate) fn widget(
        &self,
        account: &AccountId,
        kind: &WidgetType,
        key: &IdempotencyKey,
    ) -> Result<WidgetView<'_>, Refusal> {
        self.widgets
            .get(key)
            .filter(|widget| widget.owner == *account && widget.kind() == *kind)
            .map(|widget| self.view(widget))
            .ok_or_else(|| Refusal::not_found("Widget", key))
    }

    /// Lists a merchant's widgets of a kind, the oldest first unless asked otherwise.
    pub(crate) fn widgets(
        &self,
        account: &AccountId,
        wanted: &WidgetsWanted,
    ) -> Vec<WidgetView<'_>> {
        let of_kind = self
            .widgets
            .all
            .iter()
            .filter(|widget| widget.owner == *account && widget.kind() == wanted.kind)
            .map(|widget| self.view(widget));
        let mut found: Vec<_> = of_kind
            .filter(|view| wanted.states.is_empty() || wanted.states.contains(&view.state))
            .collect();
        if wanted.descending {
            found.reverse();
        }
        found
    }

    /// A widget's state follows from its invoices and the time: nothing has to keep it up to date.
    pub(super) fn view<'a>(&'a self, widget: &'a Widget) -> WidgetView<'a> {
        let numbers = widget.invoices.iter();
        let invoices: Vec<_> = numbers.filter_map(|number| self.invoices.get(*number)).collect();
        let is = |states: &[InvoiceState]| {
            invoices.iter().any(|invoice| states.contains(&invoice.state))
        };
        let is_expired = widget.expiration.is_some_and(|expiration| expiration <= self.now);
        let state = if is(&[InvoiceState::Paid, InvoiceState::Completed]) {
            WidgetState::Completed
        // Money that is on its way may still complete it.
        } else if is_expired
            && !is(&[
                InvoiceState::MemPoolFound,
                InvoiceState::PendingComplianceCheck,
                InvoiceState::PendingIntervention,
            ])
        {
            WidgetState::Archived
        } else {
            WidgetState::InProgress
        };
        WidgetView { widget, state, invoices }
    }
}

/// Checks the currencies that a payer may pick: at least one, each known, each once.
fn check_currencies(currencies: &[Currency]) -> Result<(), Refusal> {
    let refuse = |problem: String| Err(Refusal::field("payload.cryptoCurrencies", problem));
    if currencies.is_empty() {
        return refuse(String::from("Must not be empty"));
    }
    if let Some(unknown) = currencies.iter().find(|currency| !is_payable(currency)) {
        return refuse(format!("Unknown crypto currency {unknown}"));
    }
    let mut seen = std::collections::HashSet::new();
    match currencies.iter().find(|currency| !seen.insert(*currency)) {
        Some(twice) => refuse(format!("{twice} comes twice")),
        None => Ok(()),
    }
}
