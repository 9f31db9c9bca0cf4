//! Webhook subscriptions.

use calypso_model::{AccountId, Endpoint};

use super::Operation;
use crate::rules::{Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{
    Fields, NewSubscriptionBody, Payload as _, SubscriptionBody, SubscriptionChangeBody,
    SubscriptionWanted, SubscriptionsBody,
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::looks(Endpoint::WebhookList, list).answers(SubscriptionsBody::schema),
    Operation::changes(Endpoint::WebhookCreate, create)
        .takes(NewSubscriptionBody::schema)
        .answers(SubscriptionBody::schema),
    Operation::changes(Endpoint::WebhookDelete, delete).takes(SubscriptionWanted::schema),
    Operation::changes(Endpoint::WebhookChange, change)
        .takes(SubscriptionChangeBody::schema)
        .answers(SubscriptionBody::schema),
    Operation::changes(Endpoint::WebhookRegenerate, regenerate)
        .takes(SubscriptionWanted::schema)
        .answers(SubscriptionBody::schema),
];

fn list(world: &World, account: &AccountId, _: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    write(&SubscriptionsBody::new(world.subscriptions_of(account)))
}

fn create(world: &mut World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let new = NewSubscriptionBody::read(fields)?.into();
    write(&SubscriptionBody::new(&world.subscribe(account, new)?))
}

fn delete(world: &mut World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let wanted = SubscriptionWanted::read(fields)?;
    world.unsubscribe(account, &wanted.request_id)?;
    Ok(Vec::new())
}

fn change(world: &mut World, account: &AccountId, fields: &Fields<'_>) -> Result<Vec<u8>, Refusal> {
    let change = SubscriptionChangeBody::read(fields)?.into();
    write(&SubscriptionBody::new(&world.change_subscription(account, change)?))
}

fn regenerate(
    world: &mut World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    let wanted = SubscriptionWanted::read(fields)?;
    write(&SubscriptionBody::new(&world.regenerate_keys(account, &wanted.request_id)?))
}
