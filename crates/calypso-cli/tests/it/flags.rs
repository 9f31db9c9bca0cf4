//! Help that helps, and wrong command lines.

use std::process::{Command, Output};

fn calypso(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_calypso")).args(arguments).output().unwrap()
}

#[test]
fn help_names_the_commands_and_goes_to_standard_output() {
    let output = calypso(&["--help"]);
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["Accept crypto payments", "demo", "sandbox", "Nothing here needs an account"] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    let sandbox = String::from_utf8(calypso(&["sandbox", "--help"]).stdout).unwrap();
    for flag in ["--listen", "--api-key", "--secret", "--account", "--format", "127.0.0.1:8080"] {
        assert!(sandbox.contains(flag), "{flag} is not in:\n{sandbox}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_2_and_says_why() {
    for wrong in [&["dance"][..], &["demo", "--format", "xml"], &["demo", "--listen", "here"], &[]]
    {
        let output = calypso(wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(!output.stderr.is_empty(), "{wrong:?}");
    }
}

#[test]
fn bad_keys_are_refused_without_being_repeated() {
    for flag in ["--secret", "--control-token"] {
        let output = calypso(&["sandbox", "--listen", "127.0.0.1:0", flag, " kD7wq2Zp4fJx"]);
        assert_eq!(output.status.code(), Some(1));
        let complaint = String::from_utf8(output.stderr).unwrap();
        assert!(complaint.starts_with(&format!("calypso: {flag}: ")), "{complaint}");
        assert!(!complaint.contains("kD7wq2"), "{complaint}");
    }
}

/// An empty token is a mistake, not a wish for none.
#[test]
fn an_empty_control_token_is_refused() {
    let output = Command::new(env!("CARGO_BIN_EXE_calypso"))
        .args(["sandbox", "--listen", "127.0.0.1:0"])
        .env("CALYPSO_SANDBOX_CONTROL_TOKEN", "")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.starts_with("calypso: --control-token: the secret is empty"), "{complaint}");
}

#[test]
fn help_names_the_variable_of_the_control_token_but_not_its_value() {
    let output = Command::new(env!("CARGO_BIN_EXE_calypso"))
        .args(["sandbox", "--help"])
        .env("CALYPSO_SANDBOX_CONTROL_TOKEN", "kD7wq2Zp4fJx")
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("--control-token") && text.contains("CALYPSO_SANDBOX_CONTROL_TOKEN"));
    assert!(!text.contains("kD7wq2"), "{text}");
}
