//! Amounts go from a request over the wire to the sandbox and back in a reply, digit for digit.
#![expect(clippy::arithmetic_side_effects, reason = "a test's own small numbers")]

use calypso_model::{
    Amount, Currency, ExtendedFeeRequest, InvoiceRef, NewSingleInvoice, OperationCode,
    PlannedOperation,
};
use calypso_sandbox::Charge;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::journeys::currency;
use crate::worlds::{World, sandbox};

/// The amounts of each request whose amounts are echoed.
const BATCH: usize = 32;

/// How many such requests are made, and how many invoices per currency.
const REQUESTS: usize = 16;
const INVOICES: usize = 12;

/// Currencies of each scale that an invoice can have, 6, 8 and 18.
const CURRENCIES: [&str; 3] = ["USDT_TRX", "BTC", "ETH"];

/// Digits with a point before the last `scale` of them, as a schoolbook would write them.
fn written(digits: &str, scale: usize) -> String {
    if scale == 0 {
        return digits.to_owned();
    }
    let padded = format!("{digits:0>width$}", width = scale + 1);
    let (integer, fraction) = padded.split_at(padded.len() - scale);
    format!("{integer}.{fraction}")
}

/// Every count of digits from 1 to 28, each with every scale up to `scale_max`.
fn texts(scale_max: usize) -> impl Strategy<Value = String> {
    let digits = (1_usize..=28).prop_flat_map(|count| {
        let rest = prop::collection::vec(0_u8..=9, count - 1);
        let ends = prop_oneof![3 => Just(None), 1 => Just(Some(0_u8)), 1 => Just(Some(9))];
        (1_u8..=9, rest, ends).prop_map(|(first, rest, all)| {
            let rest = rest.into_iter().map(|digit| char::from(b'0' + all.unwrap_or(digit)));
            std::iter::once(char::from(b'0' + first)).chain(rest).collect::<String>()
        })
    });
    (digits, 0..=scale_max).prop_map(|(digits, scale)| written(&digits, scale))
}

/// Draws as many texts as are wanted; the runner's seed is always the same.
fn draw(
    runner: &mut TestRunner,
    texts: &impl Strategy<Value = String>,
    count: usize,
) -> Vec<String> {
    (0..count).map(|_| texts.new_tree(runner).unwrap().current()).collect()
}

fn amounts(texts: &[String]) -> Vec<Amount> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// Finds the number that stands after each `"name":` in a JSON text, byte for byte.
fn numbers<'a>(json: &'a str, name: &str) -> Vec<&'a str> {
    let quoted = format!("\"{name}\":");
    let after = json.split(&quoted).skip(1);
    after.map(|rest| rest.split([',', '}']).next().unwrap()).collect()
}

/// Any number of decimals is allowed where a fee is asked about, and the sandbox is told to take
/// none, so the amount comes back three times.
#[tokio::test]
async fn amounts_of_up_to_28_digits_survive_the_way_there_and_back() {
    let sandbox = sandbox().await;
    sandbox.set_tariff(OperationCode::SingleWithdrawal, None, Charge::FREE);
    let world = World::of(sandbox);
    let (mut runner, any_scale) = (TestRunner::deterministic(), texts(28));
    let btc = currency("BTC");
    for _ in 0..REQUESTS {
        let texts = draw(&mut runner, &any_scale, BATCH);
        let planned = amounts(&texts)
            .into_iter()
            .map(|amount| PlannedOperation::withdrawal(amount, btc.clone()));
        let request = ExtendedFeeRequest::new(planned.collect());
        let fees = world.client.tariffs().extended_fee(&request).await.unwrap();
        let echoed = fees.items.iter().map(|item| item.amount.to_string());
        assert_eq!(echoed.collect::<Vec<_>>(), texts);
        let thrice = texts.iter().flat_map(|text| [text.as_str(); 3]);
        assert_eq!(numbers(fees.raw(), "amount"), thrice.collect::<Vec<_>>());
        for (item, text) in fees.items.iter().zip(&texts) {
            assert_eq!(item.fee_receiver.amount.to_string(), *text);
            assert_eq!(item.fee_sender.amount.to_string(), *text);
        }
    }
}

#[tokio::test]
async fn the_amount_of_an_invoice_is_the_one_that_was_asked_for() {
    let world = World::of(sandbox().await);
    let mut runner = TestRunner::deterministic();
    for code in CURRENCIES {
        let scale = usize::try_from(currency(code).known().unwrap().scale).unwrap();
        for text in draw(&mut runner, &texts(scale), INVOICES) {
            check_invoice(&world, &currency(code), scale, &text).await;
        }
    }
}

async fn check_invoice(world: &World, code: &Currency, scale: usize, text: &str) {
    // An invoice can be paid down to its currency's last decimal, so no more than 28 digits are
    // left before and behind the point.
    let (integer, _) = text.split_once('.').unwrap_or((text, ""));
    let fits = integer.len() + scale <= 28;
    let new = NewSingleInvoice::new(text.parse().unwrap(), code.clone(), "Order 1042");
    let created = world.client.invoices().create_single(new).await;
    if !fits {
        let error = created.unwrap_err();
        assert_eq!(error.code().map(|code| code.as_str()), Some("001"), "{text} {code}");
        return;
    }
    let created = created.unwrap();
    assert_eq!(created.amount.unwrap().to_string(), text);
    assert_eq!(numbers(created.raw(), "amount"), [text]);
    let read = world.client.invoices().get(InvoiceRef::from(&created.id)).await.unwrap();
    assert_eq!(read.amount.unwrap().to_string(), text);
    assert_eq!(numbers(read.raw(), "amount"), [text]);
}
