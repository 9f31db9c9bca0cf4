//! Fees, operation by operation.

mod tariff_extended_fee {
    use calypso_model::{Endpoint, OperationCode};
    use calypso_sandbox::Charge;

    use crate::merchant::{World, one_line};

    const ENDPOINT: Endpoint = Endpoint::TariffExtendedFee;

    fn item(amount: &str, currency: &str, op_type: &str, rest: &str) -> String {
        let fields =
            format!(r#""baseAmount":{amount},"currency":"{currency}","opType":"{op_type}""#);
        format!(r#"{{"items":[{{{fields}{rest}}}]}}"#)
    }

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let payload = r#"{"items":[
            {"baseAmount":1000.00,"currency":"USDT_TRX","opType":"INVOICE","feeType":"SERVICE"},
            {"baseAmount":0.00000001,"currency":"BTC","opType":"WITHDRAWAL"}]}"#;
        let answer = world.call(ENDPOINT, payload).await;
        let fees = r#"{"items":[{"amount":1000.00,"currency":"USDT_TRX","opType":"INVOICE",
            "feeReceiver":{"amount":996.00,"fee":4},"feeSender":{"amount":1000.00,"fee":4}},
            {"amount":0.00000001,"currency":"BTC","opType":"WITHDRAWAL",
            "feeReceiver":{"amount":0.00000001,"fee":0},
            "feeSender":{"amount":0.00000001,"fee":0}}]}"#;
        assert_eq!(answer.body, one_line(fees));
    }

    #[tokio::test]
    async fn tells_the_parts_of_a_fee_that_are_asked_for() {
        let world = World::start().await;
        let charge = Charge::new("0.35".parse().unwrap(), "1.5".parse().unwrap()).unwrap();
        let usdt = Some("USDT_TRX".parse().unwrap());
        world.sandbox.set_tariff(OperationCode::SingleWithdrawal, usdt, charge);
        for (fee_type, part) in
            [("SERVICE", ""), ("FIX", r#","fixedFee":1.5"#), ("PERCENT", r#","percentFee":3.5"#)]
        {
            let fee_type = format!(r#","feeType":"{fee_type}""#);
            let payload = item("1000", "USDT_TRX", "WITHDRAWAL", &fee_type);
            let answer = world.call(ENDPOINT, &payload).await;
            let (receiver, sender) = (r#"{"amount":995,"fee":5"#, r#"{"amount":1000,"fee":5"#);
            let shares =
                format!(r#""feeReceiver":{receiver}{part}}},"feeSender":{sender}{part}}}"#);
            assert!(answer.body.contains(&shares), "{answer:?}");
        }
        // The receiver loses no more than all of it; the sender pays on top.
        let small = world.call(ENDPOINT, &item("1", "USDT_TRX", "WITHDRAWAL", "")).await;
        let shares = r#""feeReceiver":{"amount":0,"fee":1},"feeSender":{"amount":1,"fee":1.5035}}"#;
        assert!(small.body.contains(shares), "{small:?}");
    }

    /// What is quoted is what is charged.
    #[tokio::test]
    async fn agrees_with_what_an_invoice_is_charged() {
        let world = World::start().await;
        let set = r#"{"operation":"SINGLE_INVOICE","percent":"1.25","fixed":"0.333333"}"#;
        world.control("POST", "tariffs", set).await;
        let quote = world.ask(ENDPOINT, &item("25.51", "USDT_TRX", "INVOICE", "")).await;
        let new = r#"{"amount":25.51,"currency":"USDT_TRX","description":"d"}"#;
        let invoice = world.ask(Endpoint::InvoiceSingleCreate, new).await;
        world.pay(&invoice, "25.51").await;
        let id = format!(r#"{{"id":{}}}"#, invoice["id"]);
        let paid = world.ask(Endpoint::InvoiceGet, &id).await;
        assert_eq!(paid["fee"].to_string(), "0.652208");
        assert_eq!(quote["items"][0]["feeReceiver"]["fee"], paid["fee"]);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let max = "79228162514264337593543950335";
        for (payload, message) in [
            (r#"{"items":[]}"#.into(), "payload.items=[Must not be empty]"),
            ("{}".into(), "payload.items=[Must not be null]"),
            (r#"{"items":{}}"#.into(), "payload.items=[Must be a list of objects]"),
            (
                item("1", "XYZ", "INVOICE", ""),
                "payload.items[0].currency=[Unknown crypto currency]",
            ),
            (
                item("0", "BTC", "INVOICE", ""),
                "payload.items[0].baseAmount=[Must be greater than 0]",
            ),
            (item(max, "BTC", "INVOICE", ""), "payload.items[0].baseAmount=[Too large]"),
            (item("1", "BTC", "GIFT", ""), "payload.items[0].opType=[Unknown operation GIFT]"),
            (
                item("1", "BTC", "INVOICE", r#","feeType":"ALL""#),
                "payload.items[0].feeType=[Unknown fee type ALL]",
            ),
        ] {
            let answer = world.call(ENDPOINT, &payload).await;
            assert_eq!(answer.error(400, "001"), message, "{payload}");
        }
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let other = world.sandbox.add_merchant();
        let (account, payload) = (world.sandbox.account(), item("1", "BTC", "INVOICE", ""));
        let answer = world.call_as(&other, account, ENDPOINT, &payload).await;
        assert_eq!(answer.status, 200, "the operation names no account: {answer:?}");
        let nobody = world.call_request(ENDPOINT, &payload).with_header("Key", "nobody");
        world.send(&nobody).await.error(401, "002");
    }
}
