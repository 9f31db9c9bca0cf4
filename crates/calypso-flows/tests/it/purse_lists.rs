//! Lists of a customer's addresses and of the deposits to them: pages, and item by item.

use calypso_flows::Error;
use calypso_model::{
    AddressesRequest, CurrencyFilter, Endpoint, ErrorCode, NewCustomer, PageRequest, Sort,
    TransactionFilter,
};
use calypso_testkit::{ScriptedTransport, Step};
use futures_util::TryStreamExt as _;

use crate::journeys::{currency, journey};
use crate::worlds::{World, golden, scripted_client};

const FIND: &str = "/api/v1/customer-purse/transaction/find";

journey! { a_customer_s_addresses_and_deposits_are_listed, lists, [
    "/api/v1/customer-purse/customer/create" => "customer-create",
    "/api/v1/customer-purse/address/get" => "purse-address-get",
    "/api/v1/customer-purse/address/find" => "purse-address-find",
    "/api/v1/customer-purse/address/find" => "purse-address-find",
    "/api/v1/customer-purse/transaction/find" => "purse-transaction-find.first",
    "/api/v1/customer-purse/transaction/find" => "purse-transaction-find.first",
    "/api/v1/customer-purse/transaction/find" => "purse-transaction-find.second",
] }

async fn lists(world: &World) {
    let purses = world.client.purses();
    let customer = world.client.customers().create(&NewCustomer::new()).await.unwrap();
    let usdt = currency("USDT_TRX");
    let purse = purses.deposit_address(&customer.id, &usdt).await.unwrap();
    for amount in ["1.00", "2.00", "3.00"] {
        world.pay(&purse.address, &usdt, amount).await;
    }

    let request = AddressesRequest::new(customer.id.clone());
    let page = purses.addresses(&request).await.unwrap();
    assert_eq!(page.result.len(), 1);
    let mut addresses = purses.address_items(request);
    let address = addresses.next().await.unwrap().unwrap();
    assert_eq!(address.currency, Some(usdt.clone()));
    assert!(addresses.next().await.is_none());

    let filter = TransactionFilter::new()
        .with_customer_id(customer.id.clone())
        .with_currency_filter(CurrencyFilter::equals(usdt))
        .with_page(PageRequest::new(0, 2).with_sort(Sort::Ascending));
    let page = purses.transactions(&filter).await.unwrap();
    assert_eq!((page.page, page.total, page.total_elements), (Some(0), Some(2), Some(3)));
    assert_eq!(page.result.len(), 2);
    // A stream of items, over both pages.
    let all: Vec<_> = purses.transaction_items(filter).try_collect().await.unwrap();
    let amounts: Vec<_> = all.iter().map(|one| one.amount.to_string()).collect();
    assert_eq!(amounts, ["1.00", "2.00", "3.00"]);
}

/// What the client asks for: page after page, the rest of the request unchanged.
#[tokio::test]
async fn each_page_is_asked_for_once_and_in_order() {
    let script = ScriptedTransport::new([
        Step::post(FIND).reply(200, golden!("purse-transaction-find.first")),
        Step::post(FIND).reply(200, golden!("purse-transaction-find.second")),
    ]);
    let client = scripted_client(&script);
    let filter = TransactionFilter::new().with_page(PageRequest::new(0, 2));
    let mut items = client.purses().transaction_items(filter);
    assert_eq!(items.page_number(), 0);
    let mut count = 0;
    while let Some(item) = items.next().await {
        item.unwrap();
        count += 1;
    }
    assert_eq!((count, items.page_number()), (3, 2));
    let pages = script.requests().into_iter().map(|request| {
        let body: serde_json::Value = serde_json::from_slice(request.body()).unwrap();
        body["payload"].to_string()
    });
    assert_eq!(
        pages.collect::<Vec<_>>(),
        [r#"{"pageNumber":0,"pageSize":2}"#, r#"{"pageNumber":1,"pageSize":2}"#]
    );
}

#[tokio::test]
async fn a_service_that_ignores_paging_and_says_nothing_ends_the_list() {
    let rows = r#"{"result":[{"id":"1","address":"T1"},{"id":"2","address":"T2"}]}"#;
    let path = Endpoint::PurseAddressFind.path();
    let script = [Step::post(path).reply(200, rows), Step::post(path).reply(200, rows)];
    let client = scripted_client(&ScriptedTransport::new(script));
    let request = AddressesRequest::new("c".parse().unwrap());
    let all: Vec<_> = client.purses().address_items(request).try_collect().await.unwrap();
    assert_eq!(all.len(), 2);
}

#[tokio::test]
async fn a_refused_page_ends_the_list_and_its_number_is_told() {
    let script = ScriptedTransport::new([
        Step::post(FIND).reply(200, golden!("purse-transaction-find.first")),
        Step::post(FIND).reply(400, golden!("error.001")),
    ]);
    let client = scripted_client(&script);
    let mut items = client.purses().transaction_items(TransactionFilter::new());
    assert!(items.next().await.unwrap().is_ok());
    assert!(items.next().await.unwrap().is_ok());
    let error = items.next().await.unwrap().unwrap_err();
    assert!(matches!(error, Error::Declined(_)), "{error:?}");
    assert_eq!(error.code(), Some(&ErrorCode::BadRequest));
    assert_eq!(items.page_number(), 1);
    assert!(items.next().await.is_none());
}

/// Lists deposits from scripted pages: the ids, and the error that ended it.
async fn listed(pages: &[&str]) -> (Vec<String>, Option<Error>) {
    let script = pages.iter().map(|page| Step::post(FIND).reply(200, (*page).to_owned()));
    let client = scripted_client(&ScriptedTransport::new(script));
    let mut items = client.purses().transaction_items(TransactionFilter::new());
    let (mut ids, mut ended) = (Vec::new(), None);
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => ids.push(item.id.to_string()),
            Err(error) => ended = Some(error),
        }
    }
    (ids, ended)
}

/// A page of deposits, with what else it says about itself.
fn rows(ids: &[&str], rest: &str) -> String {
    let rows = ids.iter().map(|id| {
        format!(
            r#"{{"id":"{id}","amount":1,"currency":"BTC","transactionState":"CONFIRMED",
                "complianceState":"CHECKED","createdDate":"2025-07-05T22:31:09.255Z"}}"#
        )
    });
    format!(r#"{{"result":[{}]{rest}}}"#, rows.collect::<Vec<_>>().join(","))
}

#[tokio::test]
async fn pages_that_are_numbered_from_one_lose_nothing() {
    let page = |number: u32, ids: &[&str]| rows(ids, &format!(r#","page":{number},"total":3"#));
    let (one, two, three) = (page(1, &["a", "b"]), page(2, &["c", "d"]), page(3, &["e"]));
    // It takes pages from 0 and answers from 1.
    let (ids, error) = listed(&[&one, &two, &three]).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
    // It counts from 1 and takes 0 for 1.
    let (ids, error) = listed(&[&one, &one, &two, &three]).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
}

#[tokio::test]
async fn an_answer_about_another_page_is_an_error_and_no_end() {
    let page = |number: u32, ids: &[&str]| rows(ids, &format!(r#","page":{number},"total":9"#));
    let (ids, error) = listed(&[&page(0, &["a"]), &page(0, &["b"])]).await;
    assert_eq!(ids, ["a"]);
    let Some(Error::Mismatch(mismatch)) = error else { panic!("{error:?}") };
    let difference = &mismatch.differences()[0];
    assert_eq!((difference.field, difference.wanted.as_str()), ("page", "1"));
    assert_eq!(difference.found.as_deref(), Some("0"));
}

#[tokio::test]
async fn a_bare_list_ends_with_an_empty_page_or_the_same_again() {
    let bare = |ids: &[&str]| rows(ids, "").replace(r#"{"result":"#, "").replace("]}", "]");
    let (one, two) = (bare(&["a", "b"]), bare(&["c"]));
    let (ids, error) = listed(&[&one, &two, "[]"]).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids, ["a", "b", "c"]);
    let (ids, error) = listed(&[&one, &one]).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(ids, ["a", "b"]);
}
