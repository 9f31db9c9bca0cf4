//! What must be on this machine before a gate starts; what is missing fails it, never shrinks it.

use std::net::TcpListener;
use std::path::Path;

use anyhow::{Result, bail};

use crate::command::CargoCall;
use crate::document;

/// Checks what the tests need beyond the toolchain that built this program.
pub(crate) fn of_tests(_root: &Path) -> Result<()> {
    finish(&missing_for_tests())
}

/// Checks what the whole gate needs.
pub(crate) fn of_gate(root: &Path) -> Result<()> {
    let mut missing = missing_for_tests();
    for (tool, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if !CargoCall::new(&format!("{tool} --version")).succeeds(root) {
            missing.push(format!(
                "cargo {tool}, for the step `{tool}`: `rustup component add {component}`"
            ));
        }
    }
    finish(&missing)
}

fn missing_for_tests() -> Vec<String> {
    missing_loopback().into_iter().chain(document::missing_python()).collect()
}

fn missing_loopback() -> Option<String> {
    let error = TcpListener::bind(("127.0.0.1", 0)).err()?;
    Some(format!(
        "a socket on 127.0.0.1 ({error}), for every test over HTTP: allow this process to listen \
         on the loopback interface"
    ))
}

fn finish(missing: &[String]) -> Result<()> {
    if missing.is_empty() {
        eprintln!("nothing is missing");
        return Ok(());
    }
    bail!("nothing was run, because this is missing:\n  {}", missing.join("\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_an_error_that_names_it() {
        let error = finish(&["a browser, for the page".to_owned()]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "nothing was run, because this is missing:\n  a browser, for the page"
        );
        assert!(finish(&[]).is_ok());
    }
}
