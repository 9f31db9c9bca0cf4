//! [`KeyRotation`]: new keys for a subscription, with the old ones still at hand.

use calypso_model::{Endpoint, Subscription, SubscriptionId};
use calypso_sign::{ApiKey, InvalidApiKey, InvalidSecretKey, SecretKey};
use thiserror::Error as ThisError;

use crate::mismatch::FieldDifference;
use crate::webhooks::Webhooks;
use crate::{Error, Outcome, Reply, identity};

/// The keys of a subscription: what its deliveries name and are signed with.
///
/// `Debug` shows a fingerprint in place of the secret.
///
/// ```
/// use calypso_flows::SubscriptionKeys;
/// use calypso_model::Subscription;
///
/// let subscription: Subscription = serde_json::from_str(
///     r#"{"requestId": "0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11", "url": "https://shop.example/",
///         "publicKey": "c529e14832b34b74972365cf7bf02430",
///         "secretKey": "b823a6b9ea72408583cef9ec8d67fa52"}"#,
/// )?;
/// let keys = SubscriptionKeys::try_from(&subscription)?;
/// assert_eq!(keys.public_key.as_str(), "c529e14832b34b74972365cf7bf02430");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SubscriptionKeys {
    /// What stands in the `Key` header of deliveries.
    pub public_key: ApiKey,
    /// What signs deliveries.
    pub secret_key: SecretKey,
}

/// The keys that the service shows cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[non_exhaustive]
pub enum InvalidSubscriptionKeys {
    /// The public key is none.
    #[error("the subscription's public key cannot be used")]
    PublicKey(#[source] InvalidApiKey),
    /// The secret is none.
    #[error("the subscription's secret cannot be used")]
    SecretKey(#[source] InvalidSecretKey),
}

impl TryFrom<&Subscription> for SubscriptionKeys {
    type Error = InvalidSubscriptionKeys;

    fn try_from(subscription: &Subscription) -> Result<Self, InvalidSubscriptionKeys> {
        let public_key = ApiKey::new(subscription.public_key.clone())
            .map_err(InvalidSubscriptionKeys::PublicKey)?;
        let secret_key = SecretKey::new(subscription.secret_key.expose_secret())
            .map_err(InvalidSubscriptionKeys::SecretKey)?;
        Ok(Self { public_key, secret_key })
    }
}

/// A subscription's keys before and after they were renewed.
///
/// For a while deliveries may come with either: those that were under way bear the old signature.
/// Accept both until none comes with the old one any more, then drop it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyRotation {
    /// The keys that deliveries had so far.
    pub old: SubscriptionKeys,
    /// The keys that deliveries have from now on.
    pub new: SubscriptionKeys,
}

impl Webhooks<'_> {
    /// Gives a subscription new keys and hands back the old ones with them.
    ///
    /// It reads the old keys, asks for new ones, and if that answer is lost, reads the list again:
    /// the keys that are there tell whether they are new. Nothing is asked for twice.
    ///
    /// Build a `calypso_webhooks::Receiver` of both, and drop the old pair once deliveries stopped
    /// to name it; `examples/src/bin/rotate_webhook_keys.rs` does that. Store the new keys at once.
    /// Between the change and the moment when your receivers know the new keys, they refuse
    /// deliveries, and the service sends those again half a minute later: nothing is lost. Be done
    /// within minutes, though: more than a hundred failures in ten minutes without a success block
    /// the subscription (docs/API-FACTS.md, section 6).
    ///
    /// An error with an unknown outcome means that the list still showed the old keys, or that it
    /// could not be read. Keep accepting the old ones, and look at the [`list`](Self::list) at once
    /// and again after three minutes, when a request that is still on its way can no longer be
    /// applied; accept whatever keys it shows.
    ///
    /// # Errors
    ///
    /// Any [`Error`]; a mismatch if there is no such subscription, or if its secret did not change.
    pub async fn rotate_keys(&self, id: &SubscriptionId) -> Result<KeyRotation, Error> {
        let list = self.list().await?;
        let Some(before) = list.find(id).cloned() else {
            return Err(identity::no_subscription(id, list.attempt_id()));
        };
        let before = list.with_value(before);
        let old = keys(Endpoint::WebhookList, &before, Outcome::NotApplied)?;
        let after = match self.regenerate_keys(id).await {
            Ok(after) => after,
            Err(error) => match self.renewed(id, &before, &error).await {
                Some(after) => after,
                None => return Err(error),
            },
        };
        if after.secret_key == before.secret_key {
            let (wanted, found) = (String::from("a new one"), Some(String::from("the old one")));
            let difference = FieldDifference { field: "secretKey", wanted, found };
            return Err(identity::changed_otherwise(
                Endpoint::WebhookRegenerate,
                after.attempt_id(),
                difference,
            ));
        }
        let new = keys(Endpoint::WebhookRegenerate, &after, Outcome::Applied)?;
        Ok(KeyRotation { old, new })
    }

    /// Looks whether a request whose answer was lost gave the subscription new keys.
    async fn renewed(
        &self,
        id: &SubscriptionId,
        before: &Subscription,
        error: &Error,
    ) -> Option<Reply<Subscription>> {
        if error.outcome() != Outcome::Unknown {
            return None;
        }
        let list = self.list().await.ok()?;
        let now = list.find(id).filter(|now| now.secret_key != before.secret_key)?.clone();
        Some(list.with_value(now))
    }
}

/// Takes the keys out of an answer.
fn keys(
    endpoint: Endpoint,
    reply: &Reply<Subscription>,
    outcome: Outcome,
) -> Result<SubscriptionKeys, Error> {
    SubscriptionKeys::try_from(&**reply)
        .map_err(|source| identity::unusable(endpoint, reply.attempt_id(), outcome, source))
}
