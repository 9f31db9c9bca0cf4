//! [`Creation`]: something exists under a key, made just now or found there.

use std::future::Future;
use std::ops::Deref;
use std::time::Duration;

use calypso_model::Endpoint;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::Inner;
use crate::mismatch::FieldDifference;
use crate::{Error, Reply};

/// The result of a creation under a key. Either way the object exists once, and is the one that
/// was asked for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Creation<T> {
    /// This call created the object.
    Created(Reply<T>),
    /// The object existed under the key: an earlier attempt, whose answer was lost, created it,
    /// or an earlier call did.
    AlreadyExisted(Reply<T>),
}

impl<T> Creation<T> {
    /// Tells whether an attempt of this call was answered with the new object.
    #[must_use]
    pub const fn is_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }

    /// Returns the reply that holds the object.
    #[must_use]
    pub fn into_reply(self) -> Reply<T> {
        match self {
            Self::Created(reply) | Self::AlreadyExisted(reply) => reply,
        }
    }

    /// Returns the object alone.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.into_reply().into_inner()
    }
}

impl<T> Deref for Creation<T> {
    type Target = Reply<T>;

    fn deref(&self) -> &Reply<T> {
        match self {
            Self::Created(reply) | Self::AlreadyExisted(reply) => reply,
        }
    }
}

/// What the creation of one kind of object needs: how to make it, find it, and recognise it.
pub(crate) trait CreationPlan: Sync {
    /// The endpoint that creates.
    const ENDPOINT: Endpoint;
    /// What the endpoint is sent.
    type Payload: Serialize + Sync;
    /// What it answers with.
    type Object: DeserializeOwned + Send;

    /// Returns the payload, which holds the key.
    fn payload(&self) -> &Self::Payload;

    /// Returns the key, the same for every attempt.
    fn key(&self) -> &str;

    /// Looks the key up; nothing means that the service says so, not that it did not answer.
    fn look_up(
        &self,
        inner: &Inner,
        limit: Duration,
    ) -> impl Future<Output = Result<Option<Reply<Self::Object>>, Error>> + Send;

    /// Returns the fields in which an existing object is not the one asked for.
    fn differences(&self, found: &Self::Object) -> Vec<FieldDifference>;
}
