//! The endpoint table: paths as documented, and a golden request and reply for each.

use calypso_model::{Effect, Endpoint, Endpoints, IdempotencyKey, Method, Provenance};

use crate::data::names;

const PATHS: &[(Endpoint, Method, &str)] = &[
    (Endpoint::CustomerCreate, Method::Post, "/customer-purse/customer/create"),
    (Endpoint::CustomerUpdate, Method::Post, "/customer-purse/customer/update"),
    (Endpoint::PurseAddressGet, Method::Post, "/customer-purse/address/get"),
    (Endpoint::PurseAddressFind, Method::Post, "/customer-purse/address/find"),
    (Endpoint::PurseTransactionGet, Method::Post, "/customer-purse/transaction/get"),
    (Endpoint::PurseTransactionFind, Method::Post, "/customer-purse/transaction/find"),
    (Endpoint::InvoiceGet, Method::Post, "/invoice"),
    (Endpoint::InvoiceExternal, Method::Post, "/invoice/external"),
    (Endpoint::InvoiceAll, Method::Post, "/invoice/all"),
    (Endpoint::InvoiceSingleCreate, Method::Post, "/invoice/single/create"),
    (Endpoint::InvoiceSingleFiatCreate, Method::Post, "/invoice/single-fiat/create"),
    (Endpoint::InvoiceUnlimitedCreate, Method::Post, "/invoice/unlimited/create"),
    (Endpoint::InvoiceBoundCreate, Method::Post, "/invoice/bound/create"),
    (Endpoint::InvoiceDeposit, Method::Post, "/invoice/deposit"),
    (Endpoint::InvoiceDepositHistory, Method::Post, "/invoice/deposit-history"),
    (Endpoint::InvoiceReturnToPaid, Method::Post, "/invoice/return-to-paid"),
    (Endpoint::InvoiceCloseIntervention, Method::Post, "/invoice/close-intervention"),
    (Endpoint::InvoiceArchive, Method::Post, "/invoice/archive"),
    (Endpoint::Rate, Method::Post, "/rate"),
    (Endpoint::RateFiat, Method::Post, "/rate/fiat"),
    (Endpoint::CurrencyList, Method::Post, "/currency"),
    (Endpoint::AccountGet, Method::Post, "/account"),
    (Endpoint::WebhookList, Method::Post, "/subscription/webhook"),
    (Endpoint::WebhookCreate, Method::Post, "/subscription/webhook/create"),
    (Endpoint::WebhookDelete, Method::Delete, "/subscription/webhook"),
    (Endpoint::WebhookChange, Method::Post, "/subscription/webhook/change"),
    (Endpoint::WebhookRegenerate, Method::Post, "/subscription/webhook/regenerate"),
    (Endpoint::PayoutCreate, Method::Post, "/payout/create"),
    (Endpoint::PayoutGet, Method::Post, "/payout"),
    (Endpoint::PayoutAll, Method::Post, "/payout/all"),
    (Endpoint::PayoutWithdrawal, Method::Post, "/payout/withdrawal"),
    (Endpoint::PayoutWithdrawalAll, Method::Post, "/payout/withdrawal/all"),
    (Endpoint::PayoutMassCreate, Method::Post, "/payout/mass/create"),
    (Endpoint::PayoutMassGet, Method::Post, "/payout/mass"),
    (Endpoint::PayoutMassAll, Method::Post, "/payout/mass/all"),
    (Endpoint::ExchangePairs, Method::Post, "/exchange/pairs"),
    (Endpoint::ExchangePreCalculate, Method::Post, "/exchange/pre-calculate"),
    (Endpoint::ExchangeAverageRate, Method::Post, "/exchange/average-rate"),
    (Endpoint::ExchangeLimit, Method::Post, "/exchange/limit"),
    (Endpoint::ExchangeCreate, Method::Post, "/exchange/create"),
    (Endpoint::ExchangeGet, Method::Post, "/exchange/get"),
    (Endpoint::WidgetSingleFiatCreate, Method::Post, "/payment-widget/single-fiat/create"),
    (Endpoint::WidgetSingleFiatFind, Method::Post, "/payment-widget/single-fiat/find"),
    (Endpoint::WidgetSingleFiatAll, Method::Post, "/payment-widget/single-fiat/all"),
    (
        Endpoint::WidgetUnlimitedLinkedCreate,
        Method::Post,
        "/payment-widget/unlimited-linked/create",
    ),
    (Endpoint::WidgetUnlimitedLinkedFind, Method::Post, "/payment-widget/unlimited-linked/find"),
    (Endpoint::WidgetUnlimitedLinkedAll, Method::Post, "/payment-widget/unlimited-linked/all"),
    (Endpoint::TariffExtendedFee, Method::Post, "/tariff/extended-fee"),
];

/// The operations that answer a success with nothing (docs/API-FACTS.md, section 6).
const WITHOUT_REPLY: &[Endpoint] = &[Endpoint::WebhookDelete];

#[test]
fn every_endpoint_has_its_documented_path_and_method() {
    let documented: Vec<_> = PATHS.iter().map(|(endpoint, ..)| *endpoint).collect();
    assert_eq!(documented, Endpoint::ALL);
    for (endpoint, method, path) in PATHS {
        assert_eq!(endpoint.path(), format!("/api/v1{path}"));
        assert_eq!(endpoint.method(), *method, "{}", endpoint.name());
    }
}

#[test]
fn every_endpoint_has_a_golden_request_and_a_golden_reply() {
    let (requests, replies) = (names("requests"), names("replies"));
    for endpoint in Endpoint::ALL {
        let name = kebab(endpoint.name());
        assert!(requests.contains(&format!("requests/{name}")), "no request {name}");
        let replied = replies.contains(&format!("replies/{name}"));
        assert_eq!(replied, !WITHOUT_REPLY.contains(endpoint), "no reply {name}");
    }
}

/// `InvoiceSingleCreate` → `invoice-single-create`.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(letter.to_ascii_lowercase());
    }
    text
}

#[test]
fn only_payouts_move_money_and_only_keyed_creations_are_keyed() {
    let of = |effect: Effect| {
        Endpoint::ALL.iter().filter(move |endpoint| endpoint.effect() == effect).copied()
    };
    assert_eq!(
        of(Effect::MovesMoney).collect::<Vec<_>>(),
        [Endpoint::PayoutCreate, Endpoint::PayoutMassCreate]
    );
    assert_eq!(
        of(Effect::Keyed).collect::<Vec<_>>(),
        [
            Endpoint::InvoiceSingleCreate,
            Endpoint::InvoiceSingleFiatCreate,
            Endpoint::InvoiceUnlimitedCreate,
            Endpoint::InvoiceBoundCreate,
            Endpoint::WebhookCreate,
            Endpoint::WidgetSingleFiatCreate,
            Endpoint::WidgetUnlimitedLinkedCreate,
        ]
    );
}

#[test]
fn every_endpoint_says_what_it_does() {
    assert_eq!(Endpoint::InvoiceGet.summary(), "Reads an invoice.");
    assert!(Endpoint::ALL.iter().all(|endpoint| endpoint.summary().ends_with('.')));
}

#[test]
fn what_was_inferred_says_so() {
    let inferred = Endpoint::ALL.iter().filter(|one| one.provenance() == Provenance::Inferred);
    let inferred: Vec<_> = inferred.copied().collect();
    assert_eq!(inferred, [Endpoint::PurseAddressFind, Endpoint::WebhookRegenerate]);
}

#[test]
fn link_templates_can_be_replaced() {
    let key = IdempotencyKey::from_random_bytes([7; 16]);
    let endpoints = Endpoints::default();
    assert_eq!(
        endpoints.widget_link(&key),
        "https://pay.calypso.finance/pay?widgetKey=07070707-0707-4707-8707-070707070707"
    );
    let endpoints = endpoints
        .with_widget_link("http://127.0.0.1:1/widget/{idempotencyKey}")
        .with_payment_link("http://127.0.0.1:1/invoice/{idempotencyKey}");
    assert_eq!(
        endpoints.widget_link(&key),
        "http://127.0.0.1:1/widget/07070707-0707-4707-8707-070707070707"
    );
    assert_eq!(
        endpoints.payment_link(&key),
        "http://127.0.0.1:1/invoice/07070707-0707-4707-8707-070707070707"
    );
}
