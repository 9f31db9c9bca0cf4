//! Webhook subscriptions.

use calypso_model::{AccountId, Endpoint};

use super::Operation;
use crate::rules::{Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{Fields, NewSubscriptionBody, Payload as _, SubscriptionBody, SubscriptionsBody};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::new(Endpoint::WebhookList, list).answers(SubscriptionsBody::schema),
    Operation::new(Endpoint::WebhookCreate, create)
        .takes(NewSubscriptionBody::schema)
        .answers(SubscriptionBody::schema),
];

fn list(world: &mut World, account: &AccountId, _: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write(&SubscriptionsBody::new(world.subscriptions_of(account)))
}

fn create(world: &mut World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let new = NewSubscriptionBody::read(fields)?.into();
    write(&SubscriptionBody::new(&world.subscribe(account, new)?))
}
