//! Customers, their addresses and deposits, operation by operation.

use calypso_model::Endpoint;
use calypso_sandbox::Deposit;
use serde_json::Value;

use crate::merchant::{World, rows, text};

/// A customer, and the payload that names its address for a currency.
async fn customer(world: &World) -> String {
    let customer = world.ask(Endpoint::CustomerCreate, r#"{"email":"ada@example.com"}"#).await;
    text(&customer, "id").to_owned()
}

async fn purse(world: &World, customer: &str, currency: &str) -> Value {
    let payload = format!(r#"{{"customerId":"{customer}","currency":"{currency}"}}"#);
    world.ask(Endpoint::PurseAddressGet, &payload).await
}

async fn deposit(world: &World, customer: &str, currency: &str, amount: &str) -> Deposit {
    let purse = purse(world, customer, currency).await;
    let address = text(&purse, "address").parse().unwrap();
    let (currency, amount) = (currency.parse().unwrap(), amount.parse().unwrap());
    world.sandbox.deposit(&address, &currency, amount).await.unwrap()
}

const NOBODY: &str = "3f1d7f0a-58f3-4d0c-8f2e-6a4b9c1d2e30";

mod customer_create {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let payload = r#"{"email":"ada@example.com","description":"Customer 7"}"#;
        let customer = world.ask(Endpoint::CustomerCreate, payload).await;
        assert_eq!(text(&customer, "email"), "ada@example.com");
        assert_eq!(text(&customer, "description"), "Customer 7");
        assert_eq!(customer["blocked"], false);
        assert_eq!(world.sandbox.counts().customers, 1);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let answer = world.call(Endpoint::CustomerCreate, r#"{"email":7}"#).await;
        assert_eq!(answer.error(400, "001"), "payload.email=[Must be a string]");
        assert_eq!(world.sandbox.counts().customers, 0);
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::CustomerCreate, "{}").await;
    }
}

mod customer_update {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let id = customer(&world).await;
        let payload = format!(r#"{{"id":"{id}","description":"VIP"}}"#);
        let changed = world.ask(Endpoint::CustomerUpdate, &payload).await;
        assert_eq!(text(&changed, "id"), id);
        assert_eq!(text(&changed, "email"), "ada@example.com");
        assert_eq!(text(&changed, "description"), "VIP");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let answer = world.call(Endpoint::CustomerUpdate, r#"{"description":"VIP"}"#).await;
        assert_eq!(answer.error(400, "001"), "payload.id=[Must not be null]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let id = customer(&world).await;
        let payload = format!(r#"{{"id":"{id}","email":"eve@example.com"}}"#);
        world.refuses_a_foreign_account(Endpoint::CustomerUpdate, &payload).await;
        let message = world.hides_the_object(Endpoint::CustomerUpdate, &payload).await;
        assert_eq!(message, format!("Customer {id} not found"));
        let unchanged = format!(r#"{{"id":"{id}"}}"#);
        let customer = world.ask(Endpoint::CustomerUpdate, &unchanged).await;
        assert_eq!(text(&customer, "email"), "ada@example.com");
    }
}

mod purse_address_get {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let id = customer(&world).await;
        let ethereum = purse(&world, &id, "ETH").await;
        assert_eq!(purse(&world, &id, "USDT_BSC").await, ethereum);
        assert_ne!(purse(&world, &id, "BTC").await, ethereum);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let id = customer(&world).await;
        let payload = format!(r#"{{"customerId":"{id}","currency":"EUR"}}"#);
        let message = world.call(Endpoint::PurseAddressGet, &payload).await.error(400, "001");
        assert_eq!(message, "payload.currency=[Unknown crypto currency]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let id = customer(&world).await;
        let payload = format!(r#"{{"customerId":"{id}","currency":"ETH"}}"#);
        world.refuses_a_foreign_account(Endpoint::PurseAddressGet, &payload).await;
        let message = world.hides_the_object(Endpoint::PurseAddressGet, &payload).await;
        assert_eq!(message, format!("Customer {id} not found"));
    }
}

mod purse_address_find {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let id = customer(&world).await;
        let bitcoin = purse(&world, &id, "BTC").await;
        world.clock.advance(std::time::Duration::from_secs(1));
        let ethereum = purse(&world, &id, "USDT_BSC").await;
        let payload = format!(r#"{{"customerId":"{id}","pageSize":1,"sort":"DESC"}}"#);
        let page = world.ask(Endpoint::PurseAddressFind, &payload).await;
        let expected = serde_json::json!({
            "result": [{
                "id": ethereum["id"], "address": ethereum["address"], "currency": "USDT_BSC",
                "state": "PENDING_PAYMENT", "createdDate": "2022-04-25T11:17:49.390Z",
            }],
            "page": 0, "size": 1, "total": 2, "totalElements": 2,
        });
        assert_eq!(page, expected);
        let payload = format!(r#"{{"customerId":"{id}"}}"#);
        let page = world.ask(Endpoint::PurseAddressFind, &payload).await;
        assert_eq!(page["result"][0]["id"], bitcoin["id"]);
        assert_eq!(page["size"], 20);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let payload = format!(r#"{{"customerId":"{NOBODY}","sort":"UP"}}"#);
        let message = world.call(Endpoint::PurseAddressFind, &payload).await.error(400, "001");
        assert_eq!(message, "payload.sort=[Unknown direction UP]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let id = customer(&world).await;
        let payload = format!(r#"{{"customerId":"{id}"}}"#);
        world.refuses_a_foreign_account(Endpoint::PurseAddressFind, &payload).await;
        let message = world.hides_the_object(Endpoint::PurseAddressFind, &payload).await;
        assert_eq!(message, format!("Customer {id} not found"));
    }
}

mod purse_transaction_get {
    use super::*;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let id = customer(&world).await;
        let made = deposit(&world, &id, "USDT_TRX", "100.00").await;
        let payload = format!(r#"{{"transactionId":"{}"}}"#, made.transaction_id);
        let answer = world.call(Endpoint::PurseTransactionGet, &payload).await;
        assert!(answer.body.contains(r#""amount":100.00,"#), "{answer:?}");
        assert!(answer.body.contains(r#""transactionState":"CONFIRMED""#), "{answer:?}");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let payload = r#"{"transactionId":"7"}"#;
        let message = world.call(Endpoint::PurseTransactionGet, payload).await.error(400, "001");
        let problem = "not a UUID, such as 7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";
        assert_eq!(message, format!("payload.transactionId=[{problem}]"));
        let payload = format!(r#"{{"transactionId":"{NOBODY}"}}"#);
        let message = world.call(Endpoint::PurseTransactionGet, &payload).await.error(400, "004");
        assert_eq!(message, format!("Transaction {NOBODY} not found"));
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let id = customer(&world).await;
        let made = deposit(&world, &id, "USDT_TRX", "100.00").await;
        let payload = format!(r#"{{"transactionId":"{}"}}"#, made.transaction_id);
        world.refuses_a_foreign_account(Endpoint::PurseTransactionGet, &payload).await;
        let message = world.hides_the_object(Endpoint::PurseTransactionGet, &payload).await;
        assert_eq!(message, format!("Transaction {} not found", made.transaction_id));
    }
}

mod purse_transaction_find {
    use super::*;

    async fn found(world: &World, payload: &str) -> Vec<String> {
        let page = world.ask(Endpoint::PurseTransactionFind, payload).await;
        rows(&page)
            .iter()
            .map(|row| format!("{} {}", row["amount"], text(row, "currency")))
            .collect()
    }

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let (ada, bob) = (customer(&world).await, customer(&world).await);
        deposit(&world, &ada, "USDT_TRX", "3").await;
        deposit(&world, &ada, "BTC", "1").await;
        deposit(&world, &bob, "USDT_TRX", "2").await;
        assert_eq!(found(&world, "{}").await, ["3 USDT_TRX", "1 BTC", "2 USDT_TRX"]);
        let newest = r#"{"sort":"DESC"}"#;
        assert_eq!(found(&world, newest).await, ["2 USDT_TRX", "1 BTC", "3 USDT_TRX"]);
        let by_amount = r#"{"properties":"amount","pageSize":2}"#;
        assert_eq!(found(&world, by_amount).await, ["1 BTC", "2 USDT_TRX"]);
        let of_bob = format!(r#"{{"customerId":"{bob}"}}"#);
        assert_eq!(found(&world, &of_bob).await, ["2 USDT_TRX"]);
        let tron = r#"{"currencyFilter":{"contains":"_TRX"},"pageNumber":1,"pageSize":1}"#;
        assert_eq!(found(&world, tron).await, ["2 USDT_TRX"]);
        let not_bitcoin = r#"{"currencyFilter":{"notIn":["BTC"],"in":["BTC","USDT_TRX"]}}"#;
        assert_eq!(found(&world, not_bitcoin).await, ["3 USDT_TRX", "2 USDT_TRX"]);
        let pending = r#"{"transactionStateFilter":{"equals":"MEM_POOL_FOUND"}}"#;
        assert!(found(&world, pending).await.is_empty());
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let check = async |payload: &str, expected: &str| {
            let answer = world.call(Endpoint::PurseTransactionFind, payload).await;
            assert_eq!(answer.error(400, "001"), expected);
        };
        let problem = "payload.properties=[Must be createdDate or amount]";
        check(r#"{"properties":"hash"}"#, problem).await;
        check(r#"{"pageSize":0}"#, "payload.pageSize=[Must be greater than 0]").await;
        let problem = "payload.transactionStateFilter.in=[Unknown transaction state PAID]";
        check(r#"{"transactionStateFilter":{"in":["PAID"]}}"#, problem).await;
        let answer = world
            .call(Endpoint::PurseTransactionFind, r#"{"currencyFilter":"BTC"}"#)
            .await
            .error(400, "001");
        assert!(answer.starts_with("payload.currencyFilter=["), "{answer}");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let id = customer(&world).await;
        deposit(&world, &id, "USDT_TRX", "3").await;
        let payload = format!(r#"{{"customerId":"{id}"}}"#);
        world.refuses_a_foreign_account(Endpoint::PurseTransactionFind, &payload).await;
        let message = world.hides_the_object(Endpoint::PurseTransactionFind, &payload).await;
        assert_eq!(message, format!("Customer {id} not found"));
        let other = world.sandbox.add_merchant();
        let (account, endpoint) = (other.account.clone(), Endpoint::PurseTransactionFind);
        let answer = world.call_as(&other, &account, endpoint, "{}").await;
        assert_eq!(answer.body, r#"{"result":[],"page":0,"size":20,"total":0,"totalElements":0}"#);
    }
}
