//! The endpoint table: each operation's name, method, path, and what repeating it would do.

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

macro_rules! endpoints {
    ($(
        $(#[$doc:meta])*
        $name:ident = $method:ident $path:literal $effect:ident $scope:ident;
    )*) => {
        /// An operation of the merchant API.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Endpoint {
            $($(#[$doc])* $name,)*
        }

        impl Endpoint {
            /// Every operation, in the order of the API's documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the operation's name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
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
    CustomerCreate = Post "/api/v1/customer-purse/customer/create" Unkeyed account;
    /// Changes a customer. Repeating the same change is harmless, yet no key names it.
    CustomerUpdate = Post "/api/v1/customer-purse/customer/update" Unkeyed account;
    /// Gives a customer's deposit address. The same customer gets the same address again.
    PurseAddressGet = Post "/api/v1/customer-purse/address/get" Read account;
    /// Reads a deposit to a customer's address.
    PurseTransactionGet = Post "/api/v1/customer-purse/transaction/get" Read account;
    /// Reads an invoice.
    InvoiceGet = Post "/api/v1/invoice" Read account;
    /// Creates an invoice over a fixed amount of crypto.
    InvoiceSingleCreate = Post "/api/v1/invoice/single/create" Keyed account;
    /// Creates an invoice over a fixed amount of fiat.
    InvoiceSingleFiatCreate = Post "/api/v1/invoice/single-fiat/create" Keyed account;
    /// Creates an invoice for any number of payments.
    InvoiceUnlimitedCreate = Post "/api/v1/invoice/unlimited/create" Keyed account;
    /// Reads one deposit to an invoice.
    InvoiceDeposit = Post "/api/v1/invoice/deposit" Read account;
    /// Lists the deposits to an invoice.
    InvoiceDepositHistory = Post "/api/v1/invoice/deposit-history" Read account;
    /// Reads exchange rates.
    Rate = Post "/api/v1/rate" Read global;
    /// Reads fiat exchange rates.
    RateFiat = Post "/api/v1/rate/fiat" Read global;
    /// Lists webhook subscriptions.
    WebhookList = Post "/api/v1/subscription/webhook" Read account;
    /// Creates a webhook subscription under a `requestId` of the merchant's choice.
    WebhookCreate = Post "/api/v1/subscription/webhook/create" Keyed account;
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
}

impl Default for Endpoints {
    fn default() -> Self {
        Self {
            paths: BTreeMap::new(),
            payment_link: String::from("https://pay.calypso.finance/invoice/{idempotencyKey}"),
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
}
