//! [`Operation`]: what the one path of a call needs to know about an endpoint.

use calypso_model::{Effect, Endpoint, Endpoints, Method};

/// A documented endpoint, or any other path, with what repeating it would do.
///
/// ```
/// use calypso_flows::Operation;
/// use calypso_model::{Effect, Method};
///
/// let account = Operation::custom(Method::Post, "/api/v1/account", Effect::Read);
/// assert_eq!(account.path(), "/api/v1/account");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    name: String,
    method: Method,
    path: String,
    effect: Effect,
    names_account: bool,
}

impl Operation {
    /// Describes an operation that this version does not know.
    ///
    /// Its body names the account, as nearly all do. State the effect honestly: it decides when a
    /// call may be repeated. Without a way to look a key up, a keyed effect is treated as
    /// unkeyed.
    #[must_use]
    pub fn custom(method: Method, path: impl Into<String>, effect: Effect) -> Self {
        let path = path.into();
        Self { name: path.clone(), method, path, effect, names_account: true }
    }

    /// Leaves the account out of the body, as rates and tariffs do.
    #[must_use]
    pub fn without_account(mut self) -> Self {
        self.names_account = false;
        self
    }

    /// Returns the path.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn of(endpoint: Endpoint, endpoints: &Endpoints) -> Self {
        Self {
            name: endpoint.name().to_owned(),
            method: endpoint.method(),
            path: endpoints.path(endpoint).to_owned(),
            effect: endpoint.effect(),
            names_account: endpoint.names_account(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn http_method(&self) -> http::Method {
        match self.method {
            Method::Delete => http::Method::DELETE,
            Method::Post | _ => http::Method::POST,
        }
    }

    pub(crate) const fn effect(&self) -> Effect {
        self.effect
    }

    pub(crate) const fn names_account(&self) -> bool {
        self.names_account
    }
}
