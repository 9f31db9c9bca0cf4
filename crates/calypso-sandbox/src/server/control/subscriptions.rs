//! Webhook subscriptions, as an operator of the service sees them.

use calypso_model::{AccountId, EventType, SubscriptionId};

use super::{Action, Asked, Problem};
use crate::rules::{Subscription, World};
use crate::server::answer::write;
use crate::wire::reply::reply;
use crate::wire::schema::Described as _;

pub(super) const ACTIONS: &[Action] = &[Action::post(
    "sandboxUnblock",
    "/_sandbox/subscriptions/{requestId}/unblock",
    "Unblocks a subscription: what was held back is sent in the order of the events.",
    unblock,
    OperatedBody::schema,
)
.of("requestId", "The subscription's requestId.")];

reply! {
    /// A webhook subscription, without its keys.
    #[derive(Debug)]
    struct OperatedBody<'a> as "SandboxSubscription" {
        request_id: &'a SubscriptionId = "requestId",
        account: &'a AccountId = "account",
        url: &'a str = "url",
        event_types: &'a [EventType] = "notificationEventTypes",
        blocked: bool = "blocked",
        /// How many failures blocked it; 0 if it is not blocked.
        blocked_by_error_count: u32 = "blockedByErrorCount",
    }
}

impl<'a> OperatedBody<'a> {
    fn new(subscription: &'a Subscription) -> Self {
        Self {
            request_id: &subscription.id,
            account: &subscription.owner,
            url: &subscription.url_text,
            event_types: &subscription.event_types,
            blocked: subscription.is_blocked(),
            blocked_by_error_count: subscription.blocked_by_error_count(),
        }
    }
}

fn unblock(world: &mut World, asked: &Asked<'_>) -> Result<Vec<u8>, Problem> {
    let id = SubscriptionId::parse(&asked.id.to_ascii_lowercase()).ok();
    let subscription = id.and_then(|id| world.unblock(&id));
    let not_found = || Problem::NotFound(String::from("no such subscription"));
    Ok(write(&OperatedBody::new(subscription.ok_or_else(not_found)?))?)
}
