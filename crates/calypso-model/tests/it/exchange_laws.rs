//! What holds for every answer about accounts, currencies, exchanges and tariffs.

use calypso_model::{
    Account, AverageRate, CurrencyCodes, Exchange, ExchangeLimit, ExchangePairs, ExchangeState,
    ExtendedFees, FiatRates, PreCalculation, Rates,
};
use proptest::prelude::*;

use crate::wire_text::{
    code, date, flag, id, keeps, list, map, number, object, optional, required, scale, text, word,
};

fn info() -> BoxedStrategy<String> {
    let network = object(vec![optional("frontName", text()), optional("type", text())]);
    object(vec![
        required("name", code()),
        optional("feeCurrencyName", code()),
        optional("coinId", prop_oneof![id(), text()]),
        optional("coidId", id()),
        optional("networkData", network),
        optional("scale", scale()),
        optional("blockchainScale", scale()),
        optional("garbageAmount", number()),
        optional("crypto", flag()),
        optional("blockchainName", text()),
        optional("contract", text()),
        optional("enabled", flag()),
        optional("active", flag()),
    ])
}

fn code_or_object() -> BoxedStrategy<String> {
    prop_oneof![3 => code(), 1 => info()].boxed()
}

fn exchange() -> BoxedStrategy<String> {
    object(vec![
        required("id", id()),
        optional("account", id()),
        required("sourceCurrency", code_or_object()),
        required("sourceAmount", number()),
        required("destinationCurrency", code_or_object()),
        optional("destinationAmount", number()),
        required("state", word(&["IN_PROGRESS", "COMPLETED", "FAILED"])),
        required("createdDate", date()),
    ])
}

fn fees() -> BoxedStrategy<String> {
    let share = || {
        object(vec![
            required("amount", number()),
            required("fee", number()),
            optional("fixedFee", number()),
            optional("percentFee", number()),
        ])
    };
    let item = object(vec![
        required("amount", number()),
        required("currency", code()),
        required("opType", word(&["INVOICE", "WITHDRAWAL"])),
        required("feeReceiver", share()),
        required("feeSender", share()),
    ]);
    object(vec![required("items", list(item))])
}

fn rates() -> BoxedStrategy<String> {
    let rate = object(vec![
        required("fromCurrency", code_or_object()),
        required("toCurrency", code_or_object()),
        required("rates", number()),
        required("ratesDate", date()),
    ]);
    let older = object(vec![required("rate", number()), required("createdAt", date())]);
    let newest = object(vec![required("currencyRates", list(rate))]);
    prop_oneof![newest, object(vec![required("rates", map(map(older)))])].boxed()
}

proptest! {
    #[test]
    fn exchanges_are_kept(json in exchange()) {
        let exchange: Exchange = keeps(&json);
        if matches!(exchange.state, ExchangeState::Unknown(_)) {
            prop_assert_eq!(exchange.state.is_final(), None);
            prop_assert!(!exchange.state.is_completed());
        }
    }

    #[test]
    fn accounts_and_codes_are_kept(
        account in object(vec![
            required("account", id()),
            optional("name", text()),
            required("ownerId", id()),
            required("balances", list(object(vec![
                required("currency", code()),
                required("amount", number()),
            ]))),
        ]),
        codes in object(vec![
            required("cryptoCurrencies", list(code())),
            required("fiatCurrencies", list(code())),
        ]),
    ) {
        keeps::<Account>(&account);
        keeps::<CurrencyCodes>(&codes);
    }

    #[test]
    fn pairs_and_quotes_are_kept(
        pairs in object(vec![required("currencyPairs", map(list(code_or_object())))]),
        calculation in object(vec![
            required("sourceCurrency", code_or_object()),
            required("destinationCurrency", code_or_object()),
            required("amount", number()),
        ]),
        average in object(vec![required("rate", number())]),
    ) {
        keeps::<ExchangePairs>(&pairs);
        keeps::<PreCalculation>(&calculation);
        keeps::<AverageRate>(&average);
    }

    #[test]
    fn limits_are_kept(json in object(vec![
        required("sourceCurrency", code_or_object()),
        required("destinationCurrency", code_or_object()),
        optional("limit", prop_oneof![number(), text()]),
        optional("maxAmount", number()),
        optional("count", Just(String::from("-1"))),
    ])) {
        keeps::<ExchangeLimit>(&json);
    }

    #[test]
    fn rates_and_fees_are_kept(
        rates in rates(),
        fiat in object(vec![required("ratesMap", map(map(number())))]),
        fees in fees(),
    ) {
        keeps::<Rates>(&rates);
        keeps::<FiatRates>(&fiat);
        keeps::<ExtendedFees>(&fees);
    }
}
