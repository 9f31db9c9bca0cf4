//! Lists of invoices and of the deposits to them, and bound invoices.

use calypso_model::{
    InvoiceListRequest, InvoiceState, InvoiceType, InvoicesByExternalId, NewBoundInvoice,
    PageRequest, Sort,
};
use futures_util::TryStreamExt as _;

use crate::journeys::{amount, currency, journey, often};
use crate::worlds::{World, golden};

use calypso_testkit::Step;

journey! { a_bound_invoice_is_paid_and_listed, bound, [
    "/api/v1/invoice/bound/create" => "invoice-bound.created",
    "/api/v1/invoice" => "invoice-bound.completed",
    "/api/v1/invoice/external" => "invoice-list",
    "/api/v1/invoice/external" => "invoice-list",
    "/api/v1/invoice/all" => "invoice-list",
    "/api/v1/invoice/all" => "invoice-list",
    "/api/v1/invoice/deposit-history" => "invoice-deposit-history.bound",
    "/api/v1/invoice/deposit-history" => "invoice-deposit-history.bound",
] }

async fn bound(world: &World) {
    let invoices = world.client.invoices();
    let order = NewBoundInvoice::new(amount("10"), currency("USDT_TRX"), "Gift")
        .with_idempotency_key(world.key())
        .with_external_id("gift-7".parse::<calypso_model::ExternalId>().unwrap());
    let invoice = invoices.create_bound(order).await.unwrap();
    assert_eq!(invoice.invoice_type, InvoiceType::Bound);
    assert_eq!(invoice.lower_bound, Some(amount("10")));
    let address = invoice.invoice_address.clone().unwrap();
    world.pay(&address, &invoice.currency, "12.5").await;
    let settled = invoices.follow_until_settled(&invoice.id, often()).await.unwrap();
    assert_eq!(settled.gross, amount("12.5"));
    assert_eq!(settled.net, Some(amount("12.45")));

    let request = InvoicesByExternalId::new("gift-7".parse().unwrap());
    let page = invoices.by_external_id(&request).await.unwrap();
    assert_eq!((page.result.len(), page.total_elements), (1, Some(1)));
    let all: Vec<_> = invoices.external_items(request).try_collect().await.unwrap();
    assert_eq!(all, std::slice::from_ref(&settled.invoice));

    let request = InvoiceListRequest::new()
        .with_state(InvoiceState::Completed)
        .with_type(InvoiceType::Bound)
        .with_page(PageRequest::new(0, 20).with_sort(Sort::Descending).with_properties("DATE"));
    let page = invoices.list(&request).await.unwrap();
    assert_eq!(page.result, std::slice::from_ref(&settled.invoice));
    let all: Vec<_> = invoices.items(request).try_collect().await.unwrap();
    assert_eq!(all, [settled.invoice]);

    let page = invoices.deposit_page(&invoice.id, PageRequest::new(0, 20)).await.unwrap();
    assert_eq!(page.result[0].amount, amount("12.5"));
    let items = invoices.deposit_items(&invoice.id, PageRequest::new(0, 20));
    let all: Vec<_> = items.try_collect().await.unwrap();
    assert_eq!(all, page.result);
}
