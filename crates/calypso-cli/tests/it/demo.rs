//! `calypso demo`: six payments, matching ledgers, and an exit status that can be relied on.

use std::process::{Command, Output};

use calypso_model::Amount;
use serde_json::Value;

fn calypso(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_calypso")).args(arguments).output().unwrap()
}

fn amount(value: &Value) -> Amount {
    value.as_str().unwrap().parse().unwrap()
}

#[test]
fn the_demo_takes_six_payments_and_its_ledgers_match() {
    let output = calypso(&["demo", "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();

    let payments = report["payments"].as_array().unwrap();
    let kinds: Vec<&str> = payments.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    let expected =
        ["CUSTOMER_PURSE", "CUSTOMER_PURSE", "SINGLE_FIAT", "UNLIMITED", "UNLIMITED", "SINGLE"];
    assert_eq!(kinds, expected);
    for payment in payments {
        assert!(!payment["id"].as_str().unwrap().is_empty());
        assert!(!payment["currency"].as_str().unwrap().is_empty());
        if payment["kind"] == "SINGLE" {
            assert_eq!(payment["state"], "PENDING_INTERVENTION");
            assert_eq!(payment["gross"], "15.75");
            assert_eq!(payment["fee"], Value::Null);
            assert_eq!(payment["net"], Value::Null);
        } else {
            assert_eq!(payment["state"], "COMPLETED");
            let sum = amount(&payment["fee"]).checked_add(amount(&payment["net"]));
            assert_eq!(sum, Some(amount(&payment["gross"])));
        }
    }

    assert_eq!(report["ledger_matches"], true);
    assert_eq!(report["merchant"], report["sandbox"]);
    let webhooks = &report["webhooks"];
    assert_eq!(webhooks["forged_refused"], 1);
    assert_eq!(webhooks["duplicates_ignored"], 1);
    assert_eq!(webhooks["delivered"], webhooks["verified"]);
    assert_eq!(webhooks["delivered"], 24);
}

#[test]
fn the_demo_ends_in_tables_and_a_verdict() {
    let output = calypso(&["demo"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    for part in [
        "PENDING_INTERVENTION",
        "0.498000000000000001",
        "merchant",
        "sandbox",
        "1 forged refused, 1 repeated ignored",
        "match to the last digit",
    ] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    let steps = String::from_utf8(output.stderr).unwrap();
    assert!(steps.contains("✓ a forged webhook was refused"), "{steps}");
}

#[test]
fn an_address_that_is_taken_is_named_with_the_reason() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = calypso(&["demo", "--listen", &address]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.contains("calypso: the sandbox cannot start"), "{complaint}");
    assert!(complaint.contains(&address), "{complaint}");
}

/// A full disk or a reader that has gone is an error of its own, never a panic.
#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error_and_progress_that_cannot_is_none() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_calypso"));
    let output = command.arg("demo").stdout(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.contains("calypso: cannot write the result: "), "{complaint}");

    let mut command = Command::new(env!("CARGO_BIN_EXE_calypso"));
    let output = command.args(["demo", "--format", "json"]).stderr(full()).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"ledger_matches\":true"));
}
