//! The endpoint table: each operation's name, method, path, effect, and how surely it is known.

use std::collections::BTreeMap;

use crate::{IdempotencyKey, Method};

/// What a call does to the merchant's affairs, which decides when it may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Effect {
    /// Changes nothing: may always be repeated.
    Read,
    /// Creates something under a key: the key tells afterwards whether it exists.
    Keyed,
    /// Creates or changes something that no key can find again.
    Unkeyed,
    /// Moves money: never repeated without a look first.
    MovesMoney,
}

/// How surely an operation's path and shapes are known (docs/API.md has the details).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Provenance {
    /// The vendor's current pages or guide show it.
    Documented,
    /// A public integration against the current API uses it; no page in reach shows it.
    Integration,
    /// Carried over from the predecessor API: likely, and not seen on a current page.
    CarriedOver,
    /// The vendor names the operation; its path or body is our inference.
    Inferred,
}

macro_rules! endpoints {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident = $method:ident $path:literal $effect:ident $scope:ident $provenance:ident;
    )*) => {
        /// An operation of the merchant API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Endpoint {
            $($(#[doc = $doc])+ $name,)*
        }

        impl Endpoint {
            /// Every operation, in the order of the API's documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the operation's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }

            /// Returns what the operation does, in a sentence.
            #[must_use]
            pub const fn summary(self) -> &'static str {
                match self { $(Self::$name => concat!($($doc),+).trim_ascii(),)* }
            }

            /// Returns the documented path.
            #[must_use]
            pub const fn path(self) -> &'static str {
                match self { $(Self::$name => $path,)* }
            }

            /// Returns the HTTP method.
            #[must_use]
            pub const fn method(self) -> Method {
                match self { $(Self::$name => Method::$method,)* }
            }

            /// Returns what the operation does to the merchant's affairs.
            #[must_use]
            pub const fn effect(self) -> Effect {
                match self { $(Self::$name => Effect::$effect,)* }
            }

            /// Tells whether the request names the merchant's account.
            #[must_use]
            pub const fn names_account(self) -> bool {
                match self { $(Self::$name => scope!($scope),)* }
            }

            /// Returns how surely the operation's path and shapes are known.
            #[must_use]
            pub const fn provenance(self) -> Provenance {
                match self { $(Self::$name => Provenance::$provenance,)* }
            }
        }
    };
}

macro_rules! scope {
    (account) => {
        true
    };
    (global) => {
        false
    };
}

endpoints! {
    /// Creates a customer.
    CustomerCreate = Post "/api/v1/customer-purse/customer/create" Unkeyed account Documented;
    /// Changes a customer. Repeating the same change is harmless, yet no key names it.
    CustomerUpdate = Post "/api/v1/customer-purse/customer/update" Unkeyed account Documented;
    /// Gives a customer's deposit address. The same customer gets the same address again.
    PurseAddressGet = Post "/api/v1/customer-purse/address/get" Read account Documented;
    /// Lists a customer's deposit addresses.
    PurseAddressFind = Post "/api/v1/customer-purse/address/find" Read account Inferred;
    /// Reads a deposit to a customer's address.
    PurseTransactionGet = Post "/api/v1/customer-purse/transaction/get" Read account Documented;
    /// Lists deposits to customers' addresses.
    PurseTransactionFind = Post "/api/v1/customer-purse/transaction/find" Read account Documented;
    /// Reads an invoice.
    InvoiceGet = Post "/api/v1/invoice" Read account Documented;
    /// Lists the invoices with one reference of the merchant's.
    InvoiceExternal = Post "/api/v1/invoice/external" Read account CarriedOver;
    /// Lists invoices.
    InvoiceAll = Post "/api/v1/invoice/all" Read account CarriedOver;
    /// Creates an invoice over a fixed amount of crypto.
    InvoiceSingleCreate = Post "/api/v1/invoice/single/create" Keyed account Documented;
    /// Creates an invoice over a fixed amount of fiat.
    InvoiceSingleFiatCreate = Post "/api/v1/invoice/single-fiat/create" Keyed account Documented;
    /// Creates an invoice for any number of payments.
    InvoiceUnlimitedCreate = Post "/api/v1/invoice/unlimited/create" Keyed account Documented;
    /// Creates an invoice for one payment of a least amount or more.
    InvoiceBoundCreate = Post "/api/v1/invoice/bound/create" Keyed account Integration;
    /// Reads one deposit to an invoice.
    InvoiceDeposit = Post "/api/v1/invoice/deposit" Read account Documented;
    /// Lists the deposits to an invoice.
    InvoiceDepositHistory = Post "/api/v1/invoice/deposit-history" Read account Documented;
    /// Accepts what an invoice in intervention received.
    InvoiceReturnToPaid = Post "/api/v1/invoice/return-to-paid" Unkeyed account CarriedOver;
    /// Marks the intervention of a completed invoice as resolved.
    InvoiceCloseIntervention =
        Post "/api/v1/invoice/close-intervention" Unkeyed account CarriedOver;
    /// Archives an invoice, which nobody can pay from then on.
    InvoiceArchive = Post "/api/v1/invoice/archive" Unkeyed account CarriedOver;
    /// Reads exchange rates.
    Rate = Post "/api/v1/rate" Read global Documented;
    /// Reads fiat exchange rates.
    RateFiat = Post "/api/v1/rate/fiat" Read global Documented;
    /// Lists the codes of the currencies.
    CurrencyList = Post "/api/v1/currency" Read account CarriedOver;
    /// Reads the merchant's account and balances.
    AccountGet = Post "/api/v1/account" Read account Documented;
    /// Lists webhook subscriptions.
    WebhookList = Post "/api/v1/subscription/webhook" Read account Documented;
    /// Creates a webhook subscription under a `requestId` of the merchant's choice.
    WebhookCreate = Post "/api/v1/subscription/webhook/create" Keyed account Documented;
    /// Deletes a webhook subscription.
    WebhookDelete = Delete "/api/v1/subscription/webhook" Unkeyed account Documented;
    /// Changes a webhook subscription.
    WebhookChange = Post "/api/v1/subscription/webhook/change" Unkeyed account CarriedOver;
    /// Gives a webhook subscription new keys.
    WebhookRegenerate = Post "/api/v1/subscription/webhook/regenerate" Unkeyed account Inferred;
    /// Pays out to an address.
    PayoutCreate = Post "/api/v1/payout/create" MovesMoney account Documented;
    /// Reads a payout.
    PayoutGet = Post "/api/v1/payout" Read account Documented;
    /// Lists payouts.
    PayoutAll = Post "/api/v1/payout/all" Read account CarriedOver;
    /// Reads one withdrawal of a payout.
    PayoutWithdrawal = Post "/api/v1/payout/withdrawal" Read account Documented;
    /// Lists the withdrawals of a payout.
    PayoutWithdrawalAll = Post "/api/v1/payout/withdrawal/all" Read account CarriedOver;
    /// Pays out to many addresses in one currency.
    PayoutMassCreate = Post "/api/v1/payout/mass/create" MovesMoney account Documented;
    /// Reads a mass payout.
    PayoutMassGet = Post "/api/v1/payout/mass" Read account Documented;
    /// Lists mass payouts.
    PayoutMassAll = Post "/api/v1/payout/mass/all" Read account CarriedOver;
    /// Lists which currencies can be exchanged into which.
    ExchangePairs = Post "/api/v1/exchange/pairs" Read account Documented;
    /// Calculates an exchange without making it.
    ExchangePreCalculate = Post "/api/v1/exchange/pre-calculate" Read account Documented;
    /// Reads the average rate of an exchange.
    ExchangeAverageRate = Post "/api/v1/exchange/average-rate" Read account Integration;
    /// Reads the upper limit of an exchange.
    ExchangeLimit = Post "/api/v1/exchange/limit" Read account Documented;
    /// Exchanges an amount into another currency.
    ExchangeCreate = Post "/api/v1/exchange/create" Unkeyed account Documented;
    /// Reads an exchange.
    ExchangeGet = Post "/api/v1/exchange/get" Read account Documented;
    /// Creates a payment widget over a fixed amount of fiat.
    WidgetSingleFiatCreate =
        Post "/api/v1/payment-widget/single-fiat/create" Keyed account Documented;
    /// Reads a payment widget over a fixed amount of fiat.
    WidgetSingleFiatFind = Post "/api/v1/payment-widget/single-fiat/find" Read account Documented;
    /// Lists payment widgets over fixed amounts of fiat.
    WidgetSingleFiatAll = Post "/api/v1/payment-widget/single-fiat/all" Read account CarriedOver;
    /// Creates a payment widget for any number of payments.
    WidgetUnlimitedLinkedCreate =
        Post "/api/v1/payment-widget/unlimited-linked/create" Keyed account Documented;
    /// Reads a payment widget for any number of payments.
    WidgetUnlimitedLinkedFind =
        Post "/api/v1/payment-widget/unlimited-linked/find" Read account Documented;
    /// Lists payment widgets for any number of payments.
    WidgetUnlimitedLinkedAll =
        Post "/api/v1/payment-widget/unlimited-linked/all" Read account CarriedOver;
    /// Calculates the service fees of planned operations.
    TariffExtendedFee = Post "/api/v1/tariff/extended-fee" Read global Documented;
}

/// The place of the key in a link template.
const KEY_PLACE: &str = "{idempotencyKey}";

/// Every path and link template, each of which can be overridden.
///
/// Some documented paths are carried over from the predecessor API and may change.
///
/// ```
/// use calypso_model::{Endpoint, Endpoints};
///
/// let endpoints = Endpoints::default().with_path(Endpoint::InvoiceDeposit, "/api/v2/deposit");
/// assert_eq!(endpoints.path(Endpoint::InvoiceDeposit), "/api/v2/deposit");
/// assert_eq!(endpoints.path(Endpoint::InvoiceGet), "/api/v1/invoice");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    paths: BTreeMap<Endpoint, String>,
    payment_link: String,
    widget_link: String,
}

impl Default for Endpoints {
    fn default() -> Self {
        Self {
            paths: BTreeMap::new(),
            payment_link: String::from("https://pay.calypso.finance/invoice/{idempotencyKey}"),
            widget_link: String::from("https://pay.calypso.finance/pay?widgetKey={idempotencyKey}"),
        }
    }
}

impl Endpoints {
    /// Replaces the path of one operation.
    #[must_use]
    pub fn with_path(mut self, endpoint: Endpoint, path: impl Into<String>) -> Self {
        self.paths.insert(endpoint, path.into());
        self
    }

    /// Replaces the template of payment links; `{idempotencyKey}` marks the place of the key.
    #[must_use]
    pub fn with_payment_link(mut self, template: impl Into<String>) -> Self {
        self.payment_link = template.into();
        self
    }

    /// Replaces the template of payment widgets' links; `{idempotencyKey}` marks the place of the
    /// key. The default is carried over from the predecessor API (docs/API-FACTS.md, section 9.6).
    #[must_use]
    pub fn with_widget_link(mut self, template: impl Into<String>) -> Self {
        self.widget_link = template.into();
        self
    }

    /// Returns the path of an operation.
    #[must_use]
    pub fn path(&self, endpoint: Endpoint) -> &str {
        self.paths.get(&endpoint).map_or(endpoint.path(), String::as_str)
    }

    /// Returns the link to the page on which an invoice is paid.
    #[must_use]
    pub fn payment_link(&self, key: &IdempotencyKey) -> String {
        self.payment_link.replace(KEY_PLACE, key.as_str())
    }

    /// Returns the link to a payment widget's page.
    #[must_use]
    pub fn widget_link(&self, key: &IdempotencyKey) -> String {
        self.widget_link.replace(KEY_PLACE, key.as_str())
    }
}
