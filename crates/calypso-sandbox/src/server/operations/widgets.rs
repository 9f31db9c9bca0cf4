//! Payment widgets.

use calypso_model::{AccountId, Endpoint, WidgetType};

use super::Operation;
use crate::rules::{NewWidget, Refusal, World};
use crate::server::answer::write;
use crate::wire::schema::Described as _;
use crate::wire::{
    Fields, NewSingleFiatWidget, NewUnlimitedLinkedWidget, Page, Payload, WidgetBody, WidgetFilter,
    WidgetWanted, widgets_wanted,
};

pub(super) const OPERATIONS: &[Operation] = &[
    Operation::changes(Endpoint::WidgetSingleFiatCreate, create::<NewSingleFiatWidget>)
        .takes(NewSingleFiatWidget::schema)
        .answers(WidgetBody::schema),
    Operation::looks(Endpoint::WidgetSingleFiatFind, find_single_fiat)
        .takes(WidgetWanted::schema)
        .answers(WidgetBody::schema),
    Operation::looks(Endpoint::WidgetSingleFiatAll, list_single_fiat)
        .takes(WidgetFilter::schema)
        .answers(Page::<WidgetBody<'_>>::schema),
    Operation::changes(Endpoint::WidgetUnlimitedLinkedCreate, create::<NewUnlimitedLinkedWidget>)
        .takes(NewUnlimitedLinkedWidget::schema)
        .answers(WidgetBody::schema),
    Operation::looks(Endpoint::WidgetUnlimitedLinkedFind, find_unlimited_linked)
        .takes(WidgetWanted::schema)
        .answers(WidgetBody::schema),
    Operation::looks(Endpoint::WidgetUnlimitedLinkedAll, list_unlimited_linked)
        .takes(WidgetFilter::schema)
        .answers(Page::<WidgetBody<'_>>::schema),
];

fn create<P: Payload + Into<NewWidget>>(
    world: &mut World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    write(&WidgetBody::new(world.create_widget(account, P::read(fields)?.into())?))
}

fn find_single_fiat(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    find(world, account, fields, &WidgetType::SingleFiat)
}

fn find_unlimited_linked(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    find(world, account, fields, &WidgetType::UnlimitedLinked)
}

fn list_single_fiat(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    list(world, account, fields, WidgetType::SingleFiat)
}

fn list_unlimited_linked(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
) -> Result<Vec<u8>, Refusal> {
    list(world, account, fields, WidgetType::UnlimitedLinked)
}

fn find(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
    kind: &WidgetType,
) -> Result<Vec<u8>, Refusal> {
    let wanted = WidgetWanted::read(fields)?;
    write(&WidgetBody::new(world.widget(account, kind, &wanted.request_id)?))
}

fn list(
    world: &World,
    account: &AccountId,
    fields: &Fields<'_>,
    kind: WidgetType,
) -> Result<Vec<u8>, Refusal> {
    let (wanted, page) = widgets_wanted(fields, kind)?;
    let found = world.widgets(account, &wanted);
    write(&Page::of(found, page, WidgetBody::new))
}
