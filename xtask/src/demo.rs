//! The README's first command, run as a newcomer would, with its verdict read back.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::command::CargoCall;

/// Runs the demo and checks that the merchant's record equals the sandbox's ledger.
pub(crate) fn run(root: &Path) -> Result<()> {
    let call = CargoCall::new("run -p calypso-cli -- demo --format json");
    eprintln!("$ {call}");
    let printed = call.output(root)?;
    let payments = check(&printed)?;
    eprintln!("{payments} payments, and both ledgers match");
    Ok(())
}

/// Reads the demo's verdict and returns how many payments it covers.
fn check(printed: &str) -> Result<usize> {
    let verdict: Value =
        serde_json::from_str(printed).context("standard output is not one JSON object")?;
    let payments = verdict.get("payments").and_then(Value::as_array);
    let count = payments.context("there is no list `payments`")?.len();
    if count == 0 {
        bail!("`payments` is empty, so there was nothing to compare");
    }
    match verdict.get("ledger_matches") {
        Some(Value::Bool(true)) => Ok(count),
        Some(other) => bail!("`ledger_matches` is {other}, not true"),
        None => bail!("there is no `ledger_matches`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matching_ledgers_pass() {
        assert_eq!(check(r#"{"payments":[{},{}],"ledger_matches":true}"#).unwrap(), 2);
    }

    #[track_caller]
    fn refuses(printed: &str, message: &str) {
        assert_eq!(check(printed).unwrap_err().to_string(), message);
    }

    #[test]
    fn anything_else_fails_and_says_why() {
        refuses("", "standard output is not one JSON object");
        refuses("{} {}", "standard output is not one JSON object");
        refuses("{}", "there is no list `payments`");
        let empty = r#"{"payments":[],"ledger_matches":true}"#;
        refuses(empty, "`payments` is empty, so there was nothing to compare");
        refuses(r#"{"payments":[{}]}"#, "there is no `ledger_matches`");
        let off = r#"{"payments":[{}],"ledger_matches":false}"#;
        refuses(off, "`ledger_matches` is false, not true");
    }
}
