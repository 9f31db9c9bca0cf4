//! Writing to standard output and standard error, either of which may be closed or full.

use std::io::{self, Write as _};

use anyhow::Context;

/// Writes a result to standard output, and sends it off at once: a program may wait for it.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}").and_then(|()| stdout.flush()).context("cannot write the result")
}

/// Says something to whoever watches. Nobody has to, so a failure is no reason to stop.
pub(crate) fn say(text: &str) {
    writeln!(io::stderr().lock(), "{text}").ok();
}
