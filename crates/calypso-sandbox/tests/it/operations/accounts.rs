//! The account, and the codes of currencies, operation by operation.

mod account_get {
    use calypso_model::Endpoint;

    use crate::merchant::World;
    use crate::operations::exchange::fund;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let account = world.sandbox.account();
        let answer = world.call(Endpoint::AccountGet, "null").await;
        let head = format!(r#"{{"account":"{account}","name":"Account 1","ownerId":""#);
        assert!(answer.body.starts_with(&head), "{answer:?}");
        assert!(answer.body.ends_with(r#"","balances":[]}"#), "{answer:?}");
        fund(&world, "1000.5").await;
        let answer = world.call(Endpoint::AccountGet, "null").await;
        let balances = r#""balances":[{"currency":"USDT_TRX","amount":996.498}]}"#;
        assert!(answer.body.ends_with(balances), "{answer:?}");
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let old = world.envelope("{}").replace("\"timestamp\":1", "\"timestamp\":2");
        let answer = world.send(&world.signed(Endpoint::AccountGet.path(), old)).await;
        answer.error(400, "011");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        fund(&world, "1000").await;
        world.refuses_a_foreign_account(Endpoint::AccountGet, "null").await;
        let other = world.sandbox.add_merchant();
        let answer = world.call_as(&other, &other.account, Endpoint::AccountGet, "null").await;
        assert!(answer.body.contains(other.account.as_str()), "{answer:?}");
        assert!(answer.body.ends_with(r#""balances":[]}"#), "{answer:?}");
    }
}

mod currency_list {
    use calypso_model::Endpoint;

    use crate::merchant::{World, one_line};

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let answer = world.call(Endpoint::CurrencyList, "null").await;
        let all = r#"{"cryptoCurrencies":["BTC","LTC","XDG","ETH","USDT","USDC","DAI","FRAX",
            "BUSD_ETH","TRX","USDT_TRX","USDC_TRX","BNB","BUSD","USDT_BSC","MATIC","POL",
            "USDT_MATIC"],"fiatCurrencies":["USD","EUR","RUB","UAH","KZT"]}"#;
        assert_eq!(answer.body, one_line(all));
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let endpoint = Endpoint::CurrencyList;
        let spoilt = world.call_request(endpoint, "null").with_header("Sign", &"0".repeat(128));
        assert_eq!(world.send(&spoilt).await.error(401, "003"), "Wrong sign");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        world.refuses_a_foreign_account(Endpoint::CurrencyList, "null").await;
    }
}
