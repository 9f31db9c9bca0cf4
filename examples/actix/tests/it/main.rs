//! Runs the example as a reader would, and looks at what it prints.

use std::process::Command;

#[test]
fn webhooks_are_received_with_actix_web() {
    let output = Command::new(env!("CARGO_BIN_EXE_calypso-examples-actix")).output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "it failed\n{stdout}\n{stderr}");
    for text in [
        "INVOICE_CREATE_UNLIMITED_INVOICE",
        "INVOICE_TRANSLATION_TO_ACCOUNT_COMPLETED",
        "delivered again: 200",
        "forged: 401",
        "counted once: true",
    ] {
        assert!(stdout.contains(text), "it does not print {text:?}:\n{stdout}");
    }
}
