//! Bad payloads, field by field.

use calypso_model::Endpoint;

use crate::merchant::World;

const UNKNOWN_UUID: &str = "7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11";

/// A good payload for each kind of creation.
fn creations() -> [(Endpoint, &'static str); 3] {
    [
        (
            Endpoint::InvoiceSingleCreate,
            r#"{"amount":1.5,"currency":"USDT_TRX","description":"d"}"#,
        ),
        (
            Endpoint::InvoiceSingleFiatCreate,
            r#"{"fiatAmount":1.5,"fiatCurrency":"EUR","currency":"USDT_TRX","description":"d"}"#,
        ),
        (Endpoint::InvoiceUnlimitedCreate, r#"{"currency":"USDT_TRX","description":"d"}"#),
    ]
}

async fn check(world: &World, endpoint: Endpoint, payload: &str, code: &str, message: &str) {
    let said = world.call(endpoint, payload).await.error(400, code);
    assert_eq!(said, message, "{payload}");
}

#[tokio::test]
async fn amounts_must_be_positive_numbers_of_the_currency_s_scale() {
    let world = World::start().await;
    let number = "not a plain number; write digits with an optional dot, such as 12.34";
    let cases = [
        ("", "Must not be null"),
        ("null", "Must not be null"),
        ("\"1.5\"", "Must be a JSON number, not a string"),
        ("true", number),
        ("[1]", number),
        ("{}", number),
        ("-1", "an amount cannot be negative"),
        ("0", "Must be greater than 0"),
        ("0.000", "Must be greater than 0"),
        ("-0", "Must be greater than 0"),
        ("1.1234567", "Scale incorrect. Must be less than or equal to 6"),
        ("1.0000000", "Scale incorrect. Must be less than or equal to 6"),
        ("1E-7", "Scale incorrect. Must be less than or equal to 6"),
        ("79228162514264337593543950335", "Too large"),
        ("1e400", "larger than the largest amount, 79228162514264337593543950335"),
        (
            "0.00000000000000000000000000001",
            "more digits than can be held exactly (28 significant digits, 28 decimals)",
        ),
    ];
    for (amount, problem) in cases {
        let field =
            if amount.is_empty() { String::new() } else { format!(r#""amount":{amount},"#) };
        let payload = format!(r#"{{{field}"currency":"USDT_TRX","description":"d"}}"#);
        let message = format!("payload.amount=[{problem}]");
        check(&world, Endpoint::InvoiceSingleCreate, &payload, "001", &message).await;
    }
    let fiat = r#"{"fiatAmount":1.001,"fiatCurrency":"USD","currency":"BTC","description":"d"}"#;
    let message = "payload.fiatAmount=[Scale incorrect. Must be less than or equal to 2]";
    check(&world, Endpoint::InvoiceSingleFiatCreate, fiat, "001", message).await;
    assert_eq!(world.sandbox.counts().invoices, 0);
}

#[tokio::test]
async fn required_fields_of_creations_cannot_be_missing_or_misspelt() {
    let world = World::start().await;
    for (endpoint, good) in creations() {
        let fields = ["amount", "fiatAmount", "fiatCurrency", "currency", "description"];
        for field in fields.into_iter().filter(|field| good.contains(&format!("\"{field}\""))) {
            let misspelt = good.replace(&format!("\"{field}\""), &format!("\"{field}_\""));
            let message = format!("payload.{field}=[Must not be null]");
            check(&world, endpoint, &misspelt, "001", &message).await;
        }
        let number = good.replace("\"d\"", "1");
        check(&world, endpoint, &number, "001", "payload.description=[Must be a string]").await;
        let empty = good.replace("\"d\"", "\"\"");
        check(&world, endpoint, &empty, "001", "payload.description=[Must not be empty]").await;
        let unknown = good.replace("USDT_TRX", "DOLLAR");
        let message = "payload.currency=[Unknown crypto currency DOLLAR]";
        check(&world, endpoint, &unknown, "001", message).await;
        let strange = good.replace("USDT_TRX", "US DT");
        assert!(world.call(endpoint, &strange).await.error(400, "001").contains("currency"));
    }
    assert_eq!(world.sandbox.counts().invoices, 0);
}

#[tokio::test]
async fn optional_fields_of_creations_are_checked_when_given() {
    let world = World::start().await;
    let not_url = "Must be an http or https URL";
    let cases = [
        (
            r#""idempotencyKey":"order-1""#,
            "idempotencyKey",
            "not a UUID, such as 7f8c1f5e-3a52-4f0e-9c0b-0d8a1f6e2b11",
        ),
        (r#""idempotencyKey":17"#, "idempotencyKey", "Must be a string"),
        (r#""externalId":"""#, "externalId", "an identifier cannot be empty"),
        (r#""externalId":7"#, "externalId", "Must be a string"),
        (r#""returnUrl":"javascript:alert(1)""#, "returnUrl", not_url),
        (r#""logo_url":"logo.png""#, "logo_url", not_url),
        (r#""fiatAvailable":"yes""#, "fiatAvailable", "Must be true or false"),
    ];
    for (endpoint, good) in creations() {
        for (field, name, problem) in cases {
            let payload = good.replacen('{', &format!("{{{field},"), 1);
            let message = format!("payload.{name}=[{problem}]");
            check(&world, endpoint, &payload, "001", &message).await;
        }
        // `null` is the same as no field.
        let payload = good.replacen('{', r#"{"idempotencyKey":null,"returnUrl":null,"#, 1);
        assert_eq!(world.call(endpoint, &payload).await.status, 200);
    }
}

#[tokio::test]
async fn expirations_must_be_dates_less_than_a_day_ahead() {
    let world = World::start().await;
    let cases = [
        ("tomorrow", "not an ISO-8601 date and time, such as 2025-07-05T22:31:09.255Z"),
        ("2022-04-25T11:17:48.390Z", "Must be in the future"),
        ("1999-01-01T00:00:00.000Z", "Must be in the future"),
        ("2022-04-26T11:17:48.390Z", "Must be less than 1 day ahead"),
        ("9999-01-01T00:00:00.000Z", "Must be less than 1 day ahead"),
    ];
    for (expiration, problem) in cases {
        for (endpoint, good) in &creations()[..2] {
            let field = format!(r#"{{"expiration":"{expiration}","#);
            let message = format!("payload.expiration=[{problem}]");
            check(&world, *endpoint, &good.replacen('{', &field, 1), "001", &message).await;
        }
    }
    let field = r#"{"expiration":"2022-04-26T11:17:48.389Z","#;
    let invoice =
        world.ask(Endpoint::InvoiceSingleCreate, &creations()[0].1.replacen('{', field, 1)).await;
    assert_eq!(invoice["expiration"], "2022-04-26T11:17:48.389Z");
}

#[tokio::test]
async fn a_key_that_was_used_gets_016_whatever_is_created() {
    let world = World::start().await;
    let field = format!(r#"{{"idempotencyKey":"{UNKNOWN_UUID}","#);
    let with_key = creations().map(|(endpoint, good)| (endpoint, good.replacen('{', &field, 1)));
    assert_eq!(world.call(with_key[0].0, &with_key[0].1).await.status, 200);
    for (endpoint, payload) in &with_key {
        let message = format!("Key {UNKNOWN_UUID} already exists");
        check(&world, *endpoint, payload, "016", &message).await;
        // A UUID is the same in capitals.
        let upper = payload.replace(UNKNOWN_UUID, &UNKNOWN_UUID.to_ascii_uppercase());
        check(&world, *endpoint, &upper, "016", &message).await;
    }
    assert_eq!(world.sandbox.counts().invoices, 1);
}

#[tokio::test]
async fn objects_that_do_not_exist_get_004_and_ids_of_no_shape_get_001() {
    let world = World::start().await;
    let customer = format!(r#"{{"id":"{UNKNOWN_UUID}"}}"#);
    let address = format!(r#"{{"customerId":"{UNKNOWN_UUID}","currency":"BTC"}}"#);
    let transaction = format!(r#"{{"transactionId":"{UNKNOWN_UUID}"}}"#);
    let invoice = world.ask(creations()[0].0, creations()[0].1).await;
    let id = invoice["id"].as_str().unwrap();
    let deposit = format!(r#"{{"transactionId":"{UNKNOWN_UUID}","id":"{id}"}}"#);
    let by_key = format!(r#"{{"idempotencyKey":"{UNKNOWN_UUID}"}}"#);
    let at_odds = format!(r#"{{"id":"{id}","idempotencyKey":"{UNKNOWN_UUID}"}}"#);
    let padded = format!(r#"{{"id":"0{id}"}}"#);
    let unknown = [
        (Endpoint::CustomerUpdate, customer.as_str()),
        (Endpoint::PurseAddressGet, &address),
        (Endpoint::PurseTransactionGet, &transaction),
        (Endpoint::InvoiceGet, r#"{"id":"1"}"#),
        (Endpoint::InvoiceGet, r#"{"id":"not a number"}"#),
        (Endpoint::InvoiceGet, r#"{"externalId":"order-1"}"#),
        (Endpoint::InvoiceGet, &by_key),
        (Endpoint::InvoiceGet, &at_odds),
        (Endpoint::InvoiceGet, &padded),
        (Endpoint::InvoiceDepositHistory, &by_key),
        (Endpoint::InvoiceDeposit, &deposit),
    ];
    for (endpoint, payload) in unknown {
        world.call(endpoint, payload).await.error(400, "004");
    }
    let shapeless = [
        (Endpoint::CustomerUpdate, r#"{"id":"1"}"#),
        (Endpoint::CustomerUpdate, r#"{"email":"a@b"}"#),
        (Endpoint::CustomerCreate, r#"{"email":1}"#),
        (Endpoint::PurseAddressGet, r#"{"customerId":"1","currency":"BTC"}"#),
        (Endpoint::PurseTransactionGet, r#"{"transactionId":5}"#),
        (Endpoint::InvoiceGet, "{}"),
        (Endpoint::InvoiceGet, r#"{"id":100001}"#),
        (Endpoint::InvoiceGet, r#"{"id":""}"#),
        (Endpoint::InvoiceGet, r#"{"idempotencyKey":"1"}"#),
        (Endpoint::InvoiceDeposit, r#"{"id":"1"}"#),
        (Endpoint::InvoiceDepositHistory, r#"{"id":"1","pageSize":0}"#),
        (Endpoint::InvoiceDepositHistory, r#"{"id":"1","pageNumber":-1}"#),
    ];
    for (endpoint, payload) in shapeless {
        world.call(endpoint, payload).await.error(400, "001");
    }
}

#[tokio::test]
async fn a_purse_needs_a_crypto_currency() {
    let world = World::start().await;
    let customer = world.ask(Endpoint::CustomerCreate, "{}").await;
    let id = customer["id"].as_str().unwrap();
    for currency in ["EUR", "NO_COIN"] {
        let payload = format!(r#"{{"customerId":"{id}","currency":"{currency}"}}"#);
        let message = "payload.currency=[Unknown crypto currency]";
        check(&world, Endpoint::PurseAddressGet, &payload, "001", message).await;
    }
}

#[tokio::test]
async fn rates_are_asked_for_by_lists_of_known_unique_codes() {
    let world = World::start().await;
    let cases = [
        (r#"["BTC","BTC"],"to":["USD"]"#, "Must be unique"),
        (r#"[],"to":["USD"]"#, "Must not be empty"),
        (r#"["NO_COIN"],"to":["USD"]"#, "Unknown currency NO_COIN"),
        (r#"["B TC"],"to":["USD"]"#, "Unknown currency B TC"),
        (r#"[{"code":"BTC"}],"to":["USD"]"#, "Must be a list of strings"),
        (r#""BTC","to":["USD"]"#, "Must be a list of strings"),
        (r#"null,"to":["USD"]"#, "Must not be null"),
    ];
    for (lists, problem) in cases {
        let payload = format!(r#"{{"from":{lists}}}"#);
        let message = format!("payload.from=[{problem}]");
        check(&world, Endpoint::RateFiat, &payload, "001", &message).await;
        let payload = payload.replace("\"from\"", "\"fromCurrencies\"");
        let payload = payload.replace("\"to\"", "\"toCurrencies\"");
        let message = format!("payload.fromCurrencies=[{problem}]");
        check(&world, Endpoint::Rate, &payload, "001", &message).await;
    }
}
