//! Payment widgets: the requests and the answers (docs/API-FACTS.md, section 9.6).

use calypso_model::{
    Amount, Currency, ExternalId, IdempotencyKey, Instant, InvoiceId, Sort, WidgetState, WidgetType,
};

use super::date::ZonedDate;
use super::fields::Fields;
use super::narrow::{AtLeastOne, Cryptos, InvoiceFiat, Positive};
use super::new_invoice::{page_links, timestamp};
use super::page::PageWanted;
use super::payload::{NotEmpty, Payload as _, WebLink, payload, readable_words};
use super::reply::reply;
use super::schema::described_words;
use crate::rules::{Invoice, NewWidget, Refusal, WidgetView, WidgetsWanted};

described_words!(WidgetState, WidgetType);

readable_words! {
    WidgetState: "widget state",
}

payload! {
    /// A payment widget over a fixed amount of fiat.
    pub(crate) struct NewSingleFiatWidget as "NewSingleFiatWidget" {
        fiat_amount: Positive = required "fiatAmount",
        /// USD or EUR.
        fiat_currency: InvoiceFiat = required "fiatCurrency",
        description: NotEmpty = required "description",
        /// What the payer may pay in: at least one crypto currency, each once.
        crypto_currencies: Cryptos = required "cryptoCurrencies",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
        return_url: WebLink = optional "returnUrl" or "return_url",
        support_url: WebLink = optional "supportUrl" or "support_url",
        logo_url: WebLink = optional "logoUrl" or "logo_url",
        expiration: Instant = optional "expiration",
        /// Who pays the chain's fee for moving the money on. It changes nothing here.
        use_liquidity: bool = optional "useLiquidity",
    }
}

payload! {
    /// A payment widget for any number of payments.
    pub(crate) struct NewUnlimitedLinkedWidget as "NewUnlimitedLinkedWidget" {
        /// What the client may pay in: at least one crypto currency, each once.
        crypto_currencies: Cryptos = required "cryptoCurrencies",
        description: NotEmpty = required "description",
        idempotency_key: IdempotencyKey = optional "idempotencyKey",
        external_id: ExternalId = optional "externalId",
        return_url: WebLink = optional "returnUrl" or "return_url",
        support_url: WebLink = optional "supportUrl" or "support_url",
        logo_url: WebLink = optional "logoUrl" or "logo_url",
        expiration: Instant = optional "expiration",
        /// Who pays the chain's fee for moving the money on. It changes nothing here.
        use_liquidity: bool = optional "useLiquidity",
    }
}

impl From<NewSingleFiatWidget> for NewWidget {
    fn from(new: NewSingleFiatWidget) -> Self {
        // The sandbox has no chain fees, so it does not matter who pays them.
        let _payer = new.use_liquidity;
        Self {
            price: Some((new.fiat_amount.0, new.fiat_currency.0)),
            currencies: new.crypto_currencies.0,
            description: new.description.0,
            key: new.idempotency_key,
            external_id: new.external_id,
            expiration: new.expiration.map(timestamp),
            page: page_links(new.return_url, new.logo_url, new.support_url),
        }
    }
}

impl From<NewUnlimitedLinkedWidget> for NewWidget {
    fn from(new: NewUnlimitedLinkedWidget) -> Self {
        // The sandbox has no chain fees, so it does not matter who pays them.
        let _payer = new.use_liquidity;
        Self {
            price: None,
            currencies: new.crypto_currencies.0,
            description: new.description.0,
            key: new.idempotency_key,
            external_id: new.external_id,
            expiration: new.expiration.map(timestamp),
            page: page_links(new.return_url, new.logo_url, new.support_url),
        }
    }
}

payload! {
    /// Which widget is meant: `requestId` is its `idempotencyKey`.
    pub(crate) struct WidgetWanted as "WidgetFindRequest" {
        request_id: IdempotencyKey = required "requestId",
    }
}

payload! {
    /// Which widgets are wanted, and which page of them.
    pub(crate) struct WidgetFilter as "WidgetListRequest" {
        /// None, or an empty list, means any.
        widget_states: Vec<WidgetState> = optional "widgetStates",
        page_number: u32 = optional "pageNumber",
        page_size: AtLeastOne = optional "pageSize",
        /// From the oldest to the newest, or the other way round.
        sort: Sort = optional "sort",
    }
}

/// Reads which widgets of a kind are wanted, and which page of them.
pub(crate) fn widgets_wanted(
    fields: &Fields<'_>,
    kind: WidgetType,
) -> Result<(WidgetsWanted, PageWanted), Refusal> {
    let filter = WidgetFilter::read(fields)?;
    let page = PageWanted::paged(fields, filter.page_number, filter.page_size)?;
    let wanted = WidgetsWanted {
        kind,
        states: filter.widget_states.unwrap_or_default(),
        descending: filter.sort == Some(Sort::Descending),
    };
    Ok((wanted, page))
}

reply! {
    /// A payment widget.
    pub(crate) struct WidgetBody<'a> as "Widget" {
        /// The widget's link is made of it.
        idempotency_key: &'a IdempotencyKey = "idempotencyKey",
        crypto_currencies: &'a [Currency] = "cryptoCurrencies",
        description: &'a str = "description",
        widget_type: WidgetType = "widgetType",
        widget_state: WidgetState = "widgetState",
        logo_url: Option<&'a str> = "logoUrl",
        return_url: Option<&'a str> = "returnUrl",
        support_url: Option<&'a str> = "supportUrl",
        external_id: Option<&'a ExternalId> = "externalId",
        /// Those that came into being so far.
        invoices: Vec<WidgetInvoiceBody<'a>> = "invoices",
        created_date: ZonedDate = "createdDate",
        expiration: Option<ZonedDate> = "expiration",
        fiat_amount: Option<Amount> = "fiatAmount",
        fiat_currency: Option<&'a Currency> = "fiatCurrency",
    }
}

reply! {
    /// An invoice of a payment widget.
    pub(crate) struct WidgetInvoiceBody<'a> as "WidgetInvoice" {
        invoice_id: &'a InvoiceId = "invoiceId",
        crypto_currency: &'a Currency = "cryptoCurrency",
        invoice_idempotency_key: &'a IdempotencyKey = "invoiceIdempotencyKey",
        invoice_external_id: Option<&'a ExternalId> = "invoiceExternalId",
    }
}

impl<'a> WidgetBody<'a> {
    pub(crate) fn new(view: WidgetView<'a>) -> Self {
        let WidgetView { widget, state, invoices } = view;
        Self {
            idempotency_key: &widget.key,
            crypto_currencies: &widget.currencies,
            description: &widget.description,
            widget_type: widget.kind(),
            widget_state: state,
            logo_url: widget.page.logo_url.as_deref(),
            return_url: widget.page.return_url.as_deref(),
            support_url: widget.page.support_url.as_deref(),
            external_id: widget.external_id.as_ref(),
            invoices: invoices.into_iter().map(WidgetInvoiceBody::new).collect(),
            created_date: ZonedDate(widget.created),
            expiration: widget.expiration.map(ZonedDate),
            fiat_amount: widget.price.as_ref().map(|(amount, _)| *amount),
            fiat_currency: widget.price.as_ref().map(|(_, currency)| currency),
        }
    }
}

impl<'a> WidgetInvoiceBody<'a> {
    fn new(invoice: &'a Invoice) -> Self {
        Self {
            invoice_id: &invoice.id,
            crypto_currency: &invoice.currency,
            invoice_idempotency_key: &invoice.key,
            invoice_external_id: invoice.external_id.as_ref(),
        }
    }
}
