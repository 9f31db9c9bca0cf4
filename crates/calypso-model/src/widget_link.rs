//! The link to a payment widget, with what it asks of the page (docs/API-FACTS.md, section 9.6).

use crate::{Endpoints, IdempotencyKey};

/// How a payment widget's page looks.
///
/// ```
/// use calypso_model::{Endpoints, IdempotencyKey, WidgetLinkOptions};
///
/// let key = IdempotencyKey::from_random_bytes([7; 16]);
/// let options = WidgetLinkOptions::new().with_dark_theme().with_logo(false);
/// assert_eq!(
///     Endpoints::default().widget_link_with(&key, options),
///     "https://pay.calypso.finance/pay?widgetKey=07070707-0707-4707-8707-070707070707\
///      &theme=dark&logo=false",
/// );
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WidgetLinkOptions {
    /// Whether the page is dark.
    pub dark_theme: bool,
    /// Whether the page shows a logo; nothing leaves it to the service.
    pub logo: Option<bool>,
}

impl WidgetLinkOptions {
    /// Leaves everything to the service.
    #[must_use]
    pub const fn new() -> Self {
        Self { dark_theme: false, logo: None }
    }

    /// Asks for a dark page.
    #[must_use]
    pub const fn with_dark_theme(mut self) -> Self {
        self.dark_theme = true;
        self
    }

    /// Shows or hides the logo.
    #[must_use]
    pub const fn with_logo(mut self, shown: bool) -> Self {
        self.logo = Some(shown);
        self
    }

    fn parameters(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        let theme = self.dark_theme.then_some(("theme", "dark"));
        let logo = self.logo.map(|shown| ("logo", if shown { "true" } else { "false" }));
        theme.into_iter().chain(logo)
    }
}

impl Endpoints {
    /// Returns the link to a payment widget's page, which looks as the options say.
    ///
    /// The options become parameters of the query, whether the template has one or not, and take
    /// the place of parameters of the same name; a fragment stays at the end.
    #[must_use]
    pub fn widget_link_with(&self, key: &IdempotencyKey, options: WidgetLinkOptions) -> String {
        let link = self.widget_link(key);
        let (rest, fragment) = match link.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (link.as_str(), None),
        };
        let (page, query) = rest.split_once('?').unwrap_or((rest, ""));
        let is_replaced = |pair: &str| {
            let name = pair.split('=').next();
            options.parameters().any(|(parameter, _)| name == Some(parameter))
        };
        let kept = query.split('&').filter(|pair| !pair.is_empty() && !is_replaced(pair));
        let mut pairs: Vec<String> = kept.map(String::from).collect();
        pairs.extend(options.parameters().map(|(name, value)| format!("{name}={value}")));

        let mut link = String::from(page);
        for (index, pair) in pairs.iter().enumerate() {
            link.push(if index == 0 { '?' } else { '&' });
            link.push_str(pair);
        }
        if let Some(fragment) = fragment {
            link.push('#');
            link.push_str(fragment);
        }
        link
    }
}
