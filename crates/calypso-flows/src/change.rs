//! [`Change`]: something is as it was wished to be, changed just now or found so.

use std::ops::Deref;

use crate::Reply;

/// The result of a change that no key names. Either way the object is as it was wished to be.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Change<T> {
    /// This call was answered with the changed object.
    Made(Reply<T>),
    /// The object was found as wished: an attempt whose answer was lost changed it, or somebody
    /// else did, or it came to be so by itself.
    AlreadySo(Reply<T>),
}

impl<T> Change<T> {
    /// Tells whether this call was answered with the changed object.
    #[must_use]
    pub const fn is_made(&self) -> bool {
        matches!(self, Self::Made(_))
    }

    /// Returns the reply that holds the object.
    #[must_use]
    pub fn into_reply(self) -> Reply<T> {
        match self {
            Self::Made(reply) | Self::AlreadySo(reply) => reply,
        }
    }

    /// Returns the object alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.into_reply().into_inner()
    }
}

impl<T> Deref for Change<T> {
    type Target = Reply<T>;

    fn deref(&self) -> &Reply<T> {
        match self {
            Self::Made(reply) | Self::AlreadySo(reply) => reply,
        }
    }
}
