//! Tests `calypso-model` as its users see it.
#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]
#![expect(clippy::arithmetic_side_effects, reason = "the references overflow loudly in tests")]

mod amount_json;
mod amount_text;
mod arithmetic;
mod convert;
mod digits;
mod payment;
mod transitions;
mod words;

use calypso_model::Amount;

#[track_caller]
fn amount(text: &str) -> Amount {
    Amount::parse(text).unwrap()
}
