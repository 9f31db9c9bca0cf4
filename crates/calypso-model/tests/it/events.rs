//! Events as webhooks deliver them.

use calypso_model::{Event, EventData, EventLevel, EventService, EventType, Fee, FiatAmount};

use crate::data::{golden, names};
use crate::{amount, currency};

#[track_caller]
fn read(name: &str) -> Event {
    Event::from_slice(golden(&format!("events/{name}")).as_bytes()).unwrap()
}

/// Reads an event with other data.
#[track_caller]
fn with_data(event_type: &str, data: &str) -> EventData {
    let text = format!(
        r#"{{"requestId":"s","id":1,"createdDate":"2022-06-17T12:13:05.909616","level":"INFO",
            "service":"INVOICE","eventType":"{event_type}","data":{data}}}"#,
    );
    let event = Event::from_slice(text.as_bytes()).unwrap();
    assert_eq!(event.raw_data(), data);
    event.data
}

fn ids(data: &EventData) -> Vec<&str> {
    data.transaction_ids().iter().map(calypso_model::TransactionId::as_str).collect()
}

#[test]
fn every_event_keeps_its_identity_and_its_data() {
    for name in names("events") {
        let text = golden(&name);
        let event = Event::from_slice(text.as_bytes()).unwrap();
        let word = name.strip_prefix("events/").unwrap().split('.').next().unwrap();
        assert_eq!(event.event_type, EventType::parse(word), "{name}");
        assert_eq!(event.subscription.as_str(), "0b8f7a52-56f5-4f1a-9d70-4f6a2f2f8d11");
        assert!(text.contains(event.raw_data()), "{name}");
        assert!(event.raw_data().starts_with('{') && event.raw_data().ends_with('}'), "{name}");
        assert!(!matches!(event.data, EventData::Unreadable(_)), "{name}: {:?}", event.data);
        assert_eq!(Event::from_slice(text.as_bytes()).unwrap(), event);
    }
}

#[test]
fn every_known_type_has_a_golden_event() {
    for event_type in EventType::KNOWN {
        assert!(names("events").contains(&format!("events/{event_type}")), "{event_type}");
    }
}

#[test]
fn the_envelope_is_read_in_both_forms() {
    let event = read("INVOICE_CREATE_INVOICE");
    assert_eq!(event.id.as_str(), "1");
    assert_eq!(event.created.unwrap().to_string(), "2022-06-17T12:13:05.909616Z");
    assert_eq!(event.level, Some(EventLevel::Success));
    assert_eq!(event.service, Some(EventService::Invoice));
    assert_eq!(event.data.invoice_id().unwrap().as_str(), "184467");
    let texts = read("INVOICE_CREATE_INVOICE.string-ids");
    assert_eq!(texts.id.as_str(), "1");
    assert_eq!(texts.created.unwrap().to_string(), "2022-06-17T12:13:05.90961Z");
    let invoice = texts.data.invoice_id().unwrap();
    assert_eq!(invoice.as_str(), "c2d7a3f0-5b1e-4f6a-8c9d-0e1f2a3b4c5d");
    let event = read("INVOICE_PENDING_INTERVENTION.no-event-type");
    assert_eq!(event.event_type, EventType::InvoicePendingIntervention);
    assert!(matches!(event.data, EventData::InvoiceIntervention(_)));
}

#[test]
fn the_fiat_currency_is_found_under_both_names() {
    for name in ["INVOICE_CREATE_INVOICE", "INVOICE_CREATE_INVOICE.string-ids"] {
        let EventData::InvoiceCreated(data) = read(name).data else { panic!("{name}") };
        assert_eq!(data.fiat_currency, Some(currency("EUR")));
        assert_eq!(data.amount.unwrap().to_string(), "25.50");
    }
    let both = r#"{"parentExternalId":1,"fiatcurrency":"USD","fiatCurrency":"EUR"}"#;
    let EventData::InvoicePaid(data) = with_data("INVOICE_PAID", both) else { panic!("{both}") };
    assert_eq!(data.fiat_currency, Some(currency("EUR")));
}

#[test]
fn deposits_are_named_by_one_id_or_by_many() {
    let deposit = "5b0c2d41-7f66-4d0e-9a1b-2c3d4e5f6a70";
    assert_eq!(ids(&read("INVOICE_FUNDS_RECEIVED_FOR_INVOICE").data), [deposit]);
    assert_eq!(ids(&read("INVOICE_FUNDS_RECEIVED_FOR_INVOICE.scalar-id").data), ["70911"]);
    let many = read("INVOICE_FUNDS_RECEIVED_FOR_INVOICE.plural").data;
    assert_eq!(ids(&many), [deposit, "70911"]);
    let many = read("INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED.several").data;
    assert_eq!(ids(&many), [deposit, "70911"]);
    let received = |ids| format!(r#"{{"parentExternalId":1,{ids}}}"#);
    for (text, expected) in [
        (r#""transactionId":null"#, vec![]),
        (r#""transactionIds":[]"#, vec![]),
        (r#""message":"none""#, vec![]),
        (r#""transactionIds":"a""#, vec!["a"]),
        (r#""transactionId":["a",2],"transactionIds":["b","a"]"#, vec!["b", "a", "2"]),
    ] {
        let data = with_data("INVOICE_FUNDS_RECEIVED_FOR_INVOICE", &received(text));
        assert!(matches!(data, EventData::InvoiceDeposit(_)), "{data:?}");
        assert_eq!(ids(&data), expected, "{text}");
    }
}

#[test]
fn a_fiat_worth_is_one_number_or_one_per_currency() {
    let EventData::InvoicePaid(paid) = read("INVOICE_PAID").data else { panic!("paid") };
    let Some(FiatAmount::Single(worth)) = paid.fiat_amount else { panic!("single") };
    assert_eq!(worth.to_string(), "23.470");
    let settled = read("INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED").data;
    let EventData::InvoiceTranslation(settled) = settled else { panic!("settled") };
    let Some(FiatAmount::PerCurrency(worths)) = settled.fiat_amount else { panic!("map") };
    let worths: Vec<_> = worths.iter().map(|(code, worth)| format!("{worth} {code}")).collect();
    assert_eq!(worths, ["23.470 EUR", "25.48 USD"]);
    let gap = r#"{"parentExternalId":1,"fiatAmount":{"USD":null,"EUR":1E-2}}"#;
    let EventData::InvoicePaid(data) = with_data("INVOICE_PAID", gap) else { panic!("{gap}") };
    let worths = [(currency("EUR"), amount("0.01"))].into();
    assert_eq!(data.fiat_amount, Some(FiatAmount::PerCurrency(worths)));
}

#[test]
fn amounts_are_exact_and_fees_are_those_reported() {
    let EventData::InvoicePaid(paid) = read("INVOICE_PAID.pub").data else { panic!("paid") };
    assert_eq!(paid.amount.unwrap().to_string(), "0.00000001");
    assert_eq!(paid.real_amount, paid.amount);
    assert_eq!(paid.pay_amount.unwrap().to_string(), "0.000000020");
    let fee = |name| read(name).data.service_fee();
    let settled = "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED";
    assert_eq!(fee(settled), Fee::Reported(amount("0.1275")));
    assert_eq!(fee("INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED.several"), fee(settled));
    let settled = "CUSTOMER_PURSE_TRANSLATION_TO_ACCOUNT_COMPLETED";
    assert_eq!(fee(settled), Fee::Reported(amount("0.40")));
    assert_eq!(fee("CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE"), Fee::NotReported);
    assert_eq!(fee("INVOICE_PAID"), Fee::NotReported);
}

#[test]
fn deposits_to_purses() {
    let data = read("CUSTOMER_PURSE_COMPLIANCE_DECLINED").data;
    assert_eq!(data.invoice_id(), None);
    let EventData::PurseDeposit(data) = data else { panic!("{data:?}") };
    assert!(data.customer_blocked);
    assert_eq!(data.customer_id.as_str(), "3f1d7f0a-58f3-4d0c-8f2e-6a4b9c1d2e30");
    assert_eq!(data.amount.to_string(), "100.00");
    assert_eq!(data.transaction_hash, None);
    assert_eq!(ids(&read("CUSTOMER_PURSE_FUNDS_RECEIVED_FOR_PURSE.number-id").data), ["70911"]);
    let EventData::PurseExpired(data) = read("CUSTOMER_PURSE_EXPIRED").data else { panic!() };
    assert_eq!(data.address.unwrap().as_str(), "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8");
}

#[test]
fn top_ups() {
    let EventData::TopUp(data) = read("WALLET_FUNDS_DELIVERED_ACCOUNT").data else { panic!() };
    assert_eq!(data.amount.unwrap().to_string(), "500");
    assert_eq!(data.payment_date.unwrap().to_string(), "2022-06-17T12:12:01.12345Z");
}

#[test]
fn unknown_types_are_events_too() {
    let event = read("INVOICE_FAILED");
    assert_eq!(event.event_type.as_str(), "INVOICE_FAILED");
    assert_eq!(event.data, EventData::Unknown);
    assert!(event.raw_data().contains("\"amount\": 25.50"));
    assert_eq!(read("FIAT_DEPOSIT_ORDER_CREATED").data, EventData::Unknown);
    for data in ["null", "1", "[]", "\"text\"", "{}"] {
        assert_eq!(with_data("SOMETHING_NEW", data), EventData::Unknown);
    }
}

#[test]
fn data_of_another_shape_leaves_the_event_readable() {
    for (data, reason) in [
        (r#"{"parentExternalId":1,"amount":"25.50"}"#, "an amount must be a JSON number"),
        (r#"{"parentExternalId":1,"amount":-1}"#, "an amount cannot be negative"),
        (r#"{"amount":1}"#, "missing field `parentExternalId`"),
        (r#"{"parentExternalId":1,"parentExternalId":2}"#, "duplicate field `parentExternalId`"),
        ("null", "invalid type: null"),
    ] {
        let read = with_data("INVOICE_PAID", data);
        let EventData::Unreadable(unreadable) = &read else { panic!("{read:?}") };
        assert!(unreadable.reason().starts_with(reason), "{}", unreadable.reason());
        assert_eq!((read.invoice_id(), read.service_fee()), (None, Fee::NotReported));
        assert!(read.transaction_ids().is_empty());
    }
}

#[test]
fn an_event_without_data_is_an_event() {
    let text = golden("events/INVOICE_PAID");
    let (head, _) = text.split_once(",\n  \"data\"").unwrap();
    let event = Event::from_slice(format!("{head}}}").as_bytes()).unwrap();
    assert_eq!(event.raw_data(), "null");
    assert!(matches!(event.data, EventData::Unreadable(_)));
}

#[test]
fn an_event_without_its_identity_is_none() {
    let text = golden("events/INVOICE_PAID");
    for (from, to) in [
        ("\"requestId\"", "\"request\""),
        ("\"id\": 7", "\"id\": null"),
        ("\"id\": 7", "\"id\": 7.5"),
        ("\"id\": 7", "\"id\": \"\""),
        ("\"id\": 7", "\"id\": 7, \"id\": 8"),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text);
        let error = Event::from_slice(broken.as_bytes()).unwrap_err();
        assert_eq!(error.to_string(), "not an event: not JSON, or without its requestId and id");
        assert!(std::error::Error::source(&error).is_some());
    }
}

/// A genuine event that is refused comes again and again, and in the end the service blocks its
/// receiver: whatever is not its identity may be odd.
#[test]
fn an_event_with_an_odd_envelope_is_still_one() {
    let text = golden("events/INVOICE_PAID");
    let odd = |from: &str, to: &str| {
        let odd = text.replacen(from, to, 1);
        assert_ne!(odd, text);
        Event::from_slice(odd.as_bytes()).unwrap()
    };
    assert_eq!(odd("\"createdDate\": \"2022", "\"createdDate\": \"odd 2022").created, None);
    assert_eq!(odd("\"level\": \"SUCCESS\"", "\"level\": 1").level, None);
    assert_eq!(odd("\"service\"", "\"group\"").service, None);
    assert_eq!(odd("\"level\": \"SUCCESS\"", "\"level\": \"NEW\"").level.unwrap().as_str(), "NEW");

    let typeless = text.replace("\"eventType\"", "\"e\"").replace("\"type\"", "\"t\"");
    let event = Event::from_slice(typeless.as_bytes()).unwrap();
    assert!(matches!(event.event_type, EventType::Unknown(_)));
    assert!(matches!(event.data, EventData::Unknown));
}
