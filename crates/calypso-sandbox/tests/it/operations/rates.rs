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
