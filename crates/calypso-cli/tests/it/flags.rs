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
    let output = calypso(&["sandbox", "--listen", "127.0.0.1:0", "--secret", " kD7wq2Zp4fJx"]);
    assert_eq!(output.status.code(), Some(1));
    let complaint = String::from_utf8(output.stderr).unwrap();
    assert!(complaint.starts_with("calypso: --secret: "), "{complaint}");
    assert!(!complaint.contains("kD7wq2"), "{complaint}");
}
