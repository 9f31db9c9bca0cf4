//! [`Widgets`]: payment widgets, on whose page the payer picks a currency.

use calypso_model::{
    Endpoint, IdempotencyKey, NewSingleFiatWidget, NewUnlimitedLinkedWidget, Page, Widget,
    WidgetFindRequest, WidgetLinkOptions, WidgetListRequest,
};

use crate::creation::Creation;
use crate::{Client, Error, Items, Reply, identity};

/// The calls about payment widgets.
///
/// Create a widget, and send its [`link`](Self::link) to the payer or embed it as a frame. When the
/// payer picks a currency, an invoice comes into being with the widget's `externalId`; its webhooks
/// tell what was paid, and it is confirmed like any invoice. A widget over a fixed amount can hold
/// several invoices, one per currency that was picked: credit each invoice by what it received.
///
/// ```
/// # async fn example(client: calypso_flows::Client) -> Result<(), Box<dyn std::error::Error>> {
/// use calypso_model::{NewSingleFiatWidget, WidgetLinkOptions};
///
/// let currencies = vec!["USDT_TRX".parse()?, "BTC".parse()?];
/// let new = NewSingleFiatWidget::new("49.90".parse()?, "EUR".parse()?, currencies, "Order 1042")
///     .with_idempotency_key(client.random_key()?);
/// let widget = client.widgets().create_single_fiat(new).await?;
/// let options = WidgetLinkOptions::new().with_dark_theme();
/// println!("pay at {}", client.widgets().link_with(&widget, options));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Widgets<'a> {
    client: &'a Client,
}

impl<'a> Widgets<'a> {
    pub(crate) const fn new(client: &'a Client) -> Self {
        Self { client }
    }

    /// Creates a widget over a fixed amount of fiat.
    ///
    /// Give it an idempotency key that you have stored; without one a random key is made, which
    /// the widget or the error names. A lost answer is settled by looking the key up.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the key names another widget.
    pub async fn create_single_fiat(
        &self,
        new: NewSingleFiatWidget,
    ) -> Result<Creation<Widget>, Error> {
        self.client.create(new).await
    }

    /// Creates a widget for any number of payments of one client.
    ///
    /// Keys and lost answers are treated as in [`create_single_fiat`](Self::create_single_fiat).
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the key names another widget.
    pub async fn create_unlimited_linked(
        &self,
        new: NewUnlimitedLinkedWidget,
    ) -> Result<Creation<Widget>, Error> {
        self.client.create(new).await
    }

    /// Reads a widget over a fixed amount of fiat by its key.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about another widget.
    pub async fn find_single_fiat(&self, key: &IdempotencyKey) -> Result<Reply<Widget>, Error> {
        self.find(Endpoint::WidgetSingleFiatFind, key).await
    }

    /// Reads a widget for any number of payments by its key.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if the answer is about another widget.
    pub async fn find_unlimited_linked(
        &self,
        key: &IdempotencyKey,
    ) -> Result<Reply<Widget>, Error> {
        self.find(Endpoint::WidgetUnlimitedLinkedFind, key).await
    }

    /// Lists widgets over fixed amounts of fiat, one page of them.
    ///
    /// The operation is carried over from the predecessor API.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn list_single_fiat(
        &self,
        request: &WidgetListRequest,
    ) -> Result<Reply<Page<Widget>>, Error> {
        self.client.ask(Endpoint::WidgetSingleFiatAll, request).await
    }

    /// Lists widgets over fixed amounts of fiat one by one, from the page that the request names.
    #[must_use]
    pub fn single_fiat_items(&self, request: WidgetListRequest) -> Items<Widget> {
        self.items(Endpoint::WidgetSingleFiatAll, request)
    }

    /// Lists widgets for any number of payments, one page of them.
    ///
    /// The operation is carried over from the predecessor API.
    ///
    /// # Errors
    ///
    /// Any [`Error`] but a mismatch.
    pub async fn list_unlimited_linked(
        &self,
        request: &WidgetListRequest,
    ) -> Result<Reply<Page<Widget>>, Error> {
        self.client.ask(Endpoint::WidgetUnlimitedLinkedAll, request).await
    }

    /// Lists widgets for any number of payments one by one, from the page that the request names.
    #[must_use]
    pub fn unlimited_linked_items(&self, request: WidgetListRequest) -> Items<Widget> {
        self.items(Endpoint::WidgetUnlimitedLinkedAll, request)
    }

    /// Returns the link to a widget's page. Whoever knows it sees the page.
    #[must_use]
    pub fn link(&self, widget: &Widget) -> String {
        self.link_with(widget, WidgetLinkOptions::new())
    }

    /// Returns the link to a widget's page, which looks as the options say.
    #[must_use]
    pub fn link_with(&self, widget: &Widget, options: WidgetLinkOptions) -> String {
        self.client.inner.endpoints.widget_link_with(&widget.idempotency_key, options)
    }

    async fn find(&self, endpoint: Endpoint, key: &IdempotencyKey) -> Result<Reply<Widget>, Error> {
        let reply = self.client.ask(endpoint, &WidgetFindRequest::new(key.clone())).await?;
        identity::of_widget(endpoint, reply, key)
    }

    fn items(&self, endpoint: Endpoint, request: WidgetListRequest) -> Items<Widget> {
        let first = request.page.clone();
        self.client.items(endpoint, first, request, WidgetListRequest::with_page)
    }
}
