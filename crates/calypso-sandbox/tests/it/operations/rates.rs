//! Exchange rates, operation by operation.

mod rate {
    use calypso_model::Endpoint;

    use crate::merchant::World;

    const PAYLOAD: &str = r#"{"fromCurrencies":["BTC"],"toCurrencies":["EUR"]}"#;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let answer = world.call(Endpoint::Rate, PAYLOAD).await;
        assert_eq!(
            answer.body,
            concat!(
                r#"{"currencyRates":[{"fromCurrency":"BTC","toCurrency":"EUR","rates":48000,"#,
                r#""ratesDate":"2022-04-25T11:17:48.390Z"}]}"#
            )
        );
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        let payload = r#"{"fromCurrencies":["BTC"],"toCurrencies":["XYZ"]}"#;
        let message = world.call(Endpoint::Rate, payload).await.error(400, "001");
        assert_eq!(message, "payload.toCurrencies=[Unknown currency XYZ]");
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let other = world.sandbox.add_merchant();
        let account = world.sandbox.account().clone();
        let answer = world.call_as(&other, &account, Endpoint::Rate, PAYLOAD).await;
        assert_eq!(answer.status, 200, "the operation names no account: {answer:?}");
        let nobody = world.call_request(Endpoint::Rate, PAYLOAD).with_header("Key", "nobody");
        world.send(&nobody).await.error(401, "002");
    }
}

mod rate_fiat {
    use calypso_model::Endpoint;

    use crate::merchant::World;

    const PAYLOAD: &str = r#"{"from":["EUR","USD"],"to":["USD"]}"#;

    #[tokio::test]
    async fn succeeds() {
        let world = World::start().await;
        let answer = world.call(Endpoint::RateFiat, PAYLOAD).await;
        assert_eq!(answer.body, r#"{"ratesMap":{"EUR":{"USD":1.25},"USD":{"USD":1}}}"#);
    }

    #[tokio::test]
    async fn is_refused() {
        let world = World::start().await;
        for (payload, message) in [
            (r#"{"from":["XYZ"],"to":["USD"]}"#, "payload.from=[Unknown currency XYZ]"),
            (r#"{"from":["EUR"],"to":[]}"#, "payload.to=[Must not be empty]"),
            (r#"{"from":["EUR","EUR"],"to":["USD"]}"#, "payload.from=[Must be unique]"),
            (r#"{"from":["EUR"]}"#, "payload.to=[Must not be null]"),
        ] {
            let answer = world.call(Endpoint::RateFiat, payload).await;
            assert_eq!(answer.error(400, "001"), message);
        }
    }

    #[tokio::test]
    async fn keeps_accounts_apart() {
        let world = World::start().await;
        let other = world.sandbox.add_merchant();
        let account = world.sandbox.account().clone();
        let answer = world.call_as(&other, &account, Endpoint::RateFiat, PAYLOAD).await;
        assert_eq!(answer.status, 200, "the operation names no account: {answer:?}");
        let nobody = world.call_request(Endpoint::RateFiat, PAYLOAD).with_header("Key", "nobody");
        world.send(&nobody).await.error(401, "002");
    }
}
