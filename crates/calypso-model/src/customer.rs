//! Customers: whom deposit addresses are given to (docs/API-FACTS.md, section 3).

use serde::{Deserialize, Serialize};

use crate::setters::setters;
use crate::{CustomerId, lenient};

/// A customer to create. Both fields are free text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct NewCustomer {
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whatever tells the merchant who this is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl NewCustomer {
    /// Returns a customer of whom nothing is said.
    #[must_use]
    pub const fn new() -> Self {
        Self { email: None, description: None }
    }

    setters! {
        /// Sets the e-mail address.
        with_email, email: String;
        /// Sets the description.
        with_description, description: String;
    }
}

/// A change to a customer. A field that is left out stays as it is, which the service's pages
/// imply and do not state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomerUpdate {
    /// The customer.
    pub id: CustomerId,
    /// The new e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The new description.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl CustomerUpdate {
    /// Returns a change that leaves everything as it is.
    #[must_use]
    pub const fn new(id: CustomerId) -> Self {
        Self { id, email: None, description: None }
    }

    setters! {
        /// Sets the new e-mail address.
        with_email, email: String;
        /// Sets the new description.
        with_description, description: String;
    }
}

/// A customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Customer {
    /// The customer's id.
    pub id: CustomerId,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The merchant's description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the service has blocked the customer.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub blocked: bool,
}
