//! Runs every example as a reader would, and looks at what it prints.
#![expect(clippy::unwrap_used, reason = "a failed setup should stop the test")]

mod guides;
mod testing_your_integration;

use std::process::Command;

#[track_caller]
fn check(program: &str, expected: &[&str]) {
    let output = Command::new(program).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} failed\n{stdout}\n{stderr}");
    for text in expected {
        assert!(stdout.contains(text), "{program} does not print {text:?}:\n{stdout}");
    }
}

#[test]
fn sign_by_hand_prints_the_documented_signature() {
    check(
        env!("CARGO_BIN_EXE_sign_by_hand"),
        &["Sign: b16e9d45f49f2069becbc4f108b237bee588cfc353fe9501df103e692acbc68d482a10d34c12bea2"],
    );
}

#[test]
fn an_invoice_payment_is_accepted() {
    check(
        env!("CARGO_BIN_EXE_accept_invoice_payment"),
        &["https://pay.calypso.finance/invoice/", "is COMPLETED"],
    );
}

#[test]
fn a_customer_deposits_to_an_address() {
    check(env!("CARGO_BIN_EXE_customer_deposit_address"), &["100.00 USDT_BSC is Settled"]);
}

#[test]
fn a_custom_transport_carries_the_calls() {
    check(
        env!("CARGO_BIN_EXE_custom_transport"),
        &["POST /api/v1/rate -> Ok(200)", "1 BTC = Some"],
    );
}

#[test]
fn webhooks_are_received_with_axum() {
    check(
        env!("CARGO_BIN_EXE_receive_webhooks_axum"),
        &["INVOICE_CREATE_UNLIMITED_INVOICE", "INVOICE_FUNDS_RECEIVED_FOR_INVOICE"],
    );
}

#[test]
fn webhooks_are_received_with_plain_hyper() {
    check(
        env!("CARGO_BIN_EXE_receive_webhooks_hyper"),
        &[
            "INVOICE_CREATE_UNLIMITED_INVOICE",
            "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
            "delivered again: 200",
            "forged: 401",
            "counted once: true",
        ],
    );
}

#[test]
fn webhook_keys_are_rotated_and_nothing_is_lost() {
    check(
        env!("CARGO_BIN_EXE_rotate_webhook_keys"),
        &["1 delivery with the old keys, 2 with the new"],
    );
}
