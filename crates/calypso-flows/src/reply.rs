//! [`Reply`]: a decoded answer together with the text it came from.

use std::fmt;
use std::ops::Deref;

use calypso_transport::AttemptId;

/// An answer of the API: the typed value, the raw JSON, and the attempt that fetched it.
///
/// It derefs to the value. The raw text holds fields that this version does not know; its `Debug`
/// leaves it out, since a webhook subscription's answer carries a secret.
pub struct Reply<T> {
    value: T,
    raw: String,
    attempt_id: AttemptId,
}

impl<T> Reply<T> {
    pub(crate) const fn new(value: T, raw: String, attempt_id: AttemptId) -> Self {
        Self { value, raw, attempt_id }
    }

    /// Returns a part of the answer's value, with the whole answer's text.
    pub(crate) fn with_value<U>(self, value: U) -> Reply<U> {
        Reply { value, raw: self.raw, attempt_id: self.attempt_id }
    }

    /// Returns the answer's JSON text, exactly as it was received.
    #[must_use]
    pub fn raw(&self) -> &str {
        &self.raw
    }

    /// Returns the id of the attempt that fetched the answer.
    #[must_use]
    pub const fn attempt_id(&self) -> AttemptId {
        self.attempt_id
    }

    /// Returns the typed value alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }
}

impl<T> Deref for Reply<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: Clone> Clone for Reply<T> {
    fn clone(&self) -> Self {
        Self { value: self.value.clone(), raw: self.raw.clone(), attempt_id: self.attempt_id }
    }
}

impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("attempt_id", &self.attempt_id)
            .finish_non_exhaustive()
    }
}
