//! Payouts, operation by operation.

use serde_json::Value;

use crate::merchant::World;

const TRON: &str = "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8";
const KEY: &str = "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";
const DATE: &str = "2022-04-25T11:17:48.390Z";

const NEW: &str = concat!(
    r#"{"depositAddress":"TJRabPrwbZy45sbavfcjinPJC18kjpRTv8","amount":25.50,"#,
    r#""currency":"USDT_TRX","comment":"Customer 7","#,
    r#""idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11","externalId":"payout-7"}"#
);

const NEW_MASS: &str = concat!(
    r#"{"currency":"USDT_TRX","name":"Wages","massAddresses":["#,
    r#"{"depositAddress":"TJRabPrwbZy45sbavfcjinPJC18kjpRTv8","amount":25.50,"comment":"Ada","#,
    r#""externalId":"wage-1"},"#,
    r#"{"depositAddress":"TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf","amount":4.5}],"#,
    r#""comment":"Second half","idempotencyKey":"7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11"}"#
);

/// A sandbox with money on the account, in which everything takes no time.
async fn funded() -> World {
    let world = World::start().await;
    world.sandbox.top_up(&"USDT_TRX".parse().unwrap(), "1000".parse().unwrap()).unwrap();
    world
}

/// The balance, which whatever is refused leaves alone.
fn balance(world: &World) -> String {
    let currency = "USDT_TRX".parse().unwrap();
    world.sandbox.balance(world.sandbox.account(), &currency).to_string()
}

/// The one withdrawal of the one payout.
fn withdrawal(world: &World, state: &str, hash: &Value) -> String {
    format!(
        concat!(
            r#"{{"id":"300001","account":"{}","companyName":"Account 1","amount":25.50,"#,
            r#""currency":"USDT_TRX","state":"{}","calypsoFee":0.1275,"transactionHash":{},"#,
            r#""depositAddress":"{}","comment":"Customer 7","createdDate":"{}","#,
            r#""externalId":"payout-7","withdrawalErrors":[]}}"#
        ),
        world.sandbox.account(),
        state,
        hash,
        TRON,
        DATE,
    )
}

mod payout_create {
    use super::{DATE, KEY, NEW, TRON, balance, funded};
    use calypso_model::Endpoint;

    #[tokio::test]
    async fn succeeds() {
        let world = funded().await;
        let answer = world.call(Endpoint::PayoutCreate, NEW).await;
        assert_eq!(
            answer.body,
            format!(
                concat!(
                    r#"{{"id":"200001","account":"{}","depositAddress":"{}","amount":25.50,"#,
                    r#""currency":"USDT_TRX","calypsoFee":0.1275,"calypsoFeePercentage":0.5,"#,
                    r#""state":"CONFIRMED","createdDate":"{}","comment":"Customer 7","#,
                    r#""idempotencyKey":"{}","belongingType":"EXTERNAL"}}"#
                ),
                world.sandbox.account(),
                TRON,
                DATE,
                KEY,
            )
        );
        assert_eq!(balance(&world), "974.3725");
        assert_eq!(world.sandbox.counts().payouts, 1);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = funded().await;
        for (from, to, message) in [
            ("\"depositAddress\"", "\"address\"", "payload.depositAddress=[Must not be null]"),
            ("25.50", "\"25.50\"", "payload.amount=[Must be a JSON number, not a string]"),
            ("25.50", "0", "payload.amount=[Must be greater than 0]"),
            (
                "25.50",
                "25.5000000",
                "payload.amount=[Scale incorrect. Must be less than or equal to 6]",
            ),
            ("USDT_TRX", "NO_COIN", "payload.currency=[Unknown crypto currency NO_COIN]"),
            ("USDT_TRX", "BTC", "payload.depositAddress=[Not an address for BTC]"),
        ] {
            let payload = NEW.replace(from, to);
            let found = world.call(Endpoint::PayoutCreate, &payload).await.error(400, "001");
            assert_eq!(found, message);
        }
        assert_eq!((world.sandbox.counts().payouts, balance(&world).as_str()), (0, "1000"));

        world.ask(Endpoint::PayoutCreate, NEW).await;
        let other = NEW.replace("25.50", "1");
        let message = world.call(Endpoint::PayoutCreate, &other).await.error(400, "016");
        assert_eq!(message, format!("Key {KEY} already exists"));
        assert_eq!((world.sandbox.counts().payouts, balance(&world).as_str()), (1, "974.3725"));
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = funded().await;
        world.refuses_a_foreign_account(Endpoint::PayoutCreate, NEW).await;
        assert_eq!(balance(&world), "1000");
        // Another merchant's balance is its own, and so are its keys.
        let other = world.sandbox.add_merchant();
        world.call_as(&other, &other.account, Endpoint::PayoutCreate, NEW).await;
        assert_eq!(balance(&world), "1000");
        world.ask(Endpoint::PayoutCreate, NEW).await;
        assert_eq!(balance(&world), "974.3725");
    }
}

mod payout_get {
    use super::{KEY, NEW, funded};
    use calypso_model::Endpoint;

    #[tokio::test]
    async fn succeeds() {
        let world = funded().await;
        world.ask(Endpoint::PayoutCreate, NEW).await;
        let by_id = world.ask(Endpoint::PayoutGet, r#"{"id":"200001"}"#).await;
        assert_eq!(by_id["state"], "COMPLETED");
        assert_eq!(by_id["transactionHash"].as_str().unwrap().len(), 64);
        assert_eq!(by_id["executionDate"], super::DATE);
        let by_key = format!(r#"{{"idempotencyKey":"{KEY}"}}"#);
        assert_eq!(world.ask(Endpoint::PayoutGet, &by_key).await, by_id);
        assert_eq!(world.ask(Endpoint::PayoutGet, r#"{"dealId":"200001"}"#).await, by_id);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = funded().await;
        world.ask(Endpoint::PayoutCreate, NEW).await;
        let message = world.call(Endpoint::PayoutGet, "{}").await.error(400, "001");
        assert_eq!(message, "payload.id=[This or idempotencyKey must be given]");
        for (payload, name) in [
            (r#"{"id":"200002"}"#, "200002"),
            (r#"{"id":"+200001"}"#, "+200001"),
            (
                r#"{"id":"200001","idempotencyKey":"00000000-0000-4000-8000-000000000009"}"#,
                "200001",
            ),
        ] {
            let message = world.call(Endpoint::PayoutGet, payload).await.error(400, "004");
            assert_eq!(message, format!("Payout {name} not found"));
        }
        // A mass payout is none, by whatever name.
        world.ask(Endpoint::PayoutMassCreate, &super::NEW_MASS.replace(KEY, OTHER)).await;
        let by_key = format!(r#"{{"idempotencyKey":"{OTHER}"}}"#);
        for payload in [by_key.as_str(), r#"{"id":"200002"}"#] {
            world.call(Endpoint::PayoutGet, payload).await.error(400, "004");
        }
    }

    const OTHER: &str = "00000000-0000-4000-8000-000000000009";

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = funded().await;
        world.ask(Endpoint::PayoutCreate, NEW).await;
        let payload = r#"{"id":"200001"}"#;
        world.refuses_a_foreign_account(Endpoint::PayoutGet, payload).await;
        let message = world.hides_the_object(Endpoint::PayoutGet, payload).await;
        assert_eq!(message, "Payout 200001 not found");
        let by_key = format!(r#"{{"idempotencyKey":"{KEY}"}}"#);
        let message = world.hides_the_object(Endpoint::PayoutGet, &by_key).await;
        assert_eq!(message, format!("Payout {KEY} not found"));
    }
}

mod payout_all {
    use super::{NEW, funded};
    use calypso_model::Endpoint;

    #[tokio::test]
    async fn succeeds() {
        let world = funded().await;
        for number in 1..=3 {
            let key = format!("00000000-0000-4000-8000-00000000000{number}");
            let amount = if number == 3 { "5000" } else { "1" };
            let new = NEW.replace(super::KEY, &key).replace("25.50", amount);
            world.ask(Endpoint::PayoutCreate, &new).await;
        }
        let ids = async |payload: &str| {
            let page = world.ask(Endpoint::PayoutAll, payload).await;
            let result = page["result"].as_array().unwrap().clone();
            let ids = result.iter().map(|one| one["id"].as_str().unwrap().to_owned());
            (ids.collect::<Vec<_>>(), page["totalElements"].as_u64().unwrap())
        };
        let (all, count) = ids("{}").await;
        assert_eq!((all, count), (vec!["200001".into(), "200002".into(), "200003".into()], 3));
        let second = r#"{"pageNumber":1,"pageSize":2,"sort":"DESC"}"#;
        assert_eq!(ids(second).await, (vec!["200001".to_owned()], 3));
        let failed = r#"{"stateNames":["FAILED","CANCELED"]}"#;
        assert_eq!(ids(failed).await, (vec!["200003".to_owned()], 1));
        assert_eq!(ids(r#"{"isExecutionDateInFuture":true}"#).await, (vec![], 0));
        assert_eq!(ids(r#"{"isExecutionDateInFuture":false,"stateNames":[]}"#).await.1, 3);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = funded().await;
        for (payload, message) in [
            (r#"{"stateNames":["PAID"]}"#, "payload.stateNames=[Unknown payout state PAID]"),
            (r#"{"pageSize":0}"#, "payload.pageSize=[Must be greater than 0]"),
            (r#"{"sort":"UP"}"#, "payload.sort=[Unknown direction UP]"),
        ] {
            let found = world.call(Endpoint::PayoutAll, payload).await.error(400, "001");
            assert_eq!(found, message);
        }
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = funded().await;
        world.ask(Endpoint::PayoutCreate, NEW).await;
        world.refuses_a_foreign_account(Endpoint::PayoutAll, "{}").await;
        let other = world.sandbox.add_merchant();
        let list = world.call_as(&other, &other.account, Endpoint::PayoutAll, "{}").await;
        assert_eq!(list.body, r#"{"result":[],"page":0,"size":20,"total":0,"totalElements":0}"#);
    }
}

mod payout_withdrawal {
    use super::{NEW, funded, withdrawal};
    use calypso_model::Endpoint;

    const WANTED: &str = r#"{"requestId":"300001"}"#;

    #[tokio::test]
    async fn succeeds() {
        let world = funded().await;
        world.ask(Endpoint::PayoutCreate, NEW).await;
        let payout = world.ask(Endpoint::PayoutGet, r#"{"id":"200001"}"#).await;
        let answer = world.call(Endpoint::PayoutWithdrawal, WANTED).await;
        assert_eq!(answer.body, withdrawal(&world, "COMPLETED", &payout["transactionHash"]));
    }

    #[tokio::test]
    async fn is_refused() {
        let world = funded().await;
        world.ask(Endpoint::PayoutCreate, NEW).await;
        let message = world.call(Endpoint::PayoutWithdrawal, "{}").await.error(400, "001");
        assert_eq!(message, "payload.requestId=[Must not be null]");
        let unknown = r#"{"requestId":"200001"}"#;
        let message = world.call(Endpoint::PayoutWithdrawal, unknown).await.error(400, "004");
        assert_eq!(message, "Withdrawal 200001 not found");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = funded().await;
        world.ask(Endpoint::PayoutCreate, NEW).await;
        world.refuses_a_foreign_account(Endpoint::PayoutWithdrawal, WANTED).await;
        let message = world.hides_the_object(Endpoint::PayoutWithdrawal, WANTED).await;
        assert_eq!(message, "Withdrawal 300001 not found");
    }
}

mod payout_withdrawal_all {
    use super::{KEY, NEW, NEW_MASS, funded, withdrawal};
    use calypso_model::Endpoint;

    #[tokio::test]
    async fn succeeds() {
        let world = funded().await;
        world.ask(Endpoint::PayoutCreate, NEW).await;
        let payout = world.ask(Endpoint::PayoutGet, r#"{"id":"200001"}"#).await;
        let row = withdrawal(&world, "COMPLETED", &payout["transactionHash"]);
        let page =
            format!(r#"{{"result":[{row}],"page":0,"size":20,"total":1,"totalElements":1}}"#);
        let by_key = format!(r#"{{"idempotencyKey":"{KEY}"}}"#);
        for payload in [
            r#"{"dealId":"200001"}"#,
            r#"{"id":"200001"}"#,
            by_key.as_str(),
            r#"{"externalId":"payout-7"}"#,
            r#"{"dealId":"200001","stateNames":["COMPLETED"]}"#,
        ] {
            assert_eq!(world.call(Endpoint::PayoutWithdrawalAll, payload).await.body, page);
        }
        let other = "00000000-0000-4000-8000-000000000009";
        world.ask(Endpoint::PayoutMassCreate, &NEW_MASS.replace(KEY, other)).await;
        let payload = r#"{"dealId":"200002","sort":"DESC","pageSize":1}"#;
        let page = world.ask(Endpoint::PayoutWithdrawalAll, payload).await;
        assert_eq!((&page["result"][0]["id"], &page["total"]), (&"300003".into(), &2.into()));
        let none = r#"{"dealId":"200002","stateNames":["FAILED","DRAFT"]}"#;
        let page = world.ask(Endpoint::PayoutWithdrawalAll, none).await;
        assert_eq!(page["totalElements"], 0);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = funded().await;
        let refused = async |payload, code| {
            world.call(Endpoint::PayoutWithdrawalAll, payload).await.error(400, code)
        };
        let message = refused("{}", "001").await;
        assert_eq!(message, "payload.dealId=[This or idempotencyKey must be given]");
        let message = refused(r#"{"dealId":"1","stateNames":["DONE"]}"#, "001").await;
        assert_eq!(message, "payload.stateNames=[Unknown withdrawal state DONE]");
        assert_eq!(refused(r#"{"dealId":"1"}"#, "004").await, "Payout 1 not found");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = funded().await;
        world.ask(Endpoint::PayoutCreate, NEW).await;
        let payload = r#"{"dealId":"200001"}"#;
        world.refuses_a_foreign_account(Endpoint::PayoutWithdrawalAll, payload).await;
        let message = world.hides_the_object(Endpoint::PayoutWithdrawalAll, payload).await;
        assert_eq!(message, "Payout 200001 not found");
        let other = world.sandbox.add_merchant();
        let by_reference = r#"{"externalId":"payout-7"}"#;
        let endpoint = Endpoint::PayoutWithdrawalAll;
        let list = world.call_as(&other, &other.account, endpoint, by_reference).await;
        assert!(list.body.starts_with(r#"{"result":[],"#), "{list:?}");
    }
}

mod payout_mass_create {
    use super::{DATE, KEY, NEW_MASS, balance, funded};
    use calypso_model::Endpoint;

    #[tokio::test]
    async fn succeeds() {
        let world = funded().await;
        let answer = world.call(Endpoint::PayoutMassCreate, NEW_MASS).await;
        let (before, rest) = answer.body.split_once(r#""companyId":"#).unwrap();
        assert_eq!(
            before,
            concat!(
                r#"{"id":"200001","name":"Wages","comment":"Second half","currency":"USDT_TRX","#,
                r#""state":"CREATION_IN_PROGRESS","totalWithdrawalAmount":30.00,"#,
                r#""totalNetworkFee":0,"totalNetworkFeePercentage":0,"networkFeeCurrency":"TRX","#,
            )
        );
        let (_company, after) = rest.split_once(',').unwrap();
        let tail = format!(r#""createdDate":"{DATE}","idempotencyKey":"{KEY}"}}"#);
        assert_eq!(after, tail);
        assert_eq!(balance(&world), "969.8500");
        assert_eq!((world.sandbox.counts().payouts, world.sandbox.counts().mass_payouts), (0, 1));
    }

    #[tokio::test]
    async fn is_refused() {
        let world = funded().await;
        for (from, to, message) in [
            ("\"name\":\"Wages\"", "\"name\":\"\"", "payload.name=[Must not be empty]"),
            ("4.5", "0", "payload.massAddresses[1].amount=[Must be greater than 0]"),
            (
                "TXYZopYRdj2D9XRtbG411XZZ3kM5VkAeBf",
                "elsewhere",
                "payload.massAddresses[1].depositAddress=[Not an address for USDT_TRX]",
            ),
            ("\"massAddresses\"", "\"addresses\"", "payload.massAddresses=[Must not be null]"),
        ] {
            let payload = NEW_MASS.replace(from, to);
            let found = world.call(Endpoint::PayoutMassCreate, &payload).await.error(400, "001");
            assert_eq!(found, message);
        }
        world.ask(Endpoint::PayoutMassCreate, NEW_MASS).await;
        let message = world.call(Endpoint::PayoutMassCreate, NEW_MASS).await.error(400, "016");
        assert_eq!(message, format!("Key {KEY} already exists"));
        assert_eq!(
            (world.sandbox.counts().mass_payouts, balance(&world).as_str()),
            (1, "969.8500")
        );
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = funded().await;
        world.refuses_a_foreign_account(Endpoint::PayoutMassCreate, NEW_MASS).await;
        let other = world.sandbox.add_merchant();
        let endpoint = Endpoint::PayoutMassCreate;
        world.call_as(&other, &other.account, endpoint, NEW_MASS).await;
        assert_eq!(balance(&world), "1000");
    }
}

mod payout_mass_get {
    use super::{KEY, NEW_MASS, funded};
    use calypso_model::Endpoint;

    const WANTED: &str = r#"{"id":"200001"}"#;

    #[tokio::test]
    async fn succeeds() {
        let world = funded().await;
        // The balance covers the first entry and its fee, and not the second.
        let dear = NEW_MASS.replace("25.50", "980");
        world.ask(Endpoint::PayoutMassCreate, &dear.replace("4.5", "20")).await;
        let by_id = world.ask(Endpoint::PayoutMassGet, WANTED).await;
        assert_eq!(by_id["state"], "PARTIAL");
        let errors = &by_id["errors"]["withdrawalErrors"];
        assert_eq!(errors.as_array().unwrap().len(), 1);
        assert_eq!(
            errors[0].to_string(),
            concat!(
                r#"{"errors":[{"errorMessage":"Not enough funds","errorResolved":false,"id":1,"#,
                r#""status":"NOT_ENOUGH_FUNDS"}],"withdrawalId":"300002"}"#
            )
        );
        let by_key = format!(r#"{{"idempotencyKey":"{KEY}"}}"#);
        assert_eq!(world.ask(Endpoint::PayoutMassGet, &by_key).await, by_id);
        assert_eq!(world.ask(Endpoint::PayoutMassGet, r#"{"dealId":"200001"}"#).await, by_id);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = funded().await;
        let message = world.call(Endpoint::PayoutMassGet, "{}").await.error(400, "001");
        assert_eq!(message, "payload.id=[This or idempotencyKey must be given]");
        world.ask(Endpoint::PayoutCreate, super::NEW).await;
        let message = world.call(Endpoint::PayoutMassGet, WANTED).await.error(400, "004");
        assert_eq!(message, "Mass payout 200001 not found");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = funded().await;
        world.ask(Endpoint::PayoutMassCreate, NEW_MASS).await;
        world.refuses_a_foreign_account(Endpoint::PayoutMassGet, WANTED).await;
        let message = world.hides_the_object(Endpoint::PayoutMassGet, WANTED).await;
        assert_eq!(message, "Mass payout 200001 not found");
    }
}

mod payout_mass_all {
    use super::{NEW_MASS, funded};
    use calypso_model::Endpoint;

    #[tokio::test]
    async fn succeeds() {
        let world = funded().await;
        let later = format!(
            r#"{{"executionDate":"2022-05-01T00:00:00Z",{}"#,
            NEW_MASS.strip_prefix('{').unwrap()
        );
        world.ask(Endpoint::PayoutMassCreate, &later).await;
        // A single payout is not among them.
        let other = "00000000-0000-4000-8000-000000000009";
        world.ask(Endpoint::PayoutCreate, &super::NEW.replace(super::KEY, other)).await;
        let page = world.ask(Endpoint::PayoutMassAll, r#"{"isExecutionDateInFuture":true}"#).await;
        assert_eq!(page["totalElements"], 1);
        assert_eq!(page["result"][0]["state"], "CONFIRMED");
        assert_eq!(page["result"][0]["executionDate"], "2022-05-01T00:00:00.000Z");
        let none = r#"{"stateNames":["COMPLETED"]}"#;
        assert_eq!(world.ask(Endpoint::PayoutMassAll, none).await["totalElements"], 0);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = funded().await;
        let payload = r#"{"isExecutionDateInFuture":1}"#;
        let message = world.call(Endpoint::PayoutMassAll, payload).await.error(400, "001");
        assert_eq!(message, "payload.isExecutionDateInFuture=[Must be true or false]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = funded().await;
        world.ask(Endpoint::PayoutMassCreate, NEW_MASS).await;
        world.refuses_a_foreign_account(Endpoint::PayoutMassAll, "{}").await;
        let other = world.sandbox.add_merchant();
        let list = world.call_as(&other, &other.account, Endpoint::PayoutMassAll, "{}").await;
        assert!(list.body.starts_with(r#"{"result":[],"#), "{list:?}");
    }
}
