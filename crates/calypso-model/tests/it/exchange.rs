//! Accounts, currencies, rates, exchanges and tariffs on the wire.

use calypso_model::{
    Account, AverageRate, CurrencyCodes, CurrencyInfo, CurrencyPair, Endpoint, Exchange,
    ExchangeId, ExchangeLimit, ExchangePairs, ExchangeRequest, ExchangeState, ExtendedFeeRequest,
    ExtendedFees, FeeOperation, FeeType, NewExchange, PlannedOperation, PreCalculateRequest,
    PreCalculation, Rates,
};

use crate::replies::{read, round_trips};
use crate::requests::writes;
use crate::{amount, currency};

fn pair() -> CurrencyPair {
    CurrencyPair::new(currency("BTC"), currency("USDT_TRX"))
}

#[test]
fn requests_without_parameters_have_no_payload() {
    writes::<()>("account-get", Endpoint::AccountGet, None);
    writes::<()>("currency-list", Endpoint::CurrencyList, None);
    writes::<()>("exchange-pairs", Endpoint::ExchangePairs, None);
}

#[test]
fn quotes_are_asked_for_with_codes() {
    let (btc, usdt) = (currency("BTC"), currency("USDT_TRX"));
    let request = PreCalculateRequest::new(btc.clone(), usdt.clone(), amount("0.00150000"))
        .with_direction("DIRECT");
    writes("exchange-pre-calculate", Endpoint::ExchangePreCalculate, Some(&request));
    let request = PreCalculateRequest::new(btc, usdt, amount("1.5E-3"));
    writes("exchange-pre-calculate.least", Endpoint::ExchangePreCalculate, Some(&request));
    writes("exchange-average-rate", Endpoint::ExchangeAverageRate, Some(&pair()));
    writes("exchange-limit", Endpoint::ExchangeLimit, Some(&pair()));
}

#[test]
fn an_exchange_is_named_by_a_number() {
    let new = NewExchange::new(currency("BTC"), currency("USDT_TRX"), amount("0.0015"));
    writes("exchange-create", Endpoint::ExchangeCreate, Some(&new));
    let request = ExchangeRequest::new(ExchangeId::parse("70411").unwrap());
    writes("exchange-get", Endpoint::ExchangeGet, Some(&request));
    assert_eq!(ExchangeId::from(70411), request.id);
    for (text, json) in [
        ("0", "0"),
        ("18446744073709551615", "18446744073709551615"),
        ("18446744073709551616", "\"18446744073709551616\""),
        ("007", "\"007\""),
        ("+7", "\"+7\""),
        ("7a", "\"7a\""),
    ] {
        let id = ExchangeId::parse(text).unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), json);
        assert_eq!(serde_json::from_str::<ExchangeId>(json).unwrap(), id);
    }
}

#[test]
fn planned_operations_name_no_account() {
    let invoice = PlannedOperation::invoice(amount("1000.00"), currency("USDT_TRX"));
    let payout =
        PlannedOperation::withdrawal(amount("1E-8"), currency("BTC")).with_fee_type(FeeType::Fix);
    let request = ExtendedFeeRequest::new(vec![invoice, payout]);
    writes("tariff-extended-fee", Endpoint::TariffExtendedFee, Some(&request));
    let older = PlannedOperation::invoice(amount("1000"), currency("USDT_TRX")).with_fee_type(None);
    let request = ExtendedFeeRequest::new(vec![older]);
    writes("tariff-extended-fee.least", Endpoint::TariffExtendedFee, Some(&request));
}

#[test]
fn an_account_holds_one_balance_per_currency() {
    let account: Account = round_trips("account-get");
    assert_eq!(account.account.as_str(), "0xc195df92dd9db2a8f28e597981f113d6e7582f8b");
    assert_eq!(account.name.as_deref(), Some("Shop"));
    assert_eq!(account.owner_id.as_str(), "5b0f9a52-7c1d-4f3e-9a6b-2d8c1e4f7a90");
    let written = |code| account.balance(&currency(code)).map(|balance| balance.to_string());
    assert_eq!(written("BTC").as_deref(), Some("0.00000001"));
    assert_eq!(written("ETH").as_deref(), Some("12.000000000000000001"));
    assert_eq!(written("USDT_TRX").as_deref(), Some("1042.50"));
    assert_eq!(written("USDT"), None);
    let account: Account = round_trips("account-get.guide");
    assert_eq!((account.name, account.owner_id.as_str()), (None, "4711"));
    assert_eq!(account.balances, []);
}

#[test]
fn the_codes_of_currencies() {
    let codes: CurrencyCodes = round_trips("currency-list");
    let crypto = ["BTC", "ETH", "USDT_TRX", "BTC_LNG"].map(currency);
    assert_eq!(codes.crypto_currencies, crypto);
    assert_eq!(codes.fiat_currencies, ["USD", "EUR", "KZT"].map(currency));
}

#[test]
fn pairs_lead_to_currencies_with_all_that_is_known_of_them() {
    let pairs: ExchangePairs = round_trips("exchange-pairs");
    let (btc, usdt) = (currency("BTC"), currency("USDT_TRX"));
    assert!(pairs.allows(&btc, &usdt));
    assert!(!pairs.allows(&usdt, &btc));
    assert!(!pairs.allows(&currency("LTC"), &btc));
    assert_eq!(pairs.destinations(&usdt), []);
    let [token, coin] = pairs.destinations(&btc) else { panic!("two currencies") };
    assert_eq!(token.code(), Some(usdt));
    assert_eq!(token.fee_currency_name.as_deref(), Some("TRX"));
    assert_eq!(token.coin_id.as_deref(), Some("tether"));
    let network = token.network_data.as_ref().unwrap();
    assert_eq!(network.front_name.as_deref(), Some("Tron"));
    assert_eq!(network.network_type.as_deref(), Some("TRC-20"));
    assert_eq!((token.scale, token.blockchain_scale), (Some(6), Some(6)));
    assert_eq!(token.garbage_amount.unwrap().to_string(), "0.01");
    assert_eq!(token.contract.as_deref(), Some("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"));
    assert_eq!((token.crypto, token.enabled, token.active), (Some(true), Some(true), Some(true)));
    assert_eq!((coin.active, coin.garbage_amount), (Some(false), None));
    assert_eq!(coin.blockchain_name.as_deref(), Some("ETHEREUM"));
    assert_eq!((&coin.contract, coin.scale), (&None, Some(18)));
}

#[test]
fn pairs_may_be_codes_and_the_coins_id_may_be_misspelt() {
    let pairs: ExchangePairs = round_trips("exchange-pairs.codes");
    assert!(pairs.allows(&currency("BTC"), &currency("ETH")));
    assert_eq!(pairs.destinations(&currency("BTC"))[1].scale, None);
    let pairs: ExchangePairs = round_trips("exchange-pairs.coid");
    let [btc] = pairs.destinations(&currency("ETH")) else { panic!("one currency") };
    assert_eq!(btc.coin_id.as_deref(), Some("1"));
    assert_eq!((&btc.network_data, btc.garbage_amount), (&None, None));
    let both: CurrencyInfo =
        serde_json::from_str(r#"{"name":"New Coin","coinId":"right","coidId":"wrong"}"#).unwrap();
    assert_eq!(both.coin_id.as_deref(), Some("right"));
    assert_eq!(both.code(), None);
}

#[test]
fn quotes() {
    let calculation: PreCalculation = round_trips("exchange-pre-calculate");
    assert_eq!(calculation.source_currency, currency("BTC"));
    assert_eq!(calculation.destination_currency, currency("USDT_TRX"));
    assert_eq!(calculation.amount.to_string(), "161.250000");
    let average: AverageRate = round_trips("exchange-average-rate");
    assert_eq!(average.rate.to_string(), "107500.12345678");
}

#[test]
fn a_limit_is_the_only_amount_or_the_one_of_that_name() {
    let limit: ExchangeLimit = round_trips("exchange-limit");
    assert_eq!(limit.source_currency, currency("BTC"));
    assert_eq!(limit.destination_currency, currency("USDT_TRX"));
    assert_eq!(limit.limit().unwrap().to_string(), "0.92511627");
    let other: ExchangeLimit = round_trips("exchange-limit.codes");
    assert_eq!(other.source_currency, currency("BTC"));
    assert_eq!(other.amounts["maxAmount"].to_string(), "0.925");
    assert_eq!(other.limit(), Some(amount("0.925")));

    let read = |fields: &str| {
        let json = format!(r#"{{"sourceCurrency":"BTC","destinationCurrency":"ETH"{fields}}}"#);
        serde_json::from_str::<ExchangeLimit>(&json)
    };
    let limit = |fields| read(fields).unwrap().limit();
    assert_eq!(limit(r#","min":1,"max":2"#), None);
    assert_eq!(limit(r#","min":1,"limit":2"#), Some(amount("2")));
    assert_eq!(limit(r#","limit":null,"note":"7""#), None);
    assert_eq!(limit(r#","limit":-1"#), None);
    let twice = read(r#","limit":1,"limit":2"#).unwrap_err().to_string();
    assert!(twice.starts_with("duplicate field `limit`"), "{twice}");
    let missing = serde_json::from_str::<ExchangeLimit>(r#"{"limit":1}"#).unwrap_err().to_string();
    assert!(missing.starts_with("missing field `sourceCurrency`"), "{missing}");
}

#[test]
fn exchanges_in_each_state() {
    let made: Exchange = round_trips("exchange-create");
    assert_eq!(made.id, ExchangeId::from(70411));
    assert_eq!(
        made.account.as_ref().unwrap().as_str(),
        "0xc195df92dd9db2a8f28e597981f113d6e7582f8b"
    );
    assert_eq!(made.source_amount.to_string(), "0.0015");
    assert_eq!(made.destination_amount.unwrap().to_string(), "161.250000");
    assert_eq!(made.state, ExchangeState::InProgress);
    let sparse: Exchange = round_trips("exchange-create.null");
    assert_eq!(sparse.id, made.id);
    assert_eq!((&sparse.account, sparse.destination_amount), (&None, None));
    assert_eq!(sparse.source_amount, made.source_amount);
    assert_eq!(sparse.destination_currency, made.destination_currency);
    assert_eq!(sparse.created_date.to_string(), "2025-07-05T22:31:09.000Z");
    let completed: Exchange = round_trips("exchange-get");
    assert!(completed.state.is_completed());
    let failed: Exchange = round_trips("exchange-get.failed");
    assert_eq!(failed.state, ExchangeState::Failed);
    assert_eq!(failed.id.as_str(), "9223372036854775807");
}

#[test]
fn fees_of_planned_operations() {
    let fees: ExtendedFees = round_trips("tariff-extended-fee");
    let [fee] = &fees.items[..] else { panic!("one item") };
    assert_eq!((&fee.op_type, &fee.currency), (&FeeOperation::Invoice, &currency("USDT_TRX")));
    assert_eq!(fee.amount.to_string(), "1000.00");
    assert_eq!((fee.fee_receiver.amount, fee.fee_receiver.fee), (amount("950"), amount("50")));
    assert_eq!((fee.fee_sender.amount, fee.fee_sender.fee), (amount("1000"), amount("50")));
    assert_eq!((fee.fee_sender.fixed_fee, fee.fee_sender.percent_fee), (None, None));
    let fixed: ExtendedFees = round_trips("tariff-extended-fee.fix");
    assert_eq!(fixed.items[0].op_type, FeeOperation::Withdrawal);
    assert_eq!(fixed.items[0].fee_receiver.fixed_fee, Some(amount("15")));
    assert_eq!(fixed.items[0].fee_sender.fixed_fee, Some(amount("15")));
    let percent: ExtendedFees = round_trips("tariff-extended-fee.percent");
    assert_eq!(percent.items[0].fee_sender.percent_fee, Some(amount("35")));
    assert_eq!(percent.items[0].fee_sender.fee, amount("50"));
}

#[test]
fn rates_in_each_of_their_shapes() {
    let (btc, eur) = (currency("BTC"), currency("EUR"));
    let newest: Rates = read("rate");
    for shape in ["rate.pub", "rate.objects"] {
        let rates: Rates = round_trips(shape);
        assert_eq!(rates.rate(&btc, &eur), newest.rate(&btc, &eur), "{shape}");
    }
    let older: Rates = read("rate.pub");
    assert_eq!(older.rate(&btc, &currency("USDT_TRX")).unwrap().to_string(), "107900");
    assert_eq!(older.currency_rates[0].rates_date.to_string(), "2022-12-05T22:31:09.000Z");
    let error = serde_json::from_str::<Rates>("{}").unwrap_err().to_string();
    assert!(error.starts_with("missing field `currencyRates`"), "{error}");
}

#[test]
fn an_exchange_takes_the_documented_steps_and_no_others() {
    use ExchangeState::{Completed, Failed, InProgress};
    let unknown = ExchangeState::parse("PAUSED");
    let states = [InProgress, Completed, Failed, unknown.clone()];
    let steps = [(&InProgress, &Completed), (&InProgress, &Failed)];
    for from in &states {
        for to in &states {
            assert_eq!(from.may_become(to), steps.contains(&(from, to)), "{from} -> {to}");
            let merged = from.latest(to);
            assert_eq!(merged, to.latest(from));
            let conflict = [from, to].contains(&&Completed) && [from, to].contains(&&Failed);
            assert_eq!(merged.is_err(), conflict, "{from} and {to}");
        }
        assert_eq!(unknown.latest(from).unwrap(), *from);
    }
    let finals = states.each_ref().map(ExchangeState::is_final);
    assert_eq!(finals, [Some(false), Some(true), Some(true), None]);
    assert_eq!(InProgress.latest(&Failed), Ok(Failed));
}
