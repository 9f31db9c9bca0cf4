//! [`KeyedOrder`]: what is created under an idempotency key, found again by it, and recognised.

use std::time::Duration;

use calypso_model::{Endpoint, IdempotencyKey};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::build_error::BuildError;
use crate::client::Inner;
use crate::creation::{Creation, CreationPlan};
use crate::lookup::found;
use crate::mismatch::{Comparison, FieldDifference};
use crate::operation::Operation;
use crate::{Client, Error, Reply};

/// A new object of some kind, to be made under a key.
pub(crate) trait KeyedOrder: Serialize + Sync + Sized {
    /// What is made.
    type Object: DeserializeOwned + Send;
    /// What names it by its key.
    type ByKey: Serialize + Send + Sync;

    const CREATE: Endpoint;
    const LOOK_UP: Endpoint;

    /// Returns the key the caller chose.
    fn key(&self) -> Option<&IdempotencyKey>;

    fn with_key(self, key: IdempotencyKey) -> Self;

    /// Checks what can be checked before anything leaves this process, and writes amounts with no
    /// more decimals than their currency has.
    fn checked(self) -> Result<Self, BuildError>;

    fn by_key(key: IdempotencyKey) -> Self::ByKey;

    /// Returns the key of an object, which an answer may leave out.
    fn key_of(found: &Self::Object) -> Option<&IdempotencyKey>;

    /// Compares all but the key.
    fn compare(&self, found: &Self::Object) -> Comparison;
}

/// Asks for what exists under a key.
pub(crate) async fn look_up<O: KeyedOrder>(
    inner: &Inner,
    key: &IdempotencyKey,
    limit: Duration,
) -> Result<Reply<O::Object>, Error> {
    let operation = Operation::of(O::LOOK_UP, &inner.endpoints);
    inner.call_within(&operation, Some(&O::by_key(key.clone())), limit).await
}

/// Returns the fields in which an object is not the one that was ordered under a key.
pub(crate) fn differences<O: KeyedOrder>(
    order: &O,
    key: &IdempotencyKey,
    found: &O::Object,
) -> Vec<FieldDifference> {
    order.compare(found).if_found("idempotencyKey", Some(key), O::key_of(found)).into_differences()
}

/// The creation of one object under one key.
struct KeyedPlan<O> {
    order: O,
    key: IdempotencyKey,
}

impl<O: KeyedOrder> CreationPlan for KeyedPlan<O> {
    const ENDPOINT: Endpoint = O::CREATE;
    type Payload = O;
    type Object = O::Object;

    fn payload(&self) -> &O {
        &self.order
    }

    fn key(&self) -> &str {
        self.key.as_str()
    }

    async fn look_up(
        &self,
        inner: &Inner,
        limit: Duration,
    ) -> Result<Option<Reply<O::Object>>, Error> {
        found(look_up::<O>(inner, &self.key, limit).await)
    }

    fn differences(&self, found: &O::Object) -> Vec<FieldDifference> {
        differences(&self.order, &self.key, found)
    }
}

impl Client {
    /// Creates an object under the key of its order, or under a random one.
    pub(crate) async fn create<O: KeyedOrder>(
        &self,
        order: O,
    ) -> Result<Creation<O::Object>, Error> {
        let order = order.checked().map_err(|error| self.inner.refuse(O::CREATE, error))?;
        let key = match order.key() {
            Some(key) => key.clone(),
            None => self.random_key()?,
        };
        let order = order.with_key(key.clone());
        self.inner.create(&KeyedPlan { order, key }).await
    }
}
